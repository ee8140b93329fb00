"""Web archives, as CC-NEWS has them: each archived page is one reading, and what is damaged costs itself alone."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha1, sha256

from extract.records import Issue
from extract.text import UnreadableError
from flows.archives.answers import Archived, Damage, find_answers
from flows.archives.http_body import decode_body
from flows.articles import make_article
from flows.files import Reader, ReadResult, Stream, refused
from storage.rows import Fetch

_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: Stream, reader: Reader, name: str, seen: datetime) -> Iterator[ReadResult]:
    """A reading for every archived page; redirects, faults of servers, pictures and the like are left.

    `stream` must be seekable. A page is seen when it was archived, or at `seen` where the archive does not say.
    """
    for found in find_answers(stream, reader.max_bytes):
        if isinstance(found, Damage):
            lost = "the rest is lost" if found.end is None else f"{found.end - found.start} bytes are lost"
            place = Fetch(requested_at=seen, source=reader.source, url=f"{name}#{found.start}")
            yield refused(place, f"damaged archive: {lost}")
        elif found.status == 200 and _is_page(found):
            yield _read_answer(found, reader, seen)


def _read_answer(found: Archived, reader: Reader, seen: datetime) -> ReadResult:
    captured = min(found.captured or seen, reader.now)
    fetch = Fetch(requested_at=captured, source=reader.source, url=found.url, status=found.status)
    fetch = replace(fetch, bytes=len(found.body), raw_sha256=sha256(found.body).hexdigest())
    if len(found.body) > reader.max_bytes:
        return refused(fetch, f"larger than {reader.max_bytes / 1_000_000:g} MB: raise SITREP_MAX_BYTES to read it")
    # A page may be dated a day ahead of UTC where it was written.
    latest = min(captured + timedelta(days=1), reader.now).date()
    try:
        body = decode_body(found.body, found.transfer, found.encoding, reader.max_bytes)
        page = reader.pages.parse(_decode(body, found.charset), found.url, latest)
    except UnreadableError as error:
        return refused(fetch, str(error))
    article, issues = make_article(page.text, url=found.url, source=reader.source, page=page, today=latest)
    return ReadResult(replace(fetch, version_id=article.version_id), article, (*issues, *_doubts(found)))


def _doubts(found: Archived) -> Iterator[Issue]:
    """What makes an archived page that could be read less than certain."""
    if found.is_truncated:
        yield Issue("read", "the archiver cut this page short")
    kind, _, stated = (found.digest or "").partition(":")
    if kind.lower() == "sha1" and stated.upper() not in _names_of(sha1(found.body, usedforsecurity=False).digest()):
        yield Issue("read", "the archived page is not the one of its digest", found.digest)


def _names_of(digest: bytes) -> tuple[str, str]:
    return b32encode(digest).decode("ascii"), digest.hex().upper()


def _is_page(found: Archived) -> bool:
    if found.content_type is None:
        return found.body[:1000].lstrip()[:1] == b"<"
    return found.content_type.lower() in _PAGES


def _decode(body: bytes, charset: str | None) -> bytes | str:
    """The server's word on the charset goes before the page's, unless the body is UTF-8 or not in that charset."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode(charset) if charset is not None else body
        except (LookupError, ValueError):  # ValueError: also a NUL in the name
            pass
    return body
