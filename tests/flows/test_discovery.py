"""From a site's address to a source that works, against a real server on the loopback address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hostile_server import Site, answer, feed, serve_site, story

from flows.discovery import find_source
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source, SourcesError
from flows.trials import Trial, try_source

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
XML = {"Content-Type": "application/xml"}
Find = Callable[..., Trial]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as site:
        site.routes["/"] = answer(body="<html><body><a href='/world/'>World</a></body></html>")
        site.routes["/five-killed-in-gao-ambush"] = answer(body=story())
        yield site


@pytest.fixture
def trying(site: Site, settings: Settings) -> Settings:
    return replace(settings, allow_hosts=frozenset({site.host}))


@pytest.fixture
def find(site: Site, trying: Settings, pages: PageParser) -> Find:
    return lambda path="/", names=(): find_source(f"{site.base}{path}", names, pages, NOW, trying)


def sitemap(*links: str) -> str:
    urls = "".join(f"<url><loc>{link}</loc><lastmod>2024-03-19</lastmod></url>" for link in links)
    return f"<urlset>{urls}</urlset>"


def test_address_of_a_feed(site: Site, find: Find) -> None:
    site.routes["/feed.xml"] = feed(f"{site.base}/five-killed-in-gao-ambush")
    trial = find("/feed.xml")
    assert (trial.source.kind, trial.source.url) == ("rss", f"{site.base}/feed.xml")
    assert (trial.source.name, trial.source.language, trial.source.tried) == ("127-0-0-1", "en", date(2024, 3, 20))
    assert (trial.entries, trial.source.cadence) == (1, timedelta(hours=1))
    assert trial.article is not None
    assert trial.article.title == "Gunmen kill five near Gao"


def test_feed_that_the_page_names(site: Site, find: Find) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    heads = link.format("/comments/feed") + link.format("rss/world")
    site.routes["/"] = answer(body=f"<html><head>{heads}</head><body></body></html>")
    site.routes["/rss/world"] = feed(f"{site.base}/five-killed-in-gao-ambush")
    assert find().source.url == f"{site.base}/rss/world"
    assert "/comments/feed" not in site.paths


def test_sitemap_that_robots_names(site: Site, find: Find) -> None:
    """A news sitemap goes before the whole one, and an index is followed to its newest part."""
    site.routes["/robots.txt"] = answer(
        body=f"User-agent: *\nSitemap: {site.base}/all.xml\nSitemap: {site.base}/news.xml\n",
        headers={"Content-Type": "text/plain"},
    )
    site.routes["/news.xml"] = answer(
        body=f"<sitemapindex><sitemap><loc>{site.base}/part.xml</loc></sitemap></sitemapindex>", headers=XML
    )
    site.routes["/part.xml"] = answer(body=sitemap(f"{site.base}/five-killed-in-gao-ambush"), headers=XML)
    trial = find()
    assert (trial.source.kind, trial.source.url) == ("sitemap", f"{site.base}/news.xml")
    assert trial.newest == date(2024, 3, 19)


def test_feed_at_a_common_place(site: Site, find: Find) -> None:
    site.routes["/rss.xml"] = feed(f"{site.base}/five-killed-in-gao-ambush")
    assert find().source.url == f"{site.base}/rss.xml"


def test_links_of_the_page_where_there_is_nothing_else(site: Site, find: Find) -> None:
    site.routes["/"] = answer(body="<html><body><a href='/five-killed-in-gao-ambush'>Ambush near Gao</a></body></html>")
    trial = find()
    assert (trial.source.kind, trial.source.url) == ("links", f"{site.base}/")


def test_feed_whose_pages_cannot_be_read_is_passed_over(site: Site, find: Find) -> None:
    site.routes["/feed/"] = feed(f"{site.base}/gone")
    site.routes["/rss.xml"] = feed(f"{site.base}/five-killed-in-gao-ambush")
    assert find().source.url == f"{site.base}/rss.xml"


@pytest.mark.parametrize(
    ("path", "reason"), [("/none", "HTTP 404"), ("/", "no links to articles|lists no pages"), ("/away", "robots.txt")]
)
def test_nothing_found(path: str, reason: str, site: Site, find: Find) -> None:
    site.routes["/robots.txt"] = answer(body="User-agent: *\nDisallow: /away\n", headers={"Content-Type": "text/plain"})
    with pytest.raises(SourcesError) as caught:
        find(path)
    assert any(part in str(caught.value) for part in reason.split("|"))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("url", ["lake.example", "ftp://lake.example", "http://[x", "https://"])
def test_no_address(url: str, trying: Settings, pages: PageParser) -> None:
    with pytest.raises(SourcesError, match="no address"):
        find_source(url, (), pages, NOW, trying)


def test_name_that_is_taken(site: Site, find: Find) -> None:
    site.routes["/feed/"] = feed(f"{site.base}/five-killed-in-gao-ambush")
    assert find("/", ("127-0-0-1", "127-0-0-1-2")).source.name == "127-0-0-1-3"


@pytest.mark.parametrize(
    ("respond", "error"),
    [
        (answer(500), "HTTP 500"),
        (answer(404), "HTTP 404"),
        (answer(body="<html></html>"), "not a feed"),
        (feed(), "lists no pages at present"),
        (feed("http://10.0.0.1/secret"), "private"),
    ],
)
def test_trial_that_fails(respond: object, error: str, site: Site, trying: Settings, pages: PageParser) -> None:
    site.routes["/feed.xml"] = respond  # type: ignore[assignment]
    trial = try_source(Source(name="n", kind="rss", url=f"{site.base}/feed.xml"), pages, NOW, trying)
    assert trial.article is None
    assert error in str(trial.error)
