"""Several page parsers behind one: sources are read at once, pages parsed on as many cores as there are."""

from __future__ import annotations

import os
from queue import SimpleQueue
from typing import Any

from extract.pages import ParsedPage
from flows.pages import PageParser

_MOST = 4  # children; each holds 150 MB


class PagePool(PageParser):
    """A `PageParser` that several threads may use: each page is parsed by one that is free."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self._parsers = [PageParser(seconds) for _ in range(min(_MOST, os.cpu_count() or 1))]
        self._free: SimpleQueue[PageParser] = SimpleQueue()
        for parser in reversed(self._parsers):
            self._free.put(parser)

    def parse(self, *args: Any, **kwargs: Any) -> ParsedPage:
        """As `PageParser.parse`, waiting for a free parser."""
        parser = self._free.get()
        try:
            return parser.parse(*args, **kwargs)
        finally:
            self._free.put(parser)

    def close(self) -> None:
        for parser in self._parsers:
            parser.close()
