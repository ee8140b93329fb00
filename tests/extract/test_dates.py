"""Date phrases and datelines: a table written by hand, and what must hold for any text."""

from __future__ import annotations

import csv
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.dates import find_dates
from extract.dates.datelines import find_dateline
from extract.dates.intervals import Interval, date_precision

_TABLE = list(csv.DictReader((Path(__file__).parent / "date_expressions.csv").read_text("utf-8").splitlines()))
_SATURDAY = date(2018, 1, 20)
_WORDS = st.sampled_from([
    "Monday", "may", "May", "the", "of", "since", "last", "next", "15", "15th", "2014", "90", "1990s", "and", "to",
    "from", "between", "-", ",", ".", "'", "early", "mid", "two", "days", "ago", "week", "weekend", "Ramadan",
    "eve", "before", "after", "in", "on", "2018-01-15", "3-5", "Jan.", "will", "this", "past", "overnight",
    "summer", "first", "\n\n",
])  # fmt: skip


def _answer(row: dict[str, str]) -> tuple[str, str, str, str]:
    """What is found in a row's text, in the row's own columns; every text has one phrase at most."""
    reference = date.fromisoformat(row["reference"]) if row["reference"] else None
    found = find_dates(row["text"], reference)
    if not found:
        return "none", "", "", ""
    if len(found) > 1 or found[0].date_start is None:
        return "unresolved" if len(found) == 1 else f"{len(found)} phrases", "", "", ""
    one = found[0]
    return "resolved", str(one.date_start), str(one.date_end), str(one.precision)


def test_table_of_expressions() -> None:
    """At least 97 % of the hand-written expressions are read as a careful reader would."""
    wrong = [
        (row["text"], want, have)
        for row in _TABLE
        if (have := _answer(row)) != (want := (row["expected"], row["start"], row["end"], row["precision"]))
    ]
    assert len(_TABLE) >= 300
    assert len(wrong) <= 0.03 * len(_TABLE), wrong


def test_table_is_consistent() -> None:
    """Expected precisions follow from the expected days, so a slip of the pen shows."""
    for row in _TABLE:
        if row["expected"] == "resolved":
            interval = Interval(date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
            assert date_precision(interval) == int(row["precision"]), row["text"]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("On 12 May the depot burnt. Two days later the mayor fled.", ["2017-05-12", "2017-05-14"]),
        ("On 12 May the depot burnt. The next day the mayor fled.", ["2017-05-12", "2017-05-13"]),
        ("The depot burnt on Tuesday, two days earlier than feared.", ["2018-01-16", "2018-01-14"]),
        ("In 2014 the depot burnt. That year the mayor fled.", ["2014-01-01", "2014-01-01"]),
        ("Police said Friday that the mayor had fled the night before.", ["2018-01-19", "2018-01-18"]),
    ],
)
def test_counts_from_the_date_told_last(text: str, starts: list[str]) -> None:
    assert [str(m.date_start) for m in find_dates(text, _SATURDAY)] == starts


def test_rule_names_what_a_reader_needs() -> None:
    """The future, bounds and reasons are in `rule`."""
    rules = {
        m.text: m.rule for m in find_dates("He will return on Tuesday, before 2025, after the war of 1990.", _SATURDAY)
    }
    assert rules["Tuesday"] == "weekday, future"
    assert rules["2025"] == "year, before, future"
    assert rules["1990"] == "year"
    assert find_dates("It fell on Monday.", None)[0].rule == "unresolved weekday: no reference"


def test_spans_of_phrases() -> None:
    text = "A blast late on Monday, the third since July, came between 3 and 5 p.m.; Monday's toll rose back in 2014."
    assert [m.text for m in find_dates(text, _SATURDAY)] == ["late on Monday", "since July", "Monday", "back in 2014"]


