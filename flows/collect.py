"""One pass over sources: read, extract, append batch by batch; then link, check, publish, and tell what went wrong.

Plain functions; `flows.monitor` and `flows.backfill` run the same ones as tasks of Prefect.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from flows.alerts import Alert, Event, find_alerts, send_alerts
from flows.fetch import Asked, FetchError, fetch_source, known_days
from flows.files import ReadResult
from flows.ingest import Batch, Run, Summary, Window, append_batch, extract_batch, find_known, new_stamp, recorded_run
from flows.logs import run_logged
from flows.parsers import PagePool
from flows.schedule import find_due, held_sources
from flows.settings import Settings
from flows.sources import Source
from flows.stream import Future, Reading, Stream, Unwanted, read_all
from storage.fetches import Known, load_known
from storage.rows import Stamp
from storage.visits import Visit, find_last_visits
from storage.warehouse import open_warehouse

log = logging.getLogger(__name__)

ALL: Window = (None, None)
_BATCH_SECONDS = 30.0  # after which a batch is stored though it is not full


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the steps of a run are done: here, or in tasks of Prefect."""

    submit: Callable[..., Future]
    extract: Callable[[Sequence[ReadResult], set[str], Settings], Batch] = extract_batch
    append: Callable[[Batch, Stamp, Settings], Summary] = append_batch


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is to read, by whose clock. `scheduled_at` is None for a run that a person started."""

    stamp: Stamp
    settings: Settings
    window: Window = ALL
    scheduled_at: datetime | None = None
    by_cadence: bool = False
    piece: str | None = None  # of an archive: the file that the visit is recorded under
    pages: PagePool | None = None  # of a caller with more runs to come: its parsers take seconds to start
    asked: Asked = field(default_factory=Asked)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did. `busy` are sources that another run was reading at that time."""

    run_id: str
    summary: Summary
    visits: tuple[Visit, ...] = ()
    busy: tuple[str, ...] = ()
    covered_by: str | None = None
    alerts: tuple[Alert, ...] = ()

    @property
    def failed(self) -> dict[str, str]:
        return {visit.source: visit.error or "failed" for visit in self.visits if visit.state == "failed"}


@dataclass(slots=True)
class _Tally:
    """What one source has brought so far."""

    started_at: datetime
    inputs: int = 0
    articles: int = 0
    new: int = 0
    failed: int = 0
    entries: int | None = None  # that its listings named; None where none was sent
    unchanged: bool = False  # a listing was answered with "not modified"


@contextmanager
def plain_steps(settings: Settings) -> Iterator[Steps]:
    """Within: steps done in this process, sources read in threads."""
    with ThreadPoolExecutor(settings.fetch_workers, thread_name_prefix="sitrep-fetch") as pool:

        def submit(*args: Any) -> Future:
            return pool.submit(copy_context().run, read_source, *args)

        try:
            yield Steps(submit)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def monitor_once(
    sources: Sequence[Source],
    window: Window,
    now: datetime,
    settings: Settings,
    *,
    scheduled_at: datetime | None = None,
    by_cadence: bool = False,
    command: str = "run",
    publish_after: timedelta = timedelta(0),
    steps: Steps | None = None,
    piece: str | None = None,
    pages: PagePool | None = None,
) -> Outcome:
    """One pass over the sources at `now`, of articles published within the window.

    A run that is late does what no other has done since it was due; see `flows.schedule.find_due`. Raises
    WarehouseError; a source that fails is in the outcome.
    """
    if steps is None:
        with plain_steps(settings) as plain:
            return monitor_once(
                sources,
                window,
                now,
                settings,
                scheduled_at=scheduled_at,
                by_cadence=by_cadence,
                command=command,
                publish_after=publish_after,
                steps=plain,
                piece=piece,
                pages=pages,
            )
    stamp = new_stamp(now)
    job = Job(stamp, settings, window, scheduled_at, by_cadence, piece, pages)
    parameters = {"sources": [source.name for source in sources]}
    with run_logged(stamp.run_id):
        with (
            _told(stamp, settings),
            recorded_run(
                stamp,
                settings,
                command,
                parameters,
                scheduled_at=scheduled_at,
                window=window,
                publish_after=publish_after,
            ) as run,
            held_sources(settings.warehouse, sources, "present" if window == ALL else "past") as held,
        ):
            outcome = _visit(held, run, job, steps)
            outcome = replace(outcome, busy=tuple(source.name for source in sources if source not in held))
            run.covered_by = outcome.covered_by if not outcome.busy else None
        if run.checks_broken:
            message = f"the rows of run {stamp.run_id} break {', '.join(run.checks_broken)}"
            broken = Alert("checks.broken", message, stamp.run_id, now)
            outcome = replace(outcome, alerts=(*outcome.alerts, broken))
        send_alerts(outcome.alerts, settings)
        _log_end(outcome)
    return outcome


@contextmanager
def _told(stamp: Stamp, settings: Settings) -> Iterator[None]:
    try:
        yield
    finally:
        fault = sys.exception()
        if isinstance(fault, Exception):
            message = f"run {stamp.run_id} failed: {fault or type(fault).__name__}"
            send_alerts([Alert("run.failed", message, stamp.run_id, stamp.recorded_at)], settings)


def _log_end(outcome: Outcome) -> None:
    if outcome.covered_by is not None:
        log.info("nothing left to do: run %s has covered it", outcome.covered_by, extra={"event": "run.covered"})
        return
    summary = outcome.summary
    log.info(
        "%d sources, %d articles new, %d known, %d unreadable",
        len(outcome.visits),
        summary.articles_new,
        summary.articles_known,
        summary.unreadable,
        extra={"event": "run.ended", "failed": sorted(outcome.failed)},
    )


