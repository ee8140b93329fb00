"""From the warehouse to the records of a report: reads the `out_*` views through the SQL in `sql/report/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any

import duckdb

from .report_claims import (
    Row,
    claim_entry,
    count_bound,
    country_name,
    incident_figure,
    place_words,
    private_names,
    told_once,
)
from .report_records import ClaimEntry, Coverage, Group, IncidentEntry, NotUnderstood, Report, Week
from .report_text import Bound, clean_text, clip_text, dates_words, withhold_names

OUTCOMES = ("killed", "injured", "missing", "abducted", "detained")  # that out_incident reconciles
MAX_WEEKS = 520  # ten years: what a chart can still show

Names = Mapping[str, Sequence[str]]


def load_report(
    con: duckdb.DuckDBPyConnection, date_from: date, date_to: date, generated_at: datetime, *, show_names: bool = False
) -> Report:
    """Everything a report on events of the window says, both ends inclusive."""
    window = {"date_from": date_from, "date_to": date_to}
    incidents = _rows(con, "incidents", window)
    claims = _rows(con, "claims", {**window, "incident_ids": [row["incident_id"] for row in incidents]})
    issues = _rows(con, "issues", window)
    names = {} if show_names else _load_names(con, claims, issues)
    entries = _load_claims(con, claims, names)
    sections = _incident_sections(incidents, claims, entries)
    totals = _load_totals(con, [row["incident_id"] for row in incidents if row["section"] in {"happened", "attempted"}])
    (reading,) = _rows(con, "reading", {})
    whole = totals["all"][0] if totals["all"] else Group((None,), 0, 0, Bound(), Bound())
    told = _claim_sections(claims, entries)
    return Report(
        date_from=date_from,
        date_to=date_to,
        generated_at=generated_at.astimezone(UTC),
        data_as_of=None if reading["data_as_of"] is None else reading["data_as_of"].replace(tzinfo=UTC),
        delay_days=reading["delay_days"],
        names_shown=show_names,
        incidents=whole.incidents,
        attempted=whole.attempted,
        n_dateless=reading["n_dateless"],
        killed=whole.killed,
        injured=whole.injured,
        weeks=_load_weeks(con, window, totals["week"], reading),
        no_week=next((group for group in totals["week"] if group.labels[0] is None), None),
        by_place=tuple(replace(row, labels=(country_name(row.labels[0]), row.labels[1])) for row in totals["place"]),
        by_type=tuple(totals["type"]),
        by_actor=tuple(replace(row, labels=row.labels[:1]) for row in totals["actor"]),
        happened=tuple(sections["happened"]),
        attempts=tuple(sections["attempted"]),
        undated=tuple(sections["undated"]),
        denied=tuple(sections["denied"]),
        strategic=tuple(sections["strategic"]),
        not_done=tuple(told["incident"]),
        aggregates=tuple(told["aggregate"]),
        assessments=tuple(told["assessment"]),
        background=tuple(told["background"]),
        not_understood=tuple(_not_understood(row, names) for row in issues),
        coverage=tuple(_coverage(row) for row in _rows(con, "coverage", window)),
        languages_unread=tuple((row["language"], row["n_articles"]) for row in _rows(con, "languages", window)),
    )


def _rows(con: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of `sql/report/<name>.sql` as dicts."""
    sql = files("storage").joinpath("sql", "report", f"{name}.sql").read_text("utf-8")
    found = con.execute(sql, dict(parameters))
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _grouped(rows: Sequence[Row], key: str) -> Mapping[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _load_names(con: duckdb.DuckDBPyConnection, claims: Sequence[Row], issues: Sequence[Row]) -> Names:
    articles = {row["article_id"] for row in (*claims, *issues)} - {None}
    return private_names(_rows(con, "private_parties", {"article_ids": sorted(articles)}))


def _load_claims(con: duckdb.DuckDBPyConnection, claims: Sequence[Row], names: Names) -> dict[str, ClaimEntry]:
    ids = {"claim_ids": [row["claim_id"] for row in claims]}
    parties, counts, sentences = (
        _grouped(_rows(con, f"claim_{part}", ids), "claim_id") for part in ("party", "count", "sentence")
    )
    entries = {}
    for claim in claims:
        claim_id = claim["claim_id"]
        hidden = {*names.get(claim["article_id"], ()), *names.get(claim["incident_id"], ())}
        entries[claim_id] = claim_entry(
            claim, parties.get(claim_id, ()), counts.get(claim_id, ()), sentences.get(claim_id, ()), sorted(hidden)
        )
    return entries


def _incident_sections(
    incidents: Sequence[Row], claims: Sequence[Row], entries: Mapping[str, ClaimEntry]
) -> Mapping[str, list[IncidentEntry]]:
    members = _grouped([claim for claim in claims if claim["incident_id"] is not None], "incident_id")
    sections: dict[str, list[IncidentEntry]] = defaultdict(list)
    for row in incidents:
        # The report that gives the incident its place and date comes first, then in order of publication.
        ordered = sorted(members[row["incident_id"]], key=lambda claim: claim["claim_id"] != row["lead_claim_id"])
        sections[row["section"]].append(_incident_entry(row, tuple(told_once(ordered, entries))))
    return sections


def _incident_entry(row: Row, reports: tuple[ClaimEntry, ...]) -> IncidentEntry:
    place = place_words(row["place_name"], row["place_admin1"], row["place_country"])
    bounds = {outcome: count_bound(row, f"{outcome}_") for outcome in OUTCOMES}
    figures = [incident_figure(outcome, bound, reports) for outcome, bound in bounds.items() if bound.n_stated]
    anchors = {anchor for figure in figures for anchor in (figure.anchor, figure.best_anchor)}
    supporting = [report for report in reports if any(count.anchor in anchors for count in report.counts)]
    return IncidentEntry(
        incident_id=row["incident_id"],
        anchor=f"i-{row['incident_id']}",
        realis=row["realis"],
        event_type=row["event_type"],
        sub_event_type=row["sub_event_type"],
        date_start=row["date_start"],
        date_end=row["date_end"],
        dates=dates_words(row["date_start"], row["date_end"]),
        place=place or next((report.place for report in reports if report.place), None),
        status=row["status"],
        n_articles=row["n_articles"],
        n_origins=row["n_origins"],
        figures=tuple(figures),
        n_supporting=len(supporting),
        reports=(*supporting, *(report for report in reports if report not in supporting)),
    )


def _claim_sections(claims: Sequence[Row], entries: Mapping[str, ClaimEntry]) -> Mapping[str, list[ClaimEntry]]:
    sections: dict[str, list[ClaimEntry]] = defaultdict(list)
    for claim in claims:
        if claim["incident_id"] is None:
            sections[claim["kind"]].append(entries[claim["claim_id"]])
    return sections


def _load_totals(con: duckdb.DuckDBPyConnection, incident_ids: Sequence[str]) -> Mapping[str, list[Group]]:
    """Sums over the incidents by facet: all, week, place, type, actor."""
    totals: dict[str, list[Group]] = defaultdict(list)
    for row in _rows(con, "totals", {"incident_ids": list(incident_ids)}):
        labels = tuple(None if label is None else clean_text(label) for label in (row["label"], row["sub_label"]))
        totals[row["facet"]].append(
            Group(labels, row["n_incidents"], row["n_attempted"], _sum_bound(row, "killed"), _sum_bound(row, "injured"))
        )
    return totals


def _sum_bound(row: Row, outcome: str) -> Bound:
    """A sum has no upper bound as soon as one of its figures has none."""
    n_unbounded = row[f"{outcome}_n_unbounded"]
    high = None if n_unbounded else row[f"{outcome}_high"]
    return Bound(row[f"{outcome}_low"], row[f"{outcome}_best"], high, row[f"{outcome}_n_stated"], n_unbounded)


def _load_weeks(
    con: duckdb.DuckDBPyConnection, window: Mapping[str, date], totals: Sequence[Group], reading: Row
) -> tuple[Week, ...]:
    """Every week of the window that `_mondays` gives, also those without incidents."""
    if not totals:
        return ()
    by_week = {date.fromisoformat(group.labels[0]): group for group in totals if group.labels[0] is not None}
    read = {row["week"]: row for row in _rows(con, "weeks", window)}
    reach = reading["last_published"]
    if reach is not None:
        reach -= timedelta(reading["delay_days"] or 0)
    nothing = Group((None,), 0, 0, Bound(), Bound())
    weeks = []
    for monday in _mondays(window["date_from"], window["date_to"], sorted(by_week)):
        sunday = monday + timedelta(6)
        group = by_week.get(monday, nothing)
        weeks.append(
            Week(
                start=monday,
                end=sunday,
                incidents=group.incidents,
                attempted=group.attempted,
                killed=group.killed,
                injured=group.injured,
                articles=read[monday]["n_articles"] if monday in read else 0,
                sources=read[monday]["n_sources"] if monday in read else 0,
                is_partial=monday < window["date_from"] or sunday > window["date_to"],
                is_provisional=reach is not None and reach < sunday,
            )
        )
    return tuple(weeks)


def _mondays(date_from: date, date_to: date, dated: Sequence[date]) -> list[date]:
    """Mondays of the window; of one longer than `MAX_WEEKS`, those from its first to its last incident, the newest."""
    first, last = date_from - timedelta(date_from.weekday()), date_to - timedelta(date_to.weekday())
    if (last - first).days >= 7 * MAX_WEEKS:
        if not dated:
            return []
        last = dated[-1]
        first = max(dated[0], last - timedelta(7 * (MAX_WEEKS - 1)))
    return [first + timedelta(days) for days in range(0, (last - first).days + 1, 7)]


def _not_understood(row: Row, names: Names) -> NotUnderstood:
    example = row["example"]
    if example is not None:
        example = clip_text(withhold_names(clean_text(example), names.get(row["article_id"], ())), 160)
    return NotUnderstood(row["stage"], clean_text(row["reason"]), row["n"], example)


def _coverage(row: Row) -> Coverage:
    return Coverage(
        source=None if row["source"] is None else clean_text(row["source"]),
        articles=row["n_articles"],
        claims=row["n_claims"] or 0,
        without_claims=row["n_without_claims"],
        unread=row["n_unread"],
        failed=row["n_failed"],
        unreadable=row["n_unreadable"],
        last_published=row["last_published"],
    )
