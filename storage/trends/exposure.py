"""What could have been seen: the share of incidents that the sources live on a day would have told of.

1. A source is live from one publication to the next, unless it is silent for longer than it usually is.
2. Each source has its own rate of telling. Reports by week and source are fitted as Poisson counts of mean
   `live share x rate of the source x incidents of the week` (two-way, by iterative proportional fitting): a new source
   gets a rate of its own from the weeks it was live in, and weeks before are not asked for it.
3. Sources overlap. How many of them tell one incident is fitted as a zero-truncated negative binomial; an incident that
   all sources together tell of `mean` times is seen at all with chance `1 - (1 + mean / size) ** -size`.

Only ratios between days are used, so that what no source ever tells does not matter. Assumptions: docs/trends.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

Array = NDArray[np.float64]

_ROUNDS = 500  # of proportional fitting; 20 or so are enough where sources overlap in time
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


def fit_exposure(
    reach: Array, reports: Array, told: Mapping[tuple[int, int], int], weeks: Sequence[slice]
) -> Exposure | None:
    """The coverage of every day; None where nothing was reported.

    `reach` is days x sources; `reports` weeks x sources: incidents of the week that the source told; `told` maps a day
    and a number of sources to the incidents of that day that so many told; `weeks` are the days of each week.
    """
    if reports.sum() == 0:
        return None
    shares = np.array([reach[week].mean(axis=0) for week in weeks])
    rates = _fit_sources(shares, reports)
    weights = rates / rates.sum()
    heard = reach @ weights
    typical = float(np.median(heard[heard > 0]))
    mean, size = _fit_overlap([(heard[day] / typical, n, n_incidents) for (day, n), n_incidents in told.items()])
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


def _fit_overlap(told: Sequence[tuple[float, int, int]]) -> tuple[float, float]:
    """Mean and size of the number of sources that tell an incident: (exposure, sources, incidents) where any does.

    Maximum likelihood with a weak log-normal prior at mean 2 and size 1, so that a handful of incidents moves little.
    """
    heard, n, weight = (np.array(column, dtype=float) for column in zip(*told, strict=True))
    seen = heard > 0
    heard, n, weight = heard[seen], n[seen], weight[seen]

    def loss(logs: Array) -> float:
        mean, size = np.exp(logs[0]) * heard, np.exp(logs[1])
        likelihood = (
            special.gammaln(n + size)
            - special.gammaln(size)
            - special.gammaln(n + 1)
            + size * np.log(size / (size + mean))
            + n * np.log(mean / (size + mean))
            - np.log(_chance_seen(mean, size))
        )
        prior = _PRIOR_WEIGHT * ((logs[0] - np.log(2)) ** 2 + logs[1] ** 2) / 2
        return float(prior - weight @ likelihood)

    found = optimize.minimize(loss, np.log([2.0, 1.0]), method="L-BFGS-B", bounds=[(-6, 6), (-4, 4)])
    mean, size = np.exp(found.x)
    return float(mean), float(size)
