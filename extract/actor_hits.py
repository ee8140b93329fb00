"""What the finders of actors share: a table of phrases, a hit over words, and the lexicons that ship."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Generic, TypeVar

import yaml

from extract.actor_tokens import Token, tokenise
from extract.records import ActorMention

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Hit:
    """A mention over the words [first, last), with the kind of body for coreference."""

    first: int
    last: int
    mention: ActorMention
    kind: str | None = None


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
    return yaml.load(resources.files("extract").joinpath(f"lexicons/actors/{name}.yaml").read_text("utf-8"), yaml.CSafeLoader)


def joined_by(text: str, left: Token, right: Token, *, allowed: str = " \t\u00a0-") -> bool:
    """True if nothing but blanks, hyphens and a possessive ending stands between two words."""
    between = text[left.end : right.start]
    if between[:2] in ("'s", "’s", "'S", "’S"):
        between = between[2:]
    return all(c in allowed or (c == "\n" and between.count("\n") == 1) for c in between)
