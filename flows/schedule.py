"""What a run has to do: which sources are due at its scheduled time, and which another run has seen since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import filelock

from flows.sources import Source
from storage.rows import utc
from storage.visits import LastVisit

_EARLY = timedelta(seconds=90)  # a cadence of an hour is kept by a schedule that fires a little early


@dataclass(frozen=True, slots=True)
class Plan:
    """The sources that a run visits. `covered_by` names a run that has visited all others that were due."""

    due: tuple[Source, ...]
    covered_by: str | None = None


def find_due(
    sources: Sequence[Source], last: Mapping[str, LastVisit], scheduled_at: datetime, *, by_cadence: bool
) -> Plan:
    """What is left to do of a run that was due at `scheduled_at`.

    A source that was visited since shows all that the run would have seen: a source has no past, and a late run does
    only the work that was missed. A failed visit counts too; it is made again by the next run that is on time. With
    `by_cadence` a source is left alone until its own cadence has passed.
    """
    moment = utc(scheduled_at)
    due: list[Source] = []
    covered: list[LastVisit] = []
    for source in sources:
        visit = last.get(source.name)
        if visit is None:
            due.append(source)
        elif visit.started_at >= moment:
            covered.append(visit)
        elif by_cadence and _is_early(source, visit, moment):
            continue
        else:
            due.append(source)
    newest = max(covered, key=lambda visit: visit.started_at, default=None)
    return Plan(tuple(due), newest.run_id if newest is not None and not due else None)


def _is_early(source: Source, visit: LastVisit, moment: datetime) -> bool:
    if source.cadence is None or visit.state == "failed":
        return False
    return moment - visit.scheduled_at < source.cadence - _EARLY


def find_slot(now: datetime, every: timedelta) -> datetime:
    """The last multiple of `every`, counted from midnight UTC on 1970-01-01, that is not after `now`."""
    seconds = every.total_seconds()
    return now - timedelta(seconds=now.timestamp() % seconds)


@contextmanager
def held_sources(warehouse: Path, sources: Sequence[Source], purpose: str) -> Iterator[tuple[Source, ...]]:
    """Within: those of the sources that no other run reads for this purpose; nobody else begins to meanwhile.

    A long backfill keeps no source from being watched: requests to a host take turns in any case. The lock is the
    operating system's: it goes with the process, however that ends.
    """
    folder = warehouse.expanduser().resolve().with_suffix(".locks")
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        held = []
        for source in sources:
            lock = filelock.FileLock(folder / f"{source.name}.{purpose}.lock")
            try:
                stack.enter_context(lock.acquire(timeout=0))
            except filelock.Timeout:
                continue
            held.append(source)
        yield tuple(held)
