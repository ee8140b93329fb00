from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_claims import Con, Pair, article, attack, claim, count, day, extraction, place, sighting, stamp, undated

from extract.records import DateValue, PlaceValue
from storage.append import append_articles, set_extractor
from storage.link import Linked, link_claims
from storage.linking.pairs import compare_pairs


def append(con: Con, *pairs: Pair, run: int = 0) -> Linked:
    append_articles(con, stamp(run), pairs, [sighting(of, run) for of, _ in pairs])
    return link_claims(con, stamp(run))


def incidents(con: Con) -> list[list[str]]:
    """Given ids of articles, grouped by incident."""
    sql = (
        "SELECT list_sort(list(DISTINCT given_id)) FROM out_claim INNER JOIN raw_article USING (version_id) "
        "WHERE incident_id IS NOT NULL GROUP BY incident_id ORDER BY 1"
    )
    return [ids for (ids,) in con.execute(sql).fetchall()]


def ids(con: Con) -> set[str]:
    return {id_ for (id_,) in con.execute("SELECT DISTINCT incident_id FROM out_claim").fetchall()}


def test_same_place_day_and_type_is_one_incident(con: Con) -> None:
    append(con, attack("a", 3, 3, 3), attack("b", 5, 5, 5))
    assert incidents(con) == [["a", "b"]]
    ((method, reason),) = con.execute("SELECT DISTINCT method, reason FROM core_incident_link").fetchall()
    assert method == "compared"
    assert "same day, same place, same kind of act, nearly the same number killed" in reason


def told(given_id: str, text: str, *bounds: int | None, **values: Any) -> Pair:
    """An article in words of its own with one claim, of Karsheh on Monday unless told otherwise."""
    of = article(text, given_id=given_id, published=values.pop("published", date(2024, 3, 12)))
    fields: dict[str, Any] = {"place": place(of), "date": day(of), **values}
    counts = (count(of, "Karsheh", "killed", *bounds),) if bounds else ()
    return of, extraction(of, claim(of, counts=counts, **fields))


FIRST = "A bomb tore through a market in Karsheh on Monday and killed shoppers."
OTHER = "Soldiers fired at a bus outside Karsheh on Monday; passengers died, a driver said."
FAR = PlaceValue("Karsheh", (0, 7), "Qarsha", 102, country="IRQ", lat=36.0, lon=41.0, precision=1)
REGION = PlaceValue("Karsheh", (0, 7), "Dolan", 103, admin1="Dolan", country="IRQ", lat=33.5, lon=44.5, precision=4)
UNRESOLVED = PlaceValue("Karsheh", (0, 7))


@pytest.mark.parametrize(
    "other",
    [
        {"realis": "attempted"},
        {"place": FAR},
        {"date": DateValue("Monday", (0, 6), date(2024, 3, 4), date(2024, 3, 4), 1)},
        {"event_type": "Protests", "sub_event_type": "Peaceful protest"},
    ],
)
def test_what_contradicts_is_another_incident(con: Con, other: dict[str, Any]) -> None:
    append(con, told("a", FIRST, 12, 12, 12), told("b", OTHER, 2, 2, 2, **other))
    assert incidents(con) == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("event_type", "sub_event_type"),
    [("Strategic developments", "Arrests"), ("Strategic developments", "Agreement")],
)
def test_what_cannot_be_one_act_is_not_linked(con: Con, event_type: str, sub_event_type: str) -> None:
    """Of one town and day, in much the same words, and with the same figure."""
    other = told("b", f"{FIRST} Police followed.", 12, 12, 12, event_type=event_type, sub_event_type=sub_event_type)
    append(con, told("a", FIRST, 12, 12, 12), other)
    assert incidents(con) == [["a"], ["b"]]


def test_two_acts_of_one_day_and_town_stay_apart_by_their_figures(con: Con) -> None:
    bomb = {"event_type": "Explosions/Remote violence", "sub_event_type": "Remote explosive/landmine/IED"}
    append(con, told("a", FIRST, 60, 60, 60, **bomb), told("b", OTHER, 3, 3, 3))
    assert incidents(con) == [["a"], ["b"]]


@pytest.mark.parametrize("bounds", [(31, 31, None), (33, 33, 33), (35, 35, 35)])
def test_figures_that_allow_each_other_are_one_incident(con: Con, bounds: tuple[int | None, ...]) -> None:
    again = "At least this many were killed by a bomb at a crowded market in Karsheh on Monday."
    append(con, told("a", FIRST, 35, 35, 35), told("b", again, *bounds))
    assert incidents(con) == [["a", "b"]]


@pytest.mark.parametrize(("bounds", "expected"), [((90, 90, 90), [["a", "b"]]), ((3, 3, 3), [["a"], ["b"]])])
def test_words_for_a_number_allow_all_from_the_least_that_they_mean(
    con: Con, bounds: tuple[int, ...], expected: list[list[str]]
) -> None:
    """What "dozens" says is no 24 to be compared with."""
    append(con, told("a", FIRST, 24, None, None), told("b", OTHER, *bounds))
    assert incidents(con) == expected


