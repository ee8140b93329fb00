"""What the short, reading commands print."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Literal

from flows.console import print_json, print_line, print_table

_FOUND = {
    "place": ("name", "country", "admin1", "lat", "lon", "precision"),
    "date": ("date_start", "date_end", "precision"),
    "actor": ("name", "actor_id", "actor_class", "country", "kind"),
    "count": ("qualifier", "low", "best", "high"),
}


def show_result(result: Any, form: Literal["table", "json", "csv"]) -> None:
    """A `storage.query.QueryResult`: a table, a JSON array of objects, or CSV with a header line."""
    if form == "json":
        print_json([dict(zip(result.columns, row, strict=True)) for row in result.rows])
    elif form == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([result.columns, *result.rows])
        print_line(text.getvalue().removesuffix("\n"))
    else:
        print_table(result.columns, result.rows)
        print_line(f"{len(result.rows):,} {'row' if len(result.rows) == 1 else 'rows'}")


def show_checks(warehouse: Path, *, as_json: bool) -> int:
    """The data checks; 1 if any row breaks one."""
    from storage.checks import run_checks  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    with open_reader(warehouse) as con:
        results = run_checks(con)
    failed = [result for result in results if not result.is_passed]
    if as_json:
        print_json([asdict(result) for result in results])
        return int(bool(failed))
    for result in failed:
        print_line(f"FAILED {result.name}: {result.bad_rows:,} rows; {result.wanted}")
        print_table(result.columns, result.examples)
    print_line(f"{len(results) - len(failed)} of {len(results)} checks passed")
    return int(bool(failed))


def show_mentions(kind: str, mentions: Sequence[Any], *, as_json: bool) -> None:
    """What a look-up found in a text, with offsets; a place's facts are those of its `value`."""
    columns = ("start", "end", "text", *_FOUND[kind], "rule")
    rows = [tuple(_fact(mention, column) for column in columns) for mention in mentions]
    if as_json:
        print_json([{"kind": kind, **dict(zip(columns, row, strict=True))} for row in rows])
    else:
        print_table(columns, rows)


def _fact(mention: Any, column: str) -> Any:
    holder = mention if hasattr(mention, column) else mention.value
    fact = None if holder is None else getattr(holder, column)
    return fact.isoformat() if isinstance(fact, date) else fact
