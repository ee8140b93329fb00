"""How the watching goes: runs, lag, each source's health, sizes. Read from the published copy and the disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from flows.console import plain, print_json, print_line, print_table
from flows.fetch.raw import list_raw, raw_place
from flows.settings import Settings
from flows.sources import Source
from storage.query import run_query
from storage.warehouse import read_copy_path

_HELD = """
SELECT (SELECT count(DISTINCT article_id) FROM raw_article) AS articles,
       (SELECT count(*) FROM raw_article) AS versions,
       (SELECT count(*) FROM out_claim) AS claims,
       (SELECT count(*) FROM out_incident) AS incidents,
       (SELECT min(published_at) FROM raw_article) AS first_published,
       (SELECT max(published_at) FROM raw_article) AS last_published,
       (SELECT count(*) FROM core_issue) AS issues,
       (SELECT count(*) FROM core_issue WHERE extraction_id IS NULL) AS unreadable
"""
_RUNS = """
SELECT started_at, finished_at, scheduled_at, command, state, (counts->>'articles_new')::INT AS articles_new,
       (counts->>'unreadable')::INT AS unreadable, covered_by, error, run_id
FROM meta_run ORDER BY started_at DESC, recorded_at DESC LIMIT 5
"""
_SLOTS = "SELECT DISTINCT scheduled_at FROM meta_run WHERE scheduled_at IS NOT NULL ORDER BY 1 DESC LIMIT 5"
_SOURCES = "SELECT * FROM out_source ORDER BY source"


@dataclass(frozen=True, slots=True)
class Health:
    """One source: `state` is ok, failing, below or above what is expected, late, or new: never visited."""

    source: str
    state: str
    last_read_at: datetime | None = None
    n_failures: int = 0
    articles_per_day: float | None = None
    expect: str | None = None
    last_error: str | None = None


def find_health(rows: Sequence[dict[str, Any]], sources: Sequence[Source], now: datetime) -> list[Health]:
    """The health of the sources that are watched, the ailing first. `rows` are those of out_source."""
    known = {row["source"]: row for row in rows}
    found = [_judge(source, known.get(source.name), now) for source in sources]
    return sorted(found, key=lambda health: (health.state in ("ok", "new"), health.source))


def _judge(source: Source, row: dict[str, Any] | None, now: datetime) -> Health:
    bounds = (source.expect.min, source.expect.max)
    expect = None if bounds == (None, None) else f"{bounds[0] or 0} to {'any' if bounds[1] is None else bounds[1]}"
    if row is None:
        return Health(source.name, "new", expect=expect)
    # Twice its cadence: one visit may always be under way.
    patience = 2 * source.cadence if source.cadence is not None else None
    last = row["last_read_at"]
    if row["n_failures"]:
        state = "failing"
    elif row["last_error"] is not None:
        state = "odd"
    elif patience is not None and last is not None and now.astimezone(UTC).replace(tzinfo=None) - last > patience:
        state = "late"
    else:
        state = "ok"
    return Health(source.name, state, last, row["n_failures"], row["articles_per_day"], expect, row["last_error"])


def find_next(slots: Sequence[datetime]) -> datetime | None:
    """When the next scheduled run is due, by the least distance of the last ones (newest first); UTC without a zone.

    The least: an outage is no part of the schedule.
    """
    return slots[0] + min(later - earlier for later, earlier in pairwise(slots)) if len(slots) > 1 else None


def find_status(settings: Settings, sources: Sequence[Source], now: datetime) -> dict[str, Any]:
    """Everything that `sitrep status` shows. Raises WarehouseError if there is nothing to read."""
    held = _rows(settings.warehouse, _HELD)[0]
    slots = [row["scheduled_at"] for row in _rows(settings.warehouse, _SLOTS)]
    following = find_next(slots)
    copy = read_copy_path(settings.warehouse.expanduser().resolve())
    place = raw_place(settings)
    raw = [file.size for file in list_raw(place)] if place is not None else []
    late = None if following is None else now.astimezone(UTC).replace(tzinfo=None) - following
    return {
        "warehouse": str(settings.warehouse),
        **held,
        "warehouse_bytes": _size(settings.warehouse),
        "read_copy_at": datetime.fromtimestamp(copy.stat().st_mtime, UTC).replace(microsecond=0, tzinfo=None),
        "raw_bodies": len(raw),
        "raw_bytes": sum(raw),
        "last_scheduled_at": slots[0] if slots else None,
        "next_scheduled_at": following,
        "lag_seconds": None if late is None else max(late, timedelta(0)).total_seconds(),
        "runs": _rows(settings.warehouse, _RUNS),
        "sources": [asdict(health) for health in find_health(_rows(settings.warehouse, _SOURCES), sources, now)],
    }


def _rows(warehouse: Path, sql: str) -> list[dict[str, Any]]:
    result = run_query(warehouse, sql)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def _size(path: Path) -> int | None:
    try:
        return path.expanduser().stat().st_size
    except OSError:
        return None


def show_status(settings: Settings, sources: Sequence[Source], now: datetime, *, as_json: bool) -> None:
    """Print the status, for a person or a machine."""
    status = find_status(settings, sources, now)
    if settings.sources is None:  # nobody has chosen to watch those that ship
        status["sources"] = [health for health in status["sources"] if health["state"] != "new"]
    if as_json:
        print_json(status)
        return
    print_line(f"warehouse  {plain(status['warehouse'])}, {(status['warehouse_bytes'] or 0) / 1e6:,.1f} MB")
    print_line(f"readers    see it as of {status['read_copy_at']} UTC")
    print_line(f"raw store  {status['raw_bodies']:,} bodies, {status['raw_bytes'] / 1e6:,.1f} MB")
    if status["next_scheduled_at"] is not None:
        lag = timedelta(seconds=round(status["lag_seconds"]))
        print_line(f"schedule   last {status['last_scheduled_at']}, next {status['next_scheduled_at']}, lag {lag}")
    held = ("articles", "versions", "claims", "incidents", "first_published", "last_published", "issues", "unreadable")
    print_line("")
    print_table(held, [[status[key] for key in held]])
    if status["runs"]:
        print_line("")
        shown = [key for key in status["runs"][0] if key not in ("covered_by", "run_id")]
        print_table(shown, [[_brief(run[key]) for key in shown] for run in status["runs"]])
    if status["sources"]:
        print_line("")
        print_table(list(status["sources"][0]), [[_brief(cell) for cell in row.values()] for row in status["sources"]])


def _brief(value: Any) -> Any:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value
