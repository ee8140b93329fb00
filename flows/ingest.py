"""From readings to rows: skip what is known, extract the rest, append batch by batch; then link and publish.

Every batch is one transaction and every identity a hash of content, so a run that was killed is just run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from extract.records import Article, Extraction, Issue
from flows.console import print_note
from flows.extraction import extract_result, identity_of
from flows.files import ReadResult
from flows.settings import Settings
from storage.append import append_articles, known_extractions
from storage.checks import run_checks
from storage.link import link_claims
from storage.rows import Fetch, Stamp
from storage.runs import finish_run, start_run
from storage.warehouse import open_warehouse, publish_read_copy


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ingest did. Adding two gives what both did."""

    articles_new: int = 0
    articles_known: int = 0
    unreadable: int = 0
    skipped: int = 0  # files of a kind that is not read, in folders
    not_english: int = 0
    claims: Mapping[str, int] = field(default_factory=dict)  # new ones, by kind
    issues: int = 0

    def __add__(self, other: Summary) -> Summary:
        numbers = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.name != "claims"}
        claims = Counter(self.claims) + Counter(other.claims)
        return Summary(**numbers, claims=dict(sorted(claims.items())))


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are ready to append, with all that was fetched for them."""

    pairs: tuple[tuple[Article, Extraction], ...] = ()
    fetches: tuple[Fetch, ...] = ()
    known: int = 0
    skipped: int = 0


def new_stamp(now: datetime) -> Stamp:
    """The stamp of a run that begins now."""
    return Stamp(run_id=uuid4().hex, recorded_at=now)


def ingest_results(
    results: Iterable[ReadResult], stamp: Stamp, settings: Settings, on_done: Callable[[ReadResult], None] | None = None
) -> Iterator[Summary]:
    """Append all readings, a batch at a time; yields what each batch did. Raises WarehouseError.

    `on_done` is called as each input is extracted, to show progress.
    """
    stream = iter(results)
    while batch := list(islice(stream, settings.batch_size)):
        known = find_known(batch, stamp, settings)
        yield append_batch(extract_batch(batch, known, settings, on_done), stamp, settings)


def find_known(results: Sequence[ReadResult], stamp: Stamp, settings: Settings) -> set[str]:
    """Ids of the extractions of these articles that are in the warehouse already."""
    identities = [identity_of(r.article, settings) for r in results if r.article is not None]
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        return known_extractions(con, identities)


def extract_batch(
    results: Sequence[ReadResult],
    known: set[str],
    settings: Settings,
    on_done: Callable[[ReadResult], None] | None = None,
) -> Batch:
    """Extract the articles whose extraction is not known."""
    pairs: dict[str, tuple[Article, Extraction]] = {}
    fetches: list[Fetch] = []
    n_known = 0
    for result in results:
        if result.skipped:
            continue
        fetch = result.fetch
        if result.article is not None:
            identity = identity_of(result.article, settings)
            if identity in known or identity in pairs:
                n_known += 1
            else:
                extraction = extract_result(result, settings)
                if isinstance(extraction, Issue):
                    fetch = replace(fetch, version_id=None, error=extraction.reason, issues=(extraction,))
                else:
                    pairs[identity] = result.article, extraction
        fetches.append(fetch)
        if on_done is not None:
            on_done(result)
    return Batch(tuple(pairs.values()), tuple(fetches), n_known, sum(r.skipped for r in results))


def append_batch(batch: Batch, stamp: Stamp, settings: Settings) -> Summary:
    """Append a batch in one transaction. Raises WarehouseError."""
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        added = append_articles(con, stamp, batch.pairs, batch.fetches)
    return Summary(
        articles_new=added.versions_new,
        articles_known=batch.known + len(batch.pairs) - added.versions_new,
        unreadable=added.fetches_failed,
        skipped=batch.skipped,
        not_english=sum(extraction.language not in (None, "en") for _, extraction in batch.pairs),
        claims=added.claims,
        issues=added.issues,
    )


@contextmanager
def recorded_run(
    stamp: Stamp, settings: Settings, command: str, parameters: Mapping[str, Any]
) -> Iterator[list[Summary]]:
    """A run with a row of its own; the summaries put into the list add up to its counts.

    At the end, also of a run that failed midway, claims are linked, the data checked and the readers' copy published.
    """
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        start_run(con, stamp, command, parameters=parameters)
    done: list[Summary] = []
    try:
        yield done
    except BaseException as error:
        reason = "interrupted" if isinstance(error, KeyboardInterrupt) else str(error) or type(error).__name__
        _finish(stamp, settings, done, error=reason)
        raise
    _finish(stamp, settings, done)


def _finish(stamp: Stamp, settings: Settings, done: Sequence[Summary], error: str | None = None) -> None:
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        link_claims(con, stamp)
        broken = [check.name for check in run_checks(con) if not check.is_passed]
        finish_run(
            con,
            stamp.run_id,
            datetime.now(UTC),
            state="succeeded" if error is None else "failed",
            counts={**asdict(sum(done, Summary())), "checks_broken": broken},
            error=error,
        )
    if broken:
        print_note(f"sitrep: the data break {len(broken)} of the checks: 'sitrep check' shows the rows.")
    publish_read_copy(settings.warehouse, lock_timeout=settings.lock_seconds)
