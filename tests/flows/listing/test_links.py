"""Index pages: which links are articles; and plain lists of addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from flows.listing import Entry, ListingError, parse_listing
from flows.listing.links import find_linked, is_article, is_same_site

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


LETTER = """<html><head><base href="https://lake.example.com/"></head><body><table><tr><td>
<a href="https://lake.example.com/letters/morning-brief-in-your-browser-5-march">Read it in your browser</a>
<h2><a href="https://lake.example.com/news/dam-attacked-by-gunmen?utm_source=brief">Gunmen attack a dam</a></h2>
<a href="https://lake.example.com/news/dam-attacked-by-gunmen?utm_source=brief">More</a>
<a href="/2024/03/05/ferry">Ferry sinks off the northern coast</a>
<a href="https://hill.example.org/five-killed-in-an-ambush">Five killed in an ambush</a>
<a href="https://tracker.example.net/five-more-killed-in-an-ambush">Five more killed in an ambush</a>
<a href="https://click.lake.example.com/5f3b/2024/12345">Update your e-mail preferences at any time</a>
<a href="https://click.lake.example.com/5f3b/2024/67890">Unsubscribe from this daily newsletter</a>
<a href="https://lake.example.com/unsubscribe/2024-55512">Too many letters from us lately</a>
<a href="https://lake.example.com.evil.example.net/two-killed-in-a-raid">Two killed in a raid</a>
<a href="http://[broken">Broken</a><a>None</a></td></tr></table></body></html>"""


def test_articles_that_a_newsletter_links_to() -> None:
    """On the sites that are followed, and nothing that is the subscriber's own; when it was sent they were there."""
    sent = datetime(2024, 3, 5, 20, tzinfo=UTC)
    dam = "https://lake.example.com/news/dam-attacked-by-gunmen?utm_source=brief"
    entries = find_linked(LETTER, ("lake.example.com", "example.org"), sent)
    assert entries == (
        Entry(dam, "Gunmen attack a dam", seen=sent),
        Entry("https://lake.example.com/2024/03/05/ferry", "Ferry sinks off the northern coast", seen=sent),
        Entry("https://hill.example.org/five-killed-in-an-ambush", "Five killed in an ambush", seen=sent),
    )


@pytest.mark.parametrize("page", [None, b"", b"no markup", "<p>No link.</p>", '<a href="/2024/03/05/ferry">Ferry</a>'])
def test_newsletter_that_leads_nowhere(page: bytes | str | None) -> None:
    assert find_linked(page, ("lake.example.com",), None) == ()


def test_newsletter_whose_links_are_not_followed() -> None:
    assert find_linked(LETTER, (), None) == ()
