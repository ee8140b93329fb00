"""How much of a run of 1,000 articles is Prefect's, start-up apart.

    python tests/eval/orchestration.py [--articles 1000]

The time that the flow spends in its tasks is taken outside and inside of each; the difference is Prefect's. That holds
on a busy machine too, where comparing two runs does not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.offline import set_prefect_defaults

set_prefect_defaults(os.environ)

from prefect.testing.utilities import prefect_test_harness  # noqa: E402 - after its settings

import flows.monitor as monitor  # noqa: E402, PLR0402

GOLD = Path(__file__).with_name("gold.jsonl")


def write_articles(folder: Path, n_articles: int, n_sources: int) -> Path:
    """Articles of the gold set, each under many ids, in files of JSON lines; returns the list of sources."""
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    names = [f"s{number:02}" for number in range(n_sources)]
    for name in names:
        (folder / name).mkdir(parents=True)
    streams = [(folder / name / "articles.jsonl").open("w", encoding="utf-8") for name in names]
    for number in range(n_articles):
        row = rows[number % len(rows)]
        text = f"{row['text']}\n\nBulletin {number}."
        line = {"id": f"a{number}", "title": row.get("title"), "text": text, "published": row.get("published")}
        streams[number % n_sources].write(f"{json.dumps(line)}\n")
    for stream in streams:
        stream.close()
    listed = "\n".join(f"- {{name: {name}, kind: folder, url: {name}}}" for name in names)
    path = folder / "sources.yaml"
    path.write_text(f"sources:\n{listed}\n")
    return path


def timed(function: Callable[..., Any], spent: dict[str, float], name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - begun

    return call


def measure_share(folder: Path, n_articles: int, n_sources: int) -> dict[str, float]:
    """Seconds of the run, of Prefect in it, and the share."""
    sources = write_articles(folder, n_articles, n_sources)
    spent: dict[str, float] = {}
    monitor.extract_task.fn = timed(monitor.extract_task.fn, spent, "inside")
    monitor.append_task.fn = timed(monitor.append_task.fn, spent, "inside")
    monitor.TASKS = monitor.Steps(
        timed(monitor.TASKS.submit, spent, "submit"),
        timed(monitor.TASKS.extract, spent, "outside"),
        timed(monitor.TASKS.append, spent, "outside"),
    )
    monitor.monitor_once = timed(monitor.monitor_once, spent, "run")
    for name in ("create_table_artifact", "emit_alerts"):
        setattr(monitor, name, timed(getattr(monitor, name), spent, "artifact"))
    outcome = monitor.monitor_sources(sources, warehouse=folder / "w.duckdb")
    prefect = spent["outside"] - spent["inside"] + spent["submit"] + spent["artifact"]
    total = spent["run"] + spent["artifact"]
    return {
        "articles": outcome.summary.articles_new,
        "sources": n_sources,
        "run_s": round(total, 1),
        "prefect_s": round(prefect, 2),
        "share": round(prefect / total, 4),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--sources", type=int, default=30)
    options = parser.parse_args()
    with prefect_test_harness(server_startup_timeout=300), tempfile.TemporaryDirectory() as folder:
        figures = measure_share(Path(folder), options.articles, options.sources)
    print(json.dumps(figures))
    return int(figures["share"] >= 0.1)


if __name__ == "__main__":
    sys.exit(main())
