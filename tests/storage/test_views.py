from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from made_claims import (
    Bounds,
    Con,
    Pair,
    article,
    attack,
    claim,
    count,
    day,
    extraction,
    party,
    place,
    sighting,
    stamp,
    undated,
)

from extract.records import Attribution, Issue
from storage.append import append_articles, set_extractor
from storage.link import link_claims
from storage.rows import Fetch, utc

WEEK = date(2024, 3, 11)


def append(con: Con, *pairs: Pair, run: int = 0, fetches: Sequence[Fetch] = ()) -> None:
    append_articles(con, stamp(run), pairs, [*(sighting(of, run) for of, _ in pairs), *fetches])
    link_claims(con, stamp(run))


def rows(con: Con, sql: str) -> list[Any]:
    return con.execute(sql).fetchall()


def killed(con: Con, view: str = "out_incident") -> list[Any]:
    return rows(
        con,
        f"SELECT killed_low, killed_best, killed_high FROM {view} WHERE killed_low IS NOT NULL OR true ORDER BY ALL",
    )


def elsewhere(name: str, *bounds: int | None, **values: Any) -> Pair:
    """An attack in a place of its own, so that it is an incident of its own."""
    of, _ = attack(name, *bounds)
    number = sum(map(ord, name))
    where = place(of, geonameid=number + 1000, lat=float(number % 80))
    return attack(name, *bounds, **{"place": where, **values})


# Figures of one claim.


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        ([], (None, None, None)),
        ([(3, 3, 3)], (3, 3, 3)),
        ([(0, 0, 0)], (0, 0, 0)),
        ([(3, 3, 3), (2, 2, 2)], (5, 5, 5)),
        ([(3, 3, 3), (31, 31, None)], (34, 34, None)),  # "more than 30": no highest
        ([(3, 3, 3), (2, None, None)], (5, 5, None)),  # "several": its low stands in for a best
        ([(2, None, None)], (2, None, None)),  # alone it has none
        ([(3, 3, 3), (None, 60, None)], (3, 63, None)),  # "around 60"
        ([(3, 3, 3), (None, None, 9)], (3, None, 12)),  # "fewer than 10": neither low nor best
    ],
)
def test_a_claims_figure_adds_its_parts(con: Con, counts: list[Bounds], figures: Bounds) -> None:
    of, _ = attack("a")
    read = claim(of, counts=tuple(count(of, "some people", "killed", *bounds) for bounds in counts))
    append(con, (of, extraction(of, read)))
    assert killed(con, "out_claim") == [figures]


def test_a_total_stands_for_its_parts_and_rivals_are_not_added(con: Con) -> None:
    of, _ = attack("a")
    counts = (
        count(of, "some people", "killed", 5, 5, 5),
        count(of, "people", "killed", 4, 4, 4),
        count(of, "some people", "killed", 9, 9, 9, is_total=True),
        count(of, "Gunmen", "killed", 20, 20, 20, rank="rival"),
        count(of, "Gunmen", "killed", 7, 7, 7, rank="superseded"),
        count(of, "people", "injured", 2, 2, 2),
    )
    append(con, (of, extraction(of, claim(of, counts=counts))))
    sql = "SELECT killed_low, killed_best, killed_high, injured_best FROM out_claim"
    assert rows(con, sql) == [(9, 9, 9, 2)]


# Figures of an incident.


@pytest.mark.parametrize(
    ("stated", "figures"),
    [
        ([(3, 3, 3), (5, 5, 5)], (3, 3, 5)),
        ([(3, 3, 3), (5, 5, 5), (5, 5, 5)], (3, 5, 5)),
        ([(3, 3, 3), (31, 31, None)], (3, 3, None)),
        ([(3, 3, 3), ()], (3, 3, 3)),  # who states nothing leaves nothing open
        ([(70, 70, 70), (None, 60, None)], (None, 60, 70)),  # about 60 lies under every low
        ([(None, None, 9), (2, None, None)], (2, None, 9)),  # several, but fewer than ten
    ],
)
def test_figures_are_reconciled_across_origins(con: Con, stated: list[Bounds], figures: Bounds) -> None:
    append(con, *(attack(name, *bounds) for name, bounds in zip("abc", stated, strict=False)))
    assert killed(con) == [figures]


