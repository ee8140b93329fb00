"""The weekly report: whole weeks before the day it is due, the same files again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from made_warehouse import make_warehouse

from flows.settings import load_settings
from flows.weekly import find_weeks, write_due_report, write_weekly
from storage.warehouse import publish_read_copy


@pytest.mark.parametrize("due", [date(2024, 3, 25), date(2024, 3, 28), date(2024, 3, 31)])
def test_weeks_are_whole_and_over(due: date) -> None:
    assert find_weeks(due) == (date(2024, 2, 26), date(2024, 3, 24))


def test_report_is_written_once_and_again_the_same(tmp_path: Path) -> None:
    path = tmp_path / "made.duckdb"
    make_warehouse(path, 400, first=date(2024, 1, 1), days=84, sources=6)
    publish_read_copy(path)
    settings = replace(load_settings({}), warehouse=path)
    due = datetime(2024, 3, 25, tzinfo=UTC)
    first = write_weekly(settings, tmp_path / "reports", due)
    written = [one.read_bytes() for one in first.paths]
    again = write_weekly(settings, tmp_path / "reports", due)
    assert [one.read_bytes() for one in again.paths] == written
    assert first.paths[0] == tmp_path / "reports" / "2024-03-24" / "report.html"
    assert first.headline[0].startswith("From 26 February to 24 March 2024, ")


def test_serve_writes_each_week_once(tmp_path: Path) -> None:
    path = tmp_path / "made.duckdb"
    make_warehouse(path, 100, first=date(2024, 3, 1), days=20, sources=3)
    publish_read_copy(path)
    settings = replace(load_settings({}), warehouse=path)
    wednesday = datetime(2024, 3, 27, 9, tzinfo=UTC)
    assert write_due_report(settings, wednesday) is None
    settings = replace(settings, reports=tmp_path / "weekly")
    report = write_due_report(settings, wednesday)
    assert report is not None
    assert report.paths[0] == tmp_path / "weekly" / "2024-03-24" / "report.html"
    assert write_due_report(settings, wednesday) is None
