"""What of a model's answer stands: quotes found in the article, read by the same code that reads for the rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extract.claims.event_types import EVENT_TYPE_OF
from extract.claims.reading import Reading, overlapping
from extract.claims.scope import date_value, place_value
from extract.ids import anchor_id, claim_id
from extract.llm.answer import AnswerClaim, AnswerCount, AnswerParty, AnswerSpeaker
from extract.records import (
    Attribution,
    Claim,
    Count,
    DateValue,
    Evidence,
    Issue,
    Party,
    PlaceValue,
    Span,
    Stage,
    Target,
    Weapon,
)

_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(slots=True)
class _Check:
    """The article while one claim of an answer is checked, and what did not stand."""

    reading: Reading
    plain: str  # the content with plain quotes, character for character
    evidence: tuple[Evidence, ...]
    issues: list[Issue] = field(default_factory=list)

    def find(self, quote: str) -> Span | None:
        """Where the quote stands: in the claim's own sentences, else at its one place in the article."""
        pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, quote.translate(_QUOTES).split())) + r"(?!\w)")
        for sentence in self.evidence:
            if match := pattern.search(self.plain, sentence.start, sentence.end):
                return match.span()
        found = [match.span() for match in pattern.finditer(self.plain)]
        return found[0] if len(found) == 1 else None

    def need(self, stage: Stage, quote: str) -> Span | None:
        """The same; a quote that stands nowhere, or in more than one place, is an issue."""
        span = self.find(quote)
        if span is None:
            self.issues.append(Issue(stage, "the model's words do not stand in the article", quote[:200]))
        return span

    def words(self, span: Span) -> str:
        return self.reading.content_slice(*span)


def verify_answer(
    answers: Sequence[AnswerClaim], reading: Reading, extraction: str
) -> tuple[tuple[Claim, ...], tuple[Issue, ...]]:
    """The claims whose words stand in the article, without the values that do not; and an issue for each of those.

    Dates, places, bounds and register names are read from the quotes by the product's own code; a claim without a
    sentence of its own is dropped whole.
    """
    plain = reading.article.content.translate(_QUOTES)
    claims: list[Claim] = []
    issues: list[Issue] = []
    used: Counter[str] = Counter()
    counted: set[tuple[Span, str]] = set()
    for answer in answers:
        check = _Check(reading, plain, ())
        check.evidence = _find_evidence(answer, check)
        if check.evidence:  # else there is nothing to show for it
            claim = _without_repeats(_make_claim(answer, check, extraction, len(claims)), counted, check)
            first = claim.evidence[0].text
            key = anchor_id(reading.article.article_id, first, claim.event_type, 0)
            anchor = anchor_id(reading.article.article_id, first, claim.event_type, used[key])
            used[key] += 1
            claims.append(replace(claim, anchor_id=anchor))
        issues += check.issues
    return tuple(claims), tuple(dict.fromkeys(issues))


def _find_evidence(answer: AnswerClaim, check: _Check) -> tuple[Evidence, ...]:
    """The whole sentences that the quotes lie in."""
    spans = [span for quote in answer.evidence if (span := check.need("type", quote)) is not None]
    return tuple(dict.fromkeys(sentence for span in spans for sentence in _sentences_of(span, check)))


def _sentences_of(span: Span, check: _Check) -> list[Evidence]:
    found = []
    for sentence in check.reading.sentences:
        if sentence.start_char < span[1] and span[0] < sentence.end_char:
            text = sentence.text.strip()
            start = sentence.start_char + sentence.text.index(text)
            found.append(Evidence(start, start + len(text), text))
    return found


def _without_repeats(claim: Claim, counted: set[tuple[Span, str]], check: _Check) -> Claim:
    """The claim without counts that an earlier claim has: no number is told twice; its own sentences all shown."""
    counts = tuple(c for c in claim.counts if (c.span, c.outcome) not in counted)
    for count in set(claim.counts) - set(counts):
        check.issues.append(Issue("count", "counted in another claim", count.text, count.span))
    counted.update((c.span, c.outcome) for c in counts)
    parts: tuple[Party | Target | Weapon | Count, ...] = (*claim.parties, *claim.targets, *claim.weapons, *counts)
    shown = [sentence for part in parts for sentence in _sentences_of(part.span, check)]
    return replace(claim, counts=counts, evidence=tuple(dict.fromkeys((*claim.evidence, *shown))))


