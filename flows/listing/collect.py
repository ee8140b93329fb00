"""Entries of any listing, gathered within bounds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from extract.records import Issue
from flows.listing.records import Entry, Listing, Window, is_within
from flows.listing.unpack import MOST_ENTRIES

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def collect(found: Iterable[Entry | None], window: Window, issues: Iterable[Issue] = ()) -> Listing:
    """Entries within the window, each address once, at most `MOST_ENTRIES`; None is one without a usable address."""
    entries: dict[str, Entry] = {}
    n_without, notes = 0, list(issues)
    for entry in found:
        if entry is None:
            n_without += 1
        elif entry.url not in entries and is_within(entry, window):
            if len(entries) == MOST_ENTRIES:
                notes.append(Issue("fetch", f"more than {MOST_ENTRIES} entries: the rest was not read"))
                break
            entries[entry.url] = entry
    if n_without:
        notes.append(Issue("fetch", f"{n_without} entries without a usable address"))
    return Listing(tuple(entries.values()), (), tuple(notes))


def plain_text(markup: str | None) -> str | None:
    """A title as people read it: without tags and entities, spaces single. Feeds often escape twice."""
    if markup is None:
        return None
    text = " ".join(html.unescape(_TAG.sub("", html.unescape(markup))).split())
    return text or None
