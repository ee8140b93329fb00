"""The articles of which anything came since the last linking: only their claims can have changed.

The tables only grow, so what came lies behind the rows that were counted the last time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import duckdb

from .queries import rows_sql

_TABLES = ("raw_article", "raw_fetch", "core_extraction", "core_origin_link")  # what decides which claims speak
_READ = (*_TABLES, "core_signature")  # what out_article_asof reads of versions
_CLAIM_TABLES = ("core_claim", "core_claim_party", "core_claim_weapon", "core_claim_count", "core_claim_evidence")
_COUNTED = (*_TABLES, *_CLAIM_TABLES)
# A choice of extractor concerns every article.
_COUNTS = " UNION ALL ".join(
    [f"SELECT '{table}' AS name, count(*) AS n_rows FROM {table}" for table in _COUNTED]
    + ["SELECT 'extractor', count(*) FROM meta_setting WHERE name = 'extractor'"]
)
Seen = Mapping[str, int]  # rows looked at by table


def find_seen(con: duckdb.DuckDBPyConnection) -> Seen | None:
    """What was looked at the last time; None if every article is to be looked at.

    So it is after a full forgetting (`forget_news`), and where rows are not where they were.
    """
    seen = dict(con.execute("SELECT name, n_rows FROM meta_link_seen").fetchall())
    now = dict(con.execute(_COUNTS).fetchall())
    if seen.keys() != now.keys() or seen["extractor"] != now["extractor"]:
        return None
    for table in _COUNTED:
        (n_news,) = con.execute(f"SELECT count(*) FROM {table} WHERE rowid >= {seen[table]}").fetchone() or (0,)
        if n_news != now[table] - seen[table]:  # a table that was written anew, with holes
            return None
    return seen


@contextmanager
def read_news(con: duckdb.DuckDBPyConnection, seen: Seen | None) -> Iterator[None]:
    """Temp table `news_article` gets the articles to look at; within, the tables of versions stand for those alone."""
    if seen is None:
        con.execute("CREATE OR REPLACE TEMP TABLE news_article AS SELECT DISTINCT article_id FROM raw_article")
        yield
        return
    news = " UNION ALL ".join(f"SELECT version_id FROM {table} WHERE rowid >= {seen[table]}" for table in _TABLES)
    con.execute(f"CREATE OR REPLACE TEMP TABLE news AS SELECT DISTINCT version_id FROM ({news})")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE news_article AS "
        f"SELECT DISTINCT article_id FROM ({rows_sql('raw_article', 'version_id', 'news', 'article_id')})"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE news_version AS "
        + rows_sql("raw_article", "article_id", "news_article", "version_id")
    )
    columns = "COLUMNS(lambda name: name NOT IN ('text', 'hashes'))"
    with _stand_for(con, {table: rows_sql(table, "version_id", "news_version", columns) for table in _READ}):
        yield


@contextmanager
def read_claims(con: duckdb.DuckDBPyConnection, seen: Seen | None) -> Iterator[None]:
    """Within, the tables of claims stand for what came since the last linking, if temp table `fresh` is of that alone.

    An extraction is appended whole: those of one that came lie behind the rows that were counted as well.
    """
    came: dict[str, str] = {}
    if seen is not None:
        came = {table: f"SELECT * FROM {table} WHERE rowid >= {seen[table]}" for table in _CLAIM_TABLES}
        extractions = f"SELECT extraction_id FROM core_extraction WHERE rowid >= {seen['core_extraction']}"
        if con.execute(f"SELECT * FROM fresh ANTI JOIN ({extractions}) USING (extraction_id) LIMIT 1").fetchall():
            came = {}  # an older reading speaks again, as after a deletion
    with _stand_for(con, came):
        yield


def remember_news(con: duckdb.DuckDBPyConnection) -> None:
    """Everything up to here has been looked at."""
    con.execute("DELETE FROM meta_link_seen")
    con.execute(f"INSERT INTO meta_link_seen {_COUNTS}")


def forget_news(con: duckdb.DuckDBPyConnection) -> None:
    """Look at every article the next time."""
    con.execute("DELETE FROM meta_link_seen")


@contextmanager
def _stand_for(con: duckdb.DuckDBPyConnection, rows: Mapping[str, str]) -> Iterator[None]:
    """Within, the names of the tables stand for the rows that the queries give."""
    try:
        for table, sql in rows.items():
            con.execute(f"CREATE TEMP TABLE {table} AS {sql}")
        yield
    finally:
        with suppress(duckdb.TransactionException):  # an aborted transaction takes the tables with it
            for table in rows:
                con.execute(f"DROP TABLE IF EXISTS temp.{table}")
