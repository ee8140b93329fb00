"""Runs: one row per writing command, from start to finish, or to the next writer that finds it dead."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any, Literal

import duckdb

from .rows import Stamp, utc

# On another machine a process cannot be asked whether it lives; no run is meant to take longer than this.
_LONGEST_ELSEWHERE = timedelta(days=1)


def start_run(
    con: duckdb.DuckDBPyConnection,
    stamp: Stamp,
    command: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    window: tuple[date | None, date | None] | None = None,
    scheduled_at: datetime | None = None,
) -> None:
    """Record a run as running, and those before it that were killed as abandoned."""
    abandon_runs(con, stamp)
    con.execute(
        "INSERT INTO meta_run BY NAME SELECT ? AS run_id, ? AS command, 'running' AS state, ? AS scheduled_at, "
        "? AS started_at, "
        "? AS window_start, ? AS window_end, ?::JSON AS parameters, ? AS package_version, ? AS host, ? AS pid, "
        "? AS recorded_at",
        [
            stamp.run_id,
            command,
            None if scheduled_at is None else utc(scheduled_at),
            utc(stamp.recorded_at),
            *(window or (None, None)),
            json.dumps(parameters or {}, default=str),
            version("sitrep"),
            socket.gethostname(),
            os.getpid(),
            utc(stamp.recorded_at),
        ],
    )


def finish_run(
    con: duckdb.DuckDBPyConnection,
    run_id: str,
    finished_at: datetime,
    *,
    state: Literal["succeeded", "failed"] = "succeeded",
    counts: Mapping[str, Any] | None = None,
    error: str | None = None,
    covered_by: str | None = None,
) -> None:
    """Record how a run ended. Its own word holds also where another writer took it for dead."""
    moment = utc(finished_at)
    con.execute(
        "UPDATE meta_run SET state = ?, finished_at = ?, counts = ?::JSON, error = ?, covered_by = ?, recorded_at = ? "
        "WHERE run_id = ?",
        [state, moment, json.dumps(counts or {}, default=str), error, covered_by, moment, run_id],
    )


def abandon_runs(con: duckdb.DuckDBPyConnection, stamp: Stamp) -> int:
    """Mark runs whose process is gone as abandoned; returns how many."""
    moment = utc(stamp.recorded_at)
    running = con.execute("SELECT run_id, host, pid, started_at FROM meta_run WHERE state = 'running'").fetchall()
    here = socket.gethostname()
    dead = [
        run_id
        for run_id, host, pid, started_at in running
        if (not _is_alive(pid) if host == here else moment - started_at > _LONGEST_ELSEWHERE)
    ]
    con.execute(
        "UPDATE meta_run SET state = 'abandoned', finished_at = ?, recorded_at = ? "
        "WHERE run_id IN (SELECT unnest(?::VARCHAR[]))",
        [moment, moment, dead],
    )
    return len(dead)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
