import re
from typing import get_args

import pytest
from made_claims import Con, attack, party, sighting, span_of, stamp

from extract import records
from extract.records import Attribution, Issue, Target, Weapon
from storage.append import append_articles
from storage.checks import run_checks
from storage.link import link_claims
from storage.runs import start_run
from storage.sqlfiles import load_sql


@pytest.fixture
def full(con: Con) -> Con:
    """A warehouse with a row in every table that checks read."""
    of, _ = attack("a")
    parties = (
        party(of, "Gunmen", "perpetrator", attribution=Attribution("accused", "police")),
        party(of, "people", "victim"),
    )
    made = attack(
        "a",
        3,
        3,
        3,
        parties=parties,
        targets=(Target("Karsheh", span_of(of, "Karsheh"), "police"),),
        weapons=(Weapon("killed", span_of(of, "killed"), "firearm"),),
        modes=("firearms",),
    )
    issue = Issue("place", "ambiguous")
    append_articles(con, stamp(), [made, attack("b")], [sighting(made[0], version_id=None, error="x", issues=(issue,))])
    link_claims(con, stamp())
    start_run(con, stamp(), "test")
    return con


def is_broken(con: Con, name: str) -> bool:
    """What one check alone says; all together cost half a second."""
    (check,) = (file for file in load_sql("checks") if file.name == f"{name}.sql")
    return con.execute(check.text).fetchall() != []


def test_sound_data_passes(full: Con) -> None:
    assert [check.name for check in run_checks(full) if not check.is_passed] == []


@pytest.mark.parametrize(
    ("check", "sql"),
    [
        ("counts_are_bounded", "UPDATE core_claim_count SET low = 4"),
        ("counts_are_bounded", "UPDATE core_claim_count SET high = 2"),
        ("counts_are_bounded", "UPDATE core_claim_count SET low = -1"),
        ("counts_are_bounded", "UPDATE core_claim_count SET low = NULL, best = NULL, high = NULL"),
        ("dates_are_intervals", "UPDATE core_claim SET date_start = DATE '2024-03-12'"),
        ("dates_are_intervals", "UPDATE core_claim SET date_end = DATE '2024-03-13'"),
        ("dates_are_intervals", "UPDATE core_claim SET date_text = NULL"),
        ("dates_are_intervals", "UPDATE core_claim SET date_precision = NULL"),
        ("evidence_is_given", "DELETE FROM core_claim_evidence WHERE field = 'sentence'"),
        ("evidence_is_given", "DELETE FROM core_claim_evidence WHERE field = 'date'"),
        ("evidence_is_given", "UPDATE core_claim SET place_text = 'Elsewhere'"),
        ("extractions_are_whole", "DELETE FROM core_claim WHERE ord = 0"),
        ("extractions_are_whole", "UPDATE core_extraction SET n_issues = 1"),
        ("identities_are_single", "INSERT INTO raw_article SELECT * FROM raw_article LIMIT 1"),
        ("identities_are_single", "INSERT INTO core_extraction SELECT * FROM core_extraction LIMIT 1"),
        ("identities_are_single", "INSERT INTO core_claim_evidence SELECT * FROM core_claim_evidence LIMIT 1"),
        ("incidents_are_linked", "DELETE FROM core_incident_link"),
        ("perpetrators_have_confidence", "UPDATE core_claim_party SET confidence_stated = NULL"),
        ("places_are_on_earth", "UPDATE core_claim SET place_lat = 91"),
        ("places_are_on_earth", "UPDATE core_claim SET place_lon = NULL"),
        ("places_are_on_earth", "UPDATE core_claim SET place_country = 'IQ'"),
        ("precisions_are_codes", "UPDATE core_claim SET date_precision = 6"),
        ("precisions_are_codes", "UPDATE core_claim SET place_precision = 0"),
        ("precisions_are_codes", "UPDATE core_claim_party SET actor_class = 9"),
        ("precisions_are_codes", "UPDATE core_claim SET confidence = 1.5"),
        ("rows_have_parents", "DELETE FROM core_claim"),
        ("rows_have_parents", "DELETE FROM core_extraction"),
        ("rows_have_parents", "DELETE FROM raw_article"),
        ("rows_have_parents", "DELETE FROM raw_fetch"),
        ("rows_have_parents", "UPDATE core_claim_count SET party = 7"),
        ("spans_slice_back", "UPDATE core_claim_party SET span_start = span_start + 1, span_end = span_end + 1"),
        ("spans_slice_back", "UPDATE core_claim_count SET span_end = 10000"),
        ("spans_slice_back", "UPDATE core_claim_evidence SET span_start = -1"),
        ("spans_slice_back", "UPDATE raw_article SET title = 'Another'"),
        ("types_are_paired", "UPDATE core_claim SET sub_event_type = 'Armed clash'"),
        ("types_are_paired", "UPDATE core_claim SET event_type = 'Attack'"),
    ],
)
def test_each_check_finds_its_broken_row(full: Con, check: str, sql: str) -> None:
    full.execute(sql)
    assert is_broken(full, check)


def test_totals_that_do_not_match_are_found(full: Con) -> None:
    """A trend that adds an incident twice, as a careless join would."""
    full.execute(
        "CREATE OR REPLACE VIEW out_trend_week AS SELECT * FROM out_trend_month UNION ALL FROM out_trend_month"
    )
    assert is_broken(full, "totals_match_claims")


ENUMERATED = re.findall(
    r"'(\w+)\.(\w+)'", "".join(file.text for file in load_sql("checks") if "enumerated" in file.name)
)


@pytest.mark.parametrize(("table", "column"), ENUMERATED)
def test_each_enumeration_finds_a_stranger(full: Con, table: str, column: str) -> None:
    value = "['stranger']" if column == "modes" else "'stranger'"
    full.execute(f"UPDATE {table} SET {column} = {value}")
    assert is_broken(full, "values_are_enumerated")


@pytest.mark.parametrize(
    "name",
    [
        "ClaimKind",
        "Realis",
        "Role",
        "PartyKind",
        "ConfidenceStated",
        "Outcome",
        "Who",
        "Qualifier",
        "Rank",
        "AttributionKind",
        "Stage",
    ],
)
def test_enumerations_are_those_of_the_records(name: str) -> None:
    """A value added to the records must be known to the check."""
    (check,) = (file.text for file in load_sql("checks") if "enumerated" in file.name)
    assert {value for value in get_args(getattr(records, name)) if f"'{value}'" not in check} == set()


def test_a_result_says_what_is_wanted_and_shows_examples(full: Con) -> None:
    full.execute("UPDATE core_claim SET place_lat = 91")
    (result,) = (check for check in run_checks(full) if not check.is_passed)
    assert result.wanted.startswith("Coordinates come in pairs")
    assert result.bad_rows == len(result.examples) == 2
    assert "place_lat" in result.columns


def test_a_later_run_is_not_blamed_for_the_rows_of_others(full: Con) -> None:
    """Signatures, links and versions of earlier runs are there, and none of their parents is this run's."""
    later = stamp(5)
    append_articles(full, later, [attack("c")])
    assert full.execute("SELECT count(*) FROM core_signature").fetchone() != (0,)
    assert [check.name for check in run_checks(full, later) if not check.is_passed] == []
