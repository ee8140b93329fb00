"""The scheduled flow: sources in, claims in the warehouse. Prefect orders and records; the work is `flows.collect`.

Tasks are one per source and one per batch of articles; batches are appended as they come, by one task at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect.events import emit_event
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from flows.alerts import Alert
from flows.collect import Job, Outcome, Steps, monitor_once, read_source
from flows.files import ReadResult
from flows.ingest import Batch, Summary, append_batch, extract_batch
from flows.parsers import PagePool
from flows.settings import Settings, load_settings
from flows.sources import Source, load_sources, select_sources
from flows.stream import Future, Stream
from storage.fetches import Known
from storage.rows import Stamp
from storage.visits import Visit

T = TypeVar("T")

# No retries here: requests are retried one by one where they are made, a failed source is the next run's, and the
# rest is the same every time.
# NO_CACHE: else each task would hash its inputs, thousands of records, for a cache that is never asked.
fetch_task = task(name="fetch", task_run_name="fetch {source.name}", cache_policy=NO_CACHE)(read_source)
extract_task = task(name="extract", cache_policy=NO_CACHE)(extract_batch)
append_task = task(name="append", cache_policy=NO_CACHE)(append_batch)


def _submit(source: Source, stream: Stream, pages: PagePool, known: Known, job: Job) -> Future:
    rest = (_opaque(stream), _opaque(pages), _opaque(known), _opaque(job))
    return cast("Future", fetch_task.submit(source, *rest))


def _extract(results: Sequence[ReadResult], known: set[str], settings: Settings) -> Batch:
    return extract_task(_opaque(results), _opaque(known), _opaque(settings))


def _append(batch: Batch, stamp: Stamp, settings: Settings) -> Summary:
    return append_task(_opaque(batch), _opaque(stamp), _opaque(settings))


TASKS = Steps(_submit, _extract, _append)


def _opaque(value: T) -> T:
    """A parameter that Prefect does not walk through in search of futures: these are thousands of records."""
    return cast("T", quote(value))


@flow(name="monitor", task_runner=ThreadPoolTaskRunner(max_workers=16))  # type: ignore[arg-type]
def monitor_sources(
    sources_file: Path | None = None,
    names: tuple[str, ...] = (),
    warehouse: Path | None = None,
    window_start: date | None = None,
    window_end: date | None = None,
) -> Outcome:
    """One pass over the sources: fetch, extract, append, link, check, publish. Publication dates bound the window.

    A run of a schedule visits the sources whose cadence has passed, and none that was visited since it was due.
    """
    settings = load_settings(os.environ)
    if warehouse is not None:
        settings = replace(settings, warehouse=warehouse)
    sources = select_sources(load_sources(sources_file or settings.sources), names)
    scheduled_at = find_scheduled()
    outcome = monitor_once(
        sources,
        (window_start, window_end),
        datetime.now(UTC),
        settings,
        scheduled_at=scheduled_at,
        by_cadence=scheduled_at is not None,
        publish_after=timedelta(0) if scheduled_at is None else timedelta(minutes=settings.publish_minutes),
        steps=TASKS,
    )
    create_table_artifact(describe_visits(outcome.visits), key="sitrep-run", description=describe_run(outcome))
    emit_alerts(outcome.alerts)
    return outcome


def find_scheduled() -> datetime | None:
    """When the deployment's schedule wanted this run; None for a run that a person started."""
    context = FlowRunContext.get()
    run = None if context is None else context.flow_run
    return run.expected_start_time if run is not None and run.auto_scheduled else None


def emit_alerts(alerts: Sequence[Alert]) -> None:
    """Alerts as Prefect events, `sitrep.source.failed` and so on, for automations to react to."""
    for alert in alerts:
        emit_event(
            event=f"sitrep.{alert.event}",
            resource={
                "prefect.resource.id": f"sitrep.{alert.source or 'warehouse'}",
                "prefect.resource.name": "sitrep",
            },
            payload={"message": alert.message, "run_id": alert.run_id},
        )


def describe_visits(visits: Sequence[Visit]) -> list[dict[str, Any]]:
    """A table with a row per source: the failed first, then the slowest."""
    key: Callable[[Visit], tuple[bool, float]] = lambda visit: (visit.state == "read", -_seconds(visit))  # noqa: E731
    return [
        {
            "source": visit.source,
            "articles": visit.n_articles,
            "new": visit.n_new,
            "unreadable": visit.n_failed,
            "seconds": round(_seconds(visit), 1),
            "state": "ok" if visit.error is None else f"{visit.state}: {visit.error}",
        }
        for visit in sorted(visits, key=key)
    ]


def _seconds(visit: Visit) -> float:
    return (visit.finished_at - visit.started_at).total_seconds()


def describe_run(outcome: Outcome) -> str:
    """A sentence or two with the counts of the run."""
    if outcome.covered_by is not None:
        return f"Nothing was left to do: run {outcome.covered_by} has visited every source since this one was due."
    summary = outcome.summary
    kinds = ", ".join(f"{n} {kind}" for kind, n in summary.claims.items()) or "none"
    read = len(outcome.visits) - len(outcome.failed)
    return (
        f"**{summary.articles_new}** articles new, {summary.articles_known} known, {summary.unreadable} unreadable, "
        f"{summary.not_english} not in English. Claims: {kinds}. Issues: {summary.issues}. "
        f"Sources: {read} of {len(outcome.visits)} read."
    )
