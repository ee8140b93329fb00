"""The charts of a report as inline SVG: no script, prints, follows the page's colours through CSS classes.

A range is a bar from low to high with a tick at the best figure. Where a figure has no upper bound the bar fades out
above what is known, with an arrow: open is never drawn as zero, and a week with no figure has no bar. A week of which
too little could be seen is hatched: a gap is not calm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .report_records import Panel, Week
from .report_text import Bound, bound_words, dates_words, plural

WIDTH = 960
_LEFT, _RIGHT = 44, 8
_HEADROOM = 24  # px that an open-ended bar goes on above what is known, free above each strip
_FADE = (
    '<defs><linearGradient id="open-fade" x1="0" y1="1" x2="0" y2="0"><stop offset="0" class="fade-from"/>'
    '<stop offset="1" class="fade-to"/></linearGradient><pattern id="gap-hatch" width="6" height="6" '
    'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line y2="6" class="hatch"/></pattern></defs>'
)
_PANEL_WIDTH, _PANEL_HEIGHT = 240, 60
_WIDEST = 110  # px of a bar: one week does not fill the page
_PLAIN = 0.03  # coverage that differs by less from a typical week's changes no bar that can be seen


@dataclass(frozen=True, slots=True)
class _Panel:
    """One strip of the chart: its baseline and height in px, and the value at its top."""

    base: float
    height: float
    top: int

    def y(self, value: float) -> float:
        return self.base - self.height * value / self.top


def nice_top(largest: int) -> int:
    """The smallest of 1, 2, 3, 4, 6, 8, 10, 20, 30 ... that is not below the largest value."""
    step = 1
    while True:
        for factor in (1, 2, 3, 4, 6, 8):
            if largest <= factor * step:
                return factor * step
        step *= 10


def render_week_chart(weeks: Sequence[Week]) -> str:
    """SVG with two strips, incidents and people killed, over one axis of weeks; "" where there is no week."""
    if not weeks:
        return ""
    slot = (WIDTH - _LEFT - _RIGHT) / len(weeks)
    adjusted = [week.seen.adjusted for week in weeks if week.seen and week.seen.adjusted is not None]
    most = max((*(week.incidents + week.spread for week in weeks), *adjusted))
    counted = _Panel(base=152, height=104, top=nice_top(math.ceil(most)))
    is_adjusted = any(week.seen and abs(week.seen.coverage - 1) > _PLAIN for week in weeks)
    largest = max(value or 0 for week in weeks for value in (week.killed.low, week.killed.best, week.killed.high))
    killed = _Panel(base=360, height=140, top=nice_top(largest))
    title = f"Incidents and people killed by week, {dates_words(weeks[0].start, weeks[-1].end)}"
    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} 392" role="img" aria-labelledby="chart-title chart-desc">',
        f'<title id="chart-title">{escape(title)}</title>',
        f'<desc id="chart-desc">{escape(_describe(weeks))}</desc>',
        _FADE,
        *_axis(counted, "Incidents"),
        *_axis(killed, "People killed: low to high, tick at the best figure"),
    ]
    for index, week in enumerate(weeks):
        width = min(slot * 0.72, _WIDEST)
        left = _LEFT + (index + 0.5) * slot - width / 2
        parts.append(
            f'<g class="week{" provisional" if week.is_provisional else ""}"><title>{escape(_tip(week))}</title>'
        )
        parts.append(f'<rect class="hit" x="{left:.1f}" y="20" width="{width:.1f}" height="342"/>')
        if week.is_gap:
            parts.append(_rect("gap", left, counted.base - counted.height, width, counted.height))
        parts += _counted(week, counted, left, width, is_adjusted=is_adjusted)
        parts += _range(week.killed, killed, left, width)
        parts.append("</g>")
    parts += _week_labels(weeks, slot)
    parts.append("</svg>")
    return "\n".join(parts)


def _rect(css: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _axis(panel: _Panel, label: str) -> list[str]:
    parts = [f'<text class="strip" x="0" y="{panel.base - panel.height - (_HEADROOM + 8):.0f}">{label}</text>']
    for value in sorted({0, panel.top // 2, panel.top} if panel.top % 2 == 0 else {0, panel.top}):
        y = panel.y(value)
        parts.append(
            f'<line class="{"base" if value == 0 else "grid"}" x1="{_LEFT}" x2="{WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>')
    return parts


def _range(bound: Bound, panel: _Panel, left: float, width: float) -> list[str]:
    """The bar of one week: nothing without a figure, a thin line for a stated zero."""
    if not bound.n_stated:
        return []
    parts: list[str] = []
    known = [value for value in (bound.low, bound.best, bound.high) if value is not None]
    low = panel.y(bound.low if bound.low is not None else 0)
    middle = left + width / 2
    if bound.low:
        parts.append(_rect("sure", left, low, width, panel.base - low))
    if bound.high is not None and bound.high > (bound.low or 0):
        high = panel.y(bound.high)
        parts.append(_rect("range", left, high, width, low - high))
    if bound.high is None and bound.n_unbounded:
        foot = panel.y(max(known, default=0))
        tip = foot - _HEADROOM
        parts.append(
            f'<rect class="open" x="{left:.1f}" y="{tip:.1f}" width="{width:.1f}" height="{low - tip:.1f}" '
            'fill="url(#open-fade)"/>'
        )
        arrow = f"M{middle - 4:.1f} {tip + 5:.1f} L{middle:.1f} {tip:.1f} L{middle + 4:.1f} {tip + 5:.1f}"
        parts.append(f'<path class="arrow" d="{arrow}"/>')
    if not any(known):
        parts.append(_rect("sure", left, panel.base - 2, width, 2))
    if bound.best is not None and bound.best != bound.low:
        y = panel.y(bound.best)
        parts.append(f'<line class="best" x1="{left - 2:.1f}" x2="{left + width + 2:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
    return parts


def _counted(week: Week, panel: _Panel, left: float, width: float, *, is_adjusted: bool) -> list[str]:
    """The incidents of one week; above them those spread over weeks; with their number at typical coverage."""
    parts: list[str] = []
    y = panel.y(week.incidents)
    if week.incidents:
        parts.append(_rect("bar", left, y, width, panel.base - y))
    if week.spread:
        top = panel.y(week.incidents + week.spread)
        parts.append(_rect("spread", left, top, width, y - top))
    seen = week.seen
    if is_adjusted and seen and seen.adjusted is not None:
        middle, value = left + width / 2, panel.y(seen.adjusted)
        low, high = panel.y(seen.adjusted_low or 0), panel.y(min(seen.adjusted_high or 0, panel.top * 1.2))
        parts.append(f'<line class="whisker" x1="{middle:.1f}" x2="{middle:.1f}" y1="{low:.1f}" y2="{high:.1f}"/>')
        parts.append(f'<circle class="adjusted" cx="{middle:.1f}" cy="{value:.1f}" r="3.5"/>')
    return parts


def render_panel(panel: Panel, top: int, number: int) -> str:
    """A small chart of one division's weeks on the scale of all; weeks before the window are paler."""
    slot = _PANEL_WIDTH / max(len(panel.weeks), 1)
    name = ", ".join(label for label in reversed(panel.labels) if label)
    words = f"{name}: {plural(panel.incidents, 'incident')} in the window, {panel.before:,} in the one before"
    parts = [
        f'<svg class="panel" viewBox="0 0 {_PANEL_WIDTH} {_PANEL_HEIGHT + 2}" role="img" aria-labelledby="p-{number}">',
        f'<title id="p-{number}">{escape(words)}</title>',
    ]
    for index, (week, n, is_gap) in enumerate(panel.weeks):
        left, height = index * slot, _PANEL_HEIGHT * n / top
        css = "bar" if week >= panel.window_from else "past"
        if is_gap:
            parts.append(_rect("gap", left, 0, slot, _PANEL_HEIGHT))
        if n:
            parts.append(_rect(css, left + slot * 0.1, _PANEL_HEIGHT - height, slot * 0.8, height))
    parts.append(f'<line class="base" x2="{_PANEL_WIDTH}" y1="{_PANEL_HEIGHT}" y2="{_PANEL_HEIGHT}"/></svg>')
    return "\n".join(parts)


