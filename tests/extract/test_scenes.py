"""Where an act took place, if its own sentence does not say or names only a country."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from extract.claims.reading import read_article
from extract.claims.scenes import find_scenes, nearest
from extract.ids import version_id
from extract.pipeline import extract_article
from extract.records import Article, PlaceValue
from extract.resources import Resources

if TYPE_CHECKING:
    from extract.claims.acts import Act


def places_of(text: str, resources: Resources, title: str | None = None) -> list[PlaceValue | None]:
    article = Article("a", version_id("a", title, text), text, title=title, published=date(2024, 5, 14))
    return [claim.place for claim in extract_article(article, resources).claims]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        (
            (
                "SAN SALVADOR, May 14 - Guerrillas killed two U.S. advisers on Monday, the Salvadoran army said.\n\n"
                "The U.S. Congress is to vote on aid, and U.S. officials called the killings an outrage."
            ),
            "SLV",
        ),
        (
            (
                "NAIROBI, May 14 - Gunmen shot dead a French engineer and a U.S. teacher in Wajir, police said.\n\n"
                "The attackers fled. The U.S. State Department said U.S. diplomats were told of the murder."
            ),
            "KEN",
        ),
    ],
)
def test_whose_people_they_are_does_not_say_where(text: str, country: str, resources: Resources) -> None:
    assert {place and place.country for place in places_of(text, resources)} == {country}


def test_a_country_alone_gives_way_to_the_town_told_of(resources: Resources) -> None:
    text = (
        "JUBA, May 14 - A bomb exploded at a market in Malakal on Monday, killing three traders, police said.\n\n"
        "The attackers escaped. Soldiers later arrested two men over the bombing, a spokesman said."
    )
    assert {place and place.name for place in places_of(text, resources)} == {"Malakal"}


def test_a_town_in_the_sentence_of_the_act_stays(resources: Resources) -> None:
    text = (
        "Gunmen killed a mayor in Kirkuk on Monday, police said.\n\n"
        "In Mosul, Mosul's council met on Tuesday to speak of Mosul. A bomb wounded a driver in Falluja on Sunday."
    )
    assert [place and place.text for place in places_of(text, resources)] == ["Kirkuk", "Falluja"]


def test_the_body_is_quoted_before_the_title(resources: Resources) -> None:
    title = "Two killed in Maiduguri"
    text = "Gunmen opened fire at a checkpoint. Two soldiers were killed in Maiduguri on Monday, the army said."
    article = Article("a", "a", text, title=title)
    scenes = find_scenes(read_article(article, resources))
    assert [scene.mention.start > len(title) for scene in scenes] == [True]


def test_a_thousand_acts_and_places_do_not_make_a_million_rows(resources: Resources) -> None:
    text = " ".join(f"Traders met in {town} on the same day." for town in ("Wau", "Aweil", "Malakal", "Juba") * 30)
    places = find_scenes(read_article(Article("a", "a", text), resources))
    act = cast("Act", SimpleNamespace(sentence=60))
    near = nearest(act, places)
    assert len(places) > len(near) >= 20
    assert [p.sentence for p in near] == sorted(p.sentence for p in near)
    assert max(abs(p.sentence - 60) for p in near) <= len(near) / 2
