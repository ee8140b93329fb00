"""Readings of several sources as they come, through one queue of bounded length, cut into batches for one writer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from queue import Empty, Full, Queue
from time import monotonic
from typing import Protocol

from flows.files import ReadResult
from flows.sources import Source

_TICK = 0.2  # seconds after which a waiting thread looks whether it is still wanted


class Future(Protocol):
    """What `submit` gives: of a thread pool, or of Prefect."""

    def result(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a source; without a result, the end of the source. `error` says why it failed or came short."""

    source: Source
    result: ReadResult | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """Readings that are stored together, and the ends of sources whose last readings are here or before."""

    readings: tuple[Reading, ...]
    ends: tuple[Reading, ...]

    @property
    def results(self) -> tuple[ReadResult, ...]:
        return tuple(reading.result for reading in self.readings if reading.result is not None)


class Unwanted(Exception):  # noqa: N818 - no error: the writer has gone
    """Raised in a reading thread when nobody takes its readings any more."""


class Stream:
    """The queue between the threads that read sources and the one that writes."""

    def __init__(self, most: int) -> None:
        self._queue: Queue[Reading] = Queue(maxsize=most)
        self._closed = threading.Event()

    def put(self, reading: Reading) -> None:
        """Hand on a reading; waits while the writer is behind. Raises Unwanted when it has gone."""
        while not self._closed.is_set():
            try:
                return self._queue.put(reading, timeout=_TICK)
            except Full:
                continue
        raise Unwanted

    def close(self) -> None:
        """Nothing is taken any more: threads that still read give up."""
        self._closed.set()

    def take(self, n_sources: int, size: int, seconds: float) -> Iterator[Portion]:
        """Portions of up to `size` readings, sooner if `seconds` have passed, until all sources have ended."""
        readings: list[Reading] = []
        ends: list[Reading] = []
        n_open, begun = n_sources, monotonic()
        while n_open:
            try:
                reading = self._queue.get(timeout=_TICK)
            except Empty:
                reading = None
            if reading is not None and reading.result is not None:
                readings.append(reading)
            elif reading is not None:
                ends.append(reading)
                n_open -= 1
            is_late = monotonic() - begun >= seconds and (readings or ends)
            if len(readings) >= size or not n_open or is_late:
                yield Portion(tuple(readings), tuple(ends))
                readings, ends, begun = [], [], monotonic()


def read_all(
    sources: Sequence[Source],
    submit: Callable[[Source, Stream], Future],
    *,
    size: int,
    seconds: float,
) -> Iterator[Portion]:
    """Read all sources at once, each where `submit` puts it, and yield what comes in portions.

    Every submitted reading puts an end of its source into the stream, whatever happens to it.
    """
    stream = Stream(2 * size)
    try:
        for source in sources:
            submit(source, stream)
        yield from stream.take(len(sources), size, seconds)
    finally:
        stream.close()
