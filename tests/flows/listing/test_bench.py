"""Feeds and sitemaps as publishers really write them: no worse than feedparser, which reads no sitemaps."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from flows.listing import Entry, ListingError, parse_listing

BENCH = Path(__file__).parents[4] / "shared/bench/feeds"
# What feedparser 6.0 alone comes to. Of titles the expected ones keep markup that ours do not: see the bench's README.
FLOORS = {"count": 30 / 32, "title": 0.97, "link": 0.98, "date": 1.0}


def as_item(entry: Entry) -> dict[str, str | None]:
    moment = entry.published or entry.modified
    return {"title": entry.title, "link": entry.url, "date": moment.date().isoformat() if moment is not None else None}


def read(row: dict[str, Any]) -> list[dict[str, str | None]]:
    body = (BENCH / row["file"]).read_bytes()
    try:
        listing = parse_listing(body, "https://lake.example/", "sitemap" if row["kind"] == "sitemap" else "rss")
    except ListingError:
        assert row["items"] is None
        return []
    return [as_item(entry) for entry in listing.entries]


@pytest.mark.skipif(not BENCH.is_dir(), reason="the bench of feeds is not beside this checkout")
def test_feeds_and_sitemaps_of_the_bench() -> None:
    tools = runpy.run_path(str(BENCH / "score.py"))
    gold = tools["read_jsonl"](BENCH / "expected.jsonl")
    scores = tools["score"](gold, [{"file": row["file"], "items": read(row)} for row in gold])
    print({field: f"{right}/{expected}" for field, (right, expected) in scores.items()})
    assert {field for field, (right, expected) in scores.items() if right / expected < FLOORS[field]} == set()
