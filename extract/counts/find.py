"""Quantity phrases in English news text, with their bounds; what they count is decided by the reader of claims.

A phrase covers its qualifier and its number ("at least three"), never the thing counted. Bounds follow the rules of
normalisation of the design: "more than 30" is 31/31/None, "around 60" None/60/None, "up to 60" None/None/60. Numbers
that count nothing (dates, ages, measures, money, times, labels, scores, shares) are no phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extract.counts.guards import WINDOW, is_calendar, is_counting, is_label, word_after, word_before
from extract.counts.words import Number, Tables, find_numbers, load_counts
from extract.records import CountMention, Qualifier, Span

_RANGE_GAP = re.compile(r"\s*[-–—]\s*|\s+(to|and|or)\s+")
_CORRECTION_GAP = re.compile(r"[^.;\n]{0,60}?,?\s+but(?:\s+rather)?\s+")


def find_counts(text: str) -> tuple[CountMention, ...]:
    """Every quantity phrase of the text, in order, with qualifier and bounds."""
    tables = load_counts()
    numbers = list(find_numbers(text, tables))
    found: list[CountMention] = []
    i = 0
    while i < len(numbers):
        number = numbers[i]
        after = numbers[i + 1] if i + 1 < len(numbers) else None
        gap = _range_gap(text, number, after) if after else None
        if after and gap and tables.measure.match(text, after.end, after.end + WINDOW):
            i += 2  # "20 to 30 minutes"
            continue
        pair = _read_range(text, number, after, gap, tables) if after and gap else None
        mention = pair or (_read_one(text, number, tables) if is_counting(text, number, tables) else None)
        if mention is not None and (not found or mention.start >= found[-1].end):
            found.append(mention)
        i += 2 if pair else 1
    return tuple(_mark_corrections(text, found))


def _read_one(text: str, number: Number, tables: Tables) -> CountMention | None:
    """A number with what qualifies it before or after."""
    if number.kind == "none":
        return _mention(text, (number.start, number.end), "none", "none", (0, 0, 0))
    start, end, qualifier = number.start, number.end, None
    for _ in range(2):  # "at least some 30": the outer phrase bounds
        match = tables.before.search(text[max(0, start - WINDOW) : start])
        if not match:
            break
        phrase = " ".join(match.group().lower().split())
        if phrase in tables.words["before_needs_noun"] and number.value == 1:
            break  # "under one of the cars"
        done = word_before(text, start - len(match.group())).lower() in tables.words["one_after"]  # "injuring over 20."
        if phrase in tables.words["before_needs_noun"] and not word_after(text, end)[:1].islower() and not done:
            return None
        start -= len(match.group())
        qualifier = tables.qualifiers[phrase] if tables.qualifiers[phrase] != "exact" else qualifier or "exact"
    following = tables.after.match(text, end, end + WINDOW)
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


def _range_gap(text: str, first: Number, second: Number) -> re.Match[str] | None:
    """The words or dash that may join two numbers to a range."""
    if second.start - first.end > WINDOW or not {first.kind, second.kind} <= {"digits", "words"}:
        return None
    return _RANGE_GAP.fullmatch(text, first.end, second.start) if first.value < second.value else None


def _read_range(text: str, first: Number, second: Number, gap: re.Match[str], tables: Tables) -> CountMention | None:
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
        noun = word_after(text, second.end)
        if not noun[:1].islower() or noun in tables.words["score_nouns"]:
            return None
    if not is_counting(text, second, tables) and not _only_joined(text, second, tables):
        return None
    if is_label(text, first.start, word_before(text, first.start), tables) or text[first.start - 1 : first.start] in {
        "$",
        "€",
        "£",
        "-",
        "/",
        ".",
    }:
        return None
    if is_calendar(text, first, word_before(text, first.start), "", tables):
        return None
    start = first.start - len(head.group()) if head else first.start
    return _mention(text, (start, second.end), "range between", "between", (first.value, None, second.value))


def _only_joined(text: str, second: Number, tables: Tables) -> bool:
    """True if nothing but the range's own hyphen keeps `second` from counting."""
    if text[second.start - 1 : second.start] not in {"-", "–", "—"}:
        return False
    head = text[max(0, second.start - 1 - WINDOW) : second.start - 1] + " "
    alone = replace(second, start=len(head), end=len(head) + second.end - second.start)
    return is_counting(head + text[second.start : second.end + WINDOW], alone, tables)


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
            if len(gap) <= 2 * WINDOW and _CORRECTION_GAP.fullmatch(gap):
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
