"""Which pages to ask for: what is new, what failed, and what is due to be looked at again.

A page that is held is looked at again an hour after it was first read, then each time when it has been known for as
long again (2, 4, 8 hours ... days), for `SITREP_REVISIT_DAYS`; so edits are found early, when they are many, and
deletions in time, with about ten requests in two weeks. A listing that says a page has changed brings it forward. A
page that failed is asked for again in the next run, and then by the same rule.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.listing import Entry, Window
from flows.settings import Settings
from storage.fetches import Known, KnownPage

_FIRST = timedelta(hours=1)
_LEAST_KNOWN = 30.0  # days
_SLACK = timedelta(minutes=2)  # schedules do not fire to the second


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to ask for, with what its listing says of it and what is known."""

    entry: Entry
    known: KnownPage | None = None


class Asked:
    """The pages that the sources of one run ask for: one that two of them list is asked for by the first."""

    def __init__(self) -> None:
        self._urls: set[str] = set()
        self._lock = threading.Lock()

    def is_first(self, wanted: Wanted) -> bool:
        """Whether nobody has asked this of the page before; from now on somebody has."""
        with self._lock:
            before = len(self._urls)
            self._urls.add(wanted.entry.url)
            return len(self._urls) > before


def known_days(settings: Settings) -> float:
    """For how many days back the flow has to know pages in full: a little longer than they are looked at again."""
    return max(_LEAST_KNOWN, settings.revisit_days + 1)


def choose_pages(
    entries: Iterable[Entry],
    source: str,
    known: Known,
    *,
    now: datetime,
    days: float,
    window: Window,
    is_whole: bool = True,
) -> Iterator[Wanted]:
    """Pages to ask for: those listed, in the order of the listing, then those that are no longer listed.

    Not `is_whole`, a listing could not be read, and a page never read waits for what it says of it. With a window
    (a backfill) pages that failed are asked for whatever their age, and none is looked at again.
    """
    is_backfill = window != (None, None)
    listed = {entry.url: entry for entry in entries}
    for url, entry in listed.items():
        page = known.pages.get(url)
        if page is None:
            if not known.holds(url):
                yield Wanted(entry)
        elif page.version_id is None:
            if is_backfill or is_due(page, now, days):
                yield Wanted(entry, page)
        elif not is_backfill and (is_due(page, now, days) or _has_changed(entry, page, now)):
            yield Wanted(entry, page)
    if not is_backfill:
        for url, page in known.pages.items():
            waits = page.version_id is None and not is_whole
            if page.source == source and url not in listed and not waits and is_due(page, now, days):
                yield Wanted(Entry(url), page)


def has_unread(source: str, known: Known, now: datetime, days: float) -> bool:
    """Whether a page of the source that could not be read yet is due."""
    return any(
        page.source == source and page.version_id is None and is_due(page, now, days) for page in known.pages.values()
    )


def is_due(page: KnownPage, now: datetime, days: float) -> bool:
    """Whether a page that was asked for before is to be asked for again."""
    if now <= page.last_asked or now - page.first_asked > timedelta(days=days):
        return False
    interval = page.last_asked - page.first_asked
    if page.version_id is not None:
        interval = max(interval, _FIRST)
    return now - page.last_asked >= interval - _SLACK


def _has_changed(entry: Entry, page: KnownPage, now: datetime) -> bool:
    """Whether the listing says that the page changed since it was read."""
    return entry.modified is not None and page.last_read is not None and page.last_read < entry.modified <= now
