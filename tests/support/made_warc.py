"""Web archives made by hand, record by record, so that each can be wrong in its own way."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Sequence

STORY = """<!DOCTYPE html><html lang="en"><head><title>{title} | Lake Post</title>
<meta property="article:published_time" content="2024-03-05T08:00:00Z"></head><body><main><h1>{title}</h1>
<p>Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said after the attack.</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone from the town.</p>
</main></body></html>"""


def warc_record(
    kind: str, content: bytes, url: str | None = None, media: str = "application/http", extra: Sequence[str] = ()
) -> bytes:
    """One record as it stands in a plain .warc file."""
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{hashlib.md5(content).hexdigest()}>",
        "WARC-Date: 2024-03-06T10:00:00Z",
        f"Content-Type: {media}; msgtype={kind}",
        f"Content-Length: {len(content)}",
        *extra,
    ]
    if url is not None:
        lines.append(f"WARC-Target-URI: {url}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n\r\n"


def response(
    url: str, body: bytes | str, headers: Sequence[str] = ("Content-Type: text/html",), status: str = "200 OK"
) -> bytes:
    """A record of a web server's answer, with the digest of its body."""
    raw = body.encode() if isinstance(body, str) else body
    head = "\r\n".join([f"HTTP/1.1 {status}", *headers]).encode()
    digest = base64.b32encode(hashlib.sha1(raw).digest()).decode()
    return warc_record("response", head + b"\r\n\r\n" + raw, url, extra=[f"WARC-Payload-Digest: sha1:{digest}"])


def story(number: int) -> bytes:
    return response(f"https://lake.example/{number}", STORY.format(title=f"Guards hurt at dam {number}"))


def news_archive(n: int) -> list[bytes]:
    """The records of an archive in the manner of CC-NEWS: its own note, then request and response in turn."""
    records = [warc_record("warcinfo", b"software: none\r\n", media="application/warc-fields")]
    for number in range(n):
        request = f"GET /{number} HTTP/1.1\r\nHost: lake.example\r\n\r\n".encode()
        records += [warc_record("request", request, f"https://lake.example/{number}"), story(number)]
    return records


def packed(records: Sequence[bytes]) -> bytes:
    """A .warc.gz: each record is a gzip member of its own."""
    return b"".join(gzip.compress(record) for record in records)
