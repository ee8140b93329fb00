"""The file is never written over; a renewal that is killed anywhere loses nothing and is ended by the next writer."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from storage.errors import WarehouseError
from storage.renewal import (
    connect_writer,
    copy_with_log,
    finish_renewal,
    log_path,
    log_size,
    needs_renewal,
    renew_file,
)
from storage.warehouse import hold_warehouse

STEPS = ("os.fsync", "pathlib.Path.replace", "pathlib.Path.unlink")


class Killed(BaseException):
    """In the place of a signal: nothing catches it."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with two rows, and one more in the log."""
    path = tmp_path / "w.duckdb"
    renew_file(path, lambda con: con.execute("CREATE TABLE t AS SELECT unnest([1, 2]) AS n"))
    append(path, 3)
    return path


def append(path: Path, number: int) -> None:
    with connect_writer(path) as con:
        con.execute("INSERT INTO t VALUES (?)", [number])


def rows(path: Path) -> list[int]:
    with duckdb.connect(str(path), read_only=True) as con:
        return [n for (n,) in con.execute("SELECT n FROM t ORDER BY n").fetchall()]


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def test_a_writer_changes_no_byte_of_the_file(path: Path) -> None:
    """Not by closing, nor by a commit beyond DuckDB's own limits: what is large is put behind the end."""
    before = path.read_bytes()
    with connect_writer(path) as con:
        con.execute("CREATE TABLE big AS SELECT range AS n, md5(range::VARCHAR) AS words FROM range(300000)")
        con.execute("UPDATE big SET words = words || '!' WHERE n % 2 = 0")
    append(path, 4)
    after = path.read_bytes()
    assert len(after) > len(before)
    assert after.startswith(before)
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("SELECT count(*), count(*) FILTER (ends_with(words, '!')) FROM big").fetchone() == (
            300000,
            150000,
        )


def test_a_renewed_file_holds_all_and_has_no_log(path: Path) -> None:
    assert log_size(path) > 0
    renew_file(path)
    assert (rows(path), names(path), log_size(path)) == ([1, 2, 3], ["w.duckdb"], 0)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("nth", range(6))
def test_killed_at_any_step_the_next_writer_finds_every_row(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, nth: int
) -> None:
    """The nth call of one kind is not made, and nothing after it."""
    module, _, name = step.rpartition(".")
    owner = os if module == "os" else Path
    real, left = getattr(owner, name), [nth]

    def die(*args: object, **kwargs: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, die)
        with suppress(Killed):
            renew_file(path)
    finish_renewal(path)
    assert rows(path) == [1, 2, 3]
    append(path, 4)
    renew_file(path)
    assert rows(path) == [1, 2, 3, 4]
    assert names(path) == ["w.duckdb"]


@pytest.mark.parametrize(("gigabytes", "megabytes"), [(0, 8), (1, 8), (4, 16), (16, 32), (100, 80)])
def test_a_larger_file_is_copied_more_rarely(gigabytes: int, megabytes: int, tmp_path: Path) -> None:
    """Its log may grow with the root of its size."""
    path = tmp_path / "large.duckdb"
    for file, size in ((path, gigabytes << 30), (log_path(path), megabytes << 20)):
        with file.open("wb") as stream:
            stream.truncate(size)  # no disk is used
    assert not needs_renewal(path)
    with log_path(path).open("ab") as log:
        log.write(b"one more")
    assert needs_renewal(path)


def test_what_a_killed_renewal_left_is_ended_by_whoever_holds_the_lock(path: Path) -> None:
    ready = path.with_name("w.duckdb.ready")
    copy_with_log(path, ready)
    with duckdb.connect(str(ready)) as con:
        con.execute("CHECKPOINT")
    with hold_warehouse(path, 1):
        assert not ready.exists()
        assert (rows(path), log_size(path)) == ([1, 2, 3], 0)


def test_half_a_copy_is_no_part_of_the_next(path: Path) -> None:
    fresh = path.with_name("w.duckdb.fresh")
    fresh.write_bytes(b"half a file")
    log_path(fresh).write_bytes(b"half a log")
    renew_file(path)
    assert (rows(path), names(path)) == ([1, 2, 3], ["w.duckdb"])


def test_a_change_that_fails_changes_nothing(path: Path) -> None:
    def fail(con: duckdb.DuckDBPyConnection) -> None:
        con.execute("DELETE FROM t")
        raise WarehouseError("made")

    with pytest.raises(WarehouseError, match="made"):
        renew_file(path, fail)
    assert (rows(path), names(path)) == ([1, 2, 3], ["w.duckdb", "w.duckdb.wal"])


def test_a_file_that_is_open_for_writing_is_not_copied(path: Path) -> None:
    """Also in this process: its rows would go to a file that has no name any more."""
    with connect_writer(path), pytest.raises(duckdb.Error):
        renew_file(path)
    renew_file(path)
    assert rows(path) == [1, 2, 3]


def test_a_torn_block_is_what_this_is_about(path: Path) -> None:
    """Stock DuckDB writes blocks in use anew in place; should it ever cease to, this module can go."""
    renew_file(path)
    before = path.read_bytes()
    with duckdb.connect(str(path)) as con:
        con.execute("INSERT INTO t VALUES (4)")
    after = path.read_bytes()
    block = 3 * 4096  # the first one, behind three headers, has schemas and tables
    torn = path.with_name("torn.duckdb")
    torn.write_bytes(before[:block] + after[block : block + 4096] + before[block + 4096 :])
    with pytest.raises(duckdb.Error, match="checksum"), duckdb.connect(str(torn)) as con:
        con.execute("SELECT * FROM t").fetchall()
