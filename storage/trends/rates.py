"""Rates of rare events: intervals, the change between two windows, and counts that are too high for their past.

Counts are taken as quasi-Poisson: `dispersion` is variance over mean, 1 for a Poisson count, and every count is divided
by it before an exact formula is applied (McCullagh & Nelder 1989, 4.5). `exposure` is how much of what happened could
have been seen, in any unit that is the same for all. Methods and assumptions: docs/trends.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import special

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with the limits it is believed within; `high` may be infinite."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change:
    """Rate now over rate before: the ratio with its interval, and the chance of one as far from 1 if nothing changed.

    `ratio.value` is infinite where nothing was counted before.
    """

    now: int
    before: int
    expected: float  # now, had the rate stayed as it was before
    ratio: Interval
    p_value: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out "no change"."""
        return self.ratio.low > 1 or self.ratio.high < 1


@dataclass(frozen=True, slots=True)
class Excess:
    """A count that is high beside its own past: what was expected, up to where, and the chance of as many or more."""

    count: int
    expected: float
    limit: int  # that one count in a hundred exceeds if nothing changed
    p_value: float


def poisson_interval(count: float, dispersion: float = 1.0, level: float = LEVEL) -> Interval:
    """Exact (Garwood 1936) interval of a mean, given one count."""
    tail, scaled = (1 - level) / 2, count / dispersion
    low = 0.0 if scaled == 0 else float(special.gammaincinv(scaled, tail))
    return Interval(count, dispersion * low, dispersion * float(special.gammaincinv(scaled + 1, 1 - tail)))


def compare_rates(
    counts: tuple[int, int], exposures: tuple[float, float], dispersion: float = 1.0, level: float = LEVEL
) -> Change | None:
    """Two counts and their exposures, now and before, by the exact conditional test of Poisson rates.

    Przyborowski & Wilenski 1940; the interval is Clopper & Pearson's.

    None where one of the windows could not be seen at all, or nothing was counted in either.
    """
    (now, before), (exposure_now, exposure_before) = counts, exposures
    if min(exposures) <= 0 or sum(counts) == 0:
        return None
    a, b = now / dispersion, before / dispersion
    tail, odds = (1 - level) / 2, exposure_before / exposure_now
    low = 0.0 if now == 0 else float(special.betaincinv(a, b + 1, tail))
    high = 1.0 if before == 0 else float(special.betaincinv(a + 1, b, 1 - tail))
    share = exposure_now / (exposure_now + exposure_before)
    as_many = 1.0 if now == 0 else float(special.betainc(a, b + 1, share))
    as_few = 1.0 if before == 0 else 1 - float(special.betainc(a + 1, b, share))
    ratio = Interval(
        math.inf if before == 0 else now / before * odds,
        odds * low / (1 - low),
        math.inf if high == 1.0 else odds * high / (1 - high),
    )
    return Change(now, before, before / odds, ratio, min(1.0, 2 * min(as_many, as_few)))


def find_dispersion(counts: Sequence[float], exposures: Sequence[float]) -> float:
    """Pearson's: squared deviations from the mean rate, per degree of freedom; at least 1, also where it is unknown."""
    seen = [(count, exposure) for count, exposure in zip(counts, exposures, strict=True) if exposure > 0]
    total, exposure_all = sum(count for count, _ in seen), sum(exposure for _, exposure in seen)
    if len(seen) < 4 or total == 0:
        return 1.0
    rate = total / exposure_all
    squares = sum((count - rate * exposure) ** 2 / (rate * exposure) for count, exposure in seen)
    return max(1.0, squares / (len(seen) - 1))


def find_excess(count: int, exposure: float, past: Sequence[tuple[int, float]], chance: float = 0.01) -> Excess | None:
    """How a count stands beside what its past (counts and exposures) foretells, the past's own uncertainty included.

    Negative binomial, after Farrington's flags (Noufal et al. 2013) without season or slope. None where the past could
    not be seen.
    """
    exposure_past = sum(one for _, one in past)
    if exposure <= 0 or exposure_past <= 0:
        return None
    dispersion = find_dispersion([one for one, _ in past], [one for _, one in past])
    total = sum(one for one, _ in past) + 0.5  # Jeffreys: a past without a count does not foretell none for ever
    expected = total * exposure / exposure_past
    variance = expected * dispersion + expected**2 * dispersion / total
    size = expected**2 / (variance - expected)
    prob = size / (size + expected)

    def exceeds(least: int) -> float:
        return 1.0 if least <= 0 else float(special.betainc(least, size, 1 - prob))

    limit = math.ceil(expected)
    while exceeds(limit + 1) > chance:
        limit += 1
    return Excess(count, expected, limit, exceeds(count))


def adjust_p_values(p_values: Sequence[float]) -> list[float]:
    """Benjamini & Hochberg's (1995) adjusted p-values: the share of false flags among all up to this one."""
    ranked = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [1.0] * len(p_values)
    least = 1.0
    for rank in range(len(ranked), 0, -1):
        index = ranked[rank - 1]
        least = min(least, p_values[index] * len(p_values) / rank)
        adjusted[index] = least
    return adjusted
