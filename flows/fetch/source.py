"""A source's articles: its listings are read, the pages that are wanted fetched, and each parsed into an article."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from extract.records import Issue
from flows.fetch.addresses import Resolver, resolve_name
from flows.fetch.bridge import iterate
from flows.fetch.errors import FetchError
from flows.fetch.hosts import host_of
from flows.fetch.raw import RawError, raw_place, write_raw
from flows.fetch.reading import Fetched, failed_fetch, fetch_of, read_page
from flows.fetch.session import Answer, Session, Validators, open_session
from flows.fetch.visits import Asked, Wanted, choose_pages, has_unread
from flows.files import MAIL, WARC, Reader, ReadResult, read_file, read_paths
from flows.listing import Entry, Listing, ListingError, Window, is_within, parse_listing
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import LOCAL_KINDS, Source
from storage.fetches import Known
from storage.rows import Fetch

_MOST_LISTINGS = 200  # read of one source in one run: parts of an index, pages of an archive
_AHEAD = 8  # answers that wait to be parsed


@dataclass(slots=True)
class _Listed:
    """What the listings of a source gave. Their rows are handed on after all their pages: see `_fetch_all`."""

    entries: dict[str, Entry] = field(default_factory=dict)
    fetches: list[Fetch] = field(default_factory=list)
    fault: str | None = None  # why the source as a whole could not be read


def fetch_source(
    source: Source,
    pages: PageParser,
    known: Known,
    now: datetime,
    settings: Settings,
    *,
    window: Window = (None, None),
    asked: Asked | None = None,
    resolve: Resolver = resolve_name,
) -> Iterator[ReadResult]:
    """The articles of one source, and a row for everything that was asked for, whatever came of it.

    A page that another source of the same run has `asked` for is left to that one.
    Raises FetchError at the end if the source as a whole could not be read; the row that says so has been yielded.
    """
    reader = Reader(pages, now, settings.max_bytes, source.name, source.follow)
    linked = None
    if source.kind in LOCAL_KINDS:
        linked = yield from _read_local_source(source, reader, window)
        if not source.follow:
            return
    fault = None
    asked = asked or Asked()
    fetch = partial(
        _fetch_all, source, known, now, settings, linked=linked, window=window, asked=asked, resolve=resolve
    )
    for item in iterate(fetch, _AHEAD):
        if isinstance(item, Fetched):
            yield read_page(item, reader)
        elif isinstance(item, Entry):
            yield from _read_beside(Path(source.url).parent, item.url, reader)
        elif isinstance(item, Fetch):
            yield ReadResult(item)
        else:
            fault = item
    if fault is not None:
        raise fault


def _read_local_source(
    source: Source, reader: Reader, window: Window
) -> Generator[ReadResult, None, Mapping[str, Entry]]:
    """What is in files; returns the pages that newsletters among them link to."""
    path, linked = Path(source.url), dict[str, Entry]()
    if source.kind == "folder" and not path.is_dir():
        reason = f"{source.url} is not a folder"
    elif not path.exists():
        reason = f"{source.url} does not exist"
    else:
        default = {"mailbox": MAIL, "warc": WARC}.get(source.kind)
        for result in read_paths([source.url], reader, default=default):
            for entry in result.linked:
                if is_within(entry, window):
                    linked.setdefault(entry.url, entry)
            yield result
        return linked
    yield ReadResult(failed_fetch(source.name, source.url, reader.now, reason, "listing"))
    raise FetchError(reason)


def _read_beside(folder: Path, name: str, reader: Reader) -> Iterator[ReadResult]:
    """A file that a local listing names; only below the listing's own folder."""
    path = (folder / unquote(name.removeprefix("file://"))).resolve()
    if path.is_relative_to(folder.resolve()):
        yield from read_file(path, reader)
    else:
        yield ReadResult(failed_fetch(reader.source, name, reader.now, "outside the folder of its listing"))


