"""GET as a polite and suspicious client does it: turns, robots.txt, redirects hop by hop, caps, retries."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import httpx
import stamina

from flows.fetch.addresses import Resolver, resolve_name
from flows.fetch.bodies import unpack_body
from flows.fetch.client import open_client
from flows.fetch.errors import FetchError, PassingError, RedirectError, RefusedError
from flows.fetch.hosts import Hosts, Turn, host_of
from flows.fetch.robots import MOST_BYTES, Robots, keep, load_kept, read_robots
from flows.fetch.rules import Kind, check_url, fault_of, refuse_content, retry_after
from flows.settings import Settings
from flows.sources import Source

_MOST_REDIRECTS = 5
_ATTEMPTS = 3
_MOST_FAULTS = 5  # of one host in a row, after which the rest of the run leaves it alone
_MOST_LISTING = 50 * 1024 * 1024  # bytes: the limit of the sitemap protocol
_MOST_GDELT = 250_000_000  # its list of all files has grown past 100 MB
_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)  # with these a server may say when to come back


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?" with."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent in the end. `body` is unpacked; it is empty for answers that are no success."""

    url: str  # that was asked for
    final_url: str
    status: int
    body: bytes = b""
    validators: Validators = Validators()
    content_type: str | None = None
    n_requests: int = 1


@dataclass(slots=True)
class _Tally:
    """What one GET has come to: requests sent, over all hops and attempts."""

    url: str  # of the last hop
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    n_requests: int = 0


