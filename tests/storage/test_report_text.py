"""Words for bounds, names left out, marks, and text that cannot disturb a page."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.report_text import (
    WITHHELD,
    Bound,
    bound_short,
    bound_words,
    clean_text,
    clip_middle,
    clip_text,
    cut_text,
    dates_words,
    escape_markdown,
    find_names,
    find_spans,
    high_words,
    safe_url,
    withhold_names,
)


@pytest.mark.parametrize(
    ("bounds", "words", "short"),
    [
        ((30, 30, 30), "30", "30"),
        ((31, 31, None), "at least 31", "31+"),
        ((0, 0, 0), "0", "0"),
        ((20, None, 30), "20 to 30", "20–30"),
        ((None, None, 9), "at most 9", "≤9"),
        ((None, 60, None), "about 60", "~60"),
        ((None, None, None), "not stated", "–"),
        ((4001, 4001, None), "at least 4,001", "4,001+"),
    ],
)
def test_bounds_in_words(bounds: tuple[int | None, int | None, int | None], words: str, short: str) -> None:
    assert (bound_words(Bound(*bounds)), bound_short(Bound(*bounds))) == (words, short)


def test_open_high_is_told_from_none_stated() -> None:
    assert high_words(Bound(31, 31, None, 1, 1)) == "open"
    assert high_words(Bound()) == "–"
    assert high_words(Bound(0, 0, 0, 1, 0)) == "0"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2018, 1, 15), date(2018, 1, 15), "15 Jan 2018"),
        (date(2018, 1, 1), date(2018, 1, 20), "1–20 Jan 2018"),
        (date(2018, 1, 29), date(2018, 2, 4), "29 Jan – 4 Feb 2018"),
        (date(2017, 12, 25), date(2018, 1, 3), "25 Dec 2017 – 3 Jan 2018"),
        (None, date(2018, 1, 20), "by 20 Jan 2018"),
        (None, None, "date not stated"),
    ],
)
def test_intervals_in_words(start: date | None, end: date | None, words: str) -> None:
    assert dates_words(start, end) == words


@pytest.mark.parametrize(
    ("person", "names"),
    [
        ("Omar Hassan", {"Omar Hassan", "Omar", "Hassan"}),
        ("Judge Omar Hassan", {"Judge Omar Hassan", "Judge", "Omar", "Hassan"}),
        ("Omar bin Hassan al-Bayati, 34", {"Omar bin Hassan al-Bayati", "Omar", "Hassan", "al-Bayati"}),
        ("teacher Lin Wu and her son", {"Lin Wu", "Lin", "Wu"}),
        ("عمر حسن", {"عمر حسن"}),
        ("Omar Al Hassan", {"Omar Al Hassan", "Omar", "Hassan"}),
        ("Hassan", {"Hassan"}),
        ("an Iraqi teacher", set()),
        ("the Iraqi", set()),
        ("a 12-year-old boy", set()),
        ("The teacher", set()),
        ("", set()),
    ],
)
def test_names_of_a_person(person: str, names: set[str]) -> None:
    assert set(find_names(person, frozenset({"iraqi"}))) == names


def test_names_go_wherever_they_stand_as_words() -> None:
    text = "Omar Hassan, a judge, died. Hassan’s brother and Hassani were there."
    assert withhold_names(text, find_names("Omar Hassan")) == (
        f"{WITHHELD}, a judge, died. {WITHHELD}’s brother and Hassani were there."
    )


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("Omar Hassan", "JUDGE OMAR HASSAN SHOT", f"JUDGE {WITHHELD} SHOT"),
        ("Mark Long", "A long mark, Mark Long said", f"A long mark, {WITHHELD} said"),
        ("عمر حسن", "وعمر حسن قتل", f"و{WITHHELD} قتل"),
    ],
)
def test_names_in_capitals_and_in_scripts_without(name: str, text: str, hidden: str) -> None:
    assert withhold_names(text, find_names(name)) == hidden


def test_marks_hold_the_words_and_names_go() -> None:
    text = "Gunmen killed Omar Hassan and three others."
    pieces = cut_text(text, [((30, 35), "c1")], find_spans(text, ["Omar Hassan"]))
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("plain", "Gunmen killed "),
        ("withheld", WITHHELD),
        ("plain", " and "),
        ("mark", "three"),
        ("plain", " others."),
    ]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 20)), max_size=5),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 20)), max_size=3),
)
def test_pieces_keep_every_mark_once(text: str, marks: list[tuple[int, int]], hidden: list[tuple[int, int]]) -> None:
    """However marks and names overlap, each id is there once, and without names the pieces are the text."""
    spans = [
        ((start, min(start + size, len(text))), f"c{n}") for n, (start, size) in enumerate(marks) if start < len(text)
    ]
    withheld = [(start, min(start + size, len(text))) for start, size in hidden if start < len(text)]
    assert "".join(piece.text for piece in cut_text(text, spans, ())) == text
    ids = [mark_id for piece in cut_text(text, spans, withheld) for mark_id in piece.ids]
    assert sorted(ids) == sorted(mark_id for _, mark_id in spans)


@given(st.text())
def test_clean_text_is_as_long_and_holds_no_control(text: str) -> None:
    cleaned = clean_text(text)
    assert len(cleaned) == len(text)
    assert not any(ord(letter) < 32 or 0x202A <= ord(letter) <= 0x202E for letter in cleaned)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.org/a?b=1&c=2#d", "https://x.org/a?b=1&c=2#d"),
        ('https://x.org/a (b)|"<>', "https://x.org/a%20%28b%29%7C%22%3C%3E"),
        ("  https://x.org/a", "https://x.org/a"),
        ("HTTP://x.org", "http://x.org"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("ftp://x.org/a", None),
        ("news/a.html", None),
        ("http://[::1", None),
        ("https://", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_safe(url: str | None, safe: str | None) -> None:
    assert safe_url(url) == safe


def test_markdown_shows_the_text() -> None:
    assert escape_markdown("a|b *c* `d` <e> [f](g) http://h.org www.i.org j@k.l\n# m") == (
        r"a\|b \*c\* \`d\` &lt;e&gt; \[f\](g) http:\//h.org www\.i.org j\@k.l \# m"
    )


def test_long_text_is_cut_and_says_so() -> None:
    assert clip_text("x" * 300) == "x" * 199 + "…"
    assert clip_middle("a" * 400 + "b" * 400) == "a" * 300 + " […] " + "b" * 300
    assert (clip_text("short"), clip_middle("short")) == ("short", "short")
