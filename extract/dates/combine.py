"""Date phrases built on others: parts ("early March"), neighbours ("two days after Easter"), stretches."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from extract.dates.grammar import Clock, Expression, Match, Resolver, Rule, is_to_come
from extract.dates.intervals import Interval, day_interval, nth_weekday, shift, third, unit_interval
from extract.dates.relative import read_ago
from extract.dates.rules import cut, unresolved

_DAY = timedelta(days=1)
_CLAUSE_END = {"comma", "dot", "gap", "close", "and", "in", "to", "or"}
_DAYLIKE = (
    "weekday",
    "relative day",
    "month and day",
    "full date",
    "iso date",
    "day of the month",
    "holiday",
    "day",
    "weekday after",
    "part of",
)


def _dates(match: Match) -> list[Expression]:
    return [t.value for t in match.every("date")]


def _is_day(expression: Expression) -> bool:
    return expression.name.startswith(_DAYLIKE)


def _of(expression: Expression, change: object, name: str = "") -> Expression:
    """The expression with `change` (Interval, Clock -> Interval or None) made to what it resolves to."""

    def resolve(clock: Clock) -> Interval | None:
        found = expression.resolve(replace(clock, whole=True))
        return change(found, clock) if found else None  # type: ignore[operator]

    return replace(expression, resolve=resolve, name=name or expression.name)


def _read_third(match: Match) -> Expression | None:
    """For "early 2014", "the end of May"; of a single day it says no more than the day."""
    inner, which = _dates(match)[0], match.value("edge", "bound")
    if inner.name.startswith("unresolved"):
        return inner
    if _is_day(inner):
        return inner if match.first("edge") else None

    def part(clock: Clock) -> Interval | None:
        whole = inner.resolve(replace(clock, whole=True))
        return third(whole, which) if whole and whole.days > 2 else whole

    def resolve(clock: Clock) -> Interval | None:
        found, ref = part(clock), clock.reference
        if found and ref and inner.cyclic and not clock.future and found.start > ref:
            found = part(replace(clock, reference=shift(ref, "year", -1)))  # "late January", told on the 20th
        return cut(found, clock) if found else None

    return replace(inner, resolve=resolve, name=f"{inner.name}, part")


def _read_half(match: Match) -> Expression | None:
    which = match.value("ordinal_word", "last")
    second = which in {2, -1, "last"}

    def halve(whole: Interval, clock: Clock) -> Interval:
        if whole.start.day == 1 and whole.days > 31:
            months = round(whole.days / 30.44)
            cutting = shift(whole.start, "month", months // 2) or whole.end
        else:
            cutting = whole.start + timedelta(days=whole.days // 2)
        return cut(Interval(cutting, whole.end) if second else Interval(whole.start, cutting - _DAY), clock)

    return _of(_dates(match)[0], halve, "half")


def _read_nth(match: Match) -> Expression | None:
    """For "the first Monday of May", "the last day of Ramadan", "the first three months of 2014"."""
    inner, token = _dates(match)[0], match.first("ordinal_word", "ordinal", "last")
    n = -1 if token is None or token.kind == "last" else int(token.value)
    weekday, unit, count = match.first("weekday"), match.value("unit", "weekend"), match.first("number_word", "day")
    if unit in {"minute", "hour", "century", "decade"} or _is_day(inner):
        return None

    def pick(whole: Interval, clock: Clock) -> Interval | None:
        if weekday is not None or unit == "weekend":
            day = nth_weekday(whole, 5 if weekday is None else weekday.value, n)
            return (Interval(day, day + _DAY) if weekday is None else day_interval(day)) if day else None
        size = count.value if count else 1
        if n < 0:
            start = shift(whole.end + _DAY, unit, -size)
            return Interval(start, whole.end) if start else None
        start = shift(whole.start, unit, size * (n - 1))
        end = shift(start, unit, size) if start else None
        if start is None or end is None or start > whole.end:
            return None
        return cut(Interval(start, min(end - _DAY, whole.end)), clock)

    return _of(inner, pick, "part of a stretch")


def _read_unit_around(match: Match) -> Expression | None:
    """For "the week of 8 January", "the week ending Friday"."""
    inner, unit = _dates(match)[0], match.value("unit", "weekend")
    if unit not in {"week", "weekend", "month", "year", "day"}:
        return None
    if not _is_day(inner):
        return inner
    return _of(inner, lambda found, _: unit_interval(found.start, unit), f"{unit} of a day")


def _read_same(match: Match) -> Expression | None:
    """A longer phrase for the same days: "the night of 3 May", "back in 2014", "earlier on Monday"."""
    inner = _dates(match)[0]
    if match.first("part") and not _is_day(inner):
        return None
    return inner


def _read_eve(match: Match) -> Expression | None:
    return _of(_dates(match)[0], lambda found, _: day_interval(found.start - _DAY), "day before")


def _read_neighbour(match: Match) -> Expression | None:
    """For "two days after Christmas", "the week before Ramadan"."""
    inner, unit = _dates(match)[0], match.value("unit")
    count = match.first("number_word", "day", "article")
    before = match.first("before") is not None
    if unit in {"hour", "minute"}:
        return unresolved("hours from an event")
    if match.first("few") or (count is None and match.first("the") is None):
        return unresolved("number of units from an event")
    n = (count.value if count else 1) * (-1 if before else 1)

    def move(found: Interval, _: Clock) -> Interval | None:
        day = shift(found.start if before else found.end, unit, n)
        return unit_interval(day, unit) if day else None

    return _of(inner, move, "units from a date")


def _read_overnight(match: Match) -> Expression | None:
    """For "overnight into Tuesday" ends on Tuesday, "overnight Monday" begins on Monday."""
    into = match.first("to") is not None

    def night(found: Interval, clock: Clock) -> Interval:
        return (
            Interval(found.start - _DAY, found.start) if into else cut(Interval(found.start, found.start + _DAY), clock)
        )

    return _of(_dates(match)[0], night, "overnight")


def _read_adverb(match: Match) -> Expression | None:
    """For "two days before." counts from the date told last; "two days before the vote" needs the day of the vote."""
    after = match.after()
    if match.first("after") or (after is not None and after.kind not in _CLAUSE_END):
        return unresolved("event anchor")
    return read_ago(match)


def _read_within(match: Match) -> Expression | None:
    """For "in three days", where the sentence speaks of what is to come."""
    unit, count = match.value("unit"), match.first("number_word", "day", "number", "article")
    if count is None or unit in {"hour", "minute"} or not is_to_come(match.tokens, match.i, match.j):
        return None

    def resolve(clock: Clock) -> Interval | None:
        day = shift(clock.reference, unit, count.value) if clock.reference else None
        return unit_interval(day, unit) if day else None

    return Expression("units from now", resolve)


def _read_since(match: Match) -> Expression | None:
    inner = _dates(match)[0]

    def resolve(clock: Clock) -> Interval | None:
        found = inner.resolve(replace(clock, future=False))
        ref = clock.reference
        return Interval(found.start, ref) if found and ref and found.start <= ref else None

    return Expression(f"since {inner.name}", resolve)


def _read_since_then(_: Match) -> Expression:
    def resolve(clock: Clock) -> Interval | None:
        return (
            Interval(clock.anchor.start, clock.reference)
            if clock.anchor and clock.reference and clock.anchor.start <= clock.reference
            else None
        )

    return Expression("since the date told last", resolve)


def _read_event(match: Match) -> Expression | None:
    before = match.before()
    if before is not None and before.text.lower() in {"have", "has", "had", "ever"}:
        return None  # "have since launched attacks": since then
    after = match.after()
    if after is not None and after.kind == "other" and after.text[:1].isupper() and not after.text.isupper():
        return None  # "since the Liberation Army ..."
    if (
        match.value("unit") in {"year", "decade", "century", "minute", "hour"}
        and match.first("of") is match.tokens[match.i + 1]
    ):
        return None  # "a decade of war"
    return unresolved("event anchor")


def _stretch(first: Expression, last: Expression) -> Resolver:
    """From the first day of one to the last of the other, the first read backwards from the second."""

    def resolve(clock: Clock) -> Interval | None:
        end = last.resolve(clock)
        if end is None:
            return None
        start = first.resolve(clock if first.absolute else Clock(end.end, anchor=clock.anchor, whole=True))
        if start is not None and start.start > end.end and not first.absolute:
            start = first.resolve(Clock(end.start, anchor=clock.anchor, whole=True))
        if start is None or start.start > end.end:
            return None
        return Interval(start.start, end.end)

    return resolve


def _read_stretch(match: Match) -> Expression | None:
    first, last = _dates(match)
    opened, joint = match.first("from", "between"), match.first("to", "dash", "and")
    if joint is None or (joint.kind == "and") != (opened is not None and opened.kind == "between"):
        return None
    if first.name.startswith("unresolved") or last.name.startswith("unresolved"):
        return None
    if opened is None and joint.kind != "dash" and joint.text.lower() not in {"to", "through", "thru", "into"}:
        return None
    if opened is None and _is_day(first) != _is_day(last):
        return None
    return Expression("stretch", _stretch(first, last), absolute=first.absolute and last.absolute)


PART_RULES = (
    Rule("back_in the? date", _read_same),
    Rule("edge dash? (in|of)? the? date", _read_third),
    Rule("bound of the? date", _read_third),
    Rule("(ordinal_word|last) half of the? date", _read_half),
    Rule("(ordinal_word|ordinal|last) (number_word|day)? (weekday|unit|weekend) (of|in) the? date", _read_nth),
    Rule("(unit|weekend) (of|bound) the? date", _read_unit_around),
    Rule("part (of|on|in|comma)? the? date|date comma? (in|edge)? the? part|(earlier|later) in? date", _read_same),
    Rule("eve of the? (possessive)? date", _read_eve),
    Rule("(the|few|COUNT)? unit (before|after) the? date", _read_neighbour),
    Rule("overnight (to|in|from)? the? date", _read_overnight),
    Rule("(the|few|COUNT)? unit (before|after)", _read_adverb),
    Rule("(the|article) part (before|after|earlier)", _read_adverb),
    Rule("in COUNT unit", _read_within),
)
STRETCH_RULES = (
    Rule("(from|between)? the? date comma? (dash|to|and) the? date", _read_stretch),
    Rule("(from|since) the? date to now", _read_since),
    Rule("since the? date", _read_since),
    Rule("since that_time", _read_since_then),
    Rule("since FILL{0,5}? event+ (of the? other)?", _read_event),
    Rule("eve of FILL{0,5}? event+", _read_event),
    Rule("eve of FILL{1,2}", _read_event),
    Rule("(unit|part) (of|before|after) FILL{1,5}? event+", _read_event),
)
