"""Trend reports: one self-contained HTML page, the same as Markdown, and all of it as JSON. Read-only."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from . import report_changes, report_text, report_words
from .charts import panel_top, render_panel, render_week_chart
from .report_data import load_report
from .report_map import is_drawn, render_map
from .report_records import IncidentEntry, Report

SCHEMA = "sitrep.report/2"  # docs/report.md
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class _Limits:
    """Rows shown of a list on the page and in Markdown; what is beyond is said there and stands in the JSON.

    `claims` holds for every list in no total, `reports` for those of one incident, unless its numbers rest on
    more: a page stays under 3 MB.
    """

    incidents: int = 250
    claims: int = 100
    groups: int = 60
    reports: int = 3
    copies: int = 10
    notable: int = 8


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Incidents shown of a long list, in order of date, and how many are not."""

    rows: tuple[IncidentEntry, ...]
    rest: int

    @property
    def words(self) -> str:
        return (
            f"Shown: {len(self.rows):,} of {len(self.rows) + self.rest:,}, those with most people killed, "
            "then injured, then the latest. report.json has up to 1,000, the warehouse all (out_incident)."
        )


def render_report(
    con: duckdb.DuckDBPyConnection,
    date_from: date,
    date_to: date,
    generated_at: datetime,
    out_dir: Path,
    *,
    show_names: bool = False,
    as_of: datetime | None = None,
    since: datetime | None = None,
) -> tuple[Path, ...]:
    """Write report.html, report.md and report.json for events of the window, both ends inclusive; their paths.

    With `as_of` the same bytes each time, whatever was written to the warehouse since.
    """
    report = load_report(con, date_from, date_to, generated_at, show_names=show_names, as_of=as_of, since=since)
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in (
        ("report.html", render_html(report)),
        ("report.md", render_markdown(report)),
        ("report.json", render_json(report)),
    ):
        path = out_dir / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def render_html(report: Report) -> str:
    drawing = render_map(report.points)
    return _environment().get_template("report.html.j2").render(_context(report), map=drawing)


def render_markdown(report: Report) -> str:
    text = _environment().get_template("report.md.j2").render(_context(report))
    return _BLANK_LINES.sub("\n\n", text)


def render_json(report: Report) -> str:
    """All that was loaded, keys as in `report_records`, a line for each row of a list; dates in ISO 8601."""
    record = {"schema": SCHEMA, "headline": report_words.headline_sentences(report), **_plain(report)}
    return "{\n" + ",\n".join(f"{_dump(key)}: {_dump_rows(value)}" for key, value in record.items()) + "\n}\n"


def _dump_rows(value: object) -> str:
    if not isinstance(value, tuple) or not value:
        return _dump(value)
    return "[\n " + ",\n ".join(map(_dump, value)) + "\n]"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """A record as its fields, without copying what is in them; a date as text."""
    if isinstance(value, date):
        return value.isoformat()
    # `fields` would make them anew for each of a hundred thousand records.
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _environment() -> Environment:
    """Templates that escape: HTML by themselves, Markdown by the filter `md` on every third-party text."""
    environment = Environment(
        loader=PackageLoader("storage"),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "bound_short": report_text.bound_short,
        "bound_words": report_text.bound_words,
        "change_short": report_changes.change_short,
        "count_notes": report_words.count_notes,
        "dates_words": report_text.dates_words,
        "day_words": report_text.day_words,
        "high_words": report_text.high_words,
        "md": report_text.escape_markdown,
        "moment_words": lambda moment: f"{report_text.day_words(moment)}, {moment:%H:%M} UTC",
        "number": lambda value: "–" if value is None else f"{value:,}",
        "percent": lambda share: "–" if share is None else f"{share * 100:.0f} %",
        "plural": report_text.plural,
        "words": lambda value: value.replace("_", " "),
    }
    return environment


