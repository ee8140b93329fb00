"""Stored articles read again, after the extractor or its resources have changed. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flows.extraction import extractor_name, shared_digest
from flows.files import ReadResult
from flows.ingest import Summary, append_batch, extract_batch, new_stamp, recorded_run
from flows.logs import run_logged
from flows.settings import Settings
from storage.rows import Fetch
from storage.stored import find_unread, load_articles
from storage.warehouse import open_warehouse


def reextract_stored(
    settings: Settings, now: datetime, on_batch: Callable[[int, int], None] = lambda _done, _total: None
) -> Summary:
    """Append extractions by this extractor of all stored versions that it has not read, a batch at a time.

    What was read before stays; views follow the setting of the extractor. `on_batch` is told how many articles the
    last batch had and how many there are to read. A run that was killed goes on where it stopped.
    """
    stamp = new_stamp(now)
    extractor, resources = extractor_name(settings), shared_digest(settings)
    with (
        run_logged(stamp.run_id),
        recorded_run(stamp, settings, "reextract", {"extractor": extractor, "resources": resources}) as run,
    ):
        with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
            versions = find_unread(con, extractor, resources)
        for start in range(0, len(versions), settings.batch_size):
            part = versions[start : start + settings.batch_size]
            with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
                articles = load_articles(con, part)
            results = [ReadResult(Fetch(requested_at=now), article, issues) for article, issues in articles]
            batch = extract_batch(results, set(), settings)
            # Reading again is no sighting: only the extractions are appended.
            summary = append_batch(replace(batch, fetches=()), stamp, settings)
            n_failed = len(results) - len(batch.pairs)
            run.done.append(replace(summary, unreadable=n_failed))
            on_batch(len(results), len(versions))
    return run.summary
