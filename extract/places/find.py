"""Places named in a text, resolved with the whole article; usable alone: `find_places(text, load_gazetteer())`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.places.gazetteer import Gazetteer, load_gazetteer
from extract.places.lines import locate_lines
from extract.places.lookup import Ranked, feature_precision, find_rivals, place_value, resolve_place
from extract.places.ranking import (
    Reading,
    find_people,
    is_elsewhere,
    is_held,
    judge_spot,
    rank_readings,
    score_countries,
)
from extract.places.setting import Setting, find_unknown, read_setting
from extract.places.spotting import Spot, Token, find_spots, find_tokens, load_cues, load_demonyms
from extract.places.tables import Place
from extract.places.toponyms import normalise_name
from extract.records import PlaceMention, Span

__all__ = ["Gazetteer", "Place", "country_scores", "find_places", "load_gazetteer", "resolve_place"]

_ACCEPT = 5.2  # weight and cues a name needs to be taken for a place
_LISTED = 2.0  # what standing in a list with a place is worth
_SHORTEST_NEAR = 5  # letters; below, near spellings are other names
_NEAR_COUNTRIES = 3
_MOST_NEAR = 40  # near look-ups in one text, each about 1 ms


def find_places(
    text: str,
    gazetteer: Gazetteer,
    *,
    country_hint: str | None = None,
    entities: Sequence[tuple[int, int, str]] = (),
    blocked: Sequence[Span] = (),
    dateline_end: int = 0,
) -> tuple[PlaceMention, ...]:
    """Every place named in `text`, in order. `entities` are a tagger's (start, end, label) and may be empty; `blocked`
    spans are known to be something else; a dateline reaches up to `dateline_end`. The span covers a direction before
    and a unit noun after the name ("northern Iraq", "Ninevah province"), not articles. A tie keeps its rivals in
    `candidates` and has no value.

    `rule` is how the name was found (name, near, tie, unknown) and what its surroundings say of it (:unit, :near,
    :distance, :border, :part, :line, :metonym); a place with :metonym stands for its government and is no scene.
    """
    cues = load_cues()
    tokens = find_tokens(text)
    spots = find_spots(tokens, gazetteer, blocked)
    scores = score_countries(tokens, spots, country_hint, dateline_end=dateline_end)
    people = find_people(tokens)
    labels = sorted(entities)
    settings = [read_setting(tokens, spot, text, cues) for spot in spots]
    starts = {spot.first: spot for spot in spots}
    beliefs = []
    for spot, setting in zip(spots, settings, strict=True):
        held = setting.container is not None and is_held(spot, starts.get(setting.container))
        belief = judge_spot(spot, setting, tokens, scores, people, held=held)
        beliefs.append(belief + _tagged(tokens, spot, labels))
    readings = [
        Reading(spots[i], settings[i])
        for i in _accepted(beliefs, spots, tokens, text)
        if not is_elsewhere(spots[i], settings[i], scores)
    ]
    mentions = [
        _mention(reading, ranked, tokens, text)
        for reading, ranked in zip(readings, rank_readings(readings, scores, gazetteer), strict=True)
    ]
    mentions += _border_mentions(tokens, spots, text, gazetteer)
    known = [s for s, setting in zip(spots, settings, strict=True) if not is_elsewhere(s, setting, scores)]
    countries = list(scores)[:_NEAR_COUNTRIES]
    for spot, setting in find_unknown(text, tokens, known, people, blocked)[:_MOST_NEAR]:
        near = sorted((n for c in countries for n in gazetteer.lookup_near(spot.key, c)), key=lambda n: -n[1])
        if mention := _near_mention(spot, setting, tokens, text, near):
            mentions.append(mention)
    return tuple(locate_lines(sorted(mentions, key=lambda m: m.start), text))


def country_scores(
    text: str, gazetteer: Gazetteer, *, country_hint: str | None = None, dateline_end: int = 0
) -> dict[str, float]:
    """How strongly the text points to each country (ISO alpha-3), best first, the best 1.0; empty if to none."""
    tokens = find_tokens(text)
    return score_countries(tokens, find_spots(tokens, gazetteer), country_hint, dateline_end=dateline_end)


def _accepted(beliefs: list[float], spots: Sequence[Spot], tokens: Sequence[Token], text: str) -> list[int]:
    """Spots believed to be places, and those that a list joins to them: "in Parkes, Berry and Wyong"."""
    accepted = [belief >= _ACCEPT for belief in beliefs]
    for order in (range(1, len(spots)), range(len(spots) - 2, -1, -1)):
        for i in order:
            k = i - 1 if order.step > 0 else i + 1
            if not accepted[i] and accepted[k] and beliefs[i] >= _ACCEPT - _LISTED:
                left, right = sorted((spots[i], spots[k]), key=lambda s: s.first)
                accepted[i] = text[tokens[left.last].end : tokens[right.first].start] in (", ", " and ", ", and ")
    return [i for i, yes in enumerate(accepted) if yes]


def _tagged(tokens: Sequence[Token], spot: Spot, labels: Sequence[tuple[int, int, str]]) -> float:
    """What a tagger's label adds to the belief that a spot is a place."""
    start, end = tokens[spot.first].start, tokens[spot.last].end
    for s, e, label in labels:
        if s < end and start < e:
            if label in ("GPE", "LOC", "FAC"):
                return 1.0
            return -1.5 if label in ("PERSON", "ORG") and (s, e) != (start, end) else -0.5
    return 0.0


