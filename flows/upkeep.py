"""Upkeep, reading again and the weekly report, as flows that a deployment may schedule."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.ingest import Summary
from flows.maintain import maintain_warehouse
from flows.monitor import find_scheduled
from flows.reextract import reextract_stored
from flows.settings import load_settings
from flows.weekly import WEEKS, send_report, write_weekly


@flow(name="maintain")
def maintain_flow(compact: bool = True, prune: bool = True, verify: bool = True) -> dict[str, Any]:
    """Compact the warehouse, drop old raw bodies, verify what is kept. Fails if something is not whole."""
    settings = load_settings(os.environ)
    done = maintain_warehouse(settings, datetime.now(UTC), compact=compact, prune=prune, verify=verify)
    create_table_artifact([asdict(done)], key="sitrep-maintain")
    if not done.is_sound:
        raise ValueError(f"damaged raw bodies: {len(done.raw_damaged)}; broken checks: {list(done.checks_broken)}")
    return asdict(done)


@flow(name="reextract")
def reextract_flow() -> Summary:
    """Read stored articles again that this version of the extractor, or of its resources, has not read."""
    return reextract_stored(load_settings(os.environ), datetime.now(UTC))


@flow(name="weekly-report")
def weekly_report(warehouse: Path | None = None, out: Path | None = None, weeks: int = WEEKS) -> list[str]:
    """Write the report that was due when this run was scheduled, and leave its text as an artifact."""
    settings = load_settings(os.environ)
    if warehouse is not None:
        settings = replace(settings, warehouse=warehouse)
    # Midnight: a run that is late or started again gives the same report.
    due = datetime.combine((find_scheduled() or datetime.now(UTC)).date(), time(), UTC)
    folder = out or settings.reports or settings.warehouse.parent / "reports"
    report = write_weekly(settings, folder, due, weeks)
    text = next(path for path in report.paths if path.suffix == ".md").read_text("utf-8")
    create_markdown_artifact(text, key="sitrep-report", description="\n\n".join(report.headline))
    send_report(report, settings)
    return [str(path) for path in report.paths]