def _context(report: Report) -> dict[str, Any]:
    """What both templates show; sections without rows are left out, save those that say so themselves."""
    limits = _Limits()
    tables = (
        ("places", ("Country", "Division"), report.by_place),
        ("types", ("Event type", "Sub-event type"), report.by_type),
        ("actors", ("Actor",), report.by_actor),
        ("targets", ("Thing hit",), report.by_target),
        ("weapons", ("Weapon",), report.by_weapon),
    )
    incidents = (
        ("incidents", report.happened),
        ("attempts", report.attempts),
        ("undated", report.undated),
        ("denied", report.denied),
        ("strategic", report.strategic),
    )
    claims = (
        ("not-done", report.not_done),
        ("aggregates", report.aggregates),
        ("assessments", report.assessments),
        ("background", report.background),
    )
    sections = report_words.load_words()["sections"]
    sizes = _list_sizes(report)
    is_mapped = any(map(is_drawn, report.points))
    flags = () if report.trend is None else report.trend.flags
    sources = () if report.trend is None else report_changes.source_sentences(report.trend.sources)
    shown = {name for name, *_, rows in (*tables, *incidents, *claims) if rows} | {
        name
        for name, is_shown in (
            ("weeks", report.incidents or report.attempted),
            ("changes", flags or sources),
            ("revisions", report.since is not None),
            ("map", is_mapped),
            ("divisions", len(report.panels) > 1),
            ("not-understood", True),
            ("coverage", True),
            ("method", True),
        )
        if is_shown
    }
    return {
        "report": report,
        "limits": limits,
        "sections": sections,
        "shown": shown,
        "sizes": sizes,
        "contents": [(name, section["title"], sizes.get(name)) for name, section in sections.items() if name in shown],
        "window": report_text.dates_words(report.date_from, report.date_to),
        "headline": report_words.headline_sentences(report),
        "flags": [report_changes.flag_sentence(flag) for flag in flags],
        "sources": sources,
        "weeks_note": report_words.weeks_words(report),
        "strategic": report_words.strategic_words(report),
        "revisions_note": report_words.revisions_words(report),
        "nothing_read": not any(row.articles for row in report.coverage),
        "unread": report_words.unread_words(report),
        "method": report_words.method_entries(report),
        "chart": render_week_chart(report.weeks),
        "is_mapped": is_mapped,
        "map_note": report_words.map_words([point for point in report.points if not is_drawn(point)]),
        "panels": _panels(report),
        "tables": [table for table in tables if table[2]],
        "notable": _choose(report.happened, limits.notable, len(report.happened)),
        "incident_lists": [
            (name, _choose(rows, limits.incidents if name == "incidents" else limits.claims, sizes[name]))
            for name, rows in incidents
            if rows
        ],
        "claim_lists": [(name, rows) for name, rows in claims if rows],
    }


def _list_sizes(report: Report) -> dict[str, int]:
    """How many there are of every list, by the id of its section."""
    ids = {"happened": "incidents", "not_done": "not-done"}
    return {ids.get(name, name): n for name, n in report.sizes.items()}


def _panels(report: Report) -> list[tuple[str, str]]:
    """Each small chart under its name."""
    top = panel_top(report.panels)
    return [
        (", ".join(label for label in reversed(panel.labels) if label), render_panel(panel, top, number))
        for number, panel in enumerate(report.panels)
    ]


def _choose(entries: Sequence[IncidentEntry], limit: int, size: int) -> _Chosen:
    """The gravest of a list that is too long to show, in the list's own order; there are `size`, loaded or not."""
    if len(entries) <= limit:
        return _Chosen(tuple(entries), size - len(entries))
    ranked = sorted(range(len(entries)), key=lambda index: (_gravity(entries[index]), index), reverse=True)
    kept = sorted(ranked[:limit])
    return _Chosen(tuple(entries[index] for index in kept), size - limit)


def _gravity(entry: IncidentEntry) -> tuple[int, int]:
    least = {
        figure.outcome: figure.bound.low or figure.bound.best or figure.bound.high or 0 for figure in entry.figures
    }
    return least.get("killed", 0), least.get("injured", 0)
