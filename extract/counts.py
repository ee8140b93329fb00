"""Quantity phrases in English news text, with their bounds; what they count is decided by the reader of claims.

A phrase covers its qualifier and its number ("at least three"), never the thing counted. Bounds follow the rules of
normalisation of the design: "more than 30" is 31/31/None, "around 60" None/60/None, "up to 60" None/None/60. Numbers
that count nothing (dates, ages, measures, money, times, labels, scores, shares) are no phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from extract.lexicon import read_yaml
from extract.records import CountMention, Qualifier, Span

_MAX_DIGITS = 12  # longer runs are identifiers, not counts
_WINDOW = 48  # characters looked at beside a number, so that time stays linear on any text
_WORD_BEFORE = re.compile(r"([^\W_]+[.'’]?|#)[\s(]*$")
_WORD_AFTER = re.compile(r"[\s ]*([^\W\d_]+)")
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹]\s?(?:US|U\.S\.)?|\bworth|\bcosting)\s*$")
_SHORT_DATE = re.compile(r"\s+may\s+['’]?[0-9]{2}\b")  # "15 may 90", in text put to lower case
_DAY_LIST = re.compile(r"(?:,?\s+(?:and\s+|to\s+|or\s+)?|[-–])[0-9]{1,2}(?:st|nd|rd|th)?\b")
_SUPERLATIVE = re.compile(r"\s+of\s+(?:the|his|her|its|their|our)\s+(?:most|best|worst|least|main|few|[a-z]+est)\b")
_NUMBERING = re.compile(r"(?:^|[.;:\n\]])\s*$")
_RANGE_GAP = re.compile(r"\s*[-–—]\s*|\s+(to|and|or)\s+")
_CORRECTION_GAP = re.compile(r"[^.;\n]{0,60}?,?\s+but(?:\s+rather)?\s+")


@dataclass(frozen=True, slots=True)
class _Tables:
    """The lexicon, compiled."""

    number: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    measure: re.Pattern[str]
    qualifiers: Mapping[str, Qualifier]
    after_qualifiers: Mapping[str, Qualifier]
    values: Mapping[str, int]
    vague: Mapping[str, tuple[Qualifier, int]]
    words: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Number:
    """A number or vague word as it stands, before its qualifiers are read."""

    start: int
    end: int
    value: int
    kind: str  # digits, words, vague, none
    vague: Qualifier | None = None


def _alternation(phrases: Iterable[str]) -> str:
    ordered = sorted(set(phrases), key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered)


@cache
def load_counts() -> _Tables:
    """The tables of `lexicons/counts.yaml`, read once."""
    lex: dict[str, Any] = read_yaml("counts")
    teens, units = _alternation(lex["teens"]), _alternation(lex["units"])
    small = rf"(?:(?:{_alternation(lex['tens'])})(?:[-\s](?:{units}))?|{teens}|{units})"
    group = rf"(?:(?:{small}|an?)\s+hundred(?:\s+(?:and\s+)?{small})?|{small})"
    big = r"(?:dozen|thousand|million|billion)"
    words = rf"(?:half\s+an?\s+(?:dozen|million)|(?:{group}|an?)\s+{big}(?:\s+(?:and\s+)?{group})?|{group})"
    digits = r"[0-9]{1,3}(?:[,\u00a0\u202f][0-9]{3})+(?![0-9])|[0-9]+"
    scaled = rf"(?:{digits})(?:\.[0-9]+)?\s+(?:hundred|{big})"
    none_nouns = rf"(?=\s+(?:(?:{_alternation(lex['none_adjectives'])})\s+)*(?:{_alternation(lex['none_nouns'])})\b)"
    none = rf"{_alternation(lex['none_words'])}|(?:{_alternation(lex['none_before_nouns'])}){none_nouns}"
    number = re.compile(
        rf"(?<![\w])(?:(?P<vague>{_alternation(lex['vague'])})\b|(?P<none>{none})\b|(?P<scaled>{scaled})\b"
        rf"|(?P<words>{words})\b|(?P<digits>{digits})(?!\w))",
        re.IGNORECASE,
    )
    qualifiers = {p: q for q, phrases in lex["before"].items() for p in phrases}
    after = {p: q for q, phrases in lex["after"].items() for p in phrases}
    return _Tables(
        number=number,
        before=re.compile(rf"(?<![\w])(?:{_alternation(qualifiers)})\s+$", re.IGNORECASE),
        after=re.compile(rf"\+|[\s-]+({_alternation(after)})\b", re.IGNORECASE),
        measure=re.compile(
            rf"[\s-]*(?:of\s+)?(?:(?:{_alternation(lex['measure_adjectives'])})\s+)*(?:{_alternation(lex['measures'])})(?!\w)",
            re.IGNORECASE,
        ),
        qualifiers=qualifiers,
        after_qualifiers=after,
        values={**lex["units"], **lex["teens"], **lex["tens"], **lex["scales"], "a": 1, "an": 1},
        vague={p: (q, low) for p, (q, low) in lex["vague"].items()},
        words={k: frozenset(lex[k]) for k in lex if isinstance(lex[k], list)},
    )


def find_counts(text: str) -> tuple[CountMention, ...]:
    """Every quantity phrase of the text, in order, with qualifier and bounds."""
    tables = load_counts()
    numbers = list(_find_numbers(text, tables))
    found: list[CountMention] = []
    i = 0
    while i < len(numbers):
        number = numbers[i]
        after = numbers[i + 1] if i + 1 < len(numbers) else None
        gap = _range_gap(text, number, after) if after else None
        if after and gap and tables.measure.match(text, after.end, after.end + _WINDOW):
            i += 2  # "20 to 30 minutes"
            continue
        pair = _read_range(text, number, after, gap, tables) if after and gap else None
        mention = pair or (_read_one(text, number, tables) if _is_counting(text, number, tables) else None)
        if mention is not None and (not found or mention.start >= found[-1].end):
            found.append(mention)
        i += 2 if pair else 1
    return tuple(_mark_corrections(text, found))


def _find_numbers(text: str, tables: _Tables) -> Iterator[_Number]:
    for match in tables.number.finditer(text):
        kind = match.lastgroup or ""
        phrase = " ".join(match.group().lower().split())
        start, end = match.span()
        if kind == "vague":
            qualifier, low = tables.vague[phrase]
            yield _Number(start, end, low, kind, qualifier)
        elif kind == "none":
            yield _Number(start, end, 0, kind)
        elif kind == "scaled":
            value = _scaled_value(phrase, tables)
            if value is not None:
                yield _Number(start, end, value, "words")
        elif kind == "words":
            yield _Number(start, end, _word_value(phrase, tables), kind)
        else:
            digits = re.sub(r"\D", "", phrase)
            if len(digits) <= _MAX_DIGITS:
                yield _Number(start, end, int(digits), kind)


def _word_value(phrase: str, tables: _Tables) -> int:
    """For "two hundred and five" -> 205; the pattern has made sure that the words are in order."""
    total = group = 0
    half = phrase.startswith("half")
    for word in phrase.replace("-", " ").split():
        if word in {"and", "half"}:
            continue
        value = tables.values[word]
        if value == 100:
            group = max(group, 1) * 100
        elif word in {"dozen", "thousand", "million", "billion"}:
            total += max(group, 1) * value
            group = 0
        else:
            group += value
    return (total + group) // 2 if half else total + group


def _scaled_value(phrase: str, tables: _Tables) -> int | None:
    """For "1.5 million" -> 1500000; None where the digits are too long to be a count."""
    figure, scale = phrase.rsplit(" ", 1)
    figure = re.sub(r"[,\u00a0\u202f]", "", figure)
    if len(figure) > _MAX_DIGITS:
        return None
    return round(float(figure) * tables.values[scale])


def _word_before(text: str, start: int) -> str:
    match = _WORD_BEFORE.search(text[max(0, start - _WINDOW) : start])
    return match.group(1) if match else ""


def _word_after(text: str, end: int) -> str:
    match = _WORD_AFTER.match(text, end, end + _WINDOW)
    return match.group(1) if match else ""


def _is_counting(text: str, number: _Number, tables: _Tables) -> bool:
    """False for dates, ages, measures, money, times, labels, scores, shares and pronouns."""
    if number.kind == "none":
        return True
    start, end = number.start, number.end
    before, after = text[max(0, start - 4) : start], text[end : end + 3]
    if tables.measure.match(text, end, end + _WINDOW):
        return False
    last, following = _word_before(text, start), _word_after(text, end)
    if _MONEY_BEFORE.search(text[max(0, start - _WINDOW) : start]):
        return False
    if number.kind == "vague":
        if text[start:end].lower() in tables.words["vague_plurals"] and not following.endswith("s"):
            return False
        verb = text[start:end].lower() in tables.words["vague_verbs"]
        return (
            not verb or following.lower() == "of" or bool(tables.before.search(text[max(0, start - _WINDOW) : start]))
        )
    if number.kind == "digits" and re.search(r"\d[ \u00a0]$", before) and following == "":
        return False
    if re.search(r"[$€£¥₹#+/:.,'’&@*=_-]$", before) and not re.search(r"(?<![\w.,:])\.$|[a-z)]{2}[-]{1,2}$", before):
        return False
    if re.match(r"[/:@&*=_]|[.,]\d|['’]?s\b|[-–—]\s?\w|[-–]\d|\s\d", after) and not re.match(
        r"[-–—]\s?(?:plus|odd)\b", text[end : end + 6]
    ):
        return False
    if number.kind == "digits" and _is_code(text, number, last):
        return False
    if _is_label(text, start, last, tables) or _is_calendar(text, number, last, following, tables):
        return False
    if number.kind == "words" and text[start:end].lower() == "one":
        if _SUPERLATIVE.match(text, end):
            return False
        return (
            last.lower() not in tables.words["one_not_after"]
            and following.lower() not in tables.words["one_not_before"]
        )
    return not _is_age_or_share(text, number)


def _is_code(text: str, number: _Number, last: str) -> bool:
    """True for 0900, 12208114, the 2 of "2. We demand" and the 1 of "(Radio Cadena 1)"."""
    digits = text[number.start : number.end]
    before, after = text[max(0, number.start - _WINDOW) : number.start], text[number.end : number.end + 3]
    if (len(digits) > 1 and digits[0] == "0") or (len(digits) > 7 and digits.isdigit()):
        return True
    clock = re.fullmatch(r"([01]\d|2[0-4])[0-5]\d", digits) and last.lower() in {"at", "since", "until", "by", "around"}
    if clock and not _word_after(text, number.end):
        return True
    if re.match(r"[.)]\s+[A-Z\[\"]", after) and _NUMBERING.search(before):
        return True
    return last[:1].isupper() and last[-1:].isalpha() and bool(re.match(r"[)\],;]|\.\s", after)) and number.value < 100


def _is_label(text: str, start: int, last: str, tables: _Tables) -> bool:
    """For "Article 5", "Flight 123", "aged 30"; "Camp 4" only with its capital."""
    if text[max(0, start - 1) : start] == "(" or not last:
        return False
    bare = last.lower().rstrip("'’")
    if bare in tables.words["labels"] or bare.rstrip(".") in tables.words["labels"]:
        return bare != "no" or last.endswith(".") or last[:1].isupper()
    return last[:1].isupper() and bare in tables.words["capitalised_labels"]


def _is_calendar(text: str, number: _Number, last: str, following: str, tables: _Tables) -> bool:
    """Days beside a month, and years."""
    if number.kind != "digits":
        return False
    months = tables.words["months"]
    low_last, low_next = last.lower().rstrip(".'’"), following.lower()
    if number.value <= 31 and ((low_next in months and following != "may") or _is_listed_day(text, number.end, months)):
        return True
    if _SHORT_DATE.match(text, number.end) or re.search(
        r"\b\d{1,2}\s+may\s+['’]?$", text[max(0, number.start - 12) : number.start]
    ):
        return True
    if number.value <= 99 and low_last in months and last != "may":
        dated = re.search(
            r"\b\d{1,2}(?:st|nd|rd|th)?\s+[^\W\d]+\.?,?\s*$", text[max(0, number.start - _WINDOW) : number.start]
        )
        return not (dated and following.islower())  # "on 5 May 20 people were held"
    digits = text[number.start : number.end]
    if len(digits) != 4 or not 1900 <= number.value <= 2099 or "," in digits:
        return False
    if low_next in tables.words["counted_people"]:
        return low_last in {"in", "since", "the"} or low_last in months
    if tables.before.search(text[max(0, number.start - _WINDOW) : number.start]) and following[:1].islower():
        return False
    return (
        low_last in tables.words["year_before"]
        or low_last in months
        or not following.endswith("s")
        or not following.islower()
    )


def _is_listed_day(text: str, end: int, months: frozenset[str]) -> bool:
    """True for the 13 of "13, 14 and 15 September"."""
    for _ in range(6):
        match = _DAY_LIST.match(text, end)
        if match is None:
            return False
        end = match.end()
        if _word_after(text, end).lower() in months and _word_after(text, end) != "may":
            return True
    return False


def _is_age_or_share(text: str, number: _Number) -> bool:
    """For "Ali Hasan, 30, a baker"; "Ali Hasan (30)"; "one in three"; "at 5"."""
    start, end = number.start, number.end
    before, after = text[max(0, start - _WINDOW) : start], text[end : end + _WINDOW]
    named = re.search(r"[A-Z][\w'’.-]+(?:, | \()$", before)
    if number.kind == "digits" and number.value <= 110 and named and re.match(r"[,;.)]|\s+and\b", after):
        return True
    if re.match(
        r"\s+(?:in|out\s+of)\s+(?:every\s+)?(?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b(?!\s+[^\W\d])", after
    ):
        return True
    return (
        bool(re.search(r"\bat $", before))
        and number.value <= 24
        and bool(re.match(r"\s*(?:[,.;]|on\b|in\s+the\b)", after))
    )


def _read_one(text: str, number: _Number, tables: _Tables) -> CountMention | None:
    """A number with what qualifies it before or after."""
    if number.kind == "none":
        return _mention(text, (number.start, number.end), "none", "none", (0, 0, 0))
    start, end, qualifier = number.start, number.end, None
    for _ in range(2):  # "at least some 30": the outer phrase bounds
        match = tables.before.search(text[max(0, start - _WINDOW) : start])
        if not match:
            break
        phrase = " ".join(match.group().lower().split())
        if phrase in tables.words["before_needs_noun"] and number.value == 1:
            break  # "under one of the cars"
        if phrase in tables.words["before_needs_noun"] and not _word_after(text, end)[:1].islower():
            return None
        start -= len(match.group())
        qualifier = tables.qualifiers[phrase] if tables.qualifiers[phrase] != "exact" else qualifier or "exact"
    following = tables.after.match(text, end, end + _WINDOW)
    if following and qualifier is None:
        end = following.end()
        qualifier = tables.after_qualifiers[" ".join(following[1].lower().split())] if following[1] else "at_least"
    if number.vague is not None:
        bounds = (number.value, None, None)
        convention = number.vague != "several"
        return _mention(text, (start, end), f"vague {number.vague}", number.vague, bounds, convention=convention)
    qualifier = qualifier or "exact"
    return _mention(text, (start, end), f"{number.kind} {qualifier}", qualifier, _bounds(qualifier, number.value))


def _bounds(qualifier: Qualifier, n: int) -> tuple[int | None, int | None, int | None]:
    """(low, best, high) of "QUALIFIER n"."""
    match qualifier:
        case "more_than":
            return n + 1, n + 1, None
        case "at_least":
            return n, n, None
        case "fewer_than":
            return None, None, max(n - 1, 0)
        case "up_to":
            return None, None, n
        case "about":
            return None, n, None
        case _:
            return n, n, n


def _range_gap(text: str, first: _Number, second: _Number) -> re.Match[str] | None:
    """The words or dash that may join two numbers to a range."""
    if second.start - first.end > _WINDOW or not {first.kind, second.kind} <= {"digits", "words"}:
        return None
    return _RANGE_GAP.fullmatch(text, first.end, second.start) if first.value < second.value else None


def _read_range(text: str, first: _Number, second: _Number, gap: re.Match[str], tables: _Tables) -> CountMention | None:
    """For "between 20 and 30", "20 to 30", "20-30", "two or three"; None where the two are no range."""
    if re.search(
        r"\b(?:ag(?:e|ed|es|ing)|scale)\b[^.,;]{0,12}$", text[max(0, first.start - 30) : first.start], re.IGNORECASE
    ):
        return None
    head = re.search(
        r"\b(between|(?:anywhere\s+)?from)\s+$", text[max(0, first.start - 20) : first.start], re.IGNORECASE
    )
    if gap[1] == "and" and not (head and head[1].lower() == "between"):
        return None
    if not gap[1]:  # a hyphen: scores and labels look the same
        noun = _word_after(text, second.end)
        if not noun[:1].islower() or noun in tables.words["score_nouns"]:
            return None
    if not _is_counting(text, second, tables) and not _only_joined(text, second, tables):
        return None
    if _is_label(text, first.start, _word_before(text, first.start), tables) or text[first.start - 1 : first.start] in {
        "$",
        "€",
        "£",
        "-",
        "/",
        ".",
    }:
        return None
    if _is_calendar(text, first, _word_before(text, first.start), "", tables):
        return None
    start = first.start - len(head.group()) if head else first.start
    return _mention(text, (start, second.end), "range between", "between", (first.value, None, second.value))


def _only_joined(text: str, second: _Number, tables: _Tables) -> bool:
    """True if nothing but the range's own hyphen keeps `second` from counting."""
    if text[second.start - 1 : second.start] not in {"-", "–", "—"}:
        return False
    blank = " " * (second.end - second.start) if second.start == 0 else " "
    moved = text[: second.start - 1][-_WINDOW:]
    shifted = "x" * 0 + moved + blank + text[second.start : second.end + _WINDOW]
    offset = len(moved) + 1
    return _is_counting(shifted, replace(second, start=offset, end=offset + second.end - second.start), tables)


def _mark_corrections(text: str, found: list[CountMention]) -> Iterator[CountMention]:
    """For "not 30 but 13": both are kept, the first marked as corrected, the second as its correction."""
    corrected = -1
    for i, mention in enumerate(found):
        rule = mention.rule
        if corrected == i:
            rule = f"{rule}, correction"
        elif i + 1 < len(found) and re.search(
            r"\bnot\s+$", text[max(0, mention.start - 8) : mention.start], re.IGNORECASE
        ):
            gap = text[mention.end : found[i + 1].start]
            if len(gap) <= 2 * _WINDOW and _CORRECTION_GAP.fullmatch(gap):
                corrected, rule = i + 1, f"{rule}, corrected"
        yield replace(mention, rule=rule)


def _mention(
    text: str,
    span: Span,
    rule: str,
    qualifier: Qualifier,
    bounds: tuple[int | None, int | None, int | None],
    *,
    convention: bool = False,
) -> CountMention:
    return CountMention(*span, text[slice(*span)], rule, qualifier, *bounds, convention=convention)
