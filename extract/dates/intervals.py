"""Calendar arithmetic on whole days: intervals with both ends inclusive, weeks from Monday to Sunday."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.relativedelta import relativedelta
from hijridate import Gregorian, Hijri

_DAY = timedelta(days=1)
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}


class Interval(NamedTuple):
    """First and last day, both inclusive."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def date_precision(interval: Interval) -> int:
    """UCDP date_prec by length: 1 a day, 2 two to six days, 3 a week, 4 eight days to a month, 5 longer.

    The scale ends at a year; longer intervals are 5 too, and their ends say how long they are.
    """
    days = interval.days
    return 1 if days == 1 else 2 if days <= 6 else 3 if days == 7 else 4 if days <= 31 else 5


def day_interval(day: date) -> Interval:
    return Interval(day, day)


def year_interval(year: int, years: int = 1) -> Interval | None:
    if not 1 <= year <= 9999 - years:
        return None
    return Interval(date(year, 1, 1), date(year + years - 1, 12, 31))


def month_interval(year: int, month: int) -> Interval:
    return Interval(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def season_interval(year: int, first_month: int) -> Interval:
    """Three months; winter runs from December of `year` into the next year."""
    start = date(year, first_month, 1)
    return Interval(start, start + relativedelta(months=3) - _DAY)


def unit_interval(day: date, unit: str) -> Interval:
    """The calendar day, week, month, quarter, year, decade or century that `day` lies in."""
    match unit:
        case "week" | "fortnight":
            monday = day - timedelta(days=day.weekday())
            return Interval(monday, monday + timedelta(days=6))
        case "weekend":
            saturday = day + timedelta(days=5 - day.weekday())
            return Interval(saturday, saturday + _DAY)
        case "month":
            return month_interval(day.year, day.month)
        case "quarter":
            start = date(day.year, day.month - (day.month - 1) % 3, 1)
            return Interval(start, start + relativedelta(months=3) - _DAY)
        case "year":
            return Interval(date(day.year, 1, 1), date(day.year, 12, 31))
        case "decade":
            return Interval(date(day.year - day.year % 10, 1, 1), date(day.year - day.year % 10 + 9, 12, 31))
        case "century":
            first = day.year - (day.year - 1) % 100
            return Interval(date(first, 1, 1), date(first + 99, 12, 31))
        case _:
            return day_interval(day)


def shift(day: date, unit: str, n: int) -> date | None:
    """`day` moved by n units, to the last day of a shorter month; None outside the calendar."""
    try:
        if unit in _DAYS_OF:
            return day + timedelta(days=n * _DAYS_OF[unit])
        return day + relativedelta(months=n * _MONTHS_OF[unit])
    except (OverflowError, ValueError):
        return None


def third(interval: Interval, which: int) -> Interval:
    """The early (0), middle (1) or late (2) third: four months of a year, ten days of a month."""
    start, end = interval
    if interval.days >= 3650 and start.year % 10 == 0:  # the early 1990s: 1990-1993
        cut = [date(start.year + years, 1, 1) for years in (0, 4, 7)]
    elif start.day == 1 and interval.days >= 89 and (end + _DAY).day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        cut = [start + relativedelta(months=months * k // 3) for k in range(3)]
    else:
        cut = [start + timedelta(days=interval.days * k // 3) for k in range(3)]
    bounds = [*cut, end + _DAY]
    return Interval(bounds[which], bounds[which + 1] - _DAY)


def nth_weekday(interval: Interval, weekday: int, n: int) -> date | None:
    """The n-th such weekday in the interval, -1 for the last."""
    first = interval.start + timedelta(days=(weekday - interval.start.weekday()) % 7)
    if n < 0:
        last = interval.end - timedelta(days=(interval.end.weekday() - weekday) % 7)
        return last if last >= interval.start else None
    day = first + timedelta(weeks=n - 1)
    return day if day <= interval.end else None


def safe_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    if not (1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def easter_day(year: int, *, orthodox: bool = False) -> date:
    return easter(year, EASTER_ORTHODOX if orthodox else EASTER_WESTERN)


def islamic_intervals(year: int, month: int, first: int, last: int | None) -> list[Interval]:
    """The days of an Islamic month that begin in a Gregorian year, by the Umm al-Qura calendar (1343-1500 AH).

    Sighting of the moon can move them by a day in some countries.
    """
    try:
        around = Gregorian(year, 1, 1).to_hijri().year
        found = []
        for hijri_year in (around, around + 1):
            opening = Hijri(hijri_year, month, first)
            length = last if last is not None else opening.month_length()
            start = date(*opening.to_gregorian().datetuple())
            if start.year == year:
                found.append(Interval(start, start + timedelta(days=length - first)))
    except (OverflowError, ValueError):
        return []
    return found
