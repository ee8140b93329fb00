"""The chart by week: open is never zero, none stated is never drawn."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from storage.charts import nice_top, render_week_chart
from storage.report_records import Week
from storage.report_text import Bound

SVG = "{http://www.w3.org/2000/svg}"


def week(n: int, killed: Bound, **more: bool) -> Week:
    start = date(2024, 1, 1) + timedelta(weeks=n)
    return Week(start, start + timedelta(6), 2, 0, killed, Bound(), **more)


def drawn(*weeks: Week) -> list[dict[str, float]]:
    """Heights in px of the parts of each week's range, by their class."""
    root = ET.fromstring(render_week_chart(weeks).replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1))
    return [
        {
            part.get("class", ""): float(part.get("height", 0))
            for part in group
            if part.get("class") not in {None, "hit", "bar"}
        }
        for group in root.iter(f"{SVG}g")
    ]


def test_closed_range_is_drawn_to_its_high() -> None:
    (parts,) = drawn(week(0, Bound(10, 15, 20, 2, 0)))
    assert parts["sure"] == parts["range"] == 70
    assert "best" in parts
    assert "open" not in parts


def test_open_range_goes_beyond_what_is_known() -> None:
    (parts,) = drawn(week(0, Bound(20, 20, None, 1, 1)))
    assert parts["sure"] == 140
    assert parts["open"] == 24
    assert "arrow" in parts


def test_about_has_no_floor() -> None:
    (parts,) = drawn(week(0, Bound(None, 20, None, 1, 1)))
    assert "sure" not in parts
    assert parts["open"] == 164


def test_nothing_stated_is_not_drawn_but_zero_is() -> None:
    none, zero = drawn(week(0, Bound()), week(1, Bound(0, 0, 0, 1, 0)))
    assert none == {}
    assert zero == {"sure": 2}


def test_values_are_told_in_words() -> None:
    svg = render_week_chart([week(0, Bound(20, 20, None, 1, 1), is_provisional=True, is_partial=True)])
    assert (
        "1–7 Jan 2024: 2 incidents, killed at least 20, injured not stated; partly outside the window; provisional"
        in svg
    )
    assert 'role="img" aria-labelledby="chart-title chart-desc"' in svg


@pytest.mark.parametrize("n", [1, 2, 13, 60, 520])
def test_any_number_of_weeks_fits(n: int) -> None:
    svg = render_week_chart([week(at, Bound(3, 3, 3, 1, 0)) for at in range(n)])
    root = ET.fromstring(svg)
    assert all(0 <= float(part.get("x", 0)) <= 960 for part in root.iter("rect"))
    labels = [float(part.get("x", 0)) for part in root.iter("text") if part.get("y") == "380"]
    assert all(right - left >= 60 for left, right in pairwise(labels))


def test_no_week_is_no_chart() -> None:
    assert render_week_chart(()) == ""


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 1), (1, 1), (5, 6), (9, 10), (11, 20), (31, 40), (85, 100), (4001, 6000)]
)
def test_scale_tops_are_round(largest: int, top: int) -> None:
    assert nice_top(largest) == top
