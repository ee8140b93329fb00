"""Web archives (WARC 1.0 and 1.1, plain or gzip by record, as CC-NEWS has them): each archived page is one reading.

What is damaged costs itself: reading goes on at the next place where a record begins.
"""

from __future__ import annotations

import codecs
import re
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha1, sha256

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from extract.records import Issue
from extract.text import UnreadableError
from flows.archives.http_body import decode_body
from flows.articles import make_article
from flows.files import Reader, ReadResult, Stream, refused
from flows.listing.unpack import parse_time
from storage.rows import Fetch

_BLOCK = 1 << 20
_MOST_RESTARTS = 10_000  # in one archive, after which the rest is given up
_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.")  # of a record, with and without gzip
_LONGEST_START = 8
_PAGES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Archived:
    """One answer of a web server as it was archived; `body` as it was sent, chunks and compression included."""

    url: str
    captured: datetime | None
    status: int | None
    content_type: str | None
    charset: str | None
    transfer: str | None
    encoding: str | None
    digest: str | None  # of the body, "sha1:BASE32"
    body: bytes
    is_cut: bool  # the archive lost the end of the body
    is_truncated: bool  # the archiver left the end away, and says so


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of an archive that cannot be read; `end` is None where that is all the rest."""

    start: int
    end: int | None


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
    if found.is_cut:
        return refused(fetch, "the archive is cut short within this page")
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
    """The server's word on the charset goes before the page's, unless the body is not in it."""
    try:
        if charset is not None and codecs.lookup(charset).name != "utf-8":
            return body.decode(charset)
    except (LookupError, UnicodeError, ValueError):  # ValueError: a NUL in the name
        pass
    return body


def find_answers(stream: Stream, max_bytes: int) -> Iterator[Archived | Damage]:
    """All answers of web servers in the archive, at most `max_bytes` + 1 of each, and damage where it is met."""
    start: int | None = 0
    damaged: int | None = None  # where the stretch that could not be read began
    for _ in range(_MOST_RESTARTS):
        if start is None:
            break
        stream.seek(start)
        here, is_done = start, False  # the record at hand, and whether it was read to its end
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                here, is_done = record.stream_pos, False
                answer = _read_record(record, max_bytes)
                is_done = True
                if damaged is not None:
                    yield Damage(damaged, here)
                    damaged = None
                if answer is not None:
                    yield answer
        except (OSError, ValueError):  # fastwarc's for damage of any kind
            start = _next_start(stream, here + 1)
            if damaged is None:
                damaged = start if is_done and start is not None else here
        else:
            break
    if damaged is not None:
        yield Damage(damaged, None)


def _read_record(record: WarcRecord, max_bytes: int) -> Archived | None:
    """The answer in a record; None for records of other kinds. Raises OSError for damage."""
    if record.record_type != WarcRecordType.response or not record.is_http:
        return None
    record.parse_http(strict_mode=False)
    headers, length = record.http_headers, record.content_length
    body = record.reader.read(max_bytes + 1)
    return Archived(
        url=(record.headers.get("WARC-Target-URI") or "").strip("<> "),  # WARC 1.0 puts it in angle brackets
        captured=parse_time(record.headers.get("WARC-Date")),
        status=headers.status_code,
        content_type=record.http_content_type,
        charset=record.http_charset,
        transfer=headers.get("Transfer-Encoding"),
        encoding=headers.get("Content-Encoding"),
        digest=record.headers.get("WARC-Payload-Digest"),
        body=body,
        is_cut=len(body) < min(length, max_bytes + 1),
        is_truncated=record.headers.get("WARC-Truncated") is not None,
    )


def _next_start(stream: Stream, position: int) -> int | None:
    """Where the next record may begin."""
    stream.seek(max(position - 1, 0))
    offset, left = max(position - 1, 0), b""
    while block := stream.read(_BLOCK):
        text = left + block
        for found in _START.finditer(text):
            if offset + found.start() >= position:
                return offset + found.start()
        left = text[-_LONGEST_START:]
        offset += len(text) - len(left)
    return None
