"""What people decided about incidents, as linking needs it: which anchors are of one incident, and which are not."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from .queries import link_sql


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of anchors that a person joined or parted."""

    same: frozenset[tuple[str, str]]
    different: frozenset[tuple[str, str]]

    @property
    def anchors(self) -> frozenset[str]:
        return frozenset(anchor for pair in self.same | self.different for anchor in pair)


def load_decisions(con: duckdb.DuckDBPyConnection) -> Decisions:
    """Merges and splits that hold, between anchors that are linked now."""
    pairs: dict[str, set[tuple[str, str]]] = {"merge": set(), "split": set()}
    for decision, one, other in con.execute(link_sql("decisions")).fetchall():
        pairs[decision].add((min(one, other), max(one, other)))
    return Decisions(frozenset(pairs["merge"]), frozenset(pairs["split"]))
