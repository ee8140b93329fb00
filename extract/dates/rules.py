"""Date phrases that name a place in the calendar: days, months, years, seasons, feasts."""

from __future__ import annotations

from datetime import date
from typing import Any

from extract.dates.grammar import NOT_A_DATE, Clock, Expression, Match, Resolver, Rule
from extract.dates.intervals import (
    Interval,
    day_interval,
    month_interval,
    safe_date,
    year_interval,
)
from extract.dates.tokens import Token, load_time_lexicon

_MONTHS = ("month", "month_weak", "month_short")
_WEEKDAYS = ("weekday", "weekday_short")
AHEAD = ("next", "coming")
BEHIND = ("last", "past", "previous")
_SURE = {"in", "since", "of", "until", "the", "and", "to", "-", "–", "early", "late", "mid"}
_PUNCTUATION = {"comma", "dot", "open", "close", "dash", "gap", "possessive", "slash"}


def cut(interval: Interval, clock: Clock) -> Interval:
    """A running month or year told as past ends at the reference; told as coming it begins there."""
    day = clock.reference
    if day is None or clock.whole or not interval.start <= day <= interval.end:
        return interval
    return Interval(day, interval.end) if clock.future else Interval(interval.start, day)


def fixed(name: str, interval: Interval | None) -> Expression:
    """An expression that needs no clock."""
    return Expression(name, lambda _: interval, absolute=True)


def unresolved(name: str) -> Expression:
    return Expression(f"unresolved {name}", lambda _: None)


def is_word(token: Token | None) -> bool:
    """True before a lower-case word that could be what a number counts."""
    return token is not None and token.kind == "other" and token.text[:1].islower()


def is_counted_noun(token: Token | None) -> bool:
    """True before a plural that two digits could count: "on 4 Feb 90 peasants"."""
    if token is None or token.kind != "other":
        return False
    lists, word = load_time_lexicon().lists, token.text.lower()
    return word in lists["counted"] or (word.endswith("s") and word not in lists["day_before"])


def full_year(token: Token, reference: date | None) -> int:
    """Four digits as they are; two digits in the century nearest to the reference."""
    if len(token.text) == 4:
        return int(token.value)
    pivot = reference.year if reference else 2010
    return min((1900 + int(token.value), 2000 + int(token.value)), key=lambda year: abs(year - pivot))


def is_year(token: Token, match: Match) -> bool:
    """2018 and '18; bare two digits only where they cannot count what follows."""
    if token.kind in {"year", "short_year"}:
        return True
    after = match.after()
    if len(token.text) != 2 or is_counted_noun(after):
        return False
    return (
        token.kind == "number" or token.text[0] == "0" or after is None or after.kind in _PUNCTUATION - {"possessive"}
    )


def is_name(match: Match) -> bool:
    """For "April 19 Movement", "14 July Bridge"."""
    after = match.after(1) if (nxt := match.after()) and nxt.kind in {"dash", "possessive"} else match.after()
    return after is not None and after.text.lower() in load_time_lexicon().lists["names_after"]


def yearless(month: int, day: int, weekday: int | None = None) -> Resolver:
    """The last such day before the reference, or the next one if it is to come.

    One day of grace: papers east of the agency's clock are dated a day ahead. A weekday decides between years.
    """

    def resolve(clock: Clock) -> Interval | None:
        ref = clock.reference
        if ref is None:
            return None
        days = [d for y in range(ref.year - 8, ref.year + 9) if (d := safe_date(y, month, day))]
        if weekday is not None:
            near = [d for d in days if d.weekday() == weekday and abs((d - ref).days) <= 366]
            days = near or days
        past = [d for d in days if (d - ref).days <= 1]
        coming = [d for d in days if d >= ref]
        if coming and (clock.future or not past):
            return day_interval(coming[0])
        return day_interval(past[-1]) if past else None

    return resolve


