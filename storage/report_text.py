"""Words and safe text for reports: bounds in plain language, names withheld, marked sentences, Markdown escapes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal
from urllib.parse import quote, urlsplit

from extract.records import Span

WITHHELD = "[name withheld]"

# One character for one character, so that spans still fit: control characters and bidirectional embeddings, overrides
# and isolates can change how the rest of a page reads, and become U+FFFD.
_UNSAFE: dict[int, str] = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
)
_UNSAFE |= {ord(blank): " " for blank in "\t\n\r\x0b\x0c\x85\u2028\u2029"}

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NOT_NAMES = frozenset({"a", "an", "the", "one", "two", "three", "his", "her", "their", "its", "mr", "mrs", "ms", "dr"})
_PARTICLES = frozenset(
    {
        "abd",
        "abu",
        "al",
        "an",
        "bin",
        "da",
        "de",
        "del",
        "den",
        "der",
        "di",
        "du",
        "el",
        "ibn",
        "la",
        "le",
        "van",
        "von",
    }
)
_BETWEEN_NAMES = re.compile(r"\s+(?:[a-z]{1,3}\s+)?")  # "Omar bin Hassan"
_MARKDOWN = re.compile(r"[\\`*_\[\]|~#$!@]")


@dataclass(frozen=True, slots=True)
class Bound:
    """Low, best and high of a number of people; `n_stated` figures went into it, `n_unbounded` of them open-ended."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    n_stated: int = 0
    n_unbounded: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of shown text: plain, marked as a count's words (with the link ids of those counts), or a name left out."""

    text: str
    kind: Literal["plain", "mark", "withheld"] = "plain"
    ids: tuple[str, ...] = ()


def clean_text(text: str) -> str:
    """Third-party text with what could disturb a page made visible or blank; as long as before."""
    return text.translate(_UNSAFE)


def safe_url(url: str | None) -> str | None:
    """The address if it is http or https and has a host, percent-encoded for Markdown and HTML; else None."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return quote(parts.geturl(), safe="%/:?#@!$&*+,;=~-._'[]")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is: no emphasis, code, tables, links, autolinks or HTML."""
    escaped = _MARKDOWN.sub(lambda match: "\\" + match.group(), clean_text(text))
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("://", ":\\//").replace("www.", "www\\.")


def bound_words(bound: Bound) -> str:
    """A bound as a reader says it: "at least 31", "20 to 30", "at most 9", "about 60", "not stated"."""
    low, best, high = bound.low, bound.best, bound.high
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,} to {high:,}"
    if low is not None:
        return f"at least {low:,}"
    if best is not None:
        return f"about {best:,}"
    return "not stated" if high is None else f"at most {high:,}"


def bound_short(bound: Bound) -> str:
    """The same in a few characters, for tables and charts: "31+", "20–30", "≤9", "~60", "–"."""
    low, best, high = bound.low, bound.best, bound.high
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"
    if low is not None:
        return f"{low:,}+"
    if best is not None:
        return f"~{best:,}"
    return "–" if high is None else f"≤{high:,}"


def high_words(bound: Bound) -> str:
    """The upper bound of a table cell: a number, "open" if a figure has no upper bound, a dash if none is stated."""
    if bound.high is not None:
        return f"{bound.high:,}"
    return "open" if bound.n_unbounded else "–"


