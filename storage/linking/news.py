"""The articles of which anything came since the last linking: only their claims can have changed.

The tables only grow, so what came lies behind the rows that were counted the last time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb

_TABLES = ("raw_article", "raw_fetch", "core_extraction", "core_origin_link")  # what decides which claims speak
_READ = (*_TABLES, "core_signature")  # what out_article_asof reads of versions
# A choice of extractor concerns every article.
_COUNTS = " UNION ALL ".join(
    [f"SELECT '{table}' AS name, count(*) AS n_rows FROM {table}" for table in _TABLES]
    + ["SELECT 'extractor', count(*) FROM meta_setting WHERE name = 'extractor'"]
)


@contextmanager
def read_news(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Temp table `news_article` gets the articles to look at; within, the tables of versions stand for those alone.

    After a full forgetting (`forget_news`), or where rows are not where they were, these are all articles.
    """
    seen = _find_seen(con)
    if seen is None:
        con.execute("CREATE OR REPLACE TEMP TABLE news_article AS SELECT DISTINCT article_id FROM raw_article")
        yield
        return
    news = " UNION ALL ".join(f"SELECT version_id FROM {table} WHERE rowid >= {seen[table]}" for table in _TABLES)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE news_article AS
            SELECT DISTINCT article_id FROM raw_article SEMI JOIN ({news}) AS news USING (version_id)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE news_version AS
           SELECT version_id FROM raw_article SEMI JOIN news_article USING (article_id)"""
    )
    for table in _READ:
        con.execute(
            f"""CREATE TEMP TABLE {table} AS
                SELECT COLUMNS(lambda name: name NOT IN ('text', 'hashes'))
                FROM {table}
                SEMI JOIN news_version USING (version_id)"""
        )
    try:
        yield
    finally:
        for table in _READ:
            con.execute(f"DROP TABLE temp.{table}")


def remember_news(con: duckdb.DuckDBPyConnection) -> None:
    """Everything up to here has been looked at."""
    con.execute("DELETE FROM meta_link_seen")
    con.execute(f"INSERT INTO meta_link_seen {_COUNTS}")


def forget_news(con: duckdb.DuckDBPyConnection) -> None:
    """Look at every article the next time."""
    con.execute("DELETE FROM meta_link_seen")


def _find_seen(con: duckdb.DuckDBPyConnection) -> Mapping[str, int] | None:
    """Rows looked at by table; None if every article is to be looked at."""
    seen = dict(con.execute("SELECT name, n_rows FROM meta_link_seen").fetchall())
    now = dict(con.execute(_COUNTS).fetchall())
    if seen.keys() != now.keys() or seen["extractor"] != now["extractor"]:
        return None
    for table in _TABLES:
        (n_news,) = con.execute(f"SELECT count(*) FROM {table} WHERE rowid >= {seen[table]}").fetchone() or (0,)
        if n_news != now[table] - seen[table]:  # a table that was written anew, with holes
            return None
    return seen
