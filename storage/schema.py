"""docs/schema.md, written from the comments in the database: `python -m storage.schema docs/schema.md`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from .rows import Stamp
from .sqlfiles import load_sql
from .warehouse import prepare_warehouse

_HEAD = """# Tables and views of the warehouse

Generated from the database's own comments: `python -m storage.schema docs/schema.md`. Times are UTC, dates are full
days with both ends inclusive, countries are ISO 3166-1 alpha-3. Unknown is null, never zero. `raw_*` and `core_*` are
append-only; read `out_*`: they show each thing once, as it is now known. Macros with `_asof(ts)` show it as it was
known at a time.
"""


def render_schema(con: duckdb.DuckDBPyConnection) -> str:
    """The page, in Markdown."""
    parts = [_HEAD]
    for title, prefix in (
        ("Views", "out_"),
        ("Claims and links", "core_"),
        ("Inputs", "raw_"),
        ("Bookkeeping", "meta_"),
    ):
        parts.append(f"## {title}\n")
        parts += [_render_object(con, name, comment) for name, comment in _find_objects(con, prefix)]
    parts.append("## Macros\n")
    parts.append(_render_rows([("Macro", "Returns"), *_find_macros(con)]))
    parts.append("## Checks\n")
    checks = [
        (f"`{file.name}`", file.text.partition("\n")[0].removeprefix("--").strip()) for file in load_sql("checks")
    ]
    parts.append(_render_rows([("Check", "Wants"), *checks]))
    return "\n".join(parts)


def _find_objects(con: duckdb.DuckDBPyConnection, prefix: str) -> list[tuple[str, str]]:
    return con.execute(
        "SELECT table_name, comment FROM duckdb_tables() WHERE starts_with(table_name, $1) "
        "UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE starts_with(view_name, $1) ORDER BY table_name",
        [prefix],
    ).fetchall()


def _find_macros(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute(
        "SELECT '`' || function_name || '(' || array_to_string(parameters, ', ') || ')`', comment "
        "FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal ORDER BY function_name"
    ).fetchall()


def _render_object(con: duckdb.DuckDBPyConnection, name: str, comment: str) -> str:
    columns = con.execute(
        "SELECT '`' || column_name || '`', lower(data_type), comment FROM duckdb_columns() "
        "WHERE table_name = ? ORDER BY column_index",
        [name],
    ).fetchall()
    return f"### {name}\n\n{comment}\n\n{_render_rows([('Column', 'Type', 'Meaning'), *columns])}"


def _render_rows(rows: list[tuple[str, ...]]) -> str:
    head, *body = [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join([head, f"|{'---|' * len(rows[0])}", *body, ""])


def main(path: Path) -> None:
    """Write the page to `path`."""
    with duckdb.connect() as con:
        prepare_warehouse(con, Path("memory"), Stamp("schema", datetime.now(UTC)))
        path.write_text(render_schema(con), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
