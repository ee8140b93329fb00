"""Which claims tell of one incident: rows of core_incident_link, added where something changed.

The partition into incidents follows from the claims and people's decisions alone, not from the order in which they
came: whole components of the graph of near pairs are grouped anew, and what lies outside them cannot change.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa

from storage.rows import Stamp, after

from .clusters import Node, Pair, find_components, group_nodes
from .names import Recorded, name_groups
from .pairs import find_edges
from .queries import link_sql
from .reasons import Link, explain_links
from .reviews import Decisions, load_decisions
from .state import refresh_state
from .weights import FLOOR, load_weights


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of meta_link_claim, as far as grouping needs it."""

    node: int
    anchor_id: str
    article_id: str
    told_id: str
    is_lead: bool
    n_acts: int
    host_anchor_id: str | None  # of the act that it is a part of


@dataclass(frozen=True, slots=True)
class _Group:
    """Reports of one incident: rows of the leads, of their copies and parts, and the scores between the leads."""

    rows: tuple[_Row, ...]
    scores: Mapping[Pair, float]


def link_incidents(con: duckdb.DuckDBPyConnection, stamp: Stamp, *, everything: bool = False) -> int:
    """Link what came, changed or left since the last time; returns the number of rows added.

    `everything` forgets what was compared before, and ends in the same partition.
    """
    refresh_state(con, everything=everything)
    decisions = load_decisions(con)
    con.execute(
        """INSERT INTO seed
           SELECT lead.node
           FROM meta_link_claim AS lead
           SEMI JOIN (
               SELECT told_id FROM meta_link_claim WHERE anchor_id IN (SELECT unnest(?::VARCHAR[]))
           ) USING (told_id)
           WHERE lead.is_lead""",
        [sorted(decisions.anchors)],
    )
    if con.execute("SELECT count(*) FROM seed").fetchone() == (0,):
        return 0
    groups = _find_groups(con, decisions)
    links = _new_links(con, groups, decisions)
    return _append(con, stamp, links)


def _find_groups(con: duckdb.DuckDBPyConnection, decisions: Decisions) -> list[_Group]:
    """The components around the seeds, grouped. An incident whose id may move to another group is looked at whole."""
    while True:
        find_edges(con, "SELECT node FROM seed")
        con.execute(link_sql("members"))
        (n_more,) = con.execute("SELECT count(*) FROM claimant").fetchone() or (0,)
        if not n_more:
            break
        con.execute("INSERT INTO seed SELECT node FROM claimant")
    rows = [_Row(*row) for row in con.execute("SELECT * FROM member ORDER BY anchor_id").fetchall()]
    told: dict[str, list[_Row]] = defaultdict(list)
    parts: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.host_anchor_id is None:
            told[row.told_id].append(row)
        else:
            parts[row.host_anchor_id].append(row)
    copies = {copies[0].anchor_id: copies for copies in told.values()}  # the lead is the smallest anchor
    scores = _load_scores(con)
    groups = _group_components(copies, scores, decisions)
    return [
        replace(group, rows=(*group.rows, *(part for row in group.rows for part in parts[row.anchor_id])))
        for group in groups
    ]


def _load_scores(con: duckdb.DuckDBPyConnection) -> dict[Pair, float]:
    """Scores by pair of lead anchors, in the order of the pairs: a sum of floats depends on that of its parts."""
    found = con.execute(
        """SELECT least(a.anchor_id, b.anchor_id) AS one, greatest(a.anchor_id, b.anchor_id) AS other, score
           FROM edge
           INNER JOIN member AS a ON node_a = a.node AND a.is_lead
           INNER JOIN member AS b ON node_b = b.node AND b.is_lead
           ORDER BY one, other"""
    ).to_arrow_table()
    columns: list[list[Any]] = [column.to_pylist() for column in found.columns]
    ones, others, scores = columns
    return dict(zip(zip(ones, others, strict=True), scores, strict=True))


def _group_components(
    copies: Mapping[str, Sequence[_Row]], scores: Mapping[Pair, float], decisions: Decisions
) -> list[_Group]:
    weights = load_weights()
    lead_of = {row.anchor_id: lead for lead, rows in copies.items() for row in rows}

    def between_leads(pairs: frozenset[Pair]) -> list[Pair]:
        found = {(lead_of[one], lead_of[other]) for one, other in pairs if one in lead_of and other in lead_of}
        return sorted((min(pair), max(pair)) for pair in found if pair[0] != pair[1])

    same, different = between_leads(decisions.same), between_leads(decisions.different)
    near = [pair for pair, score in scores.items() if score > weights.threshold]
    components = find_components(copies, [*near, *same])
    place = {name: number for number, names in enumerate(components) for name in names}
    parts: list[dict[Pair, float]] = [{} for _ in components]
    for (one, other), score in scores.items():
        if place[one] == place[other]:
            parts[place[one]][one, other] = score
    groups = []
    for number, names in enumerate(components):
        nodes = [_node(name, copies[name]) for name in names]
        grouped = group_nodes(
            nodes,
            parts[number],
            threshold=weights.threshold,
            floor=FLOOR,
            same=[pair for pair in same if place[pair[0]] == number],
            different=[pair for pair in different if place[pair[0]] == number and place[pair[1]] == number],
        )
        groups += _with_scores(grouped, copies, parts[number])
    return groups


