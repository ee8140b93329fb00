"""The public JSON of an extraction: one versioned contract, the same keys in the same order every time."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

from extract.records import Article, Attribution, Claim, Extraction, Issue, Mentions

SCHEMA = "sitrep.extraction/1"
Json = dict[str, Any]
_NARRATOR = Attribution()


def extraction_to_json(article: Article, extraction: Extraction, *, mentions: bool = False) -> Json:
    """One extraction as the public JSON object; `mentions` adds everything found, with offsets."""
    out: Json = {
        "schema": SCHEMA,
        "extractor": extraction.extractor,
        "resources": extraction.resources,
        "article": {
            "id": article.given_id if article.given_id is not None else article.article_id,
            "url": article.url,
            "title": article.title,
            "published": _plain(article.published),
            "language": extraction.language,
            "source": article.source,
        },
        "claims": [_claim(c) for c in extraction.claims],
        "issues": [_issue(i) for i in extraction.issues],
    }
    if mentions:
        out["mentions"] = _mentions(extraction.mentions)
    return out


def unreadable_to_json(extractor: str, resources: str, issue: Issue) -> Json:
    """The line printed for an input that is no article: no id, no claims, one issue."""
    article = dict.fromkeys(("id", "url", "title", "published", "language", "source"))
    return {
        "schema": SCHEMA,
        "extractor": extractor,
        "resources": resources,
        "article": article,
        "claims": [],
        "issues": [_issue(issue)],
    }


def dump_line(value: Json) -> str:
    """One line of JSON, the same bytes for the same value; lone surrogates are escaped."""
    line = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if any("\ud800" <= c <= "\udfff" for c in line) else line


def _claim(claim: Claim) -> Json:
    row = _record(claim)
    ids = {"id": row.pop("claim_id"), "anchor_id": row.pop("anchor_id")}
    return {**ids, **row}


def _issue(issue: Issue) -> Json:
    return {"stage": issue.stage, "text": issue.text, "span": _plain(issue.span), "reason": issue.reason}


def _mentions(mentions: Mentions) -> list[Json]:
    rows: list[Json] = [
        {
            **_mention("place", m),
            "name": m.value.name if m.value else None,
            "lat": m.value.lat if m.value else None,
            "lon": m.value.lon if m.value else None,
            "country": m.value.country if m.value else None,
            "geonameid": m.value.geonameid if m.value else None,
            "precision": m.value.precision if m.value else None,
        }
        for m in mentions.places
    ]
    rows += [
        {
            **_mention("date", m),
            "date_start": _plain(m.date_start),
            "date_end": _plain(m.date_end),
            "precision": m.precision,
        }
        for m in mentions.dates
    ]
    rows += [{**_mention("actor", m), "actor_id": m.actor_id, "name": m.name} for m in mentions.actors]
    rows += [
        {**_mention("count", m), "low": m.low, "best": m.best, "high": m.high, "qualifier": m.qualifier}
        for m in mentions.counts
    ]
    return sorted(rows, key=lambda r: (r["start"], r["end"], r["kind"]))


def _mention(kind: str, mention: Any) -> Json:
    return {"kind": kind, "start": mention.start, "end": mention.end, "text": mention.text, "rule": mention.rule}


def _record(record: Any) -> Json:
    return {f.name: _plain(getattr(record, f.name)) for f in fields(record)}


def _plain(value: Any) -> Any:
    """Records, tuples and dates as JSON values."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return _record(value) if hasattr(value, "__dataclass_fields__") else value
