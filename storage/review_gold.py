"""Decisions of people as gold: articles with what a careful reader finds in them, as `sitrep evaluate` reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import duckdb

from .corrections import BOUNDS, OUTCOMES, ROLES, party_names
from .reviews import run_query

Json = dict[str, Any]
Row = Mapping[str, Any]
# Keys of the public JSON with the columns they come from, by what is decided on together.
_GROUPS = {
    "date": {"start": "date_start", "end": "date_end", "precision": "date_precision"},
    "place": {"name": "place_name", "country": "place_country", "precision": "place_precision"},
}
_SCALARS = ("realis", "event_type", "sub_event_type")


@dataclass(frozen=True, slots=True)
class Gold:
    """Rows as JSON lines, and the number of articles left out: in part decided on, or told in the title alone."""

    lines: tuple[str, ...]
    n_partial: int


def find_gold(con: duckdb.DuckDBPyConnection) -> Gold:
    """A row for each article of which a person has decided on every incident."""
    lines = []
    n_partial = 0
    for _, claims in groupby(run_query(con, "gold"), key=lambda row: row["article_id"]):
        row = _gold_row(list(claims))
        if row is None:
            n_partial += 1
        else:
            lines.append(json.dumps(row, ensure_ascii=False, default=str))
    return Gold(tuple(lines), n_partial)


def _gold_row(claims: Sequence[Row]) -> Json | None:
    first = claims[0]
    quotes = [[text for text in claim["sentences"] if text in first["text"]] for claim in claims]
    if any(claim["verdict"] is None for claim in claims) or not all(quotes):
        return None
    told = [(claim, found) for claim, found in zip(claims, quotes, strict=True) if claim["verdict"] != "reject"]
    kept = {quote for _, found in told for quote in found}
    wrong = [found[0] for claim, found in zip(claims, quotes, strict=True) if claim["verdict"] == "reject"]
    return {
        "id": first["article_id"],
        **({"title": first["title"]} if first["title"] else {}),
        "text": first["text"],
        "published": first["published_at"],
        "url": first["url"],
        "source": first["source"],
        "expected": {
            "claims": [_expected(claim, found) for claim, found in told],
            "must_not": [quote for quote in wrong if quote not in kept],
        },
    }


def _expected(claim: Row, quotes: Sequence[str]) -> Json:
    """What the claim should be read as.

    What nobody has checked is left out: weapons, who says it, and parties unless those of a role were put right.
    """
    fix = claim["fix"] or {}
    expected: Json = {"evidence": quotes[0], "also": list(quotes[1:]), "kind": "incident"}
    expected |= {field: fix.get(field, claim[field]) for field in _SCALARS}
    for key, columns in _GROUPS.items():
        # Another report than the leading one need not state what the incident is known by.
        if claim["is_lead"] or claim[next(iter(columns.values()))] is not None:
            expected[key] = {name: _number(fix.get(column, claim[column])) for name, column in columns.items()}
    put_right = [role for role in ROLES if role in fix]
    if put_right and claim["is_lead"]:
        expected["parties"] = [party for party in claim["parties"] if party["role"] not in put_right]
        expected["parties"] += [{"role": role, "text": name} for role in put_right for name in party_names(fix[role])]
    fixed = [outcome for outcome in OUTCOMES if any(f"{outcome}_{bound}" in fix for bound in BOUNDS)]
    if not fixed:
        expected["counts"] = claim["counts"]
    elif claim["is_alone"]:  # of several reports each has figures of its own
        expected["counts"] = [count for count in claim["counts"] if count["outcome"] not in fixed]
        for outcome in fixed:
            bounds = {bound: _number(fix.get(f"{outcome}_{bound}")) for bound in BOUNDS}
            if any(value is not None for value in bounds.values()):
                expected["counts"].append({"outcome": outcome, **bounds})
    return expected


def _number(value: Any) -> Any:
    """Decisions are recorded as text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else value
