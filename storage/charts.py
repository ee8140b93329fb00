"""The chart by week as inline SVG: no script, prints, follows the page's colours through CSS classes.

A range is a bar from low to high with a tick at the best figure. Where a figure has no upper bound the bar fades out
above what is known, with an arrow: open is never drawn as zero, and a week with no figure has no bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .report_records import Week
from .report_text import Bound, bound_words, dates_words, plural

WIDTH = 960
_LEFT, _RIGHT = 44, 8
_HEADROOM = 24  # px that an open-ended bar goes on above what is known, free above each strip
_FADE = (
    '<defs><linearGradient id="open-fade" x1="0" y1="1" x2="0" y2="0"><stop offset="0" class="fade-from"/>'
    '<stop offset="1" class="fade-to"/></linearGradient></defs>'
)


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
    counted = _Panel(base=152, height=104, top=nice_top(max(week.incidents for week in weeks)))
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
        left, width = _LEFT + index * slot + slot * 0.14, slot * 0.72
        parts.append(
            f'<g class="week{" provisional" if week.is_provisional else ""}"><title>{escape(_tip(week))}</title>'
        )
        parts.append(f'<rect class="hit" x="{left:.1f}" y="20" width="{width:.1f}" height="342"/>')
        if week.incidents:
            y = counted.y(week.incidents)
            parts.append(_rect("bar", left, y, width, counted.base - y))
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
