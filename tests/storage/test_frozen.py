"""Tables in the place of views say what the views say, now and as of a time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_claims import Con, attack, sighting, stamp

from extract.records import PlaceValue
from storage.append import append_articles
from storage.frozen import freeze_at, freeze_views, thaw
from storage.link import link_claims
from storage.warehouse import open_warehouse, publish_read_copy, read_copy_path

VIEWS = "SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY view_name"


def fill(con: Con, *names: str, run: int = 0) -> None:
    pairs = [attack(name, len(name), len(name), None, words=f"told by {name}") for name in names]
    append_articles(con, stamp(run), pairs, [sighting(of, run) for of, _ in pairs])
    link_claims(con, stamp(run))


def content(con: Con, name: str) -> tuple[list[str], list[Any]]:
    found = con.execute(f"SELECT * FROM {name} ORDER BY ALL")
    return [f"{column[0]} {column[1]}" for column in found.description or ()], found.fetchall()


def comments(con: Con) -> list[Any]:
    sql = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE starts_with(table_name, 'out_')"
    return con.execute(f"{sql} ORDER BY ALL").fetchall()


def test_each_view_becomes_a_table_of_the_same_content_and_comments(con: Con) -> None:
    fill(con, "a", "bb", "ccc")
    names = [name for (name,) in con.execute(VIEWS).fetchall()]
    before, said = {name: content(con, name) for name in names}, comments(con)
    freeze_views(con)
    assert con.execute(VIEWS).fetchall() == []
    assert {name: content(con, name) for name in names} == before
    assert [row for row in comments(con) if row[0] in names] == said


def test_what_is_asked_by_country_and_day_lies_in_that_order(con: Con) -> None:
    """So that a country-year is one stretch of each table."""
    places = {code: PlaceValue("Karsheh", (0, 7), "Karsheh", country=code, precision=1) for code in ("SYR", "IRQ")}
    pairs = [attack(str(code), 1, 1, 1, place=places.get(code)) for code in ("SYR", None, "IRQ")]
    append_articles(con, stamp(), pairs, [sighting(of, 0) for of, _ in pairs])
    link_claims(con, stamp())
    freeze_views(con)
    for view in ("out_claim", "out_claim_count"):
        found = [country for (country,) in con.execute(f"SELECT place_country FROM {view}").fetchall()]
        assert found == ["IRQ", "SYR", None]


def test_views_stand_still_at_a_time_until_they_are_let_go(con: Con) -> None:
    fill(con, "a")
    then = content(con, "out_incident")
    fill(con, "bb", run=5)
    now = content(con, "out_incident")
    freeze_at(con, stamp(0).recorded_at + timedelta(seconds=1))
    assert content(con, "out_incident") == then != now
    thaw(con)
    assert content(con, "out_incident") == now


def test_what_a_killed_publishing_left_is_no_part_of_the_next(tmp_path: Path) -> None:
    path = tmp_path / "news.duckdb"
    with open_warehouse(path, stamp()) as con:
        fill(con, "a")
    partial = read_copy_path(path).with_name("news.read.duckdb.partial")
    partial.write_bytes(b"half a file")
    partial.with_name(f"{partial.name}.wal").write_bytes(b"half a log")
    with duckdb.connect(str(publish_read_copy(path)), read_only=True) as con:
        assert con.execute("SELECT n_claims FROM out_incident").fetchall() == [(1,)]
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".duckdb", ".duckdb", ".lock", ".lock"]


def test_a_publishing_that_fails_leaves_the_copy_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "news.duckdb"
    with open_warehouse(path, stamp()) as con:
        fill(con, "a")
    copy = publish_read_copy(path)
    before = copy.read_bytes()

    def fail(con: Con) -> None:
        raise duckdb.IOException("made")

    monkeypatch.setattr("storage.warehouse.freeze_views", fail)
    with pytest.raises(Exception, match="made"):
        publish_read_copy(path)
    assert copy.read_bytes() == before
    assert not list(tmp_path.glob("*.partial*"))
