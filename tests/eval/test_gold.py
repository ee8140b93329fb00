"""The gold rows say what the contract allows, and cover what they promise to cover."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import pytest
from gate import HERE, read_rows

from extract import records
from extract.claims.event_types import EVENT_TYPE_OF
from extract.evaluation import score_benign, score_gold
from extract.evaluation.alignment import Json, quote_spans

GOLD = read_rows(HERE / "gold.jsonl")
BENIGN = read_rows(HERE / "benign.jsonl")
CLAIMS = [(row, claim) for row in GOLD for claim in row["expected"]["claims"]]
WEAPONS = {
    "firearm", "explosive", "suicide bomb", "vehicle bomb", "ied", "landmine", "grenade", "mortar", "artillery",
    "rocket", "missile", "air strike", "drone", "chemical", "incendiary", "melee", "vehicle", "other", "unknown",
}  # fmt: skip
TARGETS = {
    "business", "government (general)", "police", "military", "abortion related", "airports & aircraft",
    "government (diplomatic)", "educational institution", "food or water supply", "journalists & media", "maritime",
    "ngo", "other", "private citizens & property", "religious figures/institutions", "telecommunication",
    "terrorists/non-state militia", "tourists", "transportation", "unknown", "utilities", "violent political party",
}  # fmt: skip


def accepted(value: Any) -> list[Any]:
    """A gold value's accepted alternatives."""
    return value if isinstance(value, list) else [value]


def values(*path: str) -> Iterator[Any]:
    """All accepted values at a path, through lists of children."""
    found: list[Any] = [claim for _, claim in CLAIMS]
    for key in path:
        found = [inner for value in found if key in value for inner in accepted(value[key])]
    return iter(found)


def test_every_value_is_one_that_the_contract_allows() -> None:
    """Each enumeration of the records, and the two that the records leave open."""
    allowed: list[tuple[set[Any], tuple[str, ...]]] = [
        (set(get_args(records.ClaimKind)), ("kind",)),
        (set(get_args(records.Realis)), ("realis",)),
        (set(EVENT_TYPE_OF), ("sub_event_type",)),
        (set(EVENT_TYPE_OF.values()), ("event_type",)),
        (set(get_args(records.Role)), ("parties", "role")),
        (set(get_args(records.ConfidenceStated)), ("parties", "confidence_stated")),
        (set(get_args(records.Outcome)), ("counts", "outcome")),
        (set(get_args(records.Qualifier)), ("counts", "qualifier")),
        (set(get_args(records.Who)), ("counts", "who")),
        (set(get_args(records.Rank)), ("counts", "rank")),
        (set(get_args(records.AttributionKind)), ("attribution", "kind")),
        (WEAPONS, ("weapons", "type")),
        (TARGETS, ("targets", "type")),
    ]
    assert {path: set(values(*path)) - options for options, path in allowed if set(values(*path)) - options} == {}


def test_types_belong_to_their_event_type() -> None:
    """Each accepted sub-event type to one of the accepted event types."""
    for _, claim in CLAIMS:
        types = {EVENT_TYPE_OF[s] for s in accepted(claim.get("sub_event_type", []))}
        assert types == set(accepted(claim.get("event_type", [])))


def test_quotes_and_words_stand_in_the_text() -> None:
    """Each quote once, so that its place is known; each party, target, weapon and speaker at least once."""
    for row, claim in CLAIMS:
        quotes = [claim["evidence"], *claim.get("also", []), *row["expected"].get("must_not", [])]
        assert [q for q in quotes if row["text"].count(q) != 1] == []
        parts = [part["text"] for key in ("parties", "targets", "weapons") for part in claim.get(key, [])]
        speaker = claim["attribution"].get("speaker", "")
        assert [p for p in [*parts, speaker] if p not in row["text"]] == []
        content = f"{row['title']}\n\n{row['text']}"
        assert [content[start:end] for start, end in quote_spans(row, quotes)] == quotes


def test_counts_follow_the_rules_of_normalisation() -> None:
    """Low, best and high of each qualifier."""
    for _, claim in CLAIMS:
        for count in claim.get("counts", []):
            low, best, high = count["low"], count["best"], count["high"]
            assert {
                "exact": low == best == high and low is not None,
                "more_than": low == best and high is None and low is not None,
                "at_least": low == best and high is None and low is not None,
                "fewer_than": low is None and best is None and high is not None,
                "up_to": low is None and best is None and high is not None,
                "about": low is None and high is None and best is not None,
                "between": best is None and low is not None and high is not None and low < high,
                "several": (low, best, high) == (2, None, None),
                "dozens": (low, best, high) == (24, None, None),
                "scores": (low, best, high) == (40, None, None),
                "hundreds": (low, best, high) == (200, None, None),
                "none": (low, best, high) == (0, 0, 0),
            }[count["qualifier"]], count


def test_nothing_actual_lies_after_publication() -> None:
    """Intervals are in order and end by the day of publication; undated claims are bounded by it."""
    for row, claim in CLAIMS:
        day = claim.get("date")
        if day is None:
            continue
        for end in accepted(day["end"]):
            assert date.fromisoformat(end) <= date.fromisoformat(row["published"])
            assert day["start"] is None or min(accepted(day["start"])) <= end
        assert (day["start"] is None) == (day["precision"] is None)
        assert day["start"] is not None or day["end"] == row["published"]