def test_the_latest_days_best_counts(con: Con) -> None:
    append(con, attack("a", 3, 3, 3), attack("b", 12, 12, 12, published=date(2024, 3, 13)))
    assert killed(con) == [(3, 12, 12)]


def test_copies_speak_once(con: Con) -> None:
    """Nine copies of one report do not outvote two others."""
    copies = [attack(f"c{number}", 3, 3, 3, words="copy") for number in range(9)]
    append(con, *copies, attack("x", 9, 9, 9), attack("y", 9, 9, 9))
    assert rows(con, "SELECT killed_best, n_origins, n_articles, status FROM out_incident") == [
        (9, 3, 11, "corroborated")
    ]


def test_a_denial_disputes_and_gives_no_figure(con: Con) -> None:
    denial = Attribution("denied", "army")
    append(con, attack("a", 3, 3, 3), attack("b", 0, 0, 0, attribution=denial))
    assert rows(con, "SELECT status, killed_low, killed_high FROM out_incident") == [("disputed", 3, 3)]
    append(con, elsewhere("c", 1, 1, 1, attribution=denial), run=1)
    assert rows(con, "SELECT status, killed_low FROM out_incident ORDER BY 1") == [("denied", None), ("disputed", 3)]
    assert rows(con, "SELECT sum(n_incidents) FROM out_trend_week") == [(1,)]


def test_perpetrators_are_named_but_persons_are_not(con: Con) -> None:
    of, _ = attack("a")
    parties = (
        party(of, "Gunmen", "perpetrator"),
        party(of, "Karsheh", "perpetrator", kind="organisation", name="Karsheh Brigade"),
        party(of, "Monday", "perpetrator", kind="person"),
        party(of, "people", "perpetrator", confidence_stated="denied"),
    )
    append(con, attack("a", parties=parties))
    assert rows(con, "SELECT perpetrators FROM out_incident") == [(["Gunmen", "Karsheh Brigade"],)]


# Trends.


def trend(con: Con, columns: str, view: str = "out_trend_week") -> list[Any]:
    return rows(con, f"SELECT {columns} FROM {view} ORDER BY ALL")


def test_trend_adds_incidents_and_keeps_unknown_apart(con: Con) -> None:
    """Four incidents: 3; more than 30; unknown; none killed. High is open; who states nothing adds nothing."""
    append(
        con,
        *(
            elsewhere(name, *bounds)
            for name, bounds in zip("abcd", [(3, 3, 3), (31, 31, None), (), (0, 0, 0)], strict=True)
        ),
    )
    columns = (
        "n_incidents, killed_low, killed_best, killed_high, killed_n_stated, killed_n_unbounded, "
        "injured_low, injured_n_stated"
    )
    assert trend(con, f"week, {columns}") == [(WEEK, 4, 34, 34, None, 3, 1, None, 0)]
    assert trend(con, f"month, {columns}", "out_trend_month") == [(date(2024, 3, 1), 4, 34, 34, None, 3, 1, None, 0)]


def test_trend_high_is_a_number_when_all_are_bounded(con: Con) -> None:
    append(con, elsewhere("a", 20, None, 30), elsewhere("b", None, None, 9), elsewhere("c", 2, 2, 2))
    assert trend(con, "killed_low, killed_best, killed_high, killed_n_unbounded") == [(22, 22, 41, 0)]


def test_nothing_stated_is_null_and_not_zero(con: Con) -> None:
    append(con, attack("a"))
    assert trend(con, "n_incidents, killed_low, killed_best, killed_high") == [(1, None, None, None)]


@pytest.mark.parametrize("kind", ["aggregate", "background", "assessment"])
def test_other_kinds_are_never_added(con: Con, kind: str) -> None:
    append(con, elsewhere("a", 1, 1, 1), elsewhere("b", 4000, 4000, None, kind=kind))
    assert trend(con, "n_incidents, killed_low, killed_high") == [(1, 1, 1)]


def test_attempts_have_a_column_of_their_own(con: Con) -> None:
    append(con, elsewhere("a", 1, 1, 1), elsewhere("b", 5, 5, 5, realis="attempted"))
    assert trend(con, "n_incidents, n_attempted, killed_low, killed_n_stated") == [(1, 1, 1, 1)]


