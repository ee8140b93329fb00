"""Append-only writing: each whole extraction once, however often and in whatever order it comes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from extract.records import Article, Extraction

from .rows import Fetch, Row, Stamp, article_row, extraction_rows, fetch_issue_rows, fetch_row, utc
from .visits import Visit, append_visits
from .warehouse import append_setting, read_setting, transaction

_T = TypeVar("_T")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# In the order of writing: an extraction's own row comes last.
_TABLES = (
    "raw_fetch",
    "raw_article",
    "core_claim_party",
    "core_claim_target",
    "core_claim_weapon",
    "core_claim_count",
    "core_claim_evidence",
    "core_claim",
    "core_issue",
    "core_extraction",
)


@dataclass(frozen=True, slots=True)
class Appended:
    """What one append did. `claims` counts new claims by kind; `fetches_failed` those that gave an error."""

    fetches: int
    fetches_failed: int
    versions_new: int
    versions_known: int
    extractions_new: int
    extractions_known: int
    claims: Mapping[str, int]
    issues: int


def known_extractions(con: duckdb.DuckDBPyConnection, extraction_ids: Iterable[str]) -> set[str]:
    """Those of the ids that the warehouse holds already: no need to read these texts again."""
    return _known(con, "core_extraction", "extraction_id", extraction_ids)


def append_articles(
    con: duckdb.DuckDBPyConnection,
    stamp: Stamp,
    pairs: Sequence[tuple[Article, Extraction]],
    fetches: Sequence[Fetch] = (),
    visits: Sequence[Visit] = (),
) -> Appended:
    """Append article versions, their whole extractions, and what was fetched, in one transaction or not at all.

    What is there already is skipped. Of two articles with one version the earliest published is kept. Issues of a
    fetch belong to an input that gave no article; issues of an article are in its extraction. `visits` to sources
    that ended with these rows are recorded with them.
    """
    pairs = sorted(pairs, key=_precedence)
    articles = _first_by_id((article.version_id, article) for article, _ in pairs)
    extractions = _first_by_id((extraction.extraction_id, (article, extraction)) for article, extraction in pairs)
    seen = _first_by_id((fetch.fetch_id, fetch) for fetch in fetches)
    issues = _first_by_id((row["issue_id"], row) for fetch in seen.values() for row in fetch_issue_rows(fetch))
    with transaction(con):
        # Each look-up reads a column of the whole table, which is most of the cost of appending to a large warehouse:
        # so there are few, and none for the extractions of a version that is new, as it comes with its first one.
        versions_known = _known(con, "raw_article", "version_id", articles)
        held = {id_ for id_, (article, _) in extractions.items() if article.version_id in versions_known}
        extractions_known = known_extractions(con, held)
        fetches_known, issues_known = _known_fetches(con, seen), _known(con, "core_issue", "issue_id", issues)
        fresh = [pair for id_, pair in extractions.items() if id_ not in extractions_known]
        rows: dict[str, list[Row]] = {table: [] for table in _TABLES}
        rows["raw_fetch"] += [fetch_row(fetch) for id_, fetch in seen.items() if id_ not in fetches_known]
        rows["raw_article"] += [article_row(article) for id_, article in articles.items() if id_ not in versions_known]
        rows["core_issue"] += [row for id_, row in issues.items() if id_ not in issues_known]
        for article, extraction in fresh:
            for table, row in extraction_rows(article, extraction):
                rows[table].append(row)
        for table, batch in rows.items():
            _insert(con, stamp, table, batch)
        append_visits(con, visits)
    return Appended(
        fetches=len(rows["raw_fetch"]),
        fetches_failed=sum(fetch.error is not None for fetch in seen.values()),
        versions_new=len(rows["raw_article"]),
        versions_known=len(versions_known),
        extractions_new=len(fresh),
        extractions_known=len(extractions_known),
        claims=dict(sorted(Counter(claim.kind for _, extraction in fresh for claim in extraction.claims).items())),
        issues=len(rows["core_issue"]),
    )


def set_extractor(con: duckdb.DuckDBPyConnection, stamp: Stamp, extractor: str | None) -> None:
    """Name the extractor whose claims the views show: name@version, a name, or None for the newest by any."""
    if read_setting(con, "extractor") != extractor:
        append_setting(con, stamp, "extractor", extractor)


def _precedence(pair: tuple[Article, Extraction]) -> tuple[str, date, str, str, str]:
    article, extraction = pair
    published = date.max if article.published is None else article.published
    return article.version_id, published, article.source or "", article.url or "", extraction.extraction_id


def _first_by_id(items: Iterable[tuple[str, _T]]) -> dict[str, _T]:
    first: dict[str, _T] = {}
    for id_, item in items:
        first.setdefault(id_, item)
    return first


def _known_fetches(con: duckdb.DuckDBPyConnection, fetches: Mapping[str, Fetch]) -> set[str]:
    """A request's time is part of its id, and the table is in the order of time: only that stretch of it is read."""
    times = [utc(fetch.requested_at) for fetch in fetches.values()]
    within = "WHERE requested_at BETWEEN ? AND ?"
    return _known(con, f"(FROM raw_fetch {within})", "fetch_id", fetches, [min(times), max(times)] if times else [])


def _known(
    con: duckdb.DuckDBPyConnection, table: str, column: str, ids: Iterable[str], values: Sequence[Any] = ()
) -> set[str]:
    """Those of the ids that the table, or query with `values`, has."""
    asked = pa.array(list(ids), pa.string())
    if not asked:
        return set()
    # Not as a parameter: for every string of a list DuckDB looks whether pandas is there.
    con.register("asked", pa.table({column: asked}))
    try:
        rows = con.execute(f"SELECT DISTINCT {column} FROM {table} SEMI JOIN asked USING ({column})", values).fetchall()
    finally:
        con.unregister("asked")
    return {id_ for (id_,) in rows}


def _insert(con: duckdb.DuckDBPyConnection, stamp: Stamp, table: str, rows: list[Row]) -> None:
    """Insert rows that the table does not have yet."""
    if not rows:
        return
    columns: dict[str, list[Any]] = {name: [_storable(row[name]) for row in rows] for name in rows[0]}
    columns["recorded_at"] = [utc(stamp.recorded_at)] * len(rows)
    columns["run_id"] = [stamp.run_id] * len(rows)
    schema = con.table(table).limit(0).to_arrow_table().schema
    batch = pa.table({field.name: pa.array(columns[field.name], field.type) for field in schema})
    con.register("batch", batch)
    try:
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch")
    finally:
        con.unregister("batch")


def _storable(value: Any) -> Any:
    """Half a surrogate pair cannot be stored; one code point takes its place, so that spans still hold."""
    return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value
