from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_claims import Con, Pair, article, attack, claim, day, extraction, place, sighting, stamp, undated

from extract.records import PlaceValue
from storage.append import append_articles, set_extractor
from storage.link import Linked, link_claims


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
    reasons = con.execute("SELECT DISTINCT score, method, reason FROM core_incident_link").fetchall()
    assert reasons == [(1.0, "exact key", "IRQ, Karsheh (101), 2024-03-11, Attack, actual")]


OTHER_PLACE = PlaceValue("Karsheh", (30, 37), "Karsheh", 102, country="IRQ", precision=1)
REGION = PlaceValue("Karsheh", (30, 37), "Karsheh", 101, country="IRQ", precision=5)
UNRESOLVED = PlaceValue("Karsheh", (30, 37))


@pytest.mark.parametrize(
    "other",
    [
        {"sub_event_type": "Sexual violence"},
        {"realis": "attempted"},
        {"place": OTHER_PLACE},
        {"date": day(attack("b")[0], start=date(2024, 3, 12))},
        {"date": day(attack("b")[0], start=date(2024, 3, 1), end=date(2024, 3, 11))},
    ],
)
def test_another_key_is_another_incident(con: Con, other: dict[str, Any]) -> None:
    append(con, attack("a"), attack("b", **other))
    assert incidents(con) == [["a"], ["b"]]


@pytest.mark.parametrize(
    "lacking", [{"place": None}, {"place": UNRESOLVED}, {"place": REGION}, {"date": undated(attack("a")[0])}]
)
def test_what_is_not_known_never_links(con: Con, lacking: dict[str, Any]) -> None:
    """Two claims that lack the same thing are two incidents; each says what it lacks."""
    append(con, attack("a", **lacking), attack("b", **lacking))
    assert incidents(con) == [["a"], ["b"]]
    ((method, reason),) = con.execute("SELECT DISTINCT method, reason FROM core_incident_link").fetchall()
    assert method == "own"
    assert reason.startswith("no ")


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
    moved = extraction(b[0], replace(b[1].claims[0], date=day(b[0], start=date(2024, 3, 10))), extractor="rules@2")
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
