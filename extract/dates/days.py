"""Date phrases that name a day by its weekday or its distance: "Monday", "yesterday", "the 15th"."""

from __future__ import annotations

from datetime import date, timedelta

from extract.dates.grammar import NOT_A_DATE, Clock, Expression, Match, Resolver, Rule
from extract.dates.intervals import Interval, day_interval, safe_date, shift
from extract.dates.relative import BEHIND, count_of, from_base, near_base, on_day
from extract.dates.rules import unresolved
from extract.dates.tokens import Token, load_time_lexicon

_WEEKDAYS = ("weekday", "weekday_short")


def _read_relative_day(match: Match) -> Expression | None:
    token = match.first("today")
    before = match.before()
    if token is None or (before and before.text.lower() in load_time_lexicon().names_before["today"]):
        return None
    return Expression("relative day", on_day(lambda ref, _: ref + timedelta(days=token.value)))


def _read_overnight(match: Match) -> Expression | None:
    after, further = match.after(), match.after(1)
    if after is not None and (
        after.kind in _WEEKDAYS or (after.kind in {"to", "in"} and further is not None and further.kind in _WEEKDAYS)
    ):
        return None  # "overnight into Tuesday" is read with its day
    return Expression("overnight", on_day(lambda ref, _: Interval(ref - timedelta(days=1), ref)))


def _weekday(token: Token, direction: int) -> Resolver:
    """Direction -1: before the reference's day; 1: after it; 0: that day or the latest, or the next to come."""

    def read(ref: date, clock: Clock) -> date:
        back = (ref.weekday() - token.value) % 7
        ahead = (token.value - ref.weekday()) % 7
        if direction > 0:
            return ref + timedelta(days=ahead or 7)
        if direction == 0 and clock.future:
            return ref + timedelta(days=ahead)
        return ref - timedelta(days=(back or 7) if direction < 0 else back)

    return on_day(read)


def _is_weekday(match: Match, token: Token) -> bool:
    lexicon, before, after = load_time_lexicon(), match.before(), match.after()
    if token.kind == "weekday_short":  # "Sun" alone is a paper
        return (
            token.text.endswith(".")
            and after is not None
            and after.kind in {"comma", "day", "month", "month_short", "part"}
        )
    if after is not None and after.text.lower() in lexicon.lists["papers_after"] and after.text[:1].isupper():
        return False
    if (
        after is not None
        and after.kind == "of"
        and (match.first("last") or (before is not None and before.kind in {"ordinal", "ordinal_word"}))
    ):
        return False  # "the last Friday of Ramadan" is read with its month
    return before is None or before.text.lower() not in lexicon.names_before["weekday"]


def _read_weekday(match: Match) -> Expression | None:
    token = match.first(*_WEEKDAYS)
    if token is None or not _is_weekday(match, token):
        return None
    if match.first("same", "following"):
        step = 1 if match.first("following") else 0
        return Expression("weekday after the date told last", lambda c: _after_anchor(c, token.value, step))
    if match.first("this") and not match.first("past", "coming"):
        return Expression("weekday", on_day(lambda ref, _: ref + timedelta(days=token.value - ref.weekday())))
    direction = -1 if match.first(*BEHIND) else 1 if match.first("next", "coming") else 0
    return Expression("weekday", _weekday(token, direction))


def _after_anchor(clock: Clock, weekday: int, step: int) -> Interval | None:
    """The weekday in the anchor's week, or the first one after the anchor."""
    if clock.anchor is None:
        return None
    day = clock.anchor.end
    if step:
        return day_interval(day + timedelta(days=(weekday - day.weekday()) % 7 or 7))
    return day_interval(day + timedelta(days=weekday - day.weekday()))


