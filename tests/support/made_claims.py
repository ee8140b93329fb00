"""Short ways to make articles, claims and extractions for tests of the warehouse, in our own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb

from extract import ids
from extract.records import (
    Article,
    Attribution,
    Claim,
    Count,
    DateValue,
    Evidence,
    Extraction,
    Issue,
    Party,
    PlaceValue,
    Span,
)
from storage.rows import Fetch, Stamp

Con = duckdb.DuckDBPyConnection
Pair = tuple[Article, Extraction]
Bounds = tuple[int | None, ...]  # low, best, high; empty: not stated

NOW = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)
MONDAY = date(2024, 3, 11)


def stamp(run: int = 0) -> Stamp:
    """Stamp of the nth run; each run is a minute after the one before."""
    return Stamp(f"run-{run:03}", NOW + timedelta(minutes=run))


def article(
    text: str,
    *,
    given_id: str | None = None,
    title: str | None = None,
    published: date | None = date(2024, 3, 12),
    source: str | None = "wire",
) -> Article:
    id_ = ids.article_id(None, given_id, title, text, source)
    return Article(
        article_id=id_,
        version_id=ids.version_id(id_, title, text),
        given_id=given_id,
        title=title,
        text=text,
        published=published,
        published_method=None if published is None else "given",
        source=source,
        language="en",
    )


def sighting(of: Article, run: int = 0, **values: Any) -> Fetch:
    """A sighting of the version at the time of the nth run."""
    fields = {"source": of.source, "url": f"made/{of.given_id}", "version_id": of.version_id, **values}
    return Fetch(requested_at=stamp(run).recorded_at, **fields)


def span_of(of: Article, words: str) -> Span:
    start = of.content.index(words)
    return start, start + len(words)


def place(of: Article, words: str = "Karsheh", **values: Any) -> PlaceValue:
    fields = {"name": words, "geonameid": 101, "admin1": "Dolan", "country": "IRQ", "lat": 33.0, "lon": 44.0}
    return PlaceValue(words, span_of(of, words), **{**fields, "precision": 1, **values})


def day(of: Article, words: str = "Monday", start: date = MONDAY, end: date | None = None) -> DateValue:
    """A date phrase of one day, or of a longer interval."""
    return DateValue(words, span_of(of, words), start, end or start, 1 if end is None else 4)


def undated(of: Article) -> DateValue:
    return DateValue(None, None, None, of.published, None)


def party(of: Article, words: str, role: str, **values: Any) -> Party:
    confidence = "reported as fact" if role == "perpetrator" else None
    fields = {"role": role, "kind": "group", "confidence_stated": confidence, **values}
    return Party(words, span_of(of, words), **fields)


def count(of: Article, words: str, outcome: str, *bounds: int | None, **values: Any) -> Count:
    """A count with bounds low, best, high."""
    low, best, high = bounds
    fields = {"outcome": outcome, "who": "unknown", "qualifier": "exact", "low": low, "best": best, "high": high}
    return Count(words, span_of(of, words), **{**fields, **values})


def claim(of: Article, **values: Any) -> Claim:
    """A claim of kind incident, actual, that rests on the whole text; its ids are set by `extraction`."""
    fields: dict[str, Any] = {
        "claim_id": "",
        "anchor_id": "",
        "kind": "incident",
        "realis": "actual",
        "event_type": "Violence against civilians",
        "sub_event_type": "Attack",
        "modes": (),
        "n_acts": None,
        "date": undated(of),
        "place": None,
        "parties": (),
        "targets": (),
        "weapons": (),
        "counts": (),
        "attribution": Attribution(),
        "evidence": (Evidence(*span_of(of, of.text), of.text),),
        "confidence": 0.5,
    }
    return Claim(**{**fields, **values})


def extraction(
    of: Article,
    *claims: Claim,
    issues: tuple[Issue, ...] = (),
    extractor: str = "rules@1",
    resources: str = "digest",
) -> Extraction:
    """An extraction of the article with these claims, which get their ids here."""
    id_ = ids.extraction_id(of.version_id, extractor, resources)
    seen: dict[tuple[str, str | None], int] = {}
    named = []
    for position, one in enumerate(claims):
        sentence = one.evidence[0].text
        nth = seen[sentence, one.event_type] = seen.get((sentence, one.event_type), -1) + 1
        anchor = ids.anchor_id(of.article_id, sentence, one.event_type, nth)
        named.append(replace(one, claim_id=ids.claim_id(id_, position), anchor_id=anchor))
    return Extraction(id_, of.version_id, extractor, resources, of.language, tuple(named), issues)


def attack(
    given_id: str,
    *bounds: int | None,
    published: date = date(2024, 3, 12),
    source: str = "wire",
    words: str = "",
    **values: Any,
) -> tuple[Article, Extraction]:
    """One article with one claim: people killed in Karsheh on Monday, low, best, high of `bounds`."""
    text = f"Gunmen killed some people in Karsheh on Monday. {words or given_id}"
    of = article(text, given_id=given_id, published=published, source=source)
    counts = (count(of, "some people", "killed", *bounds),) if bounds else ()
    return of, extraction(of, claim(of, **{"place": place(of), "date": day(of), "counts": counts, **values}))
