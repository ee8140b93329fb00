"""Seconds to link 1,000 new claims to many that are linked already: made rows, as dense as a busy world."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from storage.linking import link_incidents
from storage.rows import Stamp
from storage.warehouse import open_warehouse, transaction

# Claims of 20 countries over five years, about five to an event; an event has a place of its own in most cases.
_ROWS = """
CREATE OR REPLACE TEMP TABLE made AS
SELECT
    number,
    md5('article' || number) AS article_id,
    md5('version' || number) AS version_id,
    md5('extraction' || number) AS extraction_id,
    md5('claim' || number) AS claim_id,
    md5('anchor' || number) AS anchor_id,
    (hash(number % $events) % 1826)::INTEGER AS day,
    (hash(number % $events + 7) % 20)::INTEGER AS country_no,
    (hash(number % $events + 13) % 2000)::INTEGER AS town_no,
    (hash(number % $events + 17) % 40)::INTEGER AS killed
FROM range($first, $last) AS t (number);

INSERT INTO raw_article BY NAME
SELECT version_id, article_id, 'made' AS source, 'Report ' || number AS text, DATE '2020-01-01' + day AS published_at,
    []::VARCHAR [] AS authors, 'en' AS language, $recorded_at AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_extraction BY NAME
SELECT extraction_id, version_id, 'made@1' AS extractor, 'none' AS resources, 'en' AS language, 1 AS n_claims,
    0 AS n_issues, $recorded_at AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_claim BY NAME
SELECT claim_id, extraction_id, anchor_id, 0 AS ord, 'incident' AS kind, 'actual' AS realis,
    'Violence against civilians' AS event_type, 'Attack' AS sub_event_type, []::VARCHAR [] AS modes,
    'that day' AS date_text, DATE '2020-01-01' + day AS date_start, DATE '2020-01-01' + day AS date_end,
    1 AS date_precision,
    'Town ' || town_no AS place_text, 'Town ' || town_no AS place_name, country_no * 10000 + town_no AS place_geonameid,
    'Unit ' || (town_no % 20) AS place_admin1, 'AA' || chr(65 + country_no) AS place_country,
    (country_no * 4 - 40 + (town_no % 45) * 0.1)::DOUBLE AS place_lat, (town_no // 45 * 0.1)::DOUBLE AS place_lon,
    1 AS place_precision, 'narrator' AS attribution_kind, 0.9 AS confidence,
    $recorded_at AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_claim_count BY NAME
SELECT extraction_id, claim_id, 0 AS ord, 'killed' AS outcome, 'unknown' AS who, 'exact' AS qualifier, killed AS low,
    killed AS best, killed AS high, false AS is_total, false AS convention, 'preferred' AS rank, killed::VARCHAR AS
    text, 0 AS span_start, 1 AS span_end, $recorded_at AS recorded_at, $run_id AS run_id
FROM made;

INSERT INTO core_claim_evidence BY NAME
SELECT extraction_id, claim_id, 'sentence' AS field, 0 AS ord, 0 AS span_start, 1 AS span_end,
    'Gunmen attacked people near the market of Town ' || town_no || ' and killed ' || killed || ', witness '
    || (number % 997) || ' said.' AS text,
    $recorded_at AS recorded_at, $run_id AS run_id
FROM made;
"""
NEW = 1000


def measure_speed(sizes: Sequence[int], folder: Path) -> dict[str, Any]:
    """Seconds by number of linked claims, and the exponent of growth from the smallest to the largest."""
    found = []
    for size in sizes:
        path = folder / f"speed-{size}.duckdb"
        with open_warehouse(path, stamp_of(0)) as con:
            fill_rows(con, 0, size, size, stamp_of(0))
            start = time.perf_counter()
            with transaction(con):
                link_incidents(con, stamp_of(0))
            first = time.perf_counter() - start
            fill_rows(con, size, size + NEW, size, stamp_of(1))
            start = time.perf_counter()
            with transaction(con):
                added = link_incidents(con, stamp_of(1))
            seconds = time.perf_counter() - start
        path.unlink()
        found.append(
            {"linked": size, "all_s": round(first, 2), "new": NEW, "rows_added": added, "new_s": round(seconds, 2)}
        )
        print(found[-1], flush=True)
    if len(found) < 2:
        return {"runs": found}
    growth = math.log(found[-1]["new_s"] / found[0]["new_s"]) / math.log(found[-1]["linked"] / found[0]["linked"])
    return {"runs": found, "exponent": round(growth, 2)}


def stamp_of(run: int) -> Stamp:
    return Stamp(f"speed-{run}", datetime(2026, 1, 1 + run, tzinfo=UTC))


def fill_rows(con: duckdb.DuckDBPyConnection, first: int, last: int, size: int, stamp: Stamp) -> None:
    moment = stamp.recorded_at.replace(tzinfo=None)
    values = {"first": first, "last": last, "events": size // 5, "recorded_at": moment, "run_id": stamp.run_id}
    for sql in _ROWS.split(";\n"):
        if sql.strip():
            con.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})