def _make_claim(answer: AnswerClaim, check: _Check, extraction: str, position: int) -> Claim:
    date, realis, kind = _find_date(answer, check), answer.realis, answer.kind
    reference = check.reading.reference
    if realis == "actual" and date.start is not None and reference is not None and date.start > reference:
        realis, kind = "planned", "assessment"
    if kind == "assessment" and realis in ("actual", "attempted"):
        check.issues.append(Issue("realis", f"an assessment cannot be {realis}", check.evidence[0].text[:200]))
        realis = "hypothetical"
    parties, party_at = _find_parties(answer.parties, check)
    return Claim(
        claim_id=claim_id(extraction, position),
        anchor_id="",
        kind=kind,
        realis=realis,
        event_type=EVENT_TYPE_OF.get(answer.sub_event_type or ""),
        sub_event_type=answer.sub_event_type,
        modes=(),
        n_acts=None,
        date=date,
        place=_find_place(answer, check),
        parties=parties,
        targets=tuple(Target(check.words(s), s, t.type) for t in answer.targets if (s := check.need("type", t.text))),
        weapons=tuple(Weapon(check.words(s), s, w.type) for w in answer.weapons if (s := check.need("type", w.text))),
        counts=tuple(c for a in answer.counts if (c := _find_count(a, check, party_at)) is not None),
        attribution=_find_attribution(answer.attribution, check),
        evidence=check.evidence,
        confidence=None,
    )


def _find_date(answer: AnswerClaim, check: _Check) -> DateValue:
    """The date phrase that the quote covers, read by the product's own rules."""
    reading = check.reading
    span = check.need("date", answer.date) if answer.date is not None else None
    mention = next(overlapping(reading.mentions.dates, *span), None) if span is not None else None
    if span is not None and (mention is None or mention.date_start is None):
        check.issues.append(Issue("date", "date phrase not understood", check.words(span), span))
    value = date_value(mention, reading)
    bound, end = reading.latest, value.end
    if bound is None or end is None or end <= bound or answer.realis != "actual" or value.start is None:
        return value
    return replace(value, end=bound) if value.start <= bound else date_value(None, reading)


def _find_place(answer: AnswerClaim, check: _Check) -> PlaceValue | None:
    span = check.need("place", answer.place) if answer.place is not None else None
    if span is None:
        return None
    mention = next(overlapping(check.reading.mentions.places, *span), None)
    if mention is None or mention.value is None:
        check.issues.append(Issue("place", "unknown place", check.words(span), span))
    return PlaceValue(check.words(span), span) if mention is None else place_value(mention, check.reading)


def _find_parties(answers: Sequence[AnswerParty], check: _Check) -> tuple[tuple[Party, ...], dict[Span, int]]:
    """Parties whose words stand in the article, and the index of each by its span."""
    parties: dict[Span, Party] = {}
    for answer in answers:
        span = check.need("actor", answer.text)
        if span is None or span in parties:
            continue
        actor = next(overlapping(check.reading.mentions.actors, *span), None)
        stated = answer.confidence_stated
        parties[span] = Party(
            check.words(span),
            span,
            answer.role,
            answer.kind,
            actor_id=actor.actor_id if actor else None,
            name=actor.name if actor else None,
            actor_class=actor.actor_class if actor else None,
            confidence_stated=(stated or "unknown") if answer.role == "perpetrator" else stated,
        )
    return tuple(parties.values()), {span: n for n, span in enumerate(parties)}


def _find_count(answer: AnswerCount, check: _Check, parties: dict[Span, int]) -> Count | None:
    """The number phrase that the quote covers, with the bounds that the product's own rules give it."""
    span = check.need("count", answer.text)
    if span is None:
        return None
    mention = next(overlapping(check.reading.mentions.counts, *span), None)
    if mention is None:
        check.issues.append(Issue("count", "no number in the model's words", check.words(span), span))
        return None
    counted = check.find(answer.party) if answer.party is not None else None
    return Count(
        mention.text,
        (mention.start, mention.end),
        answer.outcome,
        answer.who,
        mention.qualifier,
        mention.low,
        mention.best,
        mention.high,
        party=parties.get(counted) if counted is not None else None,
        is_total=answer.is_total,
        convention=mention.convention,
        rank=answer.rank,
    )


def _find_attribution(answer: AnswerSpeaker, check: _Check) -> Attribution:
    if answer.kind == "narrator":
        return Attribution()
    speaker = check.need("attribution", answer.speaker) if answer.speaker is not None else None
    cue = check.need("attribution", answer.cue) if answer.cue is not None else None
    span = speaker or cue
    if span is None:
        return Attribution()
    actor = next(overlapping(check.reading.mentions.actors, *speaker), None) if speaker is not None else None
    return Attribution(
        answer.kind,
        speaker=speaker and check.words(speaker),
        organisation=actor.name if actor else None,
        cue=cue and check.words(cue),
        span=span,
    )
