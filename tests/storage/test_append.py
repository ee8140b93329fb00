import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_claims import (
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
    span_of,
    stamp,
)

from extract.records import Attribution, Issue, Target, Weapon
from storage.append import append_articles, known_extractions, set_extractor
from storage.checks import run_checks
from storage.digest import find_digests
from storage.link import link_claims
from storage.rows import Fetch, Stamp, utc
from storage.warehouse import open_warehouse, prepare_warehouse

WORDS = ("Gunmen", "killed", "three", "villagers", "Karsheh", "Monday", "police", "said", "é", "👩‍👧", "\x00", "bomb")


def rows(con: Con, sql: str) -> list[Any]:
    return con.execute(sql).fetchall()


def test_what_an_append_says_it_did(con: Con) -> None:
    """Counts of new and known versions and extractions, of claims by kind, issues, and failed fetches."""
    of, _ = attack("a")
    first = extraction(of, claim(of), claim(of, kind="assessment"), issues=(Issue("date", "undated"),))
    unreadable = Fetch(stamp().recorded_at, "wire", "made/b", error="no text", issues=(Issue("parse", "no text"),))
    done = append_articles(con, stamp(), [(of, first)], [sighting(of), unreadable])
    assert (done.fetches, done.fetches_failed, done.issues) == (2, 1, 2)
    assert (done.versions_new, done.versions_known, done.extractions_new, done.extractions_known) == (1, 0, 1, 0)
    assert done.claims == {"assessment": 1, "incident": 1}
    again = append_articles(con, stamp(1), [(of, first)], [sighting(of, 1)])
    assert (again.versions_new, again.versions_known, again.extractions_new, again.extractions_known) == (0, 1, 0, 1)
    assert (again.claims, again.issues, again.fetches) == ({}, 0, 1)


def test_known_extractions(con: Con) -> None:
    of, read = attack("a")
    append_articles(con, stamp(), [(of, read)])
    assert known_extractions(con, [read.extraction_id, "other"]) == {read.extraction_id}
    assert known_extractions(con, []) == set()


def test_every_field_finds_its_column(con: Con) -> None:
    """One claim with everything in it comes back as it went in."""
    of = article("Police said gunmen shot three guards at a depot in Karsheh on Monday.", title="Depot", given_id="a")
    said = Attribution("attributed", "Police", "officer", "Police of Dolan", "said", span_of(of, "Police"))
    whole = claim(
        of,
        modes=("firearms",),
        n_acts=2,
        date=day(of),
        place=place(of, admin2="Low"),
        parties=(
            party(of, "gunmen", "perpetrator", actor_id="x", name="Gunmen", actor_class=3),
            party(of, "three guards", "victim", attribution=said),
        ),
        targets=(Target("a depot", span_of(of, "a depot"), "business"),),
        weapons=(Weapon("shot", span_of(of, "shot"), "firearm"),),
        counts=(count(of, "three guards", "injured", 3, 3, 3, who="security", party=1, attribution=said),),
        attribution=said,
    )
    append_articles(con, stamp(), [(of, extraction(of, whole))])
    link_claims(con, stamp())
    (row,) = con.table("core_claim").to_arrow_table().to_pylist()
    assert {name: row[name] for name in ("n_acts", "modes", "date_start", "place_admin2", "attribution_speaker")} == {
        "n_acts": 2,
        "modes": ["firearms"],
        "date_start": date(2024, 3, 11),
        "place_admin2": "Low",
        "attribution_speaker": "Police",
    }
    assert [name for name, value in row.items() if value is None] == []
    assert rows(con, "SELECT role, text, attribution_kind FROM core_claim_party ORDER BY ord") == [
        ("perpetrator", "gunmen", None),
        ("victim", "three guards", "attributed"),
    ]
    assert rows(con, "SELECT who, party, low, attribution_cue FROM core_claim_count") == [("security", 1, 3, "said")]
    assert rows(con, "SELECT type, text FROM core_claim_target") == [("business", "a depot")]
    assert rows(con, "SELECT type, text FROM core_claim_weapon") == [("firearm", "shot")]
    assert rows(con, "SELECT field, ord, text FROM core_claim_evidence WHERE field <> 'sentence' ORDER BY ALL") == [
        ("attribution", 0, "Police"),
        ("count_attribution", 0, "Police"),
        ("date", 0, "Monday"),
        ("party_attribution", 1, "Police"),
        ("place", 0, "Karsheh"),
    ]
    assert [check for check in run_checks(con) if not check.is_passed] == []


