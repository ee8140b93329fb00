"""Sitemaps of the sitemaps.org protocol: pages, news, indexes; and plain lists of addresses."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from extract.records import Issue
from flows.listing.collect import collect, plain_text
from flows.listing.feeds import parse_feed
from flows.listing.lines import parse_lines
from flows.listing.records import Entry, Listing, ListingError, Window
from flows.listing.unpack import MOST_ENTRIES, language_code, parse_time, resolve

_MOST_PARTS = 1_000  # of one index that are read
_RECENT = timedelta(days=7)  # without a window, parts that changed this much before the newest are left alone
_MARGIN = timedelta(days=1)  # a publisher's calendar day is not the one of UTC
_FEED = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")
_ROOT_END = re.compile(rb"</\s*(\w+:)?(urlset|sitemapindex)\s*>")
_Part = tuple[str, date | None]  # address, and the last day that it may list
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(0[1-9]|[12]\d|3[01]))?(?!\d)")


def parse_sitemap(body: bytes, url: str, window: Window) -> Listing:
    """The pages of a sitemap, or in `more` the parts of an index. Raises ListingError if it is none.

    The protocol allows a feed or a plain list of addresses in its place.
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start.startswith(b"<"):
        return parse_lines(body, url, window)
    if _FEED.search(start[:4096]):
        return parse_feed(body, url, window)
    pages, parts, fault = _read_xml(start, url)
    issues = []
    if fault is not None:
        issues.append(Issue("fetch", "sitemap is malformed: read as far as it goes", fault[:200]))
        if not _ROOT_END.search(start[-1000:]):  # the body was cut off, and its last address may be
            pages, parts = (pages[:-1], parts) if pages else (pages, parts[:-1])
    wanted = _wanted(parts, window)
    if len(wanted) > _MOST_PARTS:
        issues.append(Issue("fetch", f"more than {_MOST_PARTS} parts: the oldest were left"))
    listing = collect(pages, window, issues)
    return Listing(listing.entries, tuple(wanted[:_MOST_PARTS]), listing.issues)


def _read_xml(body: bytes, url: str) -> tuple[list[Entry | None], list[_Part], str | None]:
    """Pages and parts, and what is wrong with the XML. Raises ListingError if there is no sitemap in it."""
    pages: list[Entry | None] = []
    parts: list[_Part] = []
    events: Any = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    is_sitemap = False
    for event, element in events:
        name = etree.QName(element).localname
        is_sitemap = is_sitemap or name in ("urlset", "sitemapindex")
        if event == "start" or name not in ("url", "sitemap"):
            continue
        fields = {etree.QName(child).localname: child.text for child in element.iterdescendants(etree.Element)}
        address = resolve(url, fields.get("loc") or "")
        if name == "sitemap":
            if address is not None and address != url:
                parts.append((address, _last_day(address, fields.get("lastmod"))))
        else:
            pages.append(None if address is None else _entry(address, fields))
            if len(pages) > MOST_ENTRIES:
                break
        element.clear()
        while element.getprevious() is not None:  # else the tree would keep an empty element for each
            del element.getparent()[0]
    if not is_sitemap and not pages and not parts:
        raise ListingError("not a sitemap")
    return pages, parts, events.error_log[0].message if len(events.error_log) else None


def _entry(address: str, fields: dict[str, str | None]) -> Entry:
    """One page; `publication_date`, `title` and `language` are those of a news sitemap."""
    return Entry(
        url=address,
        title=plain_text(fields.get("title")),
        published=parse_time(fields.get("publication_date")),
        modified=parse_time(fields.get("lastmod")),
        language=language_code(fields.get("language")),
    )


def _last_day(address: str, lastmod: str | None) -> date | None:
    """The last day that a part may list: that of its last change, else of the month or day in its address."""
    moment = parse_time(lastmod)
    if moment is not None:
        return moment.date()
    found = _IN_NAME.search(urlsplit(address).path)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    last = monthrange(year, month)[1]
    return date(year, month, min(int(found[3] or last), last))


def _wanted(parts: list[_Part], window: Window) -> list[str]:
    """The parts that may list pages of the window, newest first and those of unknown age before all.

    Without a window the listing is asked for what is new: parts that have long been left alone cannot say.
    """
    known = [day for _, day in parts if day is not None]
    oldest = window[0] - _MARGIN if window[0] is not None else max(known, default=date.min + _RECENT) - _RECENT
    wanted = {address: day or date.max for address, day in parts if day is None or day >= oldest}
    return sorted(wanted, key=lambda address: wanted[address], reverse=True)
