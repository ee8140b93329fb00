"""What the short, reading commands print."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Literal

from flows.console import plain, print_json, print_line, print_table

_FOUND = {
    "place": ("name", "country", "admin1", "lat", "lon", "precision"),
    "date": ("date_start", "date_end", "precision"),
    "actor": ("name", "actor_id", "actor_class", "country", "kind"),
    "count": ("qualifier", "low", "best", "high"),
}


def show_result(result: Any, form: Literal["table", "json", "csv"]) -> None:
    """A `storage.query.QueryResult`: a table, a JSON array of objects, or CSV with a header line."""
    if form == "json":
        print_json([dict(zip(result.columns, row, strict=True)) for row in result.rows])
    elif form == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([result.columns, *result.rows])
        print_line(text.getvalue().removesuffix("\n"))
    else:
        print_table(result.columns, result.rows)
        print_line(f"{len(result.rows):,} {'row' if len(result.rows) == 1 else 'rows'}")


def show_checks(warehouse: Path, *, as_json: bool) -> int:
    """The data checks; 1 if any row breaks one."""
    from storage.checks import run_checks  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    with open_reader(warehouse) as con:
        results = run_checks(con)
    failed = [result for result in results if not result.is_passed]
    if as_json:
        print_json([asdict(result) for result in results])
        return int(bool(failed))
    for result in failed:
        print_line(f"FAILED {result.name}: {result.bad_rows:,} rows; {result.wanted}")
        print_table(result.columns, result.examples)
    print_line(f"{len(results) - len(failed)} of {len(results)} checks passed")
    return int(bool(failed))


def show_incident(warehouse: Path, incident_id: str, *, as_json: bool) -> int:
    """One incident and its claims; 1 if there is none or more than one of that id."""
    from storage.query import run_query  # noqa: PLC0415

    found = run_query(
        warehouse,
        "SELECT * FROM out_incident WHERE starts_with(incident_id, ?) ORDER BY incident_id LIMIT 2",
        [incident_id],
    )
    if len(found.rows) != 1:
        reason = "no incident has" if not found.rows else "more than one incident has"
        print_line(f"{reason} an id that begins with {plain(incident_id)}")
        return 1
    facts = dict(zip(found.columns, found.rows[0], strict=True))
    claims = run_query(
        warehouse,
        """SELECT claim_id, source, url, title, published_at, attribution_kind, attribution_speaker, killed_low,
                  killed_best, killed_high, injured_low, injured_best, injured_high, evidence
           FROM out_claim WHERE incident_id = ? ORDER BY published_at, claim_id""",
        [facts["incident_id"]],
    )
    rows = [dict(zip(claims.columns, row, strict=True)) for row in claims.rows]
    if as_json:
        print_json({**facts, "claims": rows})
        return 0
    print_table(("field", "value"), [(key, value) for key, value in facts.items() if value not in (None, [])])
    for row in rows:
        print_line("")
        print_line(f"{row['published_at'] or 'undated'}  {plain(row['source'] or row['url'] or row['title'] or '')}")
        print_line(f"  says  {plain(row['attribution_speaker'] or row['attribution_kind'])}")
        print_line(f"  {plain(row['evidence'])}")
    return 0


def show_sources(path: Path | None, *, as_json: bool) -> None:
    """The list of sources."""
    from flows.sources import load_sources  # noqa: PLC0415

    sources = load_sources(path)
    if as_json:
        print_json([source.model_dump(mode="json") for source in sources])
        return
    columns = ("name", "kind", "url", "language", "cadence", "licence")
    print_table(columns, [tuple(getattr(source, column) for column in columns) for source in sources])


def show_readings(results: Sequence[Any], *, as_json: bool) -> None:
    """What was read: a row per article, or why there is none."""
    columns = ("published", "title", "characters", "url", "error")
    rows = [
        (r.article.published, r.article.title, len(r.article.text), r.article.url or r.fetch.url, None)
        if r.article is not None
        else (None, None, None, r.fetch.url, r.fetch.error)
        for r in results
    ]
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_table(columns, rows)


def show_mentions(kind: str, mentions: Sequence[Any], *, as_json: bool) -> None:
    """What a look-up found in a text, with offsets; a place's facts are those of its `value`."""
    columns = ("start", "end", "text", *_FOUND[kind], "rule")
    rows = [tuple(_fact(mention, column) for column in columns) for mention in mentions]
    if as_json:
        print_json([{"kind": kind, **dict(zip(columns, row, strict=True))} for row in rows])
    else:
        print_table(columns, rows)


def _fact(mention: Any, column: str) -> Any:
    holder = mention if hasattr(mention, column) else mention.value
    fact = None if holder is None else getattr(holder, column)
    return fact.isoformat() if isinstance(fact, date) else fact
