"""Which place a name means in this article: countries named, units named, containment, neighbours, distance."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extract.places.gazetteer import Gazetteer
from extract.places.geometry import distance_km
from extract.places.lookup import Ranked, is_kind, lies_in, rank_plainly
from extract.places.setting import Setting
from extract.places.spotting import Spot, Token, load_cues, load_demonyms, load_words
from extract.places.tables import Place
from extract.places.toponyms import normalise_name

_CANDIDATES = 60  # readings of one name that are looked at; San Jose has over 300
_COUNTRY = 3.5  # score of standing in the article's main country
_WELL_KNOWN = 5.5  # weight from which a name is used without its country
_CONTAINED = 5.0  # "X, Y" and "X in Y"
_SENT_FROM = 1.0  # what it counts that a place stands in the dateline
_ANCHORS = 12  # places that others are measured from


@dataclass(frozen=True, slots=True)
class Reading:
    """A spot taken for a place, with its surroundings."""

    spot: Spot
    setting: Setting


def score_countries(
    tokens: Sequence[Token], spots: Sequence[Spot], hint: str | None, *, dateline_end: int = 0
) -> dict[str, float]:
    """ISO alpha-3 -> strength of evidence, best first, the best 1.0: countries, peoples and cities named, the hint.

    A name that comes again counts by the square root of its times; names before `dateline_end` count once more.
    """
    named: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))  # country -> name -> points
    times: Counter[str] = Counter()
    demonyms = load_demonyms()
    for token in tokens:
        if token.capital and (countries := demonyms.get(token.key)):
            times[token.key] += 1
            for country in countries:
                named[country][token.key] += 1.0 / len(countries)
    for spot in spots:
        ahead = _SENT_FROM if tokens[spot.last].end <= dateline_end else 0.0
        points = _points(spot)
        times[spot.key] += bool(points)
        for country in points:
            named[country][spot.key] += points[country] + ahead
    raw = {
        country: sum(points / math.sqrt(times[name]) for name, points in names.items())
        for country, names in named.items()
    }
    if hint is not None:
        raw[hint] = raw.get(hint, 0.0) + 1.5 + max(raw.values(), default=0.0)
    highest = max(raw.values(), default=0.0)
    return {c: v / highest for c, v in sorted(raw.items(), key=lambda cv: (-cv[1], cv[0]))} if highest else {}


def _points(spot: Spot) -> dict[str, float]:
    """How strongly one name points to which countries: "Congo" to two, a town to its own if it has no rival."""
    top = next((p for p in spot.places[:4] if p.feature == "PCLI"), spot.places[0])  # "Mexico" is also its capital
    ordinary = spot.key in load_words("place_stopwords.txt") and top.feature != "PCLI"
    if ordinary or spot.key in load_cues().not_places or top.country is None:
        return {}
    if top.feature == "PCLI":
        # Georgia and Niger are also provinces elsewhere
        rival = any(p.country != top.country and p.feature == "ADM1" for p in spot.places[1:4])
        # and "US" is more often an adjective than a place
        points = 0.4 if rival else 0.3 if len(spot.key) <= 2 else 1.5
        states = [p.country for p in spot.places[:4] if p.feature == "PCLI" and p.country is not None]
        return {country: points * states.count(country) / len(states) for country in states}
    # "San Salvador" is also an old name of Mbanza Kongo, which no one means by it
    rivals = [p for p in spot.places[1:5] if p.country != top.country and normalise_name(p.name) == spot.key]
    if top.weight >= 7.0 and all(p.weight < top.weight - 2.5 for p in rivals):
        return {top.country: 0.7}
    return {top.country: 0.5} if top.weight >= 5.5 and not rivals else {}


def find_people(tokens: Sequence[Token]) -> frozenset[str]:
    """Normal forms of words that the text uses as surnames."""
    given = load_words("given_names.txt")
    return frozenset(
        after.key
        for before, after in pairwise(tokens)
        if after.capital and after.joined and before.capital and before.key in given
    )


def judge_spot(
    spot: Spot,
    setting: Setting,
    tokens: Sequence[Token],
    scores: dict[str, float],
    people: frozenset[str],
    *,
    held: bool,
) -> float:
    """How much speaks for a place: weight of the best reading, cues for, cues against; `held` if the text names what
    contains it.
    """
    given, stop = load_words("given_names.txt"), load_words("place_stopwords.txt")
    first = tokens[spot.first]
    single = spot.first == spot.last
    top = spot.places[0]
    heavy = top.weight >= 9.0
    state = top.feature == "PCLI"
    short = single and first.text.isupper() and len(first.text) <= 4
    if _is_other(spot, setting, short and state):
        return 0.0
    belief = max(p.weight + 2.0 * scores.get(p.country or "", 0.0) for p in spot.places[:20])
    belief += 2.5 * setting.locative + 2.5 * (held or bool(setting.unit))
    if short and not state:
        belief += 4.0 if setting.listed and top.feature == "ADM1" else -4.0
    elif single and first.key in stop and not state:
        belief -= 6.0 if first.opens or not setting.locative else 3.0 if top.weight >= 5.5 else 5.0
    if single and first.loud and not held:
        # nothing but its neighbours tells a name from a word here
        belief -= 8.0 if first.key in stop or (short and not state) else 0.0 if heavy or setting.locative else 2.0
    if single and not heavy and first.key in given:
        belief -= 1.0 if setting.locative else 3.0
    if first.key in people and not held:
        belief -= 4.0
    return belief - _against_before(setting, heavy, given) - _against_after(spot, setting, stop)


def is_elsewhere(spot: Spot, setting: Setting, scores: dict[str, float]) -> bool:
    """Whether the name only has readings that the text gives no reason to think of: "Mambasa territory" in the Congo
    is not Mombasa, and a hamlet of a country that the text never points to is another place of that name.
    """
    if not scores:
        return False
    unit = not {"ADM1", "ADM2"}.isdisjoint(setting.unit)
    return not any(
        scores.get(p.country or "", 0.0) > 0 or (is_kind(p, setting.unit) if unit else _is_well_known(p, spot.key))
        for p in spot.places[:_CANDIDATES]
    )


def _is_well_known(place: Place, key: str) -> bool:
    """Whether a text may name the place without its country: by its main name, not by a code or another language's."""
    return place.weight >= _WELL_KNOWN and normalise_name(place.name) == key


