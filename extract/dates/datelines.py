"""The line that opens an agency report: place, day and agency ("MOSUL, Iraq, Jan 20 (Reuters) -")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from extract.dates.grammar import Clock
from extract.dates.intervals import safe_date
from extract.dates.rules import yearless
from extract.dates.tokens import load_time_lexicon
from extract.lexicon import read_yaml
from extract.records import Span

_LINES = 4  # a headline, a byline and a blank may stand before it
_NAME = r"[^\W\d_][^\n,()\[\]:;|\"“”–—]{1,40}?"


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place, day and agency as written, with their spans; `end` is where the report itself begins."""

    place_text: str | None
    place_span: Span | None
    date: date | None
    date_span: Span | None
    agency: str | None  # usual name where known
    agency_span: Span | None
    end: int


@dataclass(frozen=True, slots=True)
class _Tables:
    line: re.Pattern[str]
    agencies: Mapping[str, str]
    words: Mapping[str, frozenset[str]]


@cache
def load_agencies() -> _Tables:
    """`lexicons/agencies.yaml`, with the pattern of a dateline made of it."""
    lex: dict[str, Any] = read_yaml("agencies")
    agencies = {alias.lower(): name for name, aliases in lex["agencies"].items() for alias in aliases}
    month = "|".join(sorted(load_time_lexicon().months, key=len, reverse=True))
    year = r"(?:,?\s+(?:\d{4}|['’]?\d{2}))?"
    weekday = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
    figures = rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{month})\b\.?{year}|(?:{month})\b\.?\s+\d{{1,2}}\b{year}"
    day = rf"(?:{weekday})?(?:{figures})|no\s+date"
    bare = "|".join(re.escape(a) for a in sorted(agencies, key=len, reverse=True) if len(a) > 2)
    country = r"(?:\s*\([^()\n]{2,40}\)(?=\s*(?:,|\()))?"
    place_ends = rf"(?=,?\s+(?:{day})|,?\s*\(|\s*[-–—:|/]|,?\s+(?:{bare})\b)"
    line = re.compile(
        rf"[ \t]*(?:(?!(?:{day}|{bare})\b)(?P<place>{_NAME}(?:,\s+{_NAME})??{country}){place_ends})?"
        rf"(?:,?\s*(?P<date>{day}))?(?:,?\s*\((?P<agency>[^()\n]{{2,60}})\)|,?\s*(?P<bare>{bare})\b)?"
        r"(?:\s*(?:--+|[–—|]|//|-\s|:\s)-?\s*|(?<=\))\s+)",
        re.IGNORECASE,
    )
    return _Tables(line, agencies, {k: frozenset(lex[k]) for k in ("media_words", "no_places", "joiners")})


def find_dateline(text: str, published: date | None) -> Dateline | None:
    """The dateline among the first lines of the text, or None; a day without a year is the last before publication."""
    start = 0
    for _ in range(_LINES):
        found = _read_line(text, start, published)
        if found is not None:
            return found
        end = text.find("\n", start)
        if end < 0:
            return None
        start = len(text) - len(text[end:].lstrip())
    return None


def _read_line(text: str, start: int, published: date | None) -> Dateline | None:
    tables = load_agencies()
    match = tables.line.match(text, start, start + 200)
    if match is None:
        return None
    place_span: Span | None = _trimmed(text, match.span("place")) if match["place"] else None
    date_span: Span | None = match.span("date") if match["date"] else None
    agency_span: Span | None = (
        match.span("agency") if match["agency"] else match.span("bare") if match["bare"] else None
    )
    name = text[slice(*agency_span)] if agency_span else None
    if name and not date_span and place_span and match["agency"] and not _is_agency(name, tables):
        place_span, agency_span, name = (place_span[0], match.end("agency") + 1), None, None  # "Aleppo (Syria) -"
    if place_span is None and date_span is None and name is not None and not _is_agency(name, tables):
        return None
    if match.end() == match.start() or (
        text[match.end() - 1 : match.end()].isspace() and text[: match.end()].rstrip().endswith(")") and not date_span
    ):
        return None
    if place_span is not None and not _is_place(text[slice(*place_span)], tables):
        return None
    if date_span is None and agency_span is None and not _stands_alone(text, place_span, match):
        return None
    if date_span is not None and agency_span is None and place_span is None:
        return None
    place_span = _real_place(text, place_span, tables)
    return Dateline(
        text[slice(*place_span)] if place_span else None,
        place_span,
        _read_day(text[slice(*date_span)], published) if date_span else None,
        date_span,
        tables.agencies.get(" ".join(name.lower().split()), name) if name else None,
        agency_span,
        match.end(),
    )


