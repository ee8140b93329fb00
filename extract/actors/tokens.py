"""Words of a text and of register names in one folded spelling, so that "Jabhat an-Nusra" meets "Jabhat al-Nusra"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

import yaml

# "U.S." and "F.A.R.C." are one word; an apostrophe inside a word belongs to it ("Jama'at", "People's").
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|(?:[^\W_]|[\u0300-\u036f])+(?:['’‘ʼ`´ʿʾ](?:[^\W_]|[\u0300-\u036f])+)*")
_APOSTROPHES = re.compile(r"['’‘ʼ`´ʿʾ.]")
_POSSESSIVE = re.compile(r"['’ʼ`´]s$", re.IGNORECASE)
_ARTICLES = frozenset({"el", "ul", "ur", "ud", "an", "as", "ash", "ad", "ar", "at", "az"})
_UNDECOMPOSED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"})


class Token(NamedTuple):
    """One word: its span without a possessive ending, as written, and folded."""

    start: int
    end: int
    text: str
    norm: str


@cache
def _spellings() -> Mapping[str, str]:
    """Folded variant spelling of a word to the one used here."""
    data = resources.files("extract").joinpath("lexicons/actors/spellings.yaml").read_text("utf-8")
    table: dict[str, list[str]] = yaml.load(data, yaml.CSafeLoader)
    return MappingProxyType({variant: word for word, variants in table.items() for variant in variants})


def _fold(word: str) -> str:
    bare = _APOSTROPHES.sub("", word).casefold()
    if not bare.isascii():
        marks = unicodedata.normalize("NFKD", bare.translate(_UNDECOMPOSED))
        bare = "".join(c for c in marks if not unicodedata.combining(c))
    return _spellings().get(bare, bare)


def tokenise(text: str) -> list[Token]:
    """All words of the text; Arabic articles and the Persian izafe joined by hyphens get one spelling each."""
    tokens = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        if _POSSESSIVE.search(word):
            word, end = word[:-2], end - 2
        norm = _fold(word)
        if text[end : end + 1] == "-":
            if norm in _ARTICLES:
                norm = "al"
            elif norm == "e" and text[start - 1 : start] == "-":
                norm = "i"
        tokens.append(Token(start, end, word, norm))
    return tokens


def fold_name(name: str) -> str:
    """A name as its folded words, without a leading "the": what identities of unknown bodies hash."""
    words = [token.norm for token in tokenise(name)]
    return " ".join(words[1:] if words[:1] == ["the"] else words)
