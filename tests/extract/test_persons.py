"""Persons in texts of our own: titles, capacities, organisations, and one id per person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.persons import find_persons


@pytest.mark.parametrize(
    ("text", "name", "title", "capacity", "organisation"),
    [
        ("Gen. Omar Haddad, police chief of Kirkuk, spoke.", "Omar Haddad", "Gen.", "police chief of Kirkuk", "police"),
        ("said coalition spokesman Col. Sam Pell.", "Sam Pell", "Col.", "coalition spokesman", "coalition"),
        ("Prime Minister Karim al-Jaberi ordered it.", "Karim al-Jaberi", "Prime Minister", None, None),
        ("Army spokesman Tomas Okello said so.", "Tomas Okello", None, "Army spokesman", "Army"),
        ("Ali al-Sayadi, a commander of the Nahr, fled.", "Ali al-Sayadi", None, "commander of the Nahr", "Nahr"),
        ("But Aed al-Luazi of Basra's council said it.", "Aed al-Luazi", None, "Basra's council", "Basra's council"),
        ("A villager, Joseph Banda, said so.", "Joseph Banda", None, "villager", None),
        ("Lt. Col. Ana de la Cruz left.", "Ana de la Cruz", "Lt. Col.", None, None),
        ('"It is bad," said Lena Holm.', "Lena Holm", None, None, None),
    ],
)  # fmt: skip
def test_title_capacity_and_organisation(
    text: str, name: str, title: str | None, capacity: str | None, organisation: str | None
) -> None:
    (person,) = find_persons(text)
    assert (person.text, person.title, person.capacity, person.organisation) == (name, title, capacity, organisation)
    for value, span in (
        (title, person.title_span),
        (capacity, person.capacity_span),
        (organisation, person.organisation_span),
    ):
        assert (None if span is None else text[slice(*span)]) == value


def names(text: str) -> list[tuple[str, str]]:
    return [(person.text, person.name) for person in find_persons(text)]


def test_surnames_and_spelling_variants_are_one_person() -> None:
    text = "Mayor Aed al-Louayzi spoke. Later Louazi said more, and al-Louayzi left."
    assert names(text) == [
        ("Aed al-Louayzi", "Aed al-Louayzi"),
        ("Louazi", "Aed al-Louayzi"),
        ("al-Louayzi", "Aed al-Louayzi"),
    ]
    assert len({person.person_id for person in find_persons(text)}) == 1


def test_relatives_stay_apart() -> None:
    people = find_persons("Dr. Ahmed Karimi met Dr. Hassan Karimi. Karimi said no.")
    assert [person.name for person in people] == ["Ahmed Karimi", "Hassan Karimi", "Hassan Karimi"]


def test_names_alike_in_part_stay_apart() -> None:
    assert len({person.person_id for person in find_persons("Gen. Omar Salim met Gen. Omar Selmani.")}) == 2


def test_spanish_names_keep_two_surnames() -> None:
    people = find_persons("Governor Ana Maria Cruz Ruiz spoke; Cruz agreed, said Ruiz.")
    assert {person.name for person in people} == {"Ana Maria Cruz Ruiz"}


@pytest.mark.parametrize(
    "text",
    [
        "Sri Lanka said no.",
        "The Northern Liberation Front said so.",
        "San Salvador, President of the court",
        "Mosul fell on Monday.",
        "Paris Hilton sang.",
        "",
    ],
)
def test_no_person_without_a_sign(text: str) -> None:
    assert find_persons(text) == ()


def test_blocked_spans_and_entities() -> None:
    assert find_persons("Human Rights Watch said so.", blocked=[(0, 18)]) == ()
    (person,) = find_persons("They met Paris Hilton there.", [(9, 21, "PERSON")])
    assert (person.text, person.rule) == ("Paris Hilton", "entity")


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=st.sampled_from('Gen. said, Al-Bo of’\n\t"Xy'), max_size=100) | st.text(max_size=60))
def test_spans_slice_back(text: str) -> None:
    for person in find_persons(text):
        assert text[person.start : person.end] == person.text != ""
