"""The only networking: a source's articles, fetched politely and with caps on everything a server could overdo."""

from __future__ import annotations

import hashlib
import ipaddress
import socket
import time
from calendar import timegm
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import getproxies

import httpx
import stamina

from extract.records import Issue
from extract.text import UnreadableError
from flows.articles import make_article
from flows.files import Reader, ReadResult, read_file, read_paths
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source
from storage.rows import Fetch

_MOST_ENTRIES = 500  # of one feed; a feed that lists more is an archive
_REDIRECTS = 5
_STATED = ("json-ld", "meta")  # a page's own word on its day goes before the feed's, a guess from its text after


class FetchError(Exception):
    """A request or a whole source failed; the message is one short phrase."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent. `status` is the last one, after redirects; `url` the last address."""

    url: str
    status: int
    body: bytes
    etag: str | None


def fetch_source(source: Source, pages: PageParser, now: datetime, settings: Settings) -> Iterator[ReadResult]:
    """The articles of one source. Raises FetchError if the source as a whole cannot be read."""
    reader = Reader(pages, now, settings.max_bytes, source.name)
    if source.kind == "folder":
        if not Path(source.url).is_dir():
            raise FetchError(f"{source.url} is not a folder")
        yield from read_paths([source.url], reader)
        return
    with open_client(source, settings) as client:
        yield from _read_feed(source, client, reader, settings)


def open_client(source: Source, settings: Settings) -> httpx.Client:
    """An HTTP client that names itself and refuses private addresses, except the host that the source itself names."""
    contact = f"; {settings.contact}" if settings.contact else ""
    named = urlsplit(source.url).hostname if source.is_remote else None
    hooks: list[Callable[..., None]] = [partial(_refuse_private, named=named)]
    return httpx.Client(
        headers={"User-Agent": f"sitrep/{version('sitrep')} (security news research{contact})"},
        timeout=settings.fetch_seconds,
        follow_redirects=True,
        max_redirects=_REDIRECTS,
        event_hooks={"request": hooks},
    )


def _refuse_private(request: httpx.Request, named: str | None) -> None:
    """Runs before every hop. Behind a proxy the proxy resolves names, and is relied on to refuse."""
    host = request.url.host
    if host == named or request.url.scheme in getproxies():
        return
    try:
        found = socket.getaddrinfo(host, request.url.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpx.ConnectError(f"no address for {host}", request=request) from error
    if any(not ipaddress.ip_address(str(address[0]).split("%")[0]).is_global for *_, address in found):
        raise FetchError(f"{host} is a private address")


def get(client: httpx.Client, url: str, settings: Settings) -> Answer:
    """GET with retries on faults of the network and the server. Raises FetchError."""
    try:
        for attempt in stamina.retry_context(on=_is_passing, attempts=3, wait_initial=0.5, timeout=60.0):
            with attempt:
                return _get_once(client, url, settings)
    except httpx.HTTPStatusError as error:
        return Answer(url, error.response.status_code, b"", None)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchError(str(error).lower() or type(error).__name__) from error
    raise AssertionError("unreachable")


def _is_passing(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code == 429 or error.response.status_code >= 500
    return isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol)


def _get_once(client: httpx.Client, url: str, settings: Settings) -> Answer:
    deadline = time.monotonic() + settings.fetch_seconds
    body = bytearray()
    with client.stream("GET", url) as response:
        if response.status_code == 429 or response.status_code >= 500:
            response.raise_for_status()
        for chunk in response.iter_bytes(64 * 1024):
            body += chunk
            if len(body) > settings.max_bytes:
                raise FetchError(f"larger than {settings.max_bytes / 1_000_000:g} MB")
            if time.monotonic() > deadline:
                raise FetchError(f"took more than {settings.fetch_seconds:g} seconds")
        return Answer(str(response.url), response.status_code, bytes(body), response.headers.get("etag"))


def _read_feed(source: Source, client: httpx.Client, reader: Reader, settings: Settings) -> Iterator[ReadResult]:
    import feedparser  # noqa: PLC0415 - for feeds only

    if source.is_remote:
        answer = get(client, source.url, settings)
        if answer.status >= 400:
            raise FetchError(f"HTTP {answer.status} for the feed")
        base, raw = answer.url, answer.body
    else:
        try:
            base, raw = source.url, Path(source.url).read_bytes()
        except OSError as error:
            raise FetchError(f"{source.url} cannot be read") from error
    feed = feedparser.parse(raw)
    if not feed.entries and (feed.bozo or not feed.get("version")):
        raise FetchError("not a feed")
    links = {entry.link: entry for entry in feed.entries[:_MOST_ENTRIES] if entry.get("link")}
    for number, (link, entry) in enumerate(links.items()):
        address = urljoin(base, link) if source.is_remote else link
        if address.lower().startswith(("http://", "https://")):
            if number:
                time.sleep(settings.fetch_pause)
            yield _read_page(address, _day_of(entry), client, reader, settings)
        elif source.is_remote:
            yield _failed(reader, address, "not an http address")
        else:
            yield from _read_local(Path(base).parent, address, reader)


def _read_local(folder: Path, link: str, reader: Reader) -> Iterator[ReadResult]:
    """A file that a local feed lists; only below the feed's own folder."""
    path = (folder / unquote(link.removeprefix("file://"))).resolve()
    if path.is_relative_to(folder.resolve()):
        yield from read_file(path, reader)
    else:
        yield _failed(reader, link, "outside the folder of its feed")


def _read_page(url: str, listed: date | None, client: httpx.Client, reader: Reader, settings: Settings) -> ReadResult:
    """Fetch and parse one page; `listed` is the day that the feed gives."""
    try:
        answer = get(client, url, settings)
    except FetchError as error:
        return _failed(reader, url, str(error))
    fetch = Fetch(
        requested_at=reader.now,
        source=reader.source,
        url=url,
        status=answer.status,
        etag=answer.etag,
        bytes=len(answer.body),
        raw_sha256=hashlib.sha256(answer.body).hexdigest(),
    )
    if answer.status >= 400:
        return ReadResult(replace(fetch, error=f"HTTP {answer.status}"))
    try:
        page = reader.pages.parse(answer.body, answer.url, reader.now.date())
    except UnreadableError as error:
        return ReadResult(replace(fetch, error=str(error), issues=(Issue("parse", str(error)),)))
    published, method = page.published, page.published_method
    if listed is not None and method not in _STATED:
        published, method = listed, "feed"
    article, issues = make_article(
        page.text,
        url=url,
        source=reader.source,
        published=published,
        published_method=method,
        page=page,
        today=reader.now.date(),
    )
    return ReadResult(replace(fetch, version_id=article.version_id), article, issues)


def _day_of(entry: Any) -> date | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return datetime.fromtimestamp(timegm(moment), UTC).date() if moment else None
    except (ValueError, OverflowError, OSError):
        return None


def _failed(reader: Reader, url: str, reason: str) -> ReadResult:
    return ReadResult(
        Fetch(
            requested_at=reader.now,
            source=reader.source,
            url=url,
            error=reason,
            issues=(Issue("fetch", reason),),
        )
    )
