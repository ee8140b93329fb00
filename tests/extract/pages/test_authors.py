"""Bylines: lists, organisations, roles; the site's own name only where nobody is named."""

from __future__ import annotations

import json

import pytest

from extract.pages import parse_html
from extract.pages.authors import is_byline, split_names
from extract.pages.cues import load_page_cues

BODY = """<main>{}<p>Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said.</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone.</p></main>"""


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["By Mara Linde and Jon Okoro"], ["Mara Linde", "Jon Okoro"]),
        (["Mara Linde, Jon Okoro and Ana Ruiz"], ["Mara Linde", "Jon Okoro", "Ana Ruiz"]),
        (["Mara Linde; Jon Okoro"], ["Mara Linde", "Jon Okoro"]),
        (["Mara Linde/Jon Okoro"], ["Mara Linde", "Jon Okoro"]),
        (["Mara Linde og Jon Okoro"], ["Mara Linde", "Jon Okoro"]),
        (["Mara Linde, chief correspondent"], ["Mara Linde"]),
        (["Mara Linde (in Dolan)"], ["Mara Linde"]),
        (["Mara Linde in Dolan and Jon Okoro in Karsheh"], ["Mara Linde", "Jon Okoro"]),
        (["Linde, Mara", "Okoro, Jon"], ["Mara Linde", "Jon Okoro"]),
        (["mara.linde@lake.example", "https://lake.example/mara", "mara-linde", "admin", "@maralinde"], []),
        (["Associated Press"], ["Associated Press"]),
        (["Lake Post staff reporter"], ["Lake Post staff reporter"]),
        (["Mara Linde", "MARA LINDE"], ["Mara Linde"]),
        (["", "  ", "12", "x" * 200], []),
    ],
)
def test_names(values: list[str], names: list[str]) -> None:
    assert list(split_names(values, load_page_cues())) == names


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Mara Linde", True),
        ("MARA LINDE", True),
        ("Mara Linde/Jon Okoro", True),
        ("Mara van der Linde", True),
        ("Two guards were hurt.", False),
        ("Kirkuk", False),
        ("What we know", False),
        ("", False),
    ],
)
def test_byline_that_opens_a_text(line: str, expected: bool) -> None:
    assert is_byline(line, load_page_cues()) is expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (
            linked(author={"name": "Mara Linde"}) + '<meta name="author" content="Lake Media Ltd">',
            "",
            (["Mara Linde"], "json-ld"),
        ),
        (linked(author=[{"name": "Mara Linde"}, "Jon Okoro"]), "", (["Mara Linde", "Jon Okoro"], "json-ld")),
        (
            linked(author={"@id": "#m"}, about={"@id": "#m", "@type": "Person", "name": "Mara Linde"}),
            "",
            (["Mara Linde"], "json-ld"),
        ),
        (linked(author={"@type": "Person", "byline": "Mara Linde"}), "", (["Mara Linde"], "json-ld")),
        (
            linked(author={"name": "mara-linde"}) + '<meta name="author" content="Mara Linde">',
            "",
            (["Mara Linde"], "meta"),
        ),
        (
            '<meta name="author" content="https://lake.example"><meta name="dc.creator" content="Linde, Mara">',
            "",
            (["Mara Linde"], "meta"),
        ),
        (
            '<meta name="author" content="Lake Post">',
            '<span class="byline">By Mara Linde</span>',
            (["Mara Linde"], "byline"),
        ),
        ('<meta name="author" content="Lake Post">', "<p>Mara Linde</p>", (["Mara Linde"], "text")),
        ('<meta name="author" content="The Lake Post">', "", (["The Lake Post"], "meta")),
        ("", '<a rel="author" href="/m">Mara Linde</a>', (["Mara Linde"], "byline")),
        ("", "", ([], None)),
    ],
)
def test_authors(head: str, body: str, expected: tuple[list[str], str | None]) -> None:
    site = '<meta property="og:site_name" content="Lake Post">'
    parsed = parse_html(f"<html><head>{site}{head}</head><body>{BODY.format(body)}</body></html>")
    assert (list(parsed.authors), parsed.authors_method) == expected
    assert "Mara Linde" not in parsed.text or expected[1] != "text"
