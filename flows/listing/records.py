"""What a source's listing says: which pages there are, when they were published, and where more are listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from extract.records import Issue

Window = tuple[date | None, date | None]  # first and last day of publication, both inclusive; None is open

_MARGIN = timedelta(days=1)  # a publisher's calendar day is not the one of UTC


class ListingError(ValueError):
    """The listing as a whole cannot be read; the message is one short phrase."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page that a listing names, with what it says of it. Times have a zone; those given without are UTC."""

    url: str
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    seen: datetime | None = None  # when a third party (GDELT) first saw the page: it was published by then
    language: str | None = None  # ISO 639-1
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """What one body gave. `more` are addresses of the same kind of listing: sub-sitemaps, next pages, zips."""

    entries: tuple[Entry, ...] = ()
    more: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


def is_within(entry: Entry, window: Window) -> bool:
    """Whether the page may be published within the window; only a stated time speaks against it."""
    first, last = window
    newest = entry.published or entry.modified or entry.seen
    if first is not None and newest is not None and newest.astimezone(UTC).date() < first - _MARGIN:
        return False
    return last is None or entry.published is None or entry.published.astimezone(UTC).date() <= last + _MARGIN
