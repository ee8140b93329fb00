"""What the words around a place name say of where the thing told lies: inside, near, 20 km south, in the unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.places.geometry import displace
from extract.places.lines import WAY_AHEAD
from extract.places.spotting import Cues, Spot, Token, load_cues, load_demonyms, load_words
from extract.places.tables import Place
from extract.places.toponyms import load_name_words
from extract.records import Span

_KM = {"k": 1.0, "m": 1.609344, "n": 1.852}
_BEARING = {  # degrees clockwise from north
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
    rf"(?:\s*,)?(?:\s+(?:to\s+the\s+)?(?:due\s+)?({_COMPASS})(?:ern)?)?(?:\s+(?:of|from|outside|away\s+from))\s+"
    rf"(?:[a-z]+'s\s+)?{_NOUN}\Z",
    re.IGNORECASE,
)
_DIRECTION = re.compile(rf"\b(?:{_COMPASS})(?:ern)?(?:\s+(?:side|edge))?\s+of\s+{_NOUN}\Z", re.IGNORECASE)
_NEAR = re.compile(
    r"\b(?:near(?:by)?|close\s+to|outside(?:\s+of)?|around|(?:on|in|at)\s+the\s+(?:\w+\s+)?"
    r"(?:outskirts?|edges?|periphery|vicinity|suburbs?)\s+of"
    rf"|outskirts\s+of|vicinity\s+of|surrounding|adjacent\s+to|not\s+far\s+from|overlooking)\s+{_NOUN}\Z",
    re.IGNORECASE,
)
_BORDER = re.compile(r"\b(?:borders?|frontiers?)\s+(?:with|of|between)\s+(?:neighbou?ring\s+)?\Z", re.IGNORECASE)
_LANDSCAPE = frozenset(("DSRT", "VAL", "MTS", "FRST", "PEN", "STM"))
_LONGER = re.compile(r"[-‐‑](?:on|upon|under|sur|sous|am|an|la|le|de|du|des|les|el|al)[-‐‑][A-Z]")
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
    container: int | None  # first token of what a comma, bracket or "in" leads on to
    owner: bool  # "Iraq's Anbar": contains the place that follows
    unit: tuple[str, ...]  # features that the unit noun allows
    listed: bool  # follows a comma and a capitalised word, as "VA" does in "Reston, VA"
    sign: bool  # touches a slash, a currency sign or a further name: "US$", "A/California/7", "Newcastle-under-Lyme"
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
        if _LANDSCAPE.intersection(self.unit) and precision in (1, 3, 4) and place.feature not in self.unit:
            return place.lat, place.lon, 5  # "the Anbar desert"
        around = "ADM1" in self.unit and place.feature not in self.unit  # "the Nimrud region": no province has the name
        if precision == 1 and (self.near or self.distance is not None or around):
            return place.lat, place.lon, 2
        if self.part and precision in (4, 6):
            return place.lat, place.lon, 5
        return place.lat, place.lon, precision


def read_setting(tokens: Sequence[Token], spot: Spot, text: str, cues: Cues) -> Setting:
    start, end = tokens[spot.first].start, tokens[spot.last].end
    left = text[max(0, start - 90) : start]
    i, j = spot.first - 1, spot.last + 1
    plain = i >= 0 and tokens[spot.first].joined and start - tokens[i].end == 1  # not "Iraq's Anbar"
    plain = plain or (i >= 0 and tokens[i].key in cues.titles and text[tokens[i].end : start] == ". ")
    before = tokens[i] if plain else None
    after = tokens[j] if j < len(tokens) and tokens[j].joined and tokens[j].start - end == 1 else None
    if WAY_AHEAD.match(text, end):
        after = None  # "the Kabul-Kandahar highway" is no longer name
    elif before is not None and WAY_AHEAD.match(text, before.end):
        before = None
    first, last = spot.first, spot.last
    part = before is not None and before.key in cues.directions
    if part:
        first = i
    unit: tuple[str, ...] = ()
    near = border = False
    if after is not None:
        if after.key in cues.units and not (after.proper and _opens_name(tokens, j)):
            unit, last = cues.units[after.key], j
        elif after.key in cues.area:
            near, last = True, j
        elif after.key in cues.border:
            border, last = True, j
    if not unit and (m := _UNIT_OF.search(left)) and m[1].lower() in cues.units:
        unit = cues.units[m[1].lower()]
    distance, bearing = _distance(left)
    previous = _locating_word(tokens, spot.first, cues)
    return Setting(
        first=first,
        last=last,
        before=before,
        after=after,
        head=_head(tokens, spot.first),
        locative=previous in cues.locative or part,
        strict=not tokens[spot.first].opens and previous in cues.strict,
        container=_container(tokens, spot.last, text, cues),
        owner=text[end : end + 3] in ("'s ", "’s "),
        unit=unit,
        listed=i >= 0 and tokens[i].capital and text[tokens[i].end : start] == ", ",
        sign=text[start - 1 : start] in ("/", "$", "@", "#")
        or text[end : end + 1] in ("/", "$", "@")
        or _LONGER.match(text, end) is not None,
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
    numbers, word = load_name_words().numbers, m[1].lower()
    if word[0].isdigit():
        number = float(word.replace(",", "." if re.search(r",\d{1,2}\Z", word) else ""))
    elif word in numbers:
        number = float(numbers[word])
    else:
        return None, None
    bearing = None if m[3] is None else float(_BEARING[re.sub(r"[- ]", "", m[3].lower())])
    return number * _KM[m[2][0].lower()], bearing


def _locating_word(tokens: Sequence[Token], i: int, cues: Cues) -> str | None:
    """The word before the name, past "the", "the city of" and the like."""
    for k in range(i - 1, max(i - 6, -1), -1):
        if tokens[k].key not in cues.bridging:
            return tokens[k].key
    return None


def _opens_name(tokens: Sequence[Token], j: int) -> bool:
    """Whether a capitalised unit noun begins a body's name: "Illinois Department of Health"."""
    following = tokens[j + 1] if j + 1 < len(tokens) and tokens[j + 1].joined else None
    return following is not None and (following.key in ("of", "for") or following.proper)


