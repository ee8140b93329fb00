"""Text to tokens of time: every word of the lexicon becomes a token of a named kind, everything else is `other`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.dates.intervals import safe_date
from extract.lexicon import read_yaml

_CHUNK = re.compile(
    r"(?P<linked>[0-9]+(?:(?:[,./:–—-])[0-9]+)+\w*)|(?P<apostrophe>['’](?:[sS]\b|[0-9]{2}s?\b|ll\b))|(?P<word>\w+)"
    r"|(?P<gap>\n\s*\n)|(?P<mark>[^\w\s])"
)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:T\d.*)?")
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)", re.IGNORECASE)
_DECADE = re.compile(r"(1[0-9]|20)?([0-9]0)s", re.IGNORECASE)
_DAYMONTHYEAR = re.compile(r"(\d{1,2})([A-Za-z]{3,9})(\d{2,4})?")
_MARKS = {
    ",": "comma",
    ".": "dot",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    "/": "slash",
    "(": "open",
    ")": "close",
    "[": "open",
    "]": "close",
}
_WEAK = {"month_weak", "month_short", "weekday_short", "season_weak"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark; `value` depends on the kind."""

    kind: str
    start: int
    end: int
    text: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class TimeLexicon:
    """`lexicons/dates.yaml`, indexed: first word -> phrases of that word, longest first."""

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str, Any], ...]]
    words: Mapping[str, tuple[str, Any]]
    months: Mapping[str, int]
    lists: Mapping[str, frozenset[str]]
    names_before: Mapping[str, frozenset[str]]