def test_reports_without_a_place_are_compared_by_the_countries_that_they_tell_of(con: Con) -> None:
    """By the name of one or of its people; a report that tells of none says nothing."""
    texts = {
        "a": "On Monday six Ukrainian soldiers died in an ambush.",
        "b": "On Monday an ambush in Ukraine killed soldiers.",
        "c": "On Monday six Iraqi soldiers died in an ambush.",
        "d": "On Monday six soldiers died in an ambush.",
    }
    on_monday = DateValue("Monday", (3, 9), date(2024, 3, 11), date(2024, 3, 11), 1)
    articles = [article(text, given_id=name) for name, text in texts.items()]
    append(con, *((of, extraction(of, claim(of, date=on_monday))) for of in articles))
    pairs = """SELECT a.node AS node_a, b.node AS node_b
               FROM meta_link_claim AS a INNER JOIN meta_link_claim AS b ON a.node < b.node"""
    names = dict(
        con.execute("SELECT node, given_id FROM meta_link_claim INNER JOIN raw_article USING (article_id)").fetchall()
    )
    levels = {
        "".join(sorted((names[row["node_a"]], names[row["node_b"]]))): row["land_level"]
        for row in compare_pairs(con, pairs, floor=-99)
    }
    assert (levels["ab"], levels["ac"], levels["ad"]) == ("shared", "differ", "unknown")


def test_a_follow_up_without_a_date_updates(con: Con) -> None:
    """The toll of the next days joins the first report and adds no incident."""
    later = "The death toll of the market bomb in Karsheh has risen; shoppers died in hospital after Monday."
    of, read = told("b", later, 14, 14, 14, published=date(2024, 3, 13))
    append(con, told("a", FIRST, 12, 12, 12))
    append(con, (of, extraction(of, replace(read.claims[0], date=undated(of)))), run=1)
    assert incidents(con) == [["a", "b"]]


@pytest.mark.parametrize("lacking", [{"place": None}, {"place": UNRESOLVED}, {"place": REGION}])
def test_what_both_lack_does_not_link_them(con: Con, lacking: dict[str, Any]) -> None:
    append(con, told("a", FIRST, 12, 12, 12, **lacking), told("b", OTHER, 2, 2, 2, **lacking))
    assert incidents(con) == [["a"], ["b"]]


def test_what_one_article_tells_apart_is_apart(con: Con) -> None:
    """Two claims of one article are two incidents, and another article's report joins the one it fits."""
    text = "A bomb killed shoppers in Karsheh on Monday. Another bomb in Karsheh on Monday hit a clinic."
    of = article(text, given_id="a")
    first, second = (
        claim(of, place=place(of), date=day(of), counts=(count(of, "Karsheh", "killed", n, n, n),)) for n in (12, 4)
    )
    append(con, (of, extraction(of, first, second)), told("b", FIRST, 12, 12, 12))
    assert incidents(con) == [["a"], ["a", "b"]]


def test_acts_told_with_one_count_are_one_incident(con: Con) -> None:
    """A twin bombing told as one claim of two acts holds both claims of an article that tells them apart."""
    text = "A bomb killed shoppers in Karsheh on Monday. Then another bomb in Karsheh on Monday hit the same market."
    of = article(text, given_id="a")
    parts = [claim(of, place=place(of), date=day(of), counts=(count(of, "Karsheh", "killed", 6, 6, 6),)) for _ in "12"]
    append(con, (of, extraction(of, *parts)), told("b", "Twin " + FIRST, 12, 12, 12, n_acts=2))
    assert incidents(con) == [["a", "b"]]


def test_a_part_goes_where_its_act_goes(con: Con) -> None:
    """What an article adds without a day, place or figure of its own is no second incident."""
    text = "A bomb killed shoppers in Karsheh on Monday. Houses were burned."
    of = article(text, given_id="a")
    act = claim(of, place=place(of), date=day(of), counts=(count(of, "shoppers", "killed", 6, 6, 6),))
    part = claim(of, sub_event_type="Looting/property destruction", event_type="Strategic developments")
    append(con, (of, extraction(of, act, part)))
    assert len(ids(con)) == 1
    methods = con.execute("SELECT method FROM core_incident_link ORDER BY method").fetchall()
    assert methods == [("alone",), ("same article",)]


@pytest.mark.parametrize(
    "other", [{"kind": "aggregate"}, {"kind": "background"}, {"kind": "assessment"}, {"realis": "planned"}]
)
def test_only_incidents_are_linked(con: Con, other: dict[str, Any]) -> None:
    append(con, attack("a", **other))
    assert con.execute("SELECT count(*) FROM core_incident_link").fetchone() == (0,)


