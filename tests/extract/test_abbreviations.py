"""Abbreviations that a text defines itself."""

from __future__ import annotations

import pytest

from extract.actors.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Popular Mobilization Forces (PMF) said", "PMF", "Popular Mobilization Forces"),
        ("the Movement for the Freedom of Arcadia [MFA] said", "MFA", "Movement for the Freedom of Arcadia"),
        ("OLF (Orinoco Liberation Front) men", "OLF", "Orinoco Liberation Front"),
        ("the Arcadian People's Self-Defense Union (the APSDU) met", "APSDU", "Arcadian People's Self-Defense Union"),
        ('the Northern Front ("NF")', "NF", "Northern Front"),
    ],
)
def test_long_and_short_forms(text: str, short: str, long: str) -> None:
    (definition,) = find_abbreviations(text)
    assert definition.short == text[slice(*definition.short_span)] == short
    assert text[slice(*definition.long_span)] == long


@pytest.mark.parametrize(
    "text",
    [
        "he fled (AFP)",
        "in Basra (Iraq)",
        "two men (one aged 40)",
        "the north, Front (NF",
        "12 (XII)",
        "a new law (NATO)",
        "()",
        "[A]",
    ],
)
def test_brackets_that_define_nothing(text: str) -> None:
    assert find_abbreviations(text) == ()


def test_foreign_initials_count_after_a_known_name() -> None:
    text = "the Army of National Freedom (ELX) struck"
    assert find_abbreviations(text) == ()
    (definition,) = find_abbreviations(text, [(4, 28)])
    assert (definition.short, definition.long_span) == ("ELX", (4, 28))
