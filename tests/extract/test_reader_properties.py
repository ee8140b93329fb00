"""What holds of every extraction: spans slice back, values are the contract's, any text ends in bounded time."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_articles import PUBLISHED, make_article, spans_of

from extract import records
from extract.claims.event_types import EVENT_TYPE_OF
from extract.jsonio import dump_line, extraction_to_json
from extract.pipeline import extract_article
from extract.records import Article, Claim, Extraction
from extract.resources import Resources

# short stories of our own; any two or three of them make an article
STORIES = (
    (
        "BAGHDAD, 14 March - A car bomb exploded near a market in Baghdad on Thursday, killing at least 14 civilians "
        "and wounding more than 30, police said. Islamic State claimed responsibility for the attack."
    ),
    (
        "Nigerian troops clashed with Boko Haram fighters near Maiduguri on Tuesday. Eleven militants "
        "and three soldiers were killed in the fighting."
    ),
    "Roadside bombs killed 62 civilians in Afghanistan in February, up from 31 in January.",
    "The rebels threatened to attack Goma if the army does not withdraw. Officials fear that they could shell it.",
    "The Malian army denied on Monday that its soldiers had killed 20 villagers near Mopti.",
    "Police arrested five suspects in Medellin on Wednesday and seized 12 grenades and two pistols.",
    "“They came at dawn and took the girls,” said Mary Okoro, a teacher in Gwoza. “Nobody helped us.”",
    "Thousands of teachers will march in Lima next week. Last July police killed three protesters there.",
    "Between 20 and 30 people, including two children, died in an air strike on Idlib in 2019.",
    "The harvest fair opened on Saturday with music and a debate on milk prices.",
    "1) Gunmen killed a judge in Quetta on 11 March 2024\n\n2) Gunmen killed a lawyer in Karachi on 20 March 2024",
)
SLOW = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def articles() -> st.SearchStrategy[Article]:
    """Articles of the stories above in any order, joined and interrupted by any text at all."""
    noise = st.text(max_size=30)
    parts = st.lists(st.one_of(st.sampled_from(STORIES), st.sampled_from(STORIES), noise), min_size=1, max_size=4)
    texts = st.tuples(parts, st.sampled_from([" ", "\n\n", "\r\n", "\t"])).map(lambda pair: pair[1].join(pair[0]))
    titles = st.none() | noise | st.just("Bomb kills 14 in Baghdad")
    return st.builds(make_article, texts, title=titles, published=st.sampled_from([PUBLISHED, None]))


def check_extraction(article: Article, extraction: Extraction) -> None:
    """Of the text as it was read: lone surrogates, which no encoding holds, are U+FFFD in it."""
    read = article.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    article = replace(article, text=read)
    content = article.content
    for claim in extraction.claims:
        check_claim(claim, article)
    for issue in extraction.issues:
        assert issue.stage in get_args(records.Stage)
        assert issue.reason
        assert issue.span is None or content[slice(*issue.span)] == issue.text
    mentions = extraction.mentions
    for group in (mentions.places, mentions.dates, mentions.actors, mentions.counts):
        for mention in group:
            assert content[mention.start : mention.end] == mention.text
        assert [m.start for m in group] == sorted(m.start for m in group)
    assert len({c.claim_id for c in extraction.claims}) == len(extraction.claims)
    dump_line(extraction_to_json(article, extraction, mentions=True)).encode("utf-8")


def check_claim(claim: Claim, article: Article) -> None:
    for span, text in spans_of(claim):
        assert article.content[slice(*span)] == text
        assert text
    assert claim.evidence
    assert claim.kind in get_args(records.ClaimKind)
    assert claim.realis in get_args(records.Realis)
    assert (claim.kind == "assessment") is (claim.realis in ("planned", "threatened", "hypothetical"))
    assert EVENT_TYPE_OF[str(claim.sub_event_type)] == claim.event_type
    assert claim.confidence is not None
    assert 0 <= claim.confidence <= 1
    assert claim.n_acts is None or claim.n_acts >= 2
    check_date(claim, article)
    check_parties(claim)
    check_counts(claim)
    for attribution in (
        claim.attribution,
        *(c.attribution for c in claim.counts),
        *(p.attribution for p in claim.parties),
    ):
        if attribution is not None:
            assert attribution.kind in get_args(records.AttributionKind)
            if attribution.span is not None:
                assert article.content[slice(*attribution.span)] in (attribution.speaker, attribution.cue)


def check_date(claim: Claim, article: Article) -> None:
    when = claim.date
    if when.text is None:
        assert (when.span, when.start, when.precision) == (None, None, None)
        assert when.end == article.published
    if when.start is not None:
        assert when.end is not None
        assert when.start <= when.end
    if claim.realis == "actual" and article.published is not None and when.end is not None:
        assert when.end <= article.published


def check_parties(claim: Claim) -> None:
    for party in claim.parties:
        assert party.role in get_args(records.Role)
        assert party.kind in get_args(records.PartyKind)
        assert party.actor_class in (None, *range(1, 9))
        if party.role == "perpetrator":
            assert party.confidence_stated in get_args(records.ConfidenceStated)
        else:
            assert party.confidence_stated is None


def check_counts(claim: Claim) -> None:
    shown = [(e.start, e.end) for e in claim.evidence]
    for count in claim.counts:
        start, end = count.span
        assert any(first <= start and end <= last for first, last in shown), f"{count.text} stands in no sentence shown"
    for count in claim.counts:
        assert count.outcome in get_args(records.Outcome)
        assert count.who in get_args(records.Who)
        assert count.qualifier in get_args(records.Qualifier)
        assert count.rank in get_args(records.Rank)
        bounds = [b for b in (count.low, count.best, count.high) if b is not None]
        assert bounds == sorted(bounds)
        assert all(b >= 0 for b in bounds)
        assert bounds
        assert count.party is None or count.party in range(len(claim.parties))


@pytest.mark.parametrize("story", STORIES)
def test_every_story_keeps_the_contract(story: str, resources: Resources) -> None:
    article = make_article(story, title="From our correspondents")
    check_extraction(article, extract_article(article, resources))


def test_a_headline_adds_no_number_of_its_own(resources: Resources) -> None:
    """A number that stands in the headline alone is in no sentence that the claim shows."""
    text = "KIRKUK, Iraq (Northwire) - A bomb exploded in a market in Kirkuk on Monday, police said."
    article = make_article(text, title="Bomb kills 14 in Kirkuk market")
    (claim,) = extract_article(article, resources).claims
    check_claim(claim, article)
    assert claim.counts == ()


@SLOW
@given(article=articles())
def test_every_mixture_keeps_the_contract(article: Article, resources: Resources) -> None:
    check_extraction(article, extract_article(article, resources))


@SLOW
@given(text=st.text(max_size=300))
def test_any_text_at_all_is_read_without_an_error(text: str, resources: Resources) -> None:
    article = make_article(text)
    check_extraction(article, extract_article(article, resources))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00\x01\x02\x1b[31m",
        "\ufeff\u200b\u202e killed \u2028 14 \u2029",
        pytest.param(
            "\ud800 killed 14 people in Baghdad on Monday",
        ),
        "Gunmen killed \U0001f480 people in Ba\u0301ghda\u0301d on Monday.\x00 Police said 14\x0bdied.",
        "Wojsko zaatakowało wieś, zginęło 14 osób.",
        "\u0642\u062a\u0644 14 \u0634\u062e\u0635\u0627 \u0641\u064a \u0628\u063a\u062f\u0627\u062f",
        "killed " * 200,
        "." * 2_000,
        '"' * 2_000,
        "\n" * 2_000 + "Gunmen killed a judge in Quetta on Monday.",
        "Gunmen killed a judge, " * 60,
    ],
)
@pytest.mark.parametrize("title", [None, "Title\nwith\x00marks"])
def test_odd_texts_are_read_without_an_error(text: str, title: str | None, resources: Resources) -> None:
    article = make_article(text, title=title)
    check_extraction(article, extract_article(article, resources))


@pytest.mark.parametrize("letter", ["a", "7", "(", " ", "\u0416"])
def test_200_kb_of_one_character(letter: str, resources: Resources) -> None:
    article = make_article(letter * 200_000)
    started = time.process_time()
    assert extract_article(article, resources).claims == ()
    assert time.process_time() - started < 10


def test_50_000_words_in_bounded_time(resources: Resources) -> None:
    fair = "The harvest fair opened on Saturday with music, a cattle show and a debate on milk prices.\n\n"
    article = make_article(STORIES[0] + "\n\n" + fair * (50_000 // len(fair.split())) + STORIES[1])
    started = time.process_time()
    extraction = extract_article(article, resources)
    assert time.process_time() - started < 120  # about 20 on a laptop
    assert extraction.claims
    check_extraction(article, extraction)


def test_4_000_words_of_nothing_but_acts_in_bounded_time(resources: Resources) -> None:
    words = "\n\n".join(STORIES)
    article = make_article("\n\n".join([words] * (4_000 // len(words.split()))))
    started = time.process_time()
    extraction = extract_article(article, resources)
    assert time.process_time() - started < 60  # about 5 on a laptop
    check_extraction(article, extraction)


@pytest.mark.parametrize("text", [STORIES[5], "\n\n".join(STORIES), "\n\n".join(STORIES * 2)])
def test_anchors_are_unique(text: str, resources: Resources) -> None:
    anchors = [c.anchor_id for c in extract_article(make_article(text), resources).claims]
    assert len(set(anchors)) == len(anchors)


def test_same_article_same_bytes(resources: Resources) -> None:
    article = make_article("\n\n".join(STORIES), title="From our correspondents")
    first, second = (
        dump_line(extraction_to_json(article, extract_article(article, resources), mentions=True)) for _ in range(2)
    )
    assert first == second


def test_other_resources_other_claims_same_anchors(resources: Resources) -> None:
    from dataclasses import replace

    article = make_article("\n\n".join(STORIES))
    before = extract_article(article, resources)
    after = extract_article(article, replace(resources, digest="another"))
    assert [c.anchor_id for c in before.claims] == [c.anchor_id for c in after.claims]
    assert {c.claim_id for c in before.claims}.isdisjoint(c.claim_id for c in after.claims)


def test_what_lies_after_publication_is_no_actual_act(resources: Resources) -> None:
    article = make_article(STORIES[-1])
    rows: list[tuple[Any, ...]] = [(c.kind, c.realis) for c in extract_article(article, resources).claims]
    assert rows == [("incident", "actual"), ("assessment", "planned")]
