"""The warehouse file: one writer under an OS lock, numbered migrations, a published copy for readers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import duckdb
import filelock

from .errors import WarehouseError, describe_error, is_disk_full
from .frozen import freeze_views
from .renewal import connect_writer, copy_with_log, finish_renewal, log_size, needs_renewal, remove_file, renew_file
from .rows import Stamp, utc
from .sqlfiles import SqlFile, load_sql

# A reader's SQL reaches no file, no network, no extension and no Python variable, and cannot undo that.
_READER_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "python_enable_replacements": False,
    "lock_configuration": True,
    "max_temp_directory_size": "4GB",
}
# A view or macro that a newer version no longer has must not stay behind.
_OUR_VIEWS = """
SELECT 'VIEW', view_name FROM duckdb_views() WHERE NOT internal
UNION
SELECT 'MACRO TABLE', function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal
"""


@contextmanager
def open_warehouse(path: Path, stamp: Stamp, *, lock_timeout: float = 10.0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the warehouse for writing, making and migrating it where needed.

    Waits up to `lock_timeout` seconds for another writer. Raises WarehouseError.
    """
    path = path.expanduser().resolve()
    with hold_warehouse(path, lock_timeout):
        try:
            if not path.exists():
                renew_file(path, lambda fresh: prepare_warehouse(fresh, path, stamp))
            elif needs_renewal(path):
                renew_file(path)
            con = connect_writer(path)
        except (duckdb.Error, OSError) as error:
            raise describe_error(path, error) from error
        try:
            prepare_warehouse(con, path, stamp)
            yield con
        except duckdb.Error as error:
            if isinstance(error, duckdb.IOException) or is_disk_full(error):
                raise describe_error(path, error) from error
            raise
        except RuntimeError as error:
            if isinstance(error.__cause__, KeyboardInterrupt):  # so DuckDB tells of a query that was interrupted
                raise KeyboardInterrupt from error
            raise
        finally:
            con.interrupt()  # a query that an interrupt broke off may still be at work, and closing would wait for it
            con.close()


def prepare_warehouse(con: duckdb.DuckDBPyConnection, path: Path, stamp: Stamp) -> None:
    """Apply the migrations that are missing, each in a transaction with its record, and renew the views."""
    migrations = load_sql("migrations")
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if tables and "meta_migration" not in tables:
        raise WarehouseError(f"{path} is a DuckDB file of something else: give another path with --warehouse.")
    applied: dict[int, str] = {}
    if tables:
        applied = dict(con.execute("SELECT version, checksum FROM meta_migration").fetchall())
    if applied and max(applied) > migrations[-1].number:
        raise WarehouseError(
            f"{path} was written by a newer sitrep (schema {max(applied)}, this one knows {migrations[-1].number}): "
            "install that version or newer."
        )
    for migration in migrations:
        if migration.number not in applied:
            _apply(con, migration, stamp)
        elif applied[migration.number] != migration.checksum:
            raise WarehouseError(
                f"{path} was made with another {migration.name}: install the version of sitrep that made it."
            )
    _renew_views(con, stamp)


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is written inside, or nothing of it."""
    con.begin()
    try:
        yield
        con.commit()
    except BaseException:
        with suppress(duckdb.TransactionException):  # a commit that failed has ended the transaction already
            con.rollback()
        raise


def read_copy_path(path: Path) -> Path:
    """NAME.read.duckdb beside NAME.duckdb."""
    return path.with_name(f"{path.name.removesuffix('.duckdb')}.read.duckdb")


def publish_read_copy(path: Path, *, lock_timeout: float = 10.0, unless_younger: timedelta = timedelta(0)) -> Path:
    """Publish a consistent copy of the warehouse for readers, by atomic rename; returns its path.

    The views are tables in it, so that whoever asks does not work them out anew; writers wait only while the file is
    copied. One `unless_younger` than this is left as it is. The warehouse's log is written into its file, so that who
    copies the file has all.
    """
    path = path.expanduser().resolve()
    copy = read_copy_path(path)
    partial = copy.with_name(f"{copy.name}.partial")
    # An age below zero is of a clock that was ahead.
    if copy.exists() and 0 <= time.time() - copy.stat().st_mtime < unless_younger.total_seconds():
        return copy
    if not path.exists():
        raise WarehouseError(f"{path} does not exist: ingest something first.")
    with hold_warehouse(copy, lock_timeout):
        try:
            with hold_warehouse(path, lock_timeout):
                if log_size(path):
                    renew_file(path)
                copy_with_log(path, partial)
            with duckdb.connect(str(partial)) as con:
                freeze_views(con)
                con.execute("CHECKPOINT")  # closing would do it too, but say nothing if it fails
            partial.replace(copy)
        except (duckdb.Error, OSError) as error:
            remove_file(partial)
            raise describe_error(path, error) from error
    return copy


@contextmanager
def open_reader(path: Path, *, memory_limit: str = "2GB", threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published copy of the warehouse at `path`, read-only and shut off from files and network.

    Raises WarehouseError.
    """
    copy = read_copy_path(path.expanduser().resolve())
    if not copy.exists():
        raise WarehouseError(f"{copy} does not exist: ingest something first, or check --warehouse.")
    config = {**_READER_CONFIG, "memory_limit": memory_limit, "threads": threads}
    try:
        con = duckdb.connect(str(copy), read_only=True, config=config)
    except duckdb.Error as error:
        raise describe_error(copy, error) from error
    try:
        yield con
    finally:
        con.close()


