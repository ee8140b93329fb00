"""Date phrases that name a season, a quarter or a feast."""

from __future__ import annotations

from datetime import date
from typing import Any

from extract.dates.grammar import Clock, Expression, Match, Rule
from extract.dates.intervals import (
    Interval,
    day_interval,
    easter_day,
    islamic_intervals,
    month_interval,
    nth_weekday,
    season_interval,
    shift,
)
from extract.dates.rules import AHEAD, BEHIND, cut, fixed, full_year, unresolved, year_step
from extract.dates.tokens import Token, load_time_lexicon

# Words with a capital at the head of a sentence, or before the feast itself, that are no first names.
_OPENERS = {"despite", "until", "unlike", "like", "with", "as", "when", "while", "but", "holy", "muslim", "christian"}


def _read_season(match: Match) -> Expression | None:
    """A season with a year or a word of direction; alone only after "in the"."""
    token, year = match.first("season", "season_weak"), match.first("year", "short_year")
    if token is None:
        return None
    month = token.value
    if year is not None:
        return Expression("season", lambda c: season_interval(full_year(year, c.reference), month), absolute=True)
    if match.first("unit"):
        if match.value("unit") != "year":
            return None
        step = year_step(match)
        return Expression("season", lambda c: season_interval(y, month) if (y := step(c)) else None)
    if not match.first("last", "past", "this", "next", "coming"):
        before = match.before(2) if (one := match.before()) and one.kind == "the" else one
        if (
            token.kind == "season_weak"
            or before is None
            or before.text.lower() not in {"in", "during", "since", "early", "late", "mid"}
        ):
            return None
    direction = -1 if match.first(*BEHIND) else 1 if match.first(*AHEAD) else 0
    this = match.first("this") is not None

    def resolve(clock: Clock) -> Interval | None:
        ref = clock.reference
        if ref is None:
            return None
        seasons = [season_interval(y, month) for y in range(ref.year - 2, ref.year + 2)]
        if direction > 0 or (clock.future and direction == 0 and not this):
            return next((cut(s, clock) for s in seasons if s.start > ref or (direction == 0 and s.end >= ref)), None)
        if this:
            running = next((s for s in seasons if s.start <= ref <= s.end), None)
            return cut(running, clock) if running else season_interval(ref.year, month)
        limit = [s for s in seasons if s.end < ref or (direction == 0 and s.start <= ref)]
        return cut(limit[-1], clock)

    return Expression("season", resolve, cyclic=direction == 0 and not this)


def _read_quarter(match: Match) -> Expression | None:
    """For "Q3 2017", "the first quarter of 2018"."""
    n, year = match.value("quarter_name", "ordinal", "ordinal_word"), match.value("year")
    if (match.first("unit") and match.value("unit") != "quarter") or not 1 <= n <= 4:
        return None
    return fixed("quarter", Interval(date(year, 3 * n - 2, 1), month_interval(year, 3 * n).end))


def _holiday_days(rule: dict[str, Any], year: int) -> list[Interval]:
    """When a feast falls in a year: once, or twice or never for the Islamic ones."""
    if days := rule.get("fixed"):
        start, end = date(year, *days[:2]), date(year, *days[-2:])
        return [Interval(start, end)]
    for calendar in ("easter", "orthodox"):
        if calendar in rule:
            offsets = rule[calendar] if isinstance(rule[calendar], list) else [rule[calendar]] * 2
            sunday = easter_day(year, orthodox=calendar == "orthodox")
            first, last = (shift(sunday, "day", n) for n in offsets)
            return [Interval(first, last)] if first and last else []
    if days := rule.get("hijri"):
        month, first, last = (*days, None)[:3] if len(days) == 3 else (days[0], 1, None)
        return islamic_intervals(year, month, first, last)
    if days := rule.get("nth"):
        found = nth_weekday(month_interval(year, days[0]), days[1], days[2])
        return [day_interval(found)] if found else []
    return []


def _read_holiday(match: Match) -> Expression | None:
    token, year = match.first("holiday"), match.value("year")
    if token is None or _is_person(match, token):
        return None
    rule = token.value
    if "none" in rule:
        return unresolved(f"holiday: {rule['none']}")
    if year is not None:
        days = _holiday_days(rule, year) if 1600 <= year <= 2400 else []
        return fixed("holiday", days[0]) if days else unresolved("holiday")
    direction = -1 if match.first(*BEHIND) else 1 if match.first(*AHEAD) else 0
    this = match.first("this") is not None

    def resolve(clock: Clock) -> Interval | None:
        ref = clock.reference
        if ref is None or not 1600 <= ref.year <= 2400:
            return None
        if this and len(own := _holiday_days(rule, ref.year)) == 1:
            return cut(own[0], clock)
        days = sorted(d for y in range(ref.year - 2, ref.year + 3) for d in _holiday_days(rule, y))
        if direction > 0 or (clock.future and direction == 0):
            return next((cut(d, clock) for d in days if d.start > ref or (direction == 0 and d.end >= ref)), None)
        past = [d for d in days if d.end < ref or (direction == 0 and d.start <= ref)]
        return cut(past[-1], clock) if past else None

    return Expression("holiday", resolve, cyclic=direction == 0 and not this)


def _is_person(match: Match, token: Token) -> bool:
    """For "Tariq Ramadan", "Ramadan Shalah"."""
    if token.text.lower() not in load_time_lexicon().lists["holiday_names"] or match.i < match.j - 1:
        return False
    before, after = match.before(), match.after()
    if token.text.islower() or token.text.isupper():
        return False
    named_before = _is_name_part(before) and before is not None and before.end + 1 == token.start
    named_after = _is_name_part(after) and after is not None and after.start == token.end + 1
    return named_after or (named_before and before is not None and before.text.lower() not in _OPENERS)


def _is_name_part(token: Token | None) -> bool:
    return token is not None and token.kind == "other" and token.text[:1].isupper()


FEAST_RULES = (
    Rule("(season|season_weak) comma? of? (year|short_year)", _read_season),
    Rule("(season|season_weak) of? (LAST|this|next|same|following) unit", _read_season),
    Rule("(LAST|this|next|coming|this past|this coming)? (season|season_weak)", _read_season),
    Rule("quarter_name of? year|(ordinal|ordinal_word) unit of? year", _read_quarter),
    Rule("(LAST|this|next|coming)? the? holiday (comma? of? year)?", _read_holiday),
)
