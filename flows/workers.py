"""Extraction on several cores: what a process alone would take long for is shared with helpers.

Each helper loads the resources once (a few seconds, half a gigabyte), so they are started only where there is much to
read. An extraction depends on its article alone: who reads it makes no difference.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait

from extract.records import Extraction, Issue
from flows.extraction import extract_result
from flows.files import ReadResult
from flows.settings import Settings

log = logging.getLogger(__name__)

_ALONE = 200  # articles, in a process, before it calls for help: read in the time that helpers take to start


class Helpers:
    """The helpers of this process, started when they are worth it; they end with it, however that ends."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._n_read = 0

    def extract(self, results: Sequence[ReadResult], settings: Settings) -> list[Extraction | Issue]:
        """The extraction of each input, or why there is none, in their order."""
        pool = self._find_pool(len(results), settings)
        self._n_read += len(results)
        if pool is None:
            return [extract_result(result, settings) for result in results]
        # This process reads every so manieth itself. What it does not take is never cancelled: a pool that loses a
        # helper while it has cancelled work forgets the rest.
        try:
            given = {
                number: pool.submit(extract_result, result, settings)
                for number, result in enumerate(results)
                if number % settings.workers
            }
            own = {
                number: extract_result(results[number], settings) for number in range(0, len(results), settings.workers)
            }
            return [own[number] if number in own else given[number].result() for number in range(len(results))]
        except BrokenProcessPool:  # a helper was killed, or is out of memory
            log.warning("a process that helped to extract has died", extra={"event": "helper.died"})
            self._pool, self._n_read = None, 0
            return [extract_result(result, settings) for result in results]

    def _find_pool(self, n_results: int, settings: Settings) -> ProcessPoolExecutor | None:
        # A language model of the user's is asked over the network, and counts what it was asked in this process.
        if settings.workers < 2 or settings.model is not None or n_results < 2:
            return None
        if self._pool is None and self._n_read >= _ALONE:
            # Not forked: a fork of a process with threads (DuckDB, Arrow) may hang.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(settings.workers - 1, mp_context=spawn, initializer=_begin)
        return self._pool


def _begin() -> None:
    """In a helper: Ctrl-C is the parent's to answer, and nobody is left when the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


HELPERS = Helpers()
