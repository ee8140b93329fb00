"""Score extractions against a few labels for a whole article: what people have in a spreadsheet of incidents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from extract.evaluation.alignment import Json, agrees
from extract.evaluation.claims import Tally, is_counted

LABELS = ("incident", "event_type", "sub_event_type", "country", "date", "killed", "injured")


def score_labels(rows: Iterable[Json], extractions: Iterable[Json]) -> dict[str, dict[str, float]]:
    """Scores of each label, over the rows that give it; matched to the public JSON by article id.

    `labels` of a row holds some of `incident` (true, false), `event_type`, `sub_event_type`, `country` (ISO alpha-3),
    `date` (YYYY-MM-DD), `killed` and `injured` (whole numbers). They are compared with the article's leading claim: of
    its counted incidents, else of all its claims, the surest, then the first. A list is a set of accepted answers.
    """
    found = {extraction["article"]["id"]: extraction for extraction in extractions}
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        claims = found[row["id"]]["claims"]
        claim = _leading(claims)
        for name in LABELS:
            wanted = row["labels"].get(name)
            if wanted is None:
                continue
            value = _value(name, claim, claims)
            tally = tallies[name]
            expected, given = (1, int(value is not None)) if name != "incident" else (int(wanted), int(bool(value)))
            tally.expected += expected
            tally.given += given
            tally.right += int(bool(expected and given) and agrees(wanted, value))
            tally.aligned += int(bool(expected and given))
    return {name: tally.scores() for name, tally in tallies.items()}


def _leading(claims: Sequence[Json]) -> Json:
    counted = [claim for claim in claims if is_counted(claim)] or list(claims)
    return max(counted, key=lambda claim: claim.get("confidence") or 0.0, default={})


def _value(name: str, claim: Json, claims: Sequence[Json]) -> Any:
    """What the claim says; for `incident`, whether the article tells one that totals count."""
    if name == "incident":
        return any(map(is_counted, claims))
    if name == "country":
        return (claim.get("place") or {}).get("country")
    if name == "date":
        return (claim.get("date") or {}).get("start")
    return _total(claim, name) if name in ("killed", "injured") else claim.get(name)


def _total(claim: Json, outcome: str) -> int | None:
    """Best, else low, of the preferred counts: a stated total, else the sum of the parts."""
    counts = [c for c in claim.get("counts") or [] if c["outcome"] == outcome and c["rank"] == "preferred"]
    parts = [c for c in counts if c["is_total"]][:1] or counts
    values = [c["low"] if c["best"] is None else c["best"] for c in parts]
    return sum(values) if values and None not in values else None


def render_labels(scores: dict[str, dict[str, float]]) -> str:
    """The scores as a table for people."""
    lines = [f"{'label':24}{'P':>8}{'R':>7}{'F1':>7}{'articles':>10}"]
    for name, cell in scores.items():
        numbers = f"{cell['precision']:8.3f}{cell['recall']:7.3f}{cell['f1']:7.3f}{cell['expected']:10}"
        lines.append(f"{name:24}{numbers}")
    return "\n".join(lines)
