"""From the address of a site to a source: its feed, else its sitemap, else the links of the page itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain

from flows.fetch.addresses import Resolver, resolve_name
from flows.fetch.errors import FetchError
from flows.fetch.session import Answer, Session, open_session
from flows.listing import ListingError, parse_listing
from flows.listing.links import parse_markup
from flows.listing.unpack import resolve as resolve_link
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source, SourceKind, SourcesError
from flows.trials import Trial, spoken_language, try_listing

_FEEDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
_COMMON = ("/feed/", "/rss.xml", "/rss", "/feed.xml", "/atom.xml", "/index.xml", "/news-sitemap.xml", "/sitemap.xml")
_MOST_TRIED = 15  # addresses of one site
_CADENCES = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 180, 360, 720, 1440))
_VISITS = 4  # while a feed turns over, so that nothing is missed when one fails
_SITEMAP_LINE = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


def find_source(
    url: str,
    names: Collection[str],
    pages: PageParser,
    now: datetime,
    settings: Settings,
    *,
    resolve: Resolver = resolve_name,
) -> Trial:
    """The first of a site's listings from which a page could be read, on trial; its name is none of `names`.

    Raises SourcesError if there is none.
    """
    probe = Source(name=_name_of(url, names), kind="links", url=url)

    async def run() -> Trial:
        fault = None
        async with open_session(probe, now, settings, resolve=resolve) as session:
            try:
                async for source in _candidates(session):
                    trial = await try_listing(replace(session, source=source), pages)
                    if trial.article is not None:
                        return trial
                    fault = fault or f"{source.url}: {trial.error}"
            except FetchError as error:
                fault = str(error)
        raise SourcesError(f"{url} gives no source: {fault or 'no feed, sitemap or links to articles were found'}.")

    trial = asyncio.run(run())
    found = trial.source.model_copy(
        update={"language": spoken_language(trial), "cadence": _cadence_of(trial), "tried": now.date()}
    )
    return replace(trial, source=found)


async def _candidates(session: Session) -> AsyncIterator[Source]:
    """What may list the site's articles, best first. Raises FetchError if the site itself cannot be read."""
    probe = session.source
    start = await session.get(probe.url, "listing")
    if start.status != 200:
        raise FetchError(f"HTTP {start.status}")
    kind = kind_of_listing(start, ("gdelt", "rss", "sitemap", "urls"))
    if kind is not None:
        yield probe.model_copy(update={"kind": kind})
        return
    tried = {probe.url}
    for address in [*_stated_feeds(start), *await _stated_sitemaps(session), *_common(start.final_url)][:_MOST_TRIED]:
        if address in tried:
            continue
        tried.add(address)
        try:
            answer = await session.get(address, "listing")
        except FetchError:
            continue
        kind = kind_of_listing(answer, ("rss", "sitemap")) if answer.status == 200 else None
        if kind is not None:
            yield probe.model_copy(update={"kind": kind, "url": answer.final_url})
    yield probe


def kind_of_listing(answer: Answer, kinds: tuple[SourceKind, ...]) -> SourceKind | None:
    """The first kind of listing that the body can be read as, with something in it."""
    for kind in kinds:
        try:
            listing = parse_listing(answer.body, answer.final_url, kind)
        except ListingError:
            continue
        if listing.entries or listing.more:
            return "rss" if kind == "sitemap" and _is_feed(answer) else kind
    return None


def _is_feed(answer: Answer) -> bool:
    return b"<rss" in answer.body[:4096] or b"<feed" in answer.body[:4096]


def _stated_feeds(start: Answer) -> Iterator[str]:
    """The feeds that a page names in its head, without those of comments."""
    root = parse_markup(start.body)
    for link in root.iter("link") if root is not None else ():
        is_feed = link.get("type", "").lower() in _FEEDS and "alternate" in link.get("rel", "").lower()
        address = resolve_link(start.final_url, link.get("href", "")) if is_feed else None
        if address is not None and "comment" not in address.lower():
            yield address


async def _stated_sitemaps(session: Session) -> list[str]:
    """The sitemaps that robots.txt names; those of news first, which are short."""
    base = session.source.url
    try:
        answer = await session.get(urljoin(base, "/robots.txt"), "robots")
    except FetchError:
        return []
    found = (resolve_link(base, line.decode("utf-8", "replace")) for line in _SITEMAP_LINE.findall(answer.body))
    return sorted((address for address in found if address is not None), key=lambda address: "news" not in address)


def _common(url: str) -> Iterator[str]:
    """Where sites keep their feeds: below the section that was asked for, then below the root."""
    section = url if url.endswith("/") else f"{url}/"
    if urlsplit(section).path != "/" and not urlsplit(section).query:
        yield urljoin(section, "feed/")
        yield urljoin(section, "rss.xml")
    yield from (urljoin(url, path) for path in _COMMON)


def _name_of(url: str, names: Collection[str]) -> str:
    """A short name after the site's domain, with a number if that is taken. Raises SourcesError for no address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    if not host or not url.lower().startswith(("http://", "https://")):
        raise SourcesError(f"{url} is no address: give one that begins with https://.")
    label = (extract_domain(url) or host).partition(".")[0] if not host[0].isdigit() else host
    stem = re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")[:36] or "site"
    return next(name for n in range(1, len(names) + 2) if (name := stem if n == 1 else f"{stem}-{n}") not in names)


def _cadence_of(trial: Trial) -> timedelta:
    """Often enough that the listing is seen several times before it has turned over; an hour where it has no days."""
    if trial.newest is None or trial.oldest is None or trial.source.kind == "gdelt":
        return timedelta(minutes=15 if trial.source.kind == "gdelt" else 60)
    wanted = (trial.newest - trial.oldest) / _VISITS
    return max((cadence for cadence in _CADENCES if cadence <= wanted), default=_CADENCES[0])
