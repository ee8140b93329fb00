"""The grammar of English date phrases: patterns over kinds of tokens, each with what it means on a clock.

A pattern is a regular expression whose words are kinds of tokens (`extract.dates.tokens`) or names of `_ALIASES`.
Rules stand in three levels. Each level turns what it reads into one token of kind `date`, which the next may build on:
first expressions of their own ("Monday", "3 May", "two weeks ago"), then parts and neighbours of those ("early March",
"two days after Christmas"), then stretches ("from May to July", "since Monday").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from extract.dates.intervals import Interval
from extract.dates.tokens import Token, load_time_lexicon


@dataclass(frozen=True, slots=True)
class Clock:
    """What a phrase is read against."""

    reference: date | None
    future: bool = False  # the sentence speaks of what is to come
    anchor: Interval | None = None  # the date told last, for "two days earlier"
    whole: bool = False  # do not cut the running month or year at the reference


Resolver = Callable[[Clock], Interval | None]


@dataclass(frozen=True, slots=True)
class Expression:
    """A date phrase before it is read on a clock; `resolve` gives None where it cannot be."""

    name: str
    resolve: Resolver
    cyclic: bool = False  # comes again every year
    absolute: bool = False  # needs no clock


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens i to j of the text, as one rule sees them."""

    tokens: Sequence[Token]
    i: int
    j: int

    def first(self, *kinds: str) -> Token | None:
        return next((t for t in self.tokens[self.i : self.j] if t.kind in kinds), None)

    def every(self, *kinds: str) -> list[Token]:
        return [t for t in self.tokens[self.i : self.j] if t.kind in kinds]

    def value(self, *kinds: str) -> Any:
        token = self.first(*kinds)
        return None if token is None else token.value

    def before(self, back: int = 1) -> Token | None:
        return self.tokens[self.i - back] if self.i >= back else None

    def after(self, ahead: int = 0) -> Token | None:
        return self.tokens[self.j + ahead] if self.j + ahead < len(self.tokens) else None


Builder = Callable[[Match], Expression | None]
NOT_A_DATE = Expression("not a date", lambda _: None)  # takes its words out of the reach of other rules


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what makes an expression of its match; None where the words only look like one."""

    pattern: str
    build: Builder


_SIGHT = 10  # words looked at for "will" and the like
_ALIASES = {
    "MON": "month|month_weak|month_short",
    "DOM": "day|ordinal",
    "WD": "weekday|weekday_short",
    "COUNT": "article|number_word|day|number|few",
    "YR": "year|short_year|number|day",
    "LAST": "last|past|previous",
    "FILL": "the|of|possessor|other|possessive|article|last|this|next|previous|following|ordinal_word|bound",
}


@cache
def _code(kind: str) -> str:
    """One private character for a kind, so that patterns run over a string as long as the list of tokens."""
    _KINDS.setdefault(kind, chr(0xE000 + len(_KINDS)))
    return _KINDS[kind]


_KINDS: dict[str, str] = {}


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """For "MON the? DOM" over kinds of tokens, as a regular expression over their codes."""
    spelt = re.sub(r"[A-Z]+", lambda m: f"(?:{_ALIASES[m.group()]})", pattern)
    return re.compile(re.sub(r"[a-z_]+", lambda m: _code(m.group()), spelt).replace(" ", ""))


def apply_rules(tokens: Sequence[Token], rules: Sequence[Rule], text: str) -> list[Token]:
    """The tokens, with every phrase that a rule reads made one token of kind `date`; leftmost, longest, first rule."""
    codes = "".join(_code(t.kind) for t in tokens)
    found = [
        (m.start(), -m.end(), order)
        for order, rule in enumerate(rules)
        for m in compile_pattern(rule.pattern).finditer(codes)
    ]
    result: list[Token] = []
    done = 0
    for i, minus_j, order in sorted(found):
        if i < done:
            continue
        expression = rules[order].build(Match(tokens, i, -minus_j))
        if expression is None:
            continue
        result.extend(tokens[done:i])
        start, end = tokens[i].start, tokens[-minus_j - 1].end
        kind = "other" if expression is NOT_A_DATE else "date"
        result.append(Token(kind, start, end, text[start:end], expression))
        done = -minus_j
    result.extend(tokens[done:])
    return result


def is_to_come(tokens: Sequence[Token], i: int, j: int) -> bool:
    """True if the sentence speaks of what is to come at tokens i to j: "will" nearer before it than a word of the past.

    At the head of a sentence ("On Monday, parliament will ...") the words after it are asked.
    """
    lists = load_time_lexicon().lists
    if j < len(tokens) and tokens[j].kind == "possessive":
        return False
    back = 0
    for token in reversed(tokens[max(0, i - _SIGHT) : i]):
        word = token.text.lower()
        if token.kind == "gap" or word in lists["sentence_ends"]:
            break
        if token.kind == "approach" or word in lists["to_come"] or word in lists["not_to_come"]:
            return word not in lists["not_to_come"]
        back += 1
    if back > 2:
        return False
    for token in tokens[j : j + _SIGHT]:
        word = token.text.lower()
        if word in {"will", "shall"}:
            return True
        if token.kind == "gap" or word in lists["sentence_ends"] or word in lists["not_to_come"]:
            return False
    return False
