"""Backfills without Prefect: windows, resuming, archives."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from flows.ingest import Summary
from flows.settings import Settings
from flows.sources import Source
from flows.windows import BackfillError, Piece, cut_windows, plan_archive, plan_sources, run_pieces

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
FIRST, LAST = date(2024, 3, 1), date(2024, 3, 7)


def write_articles(folder: Path, *days: str) -> None:
    folder.mkdir(exist_ok=True)
    for day in days:
        text = f"date {day} Attack of {day}\n\nGunmen killed three soldiers in Gao, an officer of {folder.name} said.\n"
        (folder / f"{day}.txt").write_text(text)


def run(pieces: list[Piece], settings: Settings, *, again: bool = False) -> tuple[list[bool], Summary]:
    """Which pieces were read, and what all did."""
    done = list(run_pieces(pieces, settings, again=again, clock=lambda: NOW))
    summaries = [outcome.summary for _, outcome in done if outcome is not None]
    return [outcome is not None for _, outcome in done], sum(summaries, Summary())


@pytest.mark.parametrize(
    ("days", "windows"),
    [
        (1, [(day, day) for day in (date(2024, 3, n) for n in range(1, 8))]),
        (3, [(FIRST, date(2024, 3, 3)), (date(2024, 3, 4), date(2024, 3, 6)), (LAST, LAST)]),
        (30, [(FIRST, LAST)]),
    ],
)
def test_windows_cover_each_day_once(days: int, windows: list[tuple[date, date]]) -> None:
    assert list(cut_windows(FIRST, LAST, days)) == windows


def test_only_what_can_be_asked_for_days_is_cut() -> None:
    map_, feed = (
        Source.model_validate({"name": kind, "kind": kind, "url": "https://news.example/x"})
        for kind in ("sitemap", "rss")
    )
    pieces = plan_sources([feed, map_], FIRST, LAST, 4)
    assert [([s.name for s in piece.sources], piece.name) for piece in pieces] == [
        (["rss"], "2024-03-01 to 2024-03-07"),
        (["sitemap"], "2024-03-01 to 2024-03-04"),
        (["sitemap"], "2024-03-05 to 2024-03-07"),
    ]


def test_a_backfill_goes_on_where_it_stopped(tmp_path: Path, settings: Settings) -> None:
    for name in ("a", "b"):
        write_articles(tmp_path / name, "2024-02-29", "2024-03-01", "2024-03-07", "2024-03-08")
    a, b = (Source(name=name, kind="folder", url=str(tmp_path / name)) for name in ("a", "b"))
    piece = Piece((a, b), FIRST, LAST)
    assert run([Piece((a,), FIRST, LAST)], settings)[1].articles_new == 2
    read, summary = run([piece], settings)
    assert (read, summary.articles_new, summary.articles_known) == ([True], 2, 0)
    assert run([piece], settings)[0] == [False]
    assert run([piece], settings, again=True)[1] == Summary(articles_known=4)
    with duckdb.connect(str(settings.warehouse)) as con:
        rows = con.execute("SELECT DISTINCT command, state, window_start, window_end FROM meta_run").fetchall()
        days = con.execute("SELECT DISTINCT published_at FROM raw_article ORDER BY 1").fetchall()
    assert rows == [("backfill", "succeeded", FIRST, LAST)]
    assert days == [(FIRST,), (LAST,)]


def test_a_window_that_failed_is_not_done(tmp_path: Path, settings: Settings) -> None:
    source = Source(name="late", kind="folder", url=str(tmp_path / "late"))
    assert run([Piece((source,), FIRST, LAST)], settings)[0] == [True]
    write_articles(tmp_path / "late", "2024-03-02")
    read, summary = run([Piece((source,), FIRST, LAST)], settings)
    assert (read, summary.articles_new) == ([True], 1)


def test_an_archive_is_read_file_by_file(tmp_path: Path, settings: Settings) -> None:
    write_articles(tmp_path / "archive", "2024-03-02", "2024-03-03")
    pieces = plan_archive(tmp_path / "archive", "old", FIRST, LAST)
    assert run(pieces, settings)[0] == [True, True]
    write_articles(tmp_path / "archive", "2024-03-04")
    read, summary = run(plan_archive(tmp_path / "archive", "old", FIRST, LAST), settings)
    assert (read, summary.articles_new) == ([False, False, True], 1)
    with duckdb.connect(str(settings.warehouse)) as con:
        assert con.execute("SELECT DISTINCT source FROM raw_article").fetchall() == [("old",)]


def test_an_archive_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BackfillError, match="does not exist"):
        plan_archive(tmp_path / "none", "old", FIRST, LAST)
