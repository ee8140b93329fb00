"""Checks of the data: SQL that returns the bad rows and must return none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb

from .warehouse import load_sql

_SHOWN = 5


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


def run_checks(con: duckdb.DuckDBPyConnection) -> tuple[CheckResult, ...]:
    """Run every check shipped with the package, in filename order."""
    results = []
    for check in load_sql("checks"):
        wanted = check.text.partition("\n")[0].removeprefix("--").strip()
        result = con.execute(check.text)
        columns = tuple(column[0] for column in result.description or [])
        rows = result.fetchall()
        results.append(CheckResult(check.name.removesuffix(".sql"), wanted, len(rows), columns, tuple(rows[:_SHOWN])))
    return tuple(results)
