"""Runs killed at random moments, then run again: the rows must be those of a run that was left alone.

    python tests/eval/kills.py --kills 50

Half the kills hit a pass over the sources, half a backfill. Each starts on an empty warehouse, in a fork of this
process, so that the moments fall on the work and not on the loading of libraries. Only the run itself opens the
warehouse for writing: whoever looks at what a kill left does not mend it. With --workers a helper or a page parser is
killed as often as the run (Linux), which then has to end well by itself. Helpers take seconds to start, in which little
happens: with --at-writes the moments are drawn among the changes of the log, each up to a third of a second after one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

import flows.workers
from flows.collect import ALL, monitor_once
from flows.extraction import shared_resources
from flows.settings import Settings, load_settings
from flows.sources import Source
from flows.windows import Piece, run_pieces
from storage.digest import find_digests
from storage.renewal import log_size

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
DAYS = (date(2024, 3, 1), date(2024, 3, 28))
TOWNS = ("Gao", "Mopti", "Kirkuk", "Mosul", "Marib", "Aden", "Goma", "Bunia", "Kidal", "Mubi")
# Two runs may tell the same partition by rows of other times; it is compared as sets of anchors.
_PARTITION = """
SELECT list(anchor_id ORDER BY anchor_id)
FROM (SELECT DISTINCT anchor_id, incident_id FROM out_claim WHERE incident_id IS NOT NULL)
GROUP BY incident_id ORDER BY 1
"""
_TABLES = """
SELECT table_name FROM duckdb_tables()
WHERE table_name = 'raw_article' OR table_name = 'core_extraction' OR table_name = 'core_issue'
    OR starts_with(table_name, 'core_claim')
ORDER BY table_name
"""

Act = Callable[[Settings], None]


def make_sources(folder: Path, n_articles: int, *, pages: bool) -> list[Source]:
    """Three folders of short reports; with `pages` some are web pages, which are parsed in processes of their own."""
    sources = []
    for name in ("north", "south", "east"):
        (folder / name).mkdir(parents=True)
        sources.append(Source(name=name, kind="folder", url=str(folder / name)))
    for number in range(n_articles):
        town, day = TOWNS[number % len(TOWNS)], DAYS[0] + timedelta(days=number % 14)
        title = f"Report {number} from {town}"
        story = f"Gunmen killed {number % 7 + 2} soldiers in {town} on {day - timedelta(days=1):%A}, an officer said."
        path = folder / ("north", "south", "east")[number % 3] / f"{number:04}"
        if pages and number % 9 == 0:
            head = f"<html><head><title>{title}</title></head>"
            body = f"<body><article><h1>{title}</h1><p>{story}</p></article></body></html>"
            path.with_suffix(".html").write_text(head + body)
        else:
            path.with_suffix(".txt").write_text(f"date {day} {title}\n\n{story}\n")
    (folder / "east" / "broken.jsonl").write_text("{no json\n")
    return sources


def fork(act: Act, settings: Settings) -> int:
    """Run it in a child of its own process group; returns the process id."""
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        code = 1
        try:
            act(settings)
            code = 0
        finally:
            os._exit(code)
    return pid


def watch(pid: int, warehouse: Path, n_writes: float = float("inf")) -> int:
    """Wait until the run has ended or its log has changed so often; returns how often it did."""
    seen, size = 0, log_size(warehouse)
    while seen < n_writes and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        now = log_size(warehouse)
        seen, size = seen + (now != size), now
        time.sleep(0.002)
    return seen


def kill_after(pid: int, seconds: float, chance: random.Random) -> str | None:
    """Kill the run or one of its helpers after so many seconds; returns which, None if the run had ended by then."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if os.waitpid(pid, os.WNOHANG) != (0, 0):
            return None
        time.sleep(0.002)
    helpers = find_helpers(pid)
    if helpers and chance.random() < 0.5:
        os.kill(chance.choice(helpers), signal.SIGKILL)
        wait_for(pid)
        return "helper"
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return "run"


