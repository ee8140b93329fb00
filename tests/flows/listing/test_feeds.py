"""Feeds of every dialect, as publishers write them: rightly, sloppily and broken."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime

import pytest

from flows.listing import Entry, ListingError, parse_listing

URL = "https://lake.example/feeds/world.xml"


ADA = "Ada Okoro"
EVENING = datetime(2024, 3, 5, 20, 10, tzinfo=UTC)


def read(body: str | bytes, url: str = URL, **window: date) -> list[Entry]:
    raw = body.encode() if isinstance(body, str) else body
    return list(parse_listing(raw, url, "rss", (window.get("first"), window.get("last"))).entries)


RSS_2 = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Lake Post</title><language>en-gb</language>
<item><title>Guards hurt &amp;amp; dam shut</title><link>https://lake.example/a</link>
 <pubDate>Tue, 05 Mar 2024 23:10:00 +0300</pubDate><dc:creator>Ada Okoro</dc:creator></item>
<item><title><![CDATA[Ferry <b>sinks</b>]]></title><guid>https://lake.example/b</guid></item>
<item><title>By date</title><link>/c</link><dc:date>2024-03-06T01:00:00Z</dc:date></item>
</channel></rss>"""

RSS_1 = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://lake.example/"><title>Lake Post</title></channel>
<item rdf:about="https://lake.example/a"><title>Guards hurt</title><link>https://lake.example/a</link>
<dc:date>2024-03-05T20:10:00Z</dc:date></item></rdf:RDF>"""

RSS_091 = """<rss version="0.91"><channel><title>Lake Post</title>
<item><title>Guards hurt</title><link>https://lake.example/a</link></item></channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://cdn.lake.example/news/"><title>Lake Post</title>
<entry><id>urn:1</id><title type="html">Guards &lt;i&gt;hurt&lt;/i&gt;</title><link href="a"/>
 <link rel="enclosure" href="https://cdn.lake.example/a.mp3"/><author><name>Ada Okoro</name></author>
 <published>2024-03-05T20:10:00Z</published><updated>2024-03-06T08:00:00+02:00</updated></entry>
