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
# The table that tells whether a row is there already, and by which columns. Rows of an extraction go by the
# extraction's own row, which is written last.
_GATE = {
    "raw_fetch": ("raw_fetch", "fetch_id"),
    "raw_article": ("raw_article", "version_id"),
    "core_claim_party": ("core_extraction", "extraction_id"),
    "core_claim_target": ("core_extraction", "extraction_id"),
    "core_claim_weapon": ("core_extraction", "extraction_id"),
    "core_claim_count": ("core_extraction", "extraction_id"),
    "core_claim_evidence": ("core_extraction", "extraction_id"),
    "core_claim": ("core_extraction", "extraction_id"),
    "core_issue": ("core_issue", "issue_id"),
    "core_extraction": ("core_extraction", "extraction_id"),
}


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
    with transaction(con):
        versions_known = _known(con, "raw_article", "version_id", articles)
        extractions_known = known_extractions(con, extractions)
        fresh = [pair for id_, pair in extractions.items() if id_ not in extractions_known]
        rows: dict[str, list[Row]] = {table: [] for table in _GATE}
        rows["raw_fetch"] += [fetch_row(fetch) for fetch in seen.values()]
        rows["raw_article"] += [article_row(article) for article in articles.values()]
        issues = _first_by_id((row["issue_id"], row) for fetch in seen.values() for row in fetch_issue_rows(fetch))
        rows["core_issue"] += issues.values()
        for article, extraction in fresh:
            for table, row in extraction_rows(article, extraction):
                rows[table].append(row)
        added = {table: _insert(con, stamp, table, batch) for table, batch in rows.items()}
        append_visits(con, visits)
    return Appended(
        fetches=added["raw_fetch"],
        fetches_failed=sum(fetch.error is not None for fetch in seen.values()),
        versions_new=added["raw_article"],
        versions_known=len(versions_known),
        extractions_new=added["core_extraction"],
        extractions_known=len(extractions_known),
        claims=dict(sorted(Counter(claim.kind for _, extraction in fresh for claim in extraction.claims).items())),
        issues=added["core_issue"],
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


def _known(con: duckdb.DuckDBPyConnection, table: str, column: str, ids: Iterable[str]) -> set[str]:
    # Not as a parameter: for every string of a list DuckDB looks whether pandas is there.
    con.register("asked", pa.table({column: pa.array(list(ids), pa.string())}))
    try:
        found = con.execute(f"SELECT DISTINCT {column} FROM {table} SEMI JOIN asked USING ({column})").fetchall()
    finally:
        con.unregister("asked")
    return {id_ for (id_,) in found}


def _insert(con: duckdb.DuckDBPyConnection, stamp: Stamp, table: str, rows: list[Row]) -> int:
    """Insert by anti-join on the table's gate; returns the number of rows added."""
    if not rows:
        return 0
    gate, column = _GATE[table]
    columns: dict[str, list[Any]] = {name: [_storable(row[name]) for row in rows] for name in rows[0]}
    columns["recorded_at"] = [utc(stamp.recorded_at)] * len(rows)
    columns["run_id"] = [stamp.run_id] * len(rows)
    schema = con.table(table).limit(0).to_arrow_table().schema
    batch = pa.table({field.name: pa.array(columns[field.name], field.type) for field in schema})
    con.register("batch", batch)
    try:
        added = con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM batch ANTI JOIN {gate} USING ({column})")
        (count,) = added.fetchone() or (0,)
    finally:
        con.unregister("batch")
    return int(count)


def _storable(value: Any) -> Any:
    """Half a surrogate pair cannot be stored; one code point takes its place, so that spans still hold."""
    return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value
