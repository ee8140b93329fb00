"""Places named by their two ends: "the road between Kirkuk and Tuz Khurmatu", "the Kabul-Kandahar highway"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extract.places.geometry import midpoint
from extract.records import PlaceMention, PlaceValue

_KIND = r"(?:the\s+)?(?:(?:cit(?:y|ies)|towns?|villages?|districts?)\s+of\s+)?"
_BETWEEN = re.compile(rf"\bbetween\s+{_KIND}\Z", re.IGNORECASE)
_AND = re.compile(rf",?\s+and\s+{_KIND}", re.IGNORECASE)
_DASH = re.compile(r"\s?[-‐‑–—]\s?(?:to\s?[-‐‑–])?|\s+to\s+")
_WAY = r"\s+(?:\w+\s+)?(?:road|highway|motorway|expressway|railway|railroad|route|axis|line|corridor|border)\b"
_WAY_AFTER = re.compile(_WAY, re.IGNORECASE)
WAY_AHEAD = re.compile(rf"[-‐‑–][^\W\d_]+(?:\s[A-Z]\w+)?{_WAY}")
_SHORT_KM = 50.0  # a line this short lies within 25 km of its middle: where_prec 2, else 5
_ENDS = (1, 2, 3)  # where_prec of what can be an end: two countries are no line


def locate_lines(mentions: Sequence[PlaceMention], text: str) -> list[PlaceMention]:
    """The mentions, both ends of a line moved to its middle; `mentions` are in text order, and `rule` gets ":line"."""
    located = list(mentions)
    for i, (a, b) in enumerate(pairwise(mentions)):
        between = _BETWEEN.search(text[max(0, a.start - 40) : a.start]) and _AND.fullmatch(text[a.end : b.start])
        way = _DASH.fullmatch(text[a.end : b.start]) and _WAY_AFTER.match(text[b.end : b.end + 40])
        if (between or way) and a.value is not None and b.value is not None and (line := _line(a.value, b.value, text)):
            located[i] = replace(a, value=line, rule=f"{a.rule}:line")
            located[i + 1] = replace(b, value=line, rule=f"{b.rule}:line")
    return located


def _line(a: PlaceValue, b: PlaceValue, text: str) -> PlaceValue | None:
    if a.precision not in _ENDS or b.precision not in _ENDS or a.lat is None or b.lat is None:
        return None
    if a.span is None or b.span is None or a.lon is None or b.lon is None:
        return None
    lat, lon, km = midpoint((a.lat, a.lon), (b.lat, b.lon))
    span = a.span[0], b.span[1]
    same = a.country == b.country
    return PlaceValue(
        text[slice(*span)],
        span,
        name=f"{a.name} - {b.name}",
        admin1=a.admin1 if same and a.admin1 == b.admin1 else None,
        admin2=a.admin2 if same and a.admin2 == b.admin2 else None,
        country=a.country if same else None,
        lat=lat,
        lon=lon,
        precision=2 if km <= _SHORT_KM else 5,
    )
