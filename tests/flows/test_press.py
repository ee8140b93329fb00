"""The monitor against a small simulated press with faults: nothing lost or doubled, nothing asked that may not be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from press.faults import FaultPlan, plan_faults
from press.ledger import (
    Comparison,
    Reading,
    collect_press,
    compare_warehouses,
    first_moment,
    plan_passes,
    press_settings,
    score_reading,
    settle,
    shared_work,
)
from press.records import Sentence, Version
from press.server import Press
from press.world import World, make_world

SMALL = {"sites": 3, "days": 2, "n_articles": 36}


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(1, **SMALL)


@pytest.fixture(scope="module")
def collected(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path, Press, Reading]]:
    """Warehouses of the press with and without faults, and the servers with the log of the faulty days."""
    folder = tmp_path_factory.mktemp("press")
    with Press(world) as press, shared_work(with_claims=False):
        passes = plan_passes(first_moment(press), SMALL["days"], 2, cooling=(0.5, 2, 8))
        plan = plan_faults(world, press.looks, passes, share=0.3, lasting=0.1)
        for name, faults in (("calm", FaultPlan(missing=plan.missing)), ("stormy", plan)):
            press.start_over(faults)
            assert collect_press(press, passes, press_settings(press, folder / f"{name}.duckdb")) == []
        yield folder / "stormy.duckdb", folder / "calm.duckdb", press, score_reading(folder / "stormy.duckdb", press)


def test_nothing_is_lost_or_doubled_by_faults(collected: tuple[Path, Path, Press, Reading]) -> None:
    stormy, calm, press, _ = collected
    assert compare_warehouses(stormy, calm, press) == Comparison((), (), (), ())
    assert len(settle(press).spoiled) >= 5, "the press has to meet a good part of the faults"


def test_every_article_that_could_be_had_is_held_as_it_was_written(
    collected: tuple[Path, Path, Press, Reading],
) -> None:
    reading = collected[3]
    assert reading.held == reading.expected > 25
    assert reading.versions_held == reading.versions_expected
    assert reading.sentences > 0.99


def test_no_site_is_asked_what_it_forbids_or_faster_than_it_allows(
    collected: tuple[Path, Path, Press, Reading],
) -> None:
    account = settle(collected[2])
    assert account.robots == []
    assert [(a.path, a.fault, b.path, b.at - a.at, least) for a, b, least in account.too_soon] == []
    assert account.trapped == []
    assert account.nameless == 0


def test_ledger_sees_a_request_that_robots_forbids_and_one_too_soon(world: World) -> None:
    """The account can fail: a careless client is caught."""
    import urllib.request

    with Press(world) as press:
        site = next(site for site in press.ports if press.looks[site].has_members)
        press.now = datetime(2024, 3, 6, tzinfo=UTC)
        for path in ("/admin/secret", "/admin/secret"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(press.base(site) + path)
        account = settle(press)
    assert len(account.robots) == 2
    assert account.nameless == 2
    assert not account.is_clean


def test_world_is_the_same_for_the_same_seed() -> None:
    assert make_world(5, **SMALL).to_json() == make_world(5, **SMALL).to_json()
    assert make_world(5, **SMALL).to_json() != make_world(6, **SMALL).to_json()


def test_world_tells_of_every_event_and_publishes_within_its_days() -> None:
    world = make_world(2, sites=30, days=7, n_articles=600)
    told = {telling.event_id for article in world.articles for telling in article.tellings}
    assert {event.event_id for event in world.events if event.kind == "incident"} <= told
    for article in world.articles:
        assert 0 <= (article.published.date() - world.first_day).days < world.days
        assert article.versions[0].at == article.published
        assert "{" not in article.last.text
        assert "<" not in article.last.title + article.last.text
    copies = [article for article in world.articles if article.copy_of is not None]
    assert len(copies) > 30
    assert {"pair", "twin", "hoax", "two-dates", "renamed", "rising"} <= {
        feature for event in world.events for feature in event.features
    }


def test_version_follows_the_clock() -> None:
    sentence = ((Sentence("One."),),)
    day = [datetime(2024, 3, d, tzinfo=UTC) for d in range(1, 6)]
    article = next(a for a in make_world(1, **SMALL).articles if a.deleted_at is None)
    from dataclasses import replace

    article = replace(
        article, versions=(Version(day[1], "a", sentence), Version(day[2], "b", sentence)), deleted_at=day[4]
    )
    shown = [article.version_at(moment) for moment in day]
    assert [version.title if version else None for version in shown] == [None, "a", "b", "b", None]