def _read_day(match: Match) -> Expression | None:
    """A day of a month, with or without weekday and year."""
    day, month = match.first("day", "ordinal", "ordinal_word"), match.value(*_MONTHS)
    years = [t for t in match.every("year", "short_year", "number", "day") if t is not day]
    weekday = match.value(*_WEEKDAYS)
    if day is None or not 1 <= day.value <= 31:
        return None
    if is_name(match):
        return NOT_A_DATE
    if not years:
        resolve = yearless(month, day.value, weekday)
        if safe_date(2000, month, day.value) is None:
            return unresolved("no such day")
        return Expression("month and day", resolve, cyclic=True)
    if not is_year(years[-1], match):
        return None
    return _dated(years[-1], month, day.value)


def _dated(year: Token, month: int, day: int) -> Expression:
    if len(year.text) == 4 and safe_date(year.value, month, day) is None:
        return unresolved("no such day")

    def resolve(clock: Clock) -> Interval | None:
        found = safe_date(full_year(year, clock.reference), month, day)
        return day_interval(found) if found else None

    return Expression("full date", resolve, absolute=True)


def _read_day_list(match: Match) -> Expression | None:
    """For "3-5 May", "May 3 and 4, 2018": from the first day to the last."""
    days = match.every("day", "ordinal")
    month = match.value(*_MONTHS)
    year = match.first("year", "short_year")
    joint = match.first("and", "or")
    if match.tokens[match.i].kind in _MONTHS and year is None and joint and is_word(match.after()):
        return None  # "on May 3 and 20 people"
    first, last = days[0].value, days[-1].value
    if first >= last:
        return None
    ends = yearless(month, last)

    def resolve(clock: Clock) -> Interval | None:
        if year is not None:
            end = safe_date(full_year(year, clock.reference), month, last)
        else:
            found = ends(clock)
            end = found.end if found else None
        start = safe_date(end.year, month, first) if end else None
        return Interval(start, end) if start and end else None

    return Expression("days of a month", resolve, cyclic=year is None, absolute=year is not None)


def _read_day_of_relative(match: Match) -> Expression | None:
    """For "15 July last year", "in July of this year"."""
    month, day = match.value(*_MONTHS), match.first("day", "ordinal")
    if match.value("unit") != "year":
        return None
    step = year_step(match)

    def resolve(clock: Clock) -> Interval | None:
        year = step(clock)
        if year is None:
            return None
        if day is None:
            return cut(month_interval(year, month), clock)
        found = safe_date(year, month, day.value)
        return day_interval(found) if found else None

    return Expression("month of a relative year", resolve)


def year_step(match: Match) -> Any:
    """Clock -> year, for "last", "this", "next" and "the same" year."""
    if match.first("same", "previous", "following"):
        by = -1 if match.first("previous") else 1 if match.first("following") else 0
        return lambda clock: clock.anchor.start.year + by if clock.anchor else None
    by = -1 if match.first(*BEHIND) else 1 if match.first(*AHEAD) else 0
    return lambda clock: clock.reference.year + by if clock.reference else None


def _read_month_year(match: Match) -> Expression | None:
    month, year = match.value(*_MONTHS), match.first("year", "short_year", "number")
    if year is None or not is_year(year, match) or is_counted(match, year):
        return None
    return Expression("month", lambda c: month_interval(full_year(year, c.reference), month), absolute=True)


def _read_months_year(match: Match) -> Expression | None:
    """For "January and February 2018", "May to July 2014"."""
    first, last = (t.value for t in match.every(*_MONTHS))
    year = match.value("year")
    start = month_interval(year if first < last else year - 1, first)
    return fixed("months", Interval(start.start, month_interval(year, last).end)) if first != last else None


def month_of(month: int, direction: int) -> Resolver:
    """Direction -1: wholly before the reference's month; 1: after it; 0: the running or latest one."""

    def resolve(clock: Clock) -> Interval | None:
        ref = clock.reference
        if ref is None:
            return None
        way = direction or (1 if clock.future else 0)
        year = ref.year
        if way > 0:
            year += month < ref.month or (direction > 0 and month == ref.month)
        else:
            year -= month > ref.month or (direction < 0 and month == ref.month)
        return cut(month_interval(year, month), clock)

    return resolve


