"""What must not change a reading, changed: names of sides, state for rebel, order, adjectives, words for digits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from extract.ids import version_id
from extract.pipeline import extract_article
from extract.records import Article, Claim
from extract.resources import Resources

PUBLISHED = date(2024, 3, 12)
# (attacker, attacked, its dead) pairs of state and non-state bodies of several regions
SIDES = (
    ("Al-Shabaab fighters", "Ethiopian troops", "soldiers"),
    ("Boko Haram militants", "Nigerian soldiers", "soldiers"),
    ("Islamic State gunmen", "the Iraqi army", "soldiers"),
    ("Taliban fighters", "Afghan police", "officers"),
)
ADJECTIVES = ("", "brutal ", "cowardly ", "heroic ", "suspected ")


def read(text: str, resources: Resources) -> tuple[Claim, ...]:
    article = Article("a", version_id("a", None, text), text, published=PUBLISHED)
    return extract_article(article, resources).claims


def only(text: str, resources: Resources) -> Claim:
    claims = read(text, resources)
    assert len(claims) == 1, [claim.evidence[0].text for claim in claims]
    return claims[0]


def core(claim: Claim) -> tuple[object, ...]:
    """What nothing here may change: kind, type, day, place and numbers."""
    place = claim.place and (claim.place.name, claim.place.precision)
    numbers = [(c.outcome, c.low, c.best, c.high) for c in claim.counts]
    return claim.kind, claim.realis, claim.sub_event_type, claim.date.start, place, numbers


def roles(claim: Claim, *names: str) -> list[str | None]:
    """The role of each name, None where it has none; "the" is no part of a name."""
    found = {party.text.removeprefix("the "): party.role for party in claim.parties}
    return [found.get(name.removeprefix("the ")) for name in names]


@pytest.mark.parametrize(("one", "other", "dead"), SIDES)
def test_sides_that_swap_swap_their_roles_and_nothing_else(
    one: str, other: str, dead: str, resources: Resources
) -> None:
    """A state's attack on rebels and the rebels' attack on it are read alike: no blame by name."""
    first = only(f"{one} attacked {other} near Baidoa on Sunday, killing 12 of them, officials said.", resources)
    second = only(f"{other} attacked {one} near Baidoa on Sunday, killing 12 of them, officials said.", resources)
    assert core(first) == core(second)
    assert roles(first, one, other) == list(reversed(roles(second, one, other)))
    clash = "{} clashed with {} near Baidoa on Sunday, leaving 12 dead, officials said."
    first, second = only(clash.format(one, other), resources), only(clash.format(other, one), resources)
    assert core(first) == core(second)
    assert roles(first, one, other) == roles(second, other, one) == ["side_a", "side_b"]


@pytest.mark.parametrize("attackers", ["Rebels", "Soldiers", "Gunmen", "Militiamen", "Government troops", "Jihadists"])
def test_an_attack_on_civilians_is_one_whoever_does_it(attackers: str, resources: Resources) -> None:
    claim = only(f"{attackers} attacked a market in Baidoa on Sunday, killing 12 people, residents said.", resources)
    assert claim.sub_event_type == "Attack"
    assert roles(claim, attackers) == ["perpetrator"]
    assert [(c.low, c.best, c.high) for c in claim.counts] == [(12, 12, 12)]


@pytest.mark.parametrize("template", [
    "{}gunmen stormed a village near Kidal on Sunday, killing 9 farmers and wounding 4, a local mayor said.",
    "A bomb planted by {}rebels hit a bus near Kidal on Sunday, killing 9 passengers, police said.",
    "{}soldiers shot dead 9 villagers near Kidal on Sunday, residents said.",
])  # fmt: skip
def test_loaded_adjectives_change_no_type_and_no_number(template: str, resources: Resources) -> None:
    read_as = [core(only(_capital(template.format(word)), resources)) for word in ADJECTIVES]
    assert read_as == read_as[:1] * len(ADJECTIVES)


NUMBERS = (("9", "nine"), ("12", "twelve"), ("20", "twenty"), ("31", "thirty-one"), ("100", "one hundred"))


@pytest.mark.parametrize(("digits", "words"), NUMBERS)
@pytest.mark.parametrize("template", [
    "Gunmen killed {} farmers near Kidal on Sunday, a local mayor said.",
    "At least {} people were killed when a car bomb exploded in Kirkuk on Sunday, police said.",
    "Militants abducted {} pupils from a school near Zaria on Sunday, police said.",
    "A mortar shell wounded more than {} people in Aden on Sunday, a doctor said.",
])  # fmt: skip
def test_number_words_are_their_digits(digits: str, words: str, template: str, resources: Resources) -> None:
    one, other = (only(template.format(number), resources) for number in (digits, words))
    assert core(one) == core(other)
    assert len(one.counts) == 1


PARAGRAPHS = (
    "A car bomb killed 6 people at a checkpoint in Kirkuk on Sunday, police said.",
    "Gunmen shot dead 3 teachers in Mubi on Monday, residents said.",
    "Warplanes bombed a market in Aden on Saturday, killing 8 people, medics said.",
)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_the_order_of_independent_paragraphs_changes_nothing(order: Sequence[int], resources: Resources) -> None:
    told = {core_key(claim) for claim in read("\n\n".join(PARAGRAPHS[i] for i in order), resources)}
    assert told == {core_key(claim) for claim in read("\n\n".join(PARAGRAPHS), resources)}
    assert len(told) == len(PARAGRAPHS)


def core_key(claim: Claim) -> str:
    return repr(core(claim))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