def panel_top(panels: Sequence[Panel]) -> int:
    """The value at the top of all small charts: they share one scale."""
    return nice_top(max((n for panel in panels for _, n, _ in panel.weeks), default=1))


def _week_labels(weeks: Sequence[Week], slot: float) -> list[str]:
    """The Monday under every week, thinned so that labels stay 64 px apart."""
    every = max(1, -(-64 // int(slot) if slot >= 1 else len(weeks)))
    labels = []
    for index in range(0, len(weeks), every):
        start = weeks[index].start
        year = f" {start.year}" if index == 0 or start.year != weeks[index - every].start.year else ""
        x = _LEFT + (index + 0.5) * slot
        anchor = "start" if index == 0 and slot < 64 else "middle"
        labels.append(
            f'<text class="tick" x="{x:.1f}" y="380" text-anchor="{anchor}">{start.day} {start:%b}{year}</text>'
        )
    return labels


def _tip(week: Week) -> str:
    notes = "".join(
        note
        for on, note in ((week.is_partial, "; partly outside the window"), (week.is_provisional, "; provisional"))
        if on
    )
    if week.is_gap:
        notes += "; too little could be seen"
    elif week.seen:
        notes += f"; coverage {week.seen.coverage:.0%}"
    return (
        f"{dates_words(week.start, week.end)}: {plural(week.incidents, 'incident')}, "
        f"killed {bound_words(week.killed)}, injured {bound_words(week.injured)}{notes}"
    )


def _describe(weeks: Sequence[Week]) -> str:
    most = max(weeks, key=lambda week: week.incidents)
    n_open = sum(1 for week in weeks if week.killed.n_unbounded)
    return (
        f"{plural(len(weeks), 'week')}; most incidents in the week of {dates_words(most.start, most.end)}, "
        f"{most.incidents:,}. In {plural(n_open, 'week')} the number of people killed has no upper bound and its bar "
        "fades out upwards. The table after the chart has every value."
    )
