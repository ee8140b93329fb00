"""Numbers that count nothing: dates, ages, measures, money, times, labels, scores, shares and pronouns."""

from __future__ import annotations

import re

from extract.counts.words import Number, Tables

WINDOW = 48  # characters looked at beside a number, so that time stays linear on any text
_WORD_BEFORE = re.compile(r"([^\W_]+[.'’]?|#)[\s(]*$")
_WORD_AFTER = re.compile(r"[\s ]*([^\W\d_]+)")
_MONEY_BEFORE = re.compile(r"(?:[$€£¥₹]\s?(?:US|U\.S\.)?|\bworth|\bcosting)\s*$")
_SHORT_DATE = re.compile(r"\s+may\s+['’]?[0-9]{2}\b")  # "15 may 90", in text put to lower case
_DAY_LIST = re.compile(r"(?:,?\s+(?:and\s+|to\s+|or\s+)?|[-–])[0-9]{1,2}(?:st|nd|rd|th)?\b")
_SUPERLATIVE = re.compile(r"\s+of\s+(?:the|his|her|its|their|our)\s+(?:most|best|worst|least|main|few|[a-z]+est)\b")
_NUMBERING = re.compile(r"(?:^|[.;:\n\]])\s*$")


def word_before(text: str, start: int) -> str:
    match = _WORD_BEFORE.search(text[max(0, start - WINDOW) : start])
    return match.group(1) if match else ""


def word_after(text: str, end: int) -> str:
    match = _WORD_AFTER.match(text, end, end + WINDOW)
    return match.group(1) if match else ""


def is_counting(text: str, number: Number, tables: Tables) -> bool:
    """False for dates, ages, measures, money, times, labels, scores, shares and pronouns."""
    if number.kind == "none":
        return True
    start, end = number.start, number.end
    before, after = text[max(0, start - 4) : start], text[end : end + 3]
    if tables.measure.match(text, end, end + WINDOW):
        return False
    last, following = word_before(text, start), word_after(text, end)
    if _MONEY_BEFORE.search(text[max(0, start - WINDOW) : start]):
        return False
    if number.kind == "vague":
        if text[start:end].lower() in tables.words["vague_plurals"] and not following.endswith("s"):
            return False
        verb = text[start:end].lower() in tables.words["vague_verbs"]
        return not verb or following.lower() == "of" or bool(tables.before.search(text[max(0, start - WINDOW) : start]))
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
    if is_label(text, start, last, tables) or is_calendar(text, number, last, following, tables):
        return False
    if number.kind == "words" and text[start:end].lower() == "one":
        if _SUPERLATIVE.match(text, end):
            return False
        return last.lower() in tables.words["one_after"] or (
            last.lower() not in tables.words["one_not_after"]
            and following.lower() not in tables.words["one_not_before"]
        )
    return not _is_age_or_share(text, number)


def _is_code(text: str, number: Number, last: str) -> bool:
    """True for 0900, 12208114, the 2 of "2. We demand" and the 1 of "(Radio Cadena 1)"."""
    digits = text[number.start : number.end]
    before, after = text[max(0, number.start - WINDOW) : number.start], text[number.end : number.end + 3]
    if (len(digits) > 1 and digits[0] == "0") or (len(digits) > 7 and digits.isdigit()):
        return True
    clock = re.fullmatch(r"([01]\d|2[0-4])[0-5]\d", digits) and last.lower() in {"at", "since", "until", "by", "around"}
    if clock and not word_after(text, number.end):
        return True
    if re.match(r"[.)]\s+[A-Z\[\"]", after) and _NUMBERING.search(before):
        return True
    return last[:1].isupper() and last[-1:].isalpha() and bool(re.match(r"[)\],;]|\.\s", after)) and number.value < 100


def is_label(text: str, start: int, last: str, tables: Tables) -> bool:
    """For "Article 5", "Flight 123", "aged 30"; "Camp 4" only with its capital."""
    if text[max(0, start - 1) : start] == "(" or not last:
        return False
    bare = last.lower().rstrip("'’")
    if bare == "of" and text[max(0, start - 9) : start] == "Group of ":
        return True
    if bare in tables.words["labels"] or bare.rstrip(".") in tables.words["labels"]:
        return bare != "no" or last.endswith(".") or last[:1].isupper()
    return last[:1].isupper() and bare in tables.words["capitalised_labels"]


def is_calendar(text: str, number: Number, last: str, following: str, tables: Tables) -> bool:
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
            r"\b\d{1,2}(?:st|nd|rd|th)?\s+[^\W\d]+\.?,?\s*$", text[max(0, number.start - WINDOW) : number.start]
        )
        return not (dated and following.islower())  # "on 5 May 20 people were held"
    digits = text[number.start : number.end]
    if len(digits) != 4 or not 1900 <= number.value <= 2099 or "," in digits:
        return False
    if low_next in tables.words["counted_people"]:
        return low_last in {"in", "since", "the"} or low_last in months
    if tables.before.search(text[max(0, number.start - WINDOW) : number.start]) and following[:1].islower():
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
        if word_after(text, end).lower() in months and word_after(text, end) != "may":
            return True
    return False


def _is_age_or_share(text: str, number: Number) -> bool:
    """For "Ali Hasan, 30, a baker"; "Ali Hasan (30)"; "one in three"; "at 5"."""
    start, end = number.start, number.end
    before, after = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
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