def _read_month(match: Match) -> Expression | None:
    """A month alone; the names that are also words need a word of time before them."""
    token = match.first(*_MONTHS)
    before, after = match.before(), match.after()
    if token is None:
        return None
    last = match.tokens[match.i]
    if last is token and before is not None:
        guards = load_time_lexicon().names_before["month"]
        if before.text.lower() in guards or (
            before.kind == "other" and before.text[:1].isupper() and not before.text.isupper()
        ):
            return None
    if last is token and token.kind != "month" and not _asks_for_month(match):
        return None
    if (
        token.kind == "month_short"
        and after is not None
        and after.kind == "other"
        and after.text[:1].isupper()
        and not after.text.isupper()
    ):
        return None
    direction = -1 if match.first(*BEHIND) else 1 if match.first(*AHEAD) else 0
    if match.first("this"):
        return Expression(
            "month", lambda c: cut(month_interval(c.reference.year, token.value), c) if c.reference else None
        )
    return Expression("month", month_of(token.value, direction), cyclic=direction == 0)


def _asks_for_month(match: Match) -> bool:
    before, further = match.before(), match.before(2)
    if before is None:
        return False
    if before.kind == "in":
        return before.text.lower() in {"in", "during", "throughout", "by", "around", "over"} and (
            before.text.lower() != "by" or not is_word(match.after())
        )
    if before.kind == "of":
        return further is not None and further.kind in {"unit", "edge", "bound", "weekday", "half", "part", "weekend"}
    return before.kind in {
        "since",
        "back_in",
        "from",
        "to",
        "between",
        "edge",
        "bound",
        "earlier",
        "later",
        "dash",
        "before",
        "after",
    } and (before.kind not in {"dash", "to"} or (further is not None and further.kind in {"edge", *_MONTHS}))


def is_counted(match: Match, year: Token) -> bool:
    """True if the four digits count what follows: "of 2000 people", "in 2000 villages"."""
    lists, after, before = load_time_lexicon().lists, match.after(), match.before()
    if after is None or year.kind != "year":
        return False
    word = after.text.lower()
    if before is not None and before.text.lower() in {"in", "since", "during"}:
        return word in lists["counted_in"]
    return word in lists["counted"]


def _read_year(match: Match) -> Expression | None:
    """Four digits as a year, where their neighbours ask for one."""
    token = match.first("year", "short_year")
    if token is None or is_counted(match, token) or not _asks_for_year(match, token):
        return None
    after = match.after()
    if after is not None and after.kind == "dash" and (far := match.after(1)) is not None and is_word(far):
        return None
    return Expression("year", lambda c: running_year(full_year(token, c.reference), c), absolute=True)


def running_year(year: int, clock: Clock) -> Interval | None:
    whole = year_interval(year)
    return cut(whole, clock) if whole else None


def _asks_for_year(match: Match, token: Token) -> bool:
    before, further, after = match.before(), match.before(2), match.after()
    if token.kind == "year" and (
        token.value > 2099 or (token.value < 1900 and before is not None and before.text.lower() not in _SURE)
    ):
        return False  # a time of day on the 24-hour clock
    if match.i < match.j - 1:
        return bool(match.value("unit") == "year")  # "the year 2014"
    if before is None:
        return after is not None and after.kind == "possessive"
    word = before.text.lower()
    if before.kind == "in":
        return word not in {"on", "at", "over", "within", "about", "for"}
    if before.kind in {"since", "back_in", "edge", "between", "season", "season_weak", "before", "after"}:
        return True
    if before.kind == "from":
        return True
    if before.kind == "to" and word in {"until", "till"}:
        return True
    if before.kind in {"to", "dash", "and", "or", "comma", "slash"} and further is not None:
        return further.kind in {"year", "short_year", "unit"} or (before.kind == "to" and further.kind in {*_MONTHS})
    if before.kind == "of":
        return further is not None and further.kind in {
            "edge",
            "bound",
            "half",
            "unit",
            "event",
            "season",
            "season_weak",
            "part",
            *_MONTHS,
            "holiday",
        }
    if before.kind == "open":
        return after is not None and after.kind in {"close", "dash", "comma"}
    if before.kind in {"the", "possessor", "possessive", "article"}:
        return after is not None and after.kind == "event"
    return after is not None and after.kind == "possessive" and before.kind != "dash" and token.kind == "year"


