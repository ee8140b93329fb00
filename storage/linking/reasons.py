"""Why a claim was linked, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from .pairs import compare_pairs
from .weights import FIRST, SECOND

Levels = Mapping[str, object]

# What a level says, as a part of a sentence; levels that say nothing are not here.
_SAYS = {
    ("date", "same day"): "same day",
    ("date", "same span"): "same days",
    ("date", "overlap"): "days that overlap",
    ("date", "next day"): "a day apart",
    ("date", "told at once"): "told on the day or the next",
    ("date", "told soon"): "told within days",
    ("date", "told apart"): "told days apart",
    ("date", "both undated"): "both told on one day without a date",
    ("date", "undated next"): "told a day apart without a date",
    ("date", "undated far"): "told days apart without a date",
    ("place", "same place"): "same place",
    ("place", "near"): "places close to each other",
    ("place", "around"): "places in one area",
    ("place", "both region"): "same region",
    ("place", "in region"): "one in the region of the other",
    ("place", "both country"): "same country, no place",
    ("place", "in country"): "same country, one without a place",
    ("place", "unknown"): "one without a place",
    ("place", "both unknown"): "both without a place",
    ("type", "same"): "same kind of act",
    ("type", "alike"): "kindred kinds of act",
    ("type", "violence"): "another kind of violence",
    ("type", "other"): "another kind of event",
    ("doers", "shared"): "same perpetrator or side",
    ("doers", "differ"): "other perpetrators or sides",
    ("sufferers", "shared"): "same body hit",
    ("sufferers", "same class"): "same kind of people hit",
    ("sufferers", "differ"): "other people hit",
    ("weapons", "shared"): "same weapon",
    ("weapons", "differ"): "another weapon",
    ("words", "28 %"): "much the same words",
    ("words", "45 %"): "nearly the same words",
    ("names", "1"): "a name shared",
    ("names", "2"): "two names shared",
    ("names", "3"): "several names shared",
    ("rare", "3"): "uncommon words shared",
    ("rare", "4"): "uncommon words shared",
    ("land", "shared"): "one country by their words",
    ("land", "differ"): "other countries by their words",
    ("origin", "same article"): "same article",
    ("origin", "same origin"): "same origin",
}
_FIGURES = {
    "equal": "the same number {}",
    "equal, 5+": "the same number {}",
    "close": "nearly the same number {}",
    "rising": "more {} in the later report",
    "allowed": "numbers {} that allow each other",
    "apart": "other numbers {}",
    "far apart": "numbers {} far apart",
    "one none": "nobody {} in one of the two",
    "both none": "nobody {}",
}
COMPARISONS = (*(name for name in FIRST if name != "origin"), *SECOND, "origin")  # whose report it is, told last


@dataclass(frozen=True, slots=True)
class Link:
    """A row of core_incident_link to be; `node` and `partner` are the rows of the two reports that agree best."""

    anchor_id: str
    incident_id: str
    score: float
    method: str
    node: int
    partner: int | None
    reason: str = ""


def levels_words(levels: Levels) -> tuple[str, ...]:
    """What a compared pair agrees and disagrees on, in words."""
    words = []
    for comparison in COMPARISONS:
        level = str(levels[f"{comparison}_level"])
        said = _FIGURES.get(level) if comparison in ("killed", "injured") else _SAYS.get((comparison, level))
        if said is not None:
            words.append(said.format(comparison))
    return tuple(words)


def explain_links(con: duckdb.DuckDBPyConnection, links: Sequence[Link]) -> list[Link]:
    """The links with their reasons."""
    pairs = sorted({(min(link.node, link.partner), max(link.node, link.partner)) for link in links if link.partner})
    said: dict[tuple[int, int], tuple[str, ...]] = {}
    if pairs:
        first, second = zip(*pairs, strict=True)
        con.register("pair", pa.table({"node_a": first, "node_b": second}))
        try:
            found = compare_pairs(con, "SELECT node_a, node_b FROM pair")
        finally:
            con.unregister("pair")
        said = {(int(str(row["node_a"])), int(str(row["node_b"]))): levels_words(row) for row in found}
    return [replace(link, reason=_reason(link, said)) for link in links]


def _reason(link: Link, said: Mapping[tuple[int, int], tuple[str, ...]]) -> str:
    if link.method == "alone":
        return "No other report is known to tell of it."
    if link.method == "same article":
        return "A part of what its article tells elsewhere: no other day, place or figures."
    if link.method == "identical text":
        return "Copies of one report, by the same words of one origin."
    pair = () if link.partner is None else said.get((min(link.node, link.partner), max(link.node, link.partner)), ())
    agreed = f"With the nearest report: {', '.join(pair)}." if pair else "No pair of its reports could be compared."
    return f"A person joined them. {agreed}" if link.method == "review" else agreed
