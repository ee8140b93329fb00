"""Helpers read what one process would: the same extractions in the same order, also when they die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from extract.records import Extraction
from flows import workers
from flows.files import Reader, ReadResult, read_paths
from flows.settings import Settings
from flows.workers import Helpers


@pytest.fixture
def readings(tmp_path: Path, reader: Reader) -> list[ReadResult]:
    for number in range(8):
        text = f"Gunmen killed {number + 2} soldiers in Gao on Monday, an officer said."
        (tmp_path / f"{number}.txt").write_text(f"date 2024-03-05 Report {number}\n\n{text}\n")
    return list(read_paths([str(tmp_path)], reader))


def test_helpers_give_what_one_process_gives(
    readings: list[ReadResult], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_ALONE", 0)
    alone, helped = Helpers(), Helpers()
    wanted = alone.extract(readings, replace(settings, workers=1))
    two = replace(settings, workers=2)
    assert all(isinstance(extraction, Extraction) for extraction in wanted)
    assert helped.extract(readings, two) == wanted
    assert alone._pool is None
    assert helped._pool is not None
    for child in list(helped._pool._processes):
        with suppress(ProcessLookupError):  # a pool that has lost one ends the others
            os.kill(child, signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    assert helped.extract(readings, two) == wanted


def test_few_articles_are_read_alone(readings: list[ReadResult], settings: Settings) -> None:
    helpers = Helpers()
    helpers.extract(readings, replace(settings, workers=2))
    assert helpers._pool is None


PARENT = """
import multiprocessing, os, time
from concurrent.futures import ProcessPoolExecutor
from flows.workers import _begin
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(600)
"""


def is_alive(process: Path) -> bool:
    """Whether the process of this folder runs; one that nobody has waited for yet is dead."""
    try:
        return "\nState:\tZ" not in (process / "status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # gone, or between opening and reading
        return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the process in /proc")
def test_no_helper_is_left_when_its_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT)
    command = [sys.executable, str(tmp_path / "parent.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        helper = Path("/proc", parent.stdout.readline().decode().strip())
        assert helper.is_dir()
        parent.kill()
        deadline = time.monotonic() + 60
        while is_alive(helper):
            assert time.monotonic() < deadline
            time.sleep(0.05)
