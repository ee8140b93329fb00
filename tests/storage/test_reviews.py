"""What people decide holds in links, claims, figures, trends and reports, through new readings, and can be undone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_claims import Con, article, attack, claim, count, day, extraction, party, place, sighting, stamp

from storage.append import append_articles
from storage.checks import run_checks
from storage.corrections import PartyValue, plan_corrections
from storage.errors import ReviewError
from storage.link import link_claims
from storage.review_gold import find_gold
from storage.reviews import (
    Decision,
    append_decisions,
    find_incident,
    find_parties,
    load_queue,
    plan_accept,
    plan_merge,
    plan_reject,
    plan_split,
    plan_undo,
)

PLACES = ("Karsheh", "Dolan", "Tarvin", "Mezzo", "Salkand")


def add(con: Con, *pairs: Any, run: int = 0) -> None:
    append_articles(con, stamp(run), pairs, [sighting(of, run) for of, _ in pairs])
    link_claims(con, stamp(run))


def decide(con: Con, run: int, *decisions: Decision) -> tuple[str, ...]:
    ids = append_decisions(con, stamp(run), decisions, "ada")
    link_claims(con, stamp(run))
    return ids


def correct(con: Con, run: int, incident_id: str, **wanted: str) -> tuple[str, ...]:
    planned = plan_corrections(find_incident(con, incident_id), wanted)
    return decide(con, run, *(Decision("correct", incident_id, field=c.field, old=c.old, new=c.new) for c in planned))


def elsewhere(given_id: str, *bounds: int | None, where: str, geonameid: int, **values: Any) -> Any:
    """An attack in another place than `attack`'s."""
    of = article(f"Gunmen killed some people in {where} on Monday. {given_id}", given_id=given_id, source=given_id)
    counts = (count(of, "some people", "killed", *bounds),) if bounds else ()
    facts = {
        "place": place(of, where, geonameid=geonameid, lat=30.0 + geonameid / 50),
        "date": day(of),
        "counts": counts,
    }
    return of, extraction(of, claim(of, **{**facts, **values}))


def incidents(con: Con) -> list[str]:
    return [id_ for (id_,) in con.execute("SELECT incident_id FROM out_incident ORDER BY ALL").fetchall()]


def anchors(con: Con) -> dict[str, str]:
    """Incident of each article's claim, by the article's given id."""
    rows = con.execute(
        "SELECT given_id, anchor_id FROM out_claim INNER JOIN raw_article USING (version_id) "
        "WHERE incident_id IS NOT NULL"
    ).fetchall()
    return dict(rows)


def one(con: Con, columns: str, source: str = "out_incident") -> Any:
    return con.execute(f"SELECT {columns} FROM {source}").fetchone()


def test_what_matters_and_is_least_sure_comes_first(con: Con) -> None:
    sure = {"confidence": 0.99}
    add(
        con,
        elsewhere("few", 1, 1, 1, where="Karsheh", geonameid=1, **sure),
        elsewhere("many", 80, 80, 80, where="Dolan", geonameid=200, **sure),
        elsewhere("wide", 20, None, 90, where="Tarvin", geonameid=400, **sure),
        elsewhere("unsure", 80, 80, 80, where="Mezzo", geonameid=600, confidence=0.3),
        elsewhere("unstated", where="Salkand", geonameid=800, **sure),
    )
    queue = load_queue(con, 10)
    assert [row["place_name"] for row in queue] == ["Mezzo", "Tarvin", "Dolan", "Karsheh", "Salkand"]
    assert "reading not sure" in queue[0]["reasons"]
    assert [row["place_name"] for row in load_queue(con, 1)] == ["Mezzo"]
    assert load_queue(con, 10, country="SYR") == []


def test_what_was_decided_on_leaves_the_queue_until_it_is_told_anew(con: Con) -> None:
    add(con, attack("a", 3, 3, 3))
    (incident_id,) = incidents(con)
    decide(con, 1, plan_accept(con, incident_id[:6]))
    assert load_queue(con, 10) == []
    assert one(con, "review") == ("accepted",)
    add(con, attack("b", 9, 9, 9, source="other", words="and more were found"), run=2)
    (row,) = load_queue(con, 10)
    assert row["reasons"][0] == "told anew since it was decided on"


