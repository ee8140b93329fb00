"""From records to rows: the one place that knows which column a field of a record goes to.

A row is a dict with the column names of its table, without `recorded_at` and `run_id`, which the writer adds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from extract.ids import content_hash
from extract.records import Article, Attribution, Claim, Count, Extraction, Issue, Party, Span

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, and when: goes on every row. The clock and the run id come from the caller."""

    run_id: str
    recorded_at: datetime

    def __post_init__(self) -> None:
        utc(self.recorded_at)


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request, or one reading of a file, and the version seen in it.

    `url` is an address or a file name, with `#line` for a line of a file. Without `version_id` nothing was read;
    `error` says why, and `issues` what could not be understood. `kind` is page, listing or robots.
    """

    requested_at: datetime
    source: str | None = None
    url: str | None = None
    status: int | None = None
    etag: str | None = None
    bytes: int | None = None
    raw_sha256: str | None = None
    version_id: str | None = None
    error: str | None = None
    issues: tuple[Issue, ...] = ()
    kind: str = "page"
    final_url: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    n_requests: int = 0
    n_entries: int | None = None
    retry_at: datetime | None = None

    @property
    def fetch_id(self) -> str:
        return content_hash(
            self.source,
            self.url,
            utc(self.requested_at).isoformat(),
            self.status,
            self.raw_sha256,
            self.version_id,
            self.error,
        )


def utc(moment: datetime) -> datetime:
    """The moment in UTC without a zone, as the warehouse stores it."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment.isoformat()}")
    return moment.astimezone(UTC).replace(tzinfo=None)


def after(newest: datetime | None, moment: datetime) -> datetime:
    """The moment (as stored), or just after the newest row where that is not earlier: a later row must supersede."""
    stored = utc(moment)
    return stored if newest is None or newest < stored else newest + timedelta(microseconds=1)


def fetch_row(fetch: Fetch) -> Row:
    return {
        "fetch_id": fetch.fetch_id,
        "source": fetch.source,
        "url": fetch.url,
        "kind": fetch.kind,
        "requested_at": utc(fetch.requested_at),
        "status": fetch.status,
        "final_url": fetch.final_url,
        "etag": fetch.etag,
        "last_modified": fetch.last_modified,
        "content_type": fetch.content_type,
        "bytes": fetch.bytes,
        "raw_sha256": fetch.raw_sha256,
        "version_id": fetch.version_id,
        "error": fetch.error,
        "n_requests": fetch.n_requests,
        "n_entries": fetch.n_entries,
        "retry_at": None if fetch.retry_at is None else utc(fetch.retry_at),
    }


def fetch_issue_rows(fetch: Fetch) -> Iterator[Row]:
    """Issues of an input that gave no article: the same input read again gives the same ids."""
    for ord_, issue in enumerate(fetch.issues):
        issue_id = content_hash(
            "fetch", fetch.source, fetch.url, fetch.raw_sha256, ord_, issue.stage, issue.reason, issue.text
        )
        yield _issue_row(issue, issue_id, None, fetch.fetch_id)


def article_row(article: Article) -> Row:
    return {
        "version_id": article.version_id,
        "article_id": article.article_id,
        "source": article.source,
        "given_id": article.given_id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "title": article.title,
        "title_method": article.title_method,
        "text": article.text,
        "published_at": article.published,
        "published_time": utc(article.published_time) if article.published_time is not None else None,
        "published_method": article.published_method,
        "modified_at": article.modified,
        "modified_method": article.modified_method,
        "authors": list(article.authors),
        "authors_method": article.authors_method,
        "site": article.site,
        "language": article.language,
        "parser": article.parser,
    }


def extraction_rows(article: Article, extraction: Extraction) -> Iterator[tuple[str, Row]]:
    """Pairs (table, row) of one whole extraction of the article."""
    key = {"extraction_id": extraction.extraction_id}
    yield (
        "core_extraction",
        {
            **key,
            "version_id": extraction.version_id,
            "extractor": extraction.extractor,
            "resources": extraction.resources,
            "language": extraction.language,
            "n_claims": len(extraction.claims),
            "n_issues": len(extraction.issues),
        },
    )
    for ord_, claim in enumerate(extraction.claims):
        yield "core_claim", {**key, "ord": ord_, **_claim_row(claim)}
        for table, row in _part_rows(claim):
            yield table, {**key, "claim_id": claim.claim_id, **row}
        for field, position, span in _evidence_spans(claim):
            words = _words(article.content[slice(*span)], span)
            yield "core_claim_evidence", {**key, "claim_id": claim.claim_id, "field": field, "ord": position, **words}
    for ord_, issue in enumerate(extraction.issues):
        issue_id = content_hash("extraction", extraction.extraction_id, ord_)
        yield "core_issue", _issue_row(issue, issue_id, extraction.extraction_id, None)


