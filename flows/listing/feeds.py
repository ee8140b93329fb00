"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed; broken ones as far as they go."""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from extract.records import Issue
from flows.listing.collect import collect, plain_text
from flows.listing.records import Entry, Listing, ListingError, Window, is_within
from flows.listing.unpack import is_remote, language_code, mend_xml, parse_time, plausible, resolve

_MOST_ITEMS = 10_000  # of one feed: feedparser reads 2,500 in a second
_MOST_TAGS = 500_000  # of one feed, 50 for each item; more would take a minute
_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ROOT_END = re.compile(rb"</\s*(rss|feed|rdf:RDF|channel)\s*>", re.IGNORECASE)
_HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")  # feedparser's remarks on what it mended rightly


def parse_feed(body: bytes, url: str, window: Window) -> Listing:
    """The entries of a feed in its order. Raises ListingError if it is none."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _parse_json(body, url, window)
    if not _ROOT.search(body, 0, 8192):
        raise ListingError("not a feed")
    if body.count(b"<") > _MOST_TAGS:
        raise ListingError("too large a feed")
    issues = []
    if (end := next(islice(_ITEM.finditer(body), _MOST_ITEMS, None), None)) is not None:
        issues.append(Issue("fetch", f"more than {_MOST_ITEMS} entries: the rest was not read"))
        body = body[: end.start()]
    feed = _parse(body, url)
    is_broken = feed.bozo and type(feed.bozo_exception).__name__ not in _HARMLESS
    if not feed.entries and (is_broken or not feed.get("version")):
        raise ListingError("not a feed")
    items = feed.entries
    if end is None and is_broken:
        issues.append(Issue("fetch", "feed is malformed: read as far as it goes", str(feed.bozo_exception)[:200]))
        if not _ROOT_END.search(body[-1000:]):  # the body was cut off, and its last address may be
            items = items[:-1]
    found = list(_entries(items, feed, url))
    return replace(collect(found, window, issues), more=_next_pages(feed.feed, url, found, window))


def _parse(body: bytes, url: str) -> Any:
    """The feed by feedparser. Where it is malformed, once more as lxml mends it, if that saves more entries."""
    import feedparser  # noqa: PLC0415 - for feeds only

    headers = {"content-location": url} if is_remote(url) else {}
    options = {"response_headers": headers, "resolve_relative_uris": False, "sanitize_html": False}
    feed = feedparser.parse(body, **options)
    if feed.bozo and type(feed.bozo_exception).__name__ not in _HARMLESS:
        mended = mend_xml(body)
        other = feedparser.parse(mended, **options) if mended is not None else feed
        if len(other.entries) > len(feed.entries):
            other.bozo, other.bozo_exception = feed.bozo, feed.bozo_exception
            return other
    return feed


def _entries(items: list[Any], feed: Any, url: str) -> Iterator[Entry | None]:
    is_rss = feed.version.startswith("rss")
    spoken = feed.feed.get("language")
    for item in items:
        address = _address(item, url)
        if address is None:
            yield None
            continue
        published, modified = _moment(item, "published_parsed"), _moment(item, "updated_parsed")
        if is_rss and published is None:  # RSS has no time of change; dc:date is that of publication
            published, modified = modified, None
        authors = (plain_text(author.get("name")) for author in item.get("authors", ()))
        yield Entry(
            url=address,
            title=plain_text(item.get("title")),
            published=published,
            modified=modified,
            language=language_code(item.get("language") or spoken),
            authors=tuple(dict.fromkeys(author for author in authors if author)),
        )


def _address(item: Any, url: str) -> str | None:
    """The page of an entry: what it calls its link, else the first of its links that is no enclosure."""
    others = (link.get("href") for link in item.get("links", ()) if link.get("rel") != "enclosure")
    found = (resolve(url, str(link)) for link in (item.get("link"), *others) if link)
    return next((address for address in found if address is not None), None)


def _moment(item: Any, key: str) -> datetime | None:
    parsed = dict.get(item, key)  # feedparser's own `get` gives one date for the other
    try:
        return plausible(datetime.fromtimestamp(timegm(parsed), UTC)) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _next_pages(head: Any, url: str, found: list[Entry | None], window: Window) -> tuple[str, ...]:
    """Older pages of a feed that has them (RFC 5005), while this one may not reach back to the window's first day."""
    entries = [entry for entry in found if entry is not None]
    if window[0] is None or not entries or not all(is_within(entry, (window[0], None)) for entry in entries):
        return ()
    links = (link for link in head.get("links", ()) if link.get("rel") in ("next", "prev-archive"))
    pages = (resolve(url, str(link.get("href", ""))) for link in links)
    return tuple(dict.fromkeys(page for page in pages if page is not None and page != url))


def _parse_json(body: bytes, url: str, window: Window) -> Listing:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ListingError("not a feed: broken JSON") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ListingError("not a feed: JSON without a list of items")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    found = [_json_entry(item, feed, url) for item in items]
    head = {"links": [{"rel": "next", "href": _text(feed, "next_url") or ""}]}
    return replace(collect(found, window), more=_next_pages(head, url, found, window))


def _json_entry(item: dict[str, Any], feed: dict[str, Any], url: str) -> Entry | None:
    address = resolve(url, _text(item, "url") or _text(item, "external_url") or "")
    if address is None:
        return None
    authors = item.get("authors") or [item.get("author")]
    names = [_text(author, "name") for author in authors if isinstance(author, dict)] if authors else []
    return Entry(
        url=address,
        title=plain_text(_text(item, "title")),
        published=parse_time(_text(item, "date_published")),
        modified=parse_time(_text(item, "date_modified")),
        language=language_code(_text(item, "language") or _text(feed, "language")),
        authors=tuple(name for name in names if name),
    )


def _text(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return value if isinstance(value, str) else None
