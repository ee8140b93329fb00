"""Compacting loses nothing, refuses what is not ours, and leaves the old file when it is killed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from made_claims import stamp

from storage.compact import compact_warehouse
from storage.digest import find_digests
from storage.errors import WarehouseError
from storage.filecopy import copy_file
from storage.warehouse import open_warehouse


@pytest.fixture
def path(tmp_path: Path, empty_warehouse: Path) -> Path:
    target = tmp_path / "w.duckdb"
    copy_file(empty_warehouse, target)
    with open_warehouse(target, stamp()) as con:
        con.execute(
            "INSERT INTO meta_setting SELECT 's' || i, string_agg(md5(concat(i, j)), ''), TIMESTAMP '2024-01-01', 'r' "
            "FROM range(200) AS r (i), range(300) AS w (j) GROUP BY i"
        )
        con.execute("DELETE FROM meta_setting WHERE name BETWEEN 's1' AND 's98'")
    return target


def read(path: Path) -> tuple[object, ...]:
    with duckdb.connect(str(path)) as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        comments = con.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        con.execute("SELECT * FROM out_incident").fetchall()
        return find_digests(con, tables), comments


def test_rows_views_and_comments_are_those_of_before(path: Path) -> None:
    before = read(path)
    old, new = compact_warehouse(path, stamp(1))
    assert new < old
    assert read(path) == before
    assert compact_warehouse(path, stamp(2))[1] <= new + 300_000


def test_what_a_killed_try_left_is_written_over(path: Path) -> None:
    before = read(path)
    path.with_name(f"{path.name}.compact").write_bytes(b"half a file")
    path.with_name(f"{path.name}.compact.wal").write_bytes(b"half a log")
    compact_warehouse(path, stamp(1))
    assert read(path) == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["w.duckdb", "w.duckdb.lock"]


def test_a_table_of_somebody_else_is_not_lost(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE notes (words VARCHAR)")
    with pytest.raises(WarehouseError, match="notes"):
        compact_warehouse(path, stamp(1))
    with duckdb.connect(str(path)) as con:
        assert con.execute("SELECT count(*) FROM notes").fetchone() == (0,)


def test_a_warehouse_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist"):
        compact_warehouse(tmp_path / "none.duckdb", stamp())
