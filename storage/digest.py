"""Row counts and content hashes of tables, without times and run ids: equal digests mean equal content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

# When and by whom a row was written; a fetch's id holds its time. An issue of a fetch is known by its own id.
_INCIDENTAL = ("recorded_at", "run_id", "requested_at", "fetch_id")


@dataclass(frozen=True, slots=True)
class TableDigest:
    table: str
    rows: int
    content: str  # 32 hex digits, whatever the order of the rows


def find_digests(con: duckdb.DuckDBPyConnection, tables: Sequence[str] | None = None) -> tuple[TableDigest, ...]:
    """Digest of each table named; of raw_article and all core tables if none is."""
    if tables is None:
        found = con.execute(
            "SELECT table_name FROM duckdb_tables() "
            "WHERE table_name = 'raw_article' OR starts_with(table_name, 'core_') ORDER BY table_name"
        ).fetchall()
        tables = [name for (name,) in found]
    return tuple(_digest(con, table) for table in tables)


def _digest(con: duckdb.DuckDBPyConnection, table: str) -> TableDigest:
    columns = [column for column in con.table(table).columns if column not in _INCIDENTAL]
    row = con.execute(
        "SELECT count(*), md5(coalesce(string_agg(row_md5, '' ORDER BY row_md5), '')) "
        f"FROM (SELECT md5(to_json(struct_pack({', '.join(columns)}))::VARCHAR) AS row_md5 FROM {table})"
    ).fetchone()
    count, content = row or (0, "")
    return TableDigest(table, int(count), str(content))