@pytest.mark.parametrize("reference", [date(1, 1, 1), date(9999, 12, 31), date(1900, 2, 28)])
def test_ends_of_the_calendar(reference: date) -> None:
    """Relative phrases at either end of the calendar stay unresolved instead of raising."""
    text = "two weeks ago, next year, tomorrow, last Monday, next Friday, since May, during Ramadan, overnight"
    for mention in find_dates(text, reference):
        assert (mention.date_start is None) == (mention.date_end is None)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=30).map(" ".join)), st.dates() | st.none())
def test_any_text(text: str, reference: date | None) -> None:
    """Spans slice back, phrases do not overlap, ends are in order, and nothing raises."""
    end = 0
    for mention in find_dates(text, reference):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
        if mention.date_start is not None:
            assert mention.date_end is not None
            assert mention.date_start <= mention.date_end
            assert mention.precision in {1, 2, 3, 4, 5}
    line = find_dateline(text, reference)
    assert line is None or 0 < line.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["Monday ", "3-5, ", "since the ", "twenty-", "May ", "1", "the of last ", "\n", "Abc "]
)
def test_time_is_linear(piece: str) -> None:
    """Two hundred thousand characters of any one thing take seconds, not minutes."""
    started = time.process_time()
    text = piece * (200_000 // len(piece))
    find_dates(text, _SATURDAY)
    find_dateline(text, _SATURDAY)
    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("text", "place", "day", "agency"),
    [
        ("BAGHDAD, Jan 20 (Reuters) - Two bombs went off.", "BAGHDAD", "2018-01-20", "Reuters"),
        ("MOSUL, Iraq (AP) — Two bombs went off.", "MOSUL, Iraq", None, "Associated Press"),
        ("Guatemala City, 4 Feb 90 (ACAN-EFE) -- [Text] Two", "Guatemala City", "1990-02-04", "ACAN-EFE"),
        ("PERTH (AUSTRALIA), JUNE 11 89 (AFP) -- [TEXT]", "PERTH (AUSTRALIA)", "1989-06-11", "Agence France-Presse"),
        (
            "A headline\n\nNAIROBI, Kenya, Dec. 31 (UPI) -- Gunmen",
            "NAIROBI, Kenya",
            "2017-12-31",
            "United Press International",
        ),
        ("Kabul: Three people died in a blast.", "Kabul", None, None),
        ("(AFP) - Three people died.", None, None, "Agence France-Presse"),
        ("Reuters - Three people died.", None, None, "Reuters"),
        ("KABUL, Afghanistan — The ministry said so.", "KABUL, Afghanistan", None, None),
        ("New Delhi, Jan 20 (PTI) The army said so.", "New Delhi", "2018-01-20", "Press Trust of India"),
        ("CLANDESTINE, 8 JAN 90 (RADIO REBELDE)-- [TEXT]", None, "1990-01-08", "RADIO REBELDE"),
        ("NO CITY (PERU), NO DATE -- [SPEECH]", "PERU", None, None),
    ],
)
def test_datelines(text: str, place: str | None, day: str | None, agency: str | None) -> None:
    line = find_dateline(text, _SATURDAY)
    assert line is not None
    assert (line.place_text, line.date and line.date.isoformat(), line.agency) == (place, day, agency)
    if line.place_span is not None:
        assert text[slice(*line.place_span)] == place


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The army - in a raid - said so.",
        "Iraq: Car bomb kills 30",
        "BREAKING: Bomb kills 30.",
        "He said: this.",
        "Two men (AP) - x",
    ],
)
def test_no_dateline(text: str) -> None:
    assert find_dateline(text, _SATURDAY) is None


def test_date_of_the_dateline_is_marked() -> None:
    text = "BAGHDAD, Jan 19 (Reuters) - A bomb went off on Friday."
    line = find_dateline(text, _SATURDAY)
    assert line is not None
    first, second = find_dates(text, line.date, dateline=line)
    assert (first.rule, first.date_start) == ("dateline", date(2018, 1, 19))
    assert second.date_start == date(2018, 1, 19)
