"""Abbreviations that a text defines itself: "Popular Mobilization Forces (PMF)", "FMLN [Farabundo Marti ...]".

After Schwartz and Hearst (2003), with initials instead of letters anywhere: names of bodies are made of initials.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.records import Span

_BRACKETS = re.compile(r"[(\[]\s*[\"“]?([^()\[\]]{2,90}?)[\"”]?\s*[)\]]")
_SHORT = re.compile(r"[A-Z][A-Za-z0-9.\-/]{1,9}")
_SHORT_BEFORE = re.compile(rf"(?<!\w)({_SHORT.pattern})[\"”]?\s*$")
_WORD = re.compile(r"[\w'’.\-]+")
_BREAK = re.compile(r"[,.;:!?()\[\]\n]")
_MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation and the span of the long name it stands for."""

    short: str
    short_span: Span
    long_span: Span


def find_abbreviations(text: str, names: Sequence[Span] = ()) -> tuple[Definition, ...]:
    """Definitions in text order, the long name first or the short one, in round or square brackets.

    Right after one of `names` any short form counts, as "Army of National Liberation (ELN)" keeps Spanish initials.
    """
    name_at = {end: (start, end) for start, end in names}
    found = []
    for match in _BRACKETS.finditer(text):
        definition = _short_inside(text, match, name_at) or _long_inside(text, match)
        if definition is not None:
            found.append(definition)
    return tuple(found)


def _short_inside(text: str, match: re.Match[str], name_at: dict[int, Span]) -> Definition | None:
    short = match.group(1).removeprefix("the ")
    if _SHORT.fullmatch(short) is None or not _is_short(short):
        return None
    end = len(text[max(0, match.start() - 4) : match.start()].rstrip(' "”')) + max(0, match.start() - 4)
    span = name_at.get(end) or _long_before(text, match.start(), short)
    return None if span is None else Definition(short, (match.end(1) - len(short), match.end(1)), span)


def _long_inside(text: str, match: re.Match[str]) -> Definition | None:
    offset = max(0, match.start() - 16)
    before = _SHORT_BEFORE.search(text[offset : match.start()])
    if before is None or not _is_short(before.group(1)):
        return None
    words = _WORD.findall(match.group(1))
    if len(words) < 2 or not _initials_fit(before.group(1), words):
        return None
    return Definition(before.group(1), (offset + before.start(1), offset + before.end(1)), match.span(1))


def _is_short(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 2 <= len(letters) <= 8 and sum(c.isupper() for c in letters) * 2 > len(letters)


def _long_before(text: str, end: int, short: str) -> Span | None:
    """The shortest run of words right before `end` whose initials give the short form."""
    words = list(_WORD.finditer(text, max(0, end - 140), end))
    if not words or text[words[-1].end() : end].strip(" \"”'’"):
        return None
    for count in range(2, min(_MAX_WORDS, len(words)) + 1):
        run = words[-count:]
        if any(_BREAK.search(text[a.end() : b.start()]) for a, b in pairwise(run)):
            return None
        if run[0].group()[0].isupper() and _initials_fit(short, [word.group() for word in run]):
            return run[0].start(), run[-1].end()
    return None


def _initials_fit(short: str, words: Sequence[str]) -> bool:
    """True if the letters of the short form are, in order, initials of the words, beginning with the first word's."""
    letters = [c.casefold() for c in short if c.isalnum()]
    initials = iter([part[0].casefold() for word in words for part in re.split(r"[-'’]", word) if part])
    return next(initials) == letters[0] and all(letter in initials for letter in letters[1:])
