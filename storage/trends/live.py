"""When a source was live, from the days on which it published."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .exposure import Array

_LEAST_SILENCE = 3  # days that any source may be silent: a weekend and a holiday


def longest_silence(days: Sequence[int]) -> int:
    """Days from one publication to the next that are nothing unusual: three times what nine in ten keep within."""
    gaps = np.diff(days)
    return max(_LEAST_SILENCE, 3 * int(np.quantile(gaps, 0.9, method="lower"))) if len(gaps) else _LEAST_SILENCE


def find_silences(days: Sequence[int], n_days: int) -> list[tuple[int, int]]:
    """First and last day of each silence that is unusual for the source, between and after its publications.

    `days` are the days of publication, ascending, counted from 0; the source is looked at until day `n_days - 1`.
    """
    allowed = longest_silence(days)
    ends = [*days[1:], n_days]
    # What is still to come may break a silence tomorrow, so that one is judged as if something had.
    return [(day + 1, end - 1) for day, end in zip(days, ends, strict=True) if end - day > allowed]


def live_days(days: Sequence[int], n_days: int) -> Array:
    """1 for each day on which the source was live, else 0; it is not live before it first published."""
    live = np.zeros(n_days)
    if days:
        live[days[0] :] = 1
        for first, last in find_silences(days, n_days):
            live[first : last + 1] = 0
    return live
