"""From readings to rows: skip what is known, extract the rest, append batch by batch; then link and publish.

Every batch is one transaction and every identity a hash of content, so a run that was killed is just run again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from itertools import islice
from time import monotonic
from typing import Any
from uuid import uuid4

from extract.records import Article, Extraction, Issue
from flows.console import print_note
from flows.extraction import identity_of, model_usage
from flows.files import ReadResult
from flows.settings import Settings
from flows.workers import HELPERS
from storage.append import append_articles, known_extractions
from storage.checks import run_checks
from storage.link import link_claims
from storage.rows import Fetch, Stamp
from storage.runs import finish_run, start_run
from storage.visits import Visit
from storage.warehouse import open_warehouse, publish_read_copy

Window = tuple[date | None, date | None]  # first and last day of publication, both inclusive; None leaves it open


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
    model: Mapping[str, float] = field(default_factory=dict)  # requests, tokens, cost of the user's language model

    def __add__(self, other: Summary) -> Summary:
        summed = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.type == "int"}
        claims, model = Counter(self.claims) + Counter(other.claims), Counter(self.model) + Counter(other.model)
        return Summary(**summed, claims=dict(sorted(claims.items())), model=dict(model))


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are ready to append, with all that was fetched for them."""

    pairs: tuple[tuple[Article, Extraction], ...] = ()
    fetches: tuple[Fetch, ...] = ()
    known: int = 0
    skipped: int = 0
    model: Mapping[str, float] = field(default_factory=dict)
    visits: tuple[Visit, ...] = ()  # to sources that end with this batch


def new_stamp(now: datetime) -> Stamp:
    """The stamp of a run that begins now."""
    return Stamp(run_id=uuid4().hex, recorded_at=now)


def ingest_results(
    results: Iterable[ReadResult], stamp: Stamp, settings: Settings, on_done: Callable[[ReadResult], None] | None = None
) -> Iterator[Summary]:
    """Append all readings, a batch at a time; yields what each batch did. Raises WarehouseError.

    `on_done` is called for each input of a batch that is extracted, to show progress.
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
    """Extract the articles whose extraction is not known; `on_done` is told of every input when all are extracted."""
    asked = model_usage(settings)
    unread: dict[str, ReadResult] = {}
    for result in results:
        identity = identity_of(result.article, settings) if result.article is not None else None
        if identity is not None and identity not in known:
            unread.setdefault(identity, result)
    extracted = dict(zip(unread, HELPERS.extract(list(unread.values()), settings), strict=True))
    pairs: dict[str, tuple[Article, Extraction]] = {}
    fetches: list[Fetch] = []
    n_known = 0
    for result in results:
        if result.skipped:
            continue
        fetch = result.fetch
        if result.article is not None:
            identity = identity_of(result.article, settings)
            extraction = extracted.get(identity)
            if extraction is None or identity in pairs:
                n_known += 1
            elif isinstance(extraction, Issue):
                fetch = replace(fetch, version_id=None, error=extraction.reason, issues=(extraction,))
            else:
                pairs[identity] = result.article, extraction
        fetches.append(fetch)
        if on_done is not None:
            on_done(result)
    skipped = sum(r.skipped for r in results)
    return Batch(tuple(pairs.values()), tuple(fetches), n_known, skipped, dict(model_usage(settings) - asked))


def append_batch(batch: Batch, stamp: Stamp, settings: Settings) -> Summary:
    """Append a batch in one transaction. Raises WarehouseError."""
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        added = append_articles(con, stamp, batch.pairs, batch.fetches, batch.visits)
    return Summary(
        articles_new=added.versions_new,
        articles_known=batch.known + len(batch.pairs) - added.versions_new,
        unreadable=added.fetches_failed,
        skipped=batch.skipped,
        not_english=sum(extraction.language not in (None, "en") for _, extraction in batch.pairs),
        claims=added.claims,
        issues=added.issues,
        model=batch.model,
    )


@dataclass(slots=True)
class Run:
    """A run under way: summaries put into `done` add up to its counts."""

    stamp: Stamp
    done: list[Summary] = field(default_factory=list)
    covered_by: str | None = None  # the run that left this one nothing to do
    checks_broken: tuple[str, ...] = ()  # known when the run has ended

    @property
    def summary(self) -> Summary:
        return sum(self.done, Summary())


@contextmanager
def recorded_run(
    stamp: Stamp,
    settings: Settings,
    command: str,
    parameters: Mapping[str, Any],
    *,
    scheduled_at: datetime | None = None,
    window: Window | None = None,
    publish_after: timedelta = timedelta(0),
) -> Iterator[Run]:
    """A run with a row of its own.

    At the end, also of a run that failed midway, claims are linked, the rows of the run checked and the readers' copy
    published, unless that is younger than `publish_after`.
    """
    begun = monotonic()
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        start_run(con, stamp, command, parameters=parameters, window=window, scheduled_at=scheduled_at)
    run = Run(stamp)
    try:
        yield run
    except BaseException as error:
        reason = "interrupted" if isinstance(error, KeyboardInterrupt) else str(error) or type(error).__name__
        _finish(run, settings, begun, publish_after, error=reason)
        raise
    _finish(run, settings, begun, publish_after)


def _finish(run: Run, settings: Settings, begun: float, publish_after: timedelta, error: str | None = None) -> None:
    stamp = run.stamp
    now = stamp.recorded_at + timedelta(seconds=monotonic() - begun)  # the caller's clock, which may be a replay's
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        # Also where nothing was read: the run that read it may have been killed before it came to this.
        link_claims(con, stamp)
        run.checks_broken = tuple(c.name for c in run_checks(con, stamp) if not c.is_passed)
        finish_run(
            con,
            stamp.run_id,
            now,
            state="succeeded" if error is None else "failed",
            counts={**asdict(run.summary), "checks_broken": run.checks_broken},
            error=error,
            covered_by=run.covered_by,
        )
    if run.checks_broken:
        print_note(f"sitrep: the data break {len(run.checks_broken)} of the checks: 'sitrep check' shows the rows.")
    publish_read_copy(settings.warehouse, lock_timeout=settings.lock_seconds, unless_younger=publish_after)
