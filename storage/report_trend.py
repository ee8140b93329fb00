"""The trend of a report: coverage of every day, this window beside the one before, and weeks that stand out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from .report_query import ReportQuery, Row, Window
from .report_records import Compared, Flag, Group, Panel, Seen, SourceChange, Trend, Week
from .trends.exposure import Array, Told, fit_exposure, reach_days
from .trends.live import find_silences, live_days
from .trends.rates import adjust_p_values, compare_rates, find_dispersion, find_excess, poisson_interval

LEAST_COVERAGE = 0.2  # of a typical day's: less is a gap, of which nothing is said
_LEAST_TOLD = 20  # incidents of known days that coverage is measured with
_LEAST_FLAGGED = 5  # incidents of a week that may stand out (Farrington's rule of five)
_PAST_WEEKS, _LEAST_WEEKS, _GUARD_WEEKS = 26, 6, 1  # a rise that has begun is not its own past
_FALSE_FLAGS = 0.05  # of all flags
_LEAST_DAYS = 8  # of publication before a source's silence is called unusual
_N_PANELS, _PANEL_WEEKS = 12, 26

Series = Mapping[tuple[str, str | None, str | None], Mapping[date, int]]


@dataclass(frozen=True, slots=True)
class Watch:
    """What was watched from `first` on: coverage by day, days of publication and weight by source."""

    first: date
    coverage: Array
    published: Mapping[str, Sequence[int]]
    weights: Mapping[str, float]
    n_days: int  # until the last publication

    def mean(self, start: date, end: date) -> float:
        """Mean coverage of some days; those outside of all that was watched have none."""
        return self.total(start, end) / ((end - start).days + 1)

    def total(self, start: date, end: date) -> float:
        low, high = (start - self.first).days, (end - self.first).days + 1
        return float(self.coverage[max(low, 0) : max(high, 0)].sum())


@dataclass(frozen=True, slots=True)
class Past:
    """What a window is compared with; `watch` is None where too little was told to measure coverage."""

    window: Window
    watch: Watch | None
    series: Series


def load_past(query: ReportQuery, window: Window, first_published: date | None, end: date | None) -> Past:
    """From the days of the first and the last publication on."""
    return Past(window, _load_watch(query, window, first_published, end), _load_series(query))


def _load_watch(query: ReportQuery, window: Window, first_published: date | None, end: date | None) -> Watch | None:
    """Coverage by day from the start of history, or of watching, on; None where too little was told to measure it."""
    if first_published is None or end is None or not window.has_before:
        return None
    first = max(window.history_from, _monday(first_published))
    n_days = (end - first).days + 1
    if n_days < 1:
        return None
    bounds = {"as_of_day": end}
    published: dict[str, list[int]] = defaultdict(list)
    for row in query.rows("source_days", **bounds):
        published[row["source"]].append((row["day"] - first).days)
    names = sorted(published)
    live = np.column_stack([live_days(published[name], n_days) for name in names])
    weeks = [slice(start, start + 7) for start in range(0, n_days, 7)]
    told = _load_told(query, first, names, len(weeks))
    if sum(len(week) for week in told) < _LEAST_TOLD:
        return None
    exposure = fit_exposure(reach_days(live, _load_delay(query, end)), told, weeks)
    if exposure is None:
        return None
    weights = dict(zip(names, (float(weight) for weight in exposure.weights), strict=True))
    return Watch(first, exposure.days, published, weights, n_days)


def _load_told(query: ReportQuery, first: date, names: Sequence[str], n_weeks: int) -> list[Told]:
    """Which sources told of each incident, by week."""
    told = [np.zeros((0, len(names)), dtype=bool)] * n_weeks
    columns = {name: index for index, name in enumerate(names)}
    rows = _grouped_by_week(query.rows("tellings"), first)
    for week, incidents in rows.items():
        if 0 <= week < n_weeks:
            told[week] = np.zeros((len(incidents), len(names)), dtype=bool)
            for index, sources in enumerate(incidents):
                told[week][index, [columns[source] for source in sources if source in columns]] = True
    return told


def _grouped_by_week(rows: Sequence[Row], first: date) -> Mapping[int, list[list[str]]]:
    weeks: dict[int, list[list[str]]] = defaultdict(list)
    for row in rows:
        weeks[(row["day"] - first).days // 7].append(row["sources"])
    return weeks


def _load_delay(query: ReportQuery, end: date) -> Array:
    """Share of reports by days after the event; all on the same day where none is old enough to tell."""
    counts = np.zeros(31)
    for row in query.rows("delays", as_of_day=end):
        counts[row["delay"]] = row["n"]
    if not counts.sum():
        counts[0] = 1
    delay: Array = counts / counts.sum()
    return delay


def _load_series(query: ReportQuery) -> Series:
    """Incidents by week, of all (facet all), of places, types and bodies."""
    series: dict[tuple[str, str | None, str | None], dict[date, int]] = defaultdict(dict)
    for row in query.rows("series"):
        series[row["facet"], row["label"], row["sub_label"]][row["week"]] = row["n"]
    return series


def seen_week(past: Past, week: Week) -> Seen | None:
    """A week's coverage, and its incidents as they would be at typical coverage."""
    if past.watch is None:
        return None
    coverage = past.watch.mean(week.start, week.end)
    if coverage < LEAST_COVERAGE:
        return Seen(coverage, None, None, None)
    interval = poisson_interval(week.incidents)
    return Seen(coverage, interval.value / coverage, interval.low / coverage, interval.high / coverage)


