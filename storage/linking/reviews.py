"""What people decided about incidents, as linking needs it: which anchors are of one incident, and which are not."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from .queries import link_sql


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of anchors that a person joined or parted; `anchors` are all that such a decision was ever about."""

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()
    anchors: frozenset[str] = frozenset()


def load_decisions(con: duckdb.DuckDBPyConnection) -> Decisions:
    """Merges and splits that hold, between anchors that are linked now."""
    anchors = frozenset(anchor for (anchor,) in con.execute(link_sql("decided")).fetchall())
    if not anchors:
        return Decisions()
    pairs: dict[str, set[tuple[str, str]]] = {"merge": set(), "split": set()}
    for decision, one, other in con.execute(link_sql("decisions")).fetchall():
        pairs[decision].add((min(one, other), max(one, other)))
    return Decisions(frozenset(pairs["merge"]), frozenset(pairs["split"]), anchors)