def test_linking_again_adds_nothing(con: Con) -> None:
    assert append(con, attack("a"), attack("b")).incidents == 2
    assert link_claims(con, stamp(1)).incidents == 0
    assert link_claims(con, stamp(1)).origins == 0


def test_an_incident_keeps_its_id_when_more_arrives(con: Con) -> None:
    """Also when the newcomer's anchor is the smaller one."""
    append(con, attack("a"), run=0)
    before = ids(con)
    for run, name in enumerate("bcdefgh", start=1):
        append(con, attack(name), run=run)
    assert ids(con) == before
    assert len(incidents(con)) == 1


def test_copies_of_one_text_are_one_origin_and_one_incident(con: Con) -> None:
    """Also undated: it is the same words that link, not what is missing. The earliest article is the origin."""

    def copy(given_id: str, published: date) -> Pair:
        of = article("GUNMEN killed a  guard in Karsheh.", given_id=given_id, published=published)
        return of, extraction(of, claim(of, date=undated(of)), claim(of, date=undated(of)))

    late, early = copy("a", date(2024, 3, 14)), copy("b", date(2024, 3, 13))
    other = copy("c", date(2024, 3, 1))
    other = (article("Somebody else killed a guard.", given_id="c"), other[1])
    other = (other[0], extraction(other[0], claim(other[0])))
    append(con, late, early, other)
    assert incidents(con) == [["a", "b"], ["a", "b"], ["c"]]
    origins = con.execute("SELECT DISTINCT origin_id, method FROM core_origin_link ORDER BY method").fetchall()
    assert origins == [(early[0].article_id, "identical text"), (other[0].article_id, "own")]
    assert con.execute("SELECT count(DISTINCT origin_id) FROM out_article").fetchone() == (2,)


def test_a_copy_published_earlier_but_seen_later_becomes_the_origin(con: Con) -> None:
    """A row is added for each version; none is rewritten."""
    later, earlier = attack("a", words="copy", published=date(2024, 3, 14)), attack("b", words="copy")
    append(con, later, run=0)
    append(con, earlier, run=1)
    assert con.execute("SELECT DISTINCT origin_id FROM out_article").fetchall() == [(earlier[0].article_id,)]
    assert con.execute("SELECT count(*) FROM core_origin_link").fetchone() == (3,)


def test_a_better_reading_splits_and_merges_by_rows(con: Con) -> None:
    """Another extractor finds another day for one article: it leaves; its first rows stay."""
    a, b = attack("a"), attack("b")
    append(con, a, b)
    (shared,) = ids(con)
    moved = extraction(b[0], replace(b[1].claims[0], date=day(b[0], start=date(2024, 3, 6))), extractor="rules@2")
    again = extraction(a[0], a[1].claims[0], extractor="rules@2")
    append(con, (a[0], again), (b[0], moved), run=1)
    assert incidents(con) == [["a"], ["b"]]
    assert shared in ids(con)
    first = con.execute("SELECT incident_id FROM core_incident_link WHERE incident_id = anchor_id").fetchall()
    assert (shared,) in first
    set_extractor(con, stamp(2), "rules@1")
    link_claims(con, stamp(2))
    assert incidents(con) == [["a", "b"]]
    assert ids(con) == {shared}


def test_place_without_geonames_id_links_by_name(con: Con) -> None:
    def made(name: str) -> Pair:
        of, _ = attack(name)
        return of, extraction(of, claim(of, date=day(of), place=place(of, geonameid=None)))

    append(con, made("a"), made("b"))
    assert incidents(con) == [["a", "b"]]


def test_what_came_is_looked_at_and_nothing_else(con: Con) -> None:
    """An edit, the first version sighted anew, another extractor: each ends as if all had been looked at."""
    first, again = told("a", FIRST, 12, 12, 12), told("a", f"{FIRST} Corrected.", 2, 2, 2, place=FAR)
    other = told("b", OTHER, 12, 12, 12)
    append(con, first, other)
    append(con, again, run=1)
    assert incidents(con) == [["a"], ["b"]]
    append_articles(con, stamp(2), [], [sighting(first[0], 2)])
    link_claims(con, stamp(2))
    assert incidents(con) == [["a", "b"]]
    of, read = other
    append_articles(con, stamp(3), [(of, extraction(of, replace(read.claims[0], place=FAR), extractor="other@1"))], [])
    set_extractor(con, stamp(3), "rules")
    link_claims(con, stamp(3))
    assert incidents(con) == [["a", "b"]]
    set_extractor(con, stamp(4), "other")
    link_claims(con, stamp(4))
    assert incidents(con) == [["b"]]
    assert con.execute("SELECT count(*) FROM meta_link_claim").fetchone() == (1,)
    assert link_claims(con, stamp(5), everything=True).incidents == 0
    (looked_at,) = con.execute("SELECT n_rows FROM meta_link_seen WHERE name = 'raw_article'").fetchone() or (0,)
    assert looked_at == 3