def test_undated_incidents_are_counted_and_fall_in_no_week(con: Con) -> None:
    """Their date_end is only a bound. A month-wide date falls in no week, but in its month."""
    of, _ = attack("b")
    wide = day(of, start=date(2024, 3, 1), end=date(2024, 3, 12))
    append(con, elsewhere("a", 1, 1, 1, date=undated(of)), elsewhere("b", 2, 2, 2, date=wide), elsewhere("c", 4, 4, 4))
    assert trend(con, "week, n_incidents, n_undated, round(n_spread, 2), killed_low, n_articles") == [
        (date(2024, 2, 26), 0, 0, 0.25, None, 0),
        (date(2024, 3, 4), 0, 0, 0.58, None, 0),
        (WEEK, 1, 0, 0.17, 4, 3),
        (None, 2, 2, 0.0, 3, None),
    ]
    assert trend(con, "month, n_incidents, n_undated, killed_low", "out_trend_month") == [
        (date(2024, 3, 1), 2, 0, 6),
        (None, 1, 1, 1),
    ]


def test_a_week_begins_on_monday(con: Con) -> None:
    dates = [date(2024, 3, 10), date(2024, 3, 11)]
    append(
        con, *(elsewhere(name, date=day(attack(name)[0], start=start)) for name, start in zip("ab", dates, strict=True))
    )
    assert trend(con, "week, n_incidents") == [(date(2024, 3, 4), 1), (WEEK, 1)]


def test_a_quiet_week_has_a_row_of_zeros(con: Con) -> None:
    """With its articles and sources: quiet, not unseen."""
    of = article("Nothing to report.", given_id="a", published=date(2024, 2, 27), source="other")
    append(con, attack("b"), (of, extraction(of)))
    assert trend(con, "week, country, n_incidents, killed_low, n_articles, n_sources") == [
        (date(2024, 2, 26), None, 0, None, 1, 1),
        (WEEK, "IRQ", 1, None, 1, 1),
    ]


def test_sources_that_answered_are_alive(con: Con) -> None:
    """One published, one answered in that week, one failed."""
    moment = datetime.fromisoformat("2024-03-13T08:00:00+00:00")
    alive, broken = Fetch(moment, "quiet", "u", status=304), Fetch(moment, "broken", "u", error="no answer")
    append(con, attack("a"), fetches=[alive, broken])
    assert trend(con, "n_sources") == [(2,)]


def test_weeks_younger_than_the_reporting_delay_are_provisional(con: Con) -> None:
    """First reports come 3 days late, the last is of 20 March: the week to 17 March is over, the next is not."""

    def late(name: str, start: date, published: date) -> Pair:
        of, _ = attack(name)
        return elsewhere(name, date=day(of, start=start), published=published)

    append(con, late("a", date(2024, 3, 11), date(2024, 3, 14)), late("b", date(2024, 3, 18), date(2024, 3, 20)))
    assert trend(con, "week, is_provisional") == [(WEEK, False), (date(2024, 3, 18), True)]


def test_actor_trend_does_not_add_up(con: Con) -> None:
    """One incident with two bodies is in two rows; a body in a claim of denial, or a source, in none."""
    of, _ = attack("a")
    bodies = (
        party(of, "Gunmen", "perpetrator", kind="organisation", actor_id="g", name="Gunmen", actor_class=3),
        party(of, "Karsheh", "victim", kind="organisation", actor_id="k", name="Karsheh", actor_class=1),
        party(of, "people", "source", kind="organisation", actor_id="s", name="Source"),
    )
    append(con, attack("a", parties=bodies), attack("b", parties=bodies[:1]))
    found = rows(con, "SELECT week, actor_id, role, n_incidents FROM out_trend_week_actor ORDER BY ALL")
    assert found == [(WEEK, "g", "perpetrator", 1), (WEEK, "k", "victim", 1)]


# Which claims are shown.


def version(words: str) -> Pair:
    of = article(f"In Karsheh {words} died on Monday.", given_id="a", published=date(2024, 3, 12))
    return of, extraction(of, claim(of, place=place(of), date=day(of), counts=(count(of, words, "killed", 1, 1, 1),)))


def test_the_newest_sighted_version_speaks(con: Con) -> None:
    """A publisher who goes back to the first wording has said it last."""
    first, second = version("one"), version("two")
    for run, pair in enumerate([first, second, first]):
        append(con, pair, run=run)
        assert rows(con, "SELECT version_id, n_versions FROM out_article") == [(pair[0].version_id, min(run + 1, 2))]
        assert len(rows(con, "SELECT * FROM out_claim")) == 1
    assert len(rows(con, "SELECT * FROM out_incident")) == 1


