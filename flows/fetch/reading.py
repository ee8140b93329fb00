"""From an answer to a reading: the row of the request, and the article in the page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from extract.records import Issue
from extract.text import UnreadableError
from flows.articles import Listed, make_article
from flows.fetch.errors import FetchError
from flows.fetch.rules import Kind
from flows.fetch.session import Answer
from flows.fetch.visits import Wanted
from flows.files import Reader, ReadResult
from storage.fetches import KnownPage
from storage.rows import Fetch

_GONE = (404, 410)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page that was asked for, and what came."""

    wanted: Wanted
    answer: Answer | FetchError
    raw_sha256: str | None = None


def fetch_of(source: str, url: str, now: datetime, answer: Answer | FetchError, kind: Kind) -> Fetch:
    """The row of a request."""
    if isinstance(answer, FetchError):
        row = failed_fetch(source, url, now, str(answer), kind)
        retry_at = now + answer.wait if answer.wait is not None else None
        return replace(row, status=answer.status, n_requests=answer.n_requests, retry_at=retry_at)
    return Fetch(
        requested_at=now,
        source=source,
        url=url,
        kind=kind,
        status=answer.status,
        final_url=answer.final_url if answer.final_url != url else None,
        etag=answer.validators.etag,
        last_modified=answer.validators.last_modified,
        content_type=answer.content_type,
        bytes=len(answer.body),
        n_requests=answer.n_requests,
    )


def failed_fetch(source: str | None, url: str, now: datetime, reason: str, kind: Kind = "page") -> Fetch:
    """The row of what could not be fetched."""
    return Fetch(requested_at=now, source=source, url=url, kind=kind, error=reason, issues=(Issue("fetch", reason),))


def read_page(item: Fetched, reader: Reader) -> ReadResult:
    """The article in a page, or a sighting of the version that is known, or why there is neither."""
    url, known = item.wanted.entry.url, item.wanted.known
    fetch = fetch_of(reader.source or "", url, reader.now, item.answer, "page")
    if isinstance(item.answer, FetchError):
        return ReadResult(fetch)
    answer = item.answer
    version = known.version_id if known is not None else None
    if answer.status == 304 and known is not None and version is not None:
        return ReadResult(_seen_again(fetch, known))
    if answer.status in _GONE and version is not None:
        return ReadResult(replace(fetch, version_id=version))
    if answer.status != 200:
        return ReadResult(replace(fetch, error=f"HTTP {answer.status}"))
    fetch = replace(fetch, raw_sha256=item.raw_sha256 or hashlib.sha256(answer.body).hexdigest())
    if known is not None and version is not None and fetch.raw_sha256 == known.raw_sha256:
        return ReadResult(replace(fetch, version_id=version))
    if _is_front_page(answer.final_url) and not _is_front_page(url):
        return _unread(fetch, "redirects to the front page")
    return _parse(item, answer, fetch, reader)


def _parse(item: Fetched, answer: Answer, fetch: Fetch, reader: Reader) -> ReadResult:
    entry, today = item.wanted.entry, reader.now.date()
    try:
        page = reader.pages.parse(answer.body, answer.final_url, today)
    except UnreadableError as error:
        return _unread(fetch, str(error))
    published = entry.published.astimezone(UTC).date() if entry.published is not None else None
    article, issues = make_article(
        page.text,
        url=entry.url,
        source=reader.source,
        page=page,
        listed=Listed(entry.title, published, entry.published, entry.authors),
        today=today,
    )
    return ReadResult(replace(fetch, version_id=article.version_id), article, issues)


def _seen_again(fetch: Fetch, known: KnownPage) -> Fetch:
    """A version that has not changed; its validators hold on where the server does not repeat them."""
    return replace(
        fetch,
        version_id=known.version_id,
        raw_sha256=known.raw_sha256,
        bytes=None,
        etag=fetch.etag or known.etag,
        last_modified=fetch.last_modified or known.last_modified,
    )


def _unread(fetch: Fetch, reason: str) -> ReadResult:
    return ReadResult(replace(fetch, error=reason, issues=(Issue("parse", reason),)))


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