def test_every_row_says_when_and_by_whom(con: Con) -> None:
    of, read = attack("a", 1, 1, 1)
    append_articles(con, stamp(7), [(of, read)], [sighting(of)])
    for table in ("raw_fetch", "raw_article", "core_extraction", "core_claim", "core_claim_count"):
        assert rows(con, f"SELECT run_id, recorded_at FROM {table}") == [("run-007", utc(stamp(7).recorded_at))]


def test_a_stamp_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        Stamp("run", stamp().recorded_at.replace(tzinfo=None))


def test_nothing_is_half_written(con: Con) -> None:
    """An extraction that cannot be stored takes its whole batch with it; the next append works."""
    good, bad = attack("a"), attack("b")
    broken = replace(bad[1], claims=(replace(bad[1].claims[0], n_acts="two"),))
    before = find_digests(con)
    with pytest.raises(ValueError):
        append_articles(con, stamp(), [good, (bad[0], broken)])
    assert find_digests(con) == before
    assert append_articles(con, stamp(), [good, bad]).extractions_new == 2


def test_two_articles_of_one_version_are_one_row(con: Con) -> None:
    """The earliest published is kept, whichever comes first in the batch."""
    of, read = attack("a")
    late = replace(of, published=date(2024, 3, 19), source="other")
    for batch in ([(of, read), (late, read)], [(late, read), (of, read)]):
        con.execute("DELETE FROM raw_article; DELETE FROM core_extraction; DELETE FROM core_claim")
        append_articles(con, stamp(), batch)
        assert rows(con, "SELECT published_at, source FROM raw_article") == [(date(2024, 3, 12), "wire")]


def test_unreadable_input_read_again_adds_no_issue(con: Con) -> None:
    """The reading is a new row, the issue is not."""
    for run in range(2):
        issue = Issue("read", "not text")
        unreadable = Fetch(
            stamp(run).recorded_at, None, "made/x.bin", raw_sha256="ab", error="not text", issues=(issue,)
        )
        append_articles(con, stamp(run), [], [unreadable, unreadable])
    assert rows(con, "SELECT (SELECT count(*) FROM raw_fetch), (SELECT count(*) FROM core_issue)") == [(2, 1)]


def test_half_a_surrogate_pair_is_stored_as_one_code_point(con: Con) -> None:
    """JSON may hold what UTF-8 cannot; spans behind it still hold."""
    of = article("A \ud83d killed three in Karsheh.", given_id="a")
    read = extraction(of, claim(of, place=place(of)))
    append_articles(con, stamp(), [(of, read)])
    link_claims(con, stamp())
    assert rows(con, "SELECT text FROM raw_article") == [("A \ufffd killed three in Karsheh.",)]
    assert [check for check in run_checks(con) if not check.is_passed] == []


def test_extractor_setting_is_a_row_only_when_it_changes(con: Con) -> None:
    for run, extractor in enumerate([None, "rules", "rules", None]):
        set_extractor(con, stamp(run), extractor)
    assert rows(con, "SELECT value FROM meta_setting WHERE name = 'extractor' ORDER BY recorded_at") == [
        ("rules",),
        (None,),
    ]


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """An article of some words, with claims whose phrases are words of it."""
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)))
    of = article(
        text,
        given_id=draw(st.sampled_from("abcdef")),
        title=draw(st.sampled_from([None, "", "Three \U0001f469 killed"])),
        published=draw(st.sampled_from([None, date(2024, 3, 11), date(2024, 3, 12)])),
    )
    word = st.sampled_from(text.split())
    claims = []
    for _ in range(draw(st.integers(0, 3))):
        low = draw(st.none() | st.integers(0, 5))
        claims.append(
            claim(
                of,
                kind=draw(st.sampled_from(["incident", "aggregate"])),
                realis=draw(st.sampled_from(["actual", "attempted"])),
                sub_event_type=draw(st.sampled_from([None, "Attack"])),
                place=draw(st.none() | word.map(lambda words: place(of, words))),
                date=day(of, draw(word)) if draw(st.booleans()) else claim(of).date,
                parties=tuple(party(of, draw(word), "perpetrator") for _ in range(draw(st.integers(0, 2)))),
                counts=(count(of, draw(word), "killed", low, low, draw(st.just(None) | st.just(9))),) if low else (),
            )
        )
    return of, extraction(of, *claims, issues=(Issue("place", "no place"),) * draw(st.integers(0, 1)))


