"""Runs of words that may be place names, and the words around names that the other place modules know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from extract.lexicon import read_yaml
from extract.places.gazetteer import Gazetteer
from extract.places.tables import Place, load_countries
from extract.places.toponyms import load_name_words, normalise_name
from extract.records import Span

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’ʿʾ`](?!s\b)[^\W_]+)*", re.UNICODE)
_GAP = re.compile(r"(?:(?:['’]s)?[ \u00a0\-‐‑]|\n)['’ʿʾ`]?\Z")
_ELIDED = re.compile(r"[a-z]{1,2}['’][A-Z]")  # "d'Ivoire"
_ABBREVIATED = frozenset(("saint", "sainte", "mount", "fort"))  # normal forms of "St", "Ste", "Mt", "Ft"
_OPENERS = frozenset('.!?"“”:;•\n(‘')
_LINE = re.compile(r"[^\n]+")
_MAX_WORDS = 7


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str
    key: str
    capital: bool
    joined: bool  # may continue the name that the token before it began
    opens: bool  # first word of a sentence, headline or quotation
    loud: bool  # in a passage all in capitals, where a capital says nothing

    @property
    def proper(self) -> bool:
        """Whether its capital marks a name."""
        return self.capital and not self.loud


@dataclass(frozen=True, slots=True)
class Cues:
    """`place_cues.yaml` as sets of lower-case words; `units` maps a noun to the features it can mean."""

    locative: frozenset[str]
    directions: frozenset[str]
    units: dict[str, tuple[str, ...]]
    area: frozenset[str]
    border: frozenset[str]
    organisations: frozenset[str]
    organisation_heads: frozenset[str]
    saying: frozenset[str]
    titles: frozenset[str]
    followers: frozenset[str]
    eponyms: frozenset[str]
    not_places: frozenset[str]
    strict: frozenset[str]
    between: frozenset[str]
    bridging: frozenset[str]
    also_people: frozenset[str]
    public: frozenset[str]
    openers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spot:
    """A run of tokens `[first, last]` that bears a name of the gazetteer."""

    first: int
    last: int
    key: str
    places: tuple[Place, ...]


@cache
def load_cues() -> Cues:
    data: dict[str, Any] = read_yaml("place_cues")
    units: dict[str, tuple[str, ...]] = {}
    for feature, nouns in data.pop("units").items():
        for noun in nouns:
            units[noun] = (*units.get(noun, ()), feature)
    return Cues(units=units, **{name: frozenset(word.lower() for word in words) for name, words in data.items()})


@cache
def load_words(name: str) -> frozenset[str]:
    """The normal forms in a word list of `lexicons/`."""
    lines = (resources.files("extract") / "lexicons" / name).read_text("utf-8").splitlines()
    return frozenset(normalise_name(w) for line in lines if not line.startswith("#") for w in line.split())


@cache
def load_demonyms() -> dict[str, tuple[str, ...]]:
    """Adjectives and names of peoples, normal form -> ISO alpha-3; "congolese" and "dominican" have two."""
    found: dict[str, tuple[str, ...]] = {}
    for country in load_countries().values():
        for word in country.demonyms:
            for form in (word, f"{word}s"):
                key = normalise_name(form)
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), country.iso3)))
    return found


def find_tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    loud = _loud_passages(text)
    end = 0
    for m in _TOKEN.finditer(text):
        word, gap = m.group(), text[end : m.start()]
        if word in ("s", "S") and gap in ("'", "’"):
            continue  # a possessive belongs to the gap
        joined = bool(tokens) and (_GAP.match(gap) is not None or (gap == ". " and tokens[-1].key in _ABBREVIATED))
        initial = gap == ". " and bool(tokens) and len(tokens[-1].text) == 1
        opens = not tokens or not (_OPENERS.isdisjoint(gap) or initial)
        while loud and loud[0][1] <= m.start():
            loud.pop(0)
        tokens.append(
            Token(
                m.start(),
                m.end(),
                word,
                normalise_name(word),
                word[0].isupper() or _ELIDED.match(word) is not None,
                joined,
                opens,
                bool(loud) and loud[0][0] <= m.start(),
            )
        )
        end = m.end()
    return tokens


def _loud_passages(text: str) -> list[Span]:
    """Lines of at least four words, nearly all of them in capitals."""
    return [
        m.span()
        for m in _LINE.finditer(text)
        if m.group().count(" ") >= 3 and sum(map(str.isupper, m.group())) > 4 * sum(map(str.islower, m.group()))
    ]


def find_spots(tokens: Sequence[Token], gazetteer: Gazetteer, taken: Sequence[Span] = ()) -> list[Spot]:
    """The longest run of words at each position that is a name; runs never overlap."""
    spots: list[Spot] = []
    blocked = sorted(taken)
    i = b = 0
    while i < len(tokens):
        token = tokens[i]
        while b < len(blocked) and blocked[b][1] <= token.start:
            b += 1
        inside = b < len(blocked) and blocked[b][0] <= token.start
        if inside or not _may_start(tokens, i) or (spot := _longest(tokens, i, gazetteer)) is None:
            i += 1
            continue
        spots.append(spot)
        i = spot.last + 1
    return spots


def _is_plain(words: Sequence[str]) -> bool:
    """Whether the words are an article and a common noun: "The City", "The Meeting" are towns somewhere."""
    return len(words) == 2 and words[0] == "the" and words[1] in load_words("place_stopwords.txt")


def _may_start(tokens: Sequence[Token], i: int) -> bool:
    token = tokens[i]
    if token.capital:
        return True
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return token.key in load_name_words().articles and following is not None and following.joined and following.capital


def _longest(tokens: Sequence[Token], i: int, gazetteer: Gazetteer) -> Spot | None:
    best: Spot | None = None
    words: list[str] = []
    known = load_name_words()
    for j in range(i, min(i + _MAX_WORDS, len(tokens))):
        token = tokens[j]
        solid = token.capital or (j > i and token.text.isdigit())
        # "Sadr City", but "the Deir al-Balah camp": a lower-case noun ends the name
        if (j > i and not token.joined) or not (solid or token.key in known.name_links or token.key in known.articles):
            break
        words.append(token.key)
        key = " ".join(words)
        if solid and len(key) > 1 and not _is_plain(words) and key in gazetteer:
            best = Spot(i, j, key, gazetteer.lookup(key))
    return best