def test_an_extraction_without_claims_silences_older_ones(con: Con) -> None:
    of, read = attack("a", 3, 3, 3)
    append(con, (of, read))
    append(con, (of, extraction(of, extractor="rules@2")), run=1)
    assert rows(con, "SELECT count(*) FROM out_claim") == [(0,)]


def test_the_setting_names_the_extractor(con: Con) -> None:
    """By name and version, by name, or by none: the newest. What it has not read has no claims."""
    of, read = attack("a", 3, 3, 3)
    other = extraction(of, claim(of), claim(of), extractor="encoder@1")
    append(con, (of, read))
    append(con, (of, other), attack("b"), run=1)
    for run, (extractor, claims) in enumerate(
        [("rules@1", 2), ("encoder@1", 2), ("encoder", 2), ("llm", 0), (None, 3)], 2
    ):
        set_extractor(con, stamp(run), extractor)
        assert rows(con, "SELECT count(*) FROM out_claim") == [(claims,)], extractor
    assert rows(con, "SELECT count(*) FROM out_article WHERE extraction_id IS NULL") == [(0,)]


def test_a_doubled_extraction_counts_once(con: Con) -> None:
    """As two writers without keys may leave it."""
    append(con, attack("a", 3, 3, 3), attack("b", 4, 4, 4))
    views = [
        "out_article",
        "out_claim",
        "out_claim_count",
        "out_claim_evidence",
        "out_incident",
        "out_trend_week",
        "out_coverage",
    ]
    before = [rows(con, f"SELECT * FROM {view} ORDER BY ALL") for view in views]
    for (table,) in rows(con, "SELECT table_name FROM duckdb_tables() WHERE NOT starts_with(table_name, 'meta_')"):
        con.execute(f"INSERT INTO {table} SELECT * FROM {table}")
    assert [rows(con, f"SELECT * FROM {view} ORDER BY ALL") for view in views] == before


def test_as_of_shows_what_was_known(con: Con) -> None:
    """By recorded_at: an article that came later is not in the figures of before."""
    append(con, attack("a", 3, 3, 3), run=0)
    append(con, attack("b", 9, 9, 9, published=date(2024, 3, 14)), elsewhere("c", 1, 1, 1), run=5)
    sql = "SELECT killed_best, n_articles FROM out_incident_asof(TIMESTAMP '2024-03-20 {}') ORDER BY 1"
    assert rows(con, sql.format("11:59:59")) == []
    assert rows(con, sql.format("12:04")) == [(3, 1)]
    assert rows(con, sql.format("12:05")) == [(1, 1), (9, 2)]
    assert rows(con, sql.format("12:05")) == rows(con, "SELECT killed_best, n_articles FROM out_incident ORDER BY 1")
    assert rows(con, "SELECT sum(n_incidents) FROM out_trend_asof('week', TIMESTAMP '2024-03-20 12:04')") == [(1,)]


# Coverage, issues, ACLED.


def test_coverage_shows_what_could_not_be_fetched_or_read(con: Con) -> None:
    of, read = attack("a")
    unread = replace(read, issues=(Issue("date", "undated"),))
    moment = stamp().recorded_at
    fetches = [
        Fetch(moment, "wire", "u1", error="no answer in 30 seconds"),
        Fetch(moment, "wire", "u2", status=304),
        Fetch(moment, "wire", "u3", status=410, version_id=of.version_id),
        Fetch(moment, "wire", "u4", error="no text", issues=(Issue("parse", "no text"),)),
        Fetch(moment, None, "x.bin", error="not text", issues=(Issue("read", "not text"),)),
    ]
    append(con, (of, unread), fetches=fetches)
    columns = (
        "source, n_requests, n_failed, n_unchanged, n_gone, "
        "n_versions, n_versions_new, n_unreadable, n_claims, n_issues"
    )
    assert rows(con, f"SELECT {columns} FROM out_coverage ORDER BY ALL") == [
        ("wire", 5, 2, 1, 1, 1, 1, 1, 1, 1),
        (None, 1, 1, 0, 0, 0, 0, 1, 0, 0),
    ]
    assert rows(con, "SELECT source, url, stage, reason FROM out_issue ORDER BY ALL") == [
        ("wire", "u4", "parse", "no text"),
        ("wire", None, "date", "undated"),
        (None, "x.bin", "read", "not text"),
    ]


