"""Places named in a text, resolved with the whole article; usable alone: `find_places(text, load_gazetteer())`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.gazetteer import Gazetteer, Place, load_gazetteer
from extract.geometry import Setting, distance_km, read_setting
from extract.place_spotting import Cues, Spot, Token, find_spots, find_tokens, load_cues, load_demonyms, load_words
from extract.records import PlaceMention, PlaceValue, Span
from extract.toponyms import UNIT_WORDS, normalise_name, strip_article, strip_unit

__all__ = ["Gazetteer", "Place", "country_scores", "find_places", "load_gazetteer", "resolve_place"]

_MARGIN = 0.25  # two readings this close in score are a tie
_SAME_KM = 30.0  # rivals nearer than this are one place told twice
_ACCEPT = 5.2  # weight and cues a name needs to be taken for a place
_PRECISION = {
    "PCLI": 6,
    "ADM1": 4,
    "ADM2": 3,
    "ADM3": 3,
    "ADM4": 3,
    "CONT": None,
    "SEA": 7,
    "OCN": 7,
    "STR": 7,
} | dict.fromkeys(("RGN", "STM", "DSRT", "MTS", "VAL", "ISL", "ISLS", "PEN", "FRST", "LK"), 5)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A spot with its surroundings and the score that says it is a place at all."""

    spot: Spot
    setting: Setting
    belief: float


def find_places(
    text: str,
    gazetteer: Gazetteer,
    *,
    country_hint: str | None = None,
    entities: Sequence[tuple[int, int, str]] = (),
    blocked: Sequence[Span] = (),
) -> tuple[PlaceMention, ...]:
    """Every place named in `text`, in order. `entities` are a tagger's spans and may be empty; `blocked` spans are
    known to be something else. A tie keeps its rivals in `candidates` and has no coordinates.
    """
    cues = load_cues()
    tokens = find_tokens(text)
    spots = find_spots(tokens, gazetteer, blocked)
    scores = _country_evidence(tokens, spots, country_hint)
    people = _people(tokens, cues)
    readings = []
    for spot in spots:
        setting = read_setting(tokens, spot, text, cues)
        belief = _belief(spot, setting, tokens, cues, scores, people)
        if belief >= _ACCEPT:
            readings.append(_Reading(spot, setting, belief))
    return _resolve(readings, tokens, text, gazetteer, scores)


def country_scores(text: str, gazetteer: Gazetteer, *, country_hint: str | None = None) -> dict[str, float]:
    """How strongly the text points to each country (ISO alpha-3), the strongest 1.0; empty where nothing does."""
    tokens = find_tokens(text)
    return _country_evidence(tokens, find_spots(tokens, gazetteer), country_hint)


def resolve_place(name: str, gazetteer: Gazetteer, country: str | None = None, kind: str | None = None) -> PlaceMention:
    """Look one name up. `country` is ISO alpha-3; `kind` a unit noun or feature code ("province", "ADM1").

    `rule` says how it was found: name, article, unit, skeleton, near or unknown. Near spellings count only inside a
    given country and never for a name that the gazetteer has elsewhere in the world as a city.
    """
    span = (0, len(name))
    wanted, ways = _ways(name, load_cues())
    if kind is not None:
        wanted = load_cues().units.get(kind.lower(), (kind.upper(),))
    for rule, key in ways:
        places = [p for p in gazetteer.lookup(key) if country in (None, p.country)]
        if places:
            ranked = _lookup_rank(places, key, wanted)
            return _lookup_answer(name, span, rule, ranked)
    if country is not None:
        for _, key in ways:
            if near := gazetteer.lookup_near(key, country):
                best = near[0][1]
                ranked = _lookup_rank([p for p, s in near if s >= best - 0.01], key, wanted)
                return _lookup_answer(name, span, "near", ranked)
    return PlaceMention(0, len(name), name, "unknown")


