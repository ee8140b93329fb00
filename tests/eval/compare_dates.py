"""Other date parsers on `tests/extract/date_expressions.csv`, beside ours; makes the table in `docs/dates.md`.

The others are no dependencies of the project. In an environment of its own:

    uv venv others
    uv pip install --python others dateparser parsedatetime timefhuman pyyaml python-dateutil hijridate
    PYTHONPATH=. others/bin/python tests/eval/compare_dates.py

All three search the sentence. They give a day where a phrase names a week, a month or a year, so there is a lenient
count too: the day that they give lies in the interval.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path

import dateparser.search
import parsedatetime
import timefhuman

from extract.dates.find import find_dates

Answer = list[tuple[date, date] | None]  # None: a phrase found and left unresolved
_TABLE = Path(__file__).parents[1] / "extract" / "date_expressions.csv"


def read_ours(text: str, reference: date | None) -> Answer:
    return [(m.date_start, m.date_end) if m.date_start and m.date_end else None for m in find_dates(text, reference)]


def read_dateparser(text: str, reference: date | None) -> Answer:
    settings: dict[str, object] = {"PREFER_DATES_FROM": "past"}
    if reference is not None:
        settings["RELATIVE_BASE"] = datetime(reference.year, reference.month, reference.day, 12)  # noqa: DTZ001
    found = dateparser.search.search_dates(text, languages=["en"], settings=settings) or []
    return [(d.date(), d.date()) for _, d in found]


def read_parsedatetime(text: str, reference: date | None) -> Answer:
    base = reference or date(2026, 1, 1)
    found = parsedatetime.Calendar().nlp(text, datetime(base.year, base.month, base.day, 12)) or ()  # noqa: DTZ001
    return [(hit[0].date(), hit[0].date()) for hit in found]


def read_timefhuman(text: str, reference: date | None) -> Answer:
    base = reference or date(2026, 1, 1)
    config = timefhuman.tfhConfig(
        now=datetime(base.year, base.month, base.day, 12),  # noqa: DTZ001
        direction=timefhuman.Direction.previous,
    )
    return [day for hit in timefhuman.timefhuman(text, config=config) for day in _flatten(hit)]


def _flatten(hit: object) -> Answer:
    if isinstance(hit, list):
        return [day for part in hit for day in _flatten(part)]
    if isinstance(hit, tuple) and len(hit) == 2:
        (start,), (end,) = _flatten(hit[0]), _flatten(hit[1])
        return [(start[0], end[1]) if start and end else None]
    if isinstance(hit, datetime):
        return [(hit.date(), hit.date())]
    return [(hit, hit)] if isinstance(hit, date) else []


def judge(row: dict[str, str], answer: Answer) -> tuple[bool, bool]:
    """(exactly right, right if a day inside the interval is enough)."""
    if row["expected"] == "none":
        return not answer, not answer
    if row["expected"] == "unresolved":
        return answer == [None], answer in ([None], [])
    want = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    inside = len(answer) == 1 and answer[0] is not None and want[0] <= answer[0][0] <= answer[0][1] <= want[1]
    return answer == [want], inside


def main() -> None:
    rows = list(csv.DictReader(_TABLE.read_text("utf-8").splitlines()))
    readers: dict[str, Callable[[str, date | None], Answer]] = {
        "sitrep": read_ours,
        f"dateparser {version('dateparser')}": read_dateparser,
        f"parsedatetime {version('parsedatetime')}": read_parsedatetime,
        f"timefhuman {version('timefhuman')}": read_timefhuman,
    }
    print("| reader | exact | day inside | days | stretches | unresolved kept | not dates | raised | ms a sentence |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, read in readers.items():
        read("warm up on Monday", date(2018, 1, 20))
        right: dict[str, list[bool]] = {
            sort: [] for sort in ("exact", "inside", "day", "stretch", "unresolved", "none")
        }
        raised, started = 0, time.perf_counter()
        for row in rows:
            try:
                answer = read(row["text"], date.fromisoformat(row["reference"]) if row["reference"] else None)
            except Exception:  # noqa: BLE001  whatever a foreign library raises is its answer
                raised += 1
                answer = [None, None]
            exact, inside = judge(row, answer)
            right["exact"].append(exact)
            right["inside"].append(inside)
            sort = row["expected"] if row["expected"] != "resolved" else "day" if row["precision"] == "1" else "stretch"
            right[sort].append(exact)
        seconds = time.perf_counter() - started
        shares = [f"{sum(r) / len(r):.3f}" for r in right.values()]
        print(f"| {name} | {' | '.join(shares)} | {raised} | {seconds / len(rows) * 1000:.2f} |")


if __name__ == "__main__":
    main()
