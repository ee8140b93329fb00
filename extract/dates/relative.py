"""Date phrases that count units from the reference or from the date told last: "two weeks ago", "this month"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from extract.dates.grammar import Clock, Expression, Match, Resolver, Rule
from extract.dates.intervals import Interval, day_interval, shift, third, unit_interval
from extract.dates.rules import cut, unresolved
from extract.dates.tokens import Token

BEHIND = ("last", "past", "previous")
_FEW = 6  # "a few", "several", "recent": two to six; the outer bound is kept
_LONG = {"week", "fortnight", "month", "quarter", "year", "decade", "century"}


def on_day(read: Callable[[date, Clock], date | Interval | None]) -> Resolver:
    """A resolver that needs a reference day."""

    def resolve(clock: Clock) -> Interval | None:
        if clock.reference is None:
            return None
        found = read(clock.reference, clock)
        return day_interval(found) if isinstance(found, date) else found

    return resolve


def near_base(clock: Clock) -> Interval | None:
    """The date told last if it is a few days, else the reference."""
    if clock.anchor is not None and clock.anchor.days <= 7:
        return clock.anchor
    return day_interval(clock.reference) if clock.reference else None


def from_base(unit: str, n: int, base: Interval | None) -> Interval | None:
    """The calendar unit n units from the base; hours may cross midnight."""
    if base is None:
        return None
    if unit in {"minute", "hour"}:
        days = -(-abs(n) // 24) if unit == "hour" else 0
        reach = timedelta(days=days)
        return Interval(base.start - reach, base.start) if n < 0 else Interval(base.end, base.end + reach)
    day = shift(base.start if n < 0 else base.end, unit, n)
    return unit_interval(day, unit) if day else None


def _span_of_few(unit: str, sign: int, base: Interval | None) -> Interval | None:
    near, far = (from_base(unit, sign * n, base) for n in (2, _FEW))
    if near is None or far is None:
        return None
    return Interval(min(near.start, far.start), max(near.end, far.end))


def _offset(unit: str, count: Token | None, sign: int, base: Callable[[Clock], Interval | None]) -> Resolver:
    """A number of units before or after what `base` gives."""

    def resolve(clock: Clock) -> Interval | None:
        if count is not None and count.kind == "few" and unit not in {"hour", "minute"}:
            return _span_of_few(unit, sign, base(clock))
        n = 1 if count is None else count.value
        return from_base(unit, sign * n, base(clock))

    return resolve


def _reference(clock: Clock) -> Interval | None:
    return day_interval(clock.reference) if clock.reference else None


def _anchor(clock: Clock) -> Interval | None:
    return clock.anchor


def count_of(match: Match) -> Token | None:
    return match.first("article", "number_word", "day", "number", "few")


def read_ago(match: Match) -> Expression | None:
    unit, count = match.value("unit") or "day", count_of(match)
    if count is None and match.first("the") is None:
        return unresolved("number of units ago")
    if match.first("ago") is not None:
        return Expression("units ago", _offset(unit, count, -1, _reference))
    if match.first("later") or (match.first("after") and not match.first("before")):
        return Expression("units after the date told last", _offset(unit, count, 1, _anchor))
    return Expression("units before the date told last", _offset(unit, count, -1, near_base))


def _read_rolling(match: Match) -> Expression | None:
    """For "the past two weeks", "the last 24 hours", "recent days": up to the reference, its day included."""
    unit, count = match.value("unit"), count_of(match)
    plural = match.first("unit")
    if unit == "minute" or plural is None:
        return None
    n = count.value if count else _FEW if plural.text.lower().endswith("s") else 1
    return Expression("up to the reference", on_day(lambda ref, _: _stretch(ref, unit, -n)))


def _stretch(ref: date, unit: str, n: int) -> Interval | None:
    if unit == "hour":
        edge = ref + timedelta(days=n // 24 if n < 0 else -(-n // 24))
        return Interval(min(ref, edge), max(ref, edge))
    edge_day = shift(ref, unit, n)
    if edge_day is None:
        return None
    one = timedelta(days=1)
    return Interval(edge_day + one, ref) if n < 0 else Interval(ref + one, edge_day)


def _read_unit(match: Match) -> Expression | None:
    """For "last week", "this month", "next year", "that week"."""
    unit, before = match.value("unit", "weekend"), match.before()
    token = match.first("unit", "weekend")
    if unit in {"hour", "minute"} or token is None or (token.text.lower().endswith("s") and unit != "weekend"):
        return None
    after, further = match.after(), match.after(1)
    if after is not None and after.kind == "of" and further is not None and further.kind not in {"other", "fighting"}:
        return None  # "the last week of May"
    if match.first("same"):
        return Expression("the unit told last", lambda c: unit_interval(c.anchor.start, unit) if c.anchor else None)
    if match.first("following") or (match.first("next") and unit == "day"):
        return Expression("unit after the date told last", _offset(unit, None, 1, _anchor))
    if match.first("previous"):
        return Expression("unit before the date told last", _offset(unit, None, -1, near_base))
    if match.first("this"):
        return None if unit == "day" else Expression("running unit", on_day(lambda ref, c: _running(ref, unit, c)))
    if match.first("last") and unit == "day":
        return None
    if match.first("past") or _is_rolling(before, match.before(2), match):
        return Expression("up to the reference", on_day(lambda ref, _: _stretch(ref, unit, -1)))
    if match.first("coming"):
        return Expression("after the reference", on_day(lambda ref, _: _stretch(ref, unit, 1)))
    by = -1 if match.first("last") else 1
    return Expression("calendar unit", _offset(unit, None, by, _reference))


def _is_rolling(before: Token | None, further: Token | None, match: Match) -> bool:
    """For "in the last week" runs up to today; "last week" is the calendar's."""
    return (
        match.first("last") is not None
        and before is not None
        and before.kind == "the"
        and further is not None
        and further.kind in {"in", "from"}
    )