def find_helpers(pid: int) -> list[int]:
    """Processes that the run has started to extract or to parse pages."""
    children = [child for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
    return sorted(int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes())


def wait_for(pid: int) -> None:
    """Wait for a run that nobody disturbed any more."""
    _, status = os.waitpid(pid, 0)
    if status != 0:
        raise SystemExit("a run that was left alone failed")


def run_through(act: Act, settings: Settings) -> float:
    """Run it undisturbed; returns seconds."""
    begun = time.monotonic()
    wait_for(fork(act, settings))
    return time.monotonic() - begun


def read_rows(warehouse: Path) -> tuple[object, object]:
    """What must be equal: digests of the tables, and the partition into incidents."""
    with duckdb.connect(str(warehouse), read_only=True) as con:
        tables = [name for (name,) in con.execute(_TABLES).fetchall()]
        return find_digests(con, tables), con.execute(_PARTITION).fetchall()


def measure_kills(
    n_kills: int,
    n_articles: int,
    seed: int,
    folder: Path,
    *,
    pages: bool = False,
    workers: int = 1,
    at_writes: bool = False,
) -> dict[str, object]:
    """The ledger: kills, how far runs had come, and the number whose rows differed in the end."""
    sources = make_sources(folder / "in", n_articles, pages=pages)
    base = replace(load_settings({}), batch_size=3, workers=workers, sources=None)
    if workers > 1:
        flows.workers._ALONE = 0  # helpers from the second batch on
    shared_resources(base).nlp("Loaded before the first fork.")
    acts: dict[str, Act] = {
        "monitor": lambda settings: void(monitor_once(sources, ALL, NOW, settings)),
        "backfill": lambda settings: void(
            list(run_pieces([Piece((source,), *DAYS) for source in sources], settings, clock=lambda: NOW))
        ),
    }
    chance, ledger, differing, reached = random.Random(seed), {}, 0, []
    for name, act in acts.items():
        calm = replace(base, warehouse=folder / name / "calm.duckdb")
        begun, pid = time.monotonic(), fork(act, calm)
        n_writes = watch(pid, calm.warehouse)
        wait_for(pid)
        seconds = time.monotonic() - begun
        wanted = read_rows(calm.warehouse)
        killed: Counter[str] = Counter()
        for number in range(n_kills // len(acts)):
            settings = replace(base, warehouse=folder / name / f"{number}.duckdb")
            pid, moment = fork(act, settings), chance.uniform(0, seconds)
            if at_writes:
                watch(pid, settings.warehouse, chance.randint(1, n_writes))
                moment = chance.uniform(0, 0.3)
            victim = kill_after(pid, moment, chance)
            killed[victim or "none: it had ended"] += 1
            reached.append(count_articles(settings.warehouse))
            again = run_through(act, settings)
            if reached[-1] == 0:  # a whole run: on a busy machine the last one tells best how long the next will take
                seconds = again
            differing += read_rows(settings.warehouse) != wanted
            print(f"{name} {number + 1}: {victim} killed, {reached[-1]} stored, {differing} differing", file=sys.stderr)
        ledger[name] = {"killed": dict(killed), "seconds_of_a_run": round(seconds, 1)}
    return {
        **ledger,
        "articles": n_articles,
        "stored_when_killed": {"none": reached.count(0), "some": sum(0 < n < n_articles for n in reached)},
        "differing": differing,
    }


def count_articles(warehouse: Path) -> int:
    """Articles that a killed run had stored."""
    if not warehouse.exists():
        return 0
    with duckdb.connect(str(warehouse), read_only=True) as con:
        if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'raw_article'").fetchall():
            return 0
        row = con.execute("SELECT count(*) FROM raw_article").fetchone()
    return 0 if row is None else int(row[0])


def void(_: object) -> None:
    """The outcome is in the warehouse."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pages", action="store_true", help="web pages too; their parsers take seconds to start")
    parser.add_argument("--workers", type=int, default=1, help="more than one: helpers are killed too")
    parser.add_argument("--at-writes", action="store_true", help="kill soon after a change of the log")
    parser.add_argument("--keep", type=Path, help="a new folder to leave the warehouses in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = measure_kills(
            options.kills,
            options.articles,
            options.seed,
            options.keep or Path(folder),
            pages=options.pages,
            workers=options.workers,
            at_writes=options.at_writes,
        )
    print(json.dumps(ledger, indent=1))
    return int(bool(ledger["differing"]))


if __name__ == "__main__":
    sys.exit(main())
