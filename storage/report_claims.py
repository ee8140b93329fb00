"""Claims as a report shows them: whose word, which parties, which counts, each count marked in its sentence."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from .report_records import ClaimEntry, CountLine, Figure, PartyLine, SourceLine
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
    "claimed_responsibility": "claim of responsibility by ",
    "accused": "accusation by ",
    "denied": "denial by ",
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

    marks = [(f"c-{claim['claim_id']}-{count['ord']}", count) for count in counts]
    return ClaimEntry(
        claim_id=claim["claim_id"],
        kind=claim["kind"],
        realis=claim["realis"],
        event_type=claim["event_type"],
        sub_event_type=claim["sub_event_type"],
        dates=dates_words(claim["date_start"], claim["date_end"]),
        place=place_words(claim["place_name"] or claim["place_text"], claim["place_admin1"], claim["place_country"]),
        source=SourceLine(
            title=None if claim["title"] is None else shown(claim["title"]),
            source=None if claim["source"] is None else clean_text(claim["source"]),
            url=safe_url(claim["url"]),
            published=claim["published_at"],
        ),
        says=shown(_says(claim)),
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
                says=None if count["attribution_kind"] is None else shown(_says(count, "according to ")),
            )
            for anchor, count in marks
        ),
        sentences=tuple(_sentence_pieces(marks, sentences, claim["title"], names)),
    )


def count_bound(row: Row, prefix: str = "") -> Bound:
    """The bound of one count or incident: stated if any of its three numbers is, open-ended if it has no high."""
    low, best, high = row[f"{prefix}low"], row[f"{prefix}best"], row[f"{prefix}high"]
    stated = not (low is best is high is None)
    return Bound(low, best, high, n_stated=int(stated), n_unbounded=int(stated and high is None))


def told_once(claims: Sequence[Row], entries: Mapping[str, ClaimEntry]) -> Iterator[ClaimEntry]:
    """The claims in order; one in the same words and with the same counts as one before becomes a copy of it."""
    told: dict[tuple[object, ...], list[ClaimEntry]] = defaultdict(list)
    seen: Counter[tuple[object, ...]] = Counter()
    for claim in claims:
        entry = entries[claim["claim_id"]]
        words = (claim["evidence"], *((count.outcome, count.text, count.bound, count.rank) for count in entry.counts))
        # Two claims of one article are never copies: its nth in these words goes with the nth of another article.
        told[seen[claim["article_id"], words], words].append(entry)
        seen[claim["article_id"], words] += 1
    for first, *copies in told.values():
        yield replace(first, copies=tuple(copy.source for copy in copies))


def incident_figure(outcome: str, bound: Bound, reports: Sequence[ClaimEntry]) -> Figure:
    """A reconciled number with the counts it rests on: the one with its low, and for another best the one with that."""
    counts = [
        count for report in reports for count in report.counts if count.outcome == outcome and count.rank == "preferred"
    ]
    shown = next(field for field in ("low", "best", "high") if getattr(bound, field) is not None)
    has_best = shown == "low" and bound.best not in {None, bound.low, bound.high}
    return Figure(outcome, bound, _support(counts, bound, shown), _support(counts, bound, "best") if has_best else None)


def _support(counts: Sequence[CountLine], bound: Bound, field: str) -> str:
    """The count with the same three numbers, else with the same one, else the first: a sum rests on several."""
    tests = (("low", "best", "high"), (field,), ())
    return next(
        count.anchor
        for test in tests
        for count in counts
        if all(getattr(count.bound, one) == getattr(bound, one) for one in test)
    )


def place_words(name: str | None, admin1: str | None, country: str | None) -> str | None:
    """Place, division and country, each once; None if nothing is known."""
    parts = dict.fromkeys(part for part in (name, admin1, country_name(country)) if part)
    return clean_text(", ".join(parts)) or None


def _says(row: Row, according_to: str = "") -> str:
    """Whose word a claim, party or count is; `according_to` goes before a speaker who neither claims nor blames."""
    kind, speaker, organisation = (row[f"attribution_{part}"] for part in ("kind", "speaker", "organisation"))
    who: str = speaker or organisation or ("the article itself" if kind == "narrator" else "someone not named")
    if row["attribution_capacity"] and row["attribution_capacity"] not in who:
        who += f", {row['attribution_capacity']}"
    if speaker and organisation and organisation not in who:
        who += f" ({organisation})"
    return _SAID.get(kind, according_to) + who


def _party_line(party: Row, shown: Callable[[str], str]) -> PartyLine:
    """A private person named in the text stays unnamed; one only described ("a boy") is shown as described."""
    name = party["name"] or party["text"]
    is_private = party["kind"] == "person" and party["role"] in _PRIVATE_ROLES
    return PartyLine(
        role=party["role"],
        name=None if is_private and WITHHELD in shown(name) else shown(name),
        confidence_stated=party["confidence_stated"],
        says=None if party["attribution_kind"] is None else shown(_says(party, "according to ")),
    )


def _sentence_pieces(
    marks: Sequence[tuple[str, Row]], sentences: Sequence[Row], title: str | None, names: Sequence[str]
) -> Iterator[tuple[Piece, ...]]:
    """The sentences in pieces, each count marked where it first stands.

    A count that stands in none of them is marked in the title, else shown alone: every number leads to its words.
    """
    left = dict(marks)
    for sentence in sentences:
        yield _marked_pieces(left, sentence["text"], sentence["span_start"], names)
    if title is not None and any(count["span_end"] <= len(title) for count in left.values()):
        yield _marked_pieces(left, title, 0, names)
    for count in list(left.values()):
        yield _marked_pieces(left, count["text"], count["span_start"], names)


def _marked_pieces(left: dict[str, Row], text: str, start: int, names: Sequence[str]) -> tuple[Piece, ...]:
    """A stretch of the article in pieces; the counts that stand in it are marked, and taken out of those left."""
    spans = {anchor: (count["span_start"] - start, count["span_end"] - start) for anchor, count in left.items()}
    inside = [(span, anchor) for anchor, span in spans.items() if 0 <= span[0] < span[1] <= len(text)]
    for _, anchor in inside:
        del left[anchor]
    text = clean_text(text)
    return cut_text(text, inside, find_spans(text, names))
