"""Quantity phrases: bounds as the rules of normalisation give them, and numbers that count nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.counts import find_counts

_WORDS = st.sampled_from([
    "30", "1,990", "2018", "one", "two", "hundred", "and", "a dozen", "dozens", "more than", "at least", "between",
    "to", "-", ",", ".", "(", ")", "%", "km", "no casualties", "not", "but", "5 May", "twenty-", "thousand",
    "million", "or",
])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "phrase", "qualifier", "bounds"),
    [
        ("killed 30 people", "30", "exact", (30, 30, 30)),
        ("killed more than 30 people", "more than 30", "more_than", (31, 31, None)),
        ("killed over 30 people", "over 30", "more_than", (31, 31, None)),
        ("killed upwards of 30 people", "upwards of 30", "more_than", (31, 31, None)),
        ("killed at least three people", "at least three", "at_least", (3, 3, None)),
        ("killed no fewer than 12 people", "no fewer than 12", "at_least", (12, 12, None)),
        ("killed 30 or more people", "30 or more", "at_least", (30, 30, None)),
        ("killed fewer than 10 people", "fewer than 10", "fewer_than", (None, None, 9)),
        ("killed less than ten people", "less than ten", "fewer_than", (None, None, 9)),
        ("killed up to 60 people", "up to 60", "up_to", (None, None, 60)),
        ("killed as many as 60 people", "as many as 60", "up_to", (None, None, 60)),
        ("killed no more than 60 people", "no more than 60", "up_to", (None, None, 60)),
        ("killed around 60 people", "around 60", "about", (None, 60, None)),
        ("killed some 60 people", "some 60", "about", (None, 60, None)),
        ("killed nearly 100 people", "nearly 100", "about", (None, 100, None)),
        ("killed an estimated 500 people", "an estimated 500", "about", (None, 500, None)),
        ("killed 30 or so people", "30 or so", "about", (None, 30, None)),
        ("killed between 20 and 30 people", "between 20 and 30", "between", (20, None, 30)),
        ("killed 20 to 30 people", "20 to 30", "between", (20, None, 30)),
        ("killed 20-30 people", "20-30", "between", (20, None, 30)),
        ("killed two or three men", "two or three", "between", (2, None, 3)),
        ("killed several people", "several", "several", (2, None, None)),
        ("killed a number of people", "a number of", "several", (2, None, None)),
        ("killed a few people", "a few", "several", (2, None, None)),
        ("killed dozens of people", "dozens", "dozens", (24, None, None)),
        ("killed at least dozens of people", "at least dozens", "dozens", (24, None, None)),
        ("killed scores of people", "scores", "scores", (40, None, None)),
        ("killed several hundred people", "several hundred", "hundreds", (200, None, None)),
        ("killed thousands of people", "thousands", "hundreds", (2000, None, None)),
        ("killed a dozen people", "a dozen", "exact", (12, 12, 12)),
        ("killed half a dozen people", "half a dozen", "exact", (6, 6, 6)),
        ("killed more than two dozen people", "more than two dozen", "more_than", (25, 25, None)),
        ("killed twenty-one people", "twenty-one", "exact", (21, 21, 21)),
        ("killed two hundred and five people", "two hundred and five", "exact", (205, 205, 205)),
        ("displaced 1.5 million people", "1.5 million", "exact", (1500000, 1500000, 1500000)),
        ("displaced 1,990 people", "1,990", "exact", (1990, 1990, 1990)),
        ("killed 2018 rebels", "2018", "exact", (2018, 2018, 2018)),
        ("On 5 May 20 people fled", "20", "exact", (20, 20, 20)),
        ("There were no casualties", "no", "none", (0, 0, 0)),
        ("No one was hurt", "No one", "none", (0, 0, 0)),
        ("The blast passed without casualties", "without", "none", (0, 0, 0)),
        ("AT LEAST THREE SOLDIERS DIED", "AT LEAST THREE", "at_least", (3, 3, None)),
        ("one of the gunmen was shot", "one", "exact", (1, 1, 1)),
    ],
)
def test_bounds(text: str, phrase: str, qualifier: str, bounds: tuple[int | None, int | None, int | None]) -> None:
    (found,) = find_counts(text)
    assert (found.text, found.qualifier, (found.low, found.best, found.high)) == (phrase, qualifier, bounds)
    assert found.convention == (qualifier in {"dozens", "scores", "hundreds"})


@pytest.mark.parametrize(
    "text",
    [
        "a 30-year-old", "a man aged 30", "30 km away", "20 to 30 minutes", "$30", "$US 15 billion", "30%",
        "30 per cent", "at 5 p.m.", "an AK-47", "Flight 123", "Article 5", "won 3-1", "9/11", "7.62mm", "in 2014",
        "the 2014 election", "on 5 May", "on May 3-5, 2018", "on 13, 14 and 15 September", "Ali Hasan, 30, a baker",
        "Ali Hasan (30)", "one another", "one day", "no further casualties", "call +964 770 123 4567",
        "code 12208314", "at 0900", "4 Feb 90", "4 may 90 (Radio)", "in his 30s", "the 5th man", "case 2018-01-15",
        "10:30", "one of the most feared", "under five", "a cat", "3.5",
    ],
)  # fmt: skip
def test_numbers_that_count_nothing(text: str) -> None:
    assert find_counts(text) == ()


def test_correction_keeps_both_figures() -> None:
    """A figure taken back is marked, not lost."""
    first, second = find_counts("The dead were not 30, as first reported, but 13.")
    assert (first.best, first.rule) == (30, "digits exact, corrected")
    assert (second.best, second.rule) == (13, "digits exact, correction")


def test_several_in_one_sentence() -> None:
    text = (
        "At least three nurses and two soldiers died, around 60 fled; between 20 and 30 huts and dozens of cars burnt."
    )
    assert [m.text for m in find_counts(text)] == ["At least three", "two", "around 60", "between 20 and 30", "dozens"]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=30).map(" ".join)))
def test_any_text(text: str) -> None:
    """Spans slice back, phrases do not overlap, bounds are in order, and nothing raises."""
    end = 0
    for mention in find_counts(text):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= end
        end = mention.end
        known = [n for n in (mention.low, mention.best, mention.high) if n is not None]
        assert known
        assert known == sorted(known)


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "12,345 ", "one ", "twenty-", "at least ", "1-", "two hundred and ", "no "]
)
def test_time_is_linear(piece: str) -> None:
    """Two hundred thousand characters of any one thing take seconds, not minutes."""
    started = time.process_time()
    find_counts(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 20