def _visit(sources: Sequence[Source], run: Run, job: Job, steps: Steps) -> Outcome:
    stamp, settings = job.stamp, job.settings
    before = {}
    due = tuple(sources)
    if job.window == ALL:
        with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
            before = find_last_visits(con, stamp.recorded_at)
        plan = find_due(sources, before, job.scheduled_at or stamp.recorded_at, by_cadence=job.by_cadence)
        if plan.covered_by is not None:
            return Outcome(stamp.run_id, run.summary, covered_by=plan.covered_by)
        due = plan.due
    breaches: dict[str, Event] = {}
    visits = tuple(collect(due, run, job, steps, breaches))
    return Outcome(stamp.run_id, run.summary, visits, alerts=find_alerts(visits, breaches, before))


def collect(sources: Sequence[Source], run: Run, job: Job, steps: Steps, breaches: dict[str, Event]) -> Iterator[Visit]:
    """Read the sources and store what they bring, batch by batch; yields each visit once all of it is stored.

    Summaries are added to the run, and what was not as expected of a source to `breaches`.
    """
    stamp, settings, begun = job.stamp, job.settings, monotonic()

    def clock() -> datetime:
        return stamp.recorded_at + timedelta(seconds=monotonic() - begun)

    tallies = {source.name: _Tally(clock()) for source in sources}
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        known = load_known(con, list(tallies), stamp.recorded_at, known_days(settings))
    with nullcontext(job.pages) if job.pages is not None else PagePool(settings.parse_seconds) as pages:

        def submit(source: Source, stream: Stream) -> Future:
            return steps.submit(source, stream, pages, known, job)

        for portion in read_all(sources, submit, size=settings.batch_size, seconds=_BATCH_SECONDS):
            extracted = find_known(portion.results, stamp, settings)
            batch = steps.extract(portion.results, extracted, settings)
            _count(tallies, portion.readings, batch)
            visits = []
            for end in portion.ends:
                tally = tallies[end.source.name]
                error, breach = _judge(end, tally, job.window)
                visit = _make_visit(end.source, tally, job, clock())
                if breach is not None:
                    breaches[visit.source] = breach
                is_read = error is None or breach == "source.above"
                visits.append(replace(visit, state="read" if is_read else "failed", error=error))
            run.done.append(steps.append(replace(batch, visits=tuple(visits)), stamp, settings))
            yield from visits


def read_source(source: Source, stream: Stream, pages: PagePool, known: Known, job: Job) -> None:
    """Put the readings of one source into the stream, of articles within the window or of no known day, then its end.

    A source that fails says why; what it brought before is kept. A fault of the program is raised here after the end
    of the source was told, so it costs that source alone.
    """
    now, error = job.stamp.recorded_at, None
    try:
        for result in fetch_source(source, pages, known, now, job.settings, window=job.window, asked=job.asked):
            if _is_within(result, job.window):
                stream.put(Reading(source, result))
    except FetchError as fault:  # its row was among the results
        error = str(fault)
    finally:
        bug = sys.exception()
        if bug is not None and not isinstance(bug, Unwanted):
            error = f"stopped by a fault of sitrep ({type(bug).__name__}: {bug})"[:300]
            log.error("%s %s", source.name, error, exc_info=bug, extra={"event": "source.bug", "source": source.name})
        stream.put(Reading(source, error=error))


def _is_within(result: ReadResult, window: Window) -> bool:
    published = result.article.published if result.article is not None else None
    first, last = window
    return published is None or ((first is None or first <= published) and (last is None or published <= last))


def _count(tallies: Mapping[str, _Tally], readings: Sequence[Reading], batch: Batch) -> None:
    new = {article.version_id for article, _ in batch.pairs}
    for reading in readings:
        result = reading.result
        if result is None or result.skipped:
            continue
        tally = tallies[reading.source.name]
        tally.inputs += 1
        tally.failed += result.fetch.error is not None
        if result.article is not None:
            tally.articles += 1
            tally.new += result.article.version_id in new
            new.discard(result.article.version_id)
        if result.fetch.n_entries is not None:
            tally.entries = (tally.entries or 0) + result.fetch.n_entries
        tally.unchanged |= result.fetch.kind == "listing" and result.fetch.status == 304


def _judge(end: Reading, tally: _Tally, window: Window) -> tuple[str | None, Event | None]:
    """What was wrong with a visit, and by which bound. Listings count by what they name, other sources by articles."""
    if end.error is not None or window != ALL or (tally.unchanged and tally.entries is None):
        return end.error, None
    found = tally.articles if tally.entries is None else tally.entries
    low, high = end.source.expect.min, end.source.expect.max
    if low is not None and found < low:
        return f"{found} articles, at least {low} expected", "source.below"
    if high is not None and found > high:
        return f"{found} articles, at most {high} expected", "source.above"
    return None, None


def _make_visit(source: Source, tally: _Tally, job: Job, finished_at: datetime) -> Visit:
    return Visit(
        run_id=job.stamp.run_id,
        source=job.piece or source.name,
        state="read",
        scheduled_at=job.scheduled_at or job.stamp.recorded_at,
        started_at=tally.started_at,
        finished_at=finished_at,
        window=job.window,
        n_inputs=tally.inputs,
        n_articles=tally.articles,
        n_new=tally.new,
        n_failed=tally.failed,
    )