def _ways(name: str, cues: Cues) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The features that the name's own unit noun allows, and the keys to try, most literal first."""
    key = normalise_name(name)
    words = key.split()
    wanted: tuple[str, ...] = ()
    if len(words) > 1:
        wanted = cues.units.get(words[-1], ())
    ways = [("name", key)]
    if (bare := strip_unit(key)) != key:
        # a unit is stored without its noun, but "Gaza City" and "Mexico City" are whole names
        ways = [("unit", bare), *ways] if wanted[:1] != ("PPL",) else [*ways, ("unit", bare)]
    if wanted and words[-1] not in UNIT_WORDS:
        ways.append(("unit", " ".join(words[:-1])))
    ways += [("article", strip_article(k)) for _, k in tuple(ways) if strip_article(k) != k]
    return wanted, ways


def _lookup_rank(places: Sequence[Place], key: str, wanted: Sequence[str]) -> list[tuple[float, Place]]:
    ranked = [
        (p.weight + (0.4 if normalise_name(p.name) == key else 0.0) + (6.0 if _is_kind(p, wanted) else 0.0), p)
        for p in places
    ]
    return sorted(ranked, key=lambda sp: (-sp[0], sp[1].number))


def _is_kind(place: Place, wanted: Sequence[str]) -> bool:
    return place.feature in wanted or ("PPL" in wanted and place.feature.startswith("PPL"))


def _lookup_answer(name: str, span: Span, rule: str, ranked: list[tuple[float, Place]]) -> PlaceMention:
    top_score, top = ranked[0]
    value = _value(top, name, span, top.lat, top.lon, _PRECISION.get(top.feature, 1))
    rivals = tuple(
        _value(p, name, span, p.lat, p.lon, _PRECISION.get(p.feature, 1))
        for s, p in ranked[1:8]
        if top_score - s < _MARGIN and distance_km(p.lat, p.lon, top.lat, top.lon) > _SAME_KM
    )
    if rivals:
        return PlaceMention(*span, name, "tie", None, None, (value, *rivals))
    return PlaceMention(*span, name, rule, value, top.feature)


def _country_evidence(tokens: Sequence[Token], spots: Sequence[Spot], hint: str | None) -> dict[str, float]:
    raw: dict[str, float] = defaultdict(float)
    demonyms = load_demonyms()
    for token in tokens:
        if token.capital and (countries := demonyms.get(token.key)):
            for country in countries:
                raw[country] += 1.0 / len(countries)
    for spot in spots:
        top = spot.places[0]
        if top.country is None:
            continue
        if top.feature == "PCLI":
            raw[top.country] += 1.5
        elif top.weight >= 7.0 and (len(spot.places) == 1 or spot.places[1].weight < top.weight - 1.5):
            raw[top.country] += 0.7
    if hint is not None:
        raw[hint] += 1.5 + max(raw.values(), default=0.0)
    highest = max(raw.values(), default=0.0)
    return {c: v / highest for c, v in sorted(raw.items(), key=lambda cv: -cv[1])} if highest else {}


def _people(tokens: Sequence[Token], cues: Cues) -> frozenset[str]:
    """Normal forms of words that the text uses as surnames."""
    given = load_words("given_names.txt")
    found = set()
    for before, token in zip(tokens, tokens[1:], strict=False):
        if token.capital and token.joined and before.capital and (before.key in given):
            found.add(token.key)
    return frozenset(found)


def _belief(
    spot: Spot, setting: Setting, tokens: Sequence[Token], cues: Cues, scores: dict[str, float], people: frozenset[str]
) -> float:
    first, last = tokens[spot.first], tokens[spot.last]
    single = spot.first == spot.last
    best = max(p.weight + 2.0 * scores.get(p.country or "", 0.0) for p in spot.places[:20])
    heavy = spot.places[0].weight >= 9.0
    belief = best
    if setting.locative:
        belief += 2.5
    if setting.contained or setting.unit:
        belief += 2.5
    if single and first.key in load_words("place_stopwords.txt"):
        belief -= 6.0 if first.opens or not setting.locative else 3.0
    if first.key in people and not setting.contained:
        belief -= 4.0
    before = setting.before
    if before is not None and before.capital and not before.opens:
        if before.key in load_words("given_names.txt") or before.key in cues.titles:
            belief -= 8.0
        elif before.key not in cues.directions and before.key not in load_demonyms():
            belief -= 2.0 if heavy else 4.0
    elif before is not None and before.key in cues.titles and not heavy:
        belief -= 3.0
    elif before is not None and before.capital and before.key in load_words("given_names.txt"):
        belief -= 8.0
    if setting.head in cues.organisation_heads:
        belief -= 6.0
    after = setting.after
    if after is not None and after.capital and after.key not in cues.followers and not setting.unit:
        if after.key in cues.organisations:
            belief -= 8.0
        elif spot.places[0].weight < 9.0:
            belief -= 2.0 if spot.places[0].weight >= 5.9 else 4.0
    if last.text.isupper() and len(last.text) <= 3 and single and not heavy:
        belief -= 4.0
    return belief


