"""One pass over the sources without Prefect: what a late, a repeated, a simultaneous and a failing run leave behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from news_server import serve_news

from flows import collect, ingest
from flows.collect import ALL, monitor_once
from flows.files import ReadResult
from flows.schedule import find_due, find_slot, held_sources
from flows.settings import Settings
from flows.sources import Source
from storage.query import run_query
from storage.visits import LastVisit

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def folder(tmp_path: Path, name: str, days: tuple[str, ...] = ("2024-03-04",), **more: object) -> Source:
    """A source that is a folder with an article of each day."""
    path = tmp_path / name
    path.mkdir(exist_ok=True)
    for day in days:
        text = f"date {day} Attack of {day}\n\nGunmen killed three soldiers in Gao on Sunday, {name} said.\n"
        (path / f"{day}.txt").write_text(text)
    return Source.model_validate({"name": name, "kind": "folder", "url": str(path), **more})


def runs(settings: Settings) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.warehouse)) as con:
        return con.execute("SELECT state, covered_by IS NOT NULL FROM meta_run ORDER BY started_at").fetchall()


def test_a_source_that_fails_costs_no_other(tmp_path: Path, settings: Settings) -> None:
    sources = [folder(tmp_path, "good"), Source(name="bad", kind="folder", url="/nowhere")]
    outcome = monitor_once(sources, ALL, NOW, settings)
    assert outcome.summary.articles_new == 1
    assert outcome.failed == {"bad": "/nowhere is not a folder"}
    assert [(alert.event, alert.source) for alert in outcome.alerts] == [("source.failed", "bad")]
    rows = run_query(settings.warehouse, "SELECT source, n_failed, last_error FROM out_coverage ORDER BY source").rows
    assert rows == (("bad", 1, "/nowhere is not a folder"), ("good", 0, None))


def test_a_fault_of_the_program_costs_one_source(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = collect.fetch_source

    def faulty(source: Source, *rest: object, **more: object) -> Iterator[ReadResult]:
        yield from real(source, *rest, **more)  # type: ignore[arg-type]
        if source.name == "bad":
            raise ZeroDivisionError("bug")

    monkeypatch.setattr(collect, "fetch_source", faulty)
    outcome = monitor_once([folder(tmp_path, "good"), folder(tmp_path, "bad")], ALL, NOW, settings)
    assert outcome.summary.articles_new == 2
    assert outcome.failed == {"bad": "stopped by a fault of sitrep (ZeroDivisionError: bug)"}


def test_a_dead_source_is_told_once_and_when_it_is_back(tmp_path: Path, settings: Settings) -> None:
    source = Source(name="late", kind="folder", url=str(tmp_path / "late"))
    told = [monitor_once([source], ALL, NOW + n * HOUR, settings).alerts for n in range(2)]
    folder(tmp_path, "late")
    told.append(monitor_once([source], ALL, NOW + 2 * HOUR, settings).alerts)
    assert [[alert.event for alert in alerts] for alerts in told] == [["source.failed"], [], ["source.recovered"]]


def test_visits_of_a_clock_that_was_ahead_cover_nothing(tmp_path: Path, settings: Settings) -> None:
    source = folder(tmp_path, "s", cadence="1h")
    monitor_once([source], ALL, NOW + 24 * HOUR, settings, scheduled_at=NOW + 24 * HOUR, by_cadence=True)
    outcome = monitor_once([source], ALL, NOW, settings, scheduled_at=NOW, by_cadence=True)
    assert [visit.source for visit in outcome.visits] == ["s"]


def test_page_that_two_feeds_list_is_asked_for_once(tmp_path: Path, settings: Settings) -> None:
    with serve_news() as (base, asked):
        feeds = [Source(name=name, kind="rss", url=f"{base}/feed.xml?{name}") for name in ("a", "b")]
        outcome = monitor_once(feeds, ALL, NOW, settings)
    assert outcome.summary.articles_new == 2
    assert sorted(path for path in asked if "feed" not in path and "robots" not in path) == [
        "/ambush",
        "/gone",
        "/strike",
    ]


@pytest.mark.parametrize(
    ("expect", "event", "error"),
    [
        ({"min": 3}, "source.below", "2 articles, at least 3 expected"),
        ({"max": 1}, "source.above", "2 articles, at most 1 expected"),
    ],
)
def test_a_breach_of_what_is_expected_is_named(
    tmp_path: Path, settings: Settings, expect: dict[str, int], event: str, error: str
) -> None:
    source = folder(tmp_path, "s", ("2024-03-04", "2024-03-05"), expect=expect)
    outcome = monitor_once([source], ALL, NOW, settings)
    assert [(alert.event, alert.message) for alert in outcome.alerts] == [(event, f"s {error}")]
    assert list(outcome.failed) == (["s"] if "min" in expect else [])
    in_window = monitor_once([source], (date(2024, 3, 5), date(2024, 3, 5)), NOW, settings)
    assert (in_window.alerts, in_window.visits[0].n_articles) == ((), 1)


def test_late_runs_do_the_missed_work_once(tmp_path: Path, settings: Settings) -> None:
    """Three runs that were due while the machine was down start one after another."""
    source = folder(tmp_path, "s")
    slots = [NOW + n * HOUR for n in range(3)]
    back = NOW + 5 * HOUR
    outcomes = [
        monitor_once([source], ALL, back + n * timedelta(minutes=1), settings, scheduled_at=slot)
        for n, slot in enumerate(slots)
    ]
    first = outcomes[0]
    assert [len(outcome.visits) for outcome in outcomes] == [1, 0, 0]
    assert [outcome.covered_by for outcome in outcomes] == [None, first.run_id, first.run_id]
    assert runs(settings) == [("succeeded", False), ("succeeded", True), ("succeeded", True)]
    on_time = monitor_once([source], ALL, back + HOUR, settings, scheduled_at=back + HOUR)
    assert len(on_time.visits) == 1


def test_a_failed_visit_is_made_again_by_the_next_run(settings: Settings) -> None:
    source = Source.model_validate({"name": "s", "kind": "folder", "url": "/nowhere", "cadence": "1d"})
    last = LastVisit("r", "failed", datetime(2024, 3, 20, 12), datetime(2024, 3, 20, 12, 1))  # noqa: DTZ001
    assert find_due([source], {"s": last}, NOW, by_cadence=True).due == ()
    assert find_due([source], {"s": last}, NOW + HOUR, by_cadence=True).due == (source,)


@pytest.mark.parametrize(("minutes", "is_due"), [(15, False), (59, True), (60, True)])
def test_cadence(minutes: int, is_due: bool) -> None:
    source = Source.model_validate({"name": "s", "kind": "folder", "url": "x", "cadence": "1h"})
    moment = NOW.replace(tzinfo=None)
    last = {"s": LastVisit("r", "read", moment, moment + timedelta(minutes=2))}
    when = NOW + timedelta(minutes=minutes)
    assert bool(find_due([source], last, when, by_cadence=True).due) is is_due
    assert find_due([source], last, when, by_cadence=False).due == (source,)


def test_slots_are_multiples_of_the_interval() -> None:
    moment = datetime(2024, 3, 20, 12, 7, 31, tzinfo=UTC)
    assert find_slot(moment, timedelta(minutes=15)) == NOW
    assert find_slot(NOW, timedelta(minutes=15)) == NOW
    assert find_slot(moment, timedelta(days=1)) == datetime(2024, 3, 20, tzinfo=UTC)


def test_a_source_is_read_by_one_run_at_a_time(tmp_path: Path, settings: Settings) -> None:
    mine, other = folder(tmp_path, "mine"), folder(tmp_path, "other")
    with held_sources(settings.warehouse, [other], "present") as held:
        assert held == (other,)
        outcome = monitor_once([mine, other], ALL, NOW, settings)
    assert [visit.source for visit in outcome.visits] == ["mine"]
    assert outcome.busy == ("other",)
    assert monitor_once([other], ALL, NOW + HOUR, settings).busy == ()


def test_two_runs_at_once_store_everything(tmp_path: Path, settings: Settings) -> None:
    days = tuple(f"2024-03-{day:02}" for day in range(1, 9))
    sources = [folder(tmp_path, name, days) for name in ("a", "b", "c", "d")]
    small = replace(settings, batch_size=1)
    threads = [
        threading.Thread(target=monitor_once, args=(part, ALL, NOW, small)) for part in (sources[:2], sources[2:])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = run_query(
        settings.warehouse, "SELECT source, count(*) FROM raw_article GROUP BY source ORDER BY source"
    ).rows
    assert rows == tuple((name, 8) for name in "abcd")
    assert runs(settings) == [("succeeded", False)] * 2


def test_what_was_stored_before_a_writer_failed_is_kept(tmp_path: Path, settings: Settings) -> None:
    """A run that breaks off has recorded no visit to the source that it was reading: the next reads it again."""
    source = folder(tmp_path, "s", tuple(f"2024-03-{day:02}" for day in range(1, 9)))
    small = replace(settings, batch_size=3)
    real, calls = collect.extract_batch, iter(range(9))

    def failing(*args: object) -> object:
        if next(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    with collect.plain_steps(small) as steps, pytest.raises(KeyboardInterrupt):
        monitor_once([source], ALL, NOW, small, steps=replace(steps, extract=failing))  # type: ignore[arg-type]
    again = monitor_once([source], ALL, NOW + HOUR, small)
    assert (again.summary.articles_new, again.summary.articles_known) == (2, 6)
    with duckdb.connect(str(settings.warehouse)) as con:
        assert con.execute("SELECT n_articles, n_new FROM meta_visit").fetchall() == [(8, 2)]


@pytest.mark.parametrize("later", [timedelta(0), HOUR], ids=["covered", "next"])
def test_what_a_killed_run_left_unlinked_is_linked(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, later: timedelta
) -> None:
    """Killed when all is stored and nothing linked; the run after it has nothing to read, or nothing new."""
    source = folder(tmp_path, "s", ("2024-03-04", "2024-03-05"))

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):  # noqa: PT012
        patched.setattr(ingest, "link_claims", stop)
        monitor_once([source], ALL, NOW, settings)
    monitor_once([source], ALL, NOW + later, settings, scheduled_at=NOW + later)
    unlinked = "SELECT count(*) FILTER (incident_id IS NULL), count(*) FROM out_claim WHERE kind = 'incident'"
    ((missing, claims),) = run_query(settings.warehouse, unlinked).rows
    assert missing == 0 < claims