async def _fetch_all(
    source: Source,
    known: Known,
    now: datetime,
    settings: Settings,
    *,
    linked: Mapping[str, Entry] | None,
    window: Window,
    asked: Asked,
    resolve: Resolver,
) -> AsyncGenerator[Fetched | Fetch | Entry | FetchError, None]:
    """Everything that the network gives for a source; `linked` stands in the place of its listings.

    The rows of listings come last. A listing's validators are trusted by the next run, so they may only be stored when
    all pages that it named are: a run that is killed before has no row of it, and the next one reads it whole.
    """
    waiting = {host_of(url): until for url, until in known.waits.items()}
    async with open_session(source, now, settings, waiting, resolve) as session:
        place = raw_place(settings)
        # A window asks for other entries of a listing than the last run did; and a page that could not be read yet is
        # read with what its listing says of it.
        if window != (None, None) or has_unread(source.name, known, now, settings.revisit_days):
            known = replace(known, listings={})
        listed = _Listed(dict(linked)) if linked is not None else await _read_listings(session, known, window, place)
        local = [entry for entry in listed.entries.values() if not _is_remote(entry.url)]
        for entry in local:
            yield failed_fetch(source.name, entry.url, now, "not an http address") if source.is_remote else entry
        remote = [entry for entry in listed.entries.values() if _is_remote(entry.url)]
        is_whole = all(fetch.error is None for fetch in listed.fetches)
        wanted = choose_pages(
            remote, source.name, known, now=now, days=settings.revisit_days, window=window, is_whole=is_whole
        )
        chosen = list(islice(filter(asked.is_first, wanted), settings.source_pages))
        left = sum(1 for _ in wanted)
        async for item in _fetch_pages(session, chosen, place):
            yield item
        for url, answer in session.robots_answers:
            yield fetch_of(source.name, url, now, answer, "robots")
        for fetch in listed.fetches:
            yield _without_validators(fetch, left) if left else fetch
        if listed.fault is not None:
            yield FetchError(listed.fault)


def _is_remote(url: str) -> bool:
    return url[:8].lower().startswith(("http://", "https://"))


def _without_validators(fetch: Fetch, left: int) -> Fetch:
    """A listing of which pages were left for the next run: that has to read it whole again."""
    issue = Issue("fetch", f"{left} pages are left for the next run")
    return replace(fetch, etag=None, last_modified=None, issues=(*fetch.issues, issue))


async def _read_listings(session: Session, known: Known, window: Window, place: str | None) -> _Listed:
    """The source's listing and those that it leads to. Only the first one's failure is the source's."""
    source, listed = session.source, _Listed()
    queue = [source.url]
    for url in queue:
        if len(listed.fetches) >= _MOST_LISTINGS:
            reason = f"{len(queue) - _MOST_LISTINGS} further listings were not read"
            listed.fetches.append(failed_fetch(source.name, source.url, session.now, reason, "listing"))
            break
        fetch, listing = await _read_listing(session, url, known, window, place)
        if listing is not None:
            listed.entries.update((entry.url, entry) for entry in listing.entries if entry.url not in listed.entries)
            queue += [more for more in dict.fromkeys(listing.more) if more not in queue]
        listed.fetches.append(fetch)
        if url == source.url:
            listed.fault = fetch.error
    return listed