def compare_counts(past: Past, now: int, before: int, dispersion: float = 1.0) -> Compared | None:
    """A count beside that of the window before; None in a gap, or where there is nothing to compare."""
    window, watch = past.window, past.watch
    if watch is None or explain_unknown(past) is not None:
        return None
    exposures = (
        watch.total(window.date_from, window.date_to),
        watch.total(window.before_from, window.date_from - timedelta(1)),
    )
    change = compare_rates((now, before), exposures, dispersion)
    if change is None:
        return None
    ratio = change.ratio
    return Compared(
        now=now,
        before=before,
        expected=change.expected,
        ratio=None if math.isinf(ratio.value) else ratio.value,
        ratio_low=ratio.low,
        ratio_high=None if math.isinf(ratio.high) else ratio.high,
        is_clear=change.is_clear,
    )


def explain_unknown(past: Past) -> str | None:
    """Why the window and the one before cannot be compared; None if they can."""
    window, watch = past.window, past.watch
    if not window.has_before:
        return "the window is too long to have another before it"
    if watch is None:
        return "too few incidents of known days were reported to measure coverage"
    if watch.mean(window.date_from, window.date_to) < LEAST_COVERAGE:
        return "too little of the window was watched"
    if watch.mean(window.before_from, window.date_from - timedelta(1)) < LEAST_COVERAGE:
        return "too little of the window before was watched"
    return None


def compare_groups(groups: Sequence[tuple[str | None, Group]], facet: str, past: Past) -> tuple[Group, ...]:
    """The groups with their change, each with the spread of its own weeks; an actor's weeks go by its key."""
    compared = []
    for key, group in groups:
        labels = (key, None) if facet == "actor" else group.labels
        spread = _week_spread(past, past.series.get((facet, labels[0], labels[1]), {}))
        compared.append(replace(group, compared=compare_counts(past, group.incidents, group.before, spread)))
    return tuple(compared)


def _week_spread(past: Past, counts: Mapping[date, int]) -> float:
    """Dispersion of the weeks before the window."""
    watch = past.watch
    if watch is None:
        return 1.0
    weeks = [week for week in _mondays(watch.first, past.window.date_from - timedelta(7)) if _is_seen(watch, week)]
    return find_dispersion([counts.get(week, 0) for week in weeks], [_week_coverage(watch, week) for week in weeks])


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _mondays(first: date, last: date) -> list[date]:
    start = _monday(first)
    return [start + timedelta(days) for days in range(0, (last - start).days + 1, 7)]


def _week_coverage(watch: Watch, week: date) -> float:
    return watch.mean(week, week + timedelta(6))


def _is_seen(watch: Watch, week: date) -> bool:
    return _week_coverage(watch, week) >= LEAST_COVERAGE


def load_trend(query: ReportQuery, past: Past, totals: Mapping[str, Row]) -> Trend:
    """The window beside the one before, in all; `totals` are the rows of all incidents by span, now and before."""
    window, watch = past.window, past.watch
    rows = (totals.get("now", {}), totals.get("before", {}))
    spread = _week_spread(past, past.series.get(("all", None, None), {}))
    incidents, killed = ([int(row.get(name) or 0) for row in rows] for name in ("n_incidents", "killed_best"))
    # People are killed several at a time: the spread of a sum of such numbers is that of their squares.
    squares = sum(row.get("killed_squares") or 0 for row in rows) / max(sum(killed), 1)
    flags, n_tested = _find_flags(past)
    before_to = window.date_from - timedelta(1)
    return Trend(
        before_from=window.before_from,
        before_to=before_to,
        history_from=window.history_from if watch is None else watch.first,
        coverage=None if watch is None else watch.mean(window.date_from, window.date_to),
        coverage_before=None if watch is None else watch.mean(window.before_from, before_to),
        unknown=explain_unknown(past),
        incidents=compare_counts(past, incidents[0], incidents[1], spread),
        killed=compare_counts(past, killed[0], killed[1], max(1.0, squares) * spread),
        dispersion=spread,
        flags=tuple(_with_makeup(query, flag) for flag in flags),
        n_tested=n_tested,
        sources=() if watch is None else _source_changes(watch, window),
    )


