import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from made_claims import Con, attack, stamp

from storage import warehouse
from storage.append import append_articles
from storage.errors import WarehouseError, describe_error
from storage.sqlfiles import SqlFile, load_sql
from storage.warehouse import (
    open_reader,
    open_warehouse,
    publish_read_copy,
    read_copy_path,
    transaction,
)

HOLD_LOCK = """
import sys, filelock
with filelock.FileLock(sys.argv[1] + ".lock"):
    print("held", flush=True)
    sys.stdin.read()
"""
HOLD_DUCKDB = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A warehouse with one article, closed."""
    path = tmp_path / "news.duckdb"
    with open_warehouse(path, stamp()) as con:
        append_articles(con, stamp(), [attack("a", 3, 3, 3)])
    return path


def test_migrations_are_recorded_once(path: Path) -> None:
    """Every migration leaves one row with its checksum; opening again applies and renews nothing."""
    before = path.read_bytes()
    with open_warehouse(path, stamp(1)) as con:
        rows = con.execute("SELECT version, name, checksum, run_id FROM meta_migration ORDER BY version").fetchall()
    assert rows == [(file.number, file.name, file.checksum, "run-000") for file in load_sql("migrations")]
    assert path.read_bytes() == before


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = [file.number for file in load_sql("migrations")]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_failing_migration_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration and its record share a transaction."""
    real = load_sql
    bad = SqlFile(f"{len(real('migrations')) + 1:04}_bad.sql", "CREATE TABLE core_half (a INTEGER); SELECT nonsense;")
    monkeypatch.setattr(warehouse, "load_sql", lambda folder: (*real(folder), *((bad,) * (folder == "migrations"))))
    with pytest.raises(duckdb.Error), open_warehouse(path, stamp(1)):
        pass
    monkeypatch.undo()
    with open_warehouse(path, stamp(2)) as con:
        assert con.execute("SELECT max(version) FROM meta_migration").fetchone() == (len(real("migrations")),)
        assert "core_half" not in {name for (name,) in con.execute("SHOW TABLES").fetchall()}


def test_views_of_an_older_version_are_renewed(path: Path) -> None:
    """Other views are replaced, and one that is no longer shipped goes."""
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE VIEW out_gone AS SELECT 1 AS a; CREATE OR REPLACE VIEW out_issue AS SELECT 1 AS a")
        con.execute("UPDATE meta_setting SET value = 'other' WHERE name = 'views'")
    with open_warehouse(path, stamp(1)) as con:
        names = {name for (name,) in con.execute("SELECT view_name FROM duckdb_views()").fetchall()}
        assert "out_gone" not in names
        assert "reason" in con.table("out_issue").columns


def test_a_newer_schema_is_refused(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE meta_migration SET version = 999")
    with pytest.raises(WarehouseError, match="newer sitrep"), open_warehouse(path, stamp(1)):
        pass


def test_an_edited_migration_is_refused(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE meta_migration SET checksum = 'other'")
    with pytest.raises(WarehouseError, match="another 0001"), open_warehouse(path, stamp(1)):
        pass


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE orders (id INTEGER)")
    with pytest.raises(WarehouseError, match="something else"), open_warehouse(path, stamp()):
        pass
    with duckdb.connect(str(path)) as con:
        assert con.execute("SHOW TABLES").fetchall() == [("orders",)]


def test_a_file_that_is_not_duckdb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.duckdb"
    path.write_text("not a database, but long enough to have a header" * 200)
    with pytest.raises(WarehouseError, match="not a DuckDB file"), open_warehouse(path, stamp()):
        pass


@pytest.mark.parametrize(
    ("holder", "sentence"), [(HOLD_LOCK, "being written by another sitrep"), (HOLD_DUCKDB, "open in another program")]
)
def test_a_held_warehouse_is_refused(path: Path, holder: str, sentence: str) -> None:
    """Another sitrep holds our lock; another program holds DuckDB's own."""
    command = [sys.executable, "-c", holder, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(WarehouseError, match=sentence), open_warehouse(path, stamp(1), lock_timeout=0.1):
            pass
        other.stdin.close()
    with open_warehouse(path, stamp(1)):
        pass


@pytest.fixture
def not_root() -> Iterator[None]:
    """Root may write everywhere: for this test, be nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, not_root: None) -> None:
    with pytest.raises(WarehouseError, match="cannot be written"), open_warehouse(tmp_path / "x.duckdb", stamp()):
        pass


def test_a_full_disk_is_said_to_be_full() -> None:
    error = duckdb.IOException("IO Error: Could not write file: No space left on device")
    assert "is full" in str(describe_error(Path("x.duckdb"), error))


def test_a_damaged_file_is_said_to_be_damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:12288] + bytes(4096) + path.read_bytes()[12288 + 4096 :])
    with pytest.raises(WarehouseError, match="is damaged: put your last copy"), open_warehouse(path, stamp(1)):
        pass


def commit_and_fail(con: Con) -> None:
    with transaction(con):
        con.commit()
        raise ValueError("first")


def test_the_first_error_of_a_transaction_is_the_one_raised(con: Con) -> None:
    """A commit that fails ends the transaction, and there is nothing to roll back."""
    with pytest.raises(ValueError, match="first"):
        commit_and_fail(con)


def test_read_copy_is_readable_by_stock_duckdb(path: Path) -> None:
    """The copy holds what was committed, its views run without Python, and no other file stays behind."""
    copy = publish_read_copy(path)
    assert copy == read_copy_path(path)
    with duckdb.connect(str(copy), read_only=True) as con:
        assert con.execute("SELECT killed_best FROM out_claim").fetchall() == [(3,)]
    assert sorted(file.name for file in path.parent.iterdir()) == [
        "news.duckdb",
        "news.duckdb.lock",
        "news.read.duckdb",
        "news.read.duckdb.lock",
    ]


def test_read_copy_is_replaced_under_open_readers(path: Path) -> None:
    """Who reads goes on with the copy of before; who opens anew sees the new one."""
    publish_read_copy(path)
    command = "import sys, duckdb; con = duckdb.connect(sys.argv[1], read_only=True); print('open', flush=True); "
    command += "sys.stdin.read(); print(con.execute('SELECT count(*) FROM raw_article').fetchone()[0])"
    arguments = [sys.executable, "-c", command, str(read_copy_path(path))]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout.readline() == "open\n"
        with open_warehouse(path, stamp(1)) as con:
            append_articles(con, stamp(1), [attack("b", 1, 1, 1)])
        publish_read_copy(path)
        out, _ = reader.communicate()
    assert out == "1\n"
    with open_reader(path) as con:
        assert con.execute("SELECT count(*) FROM raw_article").fetchone() == (2,)


def test_no_read_copy_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="does not exist"), open_reader(tmp_path / "none.duckdb"):
        pass
    with pytest.raises(WarehouseError, match="does not exist"):
        publish_read_copy(tmp_path / "none.duckdb")


def test_an_interrupt_in_a_query_is_an_interrupt(path: Path) -> None:
    """DuckDB tells of one as a RuntimeError; any other RuntimeError is what it is."""

    def fail(cause: BaseException | None) -> None:
        with open_warehouse(path, stamp()):
            raise RuntimeError("Query interrupted") from cause

    with pytest.raises(KeyboardInterrupt):
        fail(KeyboardInterrupt())
    with pytest.raises(RuntimeError):
        fail(None)