async def _read_listing(
    session: Session, url: str, known: Known, window: Window, place: str | None
) -> tuple[Fetch, Listing | None]:
    """One listing, and the row that tells of it."""
    source = session.source
    if not _is_remote(url):
        return await _read_local_listing(session, url, window)
    etag, modified = known.listings.get(url, (None, None))
    try:
        answer = await session.get(url, "listing", Validators(etag, modified))
        sha256 = await _keep(place, answer)
    except FetchError as error:
        return fetch_of(source.name, url, session.now, error, "listing"), None
    fetch = fetch_of(source.name, url, session.now, answer, "listing")
    if answer.status != 200:
        is_same = answer.status == 304 and (etag or modified)
        return replace(fetch, error=None if is_same else f"HTTP {answer.status}"), None
    fetch = replace(fetch, raw_sha256=sha256)
    try:
        listing = await asyncio.to_thread(_parse_listing, answer.body, answer.final_url, source, window)
    except ListingError as error:
        return _broken(fetch, str(error)), None
    # Not modified, it would not be read: nor what it leads to, nor what it names outside the window.
    if listing.more or window != (None, None):
        fetch = replace(fetch, etag=None, last_modified=None)
    return replace(fetch, n_entries=len(listing.entries), issues=listing.issues), listing


async def _read_local_listing(session: Session, name: str, window: Window) -> tuple[Fetch, Listing | None]:
    source = session.source
    try:
        body = await asyncio.to_thread(Path(name).read_bytes)
        listing = await asyncio.to_thread(_parse_listing, body, name, source, window)
    except OSError:
        return failed_fetch(source.name, name, session.now, f"{name} cannot be read", "listing"), None
    except ListingError as error:
        return failed_fetch(source.name, name, session.now, str(error), "listing"), None
    fetch = Fetch(session.now, source.name, name, kind="listing", bytes=len(body), issues=listing.issues)
    return replace(fetch, n_entries=len(listing.entries)), replace(listing, more=())


def _parse_listing(body: bytes, url: str, source: Source, window: Window) -> Listing:
    gdelt = source.gdelt
    return parse_listing(body, url, source.kind, window, tables=gdelt.tables, events=gdelt.events)


def _broken(fetch: Fetch, reason: str) -> Fetch:
    return replace(fetch, error=reason, etag=None, last_modified=None, issues=(Issue("fetch", reason),))


async def _fetch_pages(session: Session, wanted: list[Wanted], place: str | None) -> AsyncGenerator[Fetched, None]:
    """All pages: those of a host one after the other, several hosts at once."""
    by_host: dict[str, list[Wanted]] = {}
    for one in wanted:
        by_host.setdefault(_host_or_none(one.entry.url), []).append(one)
    groups: Iterator[Iterable[Wanted]] = iter(by_host.values())
    active: dict[asyncio.Task[Fetched], Iterator[Wanted]] = {}

    def start(group: Iterator[Wanted] | None) -> None:
        """Begin with the next page of the group, or of the next group."""
        while group is not None:
            one = next(group, None)
            if one is not None:
                active[asyncio.create_task(_fetch_page(session, one, place))] = group
                return
            group = next(map(iter, groups), None)

    for _ in range(session.settings.fetch_hosts):
        start(next(map(iter, groups), None))
    try:
        while active:
            done, _ = await asyncio.wait(active, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                start(active.pop(task))
                yield task.result()
    finally:
        for task in active:
            task.cancel()
        await asyncio.gather(*active, return_exceptions=True)


def _host_or_none(url: str) -> str:
    try:
        return host_of(url)
    except ValueError:  # is refused when it is asked for
        return ""


async def _fetch_page(session: Session, wanted: Wanted, place: str | None) -> Fetched:
    page = wanted.known
    validators = Validators(page.etag, page.last_modified) if page is not None and page.version_id else Validators()
    try:
        answer = await session.get(wanted.entry.url, "page", validators)
        return Fetched(wanted, answer, await _keep(place, answer))
    except FetchError as error:
        return Fetched(wanted, error)


async def _keep(place: str | None, answer: Answer) -> str | None:
    """Keep the raw body of a success. Raises FetchError: an article whose page is not kept would not be accountable."""
    if place is None or answer.status != 200:
        return None
    try:
        return await asyncio.to_thread(write_raw, place, answer.body)
    except RawError as error:
        fault = FetchError(str(error))
        fault.n_requests = answer.n_requests
        raise fault from error
