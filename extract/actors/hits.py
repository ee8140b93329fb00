"""What the finders of actors share: the text searched, tables of phrases, hits over words, shipped lexicons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Generic, TypeVar

import yaml

from extract.actors.register import Register
from extract.actors.tokens import Token, tokenise
from extract.records import ActorMention

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention over the words [first, last), with the kind of body; of a state's body by pattern, its row's id."""

    first: int
    last: int
    mention: ActorMention
    kind: str | None = None


@dataclass(slots=True)
class Search:
    """One text while its actors are looked for: its words, which of them are taken, and the hits so far."""

    text: str
    register: Register
    on: date | None = None
    country: str | None = None
    tokens: list[Token] = field(default_factory=list)
    taken: list[bool] = field(default_factory=list)
    caseless: list[bool] = field(default_factory=list)  # per word: its line is all in capitals or without any
    countries: Counter[str] = field(default_factory=Counter)  # ISO3 of countries and nationalities, how often
    hits: list[Hit] = field(default_factory=list)

    def take(self, hit: Hit) -> None:
        self.hits.append(hit)
        self.taken[hit.first : hit.last] = [True] * (hit.last - hit.first)

    def joined(self, i: int, allowed: str = "-") -> bool:
        """True if nothing but blanks, `allowed` and a possessive ending stands between words i - 1 and i."""
        between = self.text[self.tokens[i - 1].end : self.tokens[i].start]
        if between[:2].lower() in {"'s", "’s"}:
            between = between[2:]
        return "\n\n" not in between and all(c.isspace() or c in allowed for c in between)

    def span(self, first: int, last: int) -> tuple[int, int, str]:
        """Start, end and text of the words [first, last)."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return start, end, self.text[start:end]


def begin_search(text: str, register: Register, on: date | None, country: str | None) -> Search:
    tokens = tokenise(text)
    return Search(text, register, on, country, tokens, [False] * len(tokens), _caseless_words(text, tokens))


def _caseless_words(text: str, tokens: Sequence[Token]) -> list[bool]:
    flags, position = [False] * len(tokens), 0
    lines = text.splitlines(keepends=True)
    for i, token in enumerate(tokens):
        while token.start >= position and lines:
            line = lines.pop(0)
            position += len(line)
            caseless = len(line) > 15 and (line.isupper() or line.islower())
        flags[i] = caseless
    return flags


@dataclass(frozen=True, slots=True)
class Phrases(Generic[T]):
    """Phrases by their first folded word, longest first, each with a value."""

    by_first: Mapping[str, Sequence[tuple[tuple[str, ...], T]]]

    def longest_at(self, tokens: Sequence[Token], i: int) -> tuple[int, T] | None:
        """End of the longest phrase that begins at word i, and its value."""
        if i >= len(tokens):
            return None
        for norms, value in self.by_first.get(tokens[i].norm, ()):
            end = i + len(norms)
            if end <= len(tokens) and all(tokens[i + k].norm == norms[k] for k in range(1, len(norms))):
                return end, value
        return None


def phrase_table(pairs: Iterable[tuple[str, T]]) -> Phrases[T]:
    """Table of phrases; of two values for one phrase the first stays."""
    found: dict[tuple[str, ...], T] = {}
    for phrase, value in pairs:
        found.setdefault(tuple(token.norm for token in tokenise(phrase)), value)
    by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
    for norms, value in sorted(found.items(), key=lambda item: -len(item[0])):
        by_first.setdefault(norms[0], []).append((norms, value))
    return Phrases(by_first)


@cache
def read_lexicon(name: str) -> Any:
    """One shipped YAML file of `lexicons/actors`."""
    path = resources.files("extract").joinpath(f"lexicons/actors/{name}.yaml")
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
