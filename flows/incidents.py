"""What `sitrep link` and `sitrep incident` do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.console import plain, print_json, print_line, print_table
from flows.settings import Settings

_CLAIMS = """
SELECT
    claim.claim_id, claim.anchor_id, claim.source, claim.url, claim.title, claim.published_at, claim.origin_id,
    claim.attribution_kind, claim.attribution_speaker, claim.date_start, claim.date_end, claim.place_name,
    claim.sub_event_type, claim.killed_low, claim.killed_best, claim.killed_high, claim.injured_low, claim.injured_best,
    claim.injured_high, claim.evidence, link.method, link.score, link.reason
FROM out_claim AS claim
LEFT JOIN (
    SELECT
        anchor_id,
        arg_max(method, (recorded_at, run_id)) AS method,
        arg_max(score, (recorded_at, run_id)) AS score,
        arg_max(reason, (recorded_at, run_id)) AS reason
    FROM core_incident_link
    GROUP BY anchor_id
) AS link USING (anchor_id)
WHERE claim.incident_id = ?
ORDER BY claim.published_at, claim.article_id, claim.ord
"""
_FIGURES = """
SELECT outcome, low, best, high, n_origins, n_figures, is_contested
FROM out_incident_figure WHERE incident_id = ? ORDER BY outcome
"""
# Every link that ever led to the incident, and where those anchors went.
_HISTORY = """
SELECT recorded_at, anchor_id, incident_id, method, score, reason
FROM core_incident_link
WHERE anchor_id IN (SELECT anchor_id FROM core_incident_link WHERE incident_id = ?)
ORDER BY recorded_at, anchor_id
"""
_REVIEWS = """
SELECT review_id, decided_at, reviewer, decision, field, old, new, note
FROM core_review
WHERE
    incident_id = $1
    OR anchor_id IN (SELECT anchor_id FROM core_incident_link WHERE incident_id = $1)
    OR ($1 IN (new, old) AND decision IN ('merge', 'split'))
ORDER BY decided_at
"""
Row = Mapping[str, Any]


def link_warehouse(settings: Settings, *, everything: bool, as_json: bool) -> None:
    """Link what came, changed or left - or everything - and publish; prints how many rows were added."""
    from flows.ingest import new_stamp  # noqa: PLC0415
    from storage.link import link_claims  # noqa: PLC0415
    from storage.runs import finish_run, start_run  # noqa: PLC0415
    from storage.warehouse import open_warehouse, publish_read_copy  # noqa: PLC0415

    stamp = new_stamp(datetime.now(UTC))
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        start_run(con, stamp, "link", parameters={"all": everything})
        linked = link_claims(con, stamp, everything=everything)
        finish_run(con, stamp.run_id, datetime.now(UTC), state="succeeded", counts=asdict(linked))
    publish_read_copy(settings.warehouse, lock_timeout=settings.lock_seconds)
    if as_json:
        print_json(asdict(linked))
    else:
        print_line(
            f"links  {linked.origins:,} of versions to origins and {linked.incidents:,} of claims to incidents new"
        )


def show_incident(warehouse: Path, incident_id: str, *, as_json: bool) -> int:
    """One incident, explained: 1 if there is none or more than one of that id."""
    found = _rows(
        warehouse,
        "SELECT * FROM out_incident WHERE starts_with(incident_id, ?) ORDER BY incident_id LIMIT 2",
        incident_id,
    )
    if len(found) != 1:
        reason = "no incident has" if not found else "more than one incident has"
        print_line(f"{reason} an id that begins with {plain(incident_id)}")
        return 1
    id_ = found[0]["incident_id"]
    claims, figures = _rows(warehouse, _CLAIMS, id_), _rows(warehouse, _FIGURES, id_)
    history, reviews = _rows(warehouse, _HISTORY, id_), _rows(warehouse, _REVIEWS, id_)
    if as_json:
        print_json({**found[0], "figures": figures, "claims": claims, "links": history, "reviews": reviews})
        return 0
    facts = [(key, value) for key, value in found[0].items() if value not in (None, [])]
    print_table(("field", "value"), facts)
    _print_rows("Figures, of independent origins", figures)
    _print_claims(claims)
    _print_rows("Links, oldest first", history)
    _print_rows("Decisions of people", reviews)
    return 0


def _rows(warehouse: Path, sql: str, *parameters: str) -> list[dict[str, Any]]:
    from storage.query import run_query  # noqa: PLC0415

    result = run_query(warehouse, sql, parameters)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def _print_rows(title: str, rows: Sequence[Row]) -> None:
    if not rows:
        return
    print_line("")
    print_line(title)
    print_table(tuple(rows[0]), [tuple(_short(value) for value in row.values()) for row in rows])


def _print_claims(claims: Sequence[Row]) -> None:
    """The reports under their origins, each with its sentences, who says so, and why it is here."""
    origins = {claim["origin_id"]: number for number, claim in reversed(list(enumerate(claims, 1)))}
    names = {origin: number for number, origin in enumerate(sorted(origins, key=lambda id_: origins[id_]), 1)}
    for claim in claims:
        print_line("")
        where = plain(claim["source"] or claim["url"] or claim["title"] or "")
        print_line(
            f"{claim['published_at'] or 'undated'}  {where}  (claim {claim['anchor_id'][:8]}, "
            f"origin {names[claim['origin_id']]} of {len(names)})"
        )
        print_line(f"  says  {plain(claim['attribution_speaker'] or claim['attribution_kind'])}")
        print_line(f"  {plain(claim['evidence'])}")
        if claim["method"] is not None:
            print_line(f"  here  {claim['method']} ({claim['score']:.2f}): {plain(claim['reason'])}")


def _short(value: object) -> object:
    """Ids are known by their first eight characters, times to the second."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, str) and len(value) == 32 and value.isalnum():
        return value[:8]
    return value
