"""The scheduled flow: sources in, claims in the warehouse. Prefect orders and records; the work is plain functions.

Tasks are one per source and one per batch of articles; a single task appends.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.utilities.annotations import quote

from flows.fetch import FetchError, fetch_source
from flows.files import ReadResult
from flows.ingest import Batch, Summary, append_batch, extract_batch, find_known, new_stamp, recorded_run
from flows.pages import PageParser
from flows.settings import Settings, load_settings
from flows.sources import Source, load_sources, select_sources
from storage.rows import Fetch, Stamp

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from one source. `error` says why it failed or came short; what did come is kept."""

    source: Source
    results: tuple[ReadResult, ...]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, and the sources that failed with their reasons."""

    summary: Summary
    failed: dict[str, str]


def read_source(source: Source, window: tuple[date | None, date | None], now: datetime, settings: Settings) -> Fetched:
    """All articles of one source that were published within the window, or on no known day; never raises."""
    results: list[ReadResult] = []
    error: str | None = None
    with PageParser(settings.parse_seconds) as pages:
        try:
            for result in fetch_source(source, pages, now, settings):
                if _is_within(result, window):
                    results.append(result)  # noqa: PERF401 - what came before a fault is kept
        except FetchError as fault:
            error = str(fault)
            results.append(ReadResult(Fetch(requested_at=now, source=source.name, url=source.url, error=error)))
    n_articles = sum(result.article is not None for result in results)
    if error is None and window == (None, None) and source.expect.min is not None and n_articles < source.expect.min:
        error = f"{n_articles} articles, at least {source.expect.min} expected"
    return Fetched(source, tuple(results), error)


def _is_within(result: ReadResult, window: tuple[date | None, date | None]) -> bool:
    published = result.article.published if result.article is not None else None
    first, last = window
    return published is None or ((first is None or first <= published) and (last is None or published <= last))


def cut_batches(fetched: Sequence[Fetched], size: int) -> list[tuple[ReadResult, ...]]:
    """All readings in batches of `size`, in the order of the sources."""
    results = [result for one in fetched for result in one.results]
    return [tuple(results[start : start + size]) for start in range(0, len(results), size)]


def describe_run(fetched: Sequence[Fetched], summary: Summary) -> tuple[list[dict[str, Any]], str]:
    """A table with a row per source, and a sentence with the counts of the run."""
    table = [
        {
            "source": one.source.name,
            "articles": sum(result.article is not None for result in one.results),
            "unreadable": sum(result.fetch.error is not None for result in one.results),
            "state": "ok" if one.error is None else f"failed: {one.error}",
        }
        for one in fetched
    ]
    kinds = ", ".join(f"{n} {kind}" for kind, n in summary.claims.items()) or "none"
    return table, (
        f"**{summary.articles_new}** articles new, {summary.articles_known} known, {summary.unreadable} unreadable, "
        f"{summary.not_english} not in English. Claims: {kinds}. Issues: {summary.issues}."
    )


# No retries here: requests are retried one by one where they are made, a failed source is the next run's, and the
# rest is the same every time.
fetch_task = task(name="fetch")(read_source)
extract_task = task(name="extract")(extract_batch)


@task(name="append")
def append_task(batches: Sequence[Batch], stamp: Stamp, settings: Settings) -> list[Summary]:
    """The one writer of a run: each batch in a transaction of its own."""
    return [append_batch(batch, stamp, settings) for batch in batches]


@flow(name="monitor", validate_parameters=True)
def monitor_sources(
    sources_file: Path | None = None,
    names: tuple[str, ...] = (),
    warehouse: Path | None = None,
    window_start: date | None = None,
    window_end: date | None = None,
) -> Outcome:
    """One pass over the sources: fetch, extract, append, link, publish. Publication dates bound the window."""
    settings = load_settings(os.environ)
    if warehouse is not None:
        settings = replace(settings, warehouse=warehouse)
    sources = select_sources(load_sources(sources_file or settings.sources), names)
    now = datetime.now(UTC)
    stamp = new_stamp(now)
    window = (window_start, window_end)
    parameters = {"sources": [source.name for source in sources], "window": window}
    with recorded_run(stamp, settings, "run", parameters) as done:
        futures = [fetch_task.submit(source, window, now, settings) for source in sources]
        fetched = [future.result() for future in futures]
        batches = []
        for results in cut_batches(fetched, settings.batch_size):
            known = find_known(results, stamp, settings)
            batches.append(extract_task(_opaque(results), _opaque(known), settings))
        done.extend(append_task(_opaque(batches), stamp, settings))
        summary = sum(done, Summary())
        table, description = describe_run(fetched, summary)
        create_table_artifact(table, key="sitrep-run", description=description)
    failed = {one.source.name: one.error for one in fetched if one.error is not None}
    for name, reason in failed.items():
        get_run_logger().warning("source %s failed: %s", name, reason)
    return Outcome(summary, failed)


def _opaque(value: T) -> T:
    """A parameter that Prefect does not walk through in search of futures: these are thousands of records."""
    return cast("T", quote(value))
