"""The weekly report as a Prefect flow: the last four whole weeks, as they stood when the run was due."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.monitor import find_scheduled
from flows.settings import Settings, load_settings
from storage.reports import render_report
from storage.warehouse import open_reader

log = logging.getLogger(__name__)

WEEKS = 4  # a window long enough for a change to show, compared with the four weeks before


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """The files of one report, and its headline in paragraphs."""

    date_from: date
    date_to: date
    paths: tuple[Path, ...]
    headline: tuple[str, ...]


def find_weeks(due: date, weeks: int = WEEKS) -> tuple[date, date]:
    """First and last day of the whole weeks before the day on which a report is due."""
    last = due - timedelta(due.weekday() + 1)
    return last - timedelta(7 * weeks - 1), last


def write_weekly(settings: Settings, out: Path, as_of: datetime, weeks: int = WEEKS) -> WeeklyReport:
    """Write the report into a folder of `out` named for its last day; the same files again for the same `as_of`.

    Revisions are those since the report of the week before. Raises WarehouseError.
    """
    date_from, date_to = find_weeks(as_of.date(), weeks)
    with open_reader(settings.warehouse) as con:
        paths = render_report(
            con, date_from, date_to, as_of, out / date_to.isoformat(), as_of=as_of, since=as_of - timedelta(7)
        )
    headline = json.loads(next(path for path in paths if path.suffix == ".json").read_text("utf-8"))["headline"]
    return WeeklyReport(date_from, date_to, paths, tuple(headline))


def send_report(report: WeeklyReport, settings: Settings) -> None:
    """POST `{"text", "files"}` to the webhook, if one is set; its failure is only logged."""
    if settings.webhook is None:
        return
    import httpx  # noqa: PLC0415 - only where there is something to send

    body = {"text": "\n".join(report.headline), "files": [str(path) for path in report.paths]}
    try:
        httpx.post(settings.webhook, json=body, timeout=10).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("the webhook did not take the report: %s", error, extra={"event": "webhook.failed"})


@flow(name="weekly-report")
def weekly_report(warehouse: Path | None = None, out: Path | None = None, weeks: int = WEEKS) -> list[str]:
    """Write the report that was due when this run was scheduled, and leave its text as an artifact."""
    settings = load_settings(os.environ)
    if warehouse is not None:
        settings = replace(settings, warehouse=warehouse)
    # Midnight: a run that is late or started again gives the same report.
    due = (find_scheduled() or datetime.now(UTC)).date()
    report = write_weekly(
        settings, out or settings.warehouse.parent / "reports", datetime.combine(due, time(), UTC), weeks
    )
    text = next(path for path in report.paths if path.suffix == ".md").read_text("utf-8")
    create_markdown_artifact(text, key="sitrep-report", description="\n\n".join(report.headline))
    send_report(report, settings)
    return [str(path) for path in report.paths]
