"""Turns at hosts: nobody is asked by two at once, or sooner than its pause, by whatever thread or process."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from flows.fetch.hosts import Hosts, host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://A.example/x", "a.example"),
        ("https://a.example:443/", "a.example"),
        ("http://a.example.:80/", "a.example"),
        ("http://a.example:8080/", "a.example:8080"),
        ("http://[::1]:8080/", "[::1]:8080"),
    ],
)
def test_host(url: str, host: str) -> None:
    assert host_of(url) == host


def ask(
    folder: Path, times: int, pause: float, *, host: str = "a.example", held: float = 0.0, most: int = 8
) -> list[tuple[float, float]]:
    """Begin and end of each turn, taken one after the other."""

    async def turns() -> list[tuple[float, float]]:
        hosts, taken = Hosts(folder, most), []
        for _ in range(times):
            async with hosts.turn(host, pause):
                begun = time.time()
                await asyncio.sleep(held)
                taken.append((begun, time.time()))
        return taken

    return asyncio.run(turns())


def gaps(turns: list[tuple[float, float]]) -> list[float]:
    """From the end of each turn to the begin of the next."""
    ordered = sorted(turns)
    return [later[0] - earlier[1] for earlier, later in pairwise(ordered)]


def test_pause_between_turns(tmp_path: Path) -> None:
    assert min(gaps(ask(tmp_path, 4, 0.05))) >= 0.05


def test_pause_holds_between_threads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = [pool.submit(ask, tmp_path, 3, 0.03, held=0.01) for _ in range(4)]
        turns = [turn for one in found for turn in one.result()]
    assert len(turns) == 12
    assert min(gaps(turns)) >= 0.03


def _ask_in_child(folder: Path, results: multiprocessing.Queue) -> None:  # type: ignore[type-arg]
    results.put(ask(folder, 3, 0.05, held=0.01))


def test_pause_holds_between_processes(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    children = [context.Process(target=_ask_in_child, args=(tmp_path, results)) for _ in range(2)]
    for child in children:
        child.start()
    turns = [turn for _ in children for turn in results.get(timeout=60)]
    for child in children:
        child.join()
    assert len(turns) == 6
    assert min(gaps(turns)) >= 0.05


def meet(folder: Path, host: str, pause: float, most: int, others: threading.Barrier) -> tuple[float, float]:
    """Begin and end of a turn that lasts until the others have theirs."""

    async def turn() -> tuple[float, float]:
        async with Hosts(folder, most).turn(host, pause):
            begun = time.time()
            others.wait(60)
            return begun, time.time()

    return asyncio.run(turn())


def test_hosts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Four have their turns at the same time, and again after their pauses."""
    others = threading.Barrier(4)

    def twice(number: int) -> list[tuple[float, float]]:
        return [meet(tmp_path, f"{number}.example", 0.1, 8, others) for _ in range(2)]

    with ThreadPoolExecutor(4) as pool:
        assert all(gaps(turns)[0] >= 0.1 for turns in pool.map(twice, range(4)))


def test_no_more_at_once_than_allowed(tmp_path: Path) -> None:
    others = threading.Barrier(2)
    with ThreadPoolExecutor(6) as pool:
        turns = list(pool.map(lambda number: meet(tmp_path, f"{number}.example", 0, 2, others), range(6)))
    moments = sorted([(begin, 1) for begin, _ in turns] + [(end, -1) for _, end in turns])
    under_way = [sum(step for _, step in moments[: n + 1]) for n in range(len(moments))]
    assert max(under_way) == 2


def test_slower_pause_of_the_last_turn_goes_before(tmp_path: Path) -> None:
    """Another source may not know of a host's crawl delay, or that it asked to be left alone."""
    (first,) = ask(tmp_path, 1, 0.3)
    (second,) = ask(tmp_path, 1, 0.0)
    assert second[0] - first[1] >= 0.3


def test_pause_that_a_turn_lengthened(tmp_path: Path) -> None:
    async def twice() -> float:
        hosts = Hosts(tmp_path, 8)
        async with hosts.turn("a.example", 0.0) as turn:
            turn.pause = 0.2
            begun = time.time()  # before its end, from which the pause counts
        async with hosts.turn("a.example", 0.0):
            return time.time() - begun

    assert asyncio.run(twice()) >= 0.2


def _hold(folder: Path, started: multiprocessing.Event) -> None:  # type: ignore[valid-type]
    async def hold() -> None:
        async with Hosts(folder, 8).turn("a.example", 0.2):
            started.set()  # type: ignore[attr-defined]
            await asyncio.sleep(60)

    asyncio.run(hold())


def test_turn_of_a_killed_process_is_free_after_its_pause(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    child = context.Process(target=_hold, args=(tmp_path, started))
    child.start()
    assert started.wait(60)
    os.kill(child.pid or 0, signal.SIGKILL)
    killed = time.time()
    child.join()
    ((begun, _),) = ask(tmp_path, 1, 0.2)
    assert begun - killed < 30  # the child would have held it for 60


@pytest.mark.parametrize("content", ["", "[", "[1]", "null", '["x", "y"]', "{}"])
def test_damaged_note_costs_one_pause(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.example.last").write_text(content)
    begun = time.time()
    ((first, _),) = ask(tmp_path, 1, 0.1)
    assert 0.1 <= first - begun < 30


def test_clock_that_was_set_back_costs_one_pause(tmp_path: Path) -> None:
    (tmp_path / "a.example.last").write_text(f"[{time.time() + 86_400}, 0.1]")
    begun = time.time()
    ((first, _),) = ask(tmp_path, 1, 0.1)
    assert 0.1 <= first - begun < 30
