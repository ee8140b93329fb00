"""Index pages: which links are articles; and plain lists of addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows.listing import Entry, ListingError, parse_listing
from flows.listing.links import is_article, is_same_site

URL = "https://www.lake.example.com/world/"
PAGE = """<html><head><base href="https://www.lake.example.com/"><link rel="next" href="/world/?page=2"></head><body>
<nav><a href="/">Home</a> <a href="/world/africa/">Africa</a> <a href="/about-us-and-our-history">About</a></nav>
<article><a href="news/2024/03/05/dam"><img src="x.jpg"></a>
 <h2><a href="news/2024/03/05/dam#top">Guards hurt as <b>dam</b> is attacked</a></h2>
 <a href="news/2024/03/05/dam">Read more</a><time datetime="2024-03-05T20:10:00Z">5 March</time></article>
<ul><li><a href="https://news.lake.example.com/ferry-sinks-off-northern-coast">Ferry sinks off northern coast</a></li>
<li><a href="https://other.example.org/five-killed-in-an-ambush">Elsewhere: five killed in an ambush</a></li>
<li><a href="/privacy-policy-and-terms">Privacy</a></li><li><a href="/files/report-on-the-2024-raid.pdf">Report</a></li>
<li><a href="mailto:desk@lake.example.com">Write to the news desk now</a></li><li><a href="#top">Up</a></li></ul>
</body></html>"""


def test_articles_of_an_index_page() -> None:
    """In the page's order, each once, under the longest text that links to it; a time beside it is its day."""
    assert parse_listing(PAGE.encode(), URL, "links").entries == (
        Entry(
            "https://www.lake.example.com/news/2024/03/05/dam",
            "Guards hurt as dam is attacked",
            datetime(2024, 3, 5, 20, 10, tzinfo=UTC),
        ),
        Entry("https://news.lake.example.com/ferry-sinks-off-northern-coast", "Ferry sinks off northern coast"),
    )


def test_older_pages_are_asked_for_by_a_backfill_only() -> None:
    assert parse_listing(PAGE.encode(), URL, "links").more == ()
    listing = parse_listing(PAGE.encode(), URL, "links", (date(2024, 1, 1), None))
    assert listing.more == ("https://www.lake.example.com/world/?page=2",)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("/news/five-killed-in-gao-ambush", "", True),
        ("/2024/03/05/dam/", "Guards hurt as dam is attacked", True),
        ("/news/world-africa-68512345", "", True),
        ("/article/12345", "Guards hurt as dam is attacked", True),
        ("/story.php?id=77&lang=en", "Guards hurt as dam is attacked", True),
        ("/dam-attacked.html", "Guards hurt as dam is attacked", True),
        ("/world/africa", "Africa", False),
        ("/world/middle-east", "Middle East", False),
        ("/tag/five-killed-in-gao", "Five killed in Gao ambush", False),
        ("/author/ada-okoro", "All stories by Ada Okoro", False),
        ("/2024/03/", "March", False),
        ("/subscribe/our-weekly-letter-to-readers", "Subscribe to our weekly letter", False),
        ("/img/guards-at-the-dam-2024.jpg", "Guards at the dam", False),
        ("/", "The Lake Post, news since 1901", False),
    ],
)
def test_is_article(path: str, text: str, expected: bool) -> None:
    assert is_article(f"https://lake.example.com{path}", text) is expected


@pytest.mark.parametrize(
    ("url", "other", "expected"),
    [
        ("https://news.bbc.co.uk/a", "https://www.bbc.co.uk/", True),
        ("https://guardian.co.uk/a", "https://www.bbc.co.uk/", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/", True),
        ("http://127.0.0.1:8002/a", "http://127.0.0.1:8001/", False),
    ],
)
def test_same_site(url: str, other: str, expected: bool) -> None:
    assert is_same_site(url, other) is expected


@pytest.mark.parametrize("body", ["", "no markup", "{}"])
def test_no_page(body: str) -> None:
    with pytest.raises(ListingError):
        parse_listing(body.encode(), URL, "links")


def test_page_without_articles_says_so() -> None:
    listing = parse_listing(b"<html><body><a href='/world/'>World</a></body></html>", URL, "links")
    assert [issue.reason for issue in listing.issues] == ["no links that look like articles"]


def test_list_of_addresses() -> None:
    body = (
        "\ufeff# my list\nhttps://lake.example/a\n\nhttps://lake.example/b\t2024-03-05\nhttps://lake.example/a\nodd\n"
    )
    listing = parse_listing(body.encode(), "/srv/list.txt", "urls")
    assert listing.entries == (
        Entry("https://lake.example/a"),
        Entry("https://lake.example/b", published=datetime(2024, 3, 5, tzinfo=UTC)),
    )
    assert [(issue.reason, issue.text) for issue in listing.issues] == [("lines that are no address", "odd")]


@pytest.mark.parametrize("body", [b"one\ntwo\n", b"\x00\x01https://lake.example/a", b"<html></html>"])
def test_no_list(body: bytes) -> None:
    with pytest.raises(ListingError, match="not a list of addresses"):
        parse_listing(body, "/srv/list.txt", "urls")
