"""Short ways to make articles, claims and extractions for tests of the warehouse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

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
    PlaceValue,
    Span,
)
from storage.rows import Stamp

NOW = datetime(2024, 3, 20, 12, 0, tzinfo=UTC)


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


def span_of(of: Article, words: str) -> Span:
    start = of.content.index(words)
    return start, start + len(words)


def place(of: Article, words: str = "Karsheh", **values: object) -> PlaceValue:
    known = {"name": words, "geonameid": 101, "admin1": "Dolan", "country": "IRQ", "lat": 33.0, "lon": 44.0}
    return PlaceValue(**{"text": words, "span": span_of(of, words), "precision": 1, **known, **values})  # type: ignore[arg-type]


def day(of: Article, words: str, start: date, end: date | None = None, precision: int = 1) -> DateValue:
    return DateValue(words, span_of(of, words), start, end or start, precision)


def undated(of: Article) -> DateValue:
    return DateValue(None, None, None, of.published, None)


def count(
    of: Article, words: str, outcome: str, bounds: tuple[int | None, int | None, int | None], **more: object
) -> Count:
    low, best, high = bounds
    fields = {"who": "unknown", "qualifier": "exact", **more}
    return Count(text=words, span=span_of(of, words), outcome=outcome, low=low, best=best, high=high, **fields)  # type: ignore[arg-type]


def claim(of: Article, **values: object) -> Claim:
    """A claim of kind incident, actual, that rests on the whole text; ids are set by `extraction`."""
    fields: dict[str, object] = {
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
        **values,
    }
    return Claim(**fields)  # type: ignore[arg-type]


def extraction(
    of: Article,
    *claims: Claim,
    issues: tuple[Issue, ...] = (),
    extractor: str = "rules@1",
    resources: str = "digest",
) -> Extraction:
    id_ = ids.extraction_id(of.version_id, extractor, resources)
    seen: dict[tuple[str, str | None], int] = {}
    named = []
    for position, one in enumerate(claims):
        sentence = one.evidence[0].text if one.evidence else ""
        nth = seen[sentence, one.event_type] = seen.get((sentence, one.event_type), -1) + 1
        named.append(
            replace(
                one,
                claim_id=ids.claim_id(id_, position),
                anchor_id=ids.anchor_id(of.article_id, sentence, one.event_type, nth),
            )
        )
    return Extraction(id_, of.version_id, extractor, resources, "en", tuple(named), issues)
