"""Numbers and vague words of quantity as they stand in a text, and the tables of `lexicons/counts.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.lexicon import read_yaml
from extract.records import Qualifier

_MAX_DIGITS = 12  # longer runs are identifiers, not counts


@dataclass(frozen=True, slots=True)
class Tables:
    """The lexicon, compiled."""

    number: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    measure: re.Pattern[str]
    qualifiers: Mapping[str, Qualifier]
    after_qualifiers: Mapping[str, Qualifier]
    values: Mapping[str, int]
    vague: Mapping[str, tuple[Qualifier, int]]
    words: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Number:
    """A number or vague word as it stands, before its qualifiers are read."""

    start: int
    end: int
    value: int
    kind: str  # digits, words, vague, none
    vague: Qualifier | None = None


def _alternation(phrases: Iterable[str]) -> str:
    ordered = sorted(set(phrases), key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered)


@cache
def load_counts() -> Tables:
    """The tables of `lexicons/counts.yaml`, read once."""
    lex: dict[str, Any] = read_yaml("counts")
    teens, units = _alternation(lex["teens"]), _alternation(lex["units"])
    small = rf"(?:(?:{_alternation(lex['tens'])})(?:[-\s](?:{units}))?|{teens}|{units})"
    group = rf"(?:(?:{small}|an?)\s+hundred(?:\s+(?:and\s+)?{small})?|{small})"
    big = r"(?:dozen|thousand|million|billion)"
    words = rf"(?:half\s+an?\s+(?:dozen|million)|(?:{group}|an?)\s+{big}(?:\s+(?:and\s+)?{group})?|{group})"
    digits = r"[0-9]{1,3}(?:[,\u00a0\u202f][0-9]{3})+(?![0-9])|[0-9]+"
    scaled = rf"(?:{digits})(?:\.[0-9]+)?\s+(?:hundred|{big})"
    none_nouns = rf"(?=\s+(?:(?:{_alternation(lex['none_adjectives'])})\s+)*(?:{_alternation(lex['none_nouns'])})\b)"
    none = rf"{_alternation(lex['none_words'])}|(?:{_alternation(lex['none_before_nouns'])}){none_nouns}"
    number = re.compile(
        rf"(?<![\w])(?:(?P<vague>{_alternation(lex['vague'])})\b|(?P<none>{none})\b|(?P<scaled>{scaled})\b"
        rf"|(?P<words>{words})\b|(?P<digits>{digits})(?!\w))",
        re.IGNORECASE,
    )
    qualifiers = {p: q for q, phrases in lex["before"].items() for p in phrases}
    after = {p: q for q, phrases in lex["after"].items() for p in phrases}
    return Tables(
        number=number,
        before=re.compile(rf"(?<![\w])(?:{_alternation(qualifiers)})\s+$", re.IGNORECASE),
        after=re.compile(rf"\+|[\s-]+({_alternation(after)})\b", re.IGNORECASE),
        measure=re.compile(
            rf"[\s-]*(?:of\s+)?(?:(?:{_alternation(lex['measure_adjectives'])})\s+)*(?:{_alternation(lex['measures'])})(?!\w)",
            re.IGNORECASE,
        ),
        qualifiers=qualifiers,
        after_qualifiers=after,
        values={**lex["units"], **lex["teens"], **lex["tens"], **lex["scales"], "a": 1, "an": 1},
        vague={p: (q, low) for p, (q, low) in lex["vague"].items()},
        words={k: frozenset(lex[k]) for k in lex if isinstance(lex[k], list)},
    )


def find_numbers(text: str, tables: Tables) -> Iterator[Number]:
    for match in tables.number.finditer(text):
        kind = match.lastgroup or ""
        phrase = " ".join(match.group().lower().split())
        start, end = match.span()
        if kind == "vague":
            qualifier, low = tables.vague[phrase]
            yield Number(start, end, low, kind, qualifier)
        elif kind == "none":
            yield Number(start, end, 0, kind)
        elif kind == "scaled":
            value = _scaled_value(phrase, tables)
            if value is not None:
                yield Number(start, end, value, "words")
        elif kind == "words":
            yield Number(start, end, _word_value(phrase, tables), kind)
        else:
            digits = re.sub(r"\D", "", phrase)
            if len(digits) <= _MAX_DIGITS:
                yield Number(start, end, int(digits), kind)


def _word_value(phrase: str, tables: Tables) -> int:
    """For "two hundred and five" -> 205; the pattern has made sure that the words are in order."""
    total = group = 0
    half = phrase.startswith("half")
    for word in phrase.replace("-", " ").split():
        if word in {"and", "half"}:
            continue
        value = tables.values[word]
        if value == 100:
            group = max(group, 1) * 100
        elif word in {"dozen", "thousand", "million", "billion"}:
            total += max(group, 1) * value
            group = 0
        else:
            group += value
    return (total + group) // 2 if half else total + group


def _scaled_value(phrase: str, tables: Tables) -> int | None:
    """For "1.5 million" -> 1500000; None where the digits are too long to be a count."""
    figure, scale = phrase.rsplit(" ", 1)
    figure = re.sub(r"[,\u00a0\u202f]", "", figure)
    if len(figure) > _MAX_DIGITS:
        return None
    return round(float(figure) * tables.values[scale])
