"""One name without an article: the readings it has, the best of them, or the rivals of a tie."""

from __future__ import annotations

from collections.abc import Sequence

from extract.places.gazetteer import Gazetteer
from extract.places.geometry import distance_km
from extract.places.spotting import Cues, load_cues
from extract.places.tables import Place
from extract.places.toponyms import load_name_words, normalise_name, strip_article, strip_unit
from extract.records import PlaceMention, PlaceValue, Span

Ranked = list[tuple[float, Place]]

_MARGIN = 0.25  # two readings this close in score are a tie
_SAME_KM = 30.0  # rivals nearer than this are one place told twice
_UNIT_BONUS = 6.0
_PRECISION = {"PCLI": 6, "ADM1": 4, "ADM2": 3, "ADM3": 3, "ADM4": 3, "SEA": 7, "OCN": 7, "STR": 7} | dict.fromkeys(
    ("RGN", "STM", "CNL", "DSRT", "MTS", "VAL", "ISL", "ISLS", "PEN", "FRST", "LK"), 5
)


def resolve_place(name: str, gazetteer: Gazetteer, country: str | None = None, kind: str | None = None) -> PlaceMention:
    """Look one name up. `country` is ISO alpha-3; `kind` a unit noun or feature code ("province", "ADM1").

    `rule` says how it was found: name, unit, article, near (a near spelling, only inside a given country), tie or
    unknown.
    """
    wanted, ways = _ways(name, load_cues())
    if kind is not None:
        wanted = load_cues().units.get(kind.lower(), (kind.upper(),))
    for rule, key in ways:
        if places := [p for p in gazetteer.lookup(key) if country in (None, p.country)]:
            return _answer(name, rule, rank_plainly(places, key, wanted))
    for _, key in ways if country is not None else ():
        if near := gazetteer.lookup_near(key, str(country)):
            best = near[0][1]
            return _answer(name, "near", rank_plainly([p for p, s in near if s >= best - 0.01], key, wanted))
    return PlaceMention(0, len(name), name, "unknown")


def rank_plainly(places: Sequence[Place], key: str, wanted: Sequence[str]) -> Ranked:
    """Readings by weight alone; `wanted` are the features that a unit noun asks for."""
    ranked = [
        (p.weight + (0.4 if normalise_name(p.name) == key else 0.0) + (_UNIT_BONUS if is_kind(p, wanted) else 0.0), p)
        for p in places
    ]
    return sorted(ranked, key=lambda sp: (-sp[0], sp[1].number))


def find_rivals(ranked: Ranked) -> tuple[Place, ...]:
    """Readings that score as well as the best and lie elsewhere; a unit is no rival of a place inside it."""
    top_score, top = ranked[0]
    return tuple(
        p
        for s, p in ranked[1:8]
        if top_score - s < _MARGIN
        and distance_km(p.lat, p.lon, top.lat, top.lon) > _SAME_KM
        and not lies_in(p, top)
        and not lies_in(top, p)
    )


def is_kind(place: Place, wanted: Sequence[str]) -> bool:
    return place.feature in wanted or ("PPL" in wanted and place.feature.startswith("PPL"))


def lies_in(place: Place, unit: Place) -> bool:
    """Whether `unit` is a country, province or district that contains `place`."""
    if place.number == unit.number or place.country != unit.country:
        return False
    if unit.feature == "PCLI":
        return True
    if unit.feature == "ADM1":
        return place.feature != "PCLI" and bool(unit.admin1) and place.admin1 == unit.admin1
    return unit.feature == "ADM2" and bool(unit.admin2) and place.admin2 == unit.admin2


def feature_precision(feature: str) -> int | None:
    """UCDP where_prec of a thing told at such a feature; None for a continent, which has no code."""
    return None if feature == "CONT" else _PRECISION.get(feature, 1)


def place_value(
    place: Place, words: str, span: Span, where: tuple[float, float, int | None] | None = None
) -> PlaceValue:
    """`where` is latitude, longitude and precision if they differ from the place's own."""
    lat, lon, precision = where or (place.lat, place.lon, feature_precision(place.feature))
    return PlaceValue(
        words,
        span,
        name=place.name,
        geonameid=place.geonameid,
        admin1=place.admin1_name,
        admin2=place.admin2_name,
        country=place.country,
        lat=lat,
        lon=lon,
        precision=precision,
    )


def _answer(name: str, rule: str, ranked: Ranked) -> PlaceMention:
    span = (0, len(name))
    top = ranked[0][1]
    if rivals := find_rivals(ranked):
        values = tuple(place_value(p, name, span) for p in (top, *rivals))
        return PlaceMention(*span, name, "tie", None, None, values)
    return PlaceMention(*span, name, rule, place_value(top, name, span), top.feature)


def _ways(name: str, cues: Cues) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The features that the name's own unit noun allows, and (rule, key) to try, most literal first."""
    key = normalise_name(name)
    words = key.split()
    wanted = cues.units.get(words[-1], ()) if len(words) > 1 else ()
    ways = [("name", key)]
    if (bare := strip_unit(key)) != key:
        ways.append(("unit", bare))
    if wanted and words[-1] not in load_name_words().unit_words:
        ways.append(("unit", " ".join(words[:-1])))
    return wanted, ways + [("article", strip_article(k)) for _, k in ways if strip_article(k) != k]