def _claim_row(claim: Claim) -> Row:
    date, place = claim.date, claim.place
    return {
        "claim_id": claim.claim_id,
        "anchor_id": claim.anchor_id,
        "kind": claim.kind,
        "realis": claim.realis,
        "n_acts": claim.n_acts,
        "event_type": claim.event_type,
        "sub_event_type": claim.sub_event_type,
        "modes": list(claim.modes),
        "date_text": date.text,
        "date_start": date.start,
        "date_end": date.end,
        "date_precision": date.precision,
        "place_text": None if place is None else place.text,
        "place_name": None if place is None else place.name,
        "place_geonameid": None if place is None else place.geonameid,
        "place_admin1": None if place is None else place.admin1,
        "place_admin2": None if place is None else place.admin2,
        "place_country": None if place is None else place.country,
        "place_lat": None if place is None else place.lat,
        "place_lon": None if place is None else place.lon,
        "place_precision": None if place is None else place.precision,
        **_attribution_columns(claim.attribution),
        "confidence": claim.confidence,
    }


def _part_rows(claim: Claim) -> Iterator[tuple[str, Row]]:
    for ord_, party in enumerate(claim.parties):
        yield "core_claim_party", {"ord": ord_, **_party_row(party)}
    for ord_, target in enumerate(claim.targets):
        yield "core_claim_target", {"ord": ord_, "type": target.type, **_words(target.text, target.span)}
    for ord_, weapon in enumerate(claim.weapons):
        yield "core_claim_weapon", {"ord": ord_, "type": weapon.type, **_words(weapon.text, weapon.span)}
    for ord_, count in enumerate(claim.counts):
        yield "core_claim_count", {"ord": ord_, **_count_row(count)}


def _party_row(party: Party) -> Row:
    return {
        "role": party.role,
        "kind": party.kind,
        **_words(party.text, party.span),
        "actor_id": party.actor_id,
        "name": party.name,
        "actor_class": party.actor_class,
        "confidence_stated": party.confidence_stated,
        **_attribution_columns(party.attribution),
    }


def _count_row(count: Count) -> Row:
    return {
        "outcome": count.outcome,
        "who": count.who,
        "party": count.party,
        "qualifier": count.qualifier,
        "low": count.low,
        "best": count.best,
        "high": count.high,
        "is_total": count.is_total,
        "convention": count.convention,
        "rank": count.rank,
        **_words(count.text, count.span),
        **_attribution_columns(count.attribution),
    }


def _evidence_spans(claim: Claim) -> Iterator[tuple[str, int, Span]]:
    """The spans that no row of a part carries, as (field, position, span)."""
    for ord_, sentence in enumerate(claim.evidence):
        yield "sentence", ord_, (sentence.start, sentence.end)
    if claim.date.span is not None:
        yield "date", 0, claim.date.span
    if claim.place is not None:
        yield "place", 0, claim.place.span
    if claim.attribution.span is not None:
        yield "attribution", 0, claim.attribution.span
    said = [("party_attribution", ord_, party.attribution) for ord_, party in enumerate(claim.parties)]
    said += [("count_attribution", ord_, count.attribution) for ord_, count in enumerate(claim.counts)]
    for field, ord_, attribution in said:
        if attribution is not None and attribution.span is not None:
            yield field, ord_, attribution.span


def _attribution_columns(attribution: Attribution | None) -> Row:
    return {
        "attribution_kind": None if attribution is None else attribution.kind,
        "attribution_speaker": None if attribution is None else attribution.speaker,
        "attribution_capacity": None if attribution is None else attribution.capacity,
        "attribution_organisation": None if attribution is None else attribution.organisation,
        "attribution_cue": None if attribution is None else attribution.cue,
    }


def _words(text: str, span: Span) -> Row:
    return {"text": text, "span_start": span[0], "span_end": span[1]}


def _issue_row(issue: Issue, issue_id: str, extraction_id: str | None, fetch_id: str | None) -> Row:
    start, end = (None, None) if issue.span is None else issue.span
    return {
        "issue_id": issue_id,
        "extraction_id": extraction_id,
        "fetch_id": fetch_id,
        "stage": issue.stage,
        "reason": issue.reason,
        "text": issue.text,
        "span_start": start,
        "span_end": end,
    }