def test_perpetrators_and_only_they_have_a_stated_confidence() -> None:
    """Never null for a perpetrator."""
    for _, claim in CLAIMS:
        for party in claim.get("parties", []):
            assert ("confidence_stated" in party) == (party["role"] == "perpetrator"), party


def test_the_gold_covers_what_can_be_said() -> None:
    """At least three claims of each sub-event type, and each value of the small enumerations."""
    types = Counter(accepted(c["sub_event_type"])[0] for _, c in CLAIMS if "sub_event_type" in c)
    assert {t: types[t] for t in EVENT_TYPE_OF if types[t] < 3} == {}
    for path, options in {
        ("kind",): records.ClaimKind,
        ("realis",): records.Realis,
        ("attribution", "kind"): records.AttributionKind,
        ("parties", "confidence_stated"): records.ConfidenceStated,
        ("counts", "qualifier"): records.Qualifier,
        ("counts", "outcome"): records.Outcome,
        ("counts", "rank"): records.Rank,
    }.items():
        assert set(values(*path)) | {"preferred"} >= set(get_args(options)), path  # the rank that gold leaves out
    countries = {c for c in values("place", "country") if c}
    assert len(GOLD) >= 60
    assert len(countries) >= 25


def test_ids_are_unique() -> None:
    """Extractions are matched to rows by id."""
    ids = [row["id"] for row in GOLD + BENIGN]
    assert len(ids) == len(set(ids)) == 200


def perfect(row: Json) -> Json:
    """What an extractor that reads exactly as the gold does would print."""
    claims = []
    for gold in row["expected"]["claims"]:
        first = _first(gold)
        spans = quote_spans(row, [gold["evidence"]])
        claims.append({**first, "evidence": [{"start": a, "end": b, "text": gold["evidence"]} for a, b in spans]})
    return {"article": {"id": row["id"]}, "claims": claims}


def _first(value: Any) -> Any:
    """The first accepted alternative of everything inside a value; lists of children stay lists."""
    if isinstance(value, dict):
        return {"is_total": False, **{k: _first(v) for k, v in value.items()}}
    if isinstance(value, list):
        return [_first(v) for v in value] if not value or isinstance(value[0], dict) else value[0]
    return value


def test_a_perfect_reading_scores_one() -> None:
    """Every field of every split, and no false alarm."""
    for scores in score_gold(GOLD, map(perfect, GOLD)).values():
        assert {name: f["f1"] for name, f in scores["fields"].items() if f["f1"] < 1} == {}
        assert scores["spurious_incidents_per_article"] == scores["must_not_violations"] == 0


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"realis": "planned"}, {"realis", "counted"}),
        ({"sub_event_type": "Grenade"}, {"sub_event_type"}),
        ({"counts": []}, {"count", "count.who", "count.qualifier", "count.is_total"}),
        ({"attribution": {"kind": "narrator", "speaker": None}}, {"attribution.kind", "attribution.speaker"}),
    ],
)
def test_a_wrong_value_costs_its_own_field(change: Json, fields: set[str]) -> None:
    """One claim changed in one place."""
    row = next(r for r in GOLD if r["id"] == "g001")
    extraction = perfect(row)
    extraction["claims"][0] |= change
    found = score_gold([row], [extraction])["dev"]["fields"]
    assert {name for name, f in found.items() if f["f1"] < 1} == fields


def test_an_invented_claim_costs_precision_only() -> None:
    """A second incident read out of the same sentence is spurious."""
    row = next(r for r in GOLD if r["id"] == "g001")
    extraction = perfect(row)
    extraction["claims"].append(extraction["claims"][0])
    scores = score_gold([row], [extraction])["dev"]
    assert scores["spurious_incidents_per_article"] == 1
    assert scores["fields"]["claim"]["recall"] == 1
    assert scores["fields"]["claim"]["precision"] == pytest.approx(3 / 4, abs=1e-4)


def test_a_warning_read_as_fact_is_a_violation() -> None:
    """An accomplished claim on a `must_not` quote."""
    row = next(r for r in GOLD if "answer any attack" in str(r["expected"].get("must_not")))
    extraction = perfect(row)
    start, end = quote_spans(row, row["expected"]["must_not"])[0]
    evidence = [{"start": start, "end": end, "text": ""}]
    extraction["claims"].append({"kind": "incident", "realis": "actual", "evidence": evidence})
    assert score_gold([row], [extraction])["dev"]["must_not_violations"] == 1


def test_benign_alarms_are_violent_incidents_that_happened() -> None:
    """Background and arrests are none; the two shares are told apart."""
    base = {"kind": "incident", "realis": "actual", "event_type": "Battles"}
    kinds: list[list[Json]] = [
        [base],
        [{**base, "kind": "background"}],
        [{**base, "event_type": "Strategic developments"}],
        [],
    ]
    rows = [{"id": str(i)} for i in range(4)]
    extractions = [{"article": row, "claims": claims} for row, claims in zip(rows, kinds, strict=True)]
    assert score_benign(rows, extractions) == {
        "articles": 4,
        "violent_share": 0.25,
        "incident_share": 0.5,
        "violent_ids": ["0"],
    }
