"""Names of places as keys: one normal form for exact look-up, one transliteration skeleton for near look-up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from extract.lexicon import read_yaml

_APOSTROPHES = re.compile(r"[\u0027\u0060\u00b4\u02b0-\u02bf\u2018\u2019\u201b\u2032.]")
_POSSESSIVE = re.compile(r"['’]s\b")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_NOT_WORD = re.compile(r"[^\w]+|_+")
# Letters that NFKD leaves whole.
_PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a", "ħ": "h"}
)
_LATIN = re.compile(r"[a-z0-9 ]+\Z")
_SKELETON_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"sch|shch|sh|ch|cz|tch|tsch|tj", "s"),
        (r"kh|gh|ck|[qcgx]", "k"),
        (r"dj|zh|dzh", "j"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"w(?=[aeiou])|v", "v"),
        (r"[zs]+", "s"),
        (r"\bou", "v"),
        (r"\B[aeiouyw]+", ""),
        (r"\b[aeiouy]+", "a"),
        (r"\Bh", ""),
        (r"(.)\1+", r"\1"),
    )
)


@dataclass(frozen=True, slots=True)
class NameWords:
    """`place_words.yaml`: words inside place names, in normal form."""

    articles: frozenset[str]
    unit_words: frozenset[str]
    unit_links: frozenset[str]
    name_links: frozenset[str]
    transliterated: frozenset[str]  # ISO alpha-3
    numbers: dict[str, int]


@cache
def load_name_words() -> NameWords:
    data = read_yaml("place_words")
    numbers = data.pop("numbers")
    return NameWords(numbers=numbers, **{name: frozenset(words) for name, words in data.items()})


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """Lower case, no diacritics, no apostrophes or full stops, other punctuation as one space, no possessive,
    "St" and "Mt" in full: "Sana'a" -> "sanaa", "St. Marc" -> "saint marc".
    """
    name = _POSSESSIVE.sub("", name)
    if name.isascii():
        plain = name.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = _NOT_WORD.sub(" ", _APOSTROPHES.sub("", plain).replace("&", " and ")).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def is_latin(key: str) -> bool:
    """Whether a normal form can stand in English text."""
    return _LATIN.match(key) is not None


def strip_article(key: str) -> str:
    """The normal form without a leading Arabic article: "al hawijah" -> "hawijah"."""
    first, _, rest = key.partition(" ")
    return rest if first in load_name_words().articles and len(rest) > 2 else key


@lru_cache(maxsize=65536)
def name_skeleton(key: str) -> str:
    """Consonants that survive transliteration: "ninevah" and "ninawa" -> "nv"; articles and spaces are dropped."""
    articles = load_name_words().articles
    words = [w for w in key.split() if w not in articles] or key.split()
    text = " ".join(words)
    for pattern, replacement in _SKELETON_STEPS:
        text = pattern.sub(replacement, text)
    return text.replace(" ", "")


def strip_unit(key: str) -> str:
    """The normal form of a unit's name without the noun: "anbar governorate", "departamento de cauca" -> "cauca"."""
    known = load_name_words()
    words = key.split()
    while len(words) > 1 and words[-1] in known.unit_words:
        words.pop()
    while len(words) > 1 and words[0] in known.unit_words:
        words.pop(0)
        while len(words) > 1 and words[0] in known.unit_links and words[0] not in known.articles:
            words.pop(0)
    return " ".join(words)
