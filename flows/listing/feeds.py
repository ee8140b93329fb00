"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed; broken ones as far as they go."""

from __future__ import annotations

import json
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from extract.records import Issue
from flows.listing.collect import collect, plain_text
from flows.listing.records import Entry, Listing, ListingError, Window
from flows.listing.unpack import is_remote, language_code, parse_time, resolve

_ROOT_END = re.compile(rb"</\s*(rss|feed|rdf:RDF|channel)\s*>", re.IGNORECASE)
_HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")  # feedparser's remarks on what it mended rightly


def parse_feed(body: bytes, url: str, window: Window) -> Listing:
    """The entries of a feed in its order. Raises ListingError if it is none."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _parse_json(body, url, window)
    import feedparser  # noqa: PLC0415 - for feeds only

    headers = {"content-location": url} if is_remote(url) else {}
    feed = feedparser.parse(body, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)
    if not feed.entries and (feed.bozo or not feed.get("version")):
        raise ListingError("not a feed")
    issues, items = [], feed.entries
    if feed.bozo and type(feed.bozo_exception).__name__ not in _HARMLESS:
        issues.append(Issue("fetch", "feed is malformed: read as far as it goes", str(feed.bozo_exception)[:200]))
        if not _ROOT_END.search(body[-1000:]):  # the body was cut off, and its last address may be
            items = items[:-1]
    listing = collect(_entries(items, feed, url), window, issues)
    return Listing(listing.entries, _next_pages(feed.feed, url, listing.entries, window), listing.issues)


def _entries(items: list[Any], feed: Any, url: str) -> Iterator[Entry | None]:
    is_rss = feed.version.startswith("rss")
    spoken = feed.feed.get("language")
    for item in items:
        address = resolve(url, _link(item))
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


def _link(item: Any) -> str:
    """The page of an entry: what it calls its link, else the first of its links that is no enclosure."""
    if link := item.get("link"):
        return str(link)
    others = (link.get("href") for link in item.get("links", ()) if link.get("rel") != "enclosure")
    return next((str(link) for link in others if link), "")


def _moment(item: Any, key: str) -> datetime | None:
    parsed = dict.get(item, key)  # feedparser's own `get` gives one date for the other
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _next_pages(head: Any, url: str, entries: tuple[Entry, ...], window: Window) -> tuple[str, ...]:
    """Older pages of a feed that has them (RFC 5005), while this one may not reach back to the window's first day."""
    first = window[0]
    if first is None or not entries or any(_day(entry) < first - timedelta(days=1) for entry in entries):
        return ()
    links = (link for link in head.get("links", ()) if link.get("rel") in ("next", "prev-archive"))
    found = (resolve(url, str(link.get("href", ""))) for link in links)
    return tuple(dict.fromkeys(page for page in found if page is not None and page != url))


def _day(entry: Entry) -> date:
    moment = entry.published or entry.modified
    return moment.date() if moment is not None else date.max


def _parse_json(body: bytes, url: str, window: Window) -> Listing:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org)."""
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ListingError("not a feed: broken JSON") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ListingError("not a feed: JSON without a list of items")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    listing = collect((_json_entry(item, feed, url) for item in items), window)
    older = _text(feed, "next_url")
    page = resolve(url, older) if older is not None and window[0] is not None else None
    return Listing(listing.entries, () if page is None else (page,), listing.issues)


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
