"""The page's own word first; a day is the one it is written on, in its own time zone."""

from __future__ import annotations

from datetime import date

import pytest

from extract.pages import parse_html

BODY = """<p>Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said.</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone.</p>"""
LINKED = """<script type="application/ld+json">
{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "datePublished": "2024-03-05T23:30:00-05:00",
"dateModified": "2024-03-07T01:10:00+03:00"}]}
</script>"""


def page(head: str) -> str:
    return f"<html><head>{head}</head><body>{BODY}</body></html>"


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        (LINKED + '<meta name="date" content="2024-03-09">', None, (date(2024, 3, 5), "json-ld")),
        ('<meta property="article:published_time" content="2024-03-06T01:00:00Z">', None, (date(2024, 3, 6), "meta")),
        (
            '<script type="application/ld+json">{broken</script>',
            "https://a.example/2024/3/7/x",
            (date(2024, 3, 7), "url"),
        ),
        ('<meta name="date" content="2024-13-45">', None, (None, None)),
        ("", None, (None, None)),
    ],
)
def test_published(head: str, url: str | None, expected: tuple[date | None, str | None]) -> None:
    parsed = parse_html(page(head), url, latest=date(2024, 3, 20))
    assert (parsed.published, parsed.published_method) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (LINKED, (date(2024, 3, 7), "json-ld")),
        ('<meta property="article:modified_time" content="2024-03-08">', (date(2024, 3, 8), "meta")),
        (LINKED.replace("2024-03-07", "2024-03-01"), (None, None)),
    ],
)
def test_modified(head: str, expected: tuple[date | None, str | None]) -> None:
    parsed = parse_html(page(head), latest=date(2024, 3, 20))
    assert (parsed.modified, parsed.modified_method) == expected
