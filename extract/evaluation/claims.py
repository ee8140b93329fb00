"""Score extractions against gold claims, field by field.

Precision, recall and F1 are end to end: the fields of a gold claim that nothing stands for are missed, those of a
claim that stands for nothing are wrong. `aligned` is the share right on aligned pairs only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.evaluation.alignment import (
    Comparison,
    Json,
    agrees,
    align_claims,
    compare_claims,
    quote_spans,
    shared_characters,
)

_ALL = "all"
VIOLENT = {"Battles", "Explosions/Remote violence", "Violence against civilians", "Riots"}


@dataclass(slots=True)
class Tally:
    """Items of one field over many claims."""

    expected: int = 0
    given: int = 0
    right: int = 0
    aligned: int = 0  # expected items of aligned pairs

    def scores(self) -> dict[str, float]:
        precision = self.right / self.given if self.given else float(not self.expected)
        recall = self.right / self.expected if self.expected else 1.0
        return {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * self.right / (self.expected + self.given), 4) if self.expected + self.given else 1.0,
            "aligned": round(self.right / self.aligned, 4) if self.aligned else 1.0,
            "expected": self.expected,
        }


def score_gold(rows: Iterable[Json], extractions: Iterable[Json]) -> Json:
    """Scores per `split` of the rows, where they have one, and over all; matched to the public JSON by article id."""
    found = _by_id(extractions)
    groups: dict[str, list[tuple[Json, Sequence[Json]]]] = defaultdict(list)
    for row in rows:
        for split in dict.fromkeys((row.get("split") or _ALL, _ALL)):
            groups[split].append((row, found[row["id"]]["claims"]))
    return {split: _score_group(group) for split, group in groups.items()}


def score_benign(rows: Iterable[Json], extractions: Iterable[Json]) -> Json:
    """Share of articles without violence that are given an incident, by violent and by any event type."""
    found = _by_id(extractions)
    claims = {row["id"]: [c for c in found[row["id"]]["claims"] if is_counted(c)] for row in rows}
    violent = sorted(i for i, cs in claims.items() if any(c.get("event_type") in VIOLENT for c in cs))
    return {
        "articles": len(claims),
        "violent_share": round(len(violent) / max(len(claims), 1), 4),
        "incident_share": round(sum(map(bool, claims.values())) / max(len(claims), 1), 4),
        "violent_ids": violent,
    }


def find_differences(row: Json, claims: Sequence[Json]) -> Iterator[str]:
    """One line per thing wrong with an article's claims, for people."""
    pairs = align_claims(row, claims)
    for i, gold in enumerate(row["expected"]["claims"]):
        claim = next((claims[j] for g, j in pairs if g == i), None)
        wrong = [] if claim is None else [c.field for c in compare_claims(gold, claim) if not _is_right(c)]
        if claim is None or wrong:
            yield f"{row['id']} {', '.join(wrong) or 'missed'}: {gold['evidence'][:70]}"
    for j in _spurious(row, claims, pairs):
        yield f"{row['id']} spurious {claims[j].get('sub_event_type')}: {claims[j]['evidence'][0]['text'][:70]}"


def _by_id(extractions: Iterable[Json]) -> dict[str, Json]:
    return {e["article"]["id"]: e for e in extractions}


def is_counted(claim: Json) -> bool:
    """Is the claim one that totals count?"""
    return claim.get("kind") == "incident" and claim.get("realis") == "actual"


def _is_right(comparison: Comparison) -> bool:
    return comparison.right == comparison.expected == comparison.given


def _score_group(group: Sequence[tuple[Json, Sequence[Json]]]) -> Json:
    tallies: dict[str, Tally] = defaultdict(Tally)
    totals: Counter[str] = Counter()
    for row, claims in group:
        pairs = align_claims(row, claims)
        _add(tallies, _article_comparisons(row, claims, pairs))
        totals["spurious"] += len(_spurious(row, claims, pairs))
        totals["must_not"] += _violations(row, claims, {j for _, j in pairs})
    return {
        "articles": len(group),
        "fields": {name: tally.scores() for name, tally in tallies.items()},
        "spurious_incidents_per_article": round(totals["spurious"] / len(group), 4),
        "must_not_violations": totals["must_not"],
    }


def _article_comparisons(
    row: Json, claims: Sequence[Json], pairs: Sequence[tuple[int, int]]
) -> Iterator[tuple[Comparison, bool]]:
    """All comparisons of one article, each with whether it belongs to an aligned pair."""
    gold = row["expected"]["claims"]
    yield Comparison("claim", len(gold), len(claims), len(pairs)), True
    right = sum(_may_count(gold[i]) and is_counted(claims[j]) for i, j in pairs)
    expected = sum(map(is_counted, gold))  # a gold claim of two accepted kinds may count, and need not
    yield Comparison("counted", max(expected, right), sum(map(is_counted, claims)), right), True
    matched_gold, matched = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, j in pairs:
        yield from ((c, True) for c in compare_claims(gold[i], claims[j]))
    for i in set(range(len(gold))) - matched_gold:
        yield from ((c, False) for c in compare_claims(gold[i], None))
    for j in set(range(len(claims))) - matched:
        yield from ((c, False) for c in compare_claims(None, claims[j]))


def _may_count(gold: Json) -> bool:
    """Gold that totals may count: incident and actual are among the accepted readings."""
    return agrees(gold["kind"], "incident") and agrees(gold["realis"], "actual")


def _spurious(row: Json, claims: Sequence[Json], pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Indices of predicted incidents that no gold incident stands for."""
    legitimate = {j for i, j in pairs if _may_count(row["expected"]["claims"][i])}
    return [j for j, claim in enumerate(claims) if is_counted(claim) and j not in legitimate]


def _violations(row: Json, claims: Sequence[Json], matched: set[int]) -> int:
    """Unaligned claims that take a `must_not` quote for something that happened."""
    spans = [quote_spans(row, [q]) for q in row["expected"].get("must_not", [])]
    accomplished = [
        c
        for j, c in enumerate(claims)
        if j not in matched and c.get("kind") in ("incident", "aggregate") and c.get("realis") == "actual"
    ]
    return sum(shared_characters(s, c) > 0 for s in spans for c in accomplished)


def _add(tallies: dict[str, Tally], comparisons: Iterable[tuple[Comparison, bool]]) -> None:
    for comparison, is_aligned in comparisons:
        tally = tallies[comparison.field]
        tally.expected += comparison.expected
        tally.given += comparison.given
        tally.right += comparison.right
        tally.aligned += comparison.expected if is_aligned else 0


def render_table(scores: Json) -> str:
    """The scores as a table for people, one row per field."""
    splits = sorted(scores, key=lambda split: (split == _ALL, split))
    head = f"{'field':24}" + "".join(f"{s + ' P':>8}{'R':>7}{'F1':>7}{'aligned':>9}" for s in splits)
    names = list(dict.fromkeys(n for s in splits for n in scores[s]["fields"]))
    lines = [head]
    for name in names:
        cells = [scores[s]["fields"].get(name) for s in splits]
        numbers = (
            f"{c['precision']:8.3f}{c['recall']:7.3f}{c['f1']:7.3f}{c['aligned']:9.3f}" if c else " " * 31
            for c in cells
        )
        lines.append(f"{name:24}" + "".join(numbers))
    lines += [
        f"{key}: " + ", ".join(f"{s} {scores[s][key]}" for s in splits)
        for key in ("spurious_incidents_per_article", "must_not_violations")
    ]
    return "\n".join(lines)
