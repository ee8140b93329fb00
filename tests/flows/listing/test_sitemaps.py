"""Sitemaps: pages, news, indexes, lists; and which parts of an index are worth asking for."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from flows.listing import Entry, Listing, ListingError, Window, parse_listing

URL = "https://lake.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {NS}>
<url><loc> https://lake.example/a </loc><lastmod>2024-03-06</lastmod><n:news>
 <n:publication><n:name>Lake Post</n:name><n:language>en</n:language></n:publication>
 <n:publication_date>2024-03-05T23:10:00+03:00</n:publication_date><n:title>Guards hurt &amp; dam shut</n:title>
</n:news></url>
<url><loc>/b</loc><lastmod>2024-03</lastmod></url>
<url><loc>mailto:x</loc></url></urlset>"""


def read(body: str | bytes, window: Window = (None, None)) -> Listing:
    return parse_listing(body.encode() if isinstance(body, str) else body, URL, "sitemap", window)


def index(*parts: str) -> str:
    rows = ""
    for part in parts:
        name, _, day = part.partition("@")
        rows += f"<sitemap><loc>https://lake.example/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>"
    return f"<sitemapindex {NS}>{rows}</sitemapindex>"


def test_news_sitemap() -> None:
    listing = read(NEWS)
    assert listing.entries == (
        Entry(
            "https://lake.example/a",
            "Guards hurt & dam shut",
            published=datetime(2024, 3, 5, 20, 10, tzinfo=UTC),
            modified=datetime(2024, 3, 6, tzinfo=UTC),
            language="en",
        ),
        Entry("https://lake.example/b"),
    )
    assert [issue.reason for issue in listing.issues] == ["1 entries without a usable address"]


def test_packed_sitemap() -> None:
    assert read(gzip.compress(NEWS.encode())) == read(NEWS)


def test_sitemap_without_namespace() -> None:
    assert read("<urlset><url><loc>/a</loc></url></urlset>").entries == (Entry("https://lake.example/a"),)


def test_text_sitemap() -> None:
    assert [e.url[-1] for e in read("https://lake.example/a\nhttps://lake.example/b\n").entries] == ["a", "b"]


def test_feed_as_sitemap() -> None:
    assert read("<rss version='2.0'><channel><item><link>/a</link></item></channel></rss>").entries


MIXED = index("recent.xml@2024-03-18", "quiet.xml@2024-03-01", "old.xml@2019-01-01", "2024-02.xml", "unknown.xml")


@pytest.mark.parametrize(
    ("window", "parts"),
    [
        ((None, None), ["unknown.xml", "recent.xml"]),
        ((date(2024, 3, 1), None), ["unknown.xml", "recent.xml", "quiet.xml", "2024-02.xml"]),
        ((date(2024, 3, 3), None), ["unknown.xml", "recent.xml"]),
        ((date(2018, 1, 1), None), ["unknown.xml", "recent.xml", "quiet.xml", "2024-02.xml", "old.xml"]),
    ],
)
def test_parts_of_an_index(window: Window, parts: list[str]) -> None:
    """Newest first. Unknown age: always. Without a window: those that changed in the week before the newest."""
    assert [address.rpartition("/")[2] for address in read(MIXED, window).more] == parts


def test_index_in_which_every_part_is_named_by_its_day() -> None:
    """The newest of them, and not sixteen years of days, is what a run without a window asks for."""
    days = [f"sitemap/2024/03/{day:02}.xml" for day in range(1, 29)]
    assert len(read(index(*days)).more) == 8


def test_index_that_names_itself() -> None:
    assert read(index("sitemap.xml", "a.xml")).more == ("https://lake.example/a.xml",)


def test_sitemap_that_is_cut_off_loses_its_last_address() -> None:
    listing = read("<urlset><url><loc>https://lake.example/a</loc></url><url><loc>https://lake.ex")
    assert [entry.url for entry in listing.entries] == ["https://lake.example/a"]
    assert listing.issues[0].reason == "sitemap is malformed: read as far as it goes"


def test_malformed_sitemap() -> None:
    listing = read("<urlset><url><loc>/a?x=1&y=2</loc></url><url><loc>/b</loc></url></urlset>")
    assert [entry.url for entry in listing.entries] == ["https://lake.example/a?x=1=2", "https://lake.example/b"]
    assert listing.issues


PAGES = "<urlset><url><loc>/a&e11;</loc></url><url><loc>/b</loc></url></urlset>"


def test_external_entity_is_not_read() -> None:
    listing = read(f'<!DOCTYPE urlset [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>{PAGES}')
    assert [entry.url for entry in listing.entries] == ["https://lake.example/a", "https://lake.example/b"]


def test_entity_bomb_ends_the_reading() -> None:
    """A kilobyte of nested entities would be gigabytes."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    listing = read(f'<!DOCTYPE urlset [<!ENTITY e0 "ha">{nested}]>{PAGES}')
    assert listing.entries == ()
    assert listing.issues[0].reason == "sitemap is malformed: read as far as it goes"


@pytest.mark.parametrize("body", ["", "<html><body>Not found</body></html>", "<", "<a>" * 9000, "no address here"])
def test_no_sitemap(body: str) -> None:
    with pytest.raises(ListingError):
        read(body)


def test_empty_sitemap_is_one() -> None:
    """A news sitemap on a day without news."""
    assert read(f"<urlset {NS}></urlset>") == Listing()


def test_more_pages_than_the_protocol_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.listing.collect.MOST_ENTRIES", 2)
    monkeypatch.setattr("flows.listing.sitemaps.MOST_ENTRIES", 2)
    listing = read("<urlset>" + "".join(f"<url><loc>/{n}</loc></url>" for n in range(9)) + "</urlset>")
    assert len(listing.entries) == 2
    assert listing.issues[0].reason == "more than 2 entries: the rest was not read"