@contextmanager
def hold_warehouse(path: Path, timeout: float) -> Iterator[None]:
    """Within: no other process writes, and a renewal that was killed has ended.

    Raises WarehouseError if another process writes for so many seconds.
    """
    lock = filelock.FileLock(path.with_name(f"{path.name}.lock"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=timeout)
    except filelock.Timeout as error:
        raise WarehouseError(f"{path} is being written by another sitrep: try again when it has finished.") from error
    except OSError as error:
        raise describe_error(path, error) from error
    try:
        try:
            finish_renewal(path)
        except OSError as error:
            raise describe_error(path, error) from error
        yield
    finally:
        lock.release()


def _apply(con: duckdb.DuckDBPyConnection, migration: SqlFile, stamp: Stamp) -> None:
    with transaction(con):
        con.execute(migration.text)
        con.execute(
            "INSERT INTO meta_migration BY NAME SELECT ? AS version, ? AS name, ? AS checksum, ? AS package_version, "
            "? AS recorded_at, ? AS run_id",
            [
                migration.number,
                migration.name,
                migration.checksum,
                version("sitrep"),
                utc(stamp.recorded_at),
                stamp.run_id,
            ],
        )


def _renew_views(con: duckdb.DuckDBPyConnection, stamp: Stamp) -> None:
    """Make all views and macros anew, unless they are those of this version already."""
    views = load_sql("views")
    checksum = hashlib.sha256("".join(view.checksum for view in views).encode()).hexdigest()
    if read_setting(con, "views") == checksum:
        return
    with transaction(con):
        for kind, name in con.execute(_OUR_VIEWS).fetchall():
            con.execute(f"DROP {kind} IF EXISTS {name}")
        for view in views:
            con.execute(view.text)
        append_setting(con, stamp, "views", checksum)


def read_setting(con: duckdb.DuckDBPyConnection, name: str) -> str | None:
    """Value of the newest row of a setting; None where there is none."""
    row = con.execute(
        "SELECT value FROM meta_setting WHERE name = ? ORDER BY recorded_at DESC, run_id DESC LIMIT 1", [name]
    ).fetchone()
    return None if row is None else row[0]


def append_setting(con: duckdb.DuckDBPyConnection, stamp: Stamp, name: str, value: str | None) -> None:
    con.execute(
        "INSERT INTO meta_setting (name, value, recorded_at, run_id) VALUES (?, ?, ?, ?)",
        [name, value, utc(stamp.recorded_at), stamp.run_id],
    )
