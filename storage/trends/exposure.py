"""What could have been seen: the share of incidents that the sources live on a day would have told of.

1. A source is live from one publication to the next, unless it is silent for longer than it usually is.
2. Each source has its own rate of telling. Reports by week and source are fitted as Poisson counts of mean
   `live share x rate of the source x incidents of the week` (two-way, by iterative proportional fitting): a new source
   gets a rate of its own from the weeks it was live in, and weeks before are not asked for it.
3. Sources overlap. An incident that is told `mean` times on average, and more or less often as a gamma law of shape
   `size` has it, is seen at all with chance `1 - (1 + mean / size) ** -size`. Both are fitted to what fewer sources
   would have seen: of each week's incidents, those told by a source that was live in another week too, or by half.

Only ratios between days are used, so that what no source ever tells does not matter. Assumptions: docs/trends.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Array = NDArray[np.float64]
Told = NDArray[np.bool_]  # incidents x sources: who told of what

_ROUNDS = 500  # of proportional fitting; 20 or so are enough where sources overlap in time
_HALF_WEIGHT = 0.2  # of a made-up contrast beside one that happened
_PRIOR_WEIGHT = 2.0  # incidents' worth of belief that sources overlap moderately: decides only where data do not


@dataclass(frozen=True, slots=True)
class Exposure:
    """Coverage by day, as a share of that of the day of median coverage; 0 on a day that no source could report.

    `weights` is each source's share of all reports, had all been live all the time.
    """

    days: Array
    weights: Array
    told_mean: float
    told_size: float


def reach_days(live: Array, delay: Array) -> Array:
    """For days x sources of live (0 or 1): the share of reports of each day's incidents that can have come out.

    `delay` is the distribution of days from event to report. Days after the last are not live yet.
    """
    n_days = live.shape[0]
    padded = np.vstack([live, np.zeros((len(delay), live.shape[1]))])
    reach: Array = np.sum([share * padded[late : late + n_days] for late, share in enumerate(delay)], axis=0)
    return reach


def fit_exposure(reach: Array, told: Sequence[Told], weeks: Sequence[slice]) -> Exposure | None:
    """The coverage of every day; None where nothing was told.

    `reach` is days x sources, `weeks` are the days of each week, and `told` holds its incidents x sources.
    """
    reports = np.array([week.sum(axis=0) for week in told], dtype=float)
    if reports.sum() == 0:
        return None
    shares = np.array([reach[week].mean(axis=0) for week in weeks])
    rates = _fit_sources(shares, reports)
    weights = rates / rates.sum()
    heard = reach @ weights
    typical = float(np.median(heard[heard > 0]))
    mean, size = _fit_overlap(_find_contrasts(shares, told, weights / typical))
    seen = _chance_seen(heard / typical * mean, size)
    return Exposure(seen / _chance_seen(np.array(mean), size), weights, mean, size)


def _fit_sources(shares: Array, reports: Array) -> Array:
    """Rate of telling of each source, from live shares and reports (weeks x sources); 0 for one that told nothing."""
    reports = np.where(shares > 0, reports, 0)
    rates = np.ones(shares.shape[1])
    for _ in range(_ROUNDS):
        weeks = _divide(reports.sum(axis=1), shares @ rates)
        updated = _divide(reports.sum(axis=0), weeks @ shares)
        updated /= max(updated.sum(), np.finfo(float).tiny)
        if np.abs(updated - rates).max() < 1e-9:
            break
        rates = updated
    return rates


def _divide(top: Array, bottom: Array) -> Array:
    quotient: Array = np.divide(top, bottom, out=np.zeros_like(bottom, dtype=float), where=bottom > 0)
    return quotient


def _chance_seen(mean: Array, size: float) -> Array:
    """Chance that an incident is told at least once, of a negative binomial number of reports."""
    chance: Array = -np.expm1(-size * np.log1p(mean / size))
    return chance


@dataclass(frozen=True, slots=True)
class _Contrast:
    """Of the `n` incidents that sources of exposure `heard` told, those that some of them, of exposure `less`, told."""

    heard: float
    less: float
    n: float
    seen: float


def _find_contrasts(shares: Array, told: Sequence[Told], weights: Array) -> list[_Contrast]:
    """Every week as the sources of every other week would have seen it, and as each half of its own would have."""
    live = shares > 0.5
    halves = np.arange(live.shape[1]) % 2 == 0
    contrasts = []
    for week, own in enumerate(live):
        incidents = told[week][told[week][:, own].any(axis=1)] if len(told[week]) else told[week]
        # Packed to bits rows are compared faster, and in the same order.
        others = np.unique(np.packbits(live & own, axis=1), axis=0)
        sets = [(other, 1.0) for other in np.unpackbits(others, axis=1, count=live.shape[1]).astype(bool)]
        sets += [(other, _HALF_WEIGHT) for other in (own & halves, own & ~halves)]
        contrasts += [_contrast(incidents, own, other, shares[week] * weights, counts) for other, counts in sets]
    return [one for one in contrasts if one.n > 0 and 0 < one.less < one.heard]


def _contrast(incidents: Told, own: Told, other: Told, weights: Array, counts: float) -> _Contrast:
    seen = int(incidents[:, other].any(axis=1).sum())
    return _Contrast(float(weights[own].sum()), float(weights[other].sum()), counts * len(incidents), counts * seen)


def _fit_overlap(contrasts: Sequence[_Contrast]) -> tuple[float, float]:
    """Mean and size, by binomial likelihood of the contrasts, of chance `seen by less / seen` each.

    A weak log-normal prior at mean 2 and size 1 decides where there is no contrast, so that a handful moves little.
    """
    heard, less, n, seen = np.array([(c.heard, c.less, c.n, c.seen) for c in contrasts]).reshape(-1, 4).T

    def loss(logs: Array) -> float:
        mean, size = np.exp(logs)
        chance = _chance_seen(less * mean, size) / _chance_seen(heard * mean, size)
        likelihood = special.xlogy(seen, chance) + special.xlog1py(n - seen, -chance)
        prior = _PRIOR_WEIGHT * ((logs[0] - np.log(2)) ** 2 + logs[1] ** 2) / 2
        return float(prior - likelihood.sum())

    found = optimize.minimize(loss, np.log([2.0, 1.0]), method="L-BFGS-B", bounds=[(-5, 5), (-3, 5)])
    mean, size = np.exp(found.x)
    return float(mean), float(size)