def _mention(reading: Reading, ranked: Ranked, tokens: Sequence[Token], text: str) -> PlaceMention:
    setting = reading.setting
    start, end = tokens[setting.first].start, tokens[setting.last].end
    words = text[start:end]
    top = ranked[0][1]
    if rivals := find_rivals(ranked):
        values = tuple(place_value(p, words, (start, end)) for p in (top, *rivals))
        return PlaceMention(start, end, words, f"tie{setting.suffix}", None, None, values)
    where = setting.locate(top, feature_precision(top.feature))
    value = place_value(top, words, (start, end), where)
    return PlaceMention(start, end, words, f"name{setting.suffix}", value, top.feature)


def _border_mentions(
    tokens: Sequence[Token], spots: Sequence[Spot], text: str, gazetteer: Gazetteer
) -> list[PlaceMention]:
    """The country behind "the Syrian border": the people's country, at precision 5."""
    taken = {i for spot in spots for i in range(spot.first, spot.last + 1)}
    found = []
    for i, (token, after) in enumerate(pairwise(tokens)):
        countries = load_demonyms().get(token.key, ())
        if (
            not (token.capital and len(countries) == 1 and after.joined and after.key in load_cues().border)
            or i in taken
        ):
            continue
        span = token.start, after.end
        country = gazetteer.countries[countries[0]]
        words = text[span[0] : span[1]]
        place = next(p for p in gazetteer.lookup(normalise_name(country.name)) if p.feature == "PCLI")
        value = place_value(place, words, span, (place.lat, place.lon, 5))
        found.append(PlaceMention(*span, words, "demonym:border", value, "PCLI"))
    return found


def _near_mention(
    spot: Spot, setting: Setting, tokens: Sequence[Token], text: str, near: Sequence[tuple[Place, float]]
) -> PlaceMention | None:
    """A name that the gazetteer lacks: the nearest spelling, else unknown where a unit noun calls it a place."""
    start, end = tokens[setting.first].start, tokens[setting.last].end
    words = text[start:end]
    if near and len(spot.key) >= _SHORTEST_NEAR:
        top = next((p for p, s in near if s >= near[0][1] - 0.03 and p.feature in setting.unit), near[0][0])
        where = setting.locate(top, feature_precision(top.feature))
        return PlaceMention(
            start, end, words, f"near{setting.suffix}", place_value(top, words, (start, end), where), top.feature
        )
    return PlaceMention(start, end, words, f"unknown{setting.suffix}") if setting.unit else None
