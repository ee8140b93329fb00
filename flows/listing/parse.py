"""One way in for every kind of listing."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from flows.listing.feeds import parse_feed
from flows.listing.gdelt import parse_gdelt
from flows.listing.lines import parse_lines
from flows.listing.links import parse_link_page
from flows.listing.records import Listing, ListingError, Window
from flows.listing.sitemaps import parse_sitemap
from flows.listing.unpack import gunzip

if TYPE_CHECKING:
    from flows.sources import SourceKind


def parse_listing(
    body: bytes,
    url: str,
    kind: SourceKind,
    window: Window = (None, None),
    *,
    tables: Collection[str] = ("mentions",),
    events: Collection[str] = (),
) -> Listing:
    """What the body, read at `url`, lists of the window; `url` may be a file's name. Raises ListingError.

    No page outside the window is left out unless its listing dates it so: an entry without a day is always there.
    `tables` and `events` are those of a GDELT source.
    """
    body = gunzip(body)
    if not body.strip():
        raise ListingError("empty")
    match kind:
        case "rss":
            return parse_feed(body, url, window)
        case "sitemap":
            return parse_sitemap(body, url, window)
        case "urls":
            return parse_lines(body, url, window)
        case "links":
            return parse_link_page(body, url, window)
        case "gdelt":
            return parse_gdelt(body, url, window, tables, events)
        case _:
            raise ListingError(f"a source of kind {kind} has no listing")
