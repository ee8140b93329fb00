"""Whatever a server sends, a listing comes back or a `ListingError`: nothing else, and no address that is none."""

from __future__ import annotations

import gzip
from datetime import date
from typing import get_args
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from flows.listing import Listing, ListingError, parse_listing
from flows.sources import SourceKind

URL = "https://lake.example/listing"
KINDS = get_args(SourceKind)
SAMPLES = [
    b"<rss version='2.0'><channel><item><title>A</title><link>https://lake.example/a</link></item></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><link href='a'/><updated>2024-03-05</updated></entry></feed>",
    b"<urlset><url><loc>https://lake.example/a</loc><lastmod>2024-03-05</lastmod></url></urlset>",
    b"<sitemapindex><sitemap><loc>https://lake.example/2024-03.xml</loc></sitemap></sitemapindex>",
    b'{"items": [{"url": "https://lake.example/a", "date_published": "2024-03-05T20:10:00Z"}]}',
    b"<html><body><a href='/five-killed-in-gao-ambush'>Five killed in Gao ambush</a></body></html>",
    b"1 a http://data.gdeltproject.org/gdeltv2/20240305201500.mentions.CSV.zip\n",
    gzip.compress(b"https://lake.example/a\n"),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good listing with a stretch of it cut out, doubled or overwritten."""
    body = draw(st.sampled_from(SAMPLES))
    start = draw(st.integers(0, len(body)))
    end = draw(st.integers(start, len(body)))
    return body[:start] + draw(st.binary(max_size=20) | st.just(body[start:end] * 2)) + body[end:]


def check(body: bytes, kind: SourceKind) -> None:
    for window in ((None, None), (date(2024, 3, 1), date(2024, 3, 9))):
        try:
            listing = parse_listing(body, URL, kind, window)
        except ListingError:
            continue
        assert isinstance(listing, Listing)
        for address in (*(entry.url for entry in listing.entries), *listing.more):
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https")
            assert parts.hostname
            assert not set(address) & set(" \t\r\n")


@given(body=damaged() | st.binary(max_size=200), kind=st.sampled_from(KINDS))
@hypothesis_settings(max_examples=300, deadline=None)
def test_arbitrary_bytes(body: bytes, kind: SourceKind) -> None:
    check(body, kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "body",
    [
        b"<" * 20_000,
        b"<a>" * 5_000,
        b"<rss>" + b"<item>" * 5_000,
        b"<rss version='2.0'><channel>" + b"<item><link>/a</link></item>" * 1_000,
        b"&" * 20_000,
        b"<!DOCTYPE" + b" [<!ENTITY a 'b'>" * 5_000,
        b"<html>" + b"<div>" * 5_000 + b"<a href='/five-killed-in-gao-ambush'>x</a>",
        b"https://" + b"[" * 20_000,
        b"[" * 20_000,
    ],
    ids=range(9),
)
def test_hostile_bytes(body: bytes, kind: SourceKind) -> None:
    check(body, kind)
