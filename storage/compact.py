"""The warehouse written anew into a file without holes, which then takes its place."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from .errors import WarehouseError, describe_error
from .rows import Stamp
from .warehouse import hold_warehouse, prepare_warehouse


def compact_warehouse(path: Path, stamp: Stamp, *, lock_timeout: float = 10.0) -> tuple[int, int]:
    """Copy every row into a fresh file that replaces the old one by rename; returns the sizes before and after.

    Killed at any point, the old file stands; what is left of the new one is overwritten by the next try. Needs as
    much disk again. Raises WarehouseError, also if the file holds tables that are not ours: they would be lost.
    """
    path = path.expanduser().resolve()
    fresh = path.with_name(f"{path.name}.compact")
    with hold_warehouse(path, lock_timeout):
        if not path.exists():
            raise WarehouseError(f"{path} does not exist: ingest something first.")
        for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            left.unlink(missing_ok=True)
        try:
            with duckdb.connect(str(path)) as con:
                prepare_warehouse(con, path, stamp)
                con.execute("CHECKPOINT")  # the old file's log must not outlive it
            before = path.stat().st_size
            _copy_rows(path, fresh, stamp)
            with fresh.open("rb") as written:
                os.fsync(written.fileno())
            fresh.replace(path)
        except (duckdb.Error, OSError) as error:
            fresh.unlink(missing_ok=True)
            raise describe_error(path, error) from error
        return before, path.stat().st_size


def _copy_rows(path: Path, fresh: Path, stamp: Stamp) -> None:
    with duckdb.connect(str(fresh)) as con:
        prepare_warehouse(con, fresh, stamp)
        con.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS old (READ_ONLY)")
        ours = _tables(con, "current_database()")
        if unknown := _tables(con, "'old'") - ours:
            raise WarehouseError(
                f"{path} holds a table {min(unknown)} that sitrep did not make: move it elsewhere first."
            )
        for table in sorted(ours):
            con.execute(f"DELETE FROM main.{table}")
            con.execute(f"INSERT INTO main.{table} BY NAME SELECT * FROM old.main.{table}")
        con.execute("DETACH old")
        con.execute("CHECKPOINT")


def _tables(con: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    rows = con.execute(f"SELECT table_name FROM duckdb_tables() WHERE database_name = {database}").fetchall()
    return {name for (name,) in rows}
