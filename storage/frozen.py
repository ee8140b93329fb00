"""The `out_` views as tables: in the copy that is published, and for the time of one report.

The views are made of macros that each read what they need from the start, so that nothing is ever out of date. Readers
ask often and of what does not change: for them each step is worked out once, by the same SQL, and kept under its name.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import duckdb

from .sqlfiles import load_sql

_MACRO = re.compile(r"^CREATE OR REPLACE MACRO (out_\w+)\(([\w, ]+)\) AS TABLE\n(.*?);$", re.DOTALL | re.MULTILINE)
_VIEW = re.compile(r"^CREATE OR REPLACE VIEW (out_\w+) AS\n(.*?);$", re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"\b(out_\w+)_asof\(([^()]*)\)")
_NOW = "TIMESTAMP 'infinity'"
# What a table is asked for by, of the first whose columns it has: in this order only the stretch that holds it is read.
_ORDERS = (("place_country", "date_start"), ("published_at",))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Macros by name, with parameters and body; steps (macros of one time) and views in the order of their files."""

    macros: Mapping[str, tuple[tuple[str, ...], str]]
    steps: tuple[str, ...]
    views: Mapping[str, str]


@functools.cache
def _load_steps() -> _Steps:
    text = "\n".join(file.text for file in load_sql("views"))
    macros = {name: (tuple(params.split(", ")), body) for name, params, body in _MACRO.findall(text)}
    steps = tuple(name.removesuffix("_asof") for name, (params, _) in macros.items() if params == ("ts",))
    return _Steps(macros, steps, dict(_VIEW.findall(text)))


def freeze_views(con: duckdb.DuckDBPyConnection) -> None:
    """Put a table in the place of every view, of the same columns and comments. For a copy that nobody writes to."""
    steps = _load_steps()
    comments = _load_comments(con)
    con.begin()
    for name in dict.fromkeys((*steps.steps, *steps.views)):
        if name not in steps.views:
            con.execute(f"CREATE TEMP TABLE {name} AS {_body(name, _NOW)}")
            continue
        body = _body(name, _NOW) if name in steps.steps else _expand(steps.views[name], _NOW)
        con.execute(f"CREATE TABLE frozen AS SELECT * FROM ({body}){_order_of(con, name)}")
        con.execute(f"DROP VIEW {name}")
        con.execute(f"ALTER TABLE frozen RENAME TO {name}")
    for subject, comment in comments:
        con.execute(f"COMMENT ON {subject} IS '{comment.replace(chr(39), chr(39) * 2)}'")
    con.commit()


def freeze_at(con: duckdb.DuckDBPyConnection, moment: datetime) -> None:
    """Let the names of the views stand for temporary tables: what was known at the time (UTC). Undone by `thaw`."""
    thaw(con)
    at = f"TIMESTAMP '{moment.replace(tzinfo=None).isoformat()}'"
    for name in _load_steps().steps:
        con.execute(f"CREATE TEMP TABLE {name} AS {_body(name, at)}")


def thaw(con: duckdb.DuckDBPyConnection) -> None:
    """Let the names of the views stand for the views again."""
    for name in _load_steps().steps:
        con.execute(f"DROP TABLE IF EXISTS temp.{name}")


def _order_of(con: duckdb.DuckDBPyConnection, view: str) -> str:
    columns = {column for (column, *_) in con.execute(f"DESCRIBE {view}").fetchall()}
    return next((f" ORDER BY {', '.join(order)}" for order in _ORDERS if columns.issuperset(order)), "")


def _body(step: str, at: str) -> str:
    return _expand(re.sub(r"\bts\b", at, _load_steps().macros[f"{step}_asof"][1]), at)


def _expand(sql: str, at: str) -> str:
    """The query with names of tables in the place of steps, and other macros written out."""
    steps = _load_steps()

    def read(call: re.Match[str]) -> str:
        name, arguments = call[1], call[2].split(", ")
        if name in steps.steps:
            return name
        params, body = steps.macros[f"{name}_asof"]
        for param, argument in zip(params, arguments, strict=True):
            body = re.sub(rf"\b{param}\b", argument, body)
        return f"({_expand(body, at)})"

    return _CALL.sub(read, sql)


def _load_comments(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """What COMMENT ON is said of, of the views and their columns, and what it says."""
    return con.execute(
        """SELECT 'TABLE ' || view_name, comment
           FROM duckdb_views()
           WHERE starts_with(view_name, 'out_') AND comment <> ''
           UNION ALL
           SELECT concat('COLUMN ', table_name, '.', column_name), duckdb_columns.comment
           FROM duckdb_columns()
           INNER JOIN duckdb_views() ON table_name = view_name
           WHERE starts_with(view_name, 'out_') AND duckdb_columns.comment <> ''"""
    ).fetchall()
