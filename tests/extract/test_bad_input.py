"""What looks like a place, a day or a toll and is none."""

from __future__ import annotations

from datetime import date

import pytest

from extract.counts import find_counts
from extract.dates import find_dates
from extract.ids import version_id
from extract.pipeline import extract_article
from extract.places import find_places, load_gazetteer
from extract.records import Article, Claim
from extract.resources import Resources

PUBLISHED = date(2024, 3, 12)


def read(text: str, resources: Resources) -> tuple[Claim, ...]:
    article = Article("a", version_id("a", None, text), text, published=PUBLISHED)
    return extract_article(article, resources).claims


@pytest.mark.parametrize("text", ["call 555-0142 or 0800 123 456", "In 2014 killed militants were buried"])
def test_telephone_numbers_and_years_count_nobody(text: str) -> None:
    assert find_counts(text) == ()


def test_a_case_number_is_no_day() -> None:
    assert find_dates("Case no. 2024-03-10 was heard.", PUBLISHED) == ()


def test_a_year_is_no_toll(resources: Resources) -> None:
    claims = read("In 2014 killed militants were buried in Baidoa, an officer said.", resources)
    assert all(not claim.counts for claim in claims)


def test_a_dateline_abroad_is_not_where_it_happened(resources: Resources) -> None:
    text = "BERLIN, Germany (Northwire) - Gunmen killed nine farmers in Bankass, central Mali, on Sunday."
    (claim,) = read(text, resources)
    assert claim.place is not None
    assert (claim.place.name, claim.place.country) == ("Bankass", "MLI")


@pytest.mark.parametrize("name", ["Atlantis-on-Nowhere", "Boston-sur-Rien"])
def test_a_place_that_does_not_exist_is_not_a_part_of_its_name(name: str, resources: Resources) -> None:
    assert all(m.value is None for m in find_places(f"A bomb went off in {name} on Sunday.", load_gazetteer()))
    (claim,) = read(f"Gunmen killed nine people in the town of {name} in Xyzland on Sunday.", resources)
    assert claim.place is None or claim.place.lat is None


@pytest.mark.parametrize("text", ["Paris Hilton was attacked by critics.", "Jordan Smith shot three goals on Sunday."])
def test_people_and_their_critics_are_no_incident(text: str, resources: Resources) -> None:
    assert read(text, resources) == ()