@cache
def load_time_lexicon() -> TimeLexicon:
    lex: dict[str, Any] = read_yaml("dates")
    entries = [(word, kind, value) for kind, table in lex["words"].items() for word, value in table.items()]
    entries += [(word, "holiday", rule) for word, rule in lex["holidays"].items()]
    words: dict[str, tuple[str, Any]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    for word, kind, value in entries:
        parts = tuple(m.group().lower() for m in _CHUNK.finditer(word))
        if len(parts) == 1:
            words[word] = (kind, value)
        else:
            phrases.setdefault(parts[0], []).append((parts, kind, value))
    months = {w: v for kind in ("month", "month_weak", "month_short") for w, v in lex["words"][kind].items()}
    return TimeLexicon(
        {head: tuple(sorted(found, key=lambda p: -len(p[0]))) for head, found in phrases.items()},
        words,
        months,
        {name: frozenset(v) for name, v in lex.items() if isinstance(v, list)},
        {name: frozenset(v) for name, v in lex["names_before"].items()},
    )


def tokenise(text: str) -> list[Token]:
    """All tokens of the text, in order; spans are code points."""
    lexicon = load_time_lexicon()
    chunks = list(_CHUNK.finditer(text))
    lower = [c.group().lower() for c in chunks]
    tokens: list[Token] = []
    i = 0
    while i < len(chunks):
        chunk, word = chunks[i], lower[i]
        phrase = _read_phrase(lower, i, lexicon) if word in lexicon.phrases else None
        if phrase is not None:
            parts, kind, value = phrase
            start, end = chunk.start(), chunks[i + len(parts) - 1].end()
            tokens.append(Token(kind, start, end, text[start:end], value))
            i += len(parts)
            continue
        if chunk.lastgroup == "word" and word not in lexicon.words and not word[0].isdigit():  # most of any text
            tokens.append(Token("other", chunk.start(), chunk.end(), chunk.group()))
        else:
            before = chunks[i - 1].group() if i else ""
            after = chunks[i + 1].group() if i + 1 < len(chunks) else ""
            tokens.extend(_read_chunk(chunk, word, before, after, lexicon))
        i += 1
    return _join_numbers(_join_dots(tokens, text))


def _read_phrase(lower: Sequence[str], i: int, lexicon: TimeLexicon) -> tuple[tuple[str, ...], str, Any] | None:
    for phrase in lexicon.phrases[lower[i]]:
        if tuple(lower[i : i + len(phrase[0])]) == phrase[0]:
            return phrase
    return None


def _read_chunk(chunk: re.Match[str], lower: str, before: str, after: str, lexicon: TimeLexicon) -> Iterator[Token]:
    start, end, text = chunk.start(), chunk.end(), chunk.group()
    if chunk.lastgroup == "linked":
        yield from _read_linked(text, start, before, lexicon)
    elif chunk.lastgroup == "gap":
        yield Token("gap", start, end, text)
    elif chunk.lastgroup == "apostrophe":
        yield _read_apostrophe(text, start, end)
    elif chunk.lastgroup == "mark":
        yield Token(_MARKS.get(text, "other"), start, end, text)
    elif text[0].isdigit():
        yield from _read_figure(text, start, lexicon)
    else:
        kind, value = lexicon.words[lower]
        if kind in _WEAK and text.islower() and kind != "season_weak" and not _between_numbers(lower, before, after):
            kind = "other"
        yield Token(kind, start, end, text, value)


def _between_numbers(lower: str, before: str, after: str) -> bool:
    """A lower-case "may" or "sat" is a word of time only in "4 may 90" or, if it is no verb, beside a number."""
    numbered = before[:1].isdigit(), after[:1].isdigit()
    return all(numbered) if lower in {"may", "march", "sat", "sun", "wed"} else any(numbered)


def _read_apostrophe(text: str, start: int, end: int) -> Token:
    digits = text[1:3]
    if not digits.isdigit():
        return Token("possessive" if text[1:].lower() == "s" else "other", start, end, text)
    if text.endswith("s"):
        return (
            Token("decade", start, end, text, 1900 + int(digits))
            if digits[1] == "0"
            else Token("other", start, end, text)
        )
    return Token("short_year", start, end, text, int(digits))


def _read_figure(text: str, start: int, lexicon: TimeLexicon) -> Iterator[Token]:
    """A run of digits and letters: 15, 15th, 1990s, 2014, 15Jan2018."""
    end = start + len(text)
    if text.isdecimal() and text.isascii():
        value = int(text) if len(text) <= 4 else -1
        kind = "other"
        if len(text) <= 2:
            kind = "day" if 1 <= value <= 31 else "number"
        elif len(text) == 3:
            kind = "number"
        elif len(text) == 4:
            kind = "year" if 1000 <= value <= 2199 else "other"
        yield Token(kind, start, end, text, value)
    elif match := _ORDINAL.fullmatch(text):
        yield Token("ordinal", start, end, text, int(match[1]))
    elif match := _DECADE.fullmatch(text):
        century = int(match[1] or 19) * 100
        yield Token("decade", start, end, text, century + int(match[2]))
    elif (match := _DAYMONTHYEAR.fullmatch(text)) and match[2].lower() in lexicon.months:
        yield Token("day", start, start + len(match[1]), match[1], int(match[1]))
        yield Token("month", start + len(match[1]), start + match.end(2), match[2], lexicon.months[match[2].lower()])
        if match[3]:
            yield from _read_figure(match[3], start + match.start(3), lexicon)
    else:
        yield Token("other", start, end, text)


def _read_linked(text: str, start: int, before: str, lexicon: TimeLexicon) -> Iterator[Token]:
    """Figures joined by marks: ISO dates, 15/01/2018, 3-5, 2003-2011; the rest are times, phones and file numbers."""
    end = start + len(text)
    joined = before in {"-", "/", "_", "#", ":"} or before.lower() in lexicon.lists["references"]
    if not joined and (match := _ISO.fullmatch(text)):
        yield Token("iso", start, end, text, safe_date(int(match[1]), int(match[2]), int(match[3])))
    elif not joined and (match := _NUMERIC.fullmatch(text)):
        yield Token("numeric", start, end, text, (int(match[1]), int(match[3]), int(match[4])))
    elif not joined and text == "9/11":
        yield Token("named", start, end, text, safe_date(2001, 9, 11))
    elif not joined and re.fullmatch(
        r"\d{1,2}[–—-]\d{1,2}|\d{4}[–—/-](?:\d{4}|\d{2})|\d{1,2},\d{4}|\d{1,2}[.]\d{4}", text
    ):
        cut = re.search(r"[^\d]", text)
        assert cut is not None  # noqa: S101  the pattern above has the mark
        yield from _read_figure(text[: cut.start()], start, lexicon)
        yield Token(_MARKS[cut.group()], start + cut.start(), start + cut.end(), cut.group())
        yield from _read_figure(text[cut.end() :], start + cut.end(), lexicon)
    else:
        yield Token("other", start, end, text)


def _join_dots(tokens: list[Token], text: str) -> list[Token]:
    """For "Jan." is one token, also at the end of a sentence: its stop cannot be told from the sentence's."""
    joined: list[Token] = []
    for token in tokens:
        if token.kind == "dot" and joined:
            last = joined[-1]
            if last.end == token.start and (
                last.kind in {"month_short", "weekday_short"} or last.text.lower() in {"sept", "tues", "thurs"}
            ):
                kind = "month" if last.kind == "month_short" else last.kind
                joined[-1] = Token(kind, last.start, token.end, text[last.start : token.end], last.value)
                continue
        joined.append(token)
    return joined


def _join_numbers(tokens: list[Token]) -> list[Token]:
    """For "twenty-one", "forty five" and "twenty-first": one token."""
    joined: list[Token] = []
    for token in tokens:
        tens = _tens_before(joined) if token.kind in {"number_word", "ordinal_word"} and 0 < token.value < 10 else None
        if tens is None or token.start - tens.end > 1:
            joined.append(token)
            continue
        del joined[-2 if joined[-1].kind == "dash" else -1 :]
        text = f"{tens.text}-{token.text}"
        joined.append(Token(token.kind, tens.start, token.end, text, tens.value + token.value))
    return joined


def _tens_before(joined: Sequence[Token]) -> Token | None:
    back = 2 if joined and joined[-1].kind == "dash" else 1
    if len(joined) < back:
        return None
    token = joined[-back]
    return token if token.kind == "number_word" and token.value in range(20, 100, 10) else None
