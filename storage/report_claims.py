"""Claims as a report shows them: whose word, which parties, which counts, each count marked in its sentence."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from .report_records import ClaimEntry, CountLine, PartyLine
from .report_text import (
    WITHHELD,
    Bound,
    Piece,
    clean_text,
    clip_text,
    cut_text,
    dates_words,
    find_names,
    find_spans,
    safe_url,
    withhold_names,
)

Row = Mapping[str, Any]

_PRIVATE_ROLES = frozenset({"victim", "detainee"})
_SAID = {
    "claimed_responsibility": "claim of responsibility by",
    "accused": "accusation by",
    "denied": "denial by",
}


@cache
def load_country_words() -> tuple[Mapping[str, str], frozenset[str]]:
    """Country names by ISO 3166-1 alpha-3, and all demonyms in lower case."""
    text = files("extract").joinpath("lexicons/countries.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    demonyms = (word.lower() for row in rows for word in row["demonyms"].split("|") if word)
    return {row["iso3"]: row["name"] for row in rows}, frozenset(demonyms)


def country_name(country: str | None) -> str | None:
    return None if country is None else load_country_words()[0].get(country, country)


def private_names(parties: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """What to leave out, by article and by incident: names of victims and detainees, as written and as registered."""
    _, demonyms = load_country_words()
    names: dict[str, set[str]] = defaultdict(set)
    for party in parties:
        found = {
            name for text in (party["text"], party["name"]) if text for name in find_names(clean_text(text), demonyms)
        }
        for key in (party["article_id"], party["incident_id"]):
            if key is not None:
                names[key] |= found
    return {key: tuple(sorted(found)) for key, found in names.items()}


def claim_entry(
    claim: Row, parties: Sequence[Row], counts: Sequence[Row], sentences: Sequence[Row], names: Sequence[str]
) -> ClaimEntry:
    """One claim with its parts; `names` are left out of everything shown."""

    def shown(text: str) -> str:
        return clip_text(withhold_names(clean_text(text), names))

    claim_id = claim["claim_id"]
    marks = [(f"c-{claim_id}-{count['ord']}", count) for count in counts]
    pieces, marked = _sentence_pieces(marks, sentences, names)
    if unmarked := [(anchor, count) for anchor, count in marks if anchor not in marked]:
        # Words outside the claim's sentences are shown alone, so that every number still leads to its words.
        pieces += [
            cut_text(clean_text(count["text"]), [((0, len(count["text"])), anchor)], ()) for anchor, count in unmarked
        ]
    return ClaimEntry(
        claim_id=claim_id,
        kind=claim["kind"],
        realis=claim["realis"],
        event_type=claim["event_type"],
        sub_event_type=claim["sub_event_type"],
        dates=dates_words(claim["date_start"], claim["date_end"]),
        place=place_words(claim["place_name"] or claim["place_text"], claim["place_admin1"], claim["place_country"]),
        title=None if claim["title"] is None else shown(claim["title"]),
        source=None if claim["source"] is None else clean_text(claim["source"]),
        url=safe_url(claim["url"]),
        published=claim["published_at"],
        says=shown(_says(claim) or "not stated"),
        parties=tuple(_party_line(party, shown) for party in parties),
        counts=tuple(
            CountLine(
                anchor=anchor,
                outcome=count["outcome"],
                who=count["who"],
                text=withhold_names(clean_text(count["text"]), names),
                bound=count_bound(count),
                rank=count["rank"],
                is_total=count["is_total"],
                convention=count["convention"],
                says=None if (said := _says(count)) is None else shown(said),
            )
            for anchor, count in marks
        ),
        sentences=tuple(pieces),
    )


def count_bound(row: Row, prefix: str = "") -> Bound:
    """The bound of one count or incident: stated if any of its three numbers is, open-ended if it has no high."""
    low, best, high = row[f"{prefix}low"], row[f"{prefix}best"], row[f"{prefix}high"]
    stated = not (low is best is high is None)
    return Bound(low, best, high, n_stated=int(stated), n_unbounded=int(stated and high is None))


def place_words(name: str | None, admin1: str | None, country: str | None) -> str | None:
    """Place, division and country, each once; None if nothing is known."""
    parts = dict.fromkeys(part for part in (name, admin1, country_name(country)) if part)
    return clean_text(", ".join(parts)) or None


def _says(row: Row) -> str | None:
    """Whose word a claim, party or count is; None where a part has no attribution of its own."""
    kind = row["attribution_kind"]
    if kind is None:
        return None
    speaker, organisation = row["attribution_speaker"], row["attribution_organisation"]
    if kind == "narrator" and speaker is None:
        return "the article itself"
    who = speaker or organisation or "someone not named"
    if row["attribution_capacity"] and row["attribution_capacity"] not in who:
        who += f", {row['attribution_capacity']}"
    if speaker and organisation and organisation not in who:
        who += f" ({organisation})"
    return f"{_SAID[kind]} {who}" if kind in _SAID else who


def _party_line(party: Row, shown: Callable[[str], str]) -> PartyLine:
    """A private person named in the text stays unnamed; one only described ("a boy") is shown as described."""
    name, said = party["name"] or party["text"], _says(party)
    is_private = party["kind"] == "person" and party["role"] in _PRIVATE_ROLES
    return PartyLine(
        role=party["role"],
        name=None if is_private and WITHHELD in shown(name) else shown(name),
        confidence_stated=party["confidence_stated"],
        says=None if said is None else shown(said),
    )


def _sentence_pieces(
    marks: Sequence[tuple[str, Row]], sentences: Sequence[Row], names: Sequence[str]
) -> tuple[list[tuple[Piece, ...]], set[str]]:
    """The sentences in pieces, and the anchors marked in them; each count is marked where it first stands."""
    shown: list[tuple[Piece, ...]] = []
    marked: set[str] = set()
    for sentence in sentences:
        text, start = clean_text(sentence["text"]), sentence["span_start"]
        inside = []
        for anchor, count in marks:
            low, high = count["span_start"] - start, count["span_end"] - start
            if anchor not in marked and 0 <= low < high <= len(text):
                inside.append(((low, high), anchor))
                marked.add(anchor)
        shown.append(cut_text(text, inside, find_spans(text, names)))
    return shown, marked
