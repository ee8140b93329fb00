"""Listings of pages: feeds, sitemaps, link pages, lists, GDELT files. Bytes in, records out, no network."""

from flows.listing.parse import parse_listing
from flows.listing.records import Entry, Listing, ListingError, Window, is_within

__all__ = ["Entry", "Listing", "ListingError", "Window", "is_within", "parse_listing"]
