"""A deployment that really fires: server, worker, a schedule of every minute, and a worker that is killed.

    python tests/eval/schedules.py                                              # server on SQLite
    python tests/eval/schedules.py --database postgresql+asyncpg://user@host/db # on Postgres

Waits for three runs, kills the worker over the next ones, starts it again, and prints what the warehouse recorded: the
missed work is done once, by the first run that was late. Takes about seven minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml

from storage.warehouse import hold_warehouse

ROOT = Path(__file__).parents[2]
STORY = "date {day} Report {n}\n\nGunmen killed {n} soldiers in Gao on Monday, an officer said.\n"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(what: str, is_there: Callable[[], bool], seconds: float) -> None:
    """Look every second. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not is_there():
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {what} within {seconds:g} seconds")
        time.sleep(1)


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command in a process group of its own, which is killed at the end."""
    with log.open("ab") as out:
        child = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        try:
            yield child
        finally:
            kill(child)


def kill(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def is_healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def read_runs(warehouse: Path) -> list[dict[str, Any]]:
    """Runs that ended, in the order of their start."""
    if not warehouse.exists():
        return []
    with hold_warehouse(warehouse, 60), duckdb.connect(str(warehouse)) as con:
        rows = con.execute(
            "SELECT run_id, scheduled_at, started_at, finished_at, state, covered_by FROM meta_run "
            "WHERE state <> 'running' ORDER BY started_at"
        ).fetchall()
    names = ("run_id", "scheduled_at", "started_at", "finished_at", "state", "covered_by")
    return [dict(zip(names, row, strict=True)) for row in rows]


def measure_schedule(folder: Path, database: str | None) -> dict[str, Any]:
    """The ledger of one server."""
    url = f"http://127.0.0.1:{(port := free_port())}/api"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": url,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "SITREP_WAREHOUSE": str(folder / "w.duckdb"),
        "SITREP_SOURCES": str(folder / "sources.yaml"),
        "SITREP_HOME": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    if database is not None:
        environment["PREFECT_API_DATABASE_CONNECTION_URL"] = database
    (folder / "in").mkdir()
    (folder / "in" / "0.txt").write_text(STORY.format(day="2024-03-01", n=3))
    (folder / "sources.yaml").write_text("sources:\n- {name: inbox, kind: folder, url: in}\n")
    deployment = yaml.safe_load((ROOT / "deploy" / "prefect.yaml").read_text("utf-8"))
    deployment["deployments"] = deployment["deployments"][:1]
    deployment["deployments"][0]["schedules"] = [{"cron": "* * * * *", "timezone": "UTC"}]
    (folder / "prefect.yaml").write_text(yaml.safe_dump(deployment))
    prefect, warehouse = str(Path(sys.executable).with_name("prefect")), folder / "w.duckdb"
    worker = [prefect, "worker", "start", "--pool", "sitrep", "--type", "process"]

    def call(*arguments: str) -> None:
        subprocess.run([prefect, "--no-prompt", *arguments], env=environment, cwd=ROOT, check=True, capture_output=True)

    with running([prefect, "server", "start", "--port", str(port)], environment, folder / "server.log"):
        wait_for("server", lambda: is_healthy(url), 240)
        call("work-pool", "create", "sitrep", "--type", "process")
        call("deploy", "--all", "--prefect-file", str(folder / "prefect.yaml"))
        with running(worker, environment, folder / "worker.log"):
            wait_for("three runs", lambda: len(read_runs(warehouse)) >= 3, 480)
        (folder / "in" / "1.txt").write_text(STORY.format(day="2024-03-02", n=4))
        down_from = datetime.now(UTC).replace(tzinfo=None)
        time.sleep(130)  # two slots go by
        up_again = datetime.now(UTC).replace(tzinfo=None)

        def caught_up() -> bool:
            return sum(was_missed(run, down_from, up_again) for run in read_runs(warehouse)) >= 2

        with running(worker, environment, folder / "worker.log"):
            wait_for("runs that were missed", caught_up, 600)
    return describe(read_runs(warehouse), down_from, up_again, warehouse)


def was_missed(run: dict[str, Any], down_from: datetime, up_again: datetime) -> bool:
    """Whether the run was due while no worker was there."""
    return bool(run["scheduled_at"] and down_from < run["scheduled_at"] <= up_again)


def describe(runs: list[dict[str, Any]], down_from: datetime, up_again: datetime, warehouse: Path) -> dict[str, Any]:
    missed = [run for run in runs if was_missed(run, down_from, up_again)]
    on_time = [run for run in runs if run["scheduled_at"] and run not in missed]
    lags = [(run["started_at"] - run["scheduled_at"]).total_seconds() for run in on_time]
    with duckdb.connect(str(warehouse)) as con:
        articles = con.execute("SELECT count(*) FROM raw_article").fetchone()
    return {
        "runs": len(runs),
        "on_time": len(on_time),
        "seconds_after_schedule": [round(lag, 1) for lag in lags],
        "states": sorted({run["state"] for run in runs}),
        "missed_slots_run_later": len(missed),
        "of_these_covered_by_another": sum(run["covered_by"] is not None for run in missed),
        "of_these_that_did_the_work": sum(run["covered_by"] is None for run in missed),
        "articles": 0 if articles is None else articles[0],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", help="SQLAlchemy URL of a Postgres database; else SQLite")
    parser.add_argument("--keep", type=Path, help="folder for logs and warehouse, kept")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    try:
        ledger = measure_schedule(folder, options.database)
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(ledger, indent=1))
    return int(ledger["of_these_that_did_the_work"] > 1)


if __name__ == "__main__":
    sys.exit(main())
