"""Stored articles read again with other resources give the rows that a fresh reading with them gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.collect import ALL, monitor_once
from flows.extraction import shared_digest
from flows.ingest import Summary
from flows.reextract import reextract_stored
from flows.settings import Settings
from flows.sources import Source
from storage.digest import find_digests

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    folder = tmp_path / "in"
    folder.mkdir()
    for number, town in enumerate(("Gao", "Mopti", "Kirkuk", "Mosul", "Marib"), 1):
        story = f"Saffron League gunmen killed {number} soldiers in {town} on Friday, an officer said."
        (folder / f"{number}.txt").write_text(f"date 2024-03-{number:02} Attack in {town}\n\n{story}\n")
    old = "date 2024-03-09 Attack\n\nGunmen killed two soldiers in Kidal, José said.\n"
    (folder / "old.txt").write_bytes(old.encode("latin-1"))
    return Source(name="s", kind="folder", url=str(folder))


@pytest.fixture
def other(settings: Settings, tmp_path: Path) -> Settings:
    """Settings under which the same articles read differently: with an actor of the user's own."""
    register = tmp_path / "own.yaml"
    register.write_text("- {id: saffron-league, name: Saffron League, kind: militia, country: MLI, from: 2019}\n")
    return replace(settings, register=register, batch_size=2)


def rows_by(settings: Settings) -> list[tuple[object, ...]]:
    """Every claim, party and issue of the extractions with these resources."""
    with duckdb.connect(str(settings.warehouse)) as con:
        return [
            row
            for table in ("core_claim", "core_claim_party", "core_issue")
            for row in con.execute(
                f"SELECT t.* EXCLUDE (recorded_at, run_id) FROM {table} AS t "
                "INNER JOIN core_extraction USING (extraction_id) WHERE resources = ? ORDER BY ALL",
                [shared_digest(settings)],
            ).fetchall()
        ]


def test_nothing_is_read_twice(source: Source, settings: Settings) -> None:
    monitor_once([source], ALL, NOW, settings)
    with duckdb.connect(str(settings.warehouse)) as con:
        before = find_digests(con)
    assert reextract_stored(settings, LATER) == Summary()
    with duckdb.connect(str(settings.warehouse)) as con:
        assert find_digests(con) == before


def test_reading_again_after_an_interruption_is_as_reading_afresh(
    source: Source, settings: Settings, other: Settings, tmp_path: Path
) -> None:
    monitor_once([source], ALL, NOW, settings)
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reextract_stored(other, LATER, stop)
    summary = reextract_stored(other, LATER + timedelta(hours=1), lambda done, total: seen.append((done, total)))
    assert seen == [(2, 6), (2, 4), (2, 4)]
    assert (summary.articles_new, summary.unreadable) == (0, 0)

    fresh = replace(other, warehouse=tmp_path / "fresh.duckdb")
    monitor_once([source], ALL, NOW, fresh)
    assert rows_by(other) == rows_by(fresh)
    assert rows_by(other) != rows_by(settings)
    with duckdb.connect(str(other.warehouse)) as con:
        assert con.execute("SELECT count(*) FROM raw_fetch WHERE kind = 'page'").fetchone() == (6,)
