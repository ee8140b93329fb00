"""What was known at a time, and what changed since: everything goes by `recorded_at` of the rows that it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import duckdb

from .rows import utc

RevisionKind = Literal["new", "corrected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of an incident between two times; `field`, `old` and `new` only where one field changed.

    `why` is one of: new report, follow-up, edit, deleted, new extractor, merge or split, review.
    """

    kind: RevisionKind
    incident_id: str
    field: str | None
    old: str | None
    new: str | None
    why: str


def find_revisions(
    con: duckdb.DuckDBPyConnection,
    since: datetime,
    until: datetime,
    *,
    date_from: date = date.min,
    date_to: date = date.max,
) -> tuple[Revision, ...]:
    """Changes recorded after `since` and not after `until`, of incidents that touch the days of the window."""
    found = con.execute(
        """SELECT kind, incident_id, field, old, new, why
           FROM out_revision($since::TIMESTAMP, $until::TIMESTAMP)
           WHERE coalesce(date_start, date_end) <= $date_to AND date_end >= $date_from
           ORDER BY kind, date_end, incident_id, field""",
        {"since": utc(since), "until": utc(until), "date_from": date_from, "date_to": date_to},
    )
    return tuple(Revision(*row) for row in found.fetchall())


def summarise_revisions(revisions: Sequence[Revision]) -> str:
    """As in "3 new, 2 corrected (edit, follow-up), 1 withdrawn (deleted)"; each incident counts once."""
    parts = []
    for kind in ("new", "corrected", "withdrawn"):
        incidents = {revision.incident_id for revision in revisions if revision.kind == kind}
        reasons = Counter(revision.why for revision in revisions if revision.kind == kind)
        if incidents:
            because = "" if kind == "new" else f" ({', '.join(sorted(reasons))})"
            parts.append(f"{len(incidents):,} {kind}{because}")
    return ", ".join(parts) or "nothing"
