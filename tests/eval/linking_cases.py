"""What linking is judged on: warehouses with a gold, and the plain partition that it has to beat."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import duckdb

UCDP = Path(__file__).parents[3] / "shared" / "bench" / "ucdp"
CLUSTERS, EVENTS = UCDP / "headline_clusters.jsonl.gz", UCDP / "events.jsonl.gz"
# Same day (without a date, the day of publication), same place, same type: what anybody would try first.
PLAIN = """
SELECT
    anchor_id,
    concat_ws(
        '|', coalesce(date_start, date_end), coalesce(date_end, date_start), place_country,
        coalesce(place_geonameid::VARCHAR, place_name), sub_event_type, realis
    )
FROM out_claim
WHERE incident_id IS NOT NULL
"""
Partition = Mapping[str, str]


def load_clusters(path: Path = CLUSTERS) -> dict[tuple[str, str | None, str], str]:
    """Headlines (outlet, day, words) of UCDP events, and the event; those of several events are left out."""
    events: dict[tuple[str, str | None, str], set[str]] = defaultdict(set)
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        event = json.loads(line)
        for report in event["reports"]:
            events[report["outlet"], report["date"], report["headline"]].add(str(event["id"]))
    return {report: next(iter(ids)) for report, ids in events.items() if len(ids) == 1}


def ucdp_gold(con: duckdb.DuckDBPyConnection, path: Path = CLUSTERS) -> dict[str, str]:
    """Anchor to event, for headlines in the warehouse that belong to one event and give a claim that is linked."""
    clusters = load_clusters(path)
    rows = con.execute(
        """SELECT claim.anchor_id, version.source, version.published_at, version.text
           FROM out_claim AS claim INNER JOIN raw_article AS version USING (version_id)
           WHERE claim.incident_id IS NOT NULL"""
    ).fetchall()
    keyed = {anchor: (source, None if day is None else day.isoformat(), text) for anchor, source, day, text in rows}
    return {anchor: clusters[key] for anchor, key in keyed.items() if key in clusters}


def plain_partition(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute(PLAIN).fetchall())


def linked_partition(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("SELECT anchor_id, incident_id FROM out_claim WHERE incident_id IS NOT NULL").fetchall())


def score_pairs(gold: Partition, system: Partition) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1 over the anchors that both know."""
    anchors = gold.keys() & system.keys()

    def n_pairs(keys: Mapping[str, tuple[str, ...]]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(keys.values()).values())

    both = n_pairs({anchor: (gold[anchor], system[anchor]) for anchor in anchors})
    precision = both / max(n_pairs({anchor: (system[anchor],) for anchor in anchors}), 1)
    recall = both / max(n_pairs({anchor: (gold[anchor],) for anchor in anchors}), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
