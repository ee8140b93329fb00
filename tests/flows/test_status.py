"""The status: when the next run is due, and how each source is doing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from flows.sources import Source
from flows.status import find_health, find_next

NOON = datetime(2024, 3, 20, 12)  # noqa: DTZ001 - the warehouse has UTC without a zone
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("quarters_ago", "following"),
    [([], None), ([0], None), ([0, 1, 2], NOON + QUARTER), ([0, 30, 31, 32], NOON + QUARTER)],
)
def test_next_run_by_the_schedule_and_not_by_an_outage(quarters_ago: list[int], following: datetime | None) -> None:
    assert find_next([NOON - number * QUARTER for number in quarters_ago]) == following


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (None, "new"),
        ({}, "ok"),
        ({"last_read_at": NOON - timedelta(hours=3)}, "late"),
        ({"n_failures": 2, "last_error": "HTTP 500"}, "failing"),
        ({"last_error": "9 articles, at most 5 expected"}, "odd"),
    ],
)
def test_state_of_a_source(facts: dict[str, object] | None, state: str) -> None:
    source = Source.model_validate({"name": "s", "kind": "folder", "url": "/in", "cadence": "1h"})
    row = {"source": "s", "last_read_at": NOON, "n_failures": 0, "last_error": None, "articles_per_day": 1.0}
    rows = [] if facts is None else [row | facts]
    (health,) = find_health(rows, [source], NOON.replace(tzinfo=UTC))
    assert health.state == state
