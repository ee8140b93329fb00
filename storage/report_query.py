"""Rows for a report: the SQL in `sql/report/`, its temporary tables first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

import duckdb

from .frozen import freeze_at, thaw
from .sqlfiles import load_sql

_PARAMETER = re.compile(r"\$([a-z_]+)")
HISTORY_DAYS = 26 * 7  # looked back from the window: half a year, without season
_LONGEST = 3660  # days of a window that is compared with one before

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Window:
    """Days of events that a report is on, both ends inclusive, and those that it compares them with.

    Without a window before, `before_from` is `date_from`.
    """

    date_from: date
    date_to: date
    before_from: date
    history_from: date

    @property
    def has_before(self) -> bool:
        return self.before_from < self.date_from


def find_window(date_from: date, date_to: date) -> Window:
    """The window with one of the same length before it and at least half a year of history, in whole weeks."""
    length = (date_to - date_from).days + 1
    if length > _LONGEST or date_from.toordinal() <= max(length, HISTORY_DAYS) + 7:
        return Window(date_from, date_to, date_from, date_from)
    before_from = date_from - timedelta(length)
    history_from = min(before_from, date_from - timedelta(HISTORY_DAYS))
    return Window(date_from, date_to, before_from, history_from - timedelta(history_from.weekday()))


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """A connection with the values that the SQL of one report is bound to; `as_of` None is now."""

    con: duckdb.DuckDBPyConnection
    values: Mapping[str, Any]

    def rows(self, name: str, **more: Any) -> list[dict[str, Any]]:
        """Rows of `sql/report/<name>.sql` as dicts. Lists go in as JSON text."""
        sql = files("storage").joinpath("sql", "report", f"{name}.sql").read_text("utf-8")
        found = self.run(sql, **more)
        columns = [column[0] for column in found.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]

    def run(self, sql: str, **more: Any) -> duckdb.DuckDBPyConnection:
        # Given a list, DuckDB looks for pandas at every item of it: half of the time that a report took.
        given = {name: json.dumps(value) if isinstance(value, list) else value for name, value in more.items()}
        values, names = {**self.values, **given}, set(_PARAMETER.findall(sql))
        return self.con.execute(sql, {name: values[name] for name in names})


@contextmanager
def open_query(
    con: duckdb.DuckDBPyConnection, window: Window, as_of: datetime | None, since: datetime | None, limit: int
) -> Iterator[ReportQuery]:
    """Read what the report is on into temporary tables; `limit` rows of each list are loaded later.

    Within, the views show what was known at `as_of`; the incidents at `since` are in report_before.
    """
    query = ReportQuery(
        con,
        {
            "date_from": window.date_from,
            "date_to": window.date_to,
            "before_from": window.before_from,
            "history_from": window.history_from,
            "as_of": "infinity" if as_of is None else as_of.replace(tzinfo=None).isoformat(),
            "since": None if since is None else since.replace(tzinfo=None).isoformat(),
            "limit": limit,
        },
    )
    try:
        if since is not None:
            freeze_at(con, since)
            for file in load_sql("report/before"):
                query.run(file.text)
            thaw(con)
        if as_of is not None:
            freeze_at(con, as_of)
        for file in load_sql("report/load"):
            query.run(file.text)
        yield query
    finally:
        thaw(con)
