"""Which claims may tell of one incident, and how well each pair agrees."""

from __future__ import annotations

from typing import Any

import duckdb

from .lands import prepare_lands
from .queries import link_sql, probes_sql
from .weights import FLOOR, Weights, load_weights, score_sql

_CHUNK = 20_000  # rows whose neighbours are looked up at once: bounds memory


def find_edges(con: duckdb.DuckDBPyConnection, seeds: str, *, spread: bool = True) -> None:
    """Compare the rows that the query `seeds` gives with their neighbours.

    Temp table `edge` (node_a, node_b, score) gets the pairs that are not beyond hope; `visited` has the rows that have
    looked around. With `spread`, neighbours nearer than the threshold look around in turn, until nothing new is found:
    the pairs then hold whole components.
    """
    con.execute(link_sql("macros"))
    prepare_lands(con)
    con.execute("CREATE OR REPLACE TEMP TABLE edge (node_a BIGINT, node_b BIGINT, score DOUBLE)")
    con.execute("CREATE OR REPLACE TEMP TABLE visited (node BIGINT)")
    con.execute(f"CREATE OR REPLACE TEMP TABLE waiting AS SELECT DISTINCT node FROM ({seeds})")
    weights = load_weights()
    pairs = link_sql("pairs").format(**score_sql(weights))
    while _next_frontier(con):
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE candidate AS
                SELECT DISTINCT least(probe.node, block.node) AS node_a, greatest(probe.node, block.node) AS node_b
                FROM ({probes_sql()}) AS probe
                INNER JOIN meta_link_block AS block USING (key)
                WHERE probe.node <> block.node AND block.node NOT IN (SELECT node FROM visited)"""
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE scored AS SELECT node_a, node_b, score FROM ({pairs})")
        con.execute("INSERT INTO edge SELECT * FROM scored")
        con.execute("INSERT INTO visited SELECT node FROM frontier")
        if spread:
            con.execute(
                """INSERT INTO waiting
                   SELECT DISTINCT node
                   FROM (
                       SELECT node_a AS node FROM scored WHERE score > $threshold
                       UNION ALL
                       SELECT node_b FROM scored WHERE score > $threshold
                   )
                   WHERE node NOT IN (SELECT node FROM visited) AND node NOT IN (SELECT node FROM waiting)""",
                {"threshold": weights.threshold},
            )


def compare_pairs(
    con: duckdb.DuckDBPyConnection, pairs: str, *, weights: Weights | None = None, floor: float = FLOOR
) -> list[dict[str, Any]]:
    """Levels and score of the pairs (node_a, node_b) that the query gives; those not above the floor are left out."""
    con.execute(link_sql("macros"))
    prepare_lands(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE candidate AS {pairs}")
    found = con.execute(link_sql("pairs").format(**score_sql(weights or load_weights(), floor)))
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _next_frontier(con: duckdb.DuckDBPyConnection) -> bool:
    con.execute(f"CREATE OR REPLACE TEMP TABLE frontier AS SELECT node FROM waiting ORDER BY node LIMIT {_CHUNK}")
    con.execute("DELETE FROM waiting WHERE node IN (SELECT node FROM frontier)")
    (n_rows,) = con.execute("SELECT count(*) FROM frontier").fetchone() or (0,)
    return bool(n_rows)
