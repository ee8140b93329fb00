"""Each site a real HTTP server on the loopback address, on a port of its own, with one clock and a log for all.

with Press(world) as press:
    press.now = datetime(2024, 3, 5, tzinfo=UTC)   # what is on show follows this clock
    sources = press.source_entries()                # ready for `flows.sources.Source`
"""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from typing import Any, Self

from press.faults import FaultPlan
from press.listings import LISTING_PATHS, render_listing
from press.looks import Look, View, draw_looks
from press.pages import encode_page, render_gone, render_page, render_section
from press.records import PressArticle, Site, World
from press.replies import (
    HUGE_BYTES,
    Reply,
    hang,
    html_reply,
    make_bomb,
    pour,
    render_reply,
    reset,
    send,
    trickle,
    wrong_reply,
)

_SECTIONS = ("/", "/about")


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server saw it. `at` is real time in seconds, `clock` the simulated time."""

    site: str
    at: float
    clock: datetime
    path: str
    status: int  # 0: no answer was given
    bytes: int
    fault: str | None = None
    retry_after: float | None = None
    agent: str = ""
    is_allowed: bool = True  # by the robots.txt of that time
    article: str | None = None  # number of the article whose page was asked for
    version: int | None = None  # of the page that was given whole


@dataclass(slots=True)
class _Asked:
    """A request on its way, for the log."""

    path: str
    at: float
    headers: Mapping[str, str]
    what: str  # article's number, "listing", "robots" or "other"
    fault: str | None = None
    retry_after: float | None = None


class Press:
    """The servers of a world. `plan` may be exchanged between two collections; ports stay."""

    def __init__(self, world: World, plan: FaultPlan | None = None) -> None:
        self.world = world
        self.looks: dict[str, Look] = draw_looks(world)
        self.plan = plan or FaultPlan()
        self.now = datetime.combine(world.first_day, datetime.min.time(), UTC)
        self.log: list[Request] = []
        self.trapped: list[str] = []  # requests to the port that nobody may ask
        self.ports: dict[str, int] = {}
        self.trap_port = 0
        self._sites = {site.name: site for site in world.sites}
        self._articles = {article.article_id: article for article in world.articles}
        self._of_site: dict[str, list[PressArticle]] = {site.name: [] for site in world.sites}
        for article in world.articles:
            self._of_site[article.site].append(article)
        self._paths = {(a.site, self.looks[a.site].path_of(a)): a for a in world.articles}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="press", daemon=True)
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> Self:
        make_bomb()  # takes a second or more, for which no request is to wait
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def base(self, site: str) -> str:
        return f"http://127.0.0.1:{self.ports[site]}"

    def source_entries(self) -> list[dict[str, Any]]:
        """Entries of a list of sources, one for each site."""
        return [
            {
                "name": site.name,
                "kind": "rss" if self.looks[site.name].listing == "atom" else self.looks[site.name].listing,
                "url": self.base(site.name) + LISTING_PATHS[self.looks[site.name].listing],
            }
            for site in self.world.sites
        ]

    @property
    def hosts(self) -> frozenset[str]:
        """What a client has to be allowed to ask; the trap is not among them."""
        return frozenset(f"127.0.0.1:{port}" for port in self.ports.values())

    def start_over(self, plan: FaultPlan) -> None:
        """The same world and ports, another plan, an empty log."""
        plan.reset()
        self.plan, self.log, self.trapped = plan, [], []

    async def _start(self) -> None:
        for site in self.world.sites:
            server = await asyncio.start_server(self._handler(site), "127.0.0.1", 0, limit=1 << 16)
            self.ports[site.name] = server.sockets[0].getsockname()[1]
            self._servers.append(server)
        trap = await asyncio.start_server(self._trap, "127.0.0.1", 0)
        self.trap_port = trap.sockets[0].getsockname()[1]
        self._servers.append(trap)

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _trap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.trapped.append((await reader.readline()).decode("latin-1").strip())
        writer.close()

    def _handler(self, site: Site) -> Any:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while await self._serve(site, reader, writer):
                    pass
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass
            finally:
                writer.close()

        return handle

    async def _serve(self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request and its answer; False where the connection ends with it."""
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        target = first.split(" ")[1]
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        asked = _Asked(target, time.monotonic(), headers, self._what(site, target.partition("?")[0]))
        fault = self.plan.next_fault(site.name, asked.what, self.now)
        if fault is not None and fault.kind != "none":
            asked.fault = fault.kind
            return await self._spoil(site, asked, reader, writer)
        reply = self._reply(site, asked)
        sent = render_reply(reply)
        self._note(site, asked, reply.status, len(sent), reply.version)  # first: the client may read the log at once
        writer.write(sent)
        await writer.drain()
        return headers.get("connection", "").lower() != "close"

    def _note(self, site: Site, asked: _Asked, status: int, sent: int, version: int | None = None) -> None:
        path = asked.path.partition("?")[0]
        self.log.append(
            Request(
                site.name, asked.at, self.now, asked.path, status, sent,
                fault=asked.fault,
                retry_after=asked.retry_after,
                agent=asked.headers.get("user-agent", ""),
                is_allowed=self.looks[site.name].allows(path, self.now),
                article=asked.what if asked.what in self._articles else None,
                version=version,
            )
        )  # fmt: skip

    def _what(self, site: Site, path: str) -> str:
        if path == "/robots.txt":
            return "robots"
        article = self._article_at(site, path)
        if article is not None:
            return article.article_id
        return "listing" if path in LISTING_PATHS.values() or path.startswith("/sitemap") else "other"

    def _article_at(self, site: Site, path: str) -> PressArticle | None:
        if path.startswith("/go/"):
            return self._articles.get(path.removeprefix("/go/"))
        return self._paths.get((site.name, path))

    def _reply(self, site: Site, asked: _Asked) -> Reply:
        path, look = asked.path.partition("?")[0], self.looks[site.name]
        if asked.what == "robots":
            text = look.robots(self.now)
            return Reply(404) if text is None else Reply(200, text.encode(), {"Content-Type": "text/plain"})
        article = self._article_at(site, path)
        if article is not None:
            return self._page(site, look, article, asked)
        if asked.what == "listing":
            return self._listing(site, look, path, asked)
        if path in _SECTIONS or path.startswith("/section/"):
            return html_reply(render_section(site, path.rpartition("/")[2] or site.title))
        return html_reply(render_gone(site), 404)

    def _page(self, site: Site, look: Look, article: PressArticle, asked: _Asked) -> Reply:
        version = article.version_at(self.now)
        if article.article_id in self.plan.missing or article.site != site.name:
            return html_reply(render_gone(site), 404)
        if version is None:
            is_deleted = article.deleted_at is not None and self.now >= article.deleted_at
            return html_reply(render_gone(site), look.gone_status if is_deleted else 404)
        if asked.path.startswith("/go/"):
            return Reply(302, headers={"Location": look.path_of(article)})
        number = article.versions.index(version)
        text = render_page(article, version, self._view(site))
        body, content_type = encode_page(text, look)
        reply = Reply(200, body, {"Content-Type": content_type}, number)
        return self._validated(reply, look, asked, f"{article.article_id}.{number}", version.at)

    def _listing(self, site: Site, look: Look, path: str, asked: _Asked) -> Reply:
        view = self._view(site)
        text = render_listing(path, view)
        if text is None:
            return html_reply(render_gone(site), 404)
        kind = "text/html; charset=utf-8" if look.listing == "links" else "application/xml"
        changed = max((v.at for a in view.shown for v in a.versions if v.at <= self.now), default=self.now)
        tag = blake2b(text.encode(), digest_size=8).hexdigest()
        return self._validated(Reply(200, text.encode(), {"Content-Type": kind}), look, asked, tag, changed)

    def _view(self, site: Site) -> View:
        shown = tuple(a for a in reversed(self._of_site[site.name]) if a.version_at(self.now) is not None)
        return View(site, self.looks[site.name], self.base(site.name), shown, self.now)

    def _validated(self, reply: Reply, look: Look, asked: _Asked, tag: str, changed: datetime) -> Reply:
        """The reply with its validators, or 304 where the client's still hold; compressed where the site does so."""
        if look.site in self.plan.changing_etags:
            reply.headers |= {"ETag": f'"{time.monotonic_ns()}"'}
        else:
            etag, moment = f'"{tag}"', changed.replace(microsecond=0)
            if "etag" in look.validators:
                reply.headers["ETag"] = etag
                if asked.headers.get("if-none-match") == etag:
                    return Reply(304, headers=reply.headers, version=reply.version)
            if "last-modified" in look.validators:
                reply.headers["Last-Modified"] = format_datetime(moment, usegmt=True)
                since = asked.headers.get("if-modified-since")
                if since and "if-none-match" not in asked.headers and parsedate_to_datetime(since) >= moment:
                    return Reply(304, headers=reply.headers, version=reply.version)
        if look.is_compressed and "gzip" in asked.headers.get("accept-encoding", ""):
            reply.body = gzip.compress(reply.body, 1)
            reply.headers["Content-Encoding"] = "gzip"
        return reply

    async def _spoil(
        self, site: Site, asked: _Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Answer as the fault has it. The log is written when the client has gone or the answer is out."""
        status, sent = 0, 0
        try:
            match asked.fault:
                case "time-out":
                    await hang(reader)
                case "reset":
                    reset(writer)
                case "slow":
                    status = 200
                    sent = await trickle(writer, self._reply(site, asked).body)
                case "truncated":
                    status = 200
                    body = self._reply(site, asked).body or b"<html>"
                    half = body[: len(body) // 2]
                    sent = await send(writer, Reply(200, half, {"Content-Length": str(len(body))}))
                case "huge":
                    status = 200
                    sent = await pour(writer, HUGE_BYTES)
                case _:
                    reply = wrong_reply(asked.fault or "", asked.path, self._inside())
                    asked.retry_after = reply.retry_after
                    status = reply.status
                    sent = await send(writer, reply)
                    return True
        finally:
            self._note(site, asked, status, sent)
        return False

    def _inside(self) -> str:
        """One of the hosts that nobody may be led to, in turn."""
        hosts = (f"127.0.0.1:{self.trap_port}", f"localhost:{self.trap_port}", "169.254.169.254", "[::1]:1")
        return hosts[len(self.log) % len(hosts)]