def _running(ref: date, unit: str, clock: Clock) -> Interval:
    if unit == "weekend":
        return _weekend(ref, clock)
    return cut(unit_interval(ref, unit), clock)


def _weekend(ref: date, clock: Clock) -> Interval:
    """The running or latest weekend, or the next if it is to come."""
    own = unit_interval(ref, "weekend")
    if own.start <= ref:
        return cut(own, clock)
    return own if clock.future else Interval(own.start - timedelta(days=7), own.end - timedelta(days=7))


def _read_weekend(match: Match) -> Expression | None:
    if match.first("last", "past", "previous"):
        return Expression("weekend", on_day(lambda ref, _: _shifted_weekend(ref, -1)))
    if match.first("next", "coming", "following"):
        return Expression("weekend", on_day(lambda ref, _: _shifted_weekend(ref, 1)))
    before = match.before()
    if match.first("this", "the") is None and (before is None or before.kind != "in"):
        return None
    return Expression("weekend", on_day(_weekend))


def _shifted_weekend(ref: date, by: int) -> Interval:
    """The weekend before or after the running week's; the next one from a weekday is the running week's own."""
    own = unit_interval(ref, "weekend")
    if by > 0 and own.start > ref:
        return own
    return Interval(own.start + timedelta(days=7 * by), own.end + timedelta(days=7 * by))


def _read_before_last(match: Match) -> Expression | None:
    """For "the week before last", "the month after next"."""
    unit = match.value("unit", "weekend")
    if match.first("part"):
        return Expression("relative day", on_day(lambda ref, _: ref - timedelta(days=2)))
    by = -2 if match.first("last") else 2
    if unit == "weekend":
        return Expression("weekend", on_day(lambda ref, _: _shifted_weekend(ref, by)))
    return Expression(
        "calendar unit", on_day(lambda ref, _: unit_interval(d, unit) if (d := shift(ref, unit, by)) else None)
    )


def _read_earlier(match: Match) -> Expression | None:
    """For "earlier this month", "later in the year": the part before or after the reference."""
    unit = match.value("unit") or "day"
    if unit in {"minute", "hour"}:
        return None
    later = match.first("later") is not None
    if match.first("same"):
        return Expression("the unit told last", lambda c: unit_interval(c.anchor.start, unit) if c.anchor else None)

    def read(ref: date, _: Clock) -> Interval:
        whole = unit_interval(ref, unit)
        return Interval(ref, whole.end) if later else Interval(whole.start, ref)

    return Expression("running unit", on_day(read))


def _read_coming(match: Match) -> Expression | None:
    """For "the next two weeks", "the coming days"."""
    unit, count, token = match.value("unit"), count_of(match), match.first("unit")
    if unit == "minute" or token is None:
        return None
    n = count.value if count else _FEW if token.text.lower().endswith("s") else 1
    return Expression("after the reference", on_day(lambda ref, _: _stretch(ref, unit, n)))


def _read_from_now(match: Match) -> Expression | None:
    unit = match.value("unit")
    return Expression("units from now", _offset(unit, count_of(match), 1, _reference))


def _read_bound_of_unit(match: Match) -> Expression | None:
    """For "the start of the month": of the running one, or of the last where that is still to come."""
    unit, which = match.value("unit"), match.value("bound", "edge")
    if unit not in _LONG:
        return None

    def read(ref: date, clock: Clock) -> Interval | None:
        found = third(unit_interval(ref, unit), which)
        if found.start > ref and not clock.future:
            before = shift(ref, unit, -1)
            return third(unit_interval(before, unit), which) if before else None
        return cut(found, clock)

    return Expression("running unit, part", on_day(read))


RELATIVE_RULES = (
    Rule("(bound|edge) (of|in) the unit", _read_bound_of_unit),
    Rule("few? COUNT? unit ago", read_ago),
    Rule("COUNT unit (earlier|later)", read_ago),
    Rule("(LAST) COUNT unit", _read_rolling),
    Rule("past unit", _read_rolling),
    Rule("(this past|LAST|this|next|coming|following|same) unit", _read_unit),
    Rule("(this past|LAST|next|coming|following|this|the)? weekend", _read_weekend),
    Rule("(unit|weekend|part) (before last|after next)", _read_before_last),
    Rule("(earlier|later) (this|in the|same|in same) unit", _read_earlier),
    Rule("(next|coming) COUNT unit|coming unit", _read_coming),
    Rule("COUNT unit from now", _read_from_now),
)
