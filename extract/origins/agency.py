"""The news agency that an article says it carries: in its byline, its dateline or its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from extract.lexicon import read_yaml
from extract.records import Article

AgencyMethod = Literal["own", "byline", "dateline", "text"]
_OPENING, _CLOSING, _READ, _NEAR = 300, 400, 20_000, 60  # characters
_BYLINE_PART = re.compile(r"\s*[/,;|&()]\s*|\s+(?:and|with|via|in)\s+")


@dataclass(frozen=True, slots=True)
class _Agencies:
    """`names` maps a name as written (initials in capitals, else case folded) to the agency."""

    names: Mapping[str, str]
    opening: re.Pattern[str]
    closing: re.Pattern[str]
    anywhere: re.Pattern[str]
    cue: re.Pattern[str]  # near which alone `anywhere` can match
    signoffs: tuple[tuple[str, re.Pattern[str]], ...]


def find_agency(article: Article) -> tuple[str | None, AgencyMethod | None]:
    """The agency and where it is named; `own` is an article on the agency's own site."""
    table = _load_agencies()
    own = _named(article.site, table)
    if own is not None:
        return own, "own"
    for author in article.authors:
        for part in (author, *_BYLINE_PART.split(author)):
            agency = _named(part, table)
            if agency is not None:
                return agency, "byline"
    opening, closing = article.text[:_OPENING], article.text[-_CLOSING:]
    agency = _found(table.opening, opening, table)
    if agency is not None:
        return agency, "dateline"
    for agency, pattern in table.signoffs:
        if pattern.search(closing):
            return agency, "text"
    agency = _found(table.closing, closing, table)
    for cue in table.cue.finditer(article.text, 0, _READ) if agency is None else ():
        near = article.text[max(0, cue.start() - _NEAR) : cue.end() + _NEAR]
        agency = agency or _found(table.anywhere, near, table)
    return agency, None if agency is None else "text"


def _named(name: str | None, table: _Agencies) -> str | None:
    if name is None:
        return None
    plain = " ".join(name.split())
    return table.names.get(plain) or table.names.get(plain.casefold().removeprefix("the "))


def _found(pattern: re.Pattern[str], text: str, table: _Agencies) -> str | None:
    for found in pattern.finditer(text):
        written = next(group for group in found.groups() if group is not None)
        agency = _named(written, table)
        if agency is not None and not written.removeprefix("the ")[0].islower():  # "fars" and "petra" are words
            return agency
    return None


@cache
def _load_agencies() -> _Agencies:
    names: dict[str, str] = {}
    for agency, aliases in read_yaml("agencies")["agencies"].items():
        for alias in (agency, *aliases):
            plain = " ".join(alias.split())
            names.setdefault(plain if _is_initials(plain) else plain.casefold().removeprefix("the "), agency)
    table = read_yaml("origins")
    either = sorted(names, key=len, reverse=True)
    initials = "|".join(re.escape(name) for name in either if _is_initials(name))
    words = "|".join(re.escape(name) for name in either if not _is_initials(name))
    name = rf"((?-i:{initials})|(?:the )?(?:{words}))(?!\w)"

    def any_of(patterns: list[str]) -> re.Pattern[str]:
        joined = "|".join(f"(?:{pattern.replace('{agency}', f'(?<!{chr(92)}w){name}')})" for pattern in patterns)
        return re.compile(joined, re.IGNORECASE | re.MULTILINE)

    return _Agencies(
        names=MappingProxyType(names),
        opening=any_of(table["opening"]),
        closing=any_of(table["closing"]),
        anywhere=any_of(table["anywhere"]),
        cue=re.compile("|".join(table["cues"]), re.IGNORECASE),
        signoffs=tuple(
            (agency, re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE))
            for agency, patterns in table["signoffs"].items()
        ),
    )


def _is_initials(name: str) -> bool:
    """Short names in capitals: "NA", "PAN" are words as well, "na", "pan"."""
    return name.isupper()
