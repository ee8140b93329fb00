"""Days of publication and of the last edit, from what the page states and from its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from .stated import Stated

_ISO_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/_-](\d\d?)[/_-](\d\d?)(?!\d)")
# Pages state their day in these, best first; `name` and `property` are both used in the wild.
_META_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "date",
)
_META_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "lastmod",
    "last-modified",
)


def find_published(stated: Stated, url: str | None) -> tuple[date | None, datetime | None, str | None]:
    """The day of publication, the moment if it has a time zone, and where it stands: json-ld, meta or url.

    The day is the one that is written, in the time zone that it is written in: "2024-03-05T23:30:00-05:00" is 5 March,
    where the newsroom is, and not 6 March as in UTC. A time that a page gives in UTC stays a day of UTC.
    """
    for value, method in _published(stated):
        day = iso_day(value)
        if day is not None:
            return day, iso_moment(value), method
    day = day_in_url(url)
    return day, None, "url" if day is not None else None


def find_modified(stated: Stated, published: date | None) -> tuple[date | None, str | None]:
    """The day of the last edit by the same rule; one before publication is an error of the page and is left out."""
    linked = ((node.get("dateModified"), "json-ld") for node in (*stated.articles, *stated.pages))
    meta = ((value, "meta") for name in _META_MODIFIED for value in stated.meta.get(name, ()))
    for value, method in (*linked, *meta):
        day = iso_day(value)
        if day is not None and (published is None or day >= published):
            return day, method
    return None, None


def _published(stated: Stated) -> Iterator[tuple[object, str]]:
    for node in (*stated.articles, *stated.pages):
        yield node.get("datePublished"), "json-ld"
    for name in _META_PUBLISHED:
        for value in stated.meta.get(name, ()):
            yield value, "meta"


def iso_day(value: object) -> date | None:
    """The day that an ISO timestamp is written on, in its own time zone."""
    return _day(_ISO_DAY.search(value)) if isinstance(value, str) else None


def iso_moment(value: object) -> datetime | None:
    """The moment of an ISO timestamp that says its time zone."""
    try:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.utcoffset() is not None else None


def day_in_url(url: str | None) -> date | None:
    """The day in a path like /2024/03/05/."""
    return _day(_URL_DAY.search(url)) if url is not None else None


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