def test_a_rejected_incident_leaves_figures_claims_and_trends(con: Con) -> None:
    add(con, attack("a", 3, 3, 3))
    decide(con, 1, plan_reject(con, incidents(con)[0]))
    assert incidents(con) == []
    assert one(con, "count(*) FILTER (incident_id IS NOT NULL), count(*)", "out_claim") == (0, 1)
    assert one(con, "coalesce(sum(n_incidents), 0), sum(killed_low)", "out_trend_week") == (0, None)
    assert one(con, "count(*)", "out_acled") == (0,)
    assert [check.name for check in run_checks(con) if not check.is_passed] == []


def test_copies_of_what_was_rejected_stay_out_and_an_independent_report_brings_it_back(con: Con) -> None:
    first = attack("a", 3, 3, 3, words="shared words of one agency, long enough to be known again as one report")
    copy = attack(
        "b", 3, 3, 3, source="feed", words="shared words of one agency, long enough to be known again as one report"
    )
    add(con, first)
    decide(con, 1, plan_reject(con, incidents(con)[0]))
    add(con, copy, run=2)
    assert one(con, "count(DISTINCT origin_id)", "out_article") == (1,)
    assert incidents(con) == []
    add(con, attack("c", 4, 4, 4, source="rival", words="nobody else was there to see it"), run=3)
    assert one(con, "killed_best, n_origins") == (4, 1)


def test_a_rejected_claim_leaves_the_others(con: Con) -> None:
    add(con, attack("a", 3, 3, 3), attack("b", 30, 30, 30, source="other", words="told by somebody else"))
    if len(incidents(con)) == 2:
        decide(con, 1, plan_merge(con, *incidents(con)))
    decide(con, 2, plan_reject(con, anchors(con)["b"], is_claim=True))
    assert one(con, "killed_low, killed_best, killed_high, n_claims") == (3, 3, 3, 1)


def test_corrections_hold_through_a_new_reading_and_say_what_is_not_known(con: Con) -> None:
    of, read = attack("a", 3, 3, 3)
    add(con, (of, read))
    (incident_id,) = incidents(con)
    correct(con, 1, incident_id, killed="", date="2024-03-09..2024-03-10", place="", sub_event_type="armed clash")
    add(con, (of, extraction(of, read.claims[0], extractor="rules@2")), run=2)
    assert one(con, "killed_low, killed_best, killed_high, review") == (None, None, None, "corrected")
    assert one(con, "date_start, date_end, date_precision") == (date(2024, 3, 9), date(2024, 3, 10), 2)
    assert one(con, "place_name, place_geonameid, place_lat, place_precision") == (None, None, None, None)
    assert one(con, "event_type, sub_event_type") == ("Battles", "Armed clash")
    assert one(con, "sum(n_incidents), sum(killed_low)", "out_trend_week") == (1, None)


def test_undoing_one_column_undoes_what_was_decided_with_it(con: Con) -> None:
    add(con, attack("a", 3, 3, 3))
    (incident_id,) = incidents(con)
    ids = correct(con, 1, incident_id, place="", killed="9")
    decide(con, 2, *plan_undo(con, ids[0]))
    assert one(con, "place_name, killed_best, review") == ("Karsheh", 3, None)
    with pytest.raises(ReviewError, match="No decision that holds"):
        plan_undo(con, ids[0])
    assert one(con, "count(*)", "core_review") == (2 * len(ids),)


def test_a_later_correction_of_a_field_holds(con: Con) -> None:
    add(con, attack("a", 3, 3, 3))
    (incident_id,) = incidents(con)
    correct(con, 1, incident_id, killed="9")
    correct(con, 2, incident_id, killed="7+")
    assert one(con, "killed_low, killed_best, killed_high") == (7, 7, None)


def test_merged_incidents_that_were_both_corrected_have_the_newest_value(con: Con) -> None:
    add(
        con,
        elsewhere("a", 3, 3, 3, where="Karsheh", geonameid=1),
        elsewhere("b", 50, 50, 50, where="Dolan", geonameid=900),
    )
    first, second = incidents(con)
    correct(con, 1, first, killed="5")
    correct(con, 2, second, killed="6")
    decide(con, 3, plan_merge(con, first, second))
    assert one(con, "count(*), any_value(killed_best)") == (1, 6)


