"""The weekly report: the last four whole weeks, as they stood when it was due."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from flows.alerts import post_to_webhook
from flows.settings import Settings
from storage.errors import WarehouseError
from storage.reports import render_report
from storage.warehouse import open_reader

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
    folder = out / date_to.isoformat()
    with open_reader(settings.warehouse) as con:
        try:
            paths = render_report(con, date_from, date_to, as_of, folder, as_of=as_of, since=as_of - timedelta(7))
        except OSError as error:
            raise WarehouseError(f"{folder} cannot be written: name another folder in SITREP_REPORTS.") from error
    headline = json.loads(next(path for path in paths if path.suffix == ".json").read_text("utf-8"))["headline"]
    return WeeklyReport(date_from, date_to, paths, tuple(headline))


def write_due_report(settings: Settings, now: datetime) -> WeeklyReport | None:
    """The report that was due on the last Monday, told to the webhook; None if it is there or none is wanted."""
    if settings.reports is None:
        return None
    due = now.date() - timedelta(now.weekday())
    _, last = find_weeks(due)
    if (settings.reports / last.isoformat() / "report.json").exists():  # the last file that is written
        return None
    report = write_weekly(settings, settings.reports, datetime.combine(due, time(), UTC))
    send_report(report, settings)
    return report


def send_report(report: WeeklyReport, settings: Settings) -> None:
    """POST `{"text", "files"}` to the webhook, if one is set; its failure is only logged."""
    post_to_webhook(
        {"text": "\n".join(report.headline), "files": [str(path) for path in report.paths]}, settings, "the report"
    )
