"""Places in running text: what is one, what is not, what it resolves to, how precisely."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.places import country_scores, find_places, load_gazetteer
from extract.places.geometry import displace, distance_km
from extract.records import PlaceMention

WORDS = "Mosul Iraq near the in , . Al - province of 20 km south Paris New ( ) /"
CUES = [*re.split(" ", WORDS), "'s", "\n"]


def places(text: str, **options: object) -> tuple[PlaceMention, ...]:
    return find_places(text, load_gazetteer(), **options)  # type: ignore[arg-type]


def one(text: str, words: str) -> PlaceMention:
    found = [m for m in places(text) if m.text == words]
    assert found, [m.text for m in places(text)]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "precision"),
    [
        ("A bomb went off in Mosul, Iraq, killing two.", "Mosul", 1),
        ("Gunmen shot a farmer in the Hawiyah area of Iraq.", "Hawiyah area", 2),
        ("Shelling hit a farm on the outskirts of Idlib in Syria.", "Idlib", 2),
        ("Troops in Iraq found a grave 20 km south of Tikrit.", "Tikrit", 2),
        ("Police in Iraq said clashes erupted in Sinjar district.", "Sinjar district", 3),
        ("Raids went on in Ninevah province, Iraqi police said.", "Ninevah province", 4),
        ("Fighting spread across northern Iraq.", "northern Iraq", 5),
        ("Fighters hid in the Hamrin mountains of Iraq.", "Hamrin mountains", 5),
        ("A convoy was hit near the border with Syria.", "Syria", 5),
        ("A convoy was hit near the Syrian border.", "Syrian border", 5),
        ("The toll in Somalia rose again.", "Somalia", 6),
        ("Pirates boarded a tanker in the Gulf of Aden.", "Gulf of Aden", 7),
    ],
)
def test_precision_follows_the_words_around_the_name(text: str, words: str, precision: int) -> None:
    value = one(text, words).value
    assert value is not None
    assert value.precision == precision


@pytest.mark.parametrize(
    "text",
    [
        "Jordan Smith, a spokesman, declined to speak.",
        "Chad Brown said he saw nothing.",
        "Paris Hilton arrived late.",
        "Michael Jordan retired.",
        "The Washington Post reported it first.",
        "Customers of the Bank of Palestine queued.",
        "Mr Nablus met Dr. Hebron.",
        "Reading the report took hours.",
        "March was quiet, and so was May.",
        "He caught the Marburg virus.",
        "The fine was US$10,000, case 2017-05-03.",
        "The Turkish and Canadian delegations left.",
    ],
)
def test_people_bodies_and_ordinary_words_are_no_places(text: str) -> None:
    assert [m.text for m in places(text)] == []


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("Lebanese troops closed the port of Tripoli.", "Tripoli", "LBN"),
        ("Libyan militias clashed in Tripoli.", "Tripoli", "LBY"),
        ("Congolese troops fled Beni, North Kivu.", "Beni", "COD"),
        ("A blast hit Tbilisi, Georgia.", "Georgia", "GEO"),
        ("Police in Atlanta, Georgia, made an arrest.", "Georgia", "USA"),
        ("Rebels in Mindanao, in the Philippines, freed a hostage in Isabela City.", "Isabela City", "PHL"),
        ("A court in Cordoba, Argentina, sentenced him.", "Cordoba", "ARG"),
    ],
)
def test_the_article_decides_between_homonyms(text: str, words: str, country: str) -> None:
    value = one(text, words).value
    assert value is not None
    assert value.country == country


def test_a_container_said_once_holds_for_the_whole_text() -> None:
    found = places("Police in Springfield, Illinois, closed a road. Later, Springfield was calm.")
    assert {m.value.admin1 for m in found if m.value and m.text == "Springfield"} == {"Illinois"}


def test_a_country_hint_counts_as_evidence() -> None:
    (found,) = places("Shots were fired in Tripoli.", country_hint="LBN")
    assert found.value is not None
    assert found.value.country == "LBN"


def test_distance_and_direction_move_the_point() -> None:
    text = "A patrol in Iraq was ambushed 20 km south of Mosul."
    value = one(text, "Mosul").value
    assert value is not None
    assert value.lat is not None
    assert value.lon is not None
    assert value.lat == pytest.approx(36.155, abs=0.01)
    assert value.name == "Mosul"
    assert distance_km(36.335, 43.11889, value.lat, value.lon) == pytest.approx(20, abs=0.2)


def test_miles_and_spelt_numbers() -> None:
    text = "Troops in Iraq were shelled about thirty miles west of the town of Sinjar."
    value = one(text, "Sinjar").value
    assert value is not None
    assert value.lon is not None
    assert value.lon == pytest.approx(41.34, abs=0.05)
    assert displace(0.0, 0.0, 111.32, 90.0)[1] == pytest.approx(1.0, abs=0.001)


def test_capitals_that_speak_are_metonyms() -> None:
    found = places("Baghdad condemned the raid. Two people died in Baghdad.")
    assert [m.rule for m in found] == ["name:metonym", "name"]


def test_near_spelling_only_in_the_articles_country() -> None:
    mention = one("Iraqi police said two men died in the Hawiyah area.", "Hawiyah area")
    assert mention.rule.startswith("near")
    assert not places("Two men died in Hawiyah, it was said.")


def test_a_place_that_does_not_exist_is_unknown_not_guessed() -> None:
    (found,) = [m for m in places("Iraqi police said two men died in Qwxzyabad village.") if "Qwx" in m.text]
    assert found.rule.startswith("unknown")
    assert found.value is None


def test_a_tie_is_no_coin() -> None:
    (found,) = [m for m in places("Colombian troops fought rebels in San Francisco.") if m.text == "San Francisco"]
    if found.value is None:
        assert len(found.candidates) > 1


def test_upper_case_text() -> None:
    found = {m.text for m in places("KHARTOUM: TROOPS SHELLED EL FASHER IN NORTH DARFUR ON MONDAY")}
    assert found >= {"KHARTOUM", "EL FASHER", "NORTH DARFUR"}


def test_blocked_spans_are_left_alone() -> None:
    text = "The Islamic State of Iraq claimed the blast in Baghdad."
    start = text.index("Islamic")
    assert [m.text for m in places(text, blocked=[(start, start + len("Islamic State of Iraq"))])] == ["Baghdad"]


def test_country_scores_put_the_country_of_the_text_first() -> None:
    scores = country_scores(
        "Syrian troops shelled Idlib. Turkey condemned it. Syrian rebels withdrew.", load_gazetteer()
    )
    assert next(iter(scores)) == "SYR"
    assert country_scores("Nothing of note.", load_gazetteer()) == {}


def test_ten_thousand_names_stay_bounded() -> None:
    text = " ".join(f"Clashes in Town{i % 97}abad and San Jose, near Springfield." for i in range(3500))
    began = time.process_time()
    found = places(text)
    assert len(found) > 3000
    assert time.process_time() - began < 20


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_spans_that_slice_back(text: str) -> None:
    for m in places(text):
        assert text[m.start : m.end] == m.text


@given(st.lists(st.sampled_from(CUES), max_size=40))
@settings(max_examples=150, deadline=None)
def test_any_order_of_cues_gives_disjoint_spans_in_order(words: list[str]) -> None:
    text = " ".join(words)
    found = places(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "words", "middle", "precision"),
    [
        ("Gunmen hit a bus between Kirkuk and Tuz Khurmatu in Iraq.", "Kirkuk", (35.17, 44.53), 5),
        ("A mine tore through a lorry on the Kabul-Kandahar highway.", "Kandahar", (33.1, 67.4), 5),
        ("Shells fell between the towns of Bakhmut and Soledar in Ukraine.", "Soledar", (48.64, 38.05), 2),
    ],
)
def test_two_ends_make_a_line(text: str, words: str, middle: tuple[float, float], precision: int) -> None:
    """Both ends stand for the middle of the line, as wide as it is long."""
    mention = one(text, words)
    assert mention.value is not None
    assert mention.value.text == text[slice(*mention.value.span or ())]
    assert (mention.value.lat, mention.value.lon) == pytest.approx(middle, abs=0.15)
    assert mention.value.precision == precision


def test_two_countries_are_no_line() -> None:
    assert [m.rule for m in places("Talks between Iraq and Syria failed.")] == ["name", "name"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MAKASSAR, Indonesia - A bomb was placed in McDonald's in the city.", "McDonald"),
        ("DAMASCUS, Syria - Twin bombs killed ten in the Old City of Damascus.", "Old City"),
        ("SAADA, Yemen - A missile hit a market in the town of Al-Buqa, Saada Province.", "Al"),
        ("BUNI YADI, Nigeria - Men broke into the Federal Government College.", "Federal"),
    ],
)
def test_a_hamlet_of_a_country_that_the_text_never_names_is_no_reading(text: str, words: str) -> None:
    assert all(m.value is None for m in places(text) if m.text == words)


def test_a_municipality_is_no_country_of_the_same_name() -> None:
    value = one(
        "An attack in the municipality of Puerto Rico in the department of Meta, Colombia.", "Puerto Rico"
    ).value
    assert value is not None
    assert (value.country, value.precision) == ("COL", 3)


def test_a_country_named_like_its_capital_counts() -> None:
    assert next(iter(country_scores("MONTERREY, Mexico - Soldiers came.", load_gazetteer()))) == "MEX"


@pytest.mark.parametrize(("town", "country"), [("Goma", "COD"), ("Brazzaville", "COG")])
def test_congo_is_the_one_that_the_text_is_about(town: str, country: str) -> None:
    value = one(f"{town.upper()}, Congo - Rain fell on {town}.", "Congo").value
    assert value is not None
    assert value.country == country
    assert one("Rain fell on Congo.", "Congo").value is None