def _head(tokens: Sequence[Token], i: int) -> str | None:
    """The capitalised noun in "Bank of X" or "Bank of the X"."""
    k = i - 1
    if k >= 0 and tokens[k].key == "the":
        k -= 1
    if k >= 1 and tokens[k].key in ("of", "for") and tokens[k - 1].capital:
        state = tokens[k - 1].key == "state" and k >= 2 and tokens[k - 2].key == "islamic"
        return "islamic state" if state else tokens[k - 1].key
    return None


def _container(tokens: Sequence[Token], last: int, text: str, cues: Cues) -> int | None:
    """The capitalised word that a comma, bracket or "in" leads to from the name: "Beni, North Kivu", "X town in Y"."""
    j = last + 1
    if j >= len(tokens):
        return None
    if text[tokens[last].end : tokens[j].start] in (", ", " ("):
        j += tokens[j].key == "the"
        return j if j < len(tokens) and tokens[j].capital else None
    k = j
    while k < min(j + 4, len(tokens)) and tokens[k].key in cues.between:
        k += 1
    led = k < len(tokens) and tokens[k].capital and any(t.key == "in" for t in tokens[j:k])
    return k if led else None


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


def find_unknown(
    text: str, tokens: Sequence[Token], spots: Sequence[Spot], people: frozenset[str], blocked: Sequence[Span]
) -> list[tuple[Spot, Setting]]:
    """Capitalised runs that the gazetteer lacks and their surroundings call places: "in Xabad", "Xabad town"."""
    cues, ordinary = load_cues(), _ordinary_words() | people
    taken = {i for spot in spots for i in range(spot.first, spot.last + 1)}
    found: list[tuple[Spot, Setting]] = []
    i = 0
    while i < len(tokens):
        end = _unknown_run(tokens, i, taken, ordinary)
        if end == i:
            i += 1
            continue
        spot = Spot(i, end - 1, " ".join(t.key for t in tokens[i:end]), ())
        i = end
        if any(s < tokens[spot.last].end and tokens[spot.first].start < e for s, e in blocked):
            continue
        setting = read_setting(tokens, spot, text, cues)
        if setting.unit or setting.strict:
            found.append((spot, setting))
    return found


@cache
def _ordinary_words() -> frozenset[str]:
    return load_words("place_stopwords.txt") | load_cues().followers | load_cues().not_places | load_demonyms().keys()


def _unknown_run(tokens: Sequence[Token], i: int, taken: set[int], ordinary: frozenset[str]) -> int:
    """End of the run of capitalised words from `i` that are neither known names nor ordinary words; `i` if none."""
    k = i
    while k < min(len(tokens), i + 4) and k not in taken and (k == i or tokens[k].joined):
        token = tokens[k]
        if not token.proper or token.key in ordinary or len(token.key) < 3 or token.text.isdigit():
            break
        k += 1
    part = k > i and k < len(tokens) and k in taken and tokens[k].joined  # of a known name's neighbour
    return i if part else k
