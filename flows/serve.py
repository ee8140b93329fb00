"""A scheduler without a server: a pass over the sources at every slot of the clock, each in a process of its own.

A pass that hangs or dies costs itself; the next slot starts afresh with its memory. What was missed while nothing ran
is done by the first pass, once: a source shows its present, not its past. The first pass of a week also writes the
report of the weeks before, where SITREP_REPORTS names a folder for it.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from time import monotonic

from flows.alerts import Alert, send_alerts
from flows.collect import ALL, monitor_once
from flows.logs import set_logging
from flows.schedule import find_slot
from flows.settings import Settings
from flows.sources import SourcesError, load_sources
from flows.weekly import write_due_report
from storage.errors import WarehouseError

log = logging.getLogger(__name__)

_LONGEST = 6 * 3600.0  # seconds after which a pass is taken for hung
_GRACE = 30.0  # seconds for a pass to end by itself when it is asked to
_TOLD = 3  # exit code of a pass that failed and has said so


def serve_monitor(
    settings: Settings, stopped: threading.Event, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> int:
    """Run passes until `stopped` is set; returns how many were run. The first begins at once."""
    every = timedelta(minutes=settings.every_minutes)
    slot, passes = find_slot(clock(), every), 0
    while not stopped.is_set():
        _run_pass(settings, slot, stopped)
        passes += 1
        newest = find_slot(clock(), every)
        if slot - newest > every:  # the clock was set back
            slot = newest
        # The newest slot that is due; those that a long pass ran over were covered by it or are by this one.
        slot = max(newest, slot + every)
        if not stopped.is_set():
            log.info("next pass at %s", slot.isoformat(timespec="seconds"), extra={"event": "serve.waiting"})
        stopped.wait(max((slot - clock()).total_seconds(), 0.0))
    return passes


def stop_on_signals(stopped: threading.Event) -> None:
    """Set the event when the process is asked to end (Ctrl-C, systemd, Docker)."""

    def stop(*_: object) -> None:
        # In a thread: the one that is interrupted may be inside the event, and would wait for itself.
        threading.Thread(target=stopped.set).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _run_pass(settings: Settings, slot: datetime, stopped: threading.Event) -> None:
    # Not forked: a fork of a process with threads may hang. Not a daemon: it has children, which parse pages.
    child = multiprocessing.get_context("spawn").Process(target=_pass, args=(settings, slot), name="sitrep-pass")
    child.start()
    begun = monotonic()
    while child.is_alive() and not stopped.is_set() and monotonic() - begun < _LONGEST:
        child.join(1.0)
    if child.is_alive():
        _end(child)
    if child.exitcode not in (0, _TOLD) and not stopped.is_set():
        message = f"the pass of {slot.isoformat()} ended with {child.exitcode}: killed, hung or out of memory"
        send_alerts([Alert("run.failed", message, "-", datetime.now(UTC))], settings)
    child.close()


def _end(child: BaseProcess) -> None:
    """Ask the pass to end, then end it; what it has stored stays."""
    child.terminate()
    child.join(_GRACE)
    if child.is_alive():
        child.kill()
        child.join()


def _pass(settings: Settings, slot: datetime) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGTERM, _interrupt)
    set_logging(settings.log, settings.log_level)
    try:
        monitor_once(
            load_sources(settings.sources),
            ALL,
            datetime.now(UTC),
            settings,
            scheduled_at=slot,
            by_cadence=True,
            publish_after=timedelta(minutes=settings.publish_minutes),
        )
        if (report := write_due_report(settings, slot)) is not None:
            log.info("weekly report: %s", report.paths[0], extra={"event": "report.written"})
    except (WarehouseError, SourcesError) as error:
        log.error("%s", error, extra={"event": "run.failed"})  # noqa: TRY400 - one sentence for people
        sys.exit(_TOLD)
    except KeyboardInterrupt:
        log.info("the pass was asked to end", extra={"event": "serve.interrupted"})


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
