"""Checks of the data: SQL that returns the bad rows and must return none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb

from .rows import Stamp, utc
from .sqlfiles import SqlFile, load_sql

_SHOWN = 5
_BETWEEN_RUNS = ("incidents_are_linked.sql", "totals_match_claims.sql")
_OF_RUN = (
    "core_extraction",
    "core_claim",
    "core_claim_party",
    "core_claim_target",
    "core_claim_weapon",
    "core_claim_count",
    "core_claim_evidence",
    "core_issue",
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: what it wants, how many rows break it, and the first few of them."""

    name: str
    wanted: str
    bad_rows: int
    columns: tuple[str, ...]
    examples: tuple[tuple[Any, ...], ...]

    @property
    def is_passed(self) -> bool:
        return self.bad_rows == 0


def run_checks(con: duckdb.DuckDBPyConnection, stamp: Stamp | None = None) -> tuple[CheckResult, ...]:
    """Run every check shipped with the package, in filename order.

    With a `stamp` only the checks of rows and their parents, on the rows that its run wrote: what it can have broken,
    at a cost that does not grow with the warehouse. What holds between rows of several runs is left to the whole check.
    """
    checks = load_sql("checks")
    if stamp is None:
        return tuple(_run_check(con, check) for check in checks)
    with _only_rows_of(con, stamp):
        return tuple(_run_check(con, check) for check in checks if check.name not in _BETWEEN_RUNS)


def _run_check(con: duckdb.DuckDBPyConnection, check: SqlFile) -> CheckResult:
    wanted = check.text.partition("\n")[0].removeprefix("--").strip()
    result = con.execute(check.text)
    columns = tuple(column[0] for column in result.description or [])
    rows = result.fetchall()
    return CheckResult(check.name.removesuffix(".sql"), wanted, len(rows), columns, tuple(rows[:_SHOWN]))


@contextmanager
def _only_rows_of(con: duckdb.DuckDBPyConnection, stamp: Stamp) -> Iterator[None]:
    """Within: the tables' names stand for the rows of one run, and of the versions that it extracted.

    Temporary views go before tables of their name. The time of recording, kept in order, spares most of each table.
    """
    row = con.execute("SELECT current_database()").fetchone()
    tables = f'"{row[0] if row is not None else ""}".main'
    moment, run_id = utc(stamp.recorded_at).isoformat(), stamp.run_id.replace("'", "''")
    of_run = f"recorded_at = TIMESTAMP '{moment}' AND run_id = '{run_id}'"
    con.execute(f"CREATE TEMP TABLE run_version AS SELECT version_id FROM {tables}.core_extraction WHERE {of_run}")
    con.execute(
        f"CREATE TEMP TABLE run_article AS SELECT rowid AS row FROM {tables}.raw_article "
        "WHERE version_id IN (SELECT version_id FROM run_version)"
    )
    known = "(version_id IS NULL OR version_id IN (SELECT version_id FROM run_version))"
    views = dict.fromkeys(_OF_RUN, of_run) | {
        "raw_fetch": f"{of_run} AND {known}",
        "raw_article": "rowid IN (SELECT row FROM run_article)",
        "core_incident_link": "false",  # links tie claims of any run
        "core_origin_link": "false",
        "core_signature": "false",  # versions of any run are signed where that was not done yet
    }
    try:
        for table, rows in views.items():
            con.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM {tables}.{table} WHERE {rows}")
        yield
    finally:
        for table in views:
            con.execute(f"DROP VIEW IF EXISTS temp.main.{table}")
        con.execute("DROP TABLE IF EXISTS temp.main.run_version")
        con.execute("DROP TABLE IF EXISTS temp.main.run_article")