def day_words(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def dates_words(start: date | None, end: date | None) -> str:
    """An interval of full days, both ends inclusive; without a start it is only a bound."""
    if start is None:
        return "date not stated" if end is None else f"by {day_words(end)}"
    if end is None or start == end:
        return day_words(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day_words(end)}"
    return (
        f"{start.day} {start:%b} – {day_words(end)}"
        if start.year == end.year
        else (f"{day_words(start)} – {day_words(end)}")
    )


def plural(n: int, noun: str, nouns: str | None = None) -> str:
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"


def join_words(parts: Sequence[str]) -> str:
    """As in "one", "one and two", "one, two and three"."""
    return "".join(parts) if len(parts) < 2 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def find_names(person: str, demonyms: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What to leave out for a person as written: the stretch from the first name-like word to the last, and its parts.

    Too much is left out rather than too little: "Judge Omar Hassan" goes as a whole, and so does text in a script
    without capitals. Empty where no name is given: "a 12-year-old boy", "an Iraqi teacher", "the two Iraqis" (given
    their demonyms in lower case).
    """
    if not any(letter.isupper() or letter.islower() for letter in person):
        return (person,) if _WORD.search(person) else ()
    runs: list[list[re.Match[str]]] = []
    before = ""
    for word in _WORD.finditer(person):
        namelike = (
            any(part[:1].isupper() for part in word.group().split("-")) and word.group().lower() not in _NOT_NAMES
        )
        if namelike and runs and _BETWEEN_NAMES.fullmatch(person, runs[-1][-1].end(), word.start()):
            runs[-1].append(word)
        elif namelike and before not in {"a", "an"}:
            runs.append([word])
        before = word.group().lower()
    runs = [run for run in runs if any(word.group().lower() not in demonyms for word in run)]
    if not runs:
        return ()
    whole = person[runs[0][0].start() : runs[-1][-1].end()]
    # A lone capital ("Judge") is no name in the rest of the article; words side by side ("Omar Hassan") each are.
    parts = {word.group() for run in runs if len(run) > 1 for word in run}
    parts = {part for part in parts if len(part) > 1 and part.lower() not in _PARTICLES}
    return (whole, *sorted(parts - {whole}))


def find_spans(text: str, names: Collection[str]) -> tuple[Span, ...]:
    """Where any of the names stands in the text, longest first: as whole words, also in capitals.

    In scripts without capitals words run together, so that a name is found inside them too.
    """
    patterns = []
    for name in sorted({*names} | {name.upper() for name in names}, key=lambda name: (-len(name), name)):
        words = re.escape(name)
        patterns.append(words if name.upper() == name.lower() else rf"(?<!\w){words}(?!\w)")
    if not patterns:
        return ()
    return tuple(match.span() for match in re.finditer("|".join(patterns), text))


def cut_text(text: str, marks: Sequence[tuple[Span, str]], withheld: Sequence[Span]) -> tuple[Piece, ...]:
    """Text in pieces, with counts marked and names left out; spans are of this text.

    A sentence without end (a table, a page without full stops) loses the middle of what stands between its marks.
    Marks that overlap become one with all their ids. A name inside a mark splits it; its ids stay on the first part.
    """
    merged: list[tuple[int, int, tuple[str, ...]]] = []
    for (start, end), mark_id in sorted(marks):
        if merged and start < merged[-1][1]:
            last_start, last_end, last_ids = merged.pop()
            merged.append((last_start, max(last_end, end), (*last_ids, mark_id)))
        else:
            merged.append((start, end, (mark_id,)))
    cuts = {0, len(text), *(edge for start, end, _ in merged for edge in (start, end))}
    cuts |= {edge for span in withheld for edge in span}
    edges = sorted(edge for edge in cuts if 0 <= edge <= len(text))
    pieces: list[Piece] = []
    given: set[str] = set()
    for start, end in pairwise(edges):
        ids = next((ids for low, high, ids in merged if low <= start < high), ())
        new_ids = tuple(mark_id for mark_id in ids if mark_id not in given)
        given.update(ids)
        if any(low <= start < high for low, high in withheld):
            if pieces and pieces[-1].kind == "withheld" and not new_ids:
                continue
            pieces.append(Piece(WITHHELD, "withheld", new_ids))
        else:
            words = text[start:end]
            pieces.append(Piece(words, "mark", new_ids) if ids else Piece(clip_middle(words)))
    return tuple(pieces)


def clip_text(text: str, length: int = 200) -> str:
    """Text of at most that length, with an ellipsis for what is cut."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def clip_middle(text: str, length: int = 600) -> str:
    """Text of about that length, its middle left out where it is longer."""
    return text if len(text) <= length else f"{text[: length // 2].rstrip()} […] {text[-length // 2 :].lstrip()}"


def withhold_names(text: str, names: Collection[str]) -> str:
    """Text with every one of the names replaced."""
    if not names:
        return clip_middle(text)
    return "".join(piece.text for piece in cut_text(text, (), find_spans(text, names)))