def _is_other(spot: Spot, setting: Setting, code: bool) -> bool:
    """Whether a fixed rule says that the spot is no place; `code` for "US" and "UAE"."""
    cues = load_cues()
    if setting.sign or spot.key in cues.not_places or (spot.key in cues.followers and not code):
        return True
    if spot.key in load_demonyms() and spot.places[0].feature != "PCLI":
        return True
    after = setting.after
    return after is not None and after.key in (cues.organisations if after.proper else cues.eponyms)


def _against_before(setting: Setting, heavy: bool, given: frozenset[str]) -> float:
    """What the word before the name says against a place: a title, a given name, another part of a longer name."""
    cues, before = load_cues(), setting.before
    against = 0.0
    if setting.head in cues.organisation_heads:
        against += 12.0 if setting.head == "islamic state" else 6.0
    if before is None:
        return against
    if before.key in given or before.key in cues.titles:
        return against + (8.0 if before.proper or not heavy else 0.0)
    if before.proper and before.key not in cues.directions and before.key not in load_demonyms():
        if not before.opens:
            against += 2.0 if heavy else 4.0
        elif not heavy and before.key not in cues.openers and before.key not in load_words("place_stopwords.txt"):
            against += 2.5  # "Kadhim al-Baghdadi said"
    return against


def _against_after(spot: Spot, setting: Setting, stop: frozenset[str]) -> float:
    """What a capitalised word after the name says against a place: "Baghdad Police" little, "Paris Hilton" much."""
    cues, after, top = load_cues(), setting.after, spot.places[0]
    if after is None or not after.proper or after.key in cues.followers or setting.unit:
        return 0.0
    if spot.key in cues.also_people and after.key not in cues.public and after.key not in cues.titles:
        return 10.0  # "Jordan Smith"
    if after.key in stop or after.key in cues.titles:
        return 0.0 if top.weight >= 5.9 else 1.5
    if top.feature in ("PCLI", "CONT"):
        return 0.0
    if top.feature == "ADM1":
        return 2.0
    return 4.0 if setting.locative else 8.0


def is_held(spot: Spot, container: Spot | None) -> bool:
    """Whether some reading of the spot lies in some reading of what a comma or "in" leads to."""
    if container is None:
        return False
    return any(lies_in(p, c) for p in spot.places[:_CANDIDATES] for c in container.places[:10])