@dataclass(slots=True)
class Session:
    """The requests of one run to one source."""

    source: Source
    settings: Settings
    now: datetime
    client: httpx.AsyncClient
    hosts: Hosts
    closed: dict[str, str] = field(default_factory=dict)  # hosts that are left alone for the rest of the run, and why
    robots_answers: list[tuple[str, Answer | FetchError]] = field(default_factory=list)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _robots_locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _faults: Counter[str] = field(default_factory=Counter)

    async def get(self, url: str, kind: Kind, validators: Validators = Validators()) -> Answer:
        """GET with retries on faults of the network and the server. Raises FetchError with `n_requests` set."""
        tally = _Tally(url)
        try:
            async for attempt in stamina.retry_context(
                on=self._is_worth_another,
                attempts=_ATTEMPTS,
                timeout=None,
                wait_initial=self.settings.fetch_backoff,
                wait_max=20 * self.settings.fetch_backoff,
                wait_jitter=self.settings.fetch_backoff,
            ):
                with attempt:
                    answer = await self._follow(url, kind, validators, tally)
        except FetchError as error:
            error.n_requests = tally.n_requests
            if isinstance(error, PassingError):
                self._count_fault(host_of(tally.url), error)
            raise
        self._faults[host_of(tally.url)] = 0
        return replace(answer, url=url, n_requests=tally.n_requests)

    def _is_worth_another(self, error: Exception) -> bool | float:
        """For stamina: whether to try again, or after how many seconds the server asked for."""
        if not isinstance(error, PassingError):
            return False
        wait = error.wait.total_seconds() if error.wait is not None else None
        return True if wait is None else wait if wait <= self.settings.fetch_wait else False

    def _count_fault(self, host: str, error: FetchError) -> None:
        self._faults[host] += 1
        if error.wait is not None and error.wait.total_seconds() > self.settings.fetch_wait:
            self.closed[host] = f"{host} wants to be left alone for {error.wait.total_seconds():.0f} seconds"
        elif self._faults[host] >= _MOST_FAULTS:
            self.closed[host] = f"{host} failed {_MOST_FAULTS} times in a row"

    async def _follow(self, url: str, kind: Kind, validators: Validators, tally: _Tally) -> Answer:
        """The answer at the end of the redirects. A loop is told from a page that first wants its cookie set."""
        seen: set[str] = set()
        for _ in range(_MOST_REDIRECTS + 1):
            tally.url = url = check_url(url)
            if url in seen:
                raise RedirectError("redirects in a loop")
            seen.add(url)
            pause = await self._pause_at(url, kind)
            response, body = await self._send(kind, validators, pause, tally)
            target = response.headers.get("location")
            if response.status_code not in _REDIRECTS or not target:
                return _answer(response, body, url, tally)
            tally.cookies.extract_cookies(response)
            if "set-cookie" in response.headers:
                seen.clear()
            try:
                url = urljoin(url, target)
            except ValueError as error:
                raise RefusedError("redirects to what is not an http address") from error
        raise RedirectError(f"more than {_MOST_REDIRECTS} redirects")

    async def _pause_at(self, url: str, kind: Kind) -> float:
        """Seconds between requests to the host of an address. Raises FetchError where it may not be asked at all."""
        host = host_of(url)
        if host in self.closed:
            raise FetchError(f"not asked: {self.closed[host]}")
        pause = self.settings.fetch_pause
        if self.source.rate is not None and host == host_of(self.source.url):
            pause = self.source.rate
        if kind == "robots" or (self.source.robots == "own" and host == host_of(self.source.url)):
            return pause
        robots = await self._robots_of(url)
        if robots.fault is not None:
            raise FetchError(f"robots.txt could not be read: {robots.fault}")
        if not robots.allows(url):
            raise RefusedError("robots.txt disallows it")
        return max(pause, robots.delay)

    async def _robots_of(self, url: str) -> Robots:
        """The rules for an address, read once per host and run."""
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc}"
        async with self._robots_locks[base]:
            if base not in self._robots:
                kept = self.hosts.robots_file(f"{parts.scheme}.{host_of(url)}")
                robots = load_kept(kept, self.now.isoformat())
                if robots is None:
                    robots = await self._ask_robots(f"{base}/robots.txt")
                    keep(kept, self.now.isoformat(), robots)
                self._robots[base] = robots
        return self._robots[base]

    async def _ask_robots(self, url: str) -> Robots:
        try:
            answer = await self.get(url, "robots")
        except FetchError as error:
            self.robots_answers.append((url, error))
            # The RFC lets redirects that lead nowhere pass for a file that is not there.
            return Robots() if isinstance(error, RedirectError) else Robots(fault=str(error))
        self.robots_answers.append((url, answer))
        return read_robots(answer.status, answer.body)

    async def _send(
        self, kind: Kind, validators: Validators, pause: float, tally: _Tally
    ) -> tuple[httpx.Response, bytes]:
        """One request in the host's turn. Raises FetchError."""
        url, seconds = tally.url, self.settings.fetch_seconds
        async with self.hosts.turn(host_of(url), pause) as turn:
            tally.n_requests += 1
            try:
                async with (
                    asyncio.timeout(seconds),
                    self.client.stream("GET", url, headers=validators.headers, cookies=tally.cookies) as response,
                ):
                    body = await self._receive(response, kind, turn)
            except TimeoutError as error:
                raise FetchError(f"took more than {seconds:g} seconds") from error
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise fault_of(error) from error
        return response, body

    async def _receive(self, response: httpx.Response, kind: Kind, turn: Turn) -> bytes:
        """The body of an answer, if it is one to keep. Raises FetchError."""
        status = response.status_code
        if status in _BUSY or status >= 500:
            wait = retry_after(response) if status in _BUSY else None
            if wait is not None:
                turn.pause = max(turn.pause, min(wait.total_seconds(), self.settings.fetch_wait))
            raise PassingError(f"HTTP {status}", status=status, wait=wait)
        if not 200 <= status < 300:
            return b""
        refuse_content(response.headers.get("content-type"), kind, status)
        most = self._most_bytes(kind)
        body = bytearray()
        async for chunk in response.aiter_raw(64 * 1024):
            body += chunk
            if len(body) > most:
                if kind == "robots" and "content-encoding" not in response.headers:
                    return bytes(body)
                raise RefusedError(f"larger than {most / 1_000_000:g} MB", status=status)
        try:
            return unpack_body(
                bytes(body), response.headers.get("content-encoding"), most if kind != "robots" else 10 * most
            )
        except FetchError as error:
            error.status = status
            raise

    def _most_bytes(self, kind: Kind) -> int:
        if kind == "robots":
            return MOST_BYTES + 1
        if kind == "listing":
            return max(self.settings.max_bytes, _MOST_GDELT if self.source.kind == "gdelt" else _MOST_LISTING)
        return self.settings.max_bytes


@asynccontextmanager
async def open_session(
    source: Source,
    now: datetime,
    settings: Settings,
    waiting: Mapping[str, datetime] | None = None,
    resolve: Resolver = resolve_name,
) -> AsyncIterator[Session]:
    """A session for one source. `waiting` are hosts that asked, in an earlier run, to be left alone until a time."""
    folder = settings.warehouse.with_suffix(".hosts")
    async with open_client(source.contact or settings.contact, settings, resolve) as client:
        session = Session(source, settings, now, client, Hosts(folder, settings.fetch_hosts))
        for host, until in (waiting or {}).items():
            if until > now:
                session.closed[host] = f"{host} wants to be left alone until {until:%Y-%m-%d %H:%M} UTC"
        yield session


def _answer(response: httpx.Response, body: bytes, url: str, tally: _Tally) -> Answer:
    headers = response.headers
    validators = Validators(headers.get("etag"), headers.get("last-modified"))
    return Answer(url, url, response.status_code, body, validators, headers.get("content-type"), tally.n_requests)
