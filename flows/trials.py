"""A source on trial: its listing is read and one page of it, without a warehouse."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from extract.language import find_language
from extract.records import Article
from extract.text import UnreadableError
from flows.articles import make_article
from flows.fetch.addresses import Resolver, resolve_name
from flows.fetch.errors import FetchError
from flows.fetch.session import Session, open_session
from flows.fetch.source import fetch_source
from flows.listing import Entry, ListingError, parse_listing
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source
from storage.fetches import NOTHING_KNOWN

_MOST_LOCAL = 100  # articles of a folder or an archive that a trial reads
_MOST_LISTINGS = 3  # an index, its newest part, and that one's
_MOST_PAGES = 3  # the first may be a video


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source gave: `entries` pages listed or articles held, the newest day among them, and one article."""

    source: Source
    entries: int = 0
    newest: date | None = None
    oldest: date | None = None
    article: Article | None = None
    error: str | None = None  # why not all of it worked


def try_source(
    source: Source, pages: PageParser, now: datetime, settings: Settings, resolve: Resolver = resolve_name
) -> Trial:
    """The trial of one source; never raises for what the source does."""
    if not source.is_remote:
        return _try_local(source, pages, now, settings)

    async def run() -> Trial:
        async with open_session(source, now, settings, resolve=resolve) as session:
            return await try_listing(session, pages)

    return asyncio.run(run())


def _try_local(source: Source, pages: PageParser, now: datetime, settings: Settings) -> Trial:
    articles: list[Article] = []
    reason: str | None = None
    trial = replace(settings, source_pages=_MOST_PAGES, raw="none")  # a local list may name pages on the web
    results = fetch_source(source, pages, NOTHING_KNOWN, now, trial)
    try:
        for result in islice((result for result in results if not result.skipped), _MOST_LOCAL):
            if result.article is not None:
                articles.append(result.article)
            elif result.fetch.error is not None:
                reason = reason or f"{Path(result.fetch.url or '').name}: {result.fetch.error}"
    except FetchError as error:
        reason = str(error)
    days = [article.published for article in articles if article.published is not None]
    newest, oldest = max(days, default=None), min(days, default=None)
    return Trial(source, len(articles), newest, oldest, articles[0] if articles else None, reason)


async def try_listing(session: Session, pages: PageParser) -> Trial:
    """The listing of the session's source, and the first of its newest pages that can be read."""
    source = session.source
    try:
        entries = await _read_entries(session)
    except (FetchError, ListingError) as error:
        return Trial(source, error=str(error))
    days = [day for entry in entries if (day := day_of(entry)) is not None]
    newest, oldest = max(days, default=None), min(days, default=None)
    if not entries:
        return Trial(source, error="lists no pages at present")
    article, reason = await _read_one(session, _newest_first(entries), pages)
    return Trial(source, len(entries), newest, oldest, article, reason)


async def _read_entries(session: Session) -> Sequence[Entry]:
    source, url = session.source, session.source.url
    for _ in range(_MOST_LISTINGS):
        answer = await session.get(url, "listing")
        if answer.status != 200:
            raise FetchError(f"HTTP {answer.status}")
        gdelt = source.gdelt
        listing = await asyncio.to_thread(
            parse_listing, answer.body, answer.final_url, source.kind, tables=gdelt.tables, events=gdelt.events
        )
        if listing.entries or not listing.more:
            break
        url = listing.more[0]
    return listing.entries


def day_of(entry: Entry) -> date | None:
    moment = entry.published or entry.modified or entry.seen
    return moment.date() if moment is not None else None


def _newest_first(entries: Sequence[Entry]) -> list[Entry]:
    """By day; among those of no day, and of one day, in the order of the listing."""
    return sorted(entries, key=lambda entry: day_of(entry) or date.min, reverse=True)


async def _read_one(session: Session, entries: Sequence[Entry], pages: PageParser) -> tuple[Article | None, str | None]:
    """The first article that can be read, or why the first page could not be."""
    reason = None
    for entry in entries[:_MOST_PAGES]:
        try:
            return await _read_page(session, entry.url, pages), None
        except (FetchError, UnreadableError) as error:
            reason = reason or f"{entry.url}: {error}"
    return None, reason


async def _read_page(session: Session, url: str, pages: PageParser) -> Article:
    """The article of one page. Raises FetchError or UnreadableError."""
    answer = await session.get(url, "page")
    if answer.status != 200:
        raise FetchError(f"HTTP {answer.status}")
    today = session.now.date()
    page = await asyncio.to_thread(pages.parse, answer.body, answer.final_url, today)
    article, _ = make_article(page.text, url=url, source=session.source.name, page=page, today=today)
    return article


def spoken_language(trial: Trial) -> str:
    """The language of the article that was read; English where it cannot be told."""
    text = trial.article.text if trial.article is not None else ""
    return find_language(text) or "en"
