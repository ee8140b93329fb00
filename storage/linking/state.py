"""What linking remembers between runs: the claims it has compared, and under which keys of place and day they lie.

The state follows from the warehouse alone. Each run brings it up to date and says where to look again: at the claims
that came or changed, and at the neighbours of those that left.
"""

from __future__ import annotations

from importlib.resources import files

import duckdb
import yaml

from .news import Seen, find_seen, forget_news, read_claims, read_news, remember_news
from .pairs import find_edges
from .queries import blocks_sql, link_sql, rows_sql


def refresh_state(con: duckdb.DuckDBPyConnection, *, everything: bool) -> None:
    """Bring meta_link_claim and meta_link_block up to date; the rows to look at again are left in temp table `seed`."""
    if everything:
        con.execute("DELETE FROM meta_link_claim; DELETE FROM meta_link_block")
        forget_news(con)
    seen = find_seen(con)
    with read_news(con, seen):
        con.execute(f"CREATE OR REPLACE TEMP TABLE active AS {link_sql('active')}")
    _find_changes(con, seen)
    con.execute("CREATE OR REPLACE TEMP TABLE seed (node BIGINT)")
    _look_around_leaving(con)
    con.execute("DELETE FROM meta_link_claim WHERE node IN (SELECT node FROM gone)")
    con.execute(
        """INSERT INTO meta_link_claim BY NAME
           SELECT
               (SELECT coalesce(max(node), 0) FROM meta_link_claim) + row_number() OVER (ORDER BY anchor_id) AS node,
               false AS is_lead,
               host_id,
               made.* EXCLUDE (ord, is_apart, n_counts)
           FROM made
           LEFT JOIN hosted USING (claim_id)"""
    )
    _renew_leads(con)
    remember_news(con)


def _find_changes(con: duckdb.DuckDBPyConnection, seen: Seen | None) -> None:
    """Temp tables: `gone` (rows of the state), `made` (rows to be), `touched` (texts that gained or lost a copy)."""
    known = rows_sql("meta_link_claim", "article_id", "news_article", "node, claim_id, origin_id, told_id, host_id")
    con.execute(f"CREATE OR REPLACE TEMP TABLE known AS {known}")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE gone AS
           SELECT node, told_id, host_id FROM known ANTI JOIN active USING (claim_id, origin_id)"""
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE fresh AS
           SELECT * FROM active ANTI JOIN known USING (claim_id, origin_id)"""
    )
    with read_claims(con, seen):
        con.execute(f"CREATE OR REPLACE TEMP TABLE made AS {link_sql('features')}", _load_words())
    con.execute(f"CREATE OR REPLACE TEMP TABLE hosted AS {link_sql('hosts')}")
    con.execute(
        """CREATE OR REPLACE TEMP TABLE touched AS
           SELECT told_id, min(anchor_id) AS anchor_id, count(node) > 0 AS has_gone
           FROM (
               SELECT told_id, NULL AS anchor_id, node FROM gone WHERE host_id IS NULL
               UNION ALL
               SELECT told_id, anchor_id, NULL FROM made ANTI JOIN hosted USING (claim_id)
           )
           GROUP BY told_id"""
    )


def _look_around_leaving(con: duckdb.DuckDBPyConnection) -> None:
    """The neighbours of the rows that will speak for their text no longer."""
    con.execute(
        """CREATE OR REPLACE TEMP TABLE leaving AS
           SELECT state.node
           FROM meta_link_claim AS state
           INNER JOIN touched USING (told_id)
           WHERE state.is_lead AND (touched.has_gone OR touched.anchor_id < state.anchor_id)"""
    )
    (n_leaving,) = con.execute("SELECT count(*) FROM leaving").fetchone() or (0,)
    if n_leaving:
        find_edges(con, "SELECT node FROM leaving", spread=False)
        con.execute(
            """INSERT INTO seed
               SELECT node_a FROM edge UNION SELECT node_b FROM edge"""
        )


def _renew_leads(con: duckdb.DuckDBPyConnection) -> None:
    """Of each text that gained or lost a copy, the row of the smallest anchor leads, and is found by its keys."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE told AS "
        "SELECT node, told_id, anchor_id FROM meta_link_claim SEMI JOIN touched USING (told_id) WHERE host_id IS NULL"
    )
    con.execute(
        """CREATE OR REPLACE TEMP TABLE lead AS
           SELECT arg_min(node, anchor_id) AS node FROM told GROUP BY told_id"""
    )
    con.execute("DELETE FROM meta_link_block WHERE node IN (SELECT node FROM told UNION ALL SELECT node FROM gone)")
    con.execute(
        """UPDATE meta_link_claim SET is_lead = node IN (SELECT node FROM lead)
           WHERE node IN (SELECT node FROM told)"""
    )
    con.execute(f"INSERT INTO meta_link_block BY NAME {blocks_sql()}")
    con.execute("INSERT INTO seed SELECT node FROM lead")
    leads = "SELECT node FROM meta_link_claim SEMI JOIN seed USING (node) WHERE is_lead"
    con.execute(f"DELETE FROM seed WHERE node NOT IN ({leads})")


def _load_words() -> dict[str, list[str]]:
    words: dict[str, list[str]] = yaml.safe_load(files("storage").joinpath("linking", "words.yaml").read_text("utf-8"))
    return words
