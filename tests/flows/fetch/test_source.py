"""A whole source: listings, pages, what the next run asks for, and a row for everything."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path

import pytest
from hostile_server import (
    Respond,
    Site,
    answer,
    cut_off,
    feed,
    in_turn,
    redirect,
    story,
    validated,
)

from flows.fetch import FetchError, fetch_source, raw_place, read_raw
from flows.files import ReadResult
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source
from storage.fetches import NOTHING_KNOWN, Known, load_known
from storage.rows import Fetch

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
Read = Callable[..., list[ReadResult]]


@pytest.fixture
def read(site: Site, pages: PageParser, settings: Settings) -> Read:
    """All results of the site's feed, or of a source of other fields."""

    def read(
        known: Known = NOTHING_KNOWN, now: datetime = NOW, more: Settings | None = None, **of: object
    ) -> list[ReadResult]:
        window = of.pop("window", (None, None))
        source = Source.model_validate({"name": "n", "kind": "rss", "url": f"{site.base}/feed.xml", **of})
        return list(fetch_source(source, pages, known, now, more or settings, window=window))  # type: ignore[arg-type]

    return read


def told(results: list[ReadResult]) -> list[tuple[str, str, int | None, str | None]]:
    """Kind, path, status and error of every row."""
    rows = (result.fetch for result in results)
    return [(row.kind, "/" + (row.url or "").split("/", 3)[3], row.status, row.error) for row in rows]


def remember(con: object, *runs: list[ReadResult]) -> Known:
    """What the warehouse knows after these runs."""
    from made_claims import stamp

    from storage.append import append_articles

    for run in runs:
        append_articles(con, stamp(), (), [result.fetch for result in run])  # type: ignore[arg-type]
    return load_known(con, ["n"], NOW + timedelta(days=300), 400)  # type: ignore[arg-type]


@pytest.fixture
def con():  # noqa: ANN201
    import duckdb
    from made_claims import stamp

    from storage.warehouse import prepare_warehouse

    with duckdb.connect() as con:
        prepare_warehouse(con, Path("memory"), stamp())
        yield con


def test_feed_and_its_pages(site: Site, read: Read, settings: Settings) -> None:
    site.routes["/feed.xml"] = feed("/a", "/b", "/gone")
    site.routes["/a"] = answer(body=story("Ambush kills five", "Five soldiers died."), headers={"ETag": '"1"'})
    site.routes["/b"] = redirect("/c")
    site.routes["/c"] = answer(body=story("Strike wounds two", "Two were wounded."))
    results = read()
    assert told(results) == [
        ("page", "/a", 200, None),
        ("page", "/b", 200, None),
        ("page", "/gone", 404, "HTTP 404"),
        ("robots", "/robots.txt", 404, None),
        ("listing", "/feed.xml", 200, None),
    ]
    first, second = (result for result in results if result.article is not None)
    assert first.article is not None
    assert first.article.title == "Ambush kills five"
    assert first.fetch.version_id == first.article.version_id
    assert (first.fetch.etag, first.fetch.content_type, first.fetch.n_requests) == ('"1"', "text/html", 1)
    assert (second.fetch.final_url, second.fetch.n_requests) == (f"{site.base}/c", 2)
    assert results[-1].fetch.n_entries == 3
    place = raw_place(settings) or ""
    assert read_raw(place, first.fetch.raw_sha256 or "") == story("Ambush kills five", "Five soldiers died.").encode()
    assert read_raw(place, results[-1].fetch.raw_sha256 or "").startswith(b"<rss")


def test_raw_bodies_can_be_left_out(site: Site, read: Read, settings: Settings, tmp_path: Path) -> None:
    site.routes |= {"/feed.xml": feed("/a"), "/a": answer(body=story())}
    results = read(more=replace(settings, raw="none"))
    assert results[0].article is not None
    assert list(tmp_path.rglob("*.zst")) == []


