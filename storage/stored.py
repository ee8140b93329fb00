"""Articles as they are stored, to be read again by another extractor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC
from typing import Any

import duckdb

from extract.records import Article, Issue

_COLUMNS = {"published": "published_at", "modified": "modified_at"}
_FIELDS = {field.name: _COLUMNS.get(field.name, field.name) for field in fields(Article)}


def find_unread(con: duckdb.DuckDBPyConnection, extractor: str, resources: str) -> list[tuple[int, str]]:
    """Versions that this extractor has not read with these resources, as (row, version id) in the order of storage."""
    return con.execute(
        "SELECT min(rowid) AS row, version_id FROM raw_article ANTI JOIN "
        "(SELECT version_id FROM core_extraction WHERE extractor = ? AND resources = ?) USING (version_id) "
        "GROUP BY version_id ORDER BY row",
        [extractor, resources],
    ).fetchall()


def load_articles(
    con: duckdb.DuckDBPyConnection, versions: Sequence[tuple[int, str]]
) -> list[tuple[Article, tuple[Issue, ...]]]:
    """The articles of these versions, with the issues that arose before their extraction: in fetching and reading.

    Rows are a help to find them; a warehouse compacted meanwhile has others.
    """
    ids = [version for _, version in versions]
    loaded = _load(con, ids, "AND rowid IN (SELECT unnest(?::BIGINT[]))", [[row for row, _ in versions]])
    if len(loaded) < len(ids):
        loaded |= _load(con, [version for version in ids if version not in loaded], "", [])
    issues = _load_issues(con, ids)
    return [(loaded[version], tuple(issues.get(version, ()))) for version in ids if version in loaded]


def _load(con: duckdb.DuckDBPyConnection, ids: list[str], where: str, values: list[object]) -> dict[str, Article]:
    rows = con.execute(
        f"SELECT {', '.join(_FIELDS.values())} FROM raw_article "
        f"WHERE version_id IN (SELECT unnest(?::VARCHAR[])) {where} ORDER BY recorded_at DESC",
        [ids, *values],
    ).fetchall()
    articles = (_article(dict(zip(_FIELDS, row, strict=True))) for row in rows)
    return {article.version_id: article for article in articles}


def _article(facts: dict[str, Any]) -> Article:
    moment = facts["published_time"]  # stored in UTC without a zone
    zoned = moment.replace(tzinfo=UTC) if moment is not None else None
    return Article(**{**facts, "published_time": zoned, "authors": tuple(facts["authors"])})


def _load_issues(con: duckdb.DuckDBPyConnection, ids: list[str]) -> dict[str, list[Issue]]:
    """Issues of reading, from the first extraction of each version: later ones repeat them."""
    rows = con.execute(
        "WITH extraction AS (SELECT arg_min(extraction_id, recorded_at) AS extraction_id, version_id "
        "FROM core_extraction WHERE version_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY version_id) "
        "SELECT version_id, stage, reason, text, span_start, span_end FROM core_issue "
        "INNER JOIN extraction USING (extraction_id) WHERE stage IN ('fetch', 'read', 'parse') "
        "ORDER BY version_id, issue_id",
        [ids],
    ).fetchall()
    issues: dict[str, list[Issue]] = {}
    for version, stage, reason, text, start, end in rows:
        span = None if start is None else (start, end)
        issues.setdefault(version, []).append(Issue(stage, reason, text, span))
    return issues
