"""Plain lists of addresses, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.records import Issue
from flows.listing.collect import collect
from flows.listing.records import Entry, Listing, ListingError, Window
from flows.listing.unpack import is_remote, parse_time, resolve

_FIELDS = re.compile(r"[\s,;]+")


def parse_lines(body: bytes, url: str, window: Window) -> Listing:
    """An address a line, perhaps with its day behind it; "#" begins a comment. Raises ListingError if none is there."""
    if b"\0" in body[:1024]:
        raise ListingError("not a list of addresses")
    issues: list[Issue] = []
    listing = collect(_entries(body, url, issues), window)
    if not listing.entries and issues and not any(is_remote(line) for line in _lines(body)):
        raise ListingError("not a list of addresses")
    return Listing(listing.entries, (), (*issues, *listing.issues))


def _lines(body: bytes) -> Iterator[str]:
    for raw in body.splitlines():
        line = raw.decode("utf-8-sig", "replace").strip()
        if line and not line.startswith("#"):
            yield line


def _entries(body: bytes, url: str, issues: list[Issue]) -> Iterator[Entry]:
    n_other = 0
    for line in _lines(body):
        address, *rest = _FIELDS.split(line, maxsplit=2)
        found = resolve(url, address) if is_remote(address) else None
        if found is not None:
            yield Entry(url=found, published=parse_time(rest[0]) if rest else None)
        else:
            n_other += 1
            if n_other == 1:
                issues.append(Issue("fetch", "lines that are no address", line[:200]))
