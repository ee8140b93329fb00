"""Which pages are asked for: new ones, failed ones, and those due to be looked at again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from flows.fetch.visits import choose_pages, has_unread, is_due
from flows.listing import Entry
from storage.fetches import Known, KnownPage

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
OPEN = (None, None)


def page(first: float, last: float, *, read: bool = True, source: str = "n") -> KnownPage:
    """A page first and last asked for so many hours ago."""
    asked = NOW - timedelta(hours=first), NOW - timedelta(hours=last)
    return KnownPage(source, *asked, version_id="v" if read else None, last_read=asked[1] if read else None)


@pytest.mark.parametrize(
    ("first", "last", "due"),
    [
        (0.5, 0.5, False),
        (1, 1, True),
        (1.5, 0.5, False),  # read, seen again after an hour: not before two have passed
        (3, 2, True),
        (24, 11, False),
        (24, 12, True),
        (24 * 14, 24 * 7, True),
        (24 * 14.1, 24 * 7, False),  # left in peace
        (0, 0, False),
        (1, -1, False),  # a run of the past
    ],
)
def test_pages_that_were_read(first: float, last: float, due: bool) -> None:
    assert is_due(page(first, last), NOW, 14) is due


@pytest.mark.parametrize(
    ("first", "last", "due"), [(0.1, 0.1, True), (2, 1, True), (2, 0.5, False), (24 * 15, 24 * 15, False)]
)
def test_pages_that_failed(first: float, last: float, due: bool) -> None:
    assert is_due(page(first, last, read=False), NOW, 14) is due


def test_number_of_looks_at_one_page() -> None:
    """With a run every quarter of an hour for a month."""
    asked = [NOW]
    for quarter in range(1, 4 * 24 * 30):
        now = NOW + timedelta(minutes=15 * quarter)
        if is_due(KnownPage("n", asked[0], asked[-1], "v"), now, 14):
            asked.append(now)
    hours = [(moment - NOW) / timedelta(hours=1) for moment in asked]
    assert hours == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]


def test_never_again() -> None:
    assert not is_due(page(2, 2), NOW, 0)


def choose(entries: list[str | Entry], known: Known, window: tuple[date | None, date | None] = OPEN) -> list[str]:
    listed = [entry if isinstance(entry, Entry) else Entry(entry) for entry in entries]
    return [one.entry.url for one in choose_pages(listed, "n", known, now=NOW, days=14, window=window)]


def test_new_pages_in_the_order_of_the_listing() -> None:
    assert choose(["http://a/2", "http://a/1", "http://a/2"], Known()) == ["http://a/2", "http://a/1"]


def test_held_pages_are_not_asked_for() -> None:
    known = Known({"http://a/1": page(0.5, 0.5)})
    assert choose(["http://a/1", "http://a/2"], known) == ["http://a/2"]


def test_pages_that_left_the_listing_are_looked_at_too() -> None:
    """A deleted article is not listed any more."""
    known = Known(
        {"http://a/1": page(2, 2), "http://a/2": page(2, 2, read=False), "http://b/1": page(2, 2, source="m")}
    )
    assert choose(["http://a/3"], known) == ["http://a/3", "http://a/1", "http://a/2"]


def test_listing_says_what_changed() -> None:
    known = Known({"http://a/1": page(10, 0.5), "http://a/2": page(10, 0.5), "http://a/3": page(10, 0.5)})
    changed = Entry("http://a/1", modified=NOW - timedelta(minutes=10))
    same, future = (
        Entry("http://a/2", modified=NOW - timedelta(hours=1)),
        Entry("http://a/3", modified=NOW + timedelta(1)),
    )
    assert choose([changed, same, future], known) == ["http://a/1"]


def test_backfill_asks_for_what_is_missing_only() -> None:
    window = (date(2024, 1, 1), date(2024, 1, 31))
    old = page(24 * 60, 24 * 50, read=False)
    known = Known({"http://a/1": page(2, 2), "http://a/2": old, "http://a/3": page(2, 2)})
    assert choose(["http://a/1", "http://a/2", "http://a/4"], known, window) == ["http://a/2", "http://a/4"]


def test_page_that_was_never_read_waits_for_its_listing() -> None:
    """The listing may be the only one to date it."""
    known = Known({"http://a/1": page(2, 2, read=False), "http://a/2": page(2, 2)})
    chosen = choose_pages([], "n", known, now=NOW, days=14, window=OPEN, is_whole=False)
    assert [one.entry.url for one in chosen] == ["http://a/2"]


def test_unread_pages_of_a_source() -> None:
    known = Known({"http://a/1": page(2, 2, read=False), "http://b/1": page(2, 1.9, source="m", read=False)})
    assert [has_unread(source, known, NOW, 14) for source in ("n", "m", "o")] == [True, True, False]
    assert not has_unread("n", Known({"http://a/1": page(2, 2)}), NOW, 14)
