"""Ingesting: identities decide, so order, repetition and a kill in the middle change nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import filelock
import pytest

from flows.files import Reader, ReadResult, read_paths
from flows.ingest import Summary, ingest_results, new_stamp, recorded_run
from flows.settings import Settings
from storage.digest import TableDigest, find_digests

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
TOWNS = ("Gao", "Mopti", "Kirkuk", "Mosul", "Marib", "Aden", "Goma", "Bunia", "Kidal", "Mubi")


@pytest.fixture
def readings(tmp_path: Path, reader: Reader) -> list[ReadResult]:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, town in enumerate(TOWNS):
        (folder / f"{number}.txt").write_text(
            f"date 2024-03-{number + 4:02} Attack in {town}\n\n"
            f"Gunmen killed {number + 2} soldiers in {town} on Sunday, a police officer said.\n"
        )
    return list(read_paths([str(folder)], reader))


def ingest(readings: list[ReadResult], settings: Settings) -> Summary:
    stamp = new_stamp(NOW)
    with recorded_run(stamp, settings, "test", {}) as run:
        run.done.extend(ingest_results(readings, stamp, settings))
    return run.summary


def digests(settings: Settings) -> tuple[TableDigest, ...]:
    with duckdb.connect(str(settings.warehouse)) as con:
        return find_digests(con)


def test_any_order_and_any_batches_give_the_same_rows(
    readings: list[ReadResult], settings: Settings, tmp_path: Path
) -> None:
    other = replace(settings, warehouse=tmp_path / "other.duckdb", batch_size=3)
    ingest(readings, settings)
    ingest([*reversed(readings), *readings], other)
    assert digests(settings) == digests(other)


def test_summary_counts(readings: list[ReadResult], settings: Settings) -> None:
    first = ingest([*readings, *readings[:3]], settings)
    assert (first.articles_new, first.articles_known) == (len(TOWNS), 3)
    assert sum(first.claims.values()) >= len(TOWNS)
    assert ingest(readings, settings) == Summary(articles_known=len(TOWNS))


def test_a_fault_in_one_text_costs_that_text_alone(
    readings: list[ReadResult], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import extraction

    real = extraction.extract_article

    def faulty(article: object, *more: object) -> object:
        if article is readings[4].article:
            raise IndexError("broken rule")
        return real(article, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(extraction, "extract_article", faulty)
    summary = ingest(readings, settings)
    assert (summary.articles_new, summary.unreadable) == (len(TOWNS) - 1, 1)
    monkeypatch.undo()
    assert ingest(readings, settings).articles_new == 1


def test_failed_run_is_recorded(readings: list[ReadResult], settings: Settings) -> None:
    stamp = new_stamp(NOW)
    with pytest.raises(KeyboardInterrupt), recorded_run(stamp, settings, "test", {}) as run:  # noqa: PT012
        run.done.extend(ingest_results(readings[:2], stamp, settings))
        raise KeyboardInterrupt
    with duckdb.connect(str(settings.warehouse)) as con:
        rows = con.execute("SELECT state, counts->>'articles_new' FROM meta_run").fetchall()
    assert rows == [("failed", "2")]


def n_articles(settings: Settings) -> int:
    """Articles in the warehouse, counted while its writer waits."""
    if not settings.warehouse.exists():
        return 0
    with filelock.FileLock(f"{settings.warehouse}.lock"), duckdb.connect(str(settings.warehouse)) as con:
        row = con.execute("SELECT count(*) FROM raw_article").fetchone()
    return row[0] if row is not None else 0


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_kill_in_the_middle_then_again(readings: list[ReadResult], settings: Settings, tmp_path: Path) -> None:
    """The rows after a kill and a second run are those of a run that was left alone."""
    ingest(readings, settings)
    killed = replace(settings, warehouse=tmp_path / "killed" / "w.duckdb")
    environment = {**os.environ, "SITREP_BATCH_SIZE": "1", "SITREP_WAREHOUSE": str(killed.warehouse)}
    command = [sys.executable, "-m", "flows.cli", "ingest", str(tmp_path / "in")]
    child = subprocess.Popen([*command, "-"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    while n_articles(killed) < 3:  # it cannot end before: its standard input stays open
        assert child.poll() is None
        time.sleep(0.1)  # leaves the lock to the child
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert child.returncode == -signal.SIGKILL
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    assert digests(killed) == digests(settings)
