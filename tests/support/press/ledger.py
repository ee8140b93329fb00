"""Collecting a simulated press pass by pass, and the account: what was asked, what went wrong, what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import duckdb
from press.gold import article_number
from press.records import PressArticle, Version
from press.server import Press, Request

from extract.records import Extraction, Issue
from flows.alerts import Alert
from flows.collect import Outcome, monitor_once
from flows.extraction import extract_result, extractor_name, identity_of
from flows.files import ReadResult
from flows.parsers import PagePool
from flows.settings import Settings, load_settings
from flows.sources import Source
from storage.digest import find_digests

PAUSE = 0.02  # seconds between two requests to one host
# After the last day nothing new appears; pages that failed and pages that may have changed are asked for again.
_COOLING = (0.25, 0.5, 1, 2, 4, 7, 10, 13)  # days
# Read from the same pages these are the same, whenever and in whatever order the pages came.
CONTENT = (
    "raw_article",
    "core_extraction",
    "core_claim",
    "core_claim_party",
    "core_claim_target",
    "core_claim_weapon",
    "core_claim_count",
    "core_claim_evidence",
)


@dataclass(slots=True)
class Account:
    """What one collection came to. Everything in `faults_found` is a fault of the collector."""

    requests: int = 0
    bytes: int = 0
    not_modified: int = 0
    spoiled: Counter[str] = field(default_factory=Counter)
    robots: list[Request] = field(default_factory=list)  # requests for what robots.txt forbade
    too_soon: list[tuple[Request, Request, float]] = field(default_factory=list)  # and the seconds that had to pass
    trapped: list[str] = field(default_factory=list)  # requests to a private address that was not allowed
    nameless: int = 0  # requests without an honest user agent
    alarms: list[str] = field(default_factory=list)  # faults of the program or of its data, by its own word
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not (self.robots or self.too_soon or self.trapped or self.nameless or self.alarms)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A warehouse beside the one of a press without faults."""

    lost: tuple[str, ...]  # addresses of versions that only the faultless one has
    doubled: tuple[str, ...]  # addresses of versions that only this one has, or has twice
    tombstones_lost: tuple[str, ...]
    tables_differing: tuple[str, ...]
    unlisted: tuple[str, ...] = field(
        default=(), compare=False
    )  # of versions that came and went between whole listings

    @property
    def is_equal(self) -> bool:
        return not (self.lost or self.doubled or self.tombstones_lost or self.tables_differing)


def plan_passes(
    first_day: datetime, days: int, per_day: int, cooling: Sequence[float] = _COOLING
) -> tuple[datetime, ...]:
    """The times of all passes: evenly over the days, then ever more rarely, `cooling` days after the last."""
    step = timedelta(days=1) / per_day
    passes = [first_day + step * (number + 1) for number in range(days * per_day)]
    return (*passes, *(passes[-1] + timedelta(days=more) for more in cooling))


def press_settings(press: Press, warehouse: Path) -> Settings:
    """Settings that make all waits of a polite collector short."""
    return replace(
        load_settings({}),
        warehouse=warehouse,
        allow_hosts=press.hosts,
        fetch_pause=PAUSE,
        fetch_backoff=0.02,
        fetch_wait=2.0,
        fetch_seconds=3.0,
        max_bytes=2_000_000,
        workers=1,
        contact="press@sitrep.example",
    )


def collect_press(
    press: Press,
    passes: Sequence[datetime],
    settings: Settings,
    on_pass: Callable[[datetime, Outcome], None] | None = None,
) -> list[str]:
    """One pass of the monitor at each time, over all sites; returns the alarms: its own faults, by its own word."""
    alarms: list[str] = []
    sources = [Source.model_validate(entry) for entry in press.source_entries()]
    for moment in passes:
        press.now = moment
        outcome = monitor_once(sources, (None, None), moment, settings)
        alarms += [alert.message for alert in outcome.alerts if _is_alarm(alert)]
        if on_pass is not None:
            on_pass(moment, outcome)
    return alarms


def _is_alarm(alert: Alert) -> bool:
    """A site that fails is to be expected; a program that does is not."""
    return not alert.event.startswith("source.") or "fault of sitrep" in alert.message


