"""The warehouse written anew into a file without holes, which then takes its place."""

from __future__ import annotations

from pathlib import Path

import duckdb

from .errors import WarehouseError, describe_error
from .renewal import connect_writer, log_size, put_in_place, remove_file
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
        try:
            remove_file(fresh)
            with connect_writer(path) as con:
                prepare_warehouse(con, path, stamp)
            before = path.stat().st_size + log_size(path)
            _copy_rows(path, fresh, stamp)
            put_in_place(fresh, path)
        except (duckdb.Error, OSError) as error:
            remove_file(fresh)
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
