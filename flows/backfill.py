"""The backfill as a flow of Prefect: one run over all windows, which reports its progress."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.task_runners import ThreadPoolTaskRunner

from flows.ingest import Summary
from flows.monitor import TASKS, emit_alerts
from flows.settings import load_settings
from flows.sources import load_sources, select_sources
from flows.windows import plan_archive, plan_sources, run_pieces


@flow(name="backfill", task_runner=ThreadPoolTaskRunner(max_workers=16))  # type: ignore[arg-type]
def backfill_windows(
    window_start: date,
    window_end: date,
    *,
    names: tuple[str, ...] = (),
    archive: Path | None = None,
    step_days: int = 1,
    sources_file: Path | None = None,
    warehouse: Path | None = None,
    again: bool = False,
) -> tuple[Summary, dict[str, str]]:
    """Articles published from `window_start` to `window_end`, of sources or of an archive, window by window.

    Returns what was done, and the windows that failed with their reasons. Run again, it goes on where it stopped.
    """
    settings = load_settings(os.environ)
    if warehouse is not None:
        settings = replace(settings, warehouse=warehouse)
    if archive is not None:
        pieces = plan_archive(archive, names[0] if names else "archive", window_start, window_end)
    else:
        chosen = select_sources(load_sources(sources_file or settings.sources), names)
        pieces = plan_sources(chosen, window_start, window_end, step_days)
    bar = create_progress_artifact(0.0, key="sitrep-backfill", description=f"{len(pieces)} windows")
    total, table = Summary(), []
    failed: dict[str, str] = {}
    for number, (piece, outcome) in enumerate(run_pieces(pieces, settings, again=again, steps=TASKS), 1):
        if outcome is not None:
            total += outcome.summary
            failed |= {f"{name} {piece.name}": reason for name, reason in outcome.failed.items()}
            failed |= {f"{name} {piece.name}": "read by another run" for name in outcome.busy}
            emit_alerts(outcome.alerts)
        state = "done before" if outcome is None else "failed" if outcome.failed or outcome.busy else "done"
        new = 0 if outcome is None else outcome.summary.articles_new
        table.append({"window": piece.name, "state": state, "new": new})
        update_progress_artifact(bar, 100.0 * number / len(pieces))  # type: ignore[arg-type]
    create_table_artifact(table, key="sitrep-backfill-windows", description=f"{total.articles_new} articles new")
    return total, failed
