"""What linking, publishing and reading cost as a warehouse grows: made rows, as dense as a busy world.

    python tests/eval/scale.py [--claims 10000 100000 1000000] [--parts link publish views report] [--folder FOLDER]

For each size: seconds, of the clock and of the processor, to link 1,000 new claims (of the last days, and of any day),
to publish, to ask each `out_` view of the copy for a country-year, and to report on a month, now and as of a time.
A folder keeps the warehouses for another time; above a million claims `link` is left out.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
from made_world import LINKED, build_world, fill_rows, stamp_of

from storage.linking import link_incidents
from storage.report_data import load_report
from storage.warehouse import open_reader, prepare_warehouse, publish_read_copy, read_copy_path

NEW = 1000
COUNTRY, FIRST, LAST = "AAC", date(2023, 1, 1), date(2023, 12, 31)
_OF_COUNTRY = "WHERE place_country = $country AND date_start BETWEEN $first AND $last"
FILTERS = (  # the columns by which a view is asked for a country and a year
    ({"place_country", "date_start"}, "place_country = $country AND date_start BETWEEN $first AND $last"),
    ({"country", "week"}, "country = $country AND week BETWEEN $first AND $last"),
    ({"country", "month"}, "country = $country AND month BETWEEN $first AND $last"),
    ({"country", "event_date"}, "country = $country AND event_date BETWEEN $first AND $last"),
    # Articles of the year with a claim of the country.
    (
        {"article_id", "published_at"},
        """published_at BETWEEN $first AND $last AND article_id IN (
               SELECT article_id
               FROM out_claim
               WHERE place_country = $country AND published_at BETWEEN $first AND $last
           )""",
    ),
    ({"day"}, "day BETWEEN $first AND $last AND $country <> ''"),
    # Parts are asked for by the incidents of the country-year.
    ({"incident_id"}, f"incident_id IN (SELECT incident_id FROM out_incident {_OF_COUNTRY})"),
)
Timing = dict[str, float]


def measure(size: int, folder: Path, parts: set[str]) -> dict[str, Any]:
    path = build_world(size, folder)
    found: dict[str, Any] = {"claims": size}
    if "link" in parts and size <= LINKED:
        found["link_recent"] = link_new(path, size, is_late=False)
        found["link_any_day"] = link_new(path, size, is_late=True)
    if "publish" in parts or not read_copy_path(path).exists():
        found["publish"] = timed(lambda: publish_read_copy(path))
        found["bytes"] = {file.name: file.stat().st_size for file in (path, read_copy_path(path))}
    with open_reader(path) as con:
        if "views" in parts:
            found["views"] = ask_views(con)
        if "report" in parts:
            for kind, as_of in (("report", None), ("report_as_of", datetime(2026, 6, 1, tzinfo=UTC))):
                month = (date(2023, 3, 1), date(2023, 3, 31), datetime(2026, 6, 1, tzinfo=UTC))
                found[kind] = timed(lambda as_of=as_of, month=month: load_report(con, *month, as_of=as_of))
    return found


def link_new(path: Path, size: int, *, is_late: bool) -> Timing:
    """Link new claims to those that the warehouse has, and undo it."""
    with duckdb.connect(str(path)) as con:
        prepare_warehouse(con, path, stamp_of(1))
        con.begin()
        try:
            fill_rows(con, size, size + NEW, size, stamp_of(1), is_late=is_late)
            return timed(lambda: link_incidents(con, stamp_of(1)))
        finally:
            con.rollback()


def ask_views(con: Any) -> dict[str, Timing]:
    """Each view of the copy, asked for a country-year; one that knows no country for a year; else for all."""
    names = con.execute(
        "SELECT DISTINCT table_name FROM duckdb_columns() WHERE starts_with(table_name, 'out_') ORDER BY ALL"
    ).fetchall()
    return {name: timed(lambda name=name: ask(con, name)) for (name,) in names}


def ask(con: Any, view: str) -> int:
    columns = {row[0] for row in con.execute(f"DESCRIBE {view}").fetchall()}
    where = next((where for needed, where in FILTERS if needed <= columns), "$country <> '' AND $first < $last")
    values = {"country": COUNTRY, "first": FIRST, "last": LAST}
    return int(con.execute(f"SELECT * FROM {view} WHERE {where}", values).to_arrow_table().num_rows)


def timed(work: Callable[[], object]) -> Timing:
    """Seconds, and the number of rows where the work gives one."""
    clock, processor = time.perf_counter(), time.process_time()
    rows = work()
    spent = {"s": round(time.perf_counter() - clock, 2), "cpu_s": round(time.process_time() - processor, 2)}
    return {**spent, "rows": rows} if isinstance(rows, int) else spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--parts", nargs="+", default=["link", "publish", "views", "report"])
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = []
        for size in arguments.claims:
            found.append(measure(size, arguments.folder or Path(name), set(arguments.parts)))
            print(json.dumps(found[-1]), flush=True)
    linked = [(row["claims"], row["link_any_day"]["cpu_s"]) for row in found if "link_any_day" in row]
    if len(linked) > 1:
        (few, least), (many, most) = linked[0], linked[-1]
        print(json.dumps({"link_growth_exponent": round(math.log(most / least) / math.log(many / few), 2)}))


if __name__ == "__main__":
    main()
