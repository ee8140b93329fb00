"""The floors hold, and the gate itself can fail."""

from __future__ import annotations

import json
from copy import deepcopy

import gate
import pytest

from extract.evaluation.alignment import Json


@pytest.fixture(scope="module")
def baseline() -> Json:
    """The committed floors."""
    return json.loads(gate.BASELINE.read_text("utf-8"))  # type: ignore[no-any-return]


def test_no_field_reads_worse_than_its_floor(baseline: Json) -> None:
    """Every field's F1, in both splits, and every kind of false alarm."""
    assert gate.find_regressions(baseline, gate.measure()) == []


def test_a_lower_figure_is_a_regression(baseline: Json) -> None:
    """More than the tolerance is reported by name; less is not."""
    worse = deepcopy(baseline)
    worse["floors"]["dev.kind"] -= 0.01
    worse["ceilings"]["benign.violent_share"] += 0.01
    assert [line.split(":")[0] for line in gate.find_regressions(baseline, worse)] == [
        "dev.kind",
        "benign.violent_share",
    ]
    worse = deepcopy(baseline)
    worse["floors"]["dev.kind"] -= gate.TOLERANCE / 2
    assert gate.find_regressions(baseline, worse) == []


def test_a_field_that_is_gone_is_a_regression(baseline: Json) -> None:
    """A field that stops being scored cannot hide."""
    gone = deepcopy(baseline)
    del gone["floors"]["held.count"]
    assert gate.find_regressions(baseline, gone)[0].startswith("held.count")


def test_figures_of_other_articles_are_not_compared(baseline: Json) -> None:
    """The corpus digest stands between them."""
    (line,) = gate.find_regressions(baseline, {**baseline, "corpus": "other"})
    assert "--update" in line


def test_updating_keeps_the_better_of_both(baseline: Json) -> None:
    """Losses within the tolerance do not add up over many updates."""
    measured = deepcopy(baseline)
    measured["floors"]["dev.kind"] -= gate.TOLERANCE / 2
    measured["ceilings"]["benign.violent_share"] -= 0.001
    kept = gate.raise_floors(baseline, measured)
    assert kept["floors"] == baseline["floors"]
    assert kept["ceilings"]["benign.violent_share"] == measured["ceilings"]["benign.violent_share"]
