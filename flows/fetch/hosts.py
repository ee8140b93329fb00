"""Turns at hosts: one request at a time to each, and a pause between two, whoever asks.

Sources of one run are read by several threads, and runs by several processes. So a host's turn is a lock file in a
folder that all of them share, with the time of the last request beside it. The operating system frees the locks of a
process that is killed.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import filelock

_POLL = 0.02  # seconds between two looks at a lock that another holds
_DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """Who is asked for an address: the host in lower case, with its port where that is not the scheme's own."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    name = f"[{host}]" if ":" in host else host
    return name if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{name}:{parts.port}"


class Turn:
    """A turn at a host, which is left alone for `pause` seconds afterwards; who holds the turn may lengthen that."""

    def __init__(self, pause: float) -> None:
        self.pause = pause


class Hosts:
    """Turns at hosts through the files of one folder; `most` requests are under way at once in all."""

    def __init__(self, folder: Path, most: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._most = most
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def turn(self, host: str, pause: float) -> AsyncIterator[Turn]:
        """Wait for the host's turn and for its pause to pass; inside, the host is yours.

        The pause is counted from the end of a request, so no two can reach the host closer to each other than that.
        """
        name = quote(host, safe="")
        last = self._folder / f"{name}.last"
        async with self._locks[host], _locked(self._folder / f"{name}.lock"):
            await asyncio.sleep(_left(last, pause))
            async with self._place():
                turn = Turn(pause)
                _note(last, pause)  # before, too: the process may be killed while it waits for the answer
                try:
                    yield turn
                finally:
                    _note(last, turn.pause)

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """One of the places that bound how many requests are under way at once."""
        while True:
            for number in range(self._most):
                lock = filelock.FileLock(self._folder / f"place-{number}", is_singleton=False)
                try:
                    lock.acquire(blocking=False)
                except filelock.Timeout:
                    continue
                try:
                    yield
                finally:
                    lock.release()
                return
            await asyncio.sleep(_POLL)

    def robots_file(self, host: str) -> Path:
        """Where the robots.txt of a host is kept for the other sources of a run."""
        return self._folder / f"{quote(host, safe='')}.robots"


@asynccontextmanager
async def _locked(path: Path) -> AsyncIterator[None]:
    lock = filelock.FileLock(path, is_singleton=False)
    while True:
        try:
            lock.acquire(blocking=False)
            break
        except filelock.Timeout:
            await asyncio.sleep(_POLL)
    try:
        yield
    finally:
        lock.release()


def _left(last: Path, pause: float) -> float:
    """Seconds until the host may be asked again."""
    try:
        at, other = json.loads(last.read_text("ascii"))
        pause = max(pause, float(other))
        passed = time.time() - float(at)
    except FileNotFoundError:
        return 0.0
    except (OSError, ValueError, TypeError):  # a file that was being written when its process was killed
        return pause
    return min(max(pause - passed, 0.0), pause)  # the clock may have been set back


def _note(last: Path, pause: float) -> None:
    written = last.with_suffix(f".{os.getpid()}")
    written.write_text(json.dumps([time.time(), pause]), "ascii")
    written.replace(last)
