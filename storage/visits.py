"""Visits of runs to sources: what has been covered, and how each source is doing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import duckdb

from .rows import utc

_AHEAD = timedelta(hours=1)  # of a run that began later than the one that asks; beyond it the clock was wrong


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to one source, when all that it brought is stored. Times have a zone."""

    run_id: str
    source: str
    state: Literal["read", "failed"]
    scheduled_at: datetime
    started_at: datetime
    finished_at: datetime
    window: tuple[date | None, date | None] = (None, None)
    n_inputs: int = 0
    n_articles: int = 0
    n_new: int = 0
    n_failed: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The newest visit of the present (not of a backfill's window) to a source. Times are UTC without a zone."""

    run_id: str
    state: str
    scheduled_at: datetime
    started_at: datetime


def append_visits(con: duckdb.DuckDBPyConnection, visits: Sequence[Visit]) -> None:
    """Record visits; within the transaction of what they brought."""
    for visit in visits:
        con.execute(
            "INSERT INTO meta_visit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                visit.run_id,
                visit.source,
                visit.state,
                utc(visit.scheduled_at),
                utc(visit.started_at),
                utc(visit.finished_at),
                *visit.window,
                visit.n_inputs,
                visit.n_articles,
                visit.n_new,
                visit.n_failed,
                visit.error,
                utc(visit.finished_at),
            ],
        )


def find_last_visits(con: duckdb.DuckDBPyConnection, now: datetime) -> dict[str, LastVisit]:
    """The newest visit to each source, by its name; none of a clock that was ahead of `now` by more than an hour."""
    rows = con.execute(
        "SELECT source, run_id, state, scheduled_at, started_at FROM meta_visit "
        "WHERE window_start IS NULL AND started_at <= ? "
        "QUALIFY row_number() OVER (PARTITION BY source ORDER BY started_at DESC, recorded_at DESC) = 1",
        [utc(now) + _AHEAD],
    ).fetchall()
    return {source: LastVisit(*facts) for source, *facts in rows}


def find_done(con: duckdb.DuckDBPyConnection, names: Iterable[str]) -> set[tuple[str, date, date]]:
    """Windows of these sources that a backfill has read without failure, as (source, first day, last day)."""
    rows = con.execute(
        "SELECT DISTINCT source, window_start, window_end FROM meta_visit "
        "WHERE state = 'read' AND window_start IS NOT NULL AND source IN (SELECT unnest(?::VARCHAR[]))",
        [list(names)],
    ).fetchall()
    return set(rows)