@contextmanager
def shared_work(*, with_claims: bool = True) -> Iterator[None]:
    """Within: passes share their page parsers, and a version is extracted once, or without claims not at all.

    Starting the parsers takes a pass of few pages longer than all the rest, and both collections of a ledger read the
    same versions.
    """
    pool = PagePool(20.0)
    done: dict[tuple[str, str], Extraction | Issue] = {}

    def extract_once(result: ReadResult, settings: Settings) -> Extraction | Issue:
        if result.article is None:
            return extract_result(result, settings)
        key = result.article.version_id, str(result.article.published)
        if not with_claims:
            version = result.article.version_id
            done[key] = Extraction(
                identity_of(result.article, settings), version, extractor_name(settings), "none", "en"
            )
        if key not in done:
            done[key] = extract_result(result, settings)
        return done[key]

    with (
        patch("flows.collect.PagePool", lambda seconds: nullcontext(pool)),
        patch("flows.workers.extract_result", extract_once),
    ):
        try:
            yield
        finally:
            pool.close()


def first_moment(press: Press) -> datetime:
    return datetime.combine(press.world.first_day, time(), UTC)


def settle(press: Press, alarms: Sequence[str] = ()) -> Account:
    """The account of all requests in the servers' log."""
    account = Account(trapped=list(press.trapped), alarms=list(alarms))
    for request in press.log:
        account.requests += 1
        account.bytes += request.bytes
        account.not_modified += request.status == 304
        account.nameless += "sitrep/" not in request.agent or "press@sitrep.example" not in request.agent
        if request.fault is not None:
            account.spoiled[request.fault] += 1
        if not request.is_allowed:
            account.robots.append(request)
    for site in press.ports:
        delay = press.looks[site].crawl_delay or 0.0
        account.too_soon += _too_soon([r for r in press.log if r.site == site], delay)
    return account


def _too_soon(requests: Sequence[Request], delay: float) -> list[tuple[Request, Request, float]]:
    """Requests that came before the host's pause had passed. Both times are arrivals, so the pause is the least."""
    requests = sorted(requests, key=lambda request: request.at)
    found = []
    knows_delay = False  # the crawl delay binds who has read it
    for before, after in pairwise(requests):
        knows_delay |= before.path == "/robots.txt" and before.status == 200
        least = max(PAUSE, delay if knows_delay and after.path != "/robots.txt" else 0.0)
        if before.retry_after is not None and before.clock == after.clock:
            least = max(least, before.retry_after)
        if after.at - before.at < least:
            found.append((before, after, least))
    return found


def compare_warehouses(path: Path, reference: Path, press: Press) -> Comparison:
    """What the warehouse at `path` lacks or has beyond the reference; `press` has the log of the former."""
    with duckdb.connect(str(path), read_only=True) as con:
        versions, gone, digests = _versions(con), _gone(con), {d.table: d for d in find_digests(con, CONTENT)}
        twice = con.execute(
            "SELECT url FROM raw_article GROUP BY version_id, url HAVING count(*) > 1 ORDER BY url"
        ).fetchall()
    with duckdb.connect(str(reference), read_only=True) as con:
        expected, expected_gone = _versions(con), _gone(con)
        unlisted = _find_unlisted(con, expected.keys() - versions.keys(), press)
        _hide_versions(con, unlisted)
        differing = [d.table for d in find_digests(con, CONTENT) if digests[d.table] != d]
    lost = expected.keys() - versions.keys() - unlisted
    return Comparison(
        lost=tuple(sorted(expected[version] for version in lost)),
        doubled=tuple(sorted([versions[v] for v in versions.keys() - expected.keys()] + [url for (url,) in twice])),
        tombstones_lost=tuple(sorted(expected_gone - gone)),
        tables_differing=tuple(differing),
        unlisted=tuple(sorted(expected[version] for version in unlisted)),
    )


