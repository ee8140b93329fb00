"""Intervals, changes and flags against textbook values and against what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from storage.trends.rates import adjust_p_values, compare_rates, find_dispersion, find_excess, poisson_interval


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.39)])
def test_poisson_interval_is_garwoods(count: int, low: float, high: float) -> None:
    interval = poisson_interval(count)
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-3)


def test_dispersion_widens_an_interval() -> None:
    plain, spread = poisson_interval(20), poisson_interval(20, 3)
    assert spread.low < plain.low < 20 < plain.high < spread.high


def test_change_is_the_exact_binomial_one() -> None:
    """15 against 5 at equal exposure: R's poisson.test(c(15, 5)) gives p 0.04139, interval 1.036 to 10.55."""
    change = compare_rates((15, 5), (1, 1))
    assert change is not None
    assert change.p_value == pytest.approx(0.04139, rel=1e-3)
    assert (change.ratio.value, change.ratio.low, change.ratio.high) == pytest.approx((3, 1.0359, 10.554), rel=1e-2)
    assert change.is_clear


def test_less_coverage_explains_less() -> None:
    """Half the count at half the coverage is no change."""
    change = compare_rates((20, 40), (0.5, 1.0))
    assert change is not None
    assert (change.ratio.value, change.expected) == pytest.approx((1.0, 20.0))
    assert not change.is_clear


def test_from_none_and_to_none() -> None:
    rise, fall = compare_rates((9, 0), (1, 1)), compare_rates((0, 9), (1, 1))
    assert rise is not None
    assert fall is not None
    assert (rise.ratio.value, rise.ratio.high) == (math.inf, math.inf)
    assert rise.ratio.low > 1
    assert (fall.ratio.value, fall.ratio.low) == (0, 0)
    assert fall.ratio.high < 1


@pytest.mark.parametrize(("counts", "exposures"), [((0, 0), (1, 1)), ((5, 5), (0, 1)), ((5, 5), (1, 0))])
def test_nothing_to_compare(counts: tuple[int, int], exposures: tuple[float, float]) -> None:
    assert compare_rates(counts, exposures) is None


def test_interval_holds_the_truth_in_95_of_100() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(500):
        change = compare_rates((int(rng.poisson(30)), int(rng.poisson(30))), (1, 1))
        held += change is not None and change.ratio.low <= 1 <= change.ratio.high
    assert held / 500 >= 0.95


def test_dispersion_is_that_of_the_weeks() -> None:
    rng = np.random.default_rng(2)
    even = find_dispersion(rng.poisson(20, 200).tolist(), [1.0] * 200)
    uneven = find_dispersion(rng.negative_binomial(5, 0.2, 200).tolist(), [1.0] * 200)
    assert even == pytest.approx(1, abs=0.25)
    assert uneven == pytest.approx(5, rel=0.3)
    assert find_dispersion([3, 4], [1, 1]) == find_dispersion([0] * 9, [1] * 9) == 1.0


def test_flags_are_as_rare_as_they_say() -> None:
    rng = np.random.default_rng(3)
    flags = 0
    for _ in range(1000):
        excess = find_excess(int(rng.poisson(6)), 1.0, [(int(n), 1.0) for n in rng.poisson(6, 20)])
        flags += excess is not None and excess.count > excess.limit
    assert flags <= 20


def test_rise_is_flagged_and_coverage_explains_it() -> None:
    past = [(4, 0.5)] * 12
    lone, covered = find_excess(16, 0.5, past), find_excess(16, 2.0, past)
    assert lone is not None
    assert covered is not None
    assert (lone.p_value < 0.001, lone.count > lone.limit) == (True, True)
    assert covered.p_value > 0.3


def test_past_without_any_foretells_few() -> None:
    excess = find_excess(6, 1.0, [(0, 1.0)] * 10)
    assert excess is not None
    assert 0 < excess.expected < 0.1
    assert excess.count > excess.limit
    assert find_excess(6, 1.0, [(0, 0.0)] * 10) is None


def test_adjusted_p_values() -> None:
    """R: p.adjust(c(0.01, 0.04, 0.03, 0.5), "BH")."""
    assert adjust_p_values([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert adjust_p_values([]) == []
