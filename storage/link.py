"""Links: which versions carry one report, and which claims tell of one incident. Rows are added, none is rewritten.

Incidents are linked by exact key for now: country, place, day or same interval, sub-event type and realis. A claim
without a date, or without a place narrower than a region, is an incident of its own, shared only with copies of the
same text. The partition depends on the claims alone, not on the order in which they came; an id, once given, stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from .rows import Stamp, utc
from .warehouse import load_sql, transaction


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows one linking added; running it again adds none."""

    origins: int
    incidents: int


def link_claims(con: duckdb.DuckDBPyConnection, stamp: Stamp) -> Linked:
    """Link versions to origins, then anchors to incidents, in one transaction."""
    queries = {query.name: query.text for query in load_sql("link")}
    with transaction(con):
        origins = _append_links(con, stamp, "core_origin_link", queries["origins.sql"])
        incidents = _append_links(con, stamp, "core_incident_link", queries["incidents.sql"])
    return Linked(origins, incidents)


def _append_links(con: duckdb.DuckDBPyConnection, stamp: Stamp, table: str, query: str) -> int:
    added = con.execute(
        f"INSERT INTO {table} BY NAME SELECT *, ? AS recorded_at, ? AS run_id FROM ({query})",
        [utc(stamp.recorded_at), stamp.run_id],
    )
    (count,) = added.fetchone() or (0,)
    return int(count)
