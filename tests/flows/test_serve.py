"""The scheduler without a server: passes at slots, what was missed once, and an end when it is asked to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows import serve
from flows.serve import serve_monitor, stop_on_signals
from flows.settings import Settings

NOW = datetime(2024, 3, 20, 12, 7, tzinfo=UTC)


class Clock(threading.Event):
    """An event whose waiting moves a clock instead of taking time; set after so many waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.now, self.waits = NOW, waits

    def wait(self, timeout: float | None = None) -> bool:
        self.now += timedelta(seconds=timeout or 0)
        self.waits -= 1
        if self.waits == 0:
            self.set()
        return self.is_set()


@pytest.mark.parametrize(
    ("minutes_a_pass", "slots"),
    [
        (1, ["12:00", "12:15", "12:30"]),
        (20, ["12:00", "12:15", "12:45"]),  # the pass of 12:00 ends at 12:27, that of 12:15 at 12:47
    ],
)
def test_slots(settings: Settings, monkeypatch: pytest.MonkeyPatch, minutes_a_pass: int, slots: list[str]) -> None:
    clock = Clock(3)
    seen: list[str] = []

    def pass_(_: Settings, slot: datetime, stopped: threading.Event) -> None:
        seen.append(f"{slot:%H:%M}")
        clock.now += timedelta(minutes=minutes_a_pass)

    monkeypatch.setattr(serve, "_run_pass", pass_)
    assert serve_monitor(settings, clock, clock=lambda: clock.now) == 3
    assert seen == slots


def test_a_clock_that_is_set_back_is_followed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(3)
    seen: list[str] = []

    def pass_(_: Settings, slot: datetime, stopped: threading.Event) -> None:
        seen.append(f"{slot:%d %H:%M}")
        if len(seen) == 2:
            clock.now -= timedelta(days=1)

    monkeypatch.setattr(serve, "_run_pass", pass_)
    serve_monitor(settings, clock, clock=lambda: clock.now)
    assert seen == ["20 12:00", "20 12:15", "19 12:30"]


def test_a_signal_that_comes_while_the_event_is_looked_at_is_heard() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    stopped = threading.Event()
    stop_on_signals(stopped)
    try:
        with stopped._cond:  # type: ignore[attr-defined] # as `wait` holds it for a moment
            signal.raise_signal(signal.SIGTERM)
        assert stopped.wait(60)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`sitrep serve` over a folder, and its warehouse."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("date 2024-03-05 Attack\n\nGunmen killed three soldiers in Gao, it said.\n")
    (tmp_path / "sources.yaml").write_text("sources:\n- {name: inbox, kind: folder, url: in}\n")
    warehouse = tmp_path / "w.duckdb"
    environment = {**os.environ, "SITREP_WAREHOUSE": str(warehouse), "SITREP_EVERY_MINUTES": "60"}
    command = [sys.executable, "-m", "flows.cli", "serve", "--sources", str(tmp_path / "sources.yaml")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as child:
        yield child, warehouse
        child.kill()


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_a_pass_is_made_at_once_and_the_end_comes_when_asked(
    served: tuple[subprocess.Popen[bytes], Path],
) -> None:
    child, warehouse = served
    assert child.stderr is not None
    log = b""
    for line in child.stderr:
        log += line
        if b"next pass" in line:
            break
    child.send_signal(signal.SIGTERM)
    child.communicate(timeout=180)
    assert child.returncode == 0
    assert b"1 articles new" in log
    with duckdb.connect(str(warehouse)) as con:
        run = con.execute(  # at the turn of an hour there may be a second
            "SELECT command, state, scheduled_at = date_trunc('hour', scheduled_at) FROM meta_run ORDER BY started_at"
        ).fetchone()
    assert run == ("run", "succeeded", True)
