"""robots.txt as RFC 9309 has it, and as real ones are written."""

from __future__ import annotations

import gzip
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hostile_server import Get, InSession, Respond, Site, answer, drip, endless, in_turn, redirect, reset, story

from flows.fetch.errors import FetchError
from flows.fetch.robots import MOST_BYTES, Robots, read_robots
from flows.fetch.session import Session
from flows.settings import Settings

RULES = """User-agent: *
Disallow: /private
Allow: /private/press
Crawl-delay: 0.2

User-agent: sitrep
Disallow: /not-for-sitrep
"""


@pytest.fixture(autouse=True)
def routes(site: Site) -> None:
    site.routes |= dict.fromkeys(("/story", "/private/x", "/not-for-sitrep"), answer(body=story()))


def test_rules() -> None:
    robots = Robots("User-agent: *\nDisallow: /private\nAllow: /private/press\nDisallow: /*.pdf$")
    allowed = ["/", "/news", "/private/press/1", "/x.pdf?y"]
    assert [path for path in (*allowed, "/private/x", "/a/x.pdf") if robots.allows(f"http://a{path}")] == allowed


def test_group_of_our_own_name_stands_alone(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = answer(body=RULES)
    assert get("/private/x").status == 200
    with pytest.raises(FetchError, match=r"robots\.txt disallows it"):
        get("/not-for-sitrep")
    assert site.paths == ["/robots.txt", "/private/x"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_no_robots_allows_all(status: int, site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = answer(status, "Disallow: /")
    assert get("/story").status == 200


@pytest.mark.parametrize("fault", [answer(500), answer(503), answer(429), reset])
def test_robots_in_trouble_close_the_host(fault: Respond, site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = fault
    with pytest.raises(FetchError, match=r"robots\.txt could not be read: "):
        get("/story")
    assert set(site.paths) == {"/robots.txt"}


def test_robots_that_never_end_close_the_host(site: Site, settings: Settings, get: Get) -> None:
    site.routes["/robots.txt"] = drip
    with pytest.raises(FetchError, match=r"robots\.txt could not be read: took more than"):
        get("/story", with_settings=replace(settings, fetch_seconds=1.0))


def test_robots_are_tried_again(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = in_turn(answer(500), answer(body="User-agent: *\nDisallow: /story"))
    with pytest.raises(FetchError, match="disallows"):
        get("/story")


def test_robots_may_be_elsewhere(site: Site, other_site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = redirect(f"{other_site.base}/rules")
    other_site.routes["/rules"] = answer(body="User-agent: *\nDisallow: /story")
    with pytest.raises(FetchError, match="disallows"):
        get("/story")


def test_robots_that_lead_nowhere_are_none(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = redirect("/robots.txt")
    assert get("/story").status == 200


def test_robots_that_are_a_bomb_close_the_host(site: Site, get: Get) -> None:
    packed = gzip.compress(b"# filler\n" * 1_000_000)
    site.routes["/robots.txt"] = answer(body=packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(FetchError, match=r"could not be read: gzip packs more than"):
        get("/story")


def test_robots_at_a_private_address_are_not_read(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = redirect("http://169.254.169.254/robots.txt")
    with pytest.raises(FetchError, match=r"could not be read: 169\.254\.169\.254 is a private address"):
        get("/story")


def test_robots_without_end_are_read_as_far_as_the_rules_ask(site: Site, get: Get) -> None:
    site.routes["/robots.txt"] = endless
    assert get("/story").status == 200


def test_rules_beyond_the_limit_do_not_count() -> None:
    filler = "# filler\n" * (MOST_BYTES // 9 + 1)
    assert not read_robots(200, ("User-agent: *\nDisallow: /a\n" + filler).encode()).allows("http://x/a")
    assert read_robots(200, (filler + "User-agent: *\nDisallow: /a\n").encode()).allows("http://x/a")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe binary \x80",
        b"<html><body>Not found</body></html>",
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n",
        b"User-agent: *\nCrawl-delay: soon\nRequest-rate: 0/0\nDisallow",
    ],
)
def test_odd_files_never_fail(body: bytes) -> None:
    robots = read_robots(200, body)
    assert robots.allows("http://x/b")
    assert robots.delay == 0.0


def test_byte_order_mark_hides_no_rule() -> None:
    assert not read_robots(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n").allows("http://x/a")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7.0),
        ("User-agent: *\nCrawl-delay: 0.5\nRequest-rate: 1/3", 3.0),
        ("User-agent: *\nCrawl-delay: 86400", 60.0),
        ("User-agent: *\nCrawl-delay: -4", 0.0),
        ("User-agent: other\nCrawl-delay: 7", 0.0),
    ],
)
def test_crawl_delay(text: str, seconds: float) -> None:
    assert Robots(text).delay == seconds


def test_slower_of_rate_and_crawl_delay(site: Site, in_session: InSession, settings: Settings) -> None:
    site.routes["/robots.txt"] = answer(body="User-agent: *\nCrawl-delay: 0.3")

    async def use(session: Session) -> None:
        for path in ("/story", "/story?2", "/story?3"):
            await session.get(f"{site.base}{path}", "page")

    in_session(use, replace(settings, fetch_pause=0.05))
    times = [asked.at for asked in site.asked]
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.3


def test_robots_are_read_once_per_run(site: Site, settings: Settings, get: Get) -> None:
    """Sources of one host and run share them; `get` opens a session of its own each time."""
    get("/story")
    get("/story")
    assert site.paths.count("/robots.txt") == 1


def test_next_run_reads_robots_anew(site: Site, in_session: InSession, settings: Settings) -> None:
    from datetime import timedelta

    async def use(session: Session) -> None:
        await session.get(f"{site.base}/story", "page")

    async def use_later(session: Session) -> None:
        session.now += timedelta(hours=1)
        with pytest.raises(FetchError, match="disallows"):
            await session.get(f"{site.base}/story", "page")

    in_session(use)
    site.routes["/robots.txt"] = answer(body="User-agent: *\nDisallow: /")
    in_session(use_later)
    assert site.paths == ["/robots.txt", "/story", "/robots.txt"]


def test_own_site_is_not_bound_but_others_are(site: Site, other_site: Site, get: Get) -> None:
    rules = answer(body="User-agent: *\nDisallow: /\nCrawl-delay: 60")
    site.routes["/robots.txt"] = other_site.routes["/robots.txt"] = rules
    begun = time.monotonic()
    assert get("/story", robots="own").status == 200
    assert time.monotonic() - begun < 30
    with pytest.raises(FetchError, match="disallows"):
        get(f"{other_site.base}/story", robots="own")
    assert "/robots.txt" not in site.paths
