"""The headline is what the sources of a page agree on; names of sites and running titles are put aside."""

from __future__ import annotations

import pytest

from extract.pages import parse_html

BODY = """<main><p>Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said.</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone.</p></main>"""
SITE = '<meta property="og:site_name" content="The Lake Post">'


def page(title: str = "", og: str = "", linked: str = "", h1: tuple[str, ...] = (), head: str = "") -> str:
    parts = [SITE, head]
    parts += [f"<title>{title}</title>"] * bool(title)
    parts += [f'<meta property="og:title" content="{og}">'] * bool(og)
    data = f'{{"@type": "NewsArticle", "headline": "{linked}"}}'
    parts += [f'<script type="application/ld+json">{data}</script>'] * bool(linked)
    headings = "".join(f"<h1>{heading}</h1>" for heading in h1)
    return f"<html><head>{''.join(parts)}</head><body>{headings}{BODY}</body></html>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (page(title="Guards hurt at lake dam | Lake Post"), ("Guards hurt at lake dam", "title")),
        (page(title="Guards hurt at lake dam - Region - The Lake Post"), ("Guards hurt at lake dam - Region", "title")),
        (page(title="Guards hurt at lake dam | World | Lake Post", h1=("Guards hurt at lake dam",)), (None, "h1")),
        (page(title="Lake Post: Guards hurt at lake dam", og="Guards hurt at lake dam"), (None, "meta")),
        (page(og="Guards hurt at lake dam – Lake Post"), (None, "meta")),
        # Entities left in JSON-LD; the heading in other quotation marks is the same.
        (
            page(og="Guards &#39;badly&#39; hurt at dam", linked="Guards &amp;#8216;badly&amp;#8217; hurt at dam"),
            ("Guards ‘badly’ hurt at dam", "json-ld"),
        ),
        # Two against one, then the heading.
        (page(og="Two hurt", linked="Guards hurt at lake dam", h1=("Guards hurt at lake dam",)), (None, "h1")),
        (page(og="Guards hurt at lake dam", linked="Guards hurt at lake dam", h1=("Attack!",)), (None, "json-ld")),
        (page(og="Two hurt at dam", linked="Dam attack hurts two", h1=("Guards hurt at lake dam",)), (None, "h1")),
        # What only some add at the end is an addition; what was cut for the window's title is not the headline.
        (
            page(
                "",
                "Guards hurt at lake dam",
                "Guards hurt at lake dam, say police",
                ("Guards hurt at lake dam, say police",),
            ),
            (None, "meta"),
        ),
        (
            page(title="Guards hurt at lake", og="Guards hurt at lake dam", h1=("Guards hurt at lake dam",)),
            (None, "h1"),
        ),
        (page(og="Guards hurt at lake...", h1=("Guards hurt at lake dam",)), (None, "h1")),
        # Several headings: the one that another source bears out; none, if none does.
        (page(title="Guards hurt at lake dam | Lake Post", h1=("Log in", "Guards hurt at lake dam")), (None, "h1")),
        (page(og="Guards hurt at lake dam", h1=("Log in", "Most read")), (None, "meta")),
        (page(og="Guards hurt at lake dam", h1=("LIVE: Lake attacks and all that follows",)), (None, "meta")),
        (page(h1=("The Lake Post",), title="Guards hurt at lake dam"), (None, "title")),
        (page(), (None, None)),
    ],
)
def test_title(html: str, expected: tuple[str | None, str | None]) -> None:
    parsed = parse_html(html)
    title, method = expected
    assert parsed.title_method == method
    assert parsed.title == (title or (None if method is None else "Guards hurt at lake dam"))


def test_the_heading_is_not_repeated_in_the_text() -> None:
    heading = "<main><h1>Guards\n hurt</h1>"
    parsed = parse_html(page("Guards hurt | Lake Post").replace("<main>", heading))
    assert parsed.title == "Guards hurt"
    assert parsed.text.startswith("Gunmen fired")
    assert parsed.text.count("\n\n") == 1
