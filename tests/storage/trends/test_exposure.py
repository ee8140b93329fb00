"""Coverage follows who was live, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from storage.trends.exposure import fit_exposure, reach_days
from storage.trends.live import find_silences, live_days, longest_silence

SAME_DAY = np.array([1.0])


def weeks(n: int) -> list[slice]:
    return [slice(7 * week, 7 * week + 7) for week in range(n)]


def test_source_is_live_between_its_publications() -> None:
    assert live_days([2, 3, 5], 7).tolist() == [0, 0, 1, 1, 1, 1, 1]
    assert live_days([], 3).tolist() == [0, 0, 0]


def test_silence_is_unusual_beside_the_sources_own() -> None:
    daily = [*range(20), *range(27, 40)]
    weekly = list(range(0, 70, 7))
    assert find_silences(daily, 40) == [(20, 26)]
    assert find_silences(weekly, 70) == []
    assert longest_silence(weekly) == 21
    assert find_silences(list(range(20)), 30) == [(20, 29)]


def test_reach_waits_for_late_reports() -> None:
    """Half of the reports come a day later: the last day, and a day before an outage, have half."""
    live = np.array([[1.0], [1], [0], [1]])
    assert reach_days(live, np.array([0.5, 0.5]))[:, 0].tolist() == [1.0, 0.5, 0.5, 0.5]


def told(*rows: tuple[int, list[bool]]) -> np.ndarray:
    """Incidents x sources of one week: so many told by these."""
    return np.array([by for n, by in rows for _ in range(n)], dtype=bool)


def from_third_week() -> np.ndarray:
    live = np.ones((28, 2))
    live[:14, 1] = 0
    return live


def test_new_source_that_tells_the_same_is_no_escalation() -> None:
    """One of two equal sources is there from the third week on, and tells just what the other tells."""
    one, both = told((70, [True, False])), told((70, [True, True]))
    exposure = fit_exposure(reach_days(from_third_week(), SAME_DAY), [one, one, both, both], weeks(4))
    assert exposure is not None
    assert exposure.weights == pytest.approx([0.5, 0.5])
    assert exposure.days[0] / exposure.days[-1] > 0.95


def test_new_source_that_tells_others_doubles_coverage() -> None:
    one, each = told((70, [True, False])), told((70, [True, False]), (70, [False, True]))
    exposure = fit_exposure(reach_days(from_third_week(), SAME_DAY), [one, one, each, each], weeks(4))
    assert exposure is not None
    assert exposure.days[0] / exposure.days[-1] == pytest.approx(0.5, abs=0.07)


def test_nobody_live_is_no_coverage() -> None:
    live = np.ones((21, 1))
    live[7:14] = 0
    some, none = told((14, [True])), np.zeros((0, 1), dtype=bool)
    exposure = fit_exposure(reach_days(live, SAME_DAY), [some, none, some], weeks(3))
    assert exposure is not None
    assert exposure.days[7:14].tolist() == [0] * 7
    assert exposure.days[0] == pytest.approx(1)


def test_nothing_told_is_not_measured() -> None:
    assert fit_exposure(np.ones((7, 1)), [np.zeros((0, 1), dtype=bool)], weeks(1)) is None
