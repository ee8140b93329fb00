"""What a feed says of an article stands where its page says nothing, or only lets guess."""

from __future__ import annotations

from datetime import date

import pytest

from extract.pages import ParsedPage
from flows.articles import Listed, make_article

TODAY = date(2024, 3, 20)
LISTED = Listed("Guards hurt", date(2024, 3, 6), authors=("Mara Linde",))


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (ParsedPage("Text."), ("Guards hurt", "feed", date(2024, 3, 6), "feed", ("Mara Linde",), "feed")),
        (
            ParsedPage("Text.", "Two hurt", "h1", date(2024, 3, 5), "json-ld", authors=("AFP",), authors_method="meta"),
            ("Two hurt", "h1", date(2024, 3, 5), "json-ld", ("AFP",), "meta"),
        ),
        (
            ParsedPage("Text.", published=date(2024, 3, 1), published_method="htmldate"),
            ("Guards hurt", "feed", date(2024, 3, 6), "feed", ("Mara Linde",), "feed"),
        ),
        (
            ParsedPage("Text.", published=date(2024, 4, 1), published_method="meta"),
            ("Guards hurt", "feed", None, None, ("Mara Linde",), "feed"),
        ),
    ],
)
def test_evidence_of_page_and_feed(page: ParsedPage, expected: tuple[object, ...]) -> None:
    article, _ = make_article(page.text, page=page, listed=LISTED, today=TODAY)
    found = article.title, article.title_method, article.published, article.published_method
    assert (*found, article.authors, article.authors_method) == expected


def test_a_given_title_goes_before_the_page_and_has_no_method() -> None:
    article, _ = make_article("Text.", title="Given", page=ParsedPage("Text.", "Two hurt", "h1"), today=TODAY)
    assert (article.title, article.title_method) == ("Given", None)


def test_a_text_cut_by_a_paywall_is_an_article_with_an_issue() -> None:
    _, issues = make_article("Text.", page=ParsedPage("Text.", is_cut=True), today=TODAY)
    assert [issue.reason for issue in issues] == ["cut short by a paywall"]