def _read_weekday_of_week(match: Match) -> Expression | None:
    """For "Monday of last week", "Tuesday this week"."""
    token = match.first(*_WEEKDAYS)
    if token is None or match.value("unit") != "week":
        return None
    by = -1 if match.first(*BEHIND) else 1 if match.first("next", "coming") else 0
    return Expression("weekday", on_day(lambda ref, _: ref + timedelta(days=token.value - ref.weekday() + 7 * by)))


def _read_part(match: Match) -> Expression | None:
    """For "this morning", "that night", "the previous evening"; a time of day alone has no date."""
    if match.first("same"):
        return Expression("the day told last", lambda c: c.anchor)
    by = -1 if match.first("previous", "last") else 1 if match.first("next", "following") else 0
    if match.first("next", "following"):
        return Expression("day after the date told last", lambda c: from_base("day", by, c.anchor))
    if match.first("previous"):
        return Expression("day before the date told last", lambda c: from_base("day", by, near_base(c)))
    return Expression("part of the day", on_day(lambda ref, _: ref + timedelta(days=by)))


def _read_day_of_month(match: Match) -> Expression | None:
    """For "on the 15th": the latest 15th, or the next if it is to come."""
    token, before, after = match.first("ordinal"), match.before(), match.after()
    if (
        token is None
        or not 1 <= token.value <= 31
        or before is None
        or before.kind not in {"in", "since", "from", "to", "between", "before", "after"}
    ):
        return None
    if before.kind == "in" and before.text.lower() not in {"on", "by"}:
        return None
    words = load_time_lexicon().lists["day_before"]
    if after is not None and (
        after.kind in {"dash", "unit", "weekday", "part"}
        or (after.kind not in {"comma", "dot", "close", "gap"} and after.text.lower() not in words)
    ):
        return None

    def read(ref: date, clock: Clock) -> date | None:
        months = range(-12, 13)
        days = [
            d
            for k in months
            if (d := safe_date(ref.year + (ref.month - 1 + k) // 12, (ref.month - 1 + k) % 12 + 1, token.value))
        ]
        if clock.future:
            return next((d for d in days if d >= ref), None)
        return [d for d in days if d <= ref][-1]

    return Expression("day of the month", on_day(read))


def _read_ago_day(match: Match) -> Expression | None:
    """For "a week ago today", "two months ago yesterday"."""
    unit, count, day = match.value("unit"), count_of(match), match.value("today")
    if count is None or count.kind == "few" or unit in {"minute", "hour"}:
        return None

    def read(ref: date, _: Clock) -> date | None:
        return shift(ref + timedelta(days=day), unit, -count.value)

    return Expression("units ago to the day", on_day(read))


def _read_ago_weekday(match: Match) -> Expression | None:
    """For "a week ago Monday", "Monday a week ago"."""
    token, unit, count = match.first(*_WEEKDAYS), match.value("unit"), count_of(match)
    if token is None or unit != "week" or count is None:
        return None
    return Expression(
        "weekday",
        on_day(lambda ref, _: ref - timedelta(days=(ref.weekday() - token.value) % 7 + 7 * count.value)),
    )


def _read_recurrent(_: Match) -> Expression:
    """For "every Friday" names no one day."""
    return NOT_A_DATE


def _read_other_day(_: Match) -> Expression:
    return unresolved("the other day")


DAY_RULES = (
    Rule("today part?", _read_relative_day),
    Rule("overnight", _read_overnight),
    Rule("(LAST|this|next|coming|this past|this coming|following|same)? WD part?", _read_weekday),
    Rule("edge in? WD part?", _read_weekday),
    Rule("WD part? of? (LAST|this|next|coming) unit", _read_weekday_of_week),
    Rule("COUNT unit ago WD|WD COUNT unit ago", _read_ago_weekday),
    Rule("COUNT unit ago today", _read_ago_day),
    Rule("(this|same|LAST|next|following) part", _read_part),
    Rule("the ordinal", _read_day_of_month),
    Rule("every (WD|unit|MON|part|weekend|season|few|number_word|day)+ part?", _read_recurrent),
    Rule("other_day", _read_other_day),
)
