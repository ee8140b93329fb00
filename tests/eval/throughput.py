"""A day of news from a web archive: articles a second, with their claims, and the memory that takes.

    python tests/eval/throughput.py [--articles 2000] [--workers 1 2]

The archive is made of the pages of a simulated press (see tests/support/press), packed record by record as CC-NEWS is.
Each number of workers reads it with `sitrep ingest` into a new warehouse. Memory is the most that the command and its
processes held together, looked at ten times a second (shared pages count once for each process).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from made_warc import response
from press.looks import View, draw_looks
from press.pages import encode_page, render_page
from press.world import make_world

_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_OF_A_WORLD = 2000  # articles; a world has no more to tell of


def write_archive(path: Path, n_articles: int) -> int:
    """The first versions of the articles of as many worlds as it takes, in one packed archive; returns how many."""
    written = 0
    with path.open("wb") as stream:
        while written < n_articles:
            seed = 1 + written // _OF_A_WORLD
            for record in records_of(seed, min(_OF_A_WORLD, n_articles - written)):
                stream.write(gzip.compress(record.replace(b"WARC-Date: 2024-03-06", b"WARC-Date: 2024-04-30", 1)))
                written += 1
    return written


def records_of(seed: int, n_articles: int) -> Iterator[bytes]:
    """The articles of one world, each at an address of that world."""
    world = make_world(seed, 30, 14, n_articles)
    looks, sites = draw_looks(world), {site.name: site for site in world.sites}
    now = datetime(2024, 4, 30, tzinfo=UTC)
    for article in world.articles:
        look = looks[article.site]
        view = View(sites[article.site], look, f"https://{article.site}{seed}.example", (), now)
        body, kind = encode_page(render_page(article, article.versions[0], view), look)
        yield response(f"{view.base}{look.path_of(article)}", body, [f"Content-Type: {kind}"])


def memory_of(root: int) -> int:
    """Bytes that a process and those that it started hold."""
    parents: dict[int, int] = {}
    held: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                held[int(folder.name)] = int((folder / "statm").read_text().split()[1]) * _PAGE_BYTES
            except (OSError, IndexError):  # has ended
                continue
    return sum(size for pid, size in held.items() if root in _ancestors(pid, parents))


def _ancestors(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid:
        yield pid
        pid = parents.get(pid, 0)


def measure_ingest(archive: Path, workers: int, warehouse: Path) -> dict[str, float]:
    """One ingest: seconds, articles a second, seconds of all processors, and the most memory."""
    environment = {**os.environ, "SITREP_WORKERS": str(workers), "SITREP_WAREHOUSE": str(warehouse)}
    command = [sys.executable, "-m", "flows.cli", "ingest", str(archive), "--json"]
    begun, spent, most = time.monotonic(), sum(os.times()[2:4]), 0
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        while child.poll() is None:
            most = max(most, memory_of(child.pid))
            time.sleep(0.1)
        done = json.loads(child.stdout.read() if child.stdout is not None else b"")
    seconds = time.monotonic() - begun
    return {
        "workers": workers,
        "articles": done["articles_new"],
        "unreadable": done["unreadable"],
        "claims": sum(done["claims"].values()),
        "seconds": round(seconds, 1),
        "articles_a_second": round(done["articles_new"] / seconds, 1),
        "cpu_seconds": round(sum(os.times()[2:4]) - spent, 1),
        "megabytes": round(most / 1e6),
        "hours_for_20000": round(20_000 * seconds / max(done["articles_new"], 1) / 3600, 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "day.warc.gz"
        write_archive(archive, options.articles)
        for workers in options.workers:
            print(json.dumps(measure_ingest(archive, workers, Path(folder) / f"{workers}.duckdb")), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
