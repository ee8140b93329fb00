"""Bytes to text, pages to fields."""

from __future__ import annotations

from datetime import date

import pytest

from extract.pages import parse_html
from extract.text import UnreadableError, declared_charset, decode_bytes
from extract.urls import canonical_url

BODY = """<p>Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said.</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone.</p>"""

LINKED = """<script type="application/ld+json">
{"@graph": [{"@type": "WebSite"}, {"@type": "NewsArticle", "datePublished": "2024-03-05T23:30:00-05:00"}]}
</script>"""


def page(head: str = "", body: str = BODY) -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("raw", "declared", "expected"),
    [
        ("Naïve".encode(), None, ("Naïve", "utf-8")),
        ("Naïve".encode("utf-8-sig"), None, ("Naïve", "utf-8-sig")),
        ("Naïve".encode("utf-16"), None, ("Naïve", "utf-16")),
        ("Łódź".encode("iso8859_2"), "ISO-8859-2", ("Łódź", "iso-8859-2")),
        ("Мирные жители".encode("cp1251"), "windows-1251", ("Мирные жители", "windows-1251")),
        (
            "El general Muñoz habló en Bogotá.\n".encode("latin-1"),
            None,
            ("El general Muñoz habló en Bogotá.\n", "cp1252"),
        ),
        ("C’était déjà fini à Orléans.".encode("cp1252"), "no-such", ("C’était déjà fini à Orléans.", "cp1252")),
    ],
)
def test_decode(raw: bytes, declared: str | None, expected: tuple[str, str]) -> None:
    assert decode_bytes(raw, declared) == expected


@pytest.mark.parametrize("raw", [b"\x00\x01", b"GIF89a\x00", b"\xff\xfe\x00", b"\xef\xbb\xbf\xff"])
def test_nothing_is_replaced_in_silence(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode_bytes(raw)


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (b'<meta charset="windows-1256">', "windows-1256"),
        (b'<META http-equiv=x content="text/html; charset=koi8-r">', "koi8-r"),
        (b"<p>charset=x</p>", None),
    ],
)
def test_declared_charset(raw: bytes, charset: str | None) -> None:
    assert declared_charset(raw) == charset


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Lake.Example:443/a/?utm_source=feed&id=7#top", "https://lake.example/a/?id=7"),
        ("http://lake.example", "http://lake.example"),
        ("ftp://lake.example/a", None),
        ("javascript:alert(1)", None),
        ("https://[bad", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical_url(url: str | None, expected: str | None) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        (
            LINKED + '<meta name="date" content="2024-03-09">',
            None,
            (date(2024, 3, 5), "json-ld"),
        ),
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
    """The page's own word first; its day is the one it is written on, in its own time zone."""
    parsed = parse_html(page(head), url, latest=date(2024, 3, 20))
    assert (parsed.published, parsed.published_method) == expected


def test_title_is_the_heading_and_not_repeated() -> None:
    parsed = parse_html(page("<title>Guards hurt | Lake Post</title>", f"<main><h1>Guards\n hurt</h1>{BODY}</main>"))
    assert parsed.title == "Guards hurt"
    assert parsed.text.startswith("Gunmen fired")
    assert parsed.text.count("\n\n") == 1


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/b?utm_medium=x", "https://lake.example/b"),
        ("https://www.lake.example/b", "https://www.lake.example/b"),
        ("https://other.example/b", "https://lake.example/a"),
        ("https://[bad", "https://lake.example/a"),
    ],
)
def test_canonical_link_is_believed_on_its_own_host_only(link: str, expected: str) -> None:
    parsed = parse_html(page(f'<link rel="canonical" href="{link}">'), "https://lake.example/a")
    assert parsed.canonical_url == expected


@pytest.mark.parametrize("html", ["", "<html></html>", "plain words", "<div>" * 400 + "words" + "</div>" * 400])
def test_pages_without_an_article(html: str) -> None:
    with pytest.raises(UnreadableError):
        parse_html(html)
