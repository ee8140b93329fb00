"""Whatever the order in which the press comes in, and however often it is linked: the same incidents."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from made_claims import Con, Pair, stamp
from press.ingest import CachedExtractor, to_record, url_of
from press.world import make_world

from storage.append import append_articles
from storage.checks import run_checks
from storage.link import link_claims
from storage.rows import Fetch, Stamp
from storage.warehouse import prepare_warehouse

Seen = tuple[Pair, Fetch]
Partition = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """All versions of a small press, each seen when it was published."""
    extract = CachedExtractor(tmp_path_factory.mktemp("read"))
    found: list[Seen] = []
    for article in make_world(11, sites=8, days=5, n_articles=50).articles:
        for version in article.versions:
            record = to_record(article, version)
            sighting = Fetch(version.at, article.site, url_of(article), status=200, version_id=record.version_id)
            found.append(((record, extract(record)), sighting))
    return found


def collect(seen: Sequence[Seen], n_passes: int) -> Con:
    con = duckdb.connect()
    prepare_warehouse(con, Path("memory"), stamp())
    size = -(-len(seen) // n_passes)
    for number, first in enumerate(range(0, len(seen), size)):
        batch = seen[first : first + size]
        append_articles(con, later(number), [pair for pair, _ in batch], [sighting for _, sighting in batch])
        link_claims(con, later(number))
    return con


def later(run: int) -> Stamp:
    """Of the nth pass, years after the press."""
    return Stamp(f"run-{run}", stamp(run).recorded_at + timedelta(3650))


def incidents(con: Con) -> Partition:
    sql = (
        "SELECT list_sort(list(claim_id)) FROM out_claim WHERE incident_id IS NOT NULL GROUP BY incident_id ORDER BY 1"
    )
    return [tuple(claims) for (claims,) in con.execute(sql).fetchall()]


def origins(con: Con) -> list[tuple[str, str]]:
    return con.execute("SELECT version_id, origin_id FROM out_article ORDER BY ALL").fetchall()


@pytest.mark.parametrize("n_passes", [1, 5])
def test_shuffled_arrival_ends_in_the_same_incidents(press: list[Seen], n_passes: int) -> None:
    with collect(press, 1) as whole, collect(random.Random(n_passes).sample(press, len(press)), n_passes) as shuffled:
        assert len(incidents(whole)) > 5
        assert incidents(shuffled) == incidents(whole)
        link_claims(shuffled, later(20), everything=True)
        assert (incidents(shuffled), origins(shuffled)) == (incidents(whole), origins(whole))
        assert [check.name for check in run_checks(shuffled) if not check.is_passed] == []
        again = link_claims(shuffled, later(21), everything=True)
        assert (again.origins, again.incidents) == (0, 0)