def _resolve(
    readings: Sequence[_Reading], tokens: Sequence[Token], text: str, gazetteer: Gazetteer, scores: dict[str, float]
) -> tuple[PlaceMention, ...]:
    by_key: dict[str, list[tuple[float, Place]]] = {}
    mentions = []
    for i, reading in enumerate(readings):
        ranked = _rank(readings, i, tokens, gazetteer, scores)
        mentions.append(_mention(reading, ranked, tokens, text))
        by_key.setdefault(reading.spot.key, ranked)
    return tuple(mentions)


def _rank(
    readings: Sequence[_Reading], i: int, tokens: Sequence[Token], gazetteer: Gazetteer, scores: dict[str, float]
) -> list[tuple[float, Place]]:
    reading = readings[i]
    container = _container(readings, i, tokens)
    ranked = []
    for place in reading.spot.places[:60]:
        score = place.weight + 3.5 * scores.get(place.country or "", 0.0)
        if normalise_name(place.name) == reading.spot.key:
            score += 0.4
        if _is_kind(place, reading.setting.unit):
            score += 6.0
        if container is not None and any(_lies_in(place, c) for c in container.spot.places[:20]):
            score += 5.0
        ranked.append((score, place))
    return sorted(ranked, key=lambda sp: (-sp[0], sp[1].number))


def _container(readings: Sequence[_Reading], i: int, tokens: Sequence[Token]) -> _Reading | None:
    """The next reading if the text says "X, Y", "X in Y" or "X (Y)"."""
    if i + 1 < len(readings) and readings[i].setting.contained:
        following = readings[i + 1]
        if following.spot.first - readings[i].spot.last <= 4:
            return following
    return None


def _lies_in(place: Place, unit: Place) -> bool:
    if unit.feature == "PCLI":
        return place.country == unit.country and place.feature != "PCLI"
    if unit.feature == "ADM1":
        return bool(unit.admin1) and place.admin1 == unit.admin1 and place.number != unit.number
    if unit.feature == "ADM2":
        return bool(unit.admin2) and place.admin2 == unit.admin2 and place.number != unit.number
    return False


def _mention(reading: _Reading, ranked: list[tuple[float, Place]], tokens: Sequence[Token], text: str) -> PlaceMention:
    spot, setting = reading.spot, reading.setting
    start, end = tokens[setting.first].start, tokens[setting.last].end
    words = text[start:end]
    top_score, top = ranked[0]
    rivals = [
        p for s, p in ranked[1:8] if top_score - s < _MARGIN and distance_km(p.lat, p.lon, top.lat, top.lon) > _SAME_KM
    ]
    if rivals:
        values = tuple(_place_value(p, words, (start, end), setting) for p in (top, *rivals))
        return PlaceMention(start, end, words, f"tie{setting.suffix}", None, None, values)
    return PlaceMention(
        start, end, words, f"name{setting.suffix}", _place_value(top, words, (start, end), setting), top.feature
    )


def _value(place: Place, words: str, span: Span, lat: float, lon: float, precision: int | None) -> PlaceValue:
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


def _place_value(place: Place, words: str, span: Span, setting: Setting) -> PlaceValue:
    lat, lon, precision = setting.locate(place, _PRECISION.get(place.feature, 1))
    return _value(place, words, span, lat, lon, precision)
