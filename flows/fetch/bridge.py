"""An asynchronous iterator as a plain one: its loop runs in a thread of its own, a bounded way ahead of who takes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import suppress
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class _End:
    """The last thing in the queue, with the fault that ended it."""

    def __init__(self, fault: BaseException | None) -> None:
        self.fault = fault


def iterate(make: Callable[[], AsyncGenerator[T, None]], ahead: int) -> Iterator[T]:
    """The items as they come; what the loop has under way goes on while the taker is busy.

    Closing the iterator cancels the loop's work and waits for its end. A fault in it is raised here.
    """
    queue: SimpleQueue[T | _End] = SimpleQueue()
    started: SimpleQueue[tuple[asyncio.AbstractEventLoop, asyncio.Task[None], asyncio.Semaphore]] = SimpleQueue()

    async def produce() -> None:
        room = asyncio.Semaphore(ahead)
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker: a coroutine under asyncio.run is a task
        started.put((asyncio.get_running_loop(), task, room))
        items = make()
        try:
            async for item in items:
                await room.acquire()
                queue.put(item)
        finally:
            await items.aclose()

    def work() -> None:
        fault: BaseException | None = None
        try:
            asyncio.run(produce())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001 - handed to the taker, who raises it
            fault = error
        queue.put(_End(fault))

    thread = threading.Thread(target=work, name="sitrep-fetch", daemon=True)
    thread.start()
    loop, task, room = started.get()
    try:
        while True:
            item = queue.get()
            if isinstance(item, _End):
                if item.fault is not None:
                    raise item.fault
                return
            _tell(loop, room.release)
            yield item
    finally:
        _tell(loop, task.cancel)
        thread.join()


def _tell(loop: asyncio.AbstractEventLoop, what: Callable[[], object]) -> None:
    """Have the loop do something, if it still runs."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(what)
