"""Upkeep: compact the warehouse, drop raw bodies by age, and look whether all that is kept is whole."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.alerts import Alert, send_alerts
from flows.fetch.raw import RawError, list_raw, raw_place, read_raw, remove_raw
from flows.ingest import new_stamp
from flows.settings import Settings
from storage.checks import run_checks
from storage.compact import compact_warehouse
from storage.rows import Stamp
from storage.runs import finish_run, start_run
from storage.warehouse import open_reader, open_warehouse, publish_read_copy

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What upkeep did and found. Sizes in bytes; None where a part was left out."""

    bytes_before: int | None = None
    bytes_after: int | None = None
    raw_dropped: int | None = None
    raw_kept: int | None = None
    raw_damaged: tuple[str, ...] = ()  # SHA-256 of bodies that are not what their name says
    checks_broken: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.raw_damaged and not self.checks_broken


def maintain_warehouse(
    settings: Settings, now: datetime, *, compact: bool = True, prune: bool = True, verify: bool = True
) -> Upkeep:
    """Compact, prune, verify; then publish the readers' copy. Can be killed at any point. Raises WarehouseError."""
    stamp = new_stamp(now)
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        start_run(con, stamp, "maintain", parameters={"compact": compact, "prune": prune, "verify": verify})
    before, after = (
        compact_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) if compact else (None, None)
    )
    dropped = _prune_raw(settings, stamp) if prune and settings.raw_days is not None else None
    publish_read_copy(settings.warehouse, lock_timeout=settings.lock_seconds)
    kept, damaged, broken = _verify(settings) if verify else (None, (), ())
    upkeep = Upkeep(before, after, dropped, kept, damaged, broken)
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        counts = {"raw_dropped": dropped, "raw_damaged": len(damaged), "checks_broken": broken}
        error = None if upkeep.is_sound else "something that is kept is not whole"
        finish_run(con, stamp.run_id, now, state="succeeded" if error is None else "failed", counts=counts, error=error)
    if not upkeep.is_sound:
        message = f"{len(damaged)} raw bodies are damaged, checks broken: {', '.join(broken) or 'none'}"
        send_alerts([Alert("data.damaged", message, stamp.run_id, now)], settings)
    return upkeep


def _prune_raw(settings: Settings, stamp: Stamp) -> int:
    """Drop raw bodies older than the setting says, of which the text is stored; returns how many."""
    place = raw_place(settings)
    if place is None or settings.raw_days is None:
        return 0
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        rows = con.execute(
            "SELECT DISTINCT raw_sha256 FROM raw_fetch SEMI JOIN raw_article USING (version_id) "
            "WHERE raw_sha256 IS NOT NULL"
        ).fetchall()
    stored = {sha256 for (sha256,) in rows}
    until = stamp.recorded_at - timedelta(days=settings.raw_days)
    old = [file for file in list_raw(place) if file.kept_at is not None and file.kept_at < until]
    dropped = [file.sha256 for file in old if file.sha256 in stored]
    for sha256 in dropped:
        remove_raw(place, sha256)
    return len(dropped)


def _verify(settings: Settings) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many raw bodies are kept, which of them are damaged, and the checks that the published data break."""
    place = raw_place(settings)
    kept, damaged = 0, []
    for file in list_raw(place) if place is not None else ():
        kept += 1
        try:
            read_raw(place or "", file.sha256)
        except RawError as error:
            log.error("raw body %s: %s", file.sha256, error, extra={"event": "raw.damaged"})  # noqa: TRY400
            damaged.append(file.sha256)
    with open_reader(settings.warehouse) as con:
        broken = tuple(check.name for check in run_checks(con) if not check.is_passed)
    return kept, tuple(damaged), broken