def rank_readings(readings: Sequence[Reading], scores: dict[str, float], gazetteer: Gazetteer) -> list[Ranked]:
    """Candidates of every reading, best first: once with what each says itself, again with what the rest settled."""
    pairs = {i: i + 1 for i in range(len(readings) - 1) if _is_pair(readings[i], readings[i + 1])}
    pairs |= {i + 1: i for i in range(len(readings) - 1) if _is_owner(readings[i], readings[i + 1])}
    inside = {v: k for k, v in pairs.items()}
    neighbours = _neighbours(scores, gazetteer)
    alone: list[Ranked] = []
    for i, reading in enumerate(readings):
        container = readings[pairs[i]] if i in pairs else None
        contained = readings[inside[i]] if i in inside else None
        alone.append(_rank_alone(reading, container, contained, scores, neighbours))
    anchors = _anchors(alone)
    settled = {
        r.spot.key: ranked[0][1].number for i, (r, ranked) in enumerate(zip(readings, alone, strict=True)) if i in pairs
    }
    done: dict[tuple[str, tuple[str, ...], int, int], Ranked] = {}
    result = []
    for i, (reading, ranked) in enumerate(zip(readings, alone, strict=True)):
        key = (reading.spot.key, reading.setting.unit, pairs.get(i, -1), inside.get(i, -1))
        if key not in done:
            done[key] = _rank_among(ranked, anchors, settled.get(reading.spot.key))
        result.append(done[key])
    return result


def _is_pair(reading: Reading, following: Reading) -> bool:
    """Whether the text says "X, Y", "X (Y)" or "X in Y"."""
    return reading.setting.container == following.spot.first


def _is_owner(reading: Reading, following: Reading) -> bool:
    """Whether the text says "Iraq's Anbar"."""
    return reading.setting.owner and following.setting.first == reading.spot.last + 1


def _neighbours(scores: dict[str, float], gazetteer: Gazetteer) -> frozenset[str]:
    top = next(iter(scores), None)
    return gazetteer.countries[top].neighbours if top in gazetteer.countries else frozenset()


def _rank_alone(
    reading: Reading,
    container: Reading | None,
    contained: Reading | None,
    scores: dict[str, float],
    neighbours: frozenset[str],
) -> Ranked:
    places = reading.spot.places[:_CANDIDATES]
    states = {p.country for p in places if p.feature == "PCLI"}
    ranked = []
    for score, place in rank_plainly(places, reading.spot.key, reading.setting.unit):
        inside = container is not None and any(lies_in(place, c) for c in container.spot.places[:20])
        kind = is_kind(place, reading.setting.unit)
        if place.country in states and place.feature != "PCLI" and not (kind or inside):
            continue  # "Panama" and "Mexico" are the country before the capital
        if place.feature == "PCLI" and len(places) > 1 and not {"ADM2", "PPL"}.isdisjoint(reading.setting.unit):
            continue  # "the municipality of Puerto Rico" is no country
        share = scores.get(place.country or "", 0.0)
        total = score + _COUNTRY * share + (0.5 if not share and place.country in neighbours else 0.0)
        if inside:
            total += _CONTAINED
        if contained is not None and any(lies_in(c, place) for c in contained.spot.places[:20]):
            total += _CONTAINED
        ranked.append((total, place))
    return sorted(ranked, key=lambda sp: (-sp[0], sp[1].number))


def _anchors(alone: Sequence[Ranked]) -> list[Place]:
    """Places inside one country that are settled by a clear margin; the first few in the text."""
    found: dict[int, Place] = {}
    for ranked in alone:
        score, top = ranked[0]
        if top.feature in ("PCLI", "CONT", "OCN", "SEA"):
            continue
        if len(ranked) == 1 or score - ranked[1][0] >= 1.5 or lies_in(ranked[1][1], top) or lies_in(top, ranked[1][1]):
            found.setdefault(top.number, top)
        if len(found) == _ANCHORS:
            break
    return list(found.values())


def _rank_among(ranked: Ranked, anchors: Sequence[Place], settled: int | None) -> Ranked:
    """Ranking with distance to the settled places, and the sense that the text itself gave the name elsewhere."""
    if len(ranked) == 1:
        return ranked
    own = {place.number for _, place in ranked}
    others = [a for a in anchors if a.number not in own]  # a name is no witness for itself
    again = []
    for score, place in ranked:
        near = [distance_km(place.lat, place.lon, a.lat, a.lon) for a in others]
        same_unit = any(place.admin1 and place.admin1 == a.admin1 for a in others)
        bonus = (1.5 * math.exp(-min(near) / 150.0) if near else 0.0) + 1.0 * same_unit
        again.append((score + bonus + (4.0 if place.number == settled else 0.0), place))
    return sorted(again, key=lambda sp: (-sp[0], sp[1].number))
