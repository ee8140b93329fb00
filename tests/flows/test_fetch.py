"""Fetching from a real server on the loopback address: caps, retries, refusals, and the fields of articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest
from news_server import serve_news

from flows.fetch import FetchError, fetch_source, get, open_client
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, list[str]]]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serve_news() as (base, asked):
        yield base, asked


def test_feed_and_its_pages(news: tuple[str, list[str]], pages: PageParser, settings: Settings) -> None:
    base, asked = news
    source = Source(name="n", kind="rss", url=f"{base}/feed.xml")
    ambush, strike, gone = fetch_source(source, pages, NOW, settings)
    assert ambush.article is not None
    assert ambush.article.title == "Ambush on supply column kills five"
    assert (ambush.article.published, ambush.article.published_method) == (date(2024, 3, 6), "feed")
    assert (ambush.fetch.status, ambush.fetch.source) == (200, "n")
    assert strike.article is not None
    assert (gone.article, gone.fetch.status, gone.fetch.error) == (None, 404, "HTTP 404")
    assert asked == ["/feed.xml", "/ambush", "/strike", "/gone"]


def test_passing_fault_is_retried(news: tuple[str, list[str]], settings: Settings) -> None:
    base, asked = news
    with open_client(Source(name="n", kind="rss", url=base), settings) as client:
        assert get(client, f"{base}/flaky", settings).status == 200
    assert asked == ["/flaky", "/flaky"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/away", "private address"), ("/loop", "redirects"), ("/huge", "larger than")],
)
def test_refused(path: str, reason: str, news: tuple[str, list[str]], settings: Settings) -> None:
    base, _ = news
    with (
        open_client(Source(name="n", kind="rss", url=base), settings) as client,
        pytest.raises(FetchError, match=reason),
    ):
        get(client, f"{base}{path}", replace(settings, max_bytes=100_000))


def test_private_address_that_the_source_does_not_name(news: tuple[str, list[str]], settings: Settings) -> None:
    """A feed on the public web must not make us read the machine's own services."""
    base, asked = news
    with (
        open_client(Source(name="n", kind="rss", url="https://feeds.example/rss"), settings) as client,
        pytest.raises(FetchError, match=r"127\.0\.0\.1 is a private address"),
    ):
        get(client, f"{base}/ambush", settings)
    assert asked == []


def test_client_names_itself(settings: Settings) -> None:
    with open_client(Source(name="n", kind="rss", url="x.xml"), replace(settings, contact="desk@n.example")) as client:
        agent = httpx.Request("GET", "http://a.example", headers=client.headers).headers["user-agent"]
    assert agent.startswith("sitrep/")
    assert "desk@n.example" in agent


def test_local_feed_reads_below_its_own_folder_only(tmp_path: Path, pages: PageParser, settings: Settings) -> None:
    (tmp_path / "secret.txt").write_text("Secret.")
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "one.txt").write_text("One.")
    items = "".join(f"<item><link>{link}</link></item>" for link in ("one.txt", "../secret.txt", "/etc/hostname"))
    (folder / "feed.xml").write_text(f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>")
    source = Source(name="n", kind="rss", url=str(folder / "feed.xml"))
    one, secret, hostname = fetch_source(source, pages, NOW, settings)
    assert one.article is not None
    assert one.article.source == "n"
    assert secret.fetch.error == hostname.fetch.error == "outside the folder of its feed"


@pytest.mark.parametrize("content", ["", "<html><body>No feed</body></html>", "{}"])
def test_no_feed(content: str, tmp_path: Path, pages: PageParser, settings: Settings) -> None:
    (tmp_path / "feed.xml").write_text(content)
    source = Source(name="n", kind="rss", url=str(tmp_path / "feed.xml"))
    with pytest.raises(FetchError, match="not a feed"):
        list(fetch_source(source, pages, NOW, settings))


def test_missing_folder(tmp_path: Path, pages: PageParser, settings: Settings) -> None:
    source = Source(name="n", kind="folder", url=str(tmp_path / "none"))
    with pytest.raises(FetchError, match="not a folder"):
        list(fetch_source(source, pages, NOW, settings))
