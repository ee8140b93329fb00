"""One way in for every kind of listing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.listing.feeds import parse_feed
from flows.listing.lines import parse_lines
from flows.listing.records import Listing, ListingError, Window
from flows.listing.sitemaps import parse_sitemap
from flows.listing.unpack import gunzip

if TYPE_CHECKING:
    from flows.sources import SourceKind


def parse_listing(body: bytes, url: str, kind: SourceKind, window: Window = (None, None)) -> Listing:
    """What the body, read at `url`, lists of the window; `url` may be a file's name. Raises ListingError.

    No page outside the window is left out unless its listing dates it so: an entry without a day is always there.
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
        case _:
            raise ListingError(f"a source of kind {kind} has no listing")
