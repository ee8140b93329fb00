"""What a server sends: whole answers, and answers that are of no use in the ways that servers have."""

from __future__ import annotations

import asyncio
import gzip
import socket
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache

HANG_SECONDS = 20.0  # of a server that does not answer, unless the client goes away before
HUGE_BYTES = 100_000_000
_BOMB_MEGABYTES = 200


@dataclass(slots=True)
class Reply:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    version: int | None = None  # of the article in it
    retry_after: float | None = None


def html_reply(text: str, status: int = 200) -> Reply:
    return Reply(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def wrong_reply(fault: str, path: str, inside: str) -> Reply:
    """A whole answer that is of no use. `inside` is a host that may not be asked."""
    match fault:
        case "429":
            return Reply(429, headers={"Retry-After": "1"}, retry_after=1.0)
        case "429 for an hour":
            return Reply(429, headers={"Retry-After": "3600"}, retry_after=3600.0)
        case "wrong type":
            return Reply(200, b"\x89PNG\r\n" + bytes(500), {"Content-Type": "image/png"})
        case "redirect loop":
            return Reply(302, headers={"Location": path})
        case "redirect inside":
            return Reply(302, headers={"Location": f"http://{inside}/latest/meta-data/"})
        case "zip bomb":
            return Reply(200, make_bomb(), {"Content-Type": "text/html", "Content-Encoding": "gzip"})
        case "broken gzip":
            page = gzip.compress(b"<p>" + b"word " * 5000)
            return Reply(200, page[: len(page) // 2], {"Content-Type": "text/html", "Content-Encoding": "gzip"})
        case "broken feed":
            return Reply(200, b"<rss version='2.0'><channel><item><title>Half", {"Content-Type": "application/xml"})
        case _:
            return html_reply("<h1>Internal server error</h1>", 500)


def render_reply(reply: Reply) -> bytes:
    """The bytes on the wire."""
    headers = {"Date": format_datetime(datetime.now(UTC), usegmt=True), "Content-Length": str(len(reply.body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers | reply.headers).items())
    body = b"" if reply.status == 304 else reply.body
    return f"HTTP/1.1 {reply.status} Status\r\n{lines}\r\n".encode("latin-1") + body


async def send(writer: asyncio.StreamWriter, reply: Reply) -> int:
    """Send the reply; returns the bytes sent."""
    sent = render_reply(reply)
    writer.write(sent)
    await writer.drain()
    return len(sent)


async def hang(reader: asyncio.StreamReader) -> None:
    """No answer, until the client goes away."""
    with suppress(TimeoutError):
        await asyncio.wait_for(reader.read(1), HANG_SECONDS)


def reset(writer: asyncio.StreamWriter) -> None:
    """The connection ends with a TCP reset."""
    peer = writer.get_extra_info("socket")
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def trickle(writer: asyncio.StreamWriter, body: bytes) -> int:
    """A byte at a time: each in time, the whole never."""
    writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n".encode())
    for position in range(min(len(body), int(HANG_SECONDS / 0.1))):
        writer.write(body[position : position + 1])
        await writer.drain()
        if writer.transport.is_closing():
            return position
        await asyncio.sleep(0.1)
    return len(body)


async def pour(writer: asyncio.StreamWriter, size: int) -> int:
    """A body of `size` bytes, as far as the client takes it."""
    chunk = b"<p>" + b"far too much " * 5000
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    sent = 0
    with suppress(ConnectionError):
        while sent < size and not writer.transport.is_closing():
            writer.write(chunk)
            await writer.drain()
            sent += len(chunk)
    return sent


@cache
def make_bomb() -> bytes:
    """200 MB of nothing in 200 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(1 << 20)) for _ in range(_BOMB_MEGABYTES)]
    return b"".join(parts) + packer.flush()
