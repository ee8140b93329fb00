"""Decisions of people, and what asks for one first. A decision is a row of core_review; it is undone by a later row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import duckdb

from extract.ids import content_hash

from .corrections import ROLES
from .errors import ReviewError
from .rows import Stamp, utc

Verdict = Literal["accept", "reject", "correct", "merge", "split", "withdraw"]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of core_review: what was decided, on an anchor or on an incident.

    merge: the anchor or incident is of the incident `new`; split: the anchor is not of the incident `old`; withdraw:
    the decision `old` holds no more; correct: `field` of the incident was `old` and is `new`.
    """

    decision: Verdict
    incident_id: str | None = None
    anchor_id: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None
    note: str | None = None


def append_decisions(
    con: duckdb.DuckDBPyConnection, stamp: Stamp, decisions: Sequence[Decision], reviewer: str
) -> tuple[str, ...]:
    """Append decisions taken now, and return their ids. Linking has to be told: `link_claims`."""
    decided_at = utc(stamp.recorded_at)
    ids = []
    for decision in decisions:
        facts = {
            "decision": decision.decision,
            "anchor_id": decision.anchor_id,
            "incident_id": decision.incident_id,
            "field": decision.field,
            "old": decision.old,
            "new": decision.new,
            "note": decision.note,
            "reviewer": reviewer,
        }
        review_id = content_hash(*facts.values(), decided_at.isoformat())
        row = {**facts, "review_id": review_id, "decided_at": decided_at, "recorded_at": decided_at}
        row["run_id"] = stamp.run_id
        values = ", ".join(f"${name} AS {name}" for name in row)
        con.execute(f"INSERT INTO core_review BY NAME SELECT {values}", row)
        ids.append(review_id)
    return tuple(ids)


def plan_accept(con: duckdb.DuckDBPyConnection, name: str) -> Decision:
    """The incident is right as it stands."""
    return Decision("accept", incident_id=find_incident(con, name)["incident_id"])


def plan_reject(con: duckdb.DuckDBPyConnection, name: str, *, is_claim: bool = False) -> Decision:
    """The incident, or only one claim of it, did not happen or is no incident."""
    if is_claim:
        return Decision("reject", anchor_id=find_claim(con, name)["anchor_id"])
    return Decision("reject", incident_id=find_incident(con, name)["incident_id"])


def plan_merge(con: duckdb.DuckDBPyConnection, name: str, into: str) -> Decision:
    """The two incidents are one. It keeps the id of the one that was recorded first."""
    one, other = find_incident(con, name)["incident_id"], find_incident(con, into)["incident_id"]
    if one == other:
        raise ReviewError(f"{name} and {into} are one incident already.")
    return Decision("merge", incident_id=one, new=other)


def plan_split(con: duckdb.DuckDBPyConnection, name: str) -> Decision:
    """The claim tells of something else than the other claims of its incident."""
    claim = find_claim(con, name)
    if claim["n_others"] == 0:
        raise ReviewError(f"{name} is the only report of its incident: there is nothing to split it from.")
    if claim["method"] in ("identical text", "same article"):
        what = "a copy of another report" if claim["method"] == "identical text" else "a part of what its article tells"
        raise ReviewError(f"{name} is {what}, and goes where that goes: reject it, or split that off.")
    return Decision("split", anchor_id=claim["anchor_id"], old=claim["incident_id"])


def plan_undo(con: duckdb.DuckDBPyConnection, name: str) -> list[Decision]:
    """A decision, with those taken on the same incident at the same time, holds no more; what held before, does."""
    found = run_query(con, "decision", name=name)
    if len({(row["decided_at"], row["reviewer"], row["incident_id"], row["anchor_id"]) for row in found}) > 1:
        raise ReviewError(f"More than one decision has an id that begins with {name}.")
    if not found:
        raise ReviewError(f"No decision that holds has an id that begins with {name}.")
    return [Decision("withdraw", row["incident_id"], row["anchor_id"], row["field"], row["review_id"]) for row in found]


def load_queue(con: duckdb.DuckDBPyConnection, limit: int, *, country: str | None = None) -> list[dict[str, Any]]:
    """Incidents that nobody has decided on, or that were told anew since: what matters most and is least sure first."""
    return run_query(con, "queue", limit=limit, country=country)


def find_incident(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """The incident whose id begins so; ReviewError if there is none, or more than one."""
    return _only(run_query(con, "incident", name=name), "incident", name)


def find_parties(con: duckdb.DuckDBPyConnection, incident_id: str) -> dict[str, str | None]:
    """Who was involved by role, as JSON lists; None where nobody is known."""
    found = {row["role"]: row["parties"] for row in run_query(con, "parties", incident_id=incident_id)}
    return {role: found.get(role) for role in ROLES}


def find_claim(con: duckdb.DuckDBPyConnection, name: str) -> dict[str, Any]:
    """Anchor and incident of the one claim whose claim or anchor id begins so, rejected or not."""
    return _only(run_query(con, "claim", name=name), "claim of an incident", name)


def run_query(con: duckdb.DuckDBPyConnection, query: str, /, **values: object) -> list[dict[str, Any]]:
    """Rows of `sql/review/<query>.sql` as dicts."""
    found = con.execute(files("storage").joinpath("sql", "review", f"{query}.sql").read_text("utf-8"), values)
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _only(found: list[dict[str, Any]], what: str, name: str) -> dict[str, Any]:
    if len(found) != 1:
        number = "No" if not found else "More than one"
        raise ReviewError(f"{number} {what} has an id that begins with {name}.")
    return found[0]