@pytest.fixture(scope="module")
def empty() -> Iterator[Con]:
    """One warehouse for all examples; each begins with its tables emptied."""
    with duckdb.connect() as connection:
        prepare_warehouse(connection, Path("memory"), stamp())
        yield connection


def content(con: Con, batches: list[list[Pair]], link_each: bool) -> tuple[Any, ...]:
    """Digests and the partition into incidents after appending the batches to an empty warehouse.

    State of linking goes too: made extractions have an id whatever was read, so that an id may come back with another
    content.
    """
    kept = ("meta_migration", "meta_setting")
    for (table,) in rows(con, f"SELECT table_name FROM duckdb_tables() WHERE table_name NOT IN {kept}"):
        con.execute(f"DELETE FROM {table}")
    for run, batch in enumerate(batches):
        append_articles(con, stamp(run), batch, [sighting(of) for of, _ in batch])
        if link_each:
            link_claims(con, stamp(run))
    if not link_each:
        link_claims(con, stamp(len(batches)))
    digests = [digest for digest in find_digests(con) if "link" not in digest.table]
    partition = rows(
        con, "SELECT list_sort(list(claim_id)) FROM out_claim GROUP BY coalesce(incident_id, claim_id) ORDER BY 1"
    )
    return digests, partition


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_append_twice_is_once_and_any_order_is_the_same(empty: Con, data: st.DataObject) -> None:
    """Any split into batches, in any order, with repeats, linked after each or at the end: the same content."""
    made = data.draw(st.lists(pairs(), min_size=1, max_size=6, unique_by=lambda pair: pair[0].version_id))
    once = content(empty, [made], link_each=False)
    assert [(check.name, check.examples) for check in run_checks(empty) if not check.is_passed] == []
    shuffled = data.draw(st.permutations(made + made[: data.draw(st.integers(0, len(made)))]))
    cut = data.draw(st.integers(0, len(shuffled)))
    batches = [shuffled[:cut], shuffled[cut:], shuffled[:1]]
    assert content(empty, batches, link_each=data.draw(st.booleans())) == once


APPENDER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from made_claims import attack, sighting, stamp
from storage.append import append_articles
from storage.link import link_claims
from storage.warehouse import open_warehouse

with open_warehouse(Path(sys.argv[1]), stamp()) as con:
    for batch in range(0, 400, 20):
        pairs = [attack(f"a{number}", number, number, None) for number in range(batch, batch + 20)]
        append_articles(con, stamp(), pairs, [sighting(of) for of, _ in pairs])
        print("batch", flush=True)
    sys.stdin.read()
    link_claims(con, stamp())
"""


def test_kill_in_the_middle_and_run_again_equals_an_undisturbed_run(tmp_path: Path) -> None:
    """SIGKILL after a few batches, twice, then a run to the end: no row lost, doubled or changed."""

    def appender(name: str) -> list[str]:
        support = Path(__file__).parents[1] / "support"
        return [sys.executable, "-c", APPENDER, str(tmp_path / name), str(support)]

    for killed_after in (3, 9):
        # It cannot end before: its standard input stays open.
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(appender("killed.duckdb"), **pipes) as child:
            for _ in range(killed_after):
                assert child.stdout.readline() == "batch\n"
            os.kill(child.pid, signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL
    for name in ("killed.duckdb", "whole.duckdb"):
        subprocess.run(appender(name), check=True, stdin=subprocess.DEVNULL, capture_output=True)
    with (
        open_warehouse(tmp_path / "killed.duckdb", stamp(1)) as killed,
        open_warehouse(tmp_path / "whole.duckdb", stamp(1)) as whole,
    ):
        digests = find_digests(killed)
        assert digests == find_digests(whole)
        assert {digest.table: digest.rows for digest in digests}["core_claim"] == 400