def _read_year_pair(match: Match) -> Expression | None:
    """For "1990-91", "2003-2011", "2014/15"."""
    first, second = match.every("year", "number", "day")
    end = second.value if len(second.text) == 4 else first.value - first.value % 100 + second.value
    if len(second.text) == 2 and first.value % 100 == 99 and second.value == 0:
        end += 100
    before = match.before()
    if (
        len(second.text) not in {2, 4}
        or not first.value < end <= first.value + 200
        or (before and before.kind in {"dash", "slash"})
    ):
        return None
    return fixed("years", Interval(date(first.value, 1, 1), date(end, 12, 31)))


def _read_iso(match: Match) -> Expression | None:
    token = match.first("iso", "named")
    before = match.before()
    references = load_time_lexicon().lists["references"]
    if token is None or (
        before is not None
        and before.kind in {"dot", "dash"}
        and (far := match.before(2))
        and far.text.lower() in references
    ):
        return None
    return fixed("iso date", day_interval(token.value)) if token.value else None


def _read_numeric(match: Match) -> Expression | None:
    """15/01/2018; where day and month could change places it stays unresolved."""
    a, b, year = match.value("numeric")
    readings = {d for d in (safe_date(year, b, a), safe_date(year, a, b)) if d}
    if len(readings) == 2:
        return unresolved("day and month could change places")
    return fixed("numeric date", day_interval(readings.pop())) if readings else None


def _read_decade(match: Match) -> Expression | None:
    before = match.before()
    if before is not None and before.kind in {"possessor", "possessive"}:
        return None
    start = match.value("decade")
    return fixed("decade", Interval(date(start, 1, 1), date(start + 9, 12, 31)))


def _read_century(match: Match) -> Expression | None:
    if match.value("unit") != "century" or not 1 <= (n := match.value("ordinal", "ordinal_word")) <= 30:
        return None
    return fixed("century", Interval(date(n * 100 - 99, 1, 1), date(n * 100, 12, 31)))


CALENDAR_RULES = (
    Rule("iso|named", _read_iso),
    Rule("numeric", _read_numeric),
    Rule("(WD comma?)? the? (DOM|ordinal_word) (of|dash)? MON dot? comma? dash? of? YR", _read_day),
    Rule("(WD comma?)? MON the? DOM comma? (year|short_year|number)", _read_day),
    Rule("(WD comma?)? the? (DOM|ordinal_word) of? the? MON", _read_day),
    Rule("(WD comma?)? MON the? DOM", _read_day),
    Rule(
        "(between|from)? the? DOM (comma DOM)* (dash|to|and|or|comma and) the? DOM of? MON (comma? (year|short_year))?",
        _read_day_list,
    ),
    Rule(
        "(between|from)? MON DOM (comma DOM)* (dash|to|and|or|comma and) the? DOM (comma? (year|short_year))?",
        _read_day_list,
    ),
    Rule("(MON DOM|DOM? MON) comma? of? the? (LAST|this|next|same|following) unit", _read_day_of_relative),
    Rule("MON comma? of? (year|short_year|number)", _read_month_year),
    Rule("(between|from)? MON (to|dash|and|or) MON comma? year", _read_months_year),
    Rule("(LAST|next|coming|this|this past|this coming) MON", _read_month),
    Rule("MON last?", _read_month),
    Rule("(the unit of?)? year|short_year", _read_year),
    Rule("year (dash|slash) (year|number|day)", _read_year_pair),
    Rule("decade", _read_decade),
    Rule("(ordinal|ordinal_word) unit", _read_century),
)
