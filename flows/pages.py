"""Web pages are parsed in a child process that can be killed: a hostile page costs its time limit and nothing else."""

from __future__ import annotations

import multiprocessing
from contextlib import suppress
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from extract.pages import ParsedPage
from extract.text import UnreadableError

_START_SECONDS = 60.0  # for the child to import its libraries on a busy machine
_MEMORY_BYTES = 4 << 30
# Read before the clock of the first page starts: libraries and tables are loaded at their first use.
_WARM_UP = "<html><body><main><p>Gunmen fired on a dam near the lake on Tuesday.</p></main></body></html>"


class PageParser:
    """`extract.pages.parse_html` with a time limit. The child starts at the first page and is used until closed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._child: BaseProcess | None = None
        self._pipe: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def parse(self, html: bytes | str, url: str | None = None, latest: date | None = None) -> ParsedPage:
        """Parse one page; raises `UnreadableError` for pages without an article, too slow or too large to parse."""
        if self._child is not None and not self._child.is_alive():
            self.close()
        try:
            pipe = self._pipe or self._start()
            pipe.send((html, url, latest))
            if not pipe.poll(self._seconds):
                self.close()
                raise UnreadableError(f"page took more than {self._seconds:g} seconds to parse")
            answer = pipe.recv()
        except (EOFError, OSError):  # the child died: out of memory, or a fault in the parser's C code
            self.close()
            raise UnreadableError("page made the parser fail") from None
        if isinstance(answer, ParsedPage):
            if answer.problem is not None:
                raise UnreadableError(answer.problem)
            return answer
        raise UnreadableError(str(answer))

    def _start(self) -> Connection:
        # Not forked: a fork of a process with threads (DuckDB, Arrow) may hang.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._child = context.Process(target=_serve, args=(theirs,), daemon=True, name="sitrep-pages")
        self._child.start()
        theirs.close()
        if not self._pipe.poll(_START_SECONDS):
            self.close()
            raise UnreadableError(f"the page parser did not start within {_START_SECONDS:g} seconds")
        self._pipe.recv()
        return self._pipe

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.join()
            self._child.close()
        if self._pipe is not None:
            self._pipe.close()
        self._child = self._pipe = None


def _serve(pipe: Connection) -> None:
    """The child: one page in, one parsed page or reason out, until the pipe closes."""
    import logging  # noqa: PLC0415
    import signal  # noqa: PLC0415

    from extract.pages import parse_html  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    logging.disable(logging.CRITICAL)  # what is wrong with a page is in the answer
    _limit_memory()
    parse_html(_WARM_UP)
    with suppress(EOFError, BrokenPipeError):  # the parent has gone
        pipe.send("ready")
        while True:
            html, url, latest = pipe.recv()
            try:
                pipe.send(parse_html(html, url, latest))
            except UnreadableError as error:
                pipe.send(str(error))
            except (ValueError, TypeError, AttributeError, LookupError, RecursionError, MemoryError) as error:
                # trafilatura, htmldate and lxml raise these on some malformed pages
                pipe.send(f"page made the parser fail ({type(error).__name__})")


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard in (resource.RLIM_INFINITY, -1) or hard > _MEMORY_BYTES:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, hard))
