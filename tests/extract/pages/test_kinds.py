"""Pages that are no articles are recognised by general cues; articles about such things are not."""

from __future__ import annotations

import pytest

from extract.pages import parse_html
from extract.text import UnreadableError

STORY = "".join(
    f"<p>Gunmen fired on dam number {n} near the lake on Tuesday and hurt two guards, officials of ward {n} said.</p>"
    for n in range(12)
)
ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-03-05"%s}</script>'
LINKS = "".join(
    f'<li><a href="/{n}">Minister number {n} says that the new bridge will open soon</a></li>' for n in range(12)
)


def page(body: str, title: str = "Guards hurt at dam", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body><main>{body}</main></body></html>"


def problem(html: str) -> str | None:
    try:
        return parse_html(html, "https://lake.example/a").problem
    except UnreadableError as error:
        return str(error)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            page("<h1>404</h1><p>We could not find the page that you were looking for. Try the search.</p>", "404"),
            "error",
        ),
        (
            page("<p>The story may have been moved to another place on our site.</p>", "Page not found | Lake Post"),
            "error",
        ),
        (page("<p>Sorry, this article is no longer available. Go to our start page.</p>", "Lake Post"), "error"),
        (
            page("<p>Checking your browser before accessing the site. This takes a moment.</p>", "Just a moment..."),
            "error",
        ),
        (page("<p>Please enable JavaScript and cookies to continue. Ray 12ab.</p>", "Attention Required!"), "error"),
        (page("<p>You have no permission to see this on our server.</p>", "403 Forbidden"), "error"),
        (
            page(
                "<p>We value your privacy. We and our 812 partners store and/or access information on a device.</p>"
                "<p>You may accept all or manage your choices at any time.</p>",
                "Lake Post",
            ),
            "consent",
        ),
        (page("<p>Sign in to your account with e-mail. Forgot your password? No account yet?</p>", "Log in"), "login"),
        (
            page(
                "<p>Two guards were hurt at a dam near the lake on Tuesday, officials said.</p>"
                "<p>Subscribe to continue reading.</p>",
                head=ARTICLE % "",
            ),
            "paywall",
        ),
        (
            page("<p>Two guards were hurt at a dam on Tuesday.</p>", head=ARTICLE % ', "isAccessibleForFree": "False"'),
            "paywall",
        ),
        (page(STORY, head=(ARTICLE % "").replace("NewsArticle", "LiveBlogPosting")), "live page"),
        (page(STORY, "Lake attacks: live updates"), "live page"),
        (page(STORY, "Lake attacks LIVE: two hurt"), "live page"),
        (page(f"<ul>{LINKS}</ul>", "Politics | Lake Post"), "list of articles"),
    ],
)
def test_no_article(html: str, expected: str) -> None:
    found = problem(html)
    assert found is not None
    assert expected in found


@pytest.mark.parametrize(
    "html",
    [
        page(STORY),
        page(STORY, "Error at the dam: two guards hurt"),
        page(STORY, "Gone in a night: the boats of the lake"),
        page(STORY, "Live fire exercise ends in death"),
        page(STORY, "GUARDS LIVE ON RICE"),
        page(STORY + "<p>The company said that it values your privacy, and that it stores and processes data.</p>"),
        page(STORY, head=ARTICLE % ', "isAccessibleForFree": false'),
        page(STORY + "<p>Subscribe to continue reading.</p>", head=ARTICLE % ""),
        page(f"{STORY}<ul>{LINKS}</ul>"),
        page("<p>Two guards were hurt at a dam near the lake on Tuesday, officials said.</p>", head=ARTICLE % ""),
    ],
)
def test_articles(html: str) -> None:
    assert problem(html) is None


def test_a_text_that_a_paywall_cuts_says_so() -> None:
    assert parse_html(page(STORY + "<p>Subscribe to continue reading this article.</p>")).is_cut
    assert not parse_html(page(STORY)).is_cut


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Bomb kills twelve in Kirkuk market",
        "Sign up for our weekly newsletter and get it in your inbox",
        "Follow us on Facebook for all that happens",
        "© 2024 The Lake Post. All rights reserved",
    ],
)
def test_what_advertises_the_site_is_no_text(line: str) -> None:
    """Above all a link to another attack, which would be read as a part of this one."""
    parsed = parse_html(page(STORY.replace("dam number 3 ", f"dam</p><p>{line}</p><p>", 1)))
    assert line not in parsed.text
    assert "dam number 11" in parsed.text


@pytest.mark.parametrize("html", ["", "<html></html>", "plain words", "<div>" * 400 + "words" + "</div>" * 400])
def test_pages_without_text(html: str) -> None:
    with pytest.raises(UnreadableError):
        parse_html(html)
