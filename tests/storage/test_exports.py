"""Exports: other programs read back what the warehouse holds; private names and formulas stay out."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pyarrow.parquet as pq
import pytest
from made_claims import Con, article, attack, claim, count, day, extraction, party, place, sighting, stamp, undated

from storage.append import append_articles
from storage.exports import FORMATS, write_export
from storage.link import link_claims


def add(con: Con, *pairs: Any) -> None:
    append_articles(con, stamp(), pairs, [sighting(of) for of, _ in pairs])
    link_claims(con, stamp())


def export(con: Con, form: Any, **values: Any) -> bytes:
    out = io.BytesIO()
    write_export(con, out, form, **values)
    return out.getvalue()


def lines(con: Con, **values: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(con, "jsonl", **values).splitlines()]


def named(con: Con) -> None:
    of = article("Rebels killed Hamid Tervan in Karsheh on Monday.", given_id="p", title="Hamid Tervan is dead")
    parties = (party(of, "Rebels", "perpetrator"), party(of, "Hamid Tervan", "victim", kind="person", actor_class=7))
    counts = (count(of, "Hamid Tervan", "killed", 1, 1, 1),)
    add(con, (of, extraction(of, claim(of, place=place(of), date=day(of), parties=parties, counts=counts))))


@pytest.mark.parametrize("form", FORMATS)
def test_nothing_is_a_valid_file(con: Con, form: Any) -> None:
    text = export(con, form)
    if form == "parquet":
        assert pq.read_table(io.BytesIO(text)).num_rows == 0
    elif form == "geojson":
        assert json.loads(text)["features"] == []
    elif form == "acled-csv":
        assert len(text.splitlines()) == 1
    else:
        assert text == b""


def test_csv_has_acled_columns_in_their_order_and_says_what_it_is_not(con: Con) -> None:
    add(con, attack("a", 3, 3, 3))
    (row,) = csv.DictReader(io.StringIO(export(con, "acled-csv").decode()))
    columns = [name for (name,) in con.execute("SELECT column_name FROM (DESCRIBE out_acled)").fetchall()]
    assert list(row) == columns
    assert len(columns) == 31
    assert columns[:3] == ["event_id_cnty", "event_date", "year"]
    assert row["notes"].startswith("Not ACLED data")
    assert (row["event_date"], row["fatalities"], row["latitude"]) == ("2024-03-11", "3", "33.0")


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\tx"])
def test_what_a_spreadsheet_would_run_is_marked(con: Con, name: str) -> None:
    of, _ = attack("a", 3, 3, 3)
    add(con, (of, extraction(of, claim(of, place=place(of, name=name, lat=-33.5), date=day(of)))))
    (row,) = csv.DictReader(io.StringIO(export(con, "acled-csv").decode()))
    assert row["location"] == f"'{name}"
    assert row["latitude"] == "-33.5"


@pytest.mark.parametrize("form", FORMATS)
def test_private_names_are_left_out_unless_asked_for(con: Con, form: Any) -> None:
    named(con)

    def text(**values: Any) -> str:
        made = export(con, form, **values)
        return str(pq.read_table(io.BytesIO(made)).to_pylist()) if form == "parquet" else made.decode()

    assert "Hamid" not in text()
    assert "Rebels" in text()
    assert "Hamid Tervan" in text(show_names=True)


@pytest.mark.parametrize(
    ("precision", "has_point"), [(1, True), (2, True), (3, True), (4, False), (5, False), (6, False), (None, False)]
)
def test_only_a_place_known_to_a_district_is_a_point(con: Con, precision: int | None, has_point: bool) -> None:
    of, _ = attack("a")
    add(con, (of, extraction(of, claim(of, place=place(of, precision=precision), date=day(of)))))
    (feature,) = json.loads(export(con, "geojson"))["features"]
    assert feature["geometry"] == ({"type": "Point", "coordinates": [44.0, 33.0]} if has_point else None)
    assert feature["properties"]["place_name"] == "Karsheh"


def test_lines_and_parquet_hold_the_same_as_the_view(con: Con) -> None:
    add(con, attack("a", 3, None, None), attack("b", 5, 5, 5, source="other", words="told once more"))
    found = con.execute("SELECT * FROM out_incident ORDER BY ALL")
    columns = [column[0] for column in found.description or ()]
    held = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
    table = pq.read_table(io.BytesIO(export(con, "parquet"))).to_pylist()
    assert [{name: row[name] for name in columns} for row in table] == held
    shown = [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()} for row in held
    ]
    assert [{name: row[name] for name in columns} for row in lines(con)] == shown
    assert sum(len(row["reports"]) for row in lines(con)) == 2


def test_the_window_is_of_event_dates_both_ends_inclusive(con: Con) -> None:
    of = article("Gunmen killed some people. Undated.", given_id="u", published=date(2024, 3, 20))
    add(con, attack("a", 3, 3, 3), (of, extraction(of, claim(of, date=undated(of)))))
    monday = date(2024, 3, 11)
    assert len(lines(con)) == 2
    assert [row["date_start"] for row in lines(con, date_from=monday, date_to=monday)] == ["2024-03-11"]
    assert [row["date_end"] for row in lines(con, date_from=date(2024, 3, 12))] == ["2024-03-20"]
    assert lines(con, date_to=date(2024, 3, 10)) == []


def test_what_a_person_rejected_is_in_no_export(con: Con) -> None:
    add(con, attack("a", 3, 3, 3))
    con.execute(
        "INSERT INTO core_review BY NAME SELECT 'r' AS review_id, 'reject' AS decision, incident_id, 'me' AS reviewer, "
        "TIMESTAMP '2024-03-21' AS decided_at, TIMESTAMP '2024-03-21' AS recorded_at, 'x' AS run_id FROM out_incident"
    )
    assert lines(con) == []
    assert len(export(con, "acled-csv").splitlines()) == 1
