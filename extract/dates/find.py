"""Date phrases in English news text, read as intervals of whole days with UCDP precision.

Phrases are read against a reference day, that of the dateline, else of publication; without one only absolute dates
resolve. What cannot be resolved stays a mention whose `rule` says why. `docs/dates.md` lists the readings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from extract.dates.combine import PART_RULES, STRETCH_RULES
from extract.dates.datelines import Dateline
from extract.dates.days import DAY_RULES
from extract.dates.feasts import FEAST_RULES
from extract.dates.grammar import Clock, Expression, apply_rules, is_to_come
from extract.dates.intervals import Interval, date_precision
from extract.dates.relative import RELATIVE_RULES
from extract.dates.rules import CALENDAR_RULES
from extract.dates.tokens import Token, tokenise
from extract.records import DateMention

_LEVELS = ((*CALENDAR_RULES, *FEAST_RULES, *DAY_RULES, *RELATIVE_RULES), PART_RULES, STRETCH_RULES)
_BOUNDS = {"before": "before", "after": "after", "until": "until", "till": "until", "by": "by"}


def find_dates(text: str, reference: date | None, *, dateline: Dateline | None = None) -> tuple[DateMention, ...]:
    """Every date phrase of the text, in order. `rule` names the reading, and ends in ", future" past the reference."""
    tokens: Sequence[Token] = tokenise(text)
    for rules in _LEVELS:
        tokens = apply_rules(tokens, rules, text)
    found: list[DateMention] = []
    anchor: Interval | None = None
    for i, token in enumerate(tokens):
        if token.kind != "date":
            continue
        mention, interval = _read(tokens, i, Clock(reference, is_to_come(tokens, i, i + 1), anchor))
        if dateline is not None and dateline.date_span is not None and _overlap(dateline.date_span, token):
            mention = _from_dateline(token, dateline)
        else:
            anchor = interval or anchor
        found.append(mention)
    return tuple(found)


def _read(tokens: Sequence[Token], i: int, clock: Clock) -> tuple[DateMention, Interval | None]:
    token = tokens[i]
    expression: Expression = token.value
    try:
        interval = expression.resolve(clock)
    except (OverflowError, ValueError):  # before year 1 or after 9999
        interval = None
    rule = expression.name
    if interval is None:
        if not rule.startswith("unresolved"):
            missing = (
                "no reference"
                if clock.reference is None
                else "no date told before"
                if "told" in rule
                else "not in the calendar"
            )
            rule = f"unresolved {rule}: {missing}"
        return DateMention(token.start, token.end, token.text, rule), None
    before = tokens[i - 1].text.lower() if i else ""
    if before in _BOUNDS:
        rule = f"{rule}, {_BOUNDS[before]}"
    if clock.reference is not None and interval.start > clock.reference:
        rule = f"{rule}, future"
    precision = date_precision(interval)
    return DateMention(token.start, token.end, token.text, rule, interval.start, interval.end, precision), interval


def _overlap(span: tuple[int, int], token: Token) -> bool:
    return token.start < span[1] and span[0] < token.end


def _from_dateline(token: Token, dateline: Dateline) -> DateMention:
    day = dateline.date
    return DateMention(token.start, token.end, token.text, "dateline", day, day, 1 if day else None)
