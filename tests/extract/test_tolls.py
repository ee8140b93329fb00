"""Numbers that the encoder alone takes for a toll: added once, never over what the rules read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from made_articles import claims_of, make_article

from extract.claims import looks as looked
from extract.claims.acts import Act, find_acts
from extract.claims.attribution import find_speeches
from extract.claims.looks import Looks
from extract.claims.reading import Reading, read_article
from extract.claims.rules import kinds_of
from extract.claims.tolls import add_tolls
from extract.claims.triggers import find_triggers
from extract.encoder import PARTS, REPORTED, Impression
from extract.resources import Resources

BLAST = "A bomb exploded in Karada on Tuesday, and 23 people were taken to hospital with wounds, 4 km away."


def read(text: str, resources: Resources) -> tuple[Reading, tuple[Act, ...]]:
    reading = read_article(make_article(text, published=date(2024, 5, 17)), resources)
    return reading, find_acts(reading, find_triggers(reading), find_speeches(reading))


@pytest.fixture
def sure_of(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An encoder that is sure that the named words are the named part, and of nothing else."""
    named: dict[str, str] = {}

    def read_sentence(sentence: str, title: str | None = None) -> Impression:
        spans = [(sentence.index(w), sentence.index(w) + len(w)) for w in named if w in sentence]
        parts = np.array([[float(named[sentence[s:e]] == p) for p in PARTS] for s, e in spans], np.float32)
        return Impression(np.full(len(REPORTED), 1 / len(REPORTED), np.float32), parts.reshape(-1, len(PARTS)),
                          tuple(spans))  # fmt: skip

    monkeypatch.setattr(looked, "read_sentence", read_sentence)
    return named


def told(reading: Reading, acts: tuple[Act, ...]) -> list[tuple[str, str, bool]]:
    out = add_tolls(Looks(reading), acts, kinds_of(reading, acts))
    return [(c.text, c.outcome, c.is_total) for act in out for c in act.counts]


def test_a_number_that_the_rules_leave_is_read(resources: Resources) -> None:
    (claim,) = claims_of(BLAST, resources)
    assert [(c.text, c.outcome, c.low, c.best) for c in claim.counts] == [("23", "injured", 23, 23)]


def test_only_what_the_encoder_is_sure_of_is_added(resources: Resources, sure_of: dict[str, str]) -> None:
    reading, acts = read(BLAST, resources)
    acts = tuple(replace(act, counts=()) for act in acts)
    assert told(reading, acts) == []
    sure_of["23"] = "injured"
    assert told(reading, acts) == [("23", "injured", False)]


def test_a_number_that_is_read_is_not_read_again(resources: Resources, sure_of: dict[str, str]) -> None:
    reading, acts = read("Militants abducted 31 pupils from a school near Zaria on Sunday.", resources)
    sure_of["31"] = "injured"
    assert told(reading, acts) == [("31", "abducted", False)]


def test_a_number_above_what_is_known_is_the_total(resources: Resources, sure_of: dict[str, str]) -> None:
    reading, acts = read("Gunmen killed two guards in Kidal on Sunday; the toll stood at 14 that evening.", resources)
    acts = tuple(replace(a, counts=tuple(c for c in a.counts if c.text == "two")) for a in acts)
    sure_of["14"] = "killed"
    assert ("14", "killed", True) in told(reading, acts)


def test_a_number_below_what_is_known_is_left(resources: Resources, sure_of: dict[str, str]) -> None:
    reading, acts = read("Gunmen killed 14 guards in Kidal on Sunday, 3 on the road out of town.", resources)
    acts = tuple(replace(a, counts=tuple(c for c in a.counts if c.text == "14")) for a in acts)
    sure_of["3"] = "killed"
    assert [text for text, _, _ in told(reading, acts)] == ["14"]


def test_a_threat_has_no_toll(resources: Resources, sure_of: dict[str, str]) -> None:
    reading, acts = read("The rebels threatened to bomb the port, where 200 people work, if talks fail.", resources)
    sure_of["200"] = "killed"
    assert told(reading, acts) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Two rockets fell on a school in Kilis on Sunday and set the roof on fire.", "Two"),
        ("Three bombings shook the markets of Kirkuk on Sunday.", "Three"),
        ("Six gunmen attacked a post in Kidal on Sunday and killed four guards.", "Six"),
    ],
)
def test_what_did_it_is_no_toll(text: str, number: str, resources: Resources, sure_of: dict[str, str]) -> None:
    reading, acts = read(text, resources)
    sure_of[number] = "killed"
    assert number not in [word for word, _, _ in told(reading, acts)]