def _find_flags(past: Past) -> tuple[list[Flag], int]:
    """Weeks of the window that stand out, newest first, and how many were looked at."""
    watch, window = past.watch, past.window
    if watch is None:
        return [], 0
    weeks = [
        week
        for week in _mondays(window.date_from, window.date_to)
        if week >= window.date_from and week + timedelta(6) <= window.date_to and _is_seen(watch, week)
    ]
    tested = [
        _test_week(watch, facet, (label, sub_label), counts, week)
        for (facet, label, sub_label), counts in past.series.items()
        for week in weeks
        if counts.get(week, 0) >= _LEAST_FLAGGED
    ]
    found = [flag for flag in tested if flag is not None]
    # Weeks with fewer incidents were looked at too: they stand for a chance of 1.
    n_tested = len(past.series) * len(weeks)
    adjusted = adjust_p_values([*(flag.p_value for flag in found), *[1.0] * (n_tested - len(found))])
    flags = [
        flag for flag, p in zip(found, adjusted, strict=False) if p <= _FALSE_FLAGS and flag.incidents > flag.limit
    ]
    return sorted(flags, key=lambda flag: (-flag.start.toordinal(), flag.facet != "all", flag.p_value)), n_tested


def _test_week(
    watch: Watch, facet: str, labels: tuple[str | None, ...], counts: Mapping[date, int], week: date
) -> Flag | None:
    """One week beside its past; None where too few weeks of that could be seen."""
    first = max(watch.first, week - timedelta(7 * (_PAST_WEEKS + _GUARD_WEEKS)))
    weeks = [one for one in _mondays(first, week - timedelta(7 * (1 + _GUARD_WEEKS))) if _is_seen(watch, one)]
    if len(weeks) < _LEAST_WEEKS:
        return None
    past = [(counts.get(one, 0), _week_coverage(watch, one)) for one in weeks]
    excess = find_excess(counts[week], _week_coverage(watch, week), past)
    if excess is None:
        return None
    return Flag(
        facet=facet,
        labels=labels,
        start=week,
        end=week + timedelta(6),
        incidents=excess.count,
        expected=excess.expected,
        limit=excess.limit,
        p_value=excess.p_value,
        n_weeks=len(weeks),
    )


def _with_makeup(query: ReportQuery, flag: Flag) -> Flag:
    """The flag with what its incidents were, and a name for a body."""
    rows = query.rows("flag", facet=flag.facet, label=flag.labels[0], sub_label=flag.labels[1], week=flag.start)
    labels = (rows[0]["actor"], None) if flag.facet == "actor" and rows else flag.labels
    return replace(flag, labels=labels, makeup=tuple((row["sub_event_type"], row["n"]) for row in rows[:3]))


def _source_changes(watch: Watch, window: Window) -> tuple[SourceChange, ...]:
    """Sources that began or fell silent in the window or the one before, heaviest first."""
    changes = []
    for name, days in watch.published.items():
        weight, source = watch.weights[name], name or None
        began = watch.first + timedelta(days[0])
        if began >= window.before_from and days[0] > 6:
            changes.append(SourceChange(source, "new", began, None, weight))
        if len(days) < _LEAST_DAYS:
            continue
        for start, end in find_silences(days, watch.n_days):
            first, last = (watch.first + timedelta(day) for day in (start, end))
            if last >= window.before_from and first <= window.date_to:
                changes.append(SourceChange(source, "silent", first, None if end == watch.n_days - 1 else last, weight))
    return tuple(sorted(changes, key=lambda change: (-change.weight, change.start, change.source or "")))


def make_panels(groups: Sequence[Group], past: Past) -> tuple[Panel, ...]:
    """Divisions with most incidents in the window and the one before: their weeks up to the end of the window."""
    window, watch = past.window, past.watch
    last = _monday(window.date_to)
    first = max(window.history_from if watch is None else watch.first, last - timedelta(7 * (_PANEL_WEEKS - 1)))
    ranked = sorted(groups, key=lambda group: -(group.incidents + group.before))
    panels = []
    for group in [one for one in ranked if one.labels[1] is not None and one.incidents + one.before][:_N_PANELS]:
        counts = past.series.get(("place", group.labels[0], group.labels[1]), {})
        weeks = tuple(
            (week, counts.get(week, 0), watch is not None and not _is_seen(watch, week))
            for week in _mondays(first, last)
        )
        panels.append(Panel(group.labels, _monday(window.date_from), weeks, group.incidents, group.before))
    return tuple(panels)
