"""What earlier runs have fetched, as the next run sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from made_claims import Con, stamp

from storage.append import append_articles
from storage.fetches import load_known
from storage.rows import Fetch

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
URL = "http://a.example/1"


def hours_ago(hours: float) -> datetime:
    return NOW - timedelta(hours=hours)


def fetch(hours: float, **fields: object) -> Fetch:
    return Fetch(**{"requested_at": hours_ago(hours), "source": "n", "url": URL, "status": 200, **fields})  # type: ignore[arg-type]


def known_after(con: Con, *fetches: Fetch, days: float = 30):  # noqa: ANN201 - Known
    append_articles(con, stamp(), (), fetches)
    return load_known(con, ["n"], NOW, days)


def test_nothing_known(con: Con) -> None:
    known = load_known(con, ["n"], NOW, 30)
    assert (known.pages, list(known.held), known.listings, known.waits) == ({}, [], {}, {})
    assert not known.holds(URL)


def test_page_that_was_read_and_seen_again(con: Con) -> None:
    first = fetch(5, version_id="v1", raw_sha256="r1", etag='"1"', last_modified="then")
    second = fetch(3, version_id="v2", raw_sha256="r2", etag='"2"')
    again = fetch(1, version_id="v2", status=304, etag='"2"')
    page = known_after(con, again, first, second).pages[URL]
    assert (page.source, page.first_asked, page.last_asked, page.last_read) == ("n", *map(hours_ago, (5, 1, 1)))
    assert (page.version_id, page.raw_sha256, page.etag, page.last_modified) == ("v2", "r2", '"2"', None)


def test_page_that_failed_after_it_was_read(con: Con) -> None:
    page = known_after(con, fetch(5, version_id="v1", etag='"1"'), fetch(2, status=500, error="HTTP 500")).pages[URL]
    assert (page.version_id, page.etag, page.last_asked, page.last_read) == ("v1", '"1"', hours_ago(2), hours_ago(5))


def test_deleted_page_keeps_its_version_and_what_tells_it_when_it_is_back(con: Con) -> None:
    page = known_after(con, fetch(5, version_id="v1", etag='"1"'), fetch(2, status=404, version_id="v1")).pages[URL]
    assert (page.version_id, page.etag, page.last_read) == ("v1", '"1"', hours_ago(2))


def test_page_that_was_never_read(con: Con) -> None:
    known = known_after(con, fetch(5, status=None, error="no answer in time"), fetch(4, status=403, error="HTTP 403"))
    page = known.pages[URL]
    assert (page.version_id, page.first_asked, page.last_asked, page.last_read) == (None, *map(hours_ago, (5, 4)), None)
    assert not known.holds(URL)


def test_pages_of_other_sources_are_known_but_their_listings_are_not(con: Con) -> None:
    page = fetch(2, source="m", version_id="v")
    listing = fetch(2, source="m", kind="listing", url="http://a.example/feed", etag='"f"')
    known = known_after(con, page, listing)
    assert known.pages[URL].source == "m"
    assert known.listings == {}


def test_old_pages_are_held_without_their_facts(con: Con) -> None:
    old = [fetch(24 * 40, url=f"http://a.example/{n}", version_id="v") for n in range(20)]
    failed = fetch(24 * 40, url="http://a.example/failed", status=500, error="HTTP 500")
    known = known_after(con, *old, failed)
    assert known.pages == {}
    assert all(known.holds(f"http://a.example/{n}") for n in range(20))
    assert not known.holds("http://a.example/failed")
    assert not known.holds("http://a.example/20")


def test_listing_validators_are_those_of_its_last_good_reading(con: Con) -> None:
    feed = {"kind": "listing", "url": "http://a.example/feed"}
    fetches = (
        fetch(9, **feed, etag='"1"', last_modified="then"),
        fetch(6, **feed, etag='"2"'),
        fetch(5, **feed, status=304, etag='"3"'),
        fetch(4, **feed, etag='"4"', error="not a feed"),
        fetch(3, **feed, status=500, error="HTTP 500"),
    )
    assert known_after(con, *fetches).listings == {"http://a.example/feed": ('"2"', None)}


def test_listing_whose_pages_were_not_all_fetched_has_no_validators(con: Con) -> None:
    feed = {"kind": "listing", "url": "http://a.example/feed"}
    known = known_after(con, fetch(9, **feed, etag='"1"'), fetch(6, **feed))
    assert known.listings == {"http://a.example/feed": (None, None)}


def test_hosts_that_want_to_be_left_alone(con: Con) -> None:
    busy = fetch(1, status=429, error="HTTP 429", retry_at=NOW + timedelta(hours=1))
    over = fetch(3, url="http://b.example/", status=429, error="HTTP 429", retry_at=NOW - timedelta(hours=1))
    assert known_after(con, busy, over).waits == {URL: NOW + timedelta(hours=1)}


def test_only_what_was_known_at_the_time(con: Con) -> None:
    """A replay of an earlier time does not see the future."""
    assert known_after(con, fetch(-1, version_id="v")).pages == {}


def test_files_are_no_pages(con: Con) -> None:
    assert known_after(con, fetch(1, url="inbox/a.txt", version_id="v")).pages == {}
