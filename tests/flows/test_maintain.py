"""Upkeep: old raw bodies go when their text is stored, damage is found, everything else stays."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.fetch.raw import raw_place, write_raw
from flows.ingest import new_stamp
from flows.maintain import maintain_warehouse
from flows.settings import Settings
from storage.digest import find_digests
from storage.query import run_query
from storage.warehouse import open_warehouse

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def kept(settings: Settings) -> dict[str, str]:
    """Raw bodies: of a stored article, of a page that could not be read, of nothing."""
    place = raw_place(settings)
    assert place is not None
    bodies = {name: write_raw(place, name.encode()) for name in ("stored", "unread", "stray")}
    with open_warehouse(settings.warehouse, new_stamp(NOW)) as con:
        con.execute(
            "INSERT INTO raw_article BY NAME SELECT 'v' AS version_id, 'a' AS article_id, 'words' AS text, "
            "[]::VARCHAR[] AS authors, TIMESTAMP '2024-01-01' AS recorded_at, 'r' AS run_id"
        )
        con.executemany(
            "INSERT INTO raw_fetch BY NAME SELECT ? AS fetch_id, 'page' AS kind, 1 AS n_requests, "
            "TIMESTAMP '2024-01-01' AS requested_at, ? AS raw_sha256, ? AS version_id, "
            "TIMESTAMP '2024-01-01' AS recorded_at, 'r' AS run_id",
            [["1", bodies["stored"], "v"], ["2", bodies["unread"], None]],
        )
    return bodies


def files(settings: Settings) -> set[str]:
    return {path.stem for path in Path(raw_place(settings) or "").rglob("*.zst")}


def age(settings: Settings, days: int) -> None:
    moment = (NOW - timedelta(days=days)).timestamp()
    for path in Path(raw_place(settings) or "").rglob("*.zst"):
        os.utime(path, (moment, moment))


def test_only_old_bodies_of_stored_texts_are_dropped(settings: Settings, kept: dict[str, str]) -> None:
    pruning = replace(settings, raw_days=30)
    age(settings, 29)
    assert maintain_warehouse(pruning, NOW).raw_dropped == 0
    age(settings, 31)
    assert maintain_warehouse(settings, NOW).raw_dropped is None
    assert files(settings) == set(kept.values())
    assert maintain_warehouse(pruning, NOW).raw_dropped == 1
    assert files(settings) == {kept["unread"], kept["stray"]}


def test_damage_is_found_and_recorded(settings: Settings, kept: dict[str, str]) -> None:
    assert maintain_warehouse(settings, NOW).is_sound
    for path in Path(raw_place(settings) or "").rglob(f"{kept['stray']}.zst"):
        path.write_bytes(b"not what it was")
    done = maintain_warehouse(settings, NOW + timedelta(hours=1), compact=False)
    assert (done.raw_kept, done.raw_damaged, done.bytes_after) == (3, (kept["stray"],), None)
    states = run_query(settings.warehouse, "SELECT command, state FROM meta_run WHERE finished_at IS NOT NULL").rows
    assert ("maintain", "succeeded") in states


def test_rows_stay(settings: Settings, kept: dict[str, str]) -> None:
    with duckdb.connect(str(settings.warehouse)) as con:
        before = find_digests(con, ["raw_article", "raw_fetch", "core_claim"])
    maintain_warehouse(settings, NOW)
    with duckdb.connect(str(settings.warehouse)) as con:
        assert find_digests(con, ["raw_article", "raw_fetch", "core_claim"]) == before
