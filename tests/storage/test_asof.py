"""What was known when, what changed, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from made_claims import Con, Pair, attack, extraction, sighting, stamp

from storage.append import append_articles
from storage.link import link_claims
from storage.report_data import load_report
from storage.report_records import Revision


def append(con: Con, *pairs: Pair, run: int = 0) -> None:
    append_articles(con, stamp(run), pairs, [sighting(of, run) for of, _ in pairs])
    link_claims(con, stamp(run))


def changes(con: Con, since: int, until: int) -> tuple[Revision, ...]:
    moments = {"since": stamp(since).recorded_at, "as_of": stamp(until).recorded_at}
    report = load_report(con, date(2024, 3, 1), date(2024, 3, 31), stamp(99).recorded_at, **moments)
    assert report.revisions is not None
    return report.revisions


def decide(con: Con, run: int, decision: str, **values: Any) -> None:
    """A decision as a row: what the review command will write."""
    moment = stamp(run).recorded_at.replace(tzinfo=None)
    row = {"anchor_id": None, "incident_id": None, "field": None, "old": None, "new": None, "note": None, **values}
    con.execute(
        "INSERT INTO core_review BY NAME SELECT ? AS review_id, ? AS decision, ? AS anchor_id, ? AS incident_id, "
        "? AS field, ? AS old, ? AS new, ? AS note, 'me' AS reviewer, ? AS decided_at, ? AS recorded_at, ? AS run_id",
        [f"r{run}", decision, *row.values(), moment, moment, stamp(run).run_id],
    )
    link_claims(con, stamp(run))


def incident_ids(con: Con) -> list[str]:
    return [id_ for (id_,) in con.execute("SELECT incident_id FROM out_incident ORDER BY killed_best").fetchall()]


def test_a_first_report_is_new_and_a_follow_up_corrects(con: Con) -> None:
    append(con, attack("a", 3, 3, 3), run=0)
    append(con, attack("b", 5, 5, 5, words="a follow-up"), run=2)
    assert [(change.kind, change.cause) for change in changes(con, -1, 0)] == [("new", "new report")]
    (change,) = changes(con, 0, 2)
    assert (change.kind, change.cause) == ("corrected", "follow-up")
    assert change.why == "killed, was 3 and is 3 to 5; was single-source, is corroborated"
    assert changes(con, 2, 9) == ()


def test_a_new_extractor_corrects(con: Con) -> None:
    of, read = attack("a", 3, 3, 3)
    append(con, (of, read))
    again = replace(read.claims[0], counts=(replace(read.claims[0].counts[0], low=4, best=4, high=4),))
    append(con, (of, extraction(of, again, extractor="rules@2")), run=1)
    (change,) = changes(con, 0, 1)
    assert (change.kind, change.why, change.cause) == ("corrected", "killed, was 3 and is 4", "new extractor")


def test_a_deleted_article_withdraws(con: Con) -> None:
    of, read = attack("a", 3, 3, 3)
    append(con, (of, read))
    append_articles(con, stamp(1), [], [sighting(of, 1, status=410)])
    link_claims(con, stamp(1))
    (change,) = changes(con, 0, 1)
    assert (change.kind, change.why, change.cause) == ("withdrawn", "now retracted", "deleted")


@pytest.mark.parametrize("reviewed", ["anchor_id", "incident_id"])
def test_what_a_person_rejects_is_gone(con: Con, reviewed: str) -> None:
    append(con, attack("a", 3, 3, 3))
    (incident_id,) = incident_ids(con)
    decide(con, 1, "reject", **{reviewed: incident_id})
    assert incident_ids(con) == []
    (change,) = changes(con, 0, 1)
    assert (change.kind, change.cause) == ("withdrawn", "review")
    decide(con, 2, "withdraw", old="r1")
    assert incident_ids(con) == [incident_id]


def test_what_a_person_corrects_holds_through_a_new_extraction(con: Con) -> None:
    of, read = attack("a", 3, 3, 3)
    append(con, (of, read))
    (incident_id,) = incident_ids(con)
    decide(con, 1, "correct", incident_id=incident_id, field="killed_best", old="3", new="2")
    append(con, (of, extraction(of, read.claims[0], extractor="rules@2")), run=2)
    assert con.execute("SELECT killed_best, review FROM out_incident").fetchall() == [(2, "corrected")]


def test_a_split_and_a_merge_of_a_person_hold(con: Con) -> None:
    """Through linking again from nothing, and a new extraction."""
    first, second = attack("a", 3, 3, 3), attack("b", 3, 3, 3)
    append(con, first, second)
    (incident_id,) = incident_ids(con)
    other = next(pair[1].claims[0].anchor_id for pair in (first, second) if pair[1].claims[0].anchor_id != incident_id)
    decide(con, 1, "split", anchor_id=other, old=incident_id)
    assert len(incident_ids(con)) == 2
    link_claims(con, stamp(2), everything=True)
    assert len(incident_ids(con)) == 2
    decide(con, 3, "merge", incident_id=other, new=incident_id)
    assert incident_ids(con) == [incident_id]
    assert {change.cause for change in changes(con, 2, 3)} == {"review"}


def test_the_same_question_has_the_same_answer(con: Con) -> None:
    append(con, attack("a", 3, 3, 3))
    sql = "SELECT * FROM out_incident_asof(TIMESTAMP '2024-03-20 12:00') ORDER BY ALL"
    before = con.execute(sql).fetchall()
    append(con, attack("b", 9, 9, 9), run=1)
    link_claims(con, stamp(2), everything=True)
    assert con.execute(sql).fetchall() == before


def test_what_is_unsure_counts_when_a_person_says_so(con: Con) -> None:
    """No claim reaches the threshold: it is told, and in no total; a decision brings it in, undone it goes."""
    append(con, attack("a", 3, 3, 3, confidence=0.1))
    (incident_id,) = con.execute("SELECT incident_id FROM out_incident").fetchone()

    def told() -> list[Any]:
        totals = "(SELECT sum(n_incidents) FROM out_trend_week)"
        return con.execute(f"SELECT status, {totals}, (SELECT count(*) FROM out_acled) FROM out_incident").fetchall()

    assert told() == [("unsure", 0, 0)]
    decide(con, 1, "accept", incident_id=incident_id)
    assert told() == [("single-source", 1, 1)]
    decide(con, 2, "withdraw", old="r1")
    assert told() == [("unsure", 0, 0)]
    append(con, attack("b", 3, 3, 3, words="Told by another.", confidence=0.7), run=3)
    assert [row[0] for row in told()] == ["corroborated"]
