"""Where an act lies when the gazetteer does not know the place."""

from __future__ import annotations

import pytest

from extract.ids import version_id
from extract.pipeline import extract_article
from extract.records import Article
from extract.resources import Resources


@pytest.mark.parametrize(
    ("text", "words", "within"),
    [
        (
            "Gunmen killed three farmers in the Xarodat district of the eastern Afghan province of Nangarhar.",
            "Xarodat district", ("AFG", "Nangarhar", 4),
        ),
        ("GOMA, Congo - Gunmen killed three farmers in the village of Xibiane.", "Xibiane", ("COD", None, 6)),
        ("Gunmen killed three farmers in the village of Xibiane.", "Xibiane", (None, None, None)),
    ],
)  # fmt: skip
def test_an_unknown_place_lies_in_what_the_text_says(
    text: str, words: str, within: tuple[str | None, str | None, int | None], resources: Resources
) -> None:
    """Its own name stays, as unresolved; it is located as far as what encloses it, and is an issue."""
    extraction = extract_article(Article("a", version_id("a", None, text), text), resources)
    place = extraction.claims[0].place
    assert place is not None
    assert (place.text, place.name, place.geonameid) == (words, None, None)
    assert (place.country, place.admin1, place.precision) == within
    assert "unknown place" in {issue.reason for issue in extraction.issues}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Two engineers were kidnapped in Colombia on Monday, according to relatives in Caracas.", "Colombia"),
        ("Gunmen abducted Mario Rossi of Milan and his driver on Monday, the Somali government said.", None),
        ("Gunmen abducted Mario Rossi of Milan near Kismayo on Monday.", "Kismayo"),
        ("Gunmen killed three U.S. officers on Monday.", None),
        ("Gunmen killed the first secretary of France's ambassador on Monday.", None),
        ("Gunmen killed three people in northern Nigeria's Kaduna state on Monday.", "Kaduna state"),
        ("The Somalia bombing killed nine people on Monday.", "Somalia"),
    ],
)
def test_whose_or_whence_is_not_where(text: str, place: str | None, resources: Resources) -> None:
    claim = extract_article(Article("a", version_id("a", None, text), text), resources).claims[0]
    assert (claim.place and claim.place.text) == place
