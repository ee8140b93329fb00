"""Abbreviations that a text defines itself: "Popular Mobilization Forces (PMF)", "FMLN [Farabundo Marti ...]"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.records import Span

_OPEN_CLOSE = re.compile(r"[(\[]\s*[\"“]?([^()\[\]]{2,90}?)[\"”]?\s*[)\]]")
_SHORT = re.compile(r"(?:the )?([A-Z][A-Za-z0-9.\-/]{1,9})$")
_NAME_WORD = re.compile(r"[\w'’.\-]+")
_SMALL = frozenset({"of", "the", "for", "and", "in", "de", "del", "la", "las", "los", "y", "to", "on", "a", "al", "el", "e"})
_MAX_WORDS = 12


@dataclass(frozen=True, slots=True)
class Definition:
    """An abbreviation and the long name it stands for, each with its span."""

    short: str
    short_span: Span
    long: str
    long_span: Span


def _is_short(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return 2 <= len(letters) <= 8 and sum(c.isupper() for c in letters) * 2 > len(letters)


def _initials_fit(short: str, words: list[str]) -> bool:
    """True if the letters of the short form come in order from the words, the first of them as an initial."""
    letters = [c.casefold() for c in short if c.isalnum()]
    joined = [re.sub(r"\W", "", w).casefold() for w in words]
    if not joined or not letters or joined[0][:1] != letters[0]:
        return False
    initials = [p[:1] for w in words for p in re.split(r"[-'’]", w.casefold()) if p]
    position = 0
    for letter in letters:  # initials may be skipped (small words), letters may not
        while position < len(initials) and initials[position] != letter:
            position += 1
        if position == len(initials):
            break
        position += 1
    else:
        return True
    return _letters_fit(letters, joined)


def _letters_fit(letters: list[str], words: list[str]) -> bool:
    """Looser: letters anywhere in order, but each big word must give at least one (MINUSMA, Fedapaz)."""
    index = 0
    for word in words:
        if index < len(letters) and word[:1] == letters[index]:
            index += 1
            for c in word[1:]:
                if index < len(letters) and c == letters[index] and index > 1:
                    index += 1
        elif word not in _SMALL:
            return False
    return index >= len(letters)


def _long_before(text: str, end: int, short: str) -> Span | None:
    """The shortest run of words right before `end` whose initials are the short form."""
    words = list(_NAME_WORD.finditer(text, max(0, end - 140), end))
    if not words or text[words[-1].end() : end].strip(" \"”'’") != "":
        return None
    for count in range(1, min(_MAX_WORDS, len(words)) + 1):
        run = words[-count:]
        if any(re.search(r"[,.;:!?()\[\]\n]", text[a.end() : b.start()]) for a, b in zip(run, run[1:], strict=False)):
            return None
        first = run[0].group()
        if count >= 2 and first[0].isupper() and _initials_fit(short, [w.group() for w in run]):
            return run[0].start(), run[-1].end()
    return None


def find_abbreviations(text: str, names: Sequence[Span] = ()) -> tuple[Definition, ...]:
    """Definitions in text order, the long name first or the short one, in round or square brackets.

    Right after one of `names` any short form counts, as "Army of National Liberation (ELN)" keeps Spanish initials.
    """
    name_at = {end: (start, end) for start, end in names}
    found = []
    for match in _OPEN_CLOSE.finditer(text):
        inner, inner_span = match.group(1), match.span(1)
        short = _SHORT.match(inner)
        if short is not None and _is_short(short.group(1)):
            before_bracket = len(text[: match.start()].rstrip(" \"”"))
            span = name_at.get(before_bracket) or _long_before(text, match.start(), short.group(1))
            if span is not None:
                found.append(Definition(short.group(1), (match.start(1) + short.start(1), match.start(1) + short.end(1)), text[slice(*span)], span))
            continue
        before = re.search(r"([A-Z][A-Za-z0-9.\-/]{1,9})[\"”]?\s*$", text[max(0, match.start() - 16) : match.start()])
        if before is not None and _is_short(before.group(1)) and inner[:1].isupper():
            words = [w.group() for w in _NAME_WORD.finditer(inner)]
            if len(words) >= 2 and _initials_fit(before.group(1), words):
                start = max(0, match.start() - 16) + before.start(1)
                found.append(Definition(before.group(1), (start, start + len(before.group(1))), inner, inner_span))
    return tuple(found)
