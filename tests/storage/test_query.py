import time
from pathlib import Path

import duckdb
import pytest
from made_claims import attack, stamp

from storage.append import append_articles
from storage.errors import QueryError
from storage.query import run_query, stop_after
from storage.warehouse import open_reader, open_warehouse, publish_read_copy


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with one article and its published copy, beside a file no query may read."""
    folder = tmp_path_factory.mktemp("query")
    (folder / "secret.csv").write_text("word\nhidden\n")
    path = folder / "news.duckdb"
    with open_warehouse(path, stamp()) as con:
        append_articles(con, stamp(), [attack("a", 3, 3, 3)])
    publish_read_copy(path)
    return path


def test_columns_types_and_rows(path: Path) -> None:
    result = run_query(path, "SELECT kind, killed_best, date_start FROM out_claim WHERE killed_best > ?", [1])
    assert result.columns == ("kind", "killed_best", "date_start")
    assert result.types == ("VARCHAR", "BIGINT", "DATE")
    assert [(kind, best) for kind, best, _ in result.rows] == [("incident", 3)]


@pytest.mark.parametrize(
    "sql", ["DESCRIBE out_claim", "SHOW TABLES", "EXPLAIN SELECT 1", "SUMMARIZE out_claim", "FROM out_claim"]
)
def test_looking_around_is_allowed(path: Path, sql: str) -> None:
    assert run_query(path, sql).rows


FORBIDDEN = [
    "SELECT * FROM read_csv('{folder}/secret.csv')",
    "SELECT * FROM '{folder}/secret.csv'",
    "SELECT * FROM read_text('{folder}/secret.csv')",
    "SELECT * FROM read_blob('{folder}/secret.csv')",
    "SELECT * FROM parquet_metadata('{folder}/secret.csv')",
    "SELECT * FROM read_duckdb('{folder}/news.duckdb')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM sqlite_scan('{folder}/secret.csv', 'a')",
    "SELECT * FROM read_csv('https://localhost/secret.csv')",
    "SELECT * FROM query('COPY (SELECT 1) TO ''{folder}/out.csv''')",
    "SELECT getenv('HOME')",
    "SELECT * FROM python_variable",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/news.duckdb' AS other",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SET memory_limit = '100GB'",
    "RESET lock_configuration",
    "PRAGMA enable_profiling = 'json'",
    "PRAGMA profiling_output = '{folder}/out.json'",
    "CALL enable_logging(storage = 'file', storage_path = '{folder}/out')",
    "CREATE SECRET (TYPE http, bearer_token 'x')",
    "CREATE TEMP TABLE t AS SELECT 1",
    "INSERT INTO raw_fetch SELECT * FROM raw_fetch",
    "DELETE FROM core_claim",
    "DROP VIEW out_claim",
    "CHECKPOINT",
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_sql_reaches_no_files_network_or_settings(path: Path, sql: str) -> None:
    """Refused with one sentence, and nothing is written."""
    python_variable = [1]
    before = sorted(path.parent.iterdir())
    with pytest.raises(QueryError) as refused:
        run_query(path, sql.format(folder=path.parent))
    assert "\n" not in str(refused.value)
    assert sorted(path.parent.iterdir()) == before
    assert python_variable


# What only the look at the kind of statement refuses: harmless in memory; and a log that could not be written, at which
# DuckDB ends the whole process.
REFUSED_BY_KIND = ("CREATE TEMP", "CREATE SECRET", "CHECKPOINT", "ATTACH ':", "CALL enable_logging")


@pytest.mark.parametrize("sql", [sql for sql in FORBIDDEN if not sql.startswith(REFUSED_BY_KIND)])
def test_the_connection_itself_is_shut_off(path: Path, sql: str) -> None:
    """Without the look at the kind of statement, DuckDB's own settings hold."""
    with open_reader(path) as con, pytest.raises(duckdb.Error):
        con.execute(sql.format(folder=path.parent)).fetchall()


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("", "One SQL statement is wanted, not 0"),
        ("SELECT 1; SELECT 2", "One SQL statement is wanted, not 2"),
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM out_clam", "out_clam does not exist"),
        ("SELECT * FROM range(11)", "more than 10 rows"),
        ("SELECT list(x) FROM range(1000000000) t(x)", "more memory"),
    ],
)
def test_mistakes_are_one_sentence(path: Path, sql: str, sentence: str) -> None:
    with pytest.raises(QueryError, match=sentence) as refused:
        run_query(path, sql, memory_limit="100MB", most_rows=10)
    assert "\n" not in str(refused.value)


LONG = "SELECT count(*) FROM range(1000000000000) a"


def test_a_long_query_is_stopped(path: Path) -> None:
    with pytest.raises(QueryError, match=r"longer than 0\.2 seconds"):
        run_query(path, LONG, timeout=0.2)


def test_a_query_that_begins_when_its_time_is_over_is_stopped(path: Path) -> None:
    with open_reader(path) as con, pytest.raises(QueryError), stop_after(con, 0.0):  # noqa: PT012
        time.sleep(0.2)
        con.execute(LONG)
