"""Names of places as keys: one normal form for exact look-up, one transliteration skeleton for near look-up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHES = re.compile(r"[\u0027\u0060\u00b4\u02b0-\u02bf\u2018\u2019\u201b\u2032.]")
_POSSESSIVE = re.compile(r"['’]s\b")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_NOT_WORD = re.compile(r"[^\w]+|_+")
# Letters that NFKD leaves whole.
_PLAIN = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ə": "a", "ħ": "h"}
)
_LATIN = re.compile(r"[a-z0-9 ]+\Z")
# The Arabic article in its assimilated spellings; "ez" and "es" as French and English reporters write it.
ARTICLES = frozenset(["al", "el", "ul", "ad", "ed", "adh", "ar", "er", "as", "es", "ash", "esh", "at", "et", "ath", "az", "ez", "an", "en"])

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
    return rest if first in ARTICLES and len(rest) > 2 else key


@lru_cache(maxsize=65536)
def name_skeleton(key: str) -> str:
    """Consonants that survive transliteration: "ninevah" and "ninawa" -> "nv"; articles and spaces are dropped."""
    words = [w for w in key.split() if w not in ARTICLES] or key.split()
    text = " ".join(words)
    for pattern, replacement in _SKELETON_STEPS:
        text = pattern.sub(replacement, text)
    return text.replace(" ", "")


# Nouns that say which unit a name means; names of units are stored without them.
_UNIT_WORDS = ["province", "provincia", "provincie", "provinsi", "provins", "governorate", "muhafazah", "muhafazat", "muhafaza", "mintaqat", "gouvernorat", "state", "estado", "region", "regione", "region", "regiao", "county", "comitat", "department", "departement", "departamento", "prefecture", "oblast", "voblast", "respublika", "republic", "krai", "kray", "okrug", "district", "distrito", "distretto", "qada", "qadha", "nahiyat", "raion", "rayon", "rayonu", "shahrestan", "ostan", "velayat", "wilaya", "wilayat", "wilayah", "vilayet", "ili", "ilcesi", "municipality", "municipio", "municipiul", "municipalidad", "opstina", "obshtina", "commune", "cercle", "subprefecture", "sous", "prefecture", "arrondissement", "canton", "territory", "territoire", "zone", "woreda", "division", "upazila", "tehsil", "taluk", "mandal", "kabupaten", "kota", "regency", "governorship", "emirate", "imarat", "voivodeship", "powiat", "gmina", "wojewodztwo", "powiat", "judet", "judetul", "zupanija", "kraj", "okres", "lan", "fylke", "maakond", "novads", "parish", "parroquia", "borough", "local", "government", "area", "lga", "city", "town", "township", "village", "commune", "autonomous"]
UNIT_WORDS = frozenset(_UNIT_WORDS)
_LINKS = frozenset(["of", "de", "da", "do", "del", "di", "du", "d", "la", "le", "the", "al"])


def strip_unit(key: str) -> str:
    """The normal form of a unit's name without the noun: "anbar governorate", "departamento de cauca" -> "cauca"."""
    words = key.split()
    while len(words) > 1 and words[-1] in UNIT_WORDS:
        words.pop()
    while len(words) > 1 and words[0] in UNIT_WORDS:
        words.pop(0)
        while len(words) > 1 and words[0] in _LINKS and words[0] not in ARTICLES:
            words.pop(0)
    return " ".join(words)
