"""The answers of web servers in a web archive (WARC 1.0 and 1.1, plain or gzip by record), past any damage.

fastwarc reads the records, but ends at the first damaged one, or silently where the rest makes no sense to it. Here the
place where a whole record ends is looked at then, and reading begins again where the next one may start.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from flows.files import Stream
from flows.listing.unpack import parse_time

_BLOCK = 1 << 20
_MOST_RESTARTS = 10_000  # in one archive, after which the rest is given up
_GZIP = b"\x1f\x8b\x08"
_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/1\.")  # of a record, with and without gzip
_LONGEST_START = 8
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEADER = 64 * 1024


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
    is_truncated: bool  # the archiver left the end away, and says so


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch of an archive that cannot be read; `end` is None where that is all the rest."""

    start: int
    end: int | None


def find_answers(stream: Stream, max_bytes: int) -> Iterator[Archived | Damage]:
    """All answers in the archive, at most `max_bytes` + 1 of each body, and damage where it is met."""
    start: int | None = 0
    damaged: int | None = None  # where the stretch that cannot be read began
    for _ in range(_MOST_RESTARTS):
        if start is None:
            break
        stream.seek(start)
        here, length, is_whole, is_over = start, 0, False, False  # the record at hand, its content, if all is there
        try:
            for record in ArchiveIterator(stream, parse_http=False):
                here, length, is_whole = record.stream_pos, record.content_length, False
                answer = _read_answer(record, max_bytes)
                is_whole = answer is not None or record.reader.consume() >= length
                if not is_whole:
                    break
                if damaged is not None:
                    yield Damage(damaged, here)
                    damaged = None
                if answer is not None:
                    yield answer
            else:
                is_over = True
        except (OSError, ValueError):  # fastwarc's for damage of any kind
            pass
        end = _end_of_record(stream, here, length) if is_whole else None
        if is_over and _is_blank_from(stream, end if is_whole else start):
            break
        start = _next_start(stream, here + 1)
        if damaged is None:
            damaged = here if end is None else end if start is None else min(end, start)
    if damaged is not None:
        yield Damage(damaged, None)


def _read_answer(record: WarcRecord, max_bytes: int) -> Archived | None:
    """The answer in a record; None for records of other kinds. Raises ValueError or OSError for damage."""
    if record.record_type != WarcRecordType.response or not record.is_http:
        return None
    record.parse_http(strict_mode=False)
    headers, length = record.http_headers, record.content_length
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")  # WARC 1.0 puts it in angle brackets
    body = record.reader.read(max_bytes + 1)
    if not url or len(body) < min(length, max_bytes + 1):
        raise ValueError("record is cut off")
    return Archived(
        url=url,
        captured=parse_time(record.headers.get("WARC-Date")),
        status=headers.status_code,
        content_type=record.http_content_type,
        charset=record.http_charset,
        transfer=headers.get("Transfer-Encoding"),
        encoding=headers.get("Content-Encoding"),
        digest=record.headers.get("WARC-Payload-Digest"),
        body=body,
        is_truncated=record.headers.get("WARC-Truncated") is not None,
    )


def _end_of_record(stream: Stream, start: int, length: int) -> int | None:
    """Where the whole record at `start` ends; None if no record can be made out there, as within one gzip for all."""
    stream.seek(start)
    head = stream.read(_LONGEST_HEADER)
    if not head.startswith(_GZIP):
        header = _HEADER_END.search(head)
        return start + header.end() + length if header is not None and head.startswith(b"WARC/") else None
    unpacker = zlib.decompressobj(wbits=31)
    position, block = start, head
    try:
        while block:
            position += len(block)
            while block and not unpacker.eof:
                unpacker.decompress(block, _BLOCK)
                block = unpacker.unconsumed_tail
            if unpacker.eof:
                return position - len(unpacker.unused_data)
            block = stream.read(_BLOCK)
    except zlib.error:
        return None
    return None


def _is_blank_from(stream: Stream, position: int | None) -> bool:
    """Whether nothing but padding follows; taken on trust where the position is not known."""
    if position is None:
        return True
    stream.seek(position)
    return not stream.read(_BLOCK).strip(b"\0 \t\r\n")


def _next_start(stream: Stream, position: int) -> int | None:
    """Where the next record may begin."""
    offset, left = max(position - 1, 0), b""
    stream.seek(offset)
    while block := stream.read(_BLOCK):
        text = left + block
        for found in _START.finditer(text):
            if offset + found.start() >= position:
                return offset + found.start()
        left = text[-_LONGEST_START:]
        offset += len(text) - len(left)
    return None
