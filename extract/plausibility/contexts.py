"""What a text is about, word by word: fields that borrow the words of violence, violence, causes without a will."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from extract.lexicon import read_yaml
from extract.records import Span

Group = Literal["domain", "conflict", "cause"]

_WORD = re.compile(r"[a-z0-9]+(?:['’\-][a-z0-9]+)*")
_LIKENESS = re.compile(r"\b(?:like|as) (?:an? |the )?$")  # "fought like soldiers" speaks of no soldiers


@dataclass(frozen=True, slots=True)
class Hit:
    """A term of the lexicon found in the text."""

    start: int
    end: int
    word: str
    group: Group
    field: str  # sport, armed, accident ...


@dataclass(frozen=True, slots=True)
class Context:
    """All terms of one text, in text order, and the spans of its figures of speech."""

    hits: tuple[Hit, ...]
    figures: tuple[Span, ...]

    def within(self, group: Group, spans: Iterable[Span], fields: Iterable[str] | None = None) -> Iterator[Hit]:
        """The hits of a group, all fields or some, that begin inside one of the spans."""
        wanted = None if fields is None else frozenset(fields)
        for start, end in spans:
            for hit in self.hits[bisect_left(self.hits, start, key=lambda h: h.start) :]:
                if hit.start >= end:
                    break
                if hit.group == group and (wanted is None or hit.field in wanted):
                    yield hit


@dataclass(frozen=True, slots=True)
class Rules:
    """The rest of the lexicon: which acts a field may explain away, figures of speech, what is no body."""

    families: Mapping[str, str]  # field -> "violence" or "all"
    outweighs: Mapping[str, float]  # field -> how many times it must outweigh the words of violence
    idioms: tuple[re.Pattern[str], ...]
    similes: re.Pattern[str]
    no_attack: re.Pattern[str]
    officials: re.Pattern[str]
    court_frames: re.Pattern[str]
    heading: re.Pattern[str]
    not_bodies: frozenset[str]
    hazards: frozenset[str]
    not_agents: frozenset[str]


@cache
def load_rules() -> Rules:
    table = read_yaml("contexts")
    headings = "|".join(re.escape(word) for word in table["headings"])
    return Rules(
        MappingProxyType({name: entry["families"] for name, entry in table["domains"].items()}),
        MappingProxyType({name: entry["outweighs"] for name, entry in table["domains"].items()}),
        tuple(re.compile(rf"(?<!\w)(?:{pattern})") for pattern in table["idioms"]),
        re.compile("|".join(rf"(?<!\w)(?:{pattern})" for pattern in table["similes"])),
        re.compile("|".join(table["no_attack"])),
        re.compile(table["officials"]),
        re.compile(table["court_frames"]),
        re.compile(rf"\W*({headings})\s*[:|]"),
        frozenset(table["not_bodies"]),
        frozenset(table["hazards"]),
        frozenset(table["not_agents"]),
    )


@cache
def will_less() -> frozenset[str]:
    """Terms for what kills or strikes by itself: hazards, illnesses, animals; accidents have people behind them."""
    fields = {"natural hazard", "illness", "animal"}
    return frozenset(
        term for term, found in _load_terms().items() if any(f in fields and g == "cause" for g, f in found)
    )


@cache
def _load_terms() -> Mapping[str, tuple[tuple[Group, str], ...]]:
    """Term, its words joined by a space -> the groups and fields that list it."""
    table = read_yaml("contexts")
    groups: tuple[tuple[Group, Mapping[str, list[str]]], ...] = (
        ("domain", {name: entry["terms"] for name, entry in table["domains"].items()}),
        ("conflict", table["conflict"]),
        ("cause", table["causes"]),
    )
    terms: dict[str, list[tuple[Group, str]]] = {}
    for group, fields in groups:
        for field, words in fields.items():
            for word in words:
                terms.setdefault(" ".join(_WORD.findall(word)), []).append((group, field))
    return MappingProxyType({term: tuple(dict.fromkeys(fields)) for term, fields in terms.items()})


@lru_cache(maxsize=8)
def read_context(content: str) -> Context:
    """Every term of the lexicon in the text; of those that begin at one word the longest of each field."""
    lowered = content.lower()
    figures = tuple(sorted(match.span() for idiom in load_rules().idioms for match in idiom.finditer(lowered)))
    words = [(m[0], m.start(), m.end()) for m in _WORD.finditer(lowered)]
    hits = (hit for i in range(len(words)) for hit in _hits_at(lowered, words, i))
    literal = (h for h in hits if h.group != "conflict" or not is_inside(figures, h.start, h.end))
    return Context(tuple(literal), figures)


def is_inside(spans: Iterable[Span], start: int, end: int) -> bool:
    """Do any of the spans share a character with [start, end)?"""
    return any(first < end and start < last for first, last in spans)


def _hits_at(lowered: str, words: list[tuple[str, int, int]], i: int) -> Iterator[Hit]:
    terms = _load_terms()
    first, start, _ = words[i]
    longest = _longest_terms().get(first, 1)
    seen: set[tuple[Group, str]] = set()
    for n in range(min(longest, len(words) - i), 0, -1):
        phrase = " ".join(word for word, _, _ in words[i : i + n])
        found = terms.get(phrase) or (terms.get(phrase[:-1]) if phrase.endswith("s") else None)
        if found is None or _LIKENESS.search(lowered, max(0, start - 12), start):
            continue
        for group, field in found:
            if (group, field) not in seen:
                seen.add((group, field))
                yield Hit(start, words[i + n - 1][2], phrase, group, field)


@cache
def _longest_terms() -> Mapping[str, int]:
    """First word -> words of the longest term that begins with it."""
    longest: dict[str, int] = {}
    for term in _load_terms():
        words = term.split()
        longest[words[0]] = max(longest.get(words[0], 1), len(words))
    return MappingProxyType(longest)
