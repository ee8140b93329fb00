"""The sentences of a report: headline, method, notes. Only these words and the numbers of the report, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from .report_changes import change_sentences
from .report_records import CountLine, Point, Report
from .report_text import Bound, bound_words, join_words, plural


@cache
def load_words() -> dict[str, Any]:
    """The standing words: `sections` (id to title and note), `method` (term to explanation), `names`."""
    words = yaml.safe_load(files("storage").joinpath("templates/report_words.yaml").read_text("utf-8"))
    return dict(words)


def headline_sentences(report: Report) -> tuple[str, ...]:
    """What was reported in the window, in plain sentences; one string per paragraph."""
    apart = _apart_words(report)
    if not report.incidents:
        first = f"{_when(report)}, no dated incident was reported in what was read."
        return (f"{first} That is not to say that nothing happened.", *_changes(report), *apart)
    countries = {row.labels[0] for row in report.by_place if row.incidents and row.labels[0] is not None}
    where = f" in {plural(len(countries), 'country', 'countries')}" if countries else ""
    told = "was reported" if report.incidents == 1 else "were reported"
    sentences = [
        f"{_when(report)}, {plural(report.incidents, 'incident')} {told}{where}.",
        _people(report.killed, "killed"),
        _people(report.injured, "injured"),
    ]
    silent = report.incidents - report.killed.n_stated
    if silent and report.killed.n_stated:
        sentences.append(
            f"For {silent:,} of the {report.incidents:,} incidents no number of people killed is stated, "
            "and unknown is not counted as zero."
        )
    return (" ".join(sentences), *_changes(report), *_foremost(report), *apart)


def _when(report: Report) -> str:
    start, end = report.date_from, report.date_to
    if start == end:
        return f"On {end.day} {end:%B %Y}"
    return f"From {start.day} {start:%B}{'' if start.year == end.year else f' {start.year}'} to {end.day} {end:%B %Y}"


def _changes(report: Report) -> tuple[str, ...]:
    """Beside the window before, and how many weeks stand out, as one paragraph or none."""
    sentences = [*change_sentences(report)]
    if report.trend is not None and report.trend.flags:
        places = plural(
            len(report.trend.flags), "week of a place, type or body stands", "weeks of places, types or bodies stand"
        )
        sentences.append(f"{places} out: see “What changed”.")
    return (" ".join(sentences),) if sentences else ()


def _foremost(report: Report) -> tuple[str, ...]:
    """The commonest types and the incident with most people killed, where there are enough to choose from."""
    if report.incidents < 5:
        return ()
    types = [row for row in report.by_type[:3] if row.incidents]
    kinds = [f"{row.labels[1] or row.labels[0] or 'type not stated'} ({row.incidents:,})" for row in types]
    sentences = [f"Most often: {join_words(kinds)}."]
    killed = [(one.bound, entry) for entry in report.happened for one in entry.figures if one.outcome == "killed"]
    bound, worst = max(killed, key=lambda pair: pair[0].low or 0, default=(Bound(), None))
    if worst is not None and bound.low:
        where = f"{worst.place or 'place not stated'}, {worst.dates}"
        sentences.append(f"Most people killed in one incident: {bound_words(bound)}, {where}.")
    return (" ".join(sentences),)


def _people(bound: Bound, outcome: str) -> str:
    if not bound.n_stated:
        return f"No number of people {outcome} is stated."
    if bound.low == bound.high == 0:
        return f"Nobody was reported {outcome}."
    words = bound_words(bound)
    some = f"{words[0].upper()}{words[1:]} {'person was' if words == '1' else 'people were'} reported {outcome}"
    if bound.best is not None and bound.best != bound.low:
        some += f" (best figure {bound.best:,})"
    if bound.high is None and bound.n_unbounded:
        open_ended = "1 count is" if bound.n_unbounded == 1 else f"{bound.n_unbounded:,} counts are"
        some += f"; the upper bound is unknown because {open_ended} open-ended"
    return some + "."


def _apart_words(report: Report) -> tuple[str, ...]:
    """What is in the report but in no total, as one paragraph or none."""
    parts = [
        plural(n, noun, nouns)
        for n, noun, nouns in (
            (report.attempted, "attempt that failed or was foiled", "attempts that failed or were foiled"),
            (report.sizes.get("undated", 0), "incident without a usable date", "incidents without a usable date"),
            (
                report.sizes.get("denied", 0),
                "incident denied, retracted or unsure",
                "incidents denied, retracted or unsure",
            ),
            (report.sizes.get("strategic", 0), "strategic development", "strategic developments"),
            (
                report.sizes.get("not_done", 0),
                "act planned, supposed or said not to have happened",
                "acts planned, supposed or said not to have happened",
            ),
            (report.sizes.get("aggregates", 0), "tally over a period or area", "tallies over a period or area"),
            (report.sizes.get("assessments", 0), "assessment or threat", "assessments or threats"),
            (report.sizes.get("background", 0), "past fact told as background", "past facts told as background"),
        )
        if n
    ]
    return (f"Listed below, but in none of these totals: {join_words(parts)}.",) if parts else ()


def weeks_words(report: Report) -> str:
    """How far the chart reaches, and which of its weeks are provisional."""
    notes = []
    if report.weeks and (report.weeks[0].start > report.date_from or report.weeks[-1].end < report.date_to):
        notes.append(
            "The window is too long to show: weeks run from the first incident to the last, ten years at most."
        )
    if any(week.is_provisional for week in report.weeks):
        late = (
            ""
            if report.delay_days is None
            else f": nine in ten first reports came within {plural(report.delay_days, 'day')}"
        )
        notes.append(f"More reports are to be expected of weeks marked provisional, which are drawn paler{late}.")
    return " ".join(notes)


def map_words(points: Sequence[Point]) -> str:
    """How many incidents are not on the map, and where they were."""
    n = sum(point.incidents for point in points)
    if not n:
        return ""
    known = [f"{point.name or point.country or 'place not stated'} {point.incidents:,}" for point in points[:6]]
    more = f" and {plural(len(points) - 6, 'other')}" if len(points) > 6 else ""
    return (
        f"Not on the map: {plural(n, 'incident')} whose place is not stated, or known to a country or wider region "
        f"only ({', '.join(known)}{more})."
    )


def strategic_words(report: Report) -> str:
    """How many strategic developments of each kind, commonest first."""
    kinds = Counter(entry.sub_event_type or "type not stated" for entry in report.strategic)
    listed = ", ".join(f"{kind} {n:,}" for kind, n in sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
    return f"By kind: {listed}."


def unread_words(report: Report) -> str:
    """Languages not read, and incidents that no window can hold."""
    notes = []
    if report.languages_unread:
        languages = ", ".join(f"{language} ({plural(n, 'article')})" for language, n in report.languages_unread)
        notes.append(f"Languages not read: {languages}.")
    if report.n_dateless:
        notes.append(
            f"{plural(report.n_dateless, 'incident')} with neither a date nor a day of publication "
            f"{'is' if report.n_dateless == 1 else 'are'} in no window, this one included."
        )
    return " ".join(notes)


def count_notes(count: CountLine) -> tuple[str, ...]:
    """Why a count is not simply added: a rival, corrected or total figure, or a bound set by convention."""
    notes = []
    if count.rank == "rival":
        notes.append("another speaker’s figure, not added")
    elif count.rank == "superseded":
        notes.append("corrected later in the article, not added")
    if count.is_total:
        notes.append("a total, to which its parts are not added")
    if count.convention:
        notes.append("a vague word, bounded by convention")
    return tuple(notes)


def method_entries(report: Report) -> tuple[tuple[str, str], ...]:
    """The method box: term and explanation."""
    words = load_words()
    return (*words["method"].items(), ("Names", words["names"]["shown" if report.names_shown else "hidden"]))


def revisions_words(report: Report) -> str:
    """How many revisions of each kind, and what of: "3 new, 2 corrected (edit, follow-up), 1 withdrawn (deleted)"."""
    causes: dict[str, list[str]] = {}
    for one in report.revisions or ():
        causes.setdefault(one.kind, []).append(one.cause)
    return ", ".join(
        f"{len(found):,} {kind}" + ("" if kind == "new" else f" ({', '.join(sorted(set(found)))})")
        for kind, found in causes.items()
    )
