"""One GET against a real server that misbehaves."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import httpx
import pytest
from hostile_server import (
    Get,
    InSession,
    Respond,
    Site,
    answer,
    big_headers,
    cut_off,
    cut_off_chunks,
    drip,
    endless,
    in_turn,
    raw_bytes,
    redirect,
    reset,
    silence,
    story,
    validated,
)

from flows.fetch.errors import FetchError, PassingError, RefusedError
from flows.fetch.rules import check_url, retry_after
from flows.fetch.session import Session, Validators
from flows.settings import Settings


def pages(site: Site) -> list[str]:
    return [path for path in site.paths if path != "/robots.txt"]


def test_page(site: Site, get: Get) -> None:
    headers = {"ETag": '"a"', "Last-Modified": "Wed, 20 Mar 2024 10:00:00 GMT", "Content-Type": "text/html; charset=x"}
    site.routes["/story"] = answer(body=story(), headers=headers)
    found = get("/story#comments")
    assert (found.status, found.body, found.n_requests) == (200, story().encode(), 1)
    assert found.validators == Validators('"a"', "Wed, 20 Mar 2024 10:00:00 GMT")
    assert found.content_type == "text/html; charset=x"
    assert pages(site) == ["/story"]


def test_client_says_who_it_is(site: Site, settings: Settings, get: Get) -> None:
    get("/story", with_settings=replace(settings, contact="desk@news.example"))
    get("/story", contact="https://monitor.example/about")
    agents = [asked.headers["User-Agent"] for asked in site.asked if asked.path == "/story"]
    assert all(agent.startswith("sitrep/") for agent in agents)
    assert "desk@news.example" in agents[0]
    assert "https://monitor.example/about" in agents[1]


@pytest.mark.parametrize("fault", [answer(500), answer(503), answer(429), reset, cut_off, cut_off_chunks])
def test_passing_faults_are_tried_again(fault: Respond, site: Site, get: Get) -> None:
    site.routes["/story"] = in_turn(fault, fault, answer(body=story()))
    assert get("/story").n_requests == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (answer(500), "HTTP 500"),
        (reset, "connection|disconnected|read"),
        (cut_off, "body is cut off"),
        (cut_off_chunks, "body is cut off"),
        (raw_bytes(b"HTTP/9.9 nonsense\r\n\r\n"), "."),
        (raw_bytes(b""), "disconnected"),
    ],
)
def test_lasting_faults_are_told(fault: Respond, reason: str, site: Site, get: Get) -> None:
    site.routes["/story"] = fault
    with pytest.raises(PassingError, match=reason) as caught:
        get("/story")
    assert caught.value.n_requests == 3
    assert pages(site) == ["/story"] * 3


def test_port_where_nobody_listens(get: Get, other_site: Site) -> None:
    with pytest.raises(FetchError, match=r"robots\.txt could not be read: no connection"):
        get("http://127.0.0.1:9/story")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_other_answers_are_answers(status: int, site: Site, get: Get) -> None:
    site.routes["/story"] = answer(status, "no")
    found = get("/story")
    assert (found.status, found.body, found.n_requests) == (status, b"", 1)


def test_slow_drip_is_cut_at_the_time_limit(site: Site, settings: Settings, get: Get) -> None:
    site.routes["/story"] = drip
    with pytest.raises(FetchError, match=r"took more than 1 seconds"):
        get("/story", with_settings=replace(settings, fetch_seconds=1.0))
    assert pages(site) == ["/story"]  # a server that slow is not asked again in the same run


def test_server_that_says_nothing(site: Site, settings: Settings, get: Get) -> None:
    site.routes["/story"] = silence
    with pytest.raises(FetchError, match=r"took more than|no answer in time"):
        get("/story", with_settings=replace(settings, fetch_seconds=0.2))


def test_endless_body_is_cut_at_the_size_limit(site: Site, settings: Settings, get: Get) -> None:
    site.routes["/story"] = endless
    with pytest.raises(RefusedError, match="larger than 1 MB") as caught:
        get("/story", with_settings=replace(settings, max_bytes=1_000_000))
    assert caught.value.status == 200


def test_bomb_is_refused(site: Site, get: Get) -> None:
    site.routes["/story"] = answer(body=gzip.compress(bytes(5_000_000)), headers={"Content-Encoding": "gzip"})
    with pytest.raises(RefusedError, match="packs more than"):
        get("/story")


def test_headers_without_end_are_refused(site: Site, get: Get) -> None:
    site.routes["/story"] = big_headers
    with pytest.raises(RefusedError, match="headers are too large"):
        get("/story")


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "video/mp4", "application/zip", "Application/JSON"])
def test_content_that_is_no_page_is_not_downloaded(kind: str, site: Site, get: Get) -> None:
    site.routes["/story"] = answer(body=b"x" * 1000, headers={"Content-Type": kind})
    with pytest.raises(RefusedError, match="not a page: "):
        get("/story")


@pytest.mark.parametrize("kind", ["text/html", "TEXT/HTML; charset=latin-1", "application/xhtml+xml", "text/plain", ""])
def test_content_that_may_be_a_page(kind: str, site: Site, get: Get) -> None:
    site.routes["/story"] = answer(body=story(), headers={"Content-Type": kind})
    assert get("/story").status == 200


def test_listings_may_be_of_many_kinds_but_no_pictures(site: Site, get: Get) -> None:
    site.routes["/list"] = answer(body=b"{}", headers={"Content-Type": "application/feed+json"})
    site.routes["/picture"] = answer(body=b"x", headers={"Content-Type": "image/svg+xml"})
    assert get("/list", kind="listing").status == 200
    with pytest.raises(RefusedError, match="not a listing: image/svg"):
        get("/picture", kind="listing")


def test_unchanged_page(site: Site, get: Get) -> None:
    site.routes["/story"] = validated(story(), '"a"')
    assert get("/story", validators=Validators('"a"')).status == 304
    assert get("/story", validators=Validators('"b"')).status == 200
    assert [asked.headers.get("If-None-Match") for asked in site.asked if asked.path == "/story"] == ['"a"', '"b"']


# Redirects


def test_redirects_are_followed_hop_by_hop(site: Site, other_site: Site, get: Get) -> None:
    site.routes["/a"] = redirect("/b", 301)
    site.routes["/b"] = redirect(f"{other_site.base}/c", 308)
    other_site.routes["/c"] = answer(body=story())
    found = get("/a")
    assert (found.url, found.final_url, found.n_requests) == (f"{site.base}/a", f"{other_site.base}/c", 3)
    assert other_site.paths == ["/robots.txt", "/c"]


def test_redirect_to_where_robots_do_not_allow(site: Site, other_site: Site, get: Get) -> None:
    site.routes["/a"] = redirect(f"{other_site.base}/secret")
    other_site.routes["/robots.txt"] = answer(body="User-agent: *\nDisallow: /secret")
    with pytest.raises(RefusedError, match=r"robots\.txt disallows it"):
        get("/a")
    assert other_site.paths == ["/robots.txt"]


def test_loop_is_named(site: Site, get: Get) -> None:
    site.routes["/a"] = redirect("/b")
    site.routes["/b"] = redirect("/a")
    with pytest.raises(RefusedError, match="redirects in a loop"):
        get("/a")
    assert pages(site) == ["/a", "/b"]


def test_endless_redirects(site: Site, get: Get) -> None:
    for number in range(20):
        site.routes[f"/{number}"] = redirect(f"/{number + 1}")
    with pytest.raises(RefusedError, match="more than 5 redirects"):
        get("/0")
    assert len(pages(site)) == 6


def test_page_that_first_wants_its_cookie_is_no_loop(site: Site, get: Get) -> None:
    def gate(handler: BaseHTTPRequestHandler) -> None:
        has = "seen=1" in (handler.headers.get("Cookie") or "")
        (answer(body=story()) if has else redirect("/gate", headers={"Set-Cookie": "seen=1; Path=/"}))(handler)

    site.routes["/gate"] = gate
    assert get("/gate").status == 200


def test_cookies_do_not_outlive_their_request(site: Site, in_session: InSession) -> None:
    """A site that counts what a reader has read would lock us out, and we do not want to be known again."""
    site.routes["/story"] = answer(body=story(), headers={"Set-Cookie": "read=1; Path=/"})

    async def twice(session: Session) -> None:
        await session.get(f"{site.base}/story", "page")
        await session.get(f"{site.base}/story", "page")

    in_session(twice)
    assert all("Cookie" not in asked.headers for asked in site.asked)


def test_redirect_without_a_target_is_an_answer(site: Site, get: Get) -> None:
    site.routes["/a"] = answer(302)
    assert get("/a").status == 302


@pytest.mark.parametrize("target", ["http://[bad", "http://a b/", "http://\x7f/"])
def test_redirect_to_nonsense(target: str, site: Site, get: Get) -> None:
    site.routes["/a"] = redirect(target)
    with pytest.raises(FetchError):
        get("/a")


# Waiting as asked


def test_retry_after_is_waited_for(site: Site, get: Get) -> None:
    site.routes["/story"] = in_turn(answer(429, headers={"Retry-After": "1"}), answer(body=story()))
    get("/story")
    first, second = [asked.at for asked in site.asked if asked.path == "/story"]
    assert 1.0 <= second - first < 30


def test_retry_after_that_is_too_long_is_noted(site: Site, in_session: InSession) -> None:
    site.routes["/story"] = answer(503, headers={"Retry-After": "3600"})

    async def use(session: Session) -> None:
        with pytest.raises(FetchError, match="HTTP 503") as caught:
            await session.get(f"{site.base}/story", "page")
        assert (caught.value.wait, caught.value.n_requests) == (timedelta(hours=1), 1)
        with pytest.raises(FetchError, match=r"not asked: .* wants to be left alone for 3600 seconds") as caught:
            await session.get(f"{site.base}/other", "page")
        assert caught.value.n_requests == 0

    in_session(use)
    assert pages(site) == ["/story"]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), (" 5 ", 5), ("0", 0), ("-1", None), ("soon", None), ("", None), ("9" * 30, None), ("1.5", None)],
)
def test_retry_after_in_seconds(value: str, seconds: int | None) -> None:
    found = retry_after(httpx.Response(429, headers={"Retry-After": value}))
    assert found == (None if seconds is None else timedelta(seconds=seconds))


def test_retry_after_as_a_date_goes_by_the_clock_of_the_server() -> None:
    then = datetime(2001, 1, 1, tzinfo=UTC)
    headers = {"Date": format_datetime(then, usegmt=True)}
    later = format_datetime(then + timedelta(minutes=2), usegmt=True)
    assert retry_after(httpx.Response(429, headers={**headers, "Retry-After": later})) == timedelta(minutes=2)
    assert retry_after(httpx.Response(429, headers={"Retry-After": later})) == timedelta(0)


def test_host_that_fails_again_and_again_is_left_alone(site: Site, in_session: InSession) -> None:
    for number in range(9):
        site.routes[f"/{number}"] = answer(500)

    async def use(session: Session) -> list[str]:
        reasons = []
        for number in range(9):
            with pytest.raises(FetchError) as caught:
                await session.get(f"{site.base}/{number}", "page")
            reasons.append(str(caught.value))
        return reasons

    reasons = in_session(use)
    assert reasons[:5] == ["HTTP 500"] * 5
    assert all("failed 5 times in a row" in reason for reason in reasons[5:])
    assert len(pages(site)) == 15


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://a.example/x#part", "http://a.example/x"),
        ("HTTPS://a.example", "https://a.example"),
        ("http://müller.example/ä", "http://müller.example/ä"),
    ],
)
def test_address_as_sent(url: str, sent: str) -> None:
    assert check_url(url) == sent