def test_page_whose_body_cannot_be_kept_is_a_failure(
    site: Site, read: Read, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    site.routes |= {"/feed.xml": feed("/a"), "/a": answer(body=story())}
    with pytest.raises(FetchError, match="raw body cannot be kept"):
        read(more=replace(settings, raw=str(tmp_path / "file")))


def test_next_run_asks_for_what_is_new(site: Site, read: Read, con: object) -> None:
    site.routes |= {"/feed.xml": feed("/a"), "/a": answer(body=story("A", "First."))}
    first = read()
    site.asked.clear()
    site.routes |= {"/feed.xml": feed("/a", "/b"), "/b": answer(body=story("B", "Second."))}
    results = read(remember(con, first), NOW + timedelta(minutes=30))
    assert site.paths == ["/robots.txt", "/feed.xml", "/b"]
    assert [result.article.title for result in results if result.article is not None] == ["B"]


def test_unchanged_feed_and_page_are_304(site: Site, read: Read, con: object) -> None:
    body = story("A", "First.")
    xml = f"<rss version='2.0'><channel><title>n</title><item><link>{site.base}/a</link></item></channel></rss>"
    site.routes |= {"/feed.xml": validated(xml, '"f"'), "/a": validated(body, '"a"')}
    first = read()
    page, _, listing = read(remember(con, first), NOW + timedelta(hours=2))
    assert (page.fetch.status, page.article, page.fetch.version_id) == (304, None, first[0].fetch.version_id)
    assert (page.fetch.etag, page.fetch.raw_sha256) == ('"a"', first[0].fetch.raw_sha256)
    assert (listing.fetch.status, listing.fetch.error, listing.fetch.n_entries) == (304, None, None)


def test_changing_etag_of_an_unchanged_page_is_the_same_version(site: Site, read: Read, con: object) -> None:
    body = story("A", "First.")
    changing = in_turn(*(answer(body=body, headers={"ETag": f'"{number}"'}) for number in range(3)))
    site.routes |= {"/feed.xml": feed("/a"), "/a": changing}
    first = read()
    again = read(remember(con, first), NOW + timedelta(hours=2))[0]
    assert (again.fetch.status, again.fetch.etag, again.article) == (200, '"1"', None)
    assert again.fetch.version_id == first[0].fetch.version_id


def test_edit_is_a_new_version(site: Site, read: Read, con: object) -> None:
    edited = in_turn(answer(body=story("A", "Five died.")), answer(body=story("A", "Seven died.")))
    site.routes |= {"/feed.xml": feed("/a"), "/a": edited}
    first = read()
    again = read(remember(con, first), NOW + timedelta(hours=2))[0]
    assert first[0].article is not None
    assert again.article is not None
    assert again.article.article_id == first[0].article.article_id
    assert again.article.version_id != first[0].article.version_id


@pytest.mark.parametrize("status", [404, 410])
def test_deletion_is_a_sighting_also_when_it_left_the_feed(status: int, site: Site, read: Read, con: object) -> None:
    site.routes |= {"/feed.xml": in_turn(feed("/a"), feed()), "/a": in_turn(answer(body=story()), answer(status))}
    site.routes["/feed.xml"] = in_turn(feed("/a"), feed("/b"))
    first = read()
    gone = next(r for r in read(remember(con, first), NOW + timedelta(hours=2)) if r.fetch.url == f"{site.base}/a")
    assert (gone.fetch.status, gone.fetch.error, gone.fetch.version_id) == (status, None, first[0].fetch.version_id)


def test_article_that_leads_to_the_front_page_is_not_the_front_page(site: Site, read: Read) -> None:
    site.routes |= {"/feed.xml": feed("/a"), "/a": redirect("/"), "/": answer(body=story("Home", "All the news."))}
    (page, *_) = read()
    assert (page.article, page.fetch.error) == (None, "redirects to the front page")


def test_failed_page_is_asked_for_again_though_it_left_the_feed(site: Site, read: Read, con: object) -> None:
    site.routes |= {"/feed.xml": in_turn(feed("/a", "/b"), feed("/c")), "/b": answer(body=story("B", "x."))}
    site.routes["/a"] = in_turn(*[cut_off] * 3, answer(body=story("A", "Told at last.")))
    first = read()
    assert told(first)[0] == ("page", "/a", None, "body is cut off")
    results = read(remember(con, first), NOW + timedelta(minutes=15))
    assert [r.article.title for r in results if r.article is not None] == ["A"]


def test_pages_that_were_left_for_the_next_run_are_not_lost(
    site: Site, read: Read, settings: Settings, con: object
) -> None:
    xml = "".join(f"<item><link>{site.base}/{n}</link></item>" for n in range(5))
    site.routes["/feed.xml"] = validated(f"<rss version='2.0'><channel>{xml}</channel></rss>", '"f"')
    site.routes |= {f"/{n}": answer(body=story(str(n), "Told.")) for n in range(5)}
    few = replace(settings, source_pages=2)
    first = read(more=few)
    assert [issue.reason for issue in first[-1].fetch.issues] == ["3 pages are left for the next run"]
    second = read(remember(con, first), NOW + timedelta(minutes=15), few)
    third = read(remember(con, second), NOW + timedelta(minutes=30), few)
    assert [sum(r.article is not None for r in run) for run in (first, second, third)] == [2, 2, 1]


def test_run_that_was_killed_before_its_end_loses_nothing(site: Site, read: Read, con: object) -> None:
    """The listing's row, with the validators that the next run would trust, comes after all its pages."""
    xml = "".join(f"<item><link>{site.base}/{n}</link></item>" for n in range(4))
    site.routes["/feed.xml"] = validated(f"<rss version='2.0'><channel>{xml}</channel></rss>", '"f"')
    site.routes |= {f"/{n}": answer(body=story(str(n), "Told.")) for n in range(4)}
    whole = read()
    for killed_at in range(len(whole)):
        known = remember_apart(whole[:killed_at])
        rest = read(known, NOW + timedelta(minutes=15))
        seen = {r.fetch.url for r in [*whole[:killed_at], *rest] if r.article is not None}
        assert len(seen) == 4, killed_at


def remember_apart(run: list[ReadResult]) -> Known:
    import duckdb
    from made_claims import stamp

    from storage.warehouse import prepare_warehouse

    with duckdb.connect() as con:
        prepare_warehouse(con, Path("memory"), stamp())
        return remember(con, run)


def test_backfill_does_not_make_the_next_run_miss_what_is_outside_its_window(
    site: Site, read: Read, con: object
) -> None:
    day = "<pubDate>Wed, 06 Mar 2024 08:00:00 GMT</pubDate>"
    xml = f"<item><link>{site.base}/a</link>{day}</item><item><link>{site.base}/b</link></item>"
    site.routes["/feed.xml"] = validated(f"<rss version='2.0'><channel>{xml}</channel></rss>", '"f"')
    site.routes |= {"/a": answer(body=story("A", "x.")), "/b": answer(body=story("B", "x."))}
    first = read(window=(date(2024, 1, 1), date(2024, 1, 31)))
    assert [r.article.title for r in first if r.article is not None] == ["B"]
    second = read(remember(con, first), NOW + timedelta(minutes=5))
    assert [r.article.title for r in second if r.article is not None] == ["A"]


def test_robots_that_disallow_a_page_leave_a_row(site: Site, read: Read) -> None:
    site.routes |= {"/feed.xml": feed("/a", "/secret/b"), "/a": answer(body=story())}
    site.routes["/robots.txt"] = answer(body="User-agent: *\nDisallow: /secret")
    results = read()
    assert told(results)[1] == ("page", "/secret/b", None, "robots.txt disallows it")
    assert results[1].fetch.n_requests == 0
    assert "/secret/b" not in site.paths


@pytest.mark.parametrize(
    ("listing", "reason"),
    [
        (answer(500), "HTTP 500"),
        (answer(403), "HTTP 403"),
        (answer(body="<p>Sorry</p>"), "not a feed"),
        (answer(body=b"x", headers={"Content-Type": "image/png"}), "not a listing: image/png"),
    ],
)
def test_listing_that_cannot_be_read_fails_the_source(
    listing: Respond, reason: str, site: Site, pages: PageParser, settings: Settings
) -> None:
    site.routes["/feed.xml"] = listing
    source = Source(name="n", kind="rss", url=f"{site.base}/feed.xml")
    with pytest.raises(FetchError, match=reason):
        list(fetch_source(source, pages, NOTHING_KNOWN, NOW, settings))


def test_row_of_a_failed_listing(site: Site, pages: PageParser, settings: Settings) -> None:
    site.routes["/feed.xml"] = answer(429, headers={"Retry-After": "7200"})
    results: list[ReadResult] = []
    source = Source(name="n", kind="rss", url=f"{site.base}/feed.xml")
    with pytest.raises(FetchError, match="HTTP 429"):
        results.extend(fetch_source(source, pages, NOTHING_KNOWN, NOW, settings))
    row = results[-1].fetch
    assert (row.kind, row.status, row.error, row.n_requests) == ("listing", 429, "HTTP 429", 1)
    assert row.retry_at == NOW + timedelta(hours=2)
    assert [issue.reason for issue in row.issues] == ["HTTP 429"]


def test_host_that_wants_to_be_left_alone_is_by_the_next_run_too(site: Site, read: Read, con: object) -> None:
    busy = Fetch(NOW, "m", f"{site.base}/x", 429, error="HTTP 429", retry_at=NOW + timedelta(hours=500 * 24))
    known = remember(con, [ReadResult(busy)])
    with pytest.raises(FetchError, match=r"not asked: .* wants to be left alone until"):
        read(known, NOW + timedelta(minutes=15))
    assert site.asked == []


def test_index_and_its_parts(site: Site, read: Read) -> None:
    maps = "".join(f"<sitemap><loc>{site.base}/{n}.xml</loc></sitemap>" for n in range(3))
    site.routes["/sitemap.xml"] = answer(
        body=f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{maps}</sitemapindex>",
        headers={"Content-Type": "application/xml", "ETag": '"i"'},
    )
    for n in (0, 2):
        body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{site.base}/{n}</loc></url></urlset>"
        site.routes[f"/{n}.xml"] = answer(body=body, headers={"Content-Type": "text/xml", "ETag": f'"{n}"'})
        site.routes[f"/{n}"] = answer(body=story(str(n), "Told."))
    results = read(kind="sitemap", url=f"{site.base}/sitemap.xml")
    listings = {r.fetch.url: r.fetch for r in results if r.fetch.kind == "listing"}
    assert listings[f"{site.base}/1.xml"].error == "HTTP 404"
    assert listings[f"{site.base}/0.xml"].etag == '"0"'
    assert listings[f"{site.base}/sitemap.xml"].etag is None  # else its parts would not be read when it is unchanged
    assert sum(r.article is not None for r in results) == 2


def test_pages_of_several_hosts_are_fetched_at_once(
    site: Site, other_site: Site, pages: PageParser, settings: Settings, tmp_path: Path
) -> None:
    both, ended = threading.Barrier(2), []

    def meet(handler: BaseHTTPRequestHandler) -> None:
        """An answer when both hosts were asked, and a while later: in it, no host is asked for more."""
        both.wait(60)
        time.sleep(0.1)
        ended.append(time.monotonic())
        answer(body=story("2", "x."))(handler)

    for one in (site, other_site):
        one.routes |= {"/1": answer(body=story("1", "x.")), "/slow": meet}
    addresses = tmp_path / "addresses.txt"
    addresses.write_text("".join(f"{one.base}{path}\n" for one in (site, other_site) for path in ("/slow", "/1")))
    source = Source(name="n", kind="urls", url=str(addresses))
    results = list(fetch_source(source, pages, NOTHING_KNOWN, NOW, settings))
    assert sum(r.article is not None for r in results) == 4
    assert min(asked.at for one in (site, other_site) for asked in one.asked if asked.path == "/1") > min(ended)


def test_taker_that_leaves_ends_the_work(site: Site, pages: PageParser, settings: Settings) -> None:
    links = [f"/{n}" for n in range(500)]
    site.routes |= {"/feed.xml": feed(*links), **dict.fromkeys(links, answer(body=story()))}
    source = Source(name="n", kind="rss", url=f"{site.base}/feed.xml", rate=0.1)
    results = fetch_source(source, pages, NOTHING_KNOWN, NOW, settings)
    next(results)
    results.close()
    n_asked = len(site.asked)
    time.sleep(0.5)
    assert len(site.asked) <= n_asked + 1 < 500  # the server may not yet have read what was sent before the end


def test_rate_of_the_source(site: Site, read: Read) -> None:
    links = [f"/{n}" for n in range(4)]
    site.routes |= {"/feed.xml": feed(*links), **dict.fromkeys(links, answer(body=story()))}
    read(rate=0.1)
    times = [asked.at for asked in site.asked]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.1


# Listings on disk


def test_local_feed_reads_below_its_own_folder_only(tmp_path: Path, read: Read) -> None:
    (tmp_path / "secret.txt").write_text("Secret.")
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "one.txt").write_text("One.")
    items = "".join(f"<item><link>{link}</link></item>" for link in ("one.txt", "../secret.txt", "/etc/hostname"))
    (folder / "feed.xml").write_text(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
    one, secret, hostname, listing = read(url=str(folder / "feed.xml"))
    assert one.article is not None
    assert one.article.source == "n"
    assert secret.fetch.error == hostname.fetch.error == "outside the folder of its listing"
    assert (listing.fetch.kind, listing.fetch.n_entries) == ("listing", 3)


@pytest.mark.parametrize("content", ["", "<html><body>No feed</body></html>", "{}"])
def test_no_feed(content: str, tmp_path: Path, read: Read) -> None:
    (tmp_path / "feed.xml").write_text(content)
    with pytest.raises(FetchError, match=r"not a feed|empty"):
        read(url=str(tmp_path / "feed.xml"))


@pytest.mark.parametrize("kind", ["folder", "mailbox", "warc"])
def test_missing_path(kind: str, tmp_path: Path, read: Read) -> None:
    with pytest.raises(FetchError, match=r"not a folder|does not exist"):
        read(kind=kind, url=str(tmp_path / "none"))


def test_page_that_failed_is_read_later_with_what_its_listing_says(site: Site, read: Read, con: object) -> None:
    """Neither a listing that has not changed nor one that fails takes the day away from the page."""
    day = "<pubDate>Wed, 06 Mar 2024 08:00:00 GMT</pubDate>"
    xml = f"<rss version='2.0'><channel><item><link>{site.base}/a</link>{day}</item></channel></rss>"
    listing = validated(xml, '"f"')
    site.routes |= {"/feed.xml": listing, "/a": answer(404)}
    first = read()
    site.routes |= {"/feed.xml": answer(404), "/a": answer(body=story("A", "x."))}
    with pytest.raises(FetchError):
        read(remember(con, first), NOW + timedelta(minutes=15))
    site.routes["/feed.xml"] = listing
    third = read(remember(con, first), NOW + timedelta(minutes=30))
    (article,) = (result.article for result in third if result.article is not None)
    assert (article.published, article.published_method) == (date(2024, 3, 6), "feed")


def letter(site: Site, *paths: str, day: int = 5) -> bytes:
    """A message of a mailbox that links to pages of the site."""
    links = "".join(f'<p><a href="{site.base}{path}">The whole story of the raid</a></p>' for path in paths)
    head = (
        f"From: Brief <a@lake.example>\r\nSubject: Brief of {day} March\r\nDate: Tue, {day:02} Mar 2024 06:00:00 +0000"
    )
    page = f"<html><body><p>Gunmen raided a camp near the lake and left two dead.</p>{links}</body></html>"
    kind = "Content-Type: text/html; charset=utf-8"
    return f"From a@lake.example Tue Mar  5 06:00:00 2024\r\n{head}\r\n{kind}\r\n\r\n{page}\r\n\r\n".encode()


@pytest.fixture
def inbox(tmp_path: Path, site: Site) -> dict[str, object]:
    """The fields of a mailbox whose links to the site are followed."""
    (tmp_path / "inbox").write_bytes(letter(site, "/2024/raid-on-a-camp", "/unsubscribe/now-or-never-2024"))
    return {"kind": "mailbox", "url": str(tmp_path / "inbox"), "follow": [site.host]}


def test_articles_that_a_newsletter_links_to(
    inbox: dict[str, object], site: Site, read: Read, con: object, tmp_path: Path
) -> None:
    """Each is read once; another run asks for what a new message links to."""
    raid, more = "/2024/raid-on-a-camp", "/2024/more-on-the-raid"
    site.routes |= {
        raid: answer(body=story("Raid on a camp", "Two guards died.")),
        more: answer(body=story()),
    }
    results = read(**inbox)
    assert [result.article.title for result in results if result.article] == ["Brief of 5 March", "Raid on a camp"]
    assert told(results)[1:] == [("page", raid, 200, None), ("robots", "/robots.txt", 404, None)]
    assert "/unsubscribe/now-or-never-2024" not in site.paths
    known = remember(con, results)
    (tmp_path / "inbox").write_bytes(letter(site, raid) + letter(site, more, day=6))
    again = read(known, NOW + timedelta(minutes=15), **inbox)
    assert [path for _, path, _, _ in told(again)[2:]] == [more, "/robots.txt"]


def test_newsletters_of_a_window(inbox: dict[str, object], site: Site, read: Read, tmp_path: Path) -> None:
    """What a message linked to before the first day was there before."""
    (tmp_path / "inbox").write_bytes(
        letter(site, "/2024/old-raid-on-camp", day=1) + letter(site, "/2024/new-raid-on-camp")
    )
    results = read(**inbox, window=(date(2024, 3, 4), None))
    assert [path for kind, path, _, _ in told(results)[2:] if kind == "page"] == ["/2024/new-raid-on-camp"]


def test_links_of_a_mailbox_are_not_followed_unasked(inbox: dict[str, object], site: Site, read: Read) -> None:
    (only,) = read(**{**inbox, "follow": []})
    assert only.article is not None
    assert site.asked == []
