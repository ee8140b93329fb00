"""Does the adjusted trend follow what happened, or who was watching? `python tests/eval/coverage.py [--seeds 100]`.

Simulates twelve weeks of incidents that differ in how much is made of them, told by sources that differ in how much
they tell, some of them copying another, with a delay. Then the same incidents are seen again

- outage: half of the sources switched off for the eighth week,
- doubling: as many sources again, from the seventh week on,

and the adjusted trend is compared with that of the untouched run and with what really happened.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from storage.trends.exposure import Exposure, fit_exposure, reach_days
from storage.trends.rates import compare_rates, find_dispersion, poisson_interval

WEEKS, SOURCES, PER_WEEK = 12, 30, 80
TOLD = 2  # sources that tell of a middling incident, copies apart
OUTAGE = slice(49, 56)  # days of the eighth week
DOUBLED = 42  # day from which the second half of the sources is there
DELAY = np.array([0.35, 0.35, 0.15, 0.1, 0.05])

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """Incidents with their day, and for each and each source the day of the report, -1 without one."""

    days: NDArray[np.int64]
    published: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Seen:
    """The weeks as a run of the product sees them: incidents counted, and their coverage."""

    counts: Array
    coverage: Array
    exposure: Exposure

    @property
    def adjusted(self) -> Array:
        return self.counts / self.coverage


def make_world(rng: np.random.Generator, n_sources: int) -> World:
    """A third of the sources print half of what one of the others tells, a day later at most."""
    rates = rng.lognormal(0, 0.8, n_sources)
    weekly = rng.poisson(PER_WEEK * rng.gamma(8, 1 / 8, WEEKS))  # weeks differ more than chance alone makes them
    days = np.concatenate([rng.integers(7 * week, 7 * week + 7, n) for week, n in enumerate(weekly)])
    salience = rng.gamma(0.8, 1 / 0.8, len(days))
    told = rng.random((len(days), n_sources)) < 1 - np.exp(-np.outer(salience, rates) * TOLD / SOURCES)
    copies = rng.permutation(n_sources)[: n_sources // 3]
    for copy in copies:
        told[:, copy] |= told[:, rng.integers(n_sources)] & (rng.random(len(days)) < 0.5)
    late = rng.choice(len(DELAY), p=DELAY, size=told.shape)
    return World(days, np.where(told, days[:, None] + late, -1))


def see(world: World, live: Array) -> Seen:
    """What is counted, and how it is adjusted, when sources are live as given (days x sources)."""
    known = (world.published >= 0) & (world.published < len(live))
    at = np.where(known, world.published, 0)
    told = known & (live[at, np.arange(live.shape[1])] > 0)
    weeks = [slice(7 * week, 7 * week + 7) for week in range(WEEKS)]
    week_of = world.days // 7
    late = np.bincount((world.published - world.days[:, None])[told], minlength=len(DELAY)).astype(float)
    seen = told.any(axis=1)
    exposure = fit_exposure(
        reach_days(live, late / late.sum()), [told[seen & (week_of == week)] for week in range(WEEKS)], weeks
    )
    if exposure is None:
        raise ValueError("nothing was told")
    counts = np.bincount(week_of[seen], minlength=WEEKS).astype(float)
    return Seen(counts, np.array([exposure.days[week].mean() for week in weeks]), exposure)


def measure_seed(seed: int) -> dict[str, float]:
    """Moves of the trend of one world; intervals hold 1 or 0."""
    rng = np.random.default_rng(seed)
    days = 7 * WEEKS + len(DELAY)
    world = make_world(rng, 2 * SOURCES)
    plain = np.ones((days, 2 * SOURCES))
    plain[:, SOURCES:] = 0
    off = plain.copy()
    off[np.ix_(range(OUTAGE.start, OUTAGE.stop), rng.permutation(SOURCES)[: SOURCES // 2])] = 0
    double = plain.copy()
    double[DOUBLED:, SOURCES:] = 1
    base, cut, more = see(world, plain), see(world, off), see(world, double)
    week, half = OUTAGE.start // 7, DOUBLED // 7
    truth = np.bincount(world.days // 7, minlength=WEEKS).astype(float)

    spread = find_dispersion(base.counts.tolist(), base.coverage.tolist())
    interval = poisson_interval(cut.counts[week])
    rise = _rise(more, half)
    change = compare_rates(
        (int(more.counts[half:].sum()), int(more.counts[:half].sum())),
        (more.coverage[half:].sum(), more.coverage[:half].sum()),
    )
    if change is None:
        raise ValueError("nothing was told")
    true_rise = truth[half:].sum() / truth[:half].sum()
    return {
        "outage_raw": cut.counts[week] / base.counts[week] - 1,
        "outage_adjusted": cut.adjusted[week] / base.adjusted[week] - 1,
        "outage_trend": _rise(cut, half) / _rise(base, half) - 1,
        "outage_inside": float(interval.low <= base.adjusted[week] * cut.coverage[week] <= interval.high),
        "doubling_raw": more.counts[half:].sum() / more.counts[:half].sum() / _raw_rise(base, half) - 1,
        "doubling_adjusted": rise / _rise(base, half) - 1,
        "doubling_inside": float(change.ratio.low <= _rise(base, half) <= change.ratio.high),
        "truth_inside": float(change.ratio.low <= true_rise <= change.ratio.high),
        "dispersion": spread,
    }


def _rise(seen: Seen, half: int) -> float:
    return float(
        seen.counts[half:].sum() / seen.coverage[half:].sum() / (seen.counts[:half].sum() / seen.coverage[:half].sum())
    )


def _raw_rise(seen: Seen, half: int) -> float:
    return float(seen.counts[half:].sum() / seen.counts[:half].sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = [measure_seed(seed) for seed in range(args.seeds)]
    table = {
        name: {
            "mean": float(np.mean([row[name] for row in rows])),
            "mean_absolute": float(np.mean([abs(row[name]) for row in rows])),
        }
        for name in rows[0]
    }
    if args.json:
        print(json.dumps(table, indent=1))
        return
    for name, values in table.items():
        print(f"{name:20} mean {values['mean']:+.3f}  mean absolute {values['mean_absolute']:.3f}")


if __name__ == "__main__":
    main()
