"""The queries of `sql/link`, by name."""

from __future__ import annotations

import functools

from storage.sqlfiles import load_sql


@functools.cache
def _queries() -> dict[str, str]:
    return {query.name.removesuffix(".sql"): query.text for query in load_sql("link")}


def link_sql(name: str) -> str:
    return _queries()[name]


def rows_sql(table: str, key: str, keys: str, columns: str = "*") -> str:
    """Columns of the rows of the table whose key is in the table `keys`.

    The key is looked for in its own column: of the others, only what lies around the rows found is read.
    """
    return f"SELECT {columns} FROM {table} WHERE rowid IN (SELECT rowid FROM {table} SEMI JOIN {keys} USING ({key}))"


def blocks_sql() -> str:
    """Keys under which the claims of temp table `lead` are found."""
    return f"{link_sql('days').format(nodes='lead', margin=0)}\n{link_sql('blocks')}"


def probes_sql() -> str:
    """Keys under which the claims of temp table `frontier` look for their neighbours."""
    return f"{link_sql('days').format(nodes='frontier', margin=1)}\n{link_sql('probes')}"