def test_a_merge_joins_all_reports_of_both(con: Con) -> None:
    def told(name: str, where: str, number: int) -> Any:
        return elsewhere(name, 3, 3, 3, where=where, geonameid=number)

    add(con, told("a", "Karsheh", 1), told("b", "Karsheh", 1), told("c", "Dolan", 900), told("d", "Dolan", 900))
    before = incidents(con)
    assert len(before) == 2
    decide(con, 1, plan_merge(con, *before))
    assert one(con, "n_claims, n_articles") == (4, 4)
    link_claims(con, stamp(2), everything=True)
    assert one(con, "n_claims, n_articles") == (4, 4)
    with pytest.raises(ReviewError, match="one incident already"):
        plan_merge(con, incidents(con)[0], incidents(con)[0])


@pytest.mark.parametrize("is_first", [True, False])
def test_a_report_is_split_from_all_others(con: Con, is_first: bool) -> None:
    """Also the one that the incident has its id from."""
    add(con, *(attack(name, 3, 3, 3, source=name, words=f"{name} tells it so") for name in ("a", "b", "c")))
    (incident_id,) = incidents(con)
    off = next(anchor for anchor in anchors(con).values() if (anchor == incident_id) is is_first)
    (review_id,) = decide(con, 1, plan_split(con, off))
    assert sorted(n for (n,) in con.execute("SELECT n_claims FROM out_incident").fetchall()) == [1, 2]
    link_claims(con, stamp(2), everything=True)
    assert sorted(n for (n,) in con.execute("SELECT n_claims FROM out_incident").fetchall()) == [1, 2]
    decide(con, 3, *plan_undo(con, review_id))
    assert one(con, "n_claims") == (3,)


def test_what_stands_alone_or_repeats_cannot_be_split(con: Con) -> None:
    add(con, attack("a", 3, 3, 3))
    with pytest.raises(ReviewError, match="only report"):
        plan_split(con, anchors(con)["a"])
    with pytest.raises(ReviewError, match="No claim"):
        plan_split(con, "zzz")


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({}, "Nothing to correct"),
        ({"status": "denied"}, "status cannot be corrected"),
        ({"killed": "many"}, "killed cannot be many"),
        ({"killed_low": "-1"}, "killed_low cannot be -1"),
        ({"killed_low": "9"}, "would be 9/3/3"),
        ({"killed": "99999999999"}, "killed cannot be"),
        ({"sub_event_type": "Quarrel"}, "sub_event_type cannot be Quarrel"),
        ({"event_type": "Riots", "sub_event_type": "Armed clash"}, "is a kind of Battles"),
        ({"realis": "planned"}, "realis cannot be planned"),
        ({"date": "Monday"}, "is no date"),
        ({"date": "2024-03-11..2024-03-01"}, "ends"),
        ({"date": "2031-01-01"}, "cannot have been reported"),
    ],
)
def test_corrections_are_checked(con: Con, wanted: dict[str, str], message: str) -> None:
    add(con, attack("a", 3, 3, 3))
    with pytest.raises(ReviewError, match=message):
        plan_corrections(find_incident(con, incidents(con)[0]), wanted)


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("9", (9, 9, 9)), ("9+", (9, 9, None)), ("9-12", (9, None, 12)), ("-12", (None, None, 12)), ("", (None,) * 3)],
)
def test_figures_as_a_person_writes_them(con: Con, text: str, bounds: tuple[int | None, ...]) -> None:
    add(con, attack("a", 3, 3, 3))
    correct(con, 1, incidents(con)[0], injured=text or "1", killed=text)
    assert one(con, "killed_low, killed_best, killed_high") == bounds


