"""What publishing, reading and linking cost as a warehouse grows: made rows, as dense as a busy world.

    python tests/eval/scale.py [--claims 10000 100000 1000000] [--folder FOLDER]

For each size: seconds, of the clock and of the processor, to link all, to publish, to ask each `out_` view of the copy
for a country-year, and to make a report of a month, now and as of a time.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from linking_speed import fill_rows, stamp_of

from storage.linking import link_incidents
from storage.report_data import load_report
from storage.warehouse import open_reader, open_warehouse, publish_read_copy, transaction

COUNTRY, FIRST, LAST = "AAC", date(2023, 1, 1), date(2023, 12, 31)
FILTERS = (  # the columns by which a view is asked for a country and a year
    ({"place_country", "date_start"}, "place_country = $country AND date_start BETWEEN $first AND $last"),
    ({"country", "week"}, "country = $country AND week BETWEEN $first AND $last"),
    ({"country", "month"}, "country = $country AND month BETWEEN $first AND $last"),
    ({"country", "event_date"}, "event_date BETWEEN $first AND $last AND $country <> ''"),
    ({"published_at"}, "published_at BETWEEN $first AND $last AND $country <> ''"),
    ({"day"}, "day BETWEEN $first AND $last AND $country <> ''"),
)


def measure(size: int, folder: Path) -> dict[str, Any]:
    path = folder / f"scale-{size}.duckdb"
    with open_warehouse(path, stamp_of(0)) as con:
        fill_rows(con, 0, size, size, stamp_of(0))
        with transaction(con):
            linked = timed(lambda: link_incidents(con, stamp_of(0)))
    found: dict[str, Any] = {"claims": size, "link_all": linked, "publish": timed(lambda: publish_read_copy(path))}
    with open_reader(path) as con:
        names = con.execute(
            "SELECT DISTINCT table_name FROM duckdb_columns() WHERE starts_with(table_name, 'out_') ORDER BY ALL"
        ).fetchall()
        found["views"] = {name: timed(lambda name=name: ask(con, name)) for (name,) in names}
        for kind, as_of in (("report", None), ("report_as_of", datetime(2026, 6, 1, tzinfo=UTC))):
            month = (date(2023, 3, 1), date(2023, 3, 31), datetime(2026, 6, 1, tzinfo=UTC))
            found[kind] = timed(lambda as_of=as_of, month=month: load_report(con, *month, as_of=as_of))
    found["bytes"] = {file.name: file.stat().st_size for file in folder.glob("scale-*.duckdb")}
    for file in folder.glob("scale-*"):
        file.unlink()
    return found


def ask(con: Any, view: str) -> int:
    """All rows of a country-year of the view; of one that knows no country, those of a year; else all."""
    columns = {row[0] for row in con.execute(f"DESCRIBE {view}").fetchall()}
    where = next((where for needed, where in FILTERS if needed <= columns), "$country <> '' AND $first < $last")
    values = {"country": COUNTRY, "first": FIRST, "last": LAST}
    return int(con.execute(f"SELECT * FROM {view} WHERE {where}", values).to_arrow_table().num_rows)


def timed(work: Callable[[], object]) -> dict[str, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return {"s": round(time.perf_counter() - clock, 2), "cpu_s": round(time.process_time() - processor, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as name:
        for size in arguments.claims:
            print(json.dumps(measure(size, Path(name))), flush=True)


if __name__ == "__main__":
    main()
