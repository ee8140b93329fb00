"""What the words around a place name say about where the thing told lies from it: inside, near, 20 km south, in the unit."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from geographiclib.geodesic import Geodesic

from extract.gazetteer import Place
from extract.place_spotting import Cues, Spot, Token

_SMALL = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
    )
} | {
    "a": 1,
    "an": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
_KM = {"k": 1.0, "m": 1.609344, "n": 1.852}
_BEARING = {
    "north": 0,
    "northeast": 45,
    "east": 90,
    "southeast": 135,
    "south": 180,
    "southwest": 225,
    "west": 270,
    "northwest": 315,
}
_COMPASS = r"(?:north|south)(?:[- ]?(?:east|west))?|east|west"
_NOUN = r"(?:the\s+)?(?:(?:\w+\s+){0,2}(?:city|town|village|capital|port|hamlet|settlement)\s+(?:of\s+)?)?"
_DISTANCE = re.compile(
    r"\b(\d+(?:[.,]\d+)?|[a-z]+)[ -]?(k|m|nautical m)(?:m|ms|ilomet(?:er|re)s?|iles?|i)\b\.?(?:\s*\([^()]*\))?"
    rf"(?:\s*,)?(?:\s+(?:to\s+the\s+)?(?:due\s+)?({_COMPASS})(?:ern)?)?(?:\s+(?:of|from|outside|away\s+from))\s+(?:[a-z]+'s\s+)?{_NOUN}\Z",
    re.IGNORECASE,
)
_DIRECTION = re.compile(rf"\b(?:{_COMPASS})(?:ern)?(?:\s+(?:side|edge))?\s+of\s+{_NOUN}\Z", re.IGNORECASE)
_NEAR = re.compile(
    r"\b(?:near(?:by)?|close\s+to|outside(?:\s+of)?|around|(?:on|in|at)\s+the\s+(?:\w+\s+)?(?:outskirts?|edges?|periphery|vicinity|suburbs?)\s+of"
    rf"|outskirts\s+of|vicinity\s+of|surrounding|adjacent\s+to|not\s+far\s+from|overlooking)\s+{_NOUN}\Z",
    re.IGNORECASE,
)
_BORDER = re.compile(r"\b(?:borders?|frontiers?)\s+(?:with|of|between)\s+(?:neighbou?ring\s+)?\Z", re.IGNORECASE)
_BETWEEN = frozenset(
    ["in", "the", "of", "northern", "southern", "eastern", "western", "central", "district", "province", "area", "region", "state", "county", "city", "town", "village"]
)
_STRICT = frozenset(["in", "near", "at", "outside", "around", "northern", "southern", "eastern", "western", "central"])
_UNIT_OF = re.compile(r"\b(\w+)\s+of\s+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Setting:
    """Surroundings of a spot; tokens `[first, last]` are its span with direction and unit noun."""

    first: int
    last: int
    before: Token | None  # the word directly before, if joined to the name
    after: Token | None
    head: str | None  # "bank" in "Bank of Palestine"
    locative: bool
    strict: bool  # directly after "in", "near" or a distance: a place, if it is a name at all
    contained: bool  # a comma, bracket or "in" leads on to a container
    unit: tuple[str, ...]  # features that the unit noun allows
    listed: bool  # follows a comma and a capitalised word, as "VA" does in "Reston, VA"
    sign: bool  # touches a slash or currency sign: "US$", "A/California/7"
    near: bool = False
    border: bool = False
    part: bool = False  # "northern Iraq"
    distance: float | None = None  # km
    bearing: float | None = None  # degrees clockwise from north
    metonym: bool = False

    @property
    def suffix(self) -> str:
        """What `rule` says about the surroundings."""
        if self.metonym:
            return ":metonym"
        if self.border:
            return ":border"
        if self.distance is not None:
            return ":distance"
        if self.near:
            return ":near"
        return ":part" if self.part else ":unit" if self.unit else ""

    def locate(self, place: Place, precision: int | None) -> tuple[float, float, int | None]:
        """Coordinates and UCDP where_prec of the thing told, given the place's own."""
        if self.distance is not None and self.bearing is not None and precision in (1, 3):
            lat, lon = displace(place.lat, place.lon, self.distance, self.bearing)
            return lat, lon, 2
        if self.border:
            return place.lat, place.lon, 5
        if precision == 1 and (self.near or self.distance is not None):
            return place.lat, place.lon, 2
        if self.part and precision in (4, 6):
            return place.lat, place.lon, 5
        return place.lat, place.lon, precision


