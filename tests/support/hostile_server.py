"""A real HTTP server on the loopback address that answers as each test says, also with bytes that are no HTTP."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from flows.fetch.session import Answer

Respond = Callable[[BaseHTTPRequestHandler], None]
Get = Callable[..., Answer]  # the fixtures of tests/flows/fetch
InSession = Callable[..., Any]

STORY = """<html><head><title>{title}</title></head><body><main><h1>{title}</h1>
<p>{first}</p><p>The account could not be checked at once, and officials gave no further details.</p>
</main></body></html>"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it."""

    path: str
    at: float
    headers: Mapping[str, str]


@dataclass(slots=True)
class Site:
    """What the server answers, by path, and what it was asked."""

    base: str
    routes: dict[str, Respond] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    @property
    def host(self) -> str:
        return self.base.removeprefix("http://")


@contextmanager
def serve_site() -> Iterator[Site]:
    """A site of its own port. Paths without a route are 404."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(Asked(self.path, time.monotonic(), dict(self.headers.items())))
            self.close_connection = True
            with suppress(OSError):  # the client may have gone, and some answers cut it off
                site.routes.get(self.path, answer(404, "gone"))(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(status: int = 200, body: str | bytes = "", headers: Mapping[str, str] | None = None) -> Respond:
    """A whole answer. Content is HTML unless the headers say otherwise; None as a value leaves a header out."""
    raw = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": "text/html", "Content-Length": str(len(raw)), **(headers or {})}

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in fields.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(raw)

    return respond


def story(title: str = "Gunmen kill five near Gao", first: str = "Gunmen killed five soldiers near Gao.") -> str:
    return STORY.format(title=title, first=first)


def feed(*links: str) -> Respond:
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
    body = f"<rss version='2.0'><channel><title>n</title>{items}</channel></rss>"
    return answer(body=body, headers={"Content-Type": "application/rss+xml"})


def redirect(location: str, status: int = 302, headers: Mapping[str, str] | None = None) -> Respond:
    return answer(status, headers={"Location": location, **(headers or {})})


def in_turn(*responses: Respond) -> Respond:
    """The first time the first, and so on; then always the last."""
    left = list(responses)

    def respond(handler: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return respond


def validated(body: str, etag: str) -> Respond:
    """304 for the client that has this version."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers.get("If-None-Match") == etag
        answer(304 if same else 200, "" if same else body, {"ETag": etag})(handler)

    return respond


def reset(handler: BaseHTTPRequestHandler) -> None:
    """The connection is reset without an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    """A body that ends before its length."""
    answer(body="<p>half", headers={"Content-Length": "5000"})(handler)


def cut_off_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>ha")


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A body that comes a byte at a time, each well within any read timeout, until the client goes away."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.02)


def silence(handler: BaseHTTPRequestHandler) -> None:
    """No answer, until the client goes away."""
    handler.rfile.read(1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body without a length or an end, as far as the client takes it."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        handler.wfile.write(b"x" * 65_536)


def big_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(20_000):
        handler.wfile.write(b"X-%d: %s\r\n" % (number, b"y" * 100))
    handler.wfile.write(b"\r\n")


def raw_bytes(data: bytes) -> Respond:
    return lambda handler: handler.wfile.write(data) and None