def _with_scores(
    grouped: Sequence[Sequence[str]], copies: Mapping[str, Sequence[_Row]], scores: Mapping[Pair, float]
) -> list[_Group]:
    group_of = {name: number for number, names in enumerate(grouped) for name in names}
    inside: list[dict[Pair, float]] = [{} for _ in grouped]
    for (one, other), score in scores.items():
        if group_of[one] == group_of[other]:
            inside[group_of[one]][one, other] = score
    return [
        _Group(tuple(row for name in names for row in copies[name]), found)
        for names, found in zip(grouped, inside, strict=True)
    ]


def _node(name: str, copies: Sequence[_Row]) -> Node:
    return Node(name, Counter(row.article_id for row in copies), max(row.n_acts for row in copies))


def _new_links(con: duckdb.DuckDBPyConnection, groups: Sequence[_Group], decisions: Decisions) -> list[Link]:
    """Links of the groups' anchors that are not recorded as they are now."""
    recorded = {
        row[0]: Recorded(*row[1:])
        for row in con.execute(
            """SELECT
                   anchor_id,
                   arg_max(incident_id, (recorded_at, run_id)),
                   arg_max(method, (recorded_at, run_id)),
                   min(recorded_at)
               FROM core_incident_link
               SEMI JOIN member USING (anchor_id)
               GROUP BY anchor_id"""
        ).fetchall()
    }
    names = name_groups([[row.anchor_id for row in group.rows] for group in groups], recorded)
    links = []
    for group, incident_id in zip(groups, names, strict=True):
        for link in _links_of(group, incident_id, decisions):
            before = recorded.get(link.anchor_id)
            if before is None or (before.incident_id, before.method) != (link.incident_id, link.method):
                links.append(link)
    return explain_links(con, links)


def _links_of(group: _Group, incident_id: str, decisions: Decisions) -> list[Link]:
    leads = [row for row in group.rows if row.is_lead]
    decided = {anchor for pair in decisions.same for anchor in pair}
    totals: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, str]] = {}
    for (one, other), score in group.scores.items():
        for mine, partner in ((one, other), (other, one)):
            totals[mine] += score
            best[mine] = max(best.get(mine, (-math.inf, "")), (score, partner))
    lead_of_told = {row.told_id: row for row in leads}
    node_of = {row.anchor_id: row.node for row in leads}
    links = []
    for row in group.rows:
        if row.host_anchor_id is not None:
            links.append(Link(row.anchor_id, incident_id, 1.0, "same article", row.node, None))
            continue
        lead = lead_of_told[row.told_id]
        mean = totals[lead.anchor_id] / max(len(leads) - 1, 1)
        is_copied = len(leads) == 1 and any(
            other.host_anchor_id is None and other.node != lead.node for other in group.rows
        )
        if row.anchor_id in decided and len(group.rows) > 1:
            method = "review"
        elif len(leads) > 1:
            method = "compared"
        else:
            method = "identical text" if is_copied else "alone"
        partner = best.get(lead.anchor_id, (0.0, ""))[1]
        score = 1.0 if len(leads) == 1 else 1 / (1 + math.exp(-mean))
        links.append(Link(row.anchor_id, incident_id, score, method, lead.node, node_of.get(partner)))
    return links


def _append(con: duckdb.DuckDBPyConnection, stamp: Stamp, links: Sequence[Link]) -> int:
    if not links:
        return 0
    (newest,) = con.execute(
        "SELECT max(recorded_at) FROM core_incident_link SEMI JOIN member USING (anchor_id)"
    ).fetchone() or (None,)
    moment = after(newest, stamp.recorded_at)
    columns: dict[str, Any] = {
        name: [getattr(link, name) for link in links]
        for name in ("anchor_id", "incident_id", "score", "method", "reason")
    }
    con.register(
        "batch", pa.table({**columns, "recorded_at": [moment] * len(links), "run_id": [stamp.run_id] * len(links)})
    )
    try:
        con.execute("INSERT INTO core_incident_link BY NAME SELECT * FROM batch")
    finally:
        con.unregister("batch")
    return len(links)
