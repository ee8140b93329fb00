"""What can go wrong with a warehouse, as one sentence that says what to do."""

from __future__ import annotations

import errno
from pathlib import Path

import duckdb


class WarehouseError(Exception):
    """The warehouse cannot be used; the message is one sentence for people."""


class QueryError(WarehouseError):
    """A query was refused, failed, or went over its time or memory."""


class ReviewError(WarehouseError):
    """A person's decision cannot be taken as it was given."""


def describe_error(path: Path, error: duckdb.Error | OSError) -> WarehouseError:
    """The one sentence for an error that DuckDB or the file system raised on the file at `path`."""
    text = str(error)
    if is_disk_full(error):
        return WarehouseError(f"The disk that holds {path} is full: free some space and run the command again.")
    if "Conflicting lock" in text or "already open in" in text or "being used by another process" in text:
        return WarehouseError(f"{path} is open in another program: close it there and run the command again.")
    if "not a valid DuckDB database file" in text:
        return WarehouseError(f"{path} is not a DuckDB file: give another path with --warehouse.")
    if "Corrupt database file" in text:
        return WarehouseError(f"{path} is damaged: put your last copy of it, with its .wal, in its place and go on.")
    if isinstance(error, PermissionError) or "Permission denied" in text or "Read-only file system" in text:
        return WarehouseError(f"{path} cannot be written: make its folder writable or give another --warehouse.")
    return WarehouseError(f"{path} cannot be opened: {text.splitlines()[0] if text else type(error).__name__}")


def is_disk_full(error: duckdb.Error | OSError) -> bool:
    """Whether the disk is full: DuckDB says so in errors of several kinds."""
    return "No space left on device" in str(error) or getattr(error, "errno", None) == errno.ENOSPC