<entry><id>urn:2</id><title>Only changed</title><link href="b"/><updated>2024-03-06T08:00:00Z</updated></entry>
<entry><id>urn:3</id><title>Links to itself</title><link rel="self" href="https://lake.example/c"/></entry></feed>"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Lake Post", "language": "en", "items": [
{"id": "1", "url": "/a", "title": "Guards hurt", "date_published": "2024-03-05T23:10:00+03:00",
 "authors": [{"name": "Ada Okoro"}]}, {"id": 2, "url": 5}, "odd"]}"""


def test_rss_2() -> None:
    hurt, ferry, dated = read(RSS_2)
    assert hurt == Entry("https://lake.example/a", "Guards hurt & dam shut", EVENING, language="en", authors=(ADA,))
    assert (ferry.url, ferry.title, ferry.published) == ("https://lake.example/b", "Ferry sinks", None)
    assert (dated.url, dated.published) == ("https://lake.example/c", datetime(2024, 3, 6, 1, tzinfo=UTC))


def test_rss_1_dates_are_of_publication() -> None:
    assert read(RSS_1) == [Entry("https://lake.example/a", "Guards hurt", EVENING)]


def test_rss_0_91() -> None:
    assert read(RSS_091) == [Entry("https://lake.example/a", "Guards hurt")]


def test_atom() -> None:
    """A link is resolved by xml:base; a change is not a publication; an entry without a page has its own address."""
    hurt, changed, itself = read(ATOM)
    assert hurt == Entry(
        "https://cdn.lake.example/news/a", "Guards hurt", EVENING, datetime(2024, 3, 6, 6, tzinfo=UTC), authors=(ADA,)
    )
    assert (changed.published, changed.modified) == (None, datetime(2024, 3, 6, 8, tzinfo=UTC))
    assert itself.url == "https://lake.example/c"


def test_json_feed() -> None:
    listing = parse_listing(JSON.encode(), URL, "rss")
    assert listing.entries == (Entry("https://lake.example/a", "Guards hurt", EVENING, language="en", authors=(ADA,)),)
    assert [issue.reason for issue in listing.issues] == ["1 entries without a usable address"]


def test_packed_feed() -> None:
    assert read(gzip.compress(RSS_091.encode())) == read(RSS_091)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://news.google.com/rss/articles/CBMiXW?oc=5", "https://news.google.com/rss/articles/CBMiXW?oc=5"),
        ("\n  https://lake.example/a\n", "https://lake.example/a"),
        ("../a?x=1&amp;y=2", "https://lake.example/a?x=1&y=2"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("mailto:desk@lake.example", None),
        ("javascript:alert(1)", None),
        ("http://[bad", None),
        ("https://lake.example/" + "x" * 3000, None),
        ("", None),
    ],
)
def test_links(link: str, url: str | None) -> None:
    entries = read(f"<rss version='2.0'><channel><title>t</title><item><link>{link}</link></item></channel></rss>")
    assert [entry.url for entry in entries] == ([url] if url is not None else [])


def test_links_of_a_local_feed_stay_as_they_are() -> None:
    body = "<rss version='2.0'><channel><item><link>one.txt</link></item></channel></rss>"
    assert read(body, "/srv/feeds/feed.xml")[0].url == "one.txt"


@pytest.mark.parametrize("stated", ["soon", "Tue, 99 Mar 2024 25:61:00 GMT", "0000-00-00", "99999-01-01"])
def test_date_that_is_none(stated: str) -> None:
    body = f"<rss version='2.0'><channel><item><link>/a</link><pubDate>{stated}</pubDate></item></channel></rss>"
    assert read(body)[0].published is None


@pytest.mark.parametrize(
    "broken",
    [
        RSS_2.replace("&amp;amp;", "&"),
        "\n" + RSS_2,
        RSS_2.replace("Guards", "Gu\x08ards"),
    ],
)
def test_malformed_feed_is_read_and_reported(broken: str) -> None:
    listing = parse_listing(broken.encode(), URL, "rss")
    assert [entry.url[-1] for entry in listing.entries] == ["a", "b", "c"]
    assert [issue.reason for issue in listing.issues] == ["feed is malformed: read as far as it goes"]


def test_one_broken_entry_does_not_hide_the_others() -> None:
    listing = parse_listing(RSS_2.replace("</title><link>", "<link>", 1).encode(), URL, "rss")
    assert [entry.url[-1] for entry in listing.entries] == ["b", "c"]
    assert [issue.reason for issue in listing.issues] == [
        "feed is malformed: read as far as it goes",
        "1 entries without a usable address",
    ]


def test_feed_that_is_cut_off_loses_its_last_entry() -> None:
    """Its address may be cut off too, and would be asked for in vain."""
    cut = RSS_2[: RSS_2.index("/c</link>") + 2]
    assert [entry.url for entry in read(cut)] == ["https://lake.example/a", "https://lake.example/b"]


def test_declared_charset() -> None:
    body = "<?xml version='1.0' encoding='iso-8859-1'?>" + RSS_091.replace("Guards", "Señal")
    assert read(body.encode("iso-8859-1"))[0].title == "Señal hurt"


def test_entities_are_not_expanded() -> None:
    """A kilobyte of nested entities would be gigabytes; an external one would read the machine's files."""
    nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    for dtd in (f'<!ENTITY e0 "ha">{nested}', '<!ENTITY e11 SYSTEM "file:///etc/passwd">'):
        body = f"<!DOCTYPE rss [{dtd}]>" + RSS_091.replace("Guards", "Guards &e11;")
        titles = [entry.title or "" for entry in read(body)]
        assert all("ha" not in title and "root" not in title for title in titles)


@pytest.mark.parametrize(
    "body", ["", "  ", "<html><body>No feed</body></html>", "{}", "[]", "plain", '{"items": 5}', "{" * 5000, "\x1f\x8b"]
)
def test_no_feed(body: str) -> None:
    with pytest.raises(ListingError):
        read(body.encode("latin-1"))


def test_bomb_is_refused() -> None:
    with pytest.raises(ListingError, match="larger than 50 MB unpacked"):
        read(gzip.compress(bytes(60 * 1024 * 1024)))


def test_window_leaves_out_what_its_feed_dates_elsewhere() -> None:
    """A day's margin on either side, for calendars ahead of UTC or behind it; an undated entry is always there."""
    assert [entry.url[-1] for entry in read(RSS_2, first=date(2024, 3, 7))] == ["b", "c"]
    assert [entry.url[-1] for entry in read(RSS_2, last=date(2024, 3, 4))] == ["a", "b"]


def test_older_pages_are_asked_for_by_a_backfill_only() -> None:
    body = ATOM.replace("<entry>", '<link rel="next" href="https://lake.example/feed?page=2"/><entry>', 1).encode()
    assert parse_listing(body, URL, "rss").more == ()
    assert parse_listing(body, URL, "rss", (date(2024, 3, 1), None)).more == ("https://lake.example/feed?page=2",)
    assert parse_listing(body, URL, "rss", (date(2024, 3, 7), None)).more == ()


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.listing.collect.MOST_ENTRIES", 2)
    listing = parse_listing(RSS_2.encode(), URL, "rss")
    assert len(listing.entries) == 2
    assert listing.issues[0].reason == "more than 2 entries: the rest was not read"


@pytest.mark.parametrize(
    "body",
    [
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Lake Post</title></channel></rss>',
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Lake Post</title></feed>',
    ],
)
def test_a_quiet_outlet_has_a_feed_without_entries(body: str) -> None:
    """Asked for over HTTP: feedparser then marks every feed whose Content-Type it was not told."""
    assert read(body) == []
