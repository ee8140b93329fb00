"""Checkpoints that no kill can tear: the file is never written over, it is replaced by a whole one.

A checkpoint of DuckDB (1.5.5 and before) writes blocks of metadata that are in use anew in their old place. Killed in
the middle of one, or without power, it leaves a block with a wrong checksum and a file that cannot be opened:
docs/operations.md has the evidence. So writers here only add to the log beside the file (`NAME.duckdb.wal`), of which
DuckDB drops an unfinished end, and a checkpoint is made on a copy that then takes the place of file and log.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from math import isqrt
from pathlib import Path

import duckdb

from .filecopy import copy_file

_LEAST_LOG = 8 << 20  # bytes; read in a quarter of a second whenever the file is opened
_NO_CHECKPOINT: dict[str, str | bool | int | float | list[str]] = {
    "checkpoint_threshold": "1TB",
    "auto_checkpoint_skip_wal_threshold": 10**12,  # bytes of one commit from which on the log would be left out
}


def connect_writer(path: Path) -> duckdb.DuckDBPyConnection:
    """A connection that appends to the log and makes no checkpoint, also when it is closed."""
    con = duckdb.connect(str(path), config=_NO_CHECKPOINT)
    con.execute("PRAGMA disable_checkpoint_on_shutdown")
    return con


def log_path(path: Path) -> Path:
    """DuckDB's log of what is not yet in the file."""
    return path.with_name(f"{path.name}.wal")


def log_size(path: Path) -> int:
    """Bytes of the log; 0 where there is none."""
    try:
        return log_path(path).stat().st_size
    except FileNotFoundError:
        return 0


def needs_renewal(path: Path) -> bool:
    """Whether the log is so long that a renewal costs less than to go on reading it at every opening.

    Log read anew costs by its length, copies of the file by its size over that length: together they are least where
    the length goes with the root of the size. The factor is measured: 2 s a GB copied, 30 ms a MB of log.
    """
    return log_size(path) > max(_LEAST_LOG, isqrt(path.stat().st_size << 16))


def renew_file(path: Path, change: Callable[[duckdb.DuckDBPyConnection], None] = lambda _: None) -> None:
    """Put a checkpointed copy of file and log, with what `change` does to it, in their place; or a file where none is.

    For the holder of the lock. Needs as much disk again; killed at any point, what was there stands. Raises OSError and
    duckdb.Error, also if the file is open elsewhere.
    """
    fresh = path.with_name(f"{path.name}.fresh")
    try:
        remove_file(fresh)
        if path.exists():
            copy_with_log(path, fresh)
        with duckdb.connect(str(fresh)) as con:
            change(con)
            con.execute("CHECKPOINT")
        put_in_place(fresh, path)
    finally:
        remove_file(fresh)


def copy_with_log(path: Path, target: Path) -> None:
    """Copy file and log. Raises duckdb.Error if another program, or this one, has the file open for writing."""
    duckdb.connect(str(path), read_only=True).close()
    remove_file(target)
    copy_file(path, target)
    with suppress(FileNotFoundError):
        copy_file(log_path(path), log_path(target))


def put_in_place(fresh: Path, path: Path) -> None:
    """Let a whole file without a log take the place of another and of its log."""
    with fresh.open("rb+") as written:
        os.fsync(written.fileno())
    fresh.replace(_ready_path(path))
    finish_renewal(path)


def finish_renewal(path: Path) -> None:
    """End what a killed `put_in_place` began: from its first rename on, the new file has all that the log has."""
    ready = _ready_path(path)
    if ready.exists():
        _sync_folder(path.parent)
        log_path(path).unlink(missing_ok=True)
        ready.replace(path)
        _sync_folder(path.parent)


def remove_file(path: Path) -> None:
    """Remove a file and its log, where there are any."""
    path.unlink(missing_ok=True)
    log_path(path).unlink(missing_ok=True)


def _ready_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.ready")


def _sync_folder(folder: Path) -> None:
    """Let renames and removals reach the disk in the order they were made in."""
    if os.name == "nt":  # folders cannot be opened there
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
