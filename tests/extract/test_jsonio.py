"""The public JSON: the contract's keys in their order, plain values, one line, the same bytes each time."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_articles import make_article

from extract.jsonio import SCHEMA, dump_line, extraction_to_json, unreadable_to_json
from extract.pipeline import extract_article
from extract.records import (
    ActorMention,
    Article,
    Attribution,
    Claim,
    Count,
    CountMention,
    DateMention,
    DateValue,
    Evidence,
    Extraction,
    Issue,
    Mentions,
    Party,
    PlaceMention,
    PlaceValue,
    Target,
    Weapon,
)
from extract.resources import Resources

TEXT = "In Aden a bomb killed 14 people on Monday, police said."
ARTICLE = Article("a" * 32, "v" * 32, TEXT, given_id="7", url="https://example.org/7", published=date(2024, 3, 16))
PLACE = PlaceValue("Aden", (3, 7), "Aden", 415189, "Aden", None, "YEM", 12.78, 45.04, 1)
CLAIM = Claim(
    claim_id="c" * 32,
    anchor_id="n" * 32,
    kind="incident",
    realis="actual",
    event_type="Explosions/Remote violence",
    sub_event_type="Remote explosive/landmine/IED",
    modes=("explosives",),
    n_acts=None,
    date=DateValue("Monday", (36, 42), date(2024, 3, 11), date(2024, 3, 11), 1),
    place=PLACE,
    parties=(Party("people", (25, 31), "victim", "group", actor_class=7),),
    targets=(Target("market", (0, 6), "business"),),
    weapons=(Weapon("bomb", (10, 14), "explosive"),),
    counts=(Count("14", (22, 24), "killed", "unknown", "exact", 14, 14, 14, 0, attribution=Attribution("attributed")),),
    attribution=Attribution("attributed", "police", None, None, "said", (44, 50)),
    evidence=(Evidence(0, len(TEXT), TEXT),),
    confidence=0.8,
)
MENTIONS = Mentions(
    places=(PlaceMention(3, 7, "Aden", "gazetteer", PLACE), PlaceMention(0, 2, "In", "unknown")),
    dates=(DateMention(36, 42, "Monday", "weekday", date(2024, 3, 11), date(2024, 3, 11), 1),),
    actors=(ActorMention(44, 50, "police", "state body", "YEM-police", "Yemeni police", 1, "YEM"),),
    counts=(CountMention(22, 24, "14", "number", "exact", 14, 14, 14),),
)
EXTRACTION = Extraction(
    "e" * 32, "v" * 32, "rules@1", "d" * 16, "en", (CLAIM,), (Issue("date", "undated", "x", (0, 1)),), MENTIONS
)


def test_keys_in_the_order_of_the_contract() -> None:
    line = extraction_to_json(ARTICLE, EXTRACTION)
    assert list(line) == ["schema", "extractor", "resources", "article", "claims", "issues"]
    assert list(line["article"]) == ["id", "url", "title", "published", "language", "source"]
    (claim,) = line["claims"]
    assert " ".join(claim) == (
        "id anchor_id kind realis event_type sub_event_type modes n_acts date place parties targets weapons counts "
        "attribution evidence confidence"
    )
    assert " ".join(claim["date"]) == "text span start end precision"
    assert " ".join(claim["place"]) == "text span name geonameid admin1 admin2 country lat lon precision"
    assert " ".join(claim["parties"][0]) == (
        "text span role kind actor_id name actor_class confidence_stated attribution"
    )
    assert " ".join(claim["targets"][0]) == " ".join(claim["weapons"][0]) == "text span type"
    assert " ".join(claim["counts"][0]) == (
        "text span outcome who qualifier low best high party is_total convention rank attribution"
    )
    assert " ".join(claim["attribution"]) == "kind speaker capacity organisation cue span"
    assert " ".join(claim["evidence"][0]) == "start end text"
    assert " ".join(line["issues"][0]) == "stage text span reason"
    assert line["schema"] == SCHEMA == "sitrep.extraction/1"


def test_values_are_plain() -> None:
    line = extraction_to_json(ARTICLE, EXTRACTION, mentions=True)
    assert json.loads(json.dumps(line)) == line
    (claim,) = line["claims"]
    assert claim["date"] == {
        "text": "Monday",
        "span": [36, 42],
        "start": "2024-03-11",
        "end": "2024-03-11",
        "precision": 1,
    }
    assert claim["modes"] == ["explosives"]
    assert claim["counts"][0]["attribution"]["kind"] == "attributed"
    assert claim["parties"][0]["attribution"] is None


def test_article_without_id_is_named_by_its_hash() -> None:
    article = make_article("text", given_id=None)
    line = extraction_to_json(article, EXTRACTION)
    assert line["article"]["id"] == article.article_id
    assert extraction_to_json(ARTICLE, EXTRACTION)["article"]["id"] == "7"


def test_mentions_only_when_asked_for_and_in_text_order() -> None:
    assert "mentions" not in extraction_to_json(ARTICLE, EXTRACTION)
    rows = extraction_to_json(ARTICLE, EXTRACTION, mentions=True)["mentions"]
    assert [(r["kind"], r["text"]) for r in rows] == [
        ("place", "In"),
        ("place", "Aden"),
        ("count", "14"),
        ("date", "Monday"),
        ("actor", "police"),
    ]
    unknown, place, count, day, actor = rows
    assert (place["lat"], place["lon"], place["country"], place["geonameid"]) == (12.78, 45.04, "YEM", 415189)
    assert unknown["lat"] is None
    assert (count["low"], count["best"], count["high"]) == (14, 14, 14)
    assert (day["date_start"], day["date_end"]) == ("2024-03-11", "2024-03-11")
    assert (actor["actor_id"], actor["name"]) == ("YEM-police", "Yemeni police")


def test_unreadable_input_has_no_id_no_claims_and_one_issue() -> None:
    line = unreadable_to_json("rules@1", "d", Issue("read", "not JSON", "{", (0, 1)))
    assert list(line) == list(extraction_to_json(ARTICLE, EXTRACTION))
    assert line["article"]["id"] is None
    assert line["claims"] == []
    assert line["issues"] == [{"stage": "read", "text": "{", "span": [0, 1], "reason": "not JSON"}]


@given(st.text(alphabet=st.characters(codec=None), max_size=60))
def test_line_is_one_line_of_utf8(text: str) -> None:
    line = dump_line({"text": text})
    assert json.loads(line) == {"text": text}
    assert "\n" not in line
    line.encode("utf-8")


@pytest.mark.parametrize("title", [None, "", "Blast in Aden"])
def test_same_article_same_bytes(title: str | None, resources: Resources) -> None:
    article = make_article(TEXT, title=title)
    lines = {
        dump_line(extraction_to_json(article, extract_article(article, resources), mentions=True)) for _ in range(2)
    }
    assert len(lines) == 1