def _find_unlisted(con: duckdb.DuckDBPyConnection, versions: Collection[str], press: Press) -> set[str]:
    """Those of the versions that were gone before any whole listing could tell of their article."""
    rows = con.execute(
        "SELECT version_id, url, canonical_url, text FROM raw_article "
        "WHERE version_id IN (SELECT unnest(?::VARCHAR[]))",
        [list(versions)],
    ).fetchall()
    articles = {article.article_id: article for article in press.world.articles}
    found = set()
    for version_id, url, canonical, text in rows:
        article = articles[article_number(url, canonical) or ""]
        version = version_of(article, text)
        number = article.versions.index(version)
        look = press.looks[article.site]
        closes_at = look.closes_at if look.closes and look.path_of(article).startswith(look.closes) else None
        next_at = article.versions[number + 1].at if version is not article.last else article.deleted_at
        end = min((moment for moment in (closes_at, next_at) if moment is not None), default=None)
        asked = [r for r in press.log if r.site == article.site and end and version.at <= r.clock < end]
        spoiled = {r.clock for r in asked if r.fault is not None and r.article is None}
        if end is not None and not any(r.article is None and r.clock not in spoiled for r in asked):
            found.add(version_id)
    return found


def _hide_versions(con: duckdb.DuckDBPyConnection, versions: Collection[str]) -> None:
    """Temporary views go before the tables: what is asked of these tables now leaves the versions out."""
    if not versions:
        return
    (name,) = con.execute("SELECT current_database()").fetchone() or ("",)
    hidden = ", ".join(f"'{version}'" for version in versions)
    kept = f'SELECT extraction_id FROM "{name}".main.core_extraction WHERE version_id NOT IN ({hidden})'
    for table in CONTENT:
        rows = f"version_id NOT IN ({hidden})" if table == "raw_article" else f"extraction_id IN ({kept})"
        con.execute(f'CREATE TEMP VIEW {table} AS SELECT * FROM "{name}".main.{table} WHERE {rows}')


def version_of(article: PressArticle, text: str) -> Version:
    """The version whose sentences a stored text has."""
    flat = " ".join(text.split())
    return max(article.versions, key=lambda version: sum(s.text in flat for s in version.sentences))


def _versions(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("SELECT version_id, url FROM raw_article").fetchall())


def _gone(con: duckdb.DuckDBPyConnection) -> set[str]:
    """Addresses of held articles that were last seen deleted."""
    rows = con.execute(
        "SELECT url FROM raw_fetch WHERE version_id IS NOT NULL GROUP BY url "
        "HAVING arg_max(status, requested_at) IN (404, 410)"
    ).fetchall()
    return {url for (url,) in rows}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the pages were read: against what the press wrote."""

    expected: int  # articles that a polite reader could have
    held: int
    versions_expected: int  # that were given whole to the collector
    versions_held: int
    sentences: float  # share of the sentences of held articles that their stored text has
    titles: float  # share of exact titles
    days: float  # share of exact days of publication


def score_reading(path: Path, press: Press) -> Reading:
    """Held articles beside what was written."""
    with duckdb.connect(str(path), read_only=True) as con:
        rows = con.execute(
            "SELECT url, canonical_url, title, text, published_at FROM raw_article ORDER BY ALL"
        ).fetchall()
    articles = {a.article_id: a for a in press.world.articles}
    end = max(request.clock for request in press.log)
    held: dict[str, int] = Counter()
    said = kept = titles = days = 0
    for url, canonical, title, text, published in rows:
        article = articles[article_number(url, canonical) or ""]
        held[article.article_id] += 1
        flat = " ".join(text.split())
        version = version_of(article, text)
        said += sum(1 for _ in version.sentences)
        kept += sum(sentence.text in flat for sentence in version.sentences)
        titles += title == version.title
        days += published == article.published.date()
    allowed = [
        a for a in press.world.articles
        if a.published <= end and press.looks[a.site].allows(press.looks[a.site].path_of(a), end)
        and a.article_id not in press.plan.missing
    ]  # fmt: skip
    given = {(r.article, r.version) for r in press.log if r.version is not None and r.status == 200}
    return Reading(
        expected=len(allowed),
        held=len(held),
        versions_expected=len(given),
        versions_held=len(rows),
        sentences=kept / max(said, 1),
        titles=titles / max(len(rows), 1),
        days=days / max(len(rows), 1),
    )