def test_parties_are_put_right_by_role(con: Con) -> None:
    """In incidents, trends, exports and gold; what reports say of other roles stays, and an undoing brings all back."""
    of = article("Rebels of the Ash Front killed some people in Karsheh on Monday.", given_id="a")
    blamed = party(of, "Ash Front", "perpetrator", kind="organisation", actor_id="ash", actor_class=2)
    hurt = party(of, "some people", "victim", actor_class=7)
    made = claim(of, place=place(of), date=day(of), parties=(blamed, hurt))
    add(con, (of, extraction(of, made)))
    (incident_id,) = incidents(con)

    def told() -> tuple[Any, ...]:
        (perpetrators,) = one(con, "perpetrators")
        actors = con.execute("SELECT actor_name, role FROM out_trend_week_actor ORDER BY ALL").fetchall()
        return perpetrators, actors, one(con, "actor1, inter1, actor2", "out_acled")

    assert told() == (["Ash Front"], [("Ash Front", "perpetrator")], ("Ash Front", 2, "some people"))
    incident = find_incident(con, incident_id) | find_parties(con, incident_id)
    named = {"perpetrator": (PartyValue("organisation", "ISIL", "is", "Islamic State", 2),), "side_a": ()}
    found = plan_corrections(incident, {"perpetrator": "ISIL", "side_a": ""}, parties=named)
    assert [correction.field for correction in found] == ["perpetrator"]
    ids = decide(con, 1, *(Decision("correct", incident_id, field=c.field, old=c.old, new=c.new) for c in found))
    assert told() == (["Islamic State"], [("Islamic State", "perpetrator")], ("Islamic State", 2, "some people"))
    (gold,) = find_gold(con).lines
    parties = json.loads(gold)["expected"]["claims"][0]["parties"]
    shown = [(each["role"], each["text"]) for each in parties]
    assert shown == [("victim", "some people"), ("perpetrator", "Islamic State")]
    again = find_incident(con, incident_id) | find_parties(con, incident_id)
    assert plan_corrections(again, {"perpetrator": "ISIL"}, parties=named) == ()
    (emptied,) = plan_corrections(again, {"perpetrator": ""})
    decide(con, 2, Decision("correct", incident_id, field="perpetrator", old=emptied.old, new=emptied.new))
    assert told() == ([], [], (None, None, "some people"))
    newest = one(con, "review_id", "core_review ORDER BY decided_at DESC")[0]
    decide(con, 3, *plan_undo(con, newest), *plan_undo(con, ids[0]))
    assert told()[0] == ["Ash Front"]
    assert [check for check in run_checks(con) if not check.is_passed] == []


def test_gold_holds_what_was_decided_and_nothing_else(con: Con) -> None:
    of = article("Gunmen killed some people in Karsheh on Monday. A play was shown.", given_id="two", title="Old news")
    shot = claim(of, place=place(of), date=day(of), counts=(count(of, "some people", "killed", 3, 3, 3),))
    first, second = (of.text.index(words) + 10 for words in ("Gunmen", "A play"))
    shot = replace(
        shot, evidence=(replace(shot.evidence[0], start=first, end=second - 1, text=of.text[: second - 11]),)
    )
    shown = claim(of, evidence=(replace(shot.evidence[0], start=second, end=second + 17, text="A play was shown."),))
    add(con, (of, extraction(of, shot, shown)), elsewhere("b", 70, 70, 70, where="Dolan", geonameid=900))
    assert find_gold(con).lines == ()
    claims = con.execute("SELECT evidence, incident_id, anchor_id FROM out_claim WHERE title IS NOT NULL").fetchall()
    kept, gone = (next(row for row in claims if row[0].startswith(words)) for words in ("Gunmen", "A play"))
    decide(con, 1, Decision("reject", anchor_id=gone[2]))
    found = find_gold(con)
    assert (found.lines, found.n_partial) == ((), 1)
    correct(con, 2, kept[1], date="2024-03-10")
    gold = find_gold(con)
    assert (len(gold.lines), gold.n_partial) == (1, 0)
    assert '"start": "2024-03-10"' in gold.lines[0]
    assert '"must_not": ["A play was shown."]' in gold.lines[0]


def test_persons_of_the_party_list_are_no_part_of_the_queue(con: Con) -> None:
    of = article("Gunmen killed Hamid Tervan in Karsheh on Monday.", given_id="p")
    made = claim(of, place=place(of), date=day(of), parties=(party(of, "Hamid Tervan", "victim", kind="person"),))
    add(con, (of, extraction(of, made)))
    assert "Hamid" not in str(load_queue(con, 5))