def _trimmed(text: str, span: Span) -> Span:
    return span[0], span[0] + len(text[slice(*span)].rstrip())


def _is_agency(name: str, tables: _Tables) -> bool:
    words = re.findall(r"\w+", name.lower())
    return " ".join(name.lower().split()) in tables.agencies or not tables.words["media_words"].isdisjoint(words)


def _is_place(place: str, tables: _Tables) -> bool:
    """Every word has its capital, but for "of", "de" and the like."""
    if place.split("(", maxsplit=1)[0].strip().lower() in tables.words["no_places"]:
        return True
    words = re.findall(r"[^\W\d_][\w'’.-]*", place)
    joiners = tables.words["joiners"]
    return 0 < len(words) <= 8 and all(
        w[0].isupper() or w.lower() in joiners or re.match(r"\w+['’-][A-Z]|al-|el-|as-|ad-|ar-|an-|ash-", w)
        for w in words
    )


def _stands_alone(text: str, place_span: Span | None, match: re.Match[str]) -> bool:
    """A place without day or agency: in capitals, or "Kabul: " before a whole sentence."""
    if place_span is None:
        return False
    place = text[slice(*place_span)]
    if place.lower() in load_agencies().words["no_places"]:
        return False
    line_end = text.find("\n", match.end())
    line = text[match.end() : line_end if line_end >= 0 else len(text)].rstrip()
    mark = text[place_span[1] : match.end()].strip()
    whole = mark != ":" and line_end < 0 and not text[: match.start()].strip()  # a text of one line
    if not whole and not line.endswith((".", "!", "?", '"', "”", "'", "’")):
        return False  # a headline
    head = place.split(",")[0].split("(")[0]
    if head.isupper() or "(" in place:
        return len(head) > 2
    opens = line[:1].isupper() or line[:1].isdigit() or line[:1] in "\"“'"
    if mark == ":":
        return "," not in place and len(head.split()) <= 3 and opens
    return mark in {"—", "–", "--", "-"} and len(head.split()) <= 3 and opens


def _real_place(text: str, span: Span | None, tables: _Tables) -> Span | None:
    """None for "CLANDESTINE"; the country of "NO CITY (PERU)"."""
    if span is None:
        return None
    place = text[slice(*span)]
    head = place.split("(")[0].strip().lower()
    if head not in tables.words["no_places"]:
        return span
    country = re.search(r"\(([^()]+)\)", place)
    return (span[0] + country.start(1), span[0] + country.end(1)) if country else None


def _read_day(text: str, published: date | None) -> date | None:
    """The day of a dateline; two digits of a year in the century nearest to publication."""
    words = re.findall(r"\d+|[^\W\d_]+", text.lower())
    months = load_time_lexicon().months
    month = next((months[w] for w in words if w in months), None)
    figures = [w for w in words if w.isdigit()]
    if month is None or not figures:
        return None
    day = int(figures[0])
    if len(figures) == 1:
        found = yearless(month, day)(Clock(published))
        return found.start if found else None
    year = int(figures[1])
    if len(figures[1]) < 4:
        pivot = published.year if published else 2010
        year = min((1900 + year, 2000 + year), key=lambda y: abs(y - pivot))
    return safe_date(year, month, day)