def test_a_deletion_is_a_sighting(con: Con) -> None:
    of, read = attack("a")
    append(con, (of, read))
    append(con, run=1, fetches=[sighting(of, 1, status=404)])
    assert rows(con, "SELECT deleted_at FROM out_article") == [(utc(stamp(1).recorded_at),)]
    append(con, (of, read), run=2)
    assert rows(con, "SELECT deleted_at FROM out_article") == [(None,)]


ACLED = (
    "event_id_cnty, event_date, year, time_precision, disorder_type, event_type, sub_event_type, "
    "actor1, assoc_actor_1, inter1, actor2, assoc_actor_2, inter2, interaction, civilian_targeting, "
    "iso, region, country, admin1, admin2, admin3, location, latitude, longitude, geo_precision, "
    "source, source_scale, notes, fatalities, tags, timestamp"
)


def test_acled_columns_are_31_in_order(con: Con) -> None:
    assert con.table("out_acled").columns == ACLED.split(", ")


def test_acled_row(con: Con) -> None:
    of, _ = attack("a")
    parties = (
        party(of, "people", "victim", actor_class=7),
        party(of, "Gunmen", "perpetrator", actor_class=3),
        party(of, "Monday", "victim", kind="person", actor_class=7),
        party(of, "Karsheh", "perpetrator", kind="organisation", name="Karsheh Brigade", actor_class=2),
    )
    append(
        con,
        attack("a", 31, 31, None, parties=parties),
        elsewhere("b", realis="attempted"),
        elsewhere("c", date=undated(of)),
    )
    (row,) = con.table("out_acled").to_arrow_table().to_pylist()
    wanted = {
        "event_date": date(2024, 3, 11),
        "disorder_type": "Political violence",
        "actor1": "Gunmen",
        "assoc_actor_1": "Karsheh Brigade",
        "inter1": 3,
        "actor2": "people",
        "assoc_actor_2": "Civilians",
        "interaction": 37,
        "civilian_targeting": "Civilian targeting",
        "iso": 368,
        "country": "Iraq",
        "fatalities": 31,
        "tags": "not ACLED data; fatalities=best; inter1=Political militias; inter2=Civilians",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert row["notes"].startswith("Not ACLED data")
    assert row["notes"].endswith("Killed low/best/high: 31/31/?.")


OFFICIAL = Attribution("attributed", "a hospital official", None, None, "said")
ARMY = Attribution("attributed", "the army", None, "Army of Dolan", "said")


@pytest.mark.parametrize(
    ("first", "second", "best"),
    [
        ({}, {}, 12),  # the lower of two
        ({}, {"attribution": OFFICIAL}, 15),
        ({}, {"attribution": ARMY}, 15),
        ({"attribution": OFFICIAL}, {"attribution": OFFICIAL}, 12),
        ({}, {"attribution": Attribution("attributed", "a shopkeeper", None, None, "said")}, 12),
        ({"published": date(2024, 3, 14)}, {"attribution": OFFICIAL}, 12),  # the latest day comes first
    ],
)
def test_of_one_day_an_authority_speaks(con: Con, first: dict[str, Any], second: dict[str, Any], best: int) -> None:
    append(con, attack("a", 12, 12, 12, words="First.", **first), attack("b", 15, 15, 15, words="Second.", **second))
    assert rows(con, "SELECT killed_low, killed_best, killed_high FROM out_incident") == [(12, best, 15)]


def test_a_side_is_no_authority_on_its_own_act(con: Con) -> None:
    of, _ = attack("b", words="Second.")
    army = party(of, "Gunmen", "perpetrator", name="Army of Dolan")
    told = attack("b", 15, 15, 15, words="Second.", attribution=ARMY, parties=(army,))
    append(con, attack("a", 12, 12, 12, words="First."), told)
    assert rows(con, "SELECT killed_best FROM out_incident") == [(12,)]


def test_what_is_retracted_is_in_no_file_for_others(con: Con) -> None:
    of, read = attack("a", 3, 3, 3)
    append(con, (of, read))
    assert len(rows(con, "SELECT * FROM out_acled")) == 1
    append(con, run=1, fetches=[sighting(of, 1, status=410)])
    assert rows(con, "SELECT status FROM out_incident") == [("retracted",)]
    assert rows(con, "SELECT * FROM out_acled") == []