def displace(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """The point `km` from a place on the WGS84 ellipsoid; bearing in degrees clockwise from north."""
    point = Geodesic.WGS84.Direct(lat, lon, bearing, km * 1000.0)
    return round(point["lat2"], 4), round(point["lon2"], 4)


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance: ranking needs no ellipsoid."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def read_setting(tokens: Sequence[Token], spot: Spot, text: str, cues: Cues) -> Setting:
    start, end = tokens[spot.first].start, tokens[spot.last].end
    left = text[max(0, start - 90) : start]
    right = text[end : end + 40]
    i, j = spot.first - 1, spot.last + 1
    plain = i >= 0 and tokens[spot.first].joined and start - tokens[i].end == 1  # not "Iraq's Anbar"
    before = tokens[i] if plain else None
    after = tokens[j] if j < len(tokens) and tokens[j].joined else None
    first, last = spot.first, spot.last
    part = before is not None and before.key in cues.directions
    if part:
        first = i
    unit: tuple[str, ...] = ()
    near = border = False
    if after is not None:
        if after.key in cues.units and not (after.capital and _opens_name(tokens, j)):
            unit, last = cues.units[after.key], j
        elif after.key in cues.area:
            near, last = True, j
        elif after.key in cues.border:
            border, last = True, j
    if not unit and (m := _UNIT_OF.search(left)) and m[1].lower() in cues.units:
        unit = cues.units[m[1].lower()]
    distance, bearing = _distance(left)
    previous = _locating_word(tokens, spot.first)
    return Setting(
        first=first,
        last=last,
        before=before,
        after=after,
        head=_head(tokens, spot.first),
        locative=previous in cues.locative or part,
        strict=not tokens[spot.first].opens and previous in _STRICT,
        contained=_contained(tokens, spot.last, text),
        unit=unit,
        listed=i >= 0 and tokens[i].capital and text[tokens[i].end : start] == ", ",
        sign=text[start - 1 : start] in ("/", "$", "@", "#") or text[end : end + 1] in ("/", "$", "@"),
        near=near or _NEAR.search(left) is not None or _DIRECTION.search(left) is not None,
        border=border or _BORDER.search(left) is not None,
        part=part,
        distance=distance,
        bearing=bearing,
        metonym=_metonym(tokens, spot, cues, previous),
    )


def _distance(left: str) -> tuple[float | None, float | None]:
    m = _DISTANCE.search(left)
    if m is None:
        return None, None
    word = m[1].lower()
    if word[0].isdigit():
        number = float(word.replace(",", "." if re.search(r",\d{1,2}\Z", word) else ""))
    elif word in _SMALL:
        number = float(_SMALL[word])
    else:
        return None, None
    bearing = None if m[3] is None else float(_BEARING[re.sub(r"[- ]", "", m[3].lower())])
    return number * _KM[m[2][0].lower()], bearing


def _locating_word(tokens: Sequence[Token], i: int) -> str | None:
    """The word before the name, past "the", "the city of" and the like."""
    k = i - 1
    for _ in range(4):
        if k < 0:
            return None
        key = tokens[k].key
        if key in (
            "the",
            "of",
            "city",
            "town",
            "village",
            "capital",
            "state",
            "province",
            "district",
            "region",
            "port",
            "island",
        ):
            k -= 1
            continue
        return key
    return None


def _opens_name(tokens: Sequence[Token], j: int) -> bool:
    """Whether a capitalised unit noun begins a body's name: "Illinois Department of Health", "Jordan State University"."""
    following = tokens[j + 1] if j + 1 < len(tokens) and tokens[j + 1].joined else None
    return following is not None and (following.key in ("of", "for") or following.capital)


def _head(tokens: Sequence[Token], i: int) -> str | None:
    """The capitalised noun in "Bank of X" or "Bank of the X"."""
    k = i - 1
    if k >= 0 and tokens[k].key == "the":
        k -= 1
    if k >= 1 and tokens[k].key in ("of", "for") and tokens[k - 1].capital:
        return tokens[k - 1].key
    return None


def _contained(tokens: Sequence[Token], last: int, text: str) -> bool:
    """Whether a comma, bracket or "in" leads from the name to another capitalised word."""
    j = last + 1
    if j >= len(tokens):
        return False
    gap = text[tokens[last].end : tokens[j].start]
    if gap in (", ", " (") and tokens[j].capital:
        return True
    k = j
    while k < min(j + 4, len(tokens)) and tokens[k].key in _BETWEEN:
        k += 1
    return k > j and k < len(tokens) and tokens[k].capital and any(t.key == "in" for t in tokens[j:k])


def _metonym(tokens: Sequence[Token], spot: Spot, cues: Cues, previous: str | None) -> bool:
    j = spot.last + 1
    return (
        bool(spot.places)
        and spot.places[0].feature in ("PCLI", "PPLC")
        and previous not in cues.locative
        and j < len(tokens)
        and tokens[j].joined
        and tokens[j].key in cues.saying
    )
