"""What earlier runs have fetched: enough to ask only for what is new, changed or missing."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import duckdb

from .rows import utc

_PAGES = """
WITH request AS (
    SELECT *
    FROM raw_fetch
    WHERE kind = 'page' AND url LIKE 'http%' AND requested_at >= $since AND requested_at <= $now
)
SELECT
    url,
    arg_max(source, requested_at),
    min(requested_at),
    max(requested_at),
    arg_max(version_id, requested_at) FILTER (version_id IS NOT NULL),
    arg_max(raw_sha256, requested_at) FILTER (version_id IS NOT NULL AND raw_sha256 IS NOT NULL),
    arg_max_null(etag, requested_at) FILTER (version_id IS NOT NULL AND status NOT IN (404, 410)),
    arg_max_null(last_modified, requested_at) FILTER (version_id IS NOT NULL AND status NOT IN (404, 410)),
    max(requested_at) FILTER (version_id IS NOT NULL)
FROM request
GROUP BY url
ORDER BY url
"""
_HELD = """
SELECT DISTINCT ('0x' || substr(sha256(url), 1, 16))::UBIGINT AS digest
FROM raw_fetch
WHERE kind = 'page' AND url LIKE 'http%' AND version_id IS NOT NULL AND requested_at < $since
ORDER BY digest
"""
_LISTINGS = """
SELECT url, arg_max_null(etag, requested_at), arg_max_null(last_modified, requested_at)
FROM raw_fetch
WHERE
    kind = 'listing' AND status = 200 AND error IS NULL AND requested_at >= $since AND requested_at <= $now
    AND source IN (SELECT unnest($sources::VARCHAR[]))
GROUP BY url
"""
_WAITS = """
SELECT coalesce(final_url, url), max(retry_at)
FROM raw_fetch
WHERE retry_at > $now AND requested_at <= $now
GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was asked for lately. Without `version_id` it could not be read yet. Times have a zone."""

    source: str | None
    first_asked: datetime
    last_asked: datetime
    version_id: str | None = None
    raw_sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    last_read: datetime | None = None  # when the version, or its deletion, was seen


@dataclass(frozen=True, slots=True)
class Known:
    """What the warehouse knows of addresses. `held` are digests of those read long ago, in order."""

    pages: Mapping[str, KnownPage] = field(default_factory=dict)
    held: Sequence[int] = ()
    listings: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)  # ETag, Last-Modified
    waits: Mapping[str, datetime] = field(default_factory=dict)  # by address: until when its host wants no request

    def holds(self, url: str) -> bool:
        """Whether the page was read, lately or long ago."""
        page = self.pages.get(url)
        if page is not None and page.version_id is not None:
            return True
        digest = int(hashlib.sha256(url.encode()).hexdigest()[:16], 16)
        at = bisect_left(self.held, digest)
        return at < len(self.held) and self.held[at] == digest


NOTHING_KNOWN = Known()


def load_known(con: duckdb.DuckDBPyConnection, sources: Sequence[str], now: datetime, days: float) -> Known:
    """What is known at `now`: pages of the last `days` in full, of all sources, and whether older ones are held."""
    moment = utc(now)
    values = {"now": moment, "since": moment - timedelta(days=days)}
    pages = {
        url: KnownPage(source, _zoned(first), _zoned(last), version, digest, etag, modified, _zoned(read))
        for url, source, first, last, version, digest, etag, modified, read in con.execute(_PAGES, values).fetchall()
    }
    held = array("Q", [digest for (digest,) in con.execute(_HELD, {"since": values["since"]}).fetchall()])
    listings = con.execute(_LISTINGS, {**values, "sources": list(sources)}).fetchall()
    waits = con.execute(_WAITS, {"now": moment}).fetchall()
    return Known(
        pages,
        held,
        {url: (etag, modified) for url, etag, modified in listings},
        {url: _zoned(until) for url, until in waits},
    )


def _zoned(moment: datetime) -> datetime:
    return moment if moment is None else moment.replace(tzinfo=UTC)
