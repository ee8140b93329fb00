"""From the warehouse to the records of a report: reads the `out_*` views through the SQL in `sql/report/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import duckdb

from .report_claims import (
    claim_entry,
    count_bound,
    country_name,
    incident_figure,
    place_words,
    private_names,
    told_once,
)
from .report_query import ReportQuery, Row, Window, find_window, open_query
from .report_records import (
    ClaimEntry,
    Coverage,
    Group,
    IncidentEntry,
    NotUnderstood,
    Panel,
    Point,
    Report,
    Revision,
    Week,
)
from .report_text import Bound, clean_text, clip_text, dates_words, withhold_names
from .report_trend import Past, compare_groups, load_past, load_trend, make_panels, seen_week

OUTCOMES = ("killed", "injured", "missing", "abducted", "detained")  # that out_incident reconciles
MAX_WEEKS = 520  # ten years: what a chart can still show
MAX_ROWS = 1000  # of each list, in the JSON too: the warehouse has them all

Names = Mapping[str, Sequence[str]]


def load_report(
    con: duckdb.DuckDBPyConnection,
    date_from: date,
    date_to: date,
    generated_at: datetime,
    *,
    show_names: bool = False,
    as_of: datetime | None = None,
    since: datetime | None = None,
) -> Report:
    """Everything a report on events of the window says, both ends inclusive.

    With `as_of`, as it stood at that time, and nothing in it depends on `generated_at`; with `since`, also what has
    become different since then. Both in UTC.
    """
    window = find_window(date_from, date_to)
    with open_query(con, window, as_of, since, MAX_ROWS) as query:
        incidents = query.rows("incidents")
        claims = query.rows("claims", incident_ids=[row["incident_id"] for row in incidents])
        issues = query.rows("issues")
        names = {} if show_names else _load_names(query, claims, issues)
        entries = _load_claims(query, claims, names)
        sections = _incident_sections(incidents, claims, entries)
        told = _claim_sections(claims, entries)
        (reading,) = query.rows("reading")
        past = load_past(query, window, reading["first_published"], reading["last_published"])
        rows = _grouped(query.rows("totals"), "facet")
        by_span = {row["span"]: row for row in rows.get("all", ())}
        totals = {facet: _groups(found) for facet, found in rows.items()}
        whole = totals["all"][0][1] if "all" in totals else Group((None,), 0, 0, Bound(), Bound())
        compared = {
            facet: compare_groups(totals.get(facet, ()), facet, past)
            for facet in ("place", "type", "actor", "target", "weapon")
        }
        return Report(
            date_from=date_from,
            date_to=date_to,
            generated_at=(as_of or generated_at).astimezone(UTC),
            as_of=as_of,
            since=since,
            data_as_of=None if reading["data_as_of"] is None else reading["data_as_of"].replace(tzinfo=UTC),
            delay_days=reading["delay_days"],
            names_shown=show_names,
            incidents=whole.incidents,
            attempted=whole.attempted,
            n_dateless=reading["n_dateless"],
            killed=whole.killed,
            injured=whole.injured,
            weeks=_load_weeks(query, window, totals.get("week", ()), reading, past),
            no_week=next((group for key, group in totals.get("week", ()) if group.labels[0] is None), None),
            by_place=tuple(replace(row, labels=_place_labels(row.labels)) for row in compared["place"] if _is_now(row)),
            by_type=tuple(row for row in compared["type"] if _is_now(row)),
            by_actor=tuple(replace(row, labels=row.labels[:1]) for row in compared["actor"] if _is_now(row)),
            by_target=tuple(replace(row, labels=row.labels[:1]) for row in compared["target"] if _is_now(row)),
            by_weapon=tuple(replace(row, labels=row.labels[:1]) for row in compared["weapon"] if _is_now(row)),
            panels=_panels(make_panels(compared["place"], past)),
            points=tuple(_point(row) for row in query.rows("points")),
            trend=load_trend(query, past, by_span) if window.has_before else None,
            revisions=None if since is None else _load_revisions(query),
            sizes=_sizes(incidents, claims),
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
            coverage=tuple(_coverage(row) for row in query.rows("coverage")),
            languages_unread=tuple((row["language"], row["n_articles"]) for row in query.rows("languages")),
        )


def _grouped(rows: Sequence[Row], key: str) -> Mapping[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _is_now(group: Group) -> bool:
    return group.incidents + group.attempted > 0


def _place_labels(labels: tuple[str | None, ...]) -> tuple[str | None, ...]:
    return country_name(labels[0]), labels[1]


def _panels(panels: Sequence[Panel]) -> tuple[Panel, ...]:
    return tuple(replace(panel, labels=_place_labels(panel.labels)) for panel in panels)


def _sizes(incidents: Sequence[Row], claims: Sequence[Row]) -> dict[str, int]:
    """How many incidents and other claims there are of each list, loaded or not."""
    sizes = {row["section"]: row["n_section"] for row in incidents}
    kinds = {"incident": "not_done", "aggregate": "aggregates", "assessment": "assessments"}
    sizes |= {kinds.get(row["kind"], row["kind"]): row["n_kind"] for row in claims if row["incident_id"] is None}
    return {"attempts" if name == "attempted" else name: n for name, n in sizes.items()}


def _point(row: Row) -> Point:
    return Point(
        name=None if row["place_name"] is None else clean_text(row["place_name"]),
        admin1=None if row["place_admin1"] is None else clean_text(row["place_admin1"]),
        country=country_name(row["place_country"]),
        precision=row["place_precision"],
        lat=row["place_lat"],
        lon=row["place_lon"],
        incidents=row["n_incidents"],
        killed=row["killed"],
    )


def _load_revisions(query: ReportQuery) -> tuple[Revision, ...]:
    return tuple(
        Revision(row["kind"], row["incident_id"], clean_text(row["what"]), clean_text(row["why"]), row["cause"])
        for row in query.rows("revisions")
    )


def _load_names(query: ReportQuery, claims: Sequence[Row], issues: Sequence[Row]) -> Names:
    articles = {row["article_id"] for row in (*claims, *issues)} - {None}
    return private_names(query.rows("private_parties", article_ids=sorted(articles)))


def _load_claims(query: ReportQuery, claims: Sequence[Row], names: Names) -> dict[str, ClaimEntry]:
    ids = [row["claim_id"] for row in claims]
    parties, counts, sentences = (
        _grouped(query.rows(f"claim_{part}", claim_ids=ids), "claim_id") for part in ("party", "count", "sentence")
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


def _groups(rows: Sequence[Row]) -> list[tuple[str | None, Group]]:
    """The rows of one facet with their keys, those of the window first; the window before gives a number only."""

    def name(row: Row) -> tuple[str | None, ...]:
        return (row["label"], row["sub_label"], row["key"])

    before = {name(row): row["n_incidents"] for row in rows if row["span"] == "before"}
    found = [(row["key"], _group(row, before.pop(name(row), 0))) for row in rows if row["span"] == "now"]
    gone = [
        (row["key"], Group(_labels(row), 0, 0, Bound(), Bound(), row["n_incidents"]))
        for row in rows
        if name(row) in before
    ]
    return found + gone


def _labels(row: Row) -> tuple[str | None, ...]:
    return tuple(None if label is None else clean_text(label) for label in (row["label"], row["sub_label"]))


def _group(row: Row, before: int) -> Group:
    killed, injured = _sum_bound(row, "killed"), _sum_bound(row, "injured")
    return Group(_labels(row), row["n_incidents"], row["n_attempted"], killed, injured, before)


def _sum_bound(row: Row, outcome: str) -> Bound:
    """A sum has no upper bound as soon as one of its figures has none."""
    n_unbounded = row[f"{outcome}_n_unbounded"]
    high = None if n_unbounded else row[f"{outcome}_high"]
    return Bound(row[f"{outcome}_low"], row[f"{outcome}_best"], high, row[f"{outcome}_n_stated"], n_unbounded)


def _load_weeks(
    query: ReportQuery, window: Window, totals: Sequence[tuple[str | None, Group]], reading: Row, past: Past
) -> tuple[Week, ...]:
    """Every week of the window that `_mondays` gives, also those without incidents."""
    if not totals:
        return ()
    by_week = {date.fromisoformat(group.labels[0]): group for _, group in totals if group.labels[0] is not None}
    read = {row["week"]: row for row in query.rows("weeks")}
    spread = {row["week"]: float(row["n"]) for row in query.rows("spread")}
    reach = reading["last_published"]
    if reach is not None:
        reach -= timedelta(reading["delay_days"] or 0)
    nothing = Group((None,), 0, 0, Bound(), Bound())
    weeks = []
    for monday in _mondays(window.date_from, window.date_to, sorted(by_week)):
        sunday = monday + timedelta(6)
        group = by_week.get(monday, nothing)
        week = Week(
            start=monday,
            end=sunday,
            incidents=group.incidents,
            attempted=group.attempted,
            killed=group.killed,
            injured=group.injured,
            articles=read[monday]["n_articles"] if monday in read else 0,
            sources=read[monday]["n_sources"] if monday in read else 0,
            is_partial=monday < window.date_from or sunday > window.date_to,
            is_provisional=reach is not None and reach < sunday,
            spread=spread.get(monday, 0.0),
        )
        weeks.append(replace(week, seen=None if week.is_partial else seen_week(past, week)))
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
