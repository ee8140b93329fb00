"""The local day of a moment at a dateline."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from extract.dates.zones import find_local_day
from extract.ids import version_id
from extract.pipeline import extract_article
from extract.records import Article
from extract.resources import Resources


@pytest.mark.parametrize(
    ("moment", "country", "point", "day"),
    [
        (datetime(2024, 3, 16, 22, 30, tzinfo=UTC), "IRQ", (33.3, 44.4), date(2024, 3, 17)),
        (datetime(2024, 3, 16, 20, 30, tzinfo=UTC), "IRQ", (33.3, 44.4), date(2024, 3, 16)),
        (datetime(2024, 3, 17, 2, 0, tzinfo=UTC), "USA", (29.8, -95.4), date(2024, 3, 16)),  # Houston, summer time
        (datetime(2024, 3, 16, 17, 0, tzinfo=UTC), "PHL", (14.6, 121.0), date(2024, 3, 17)),
        (datetime(2024, 3, 16, 16, 30, tzinfo=UTC), "RUS", (43.1, 131.9), date(2024, 3, 17)),  # Vladivostok
        (datetime(2024, 3, 16, 16, 30, tzinfo=UTC), "RUS", (55.8, 37.6), date(2024, 3, 16)),  # Moscow
    ],
)
def test_the_day_there(moment: datetime, country: str, point: tuple[float, float], day: date) -> None:
    assert find_local_day(moment, country, *point) == day


def test_no_zone_is_no_guess() -> None:
    assert find_local_day(datetime(2024, 3, 16, tzinfo=UTC), "XKX", 42.6, 21.1) is None


@pytest.mark.parametrize(
    ("moment", "day"),
    [(datetime(2024, 3, 16, 22, 30, tzinfo=UTC), date(2024, 3, 17)), (None, date(2024, 3, 10))],
)
def test_a_weekday_is_that_of_the_dateline(moment: datetime | None, day: date, resources: Resources) -> None:
    """At 22:30 UTC on a Saturday it is Sunday in Baghdad: "Sunday" is today, and not a week ago."""
    text = "BAGHDAD, Iraq (Northwire) - Gunmen killed six policemen in Kirkuk on Sunday, police said."
    article = Article("a", version_id("a", None, text), text, published=date(2024, 3, 16), published_time=moment)
    (claim,) = extract_article(article, resources).claims
    assert (claim.date.start, claim.date.end) == (day, day)
