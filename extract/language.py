"""The language a text is written in, offline, with English as the reading of the doubtful case."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 4000  # characters read; more does not change the answer
# Probability from which another language is believed. News snippets full of foreign names score below 0.35 for any
# other language, whole sentences in one above 0.6.
_CONFIDENT = 0.5
# Closest to English of all the model knows: short English snippets are taken for them, so more is asked.
_NEIGHBOURS = {"pcm": 0.9, "jam": 0.9, "sco": 0.9, "en": 0.0}


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - 0.4 s, and not every command reads text

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def find_language(text: str) -> str | None:
    """ISO 639-1 code, 639-3 where there is none; "en" unless it is confidently another, None without letters."""
    sample = text[:_SAMPLE]
    letters = _LETTER.findall(sample)
    if not letters:
        return None
    language, probability = _identifier().classify(sample)
    if _share_latin(letters) < 0.5:
        return str(language) if language != "en" else None
    return str(language) if probability >= _NEIGHBOURS.get(language, _CONFIDENT) else "en"


def _share_latin(letters: list[str]) -> float:
    latin = sum(1 for letter in letters if letter.isascii() or unicodedata.name(letter, "").startswith("LATIN"))
    return latin / len(letters)
