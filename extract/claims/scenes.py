"""Where an act took place: every place that the article names is weighed for the act.

The rules of `scope` propose one place; a linear model that sees the whole article may know better: "U.S." in "U.S.
officers" is no scene, nor is the town that a message was sent from. `extract.build.reader` trains the model,
docs/model_card.md tells on what. A scene is always words of the text with their span.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from extract.claims.acts import Act
from extract.claims.candidates import governors
from extract.claims.features import bucket, parse_path
from extract.claims.linear import LinearModel, columns_of, load_models
from extract.claims.phrases import noun_sense
from extract.claims.reading import Reading
from extract.claims.scope import dateline_country, is_elsewhere, place_is_told, tree_distance
from extract.records import PlaceMention

if TYPE_CHECKING:
    from spacy.tokens import Token

_MODIFIES = {"compound", "amod", "nmod", "poss"}
_ADJACENT = 3  # characters between a place and the one it lies in: "Beni, North Kivu"
_FAR = 99


_MOST = 40  # places weighed for one act: those nearest to it in the text
_SURER = 0.5  # log odds by which another place has to be likelier than that of the rules
_SURE = 0.5  # probability from which a place is given to an act for which the rules found none


@dataclass(frozen=True, slots=True)
class Scene:
    """A place of the article that may be the scene of an act; `features` hold whatever the act."""

    mention: PlaceMention
    sentence: int
    token: Token
    features: tuple[str, ...]


def place_acts(reading: Reading, acts: Sequence[Act]) -> list[Act]:
    """The acts, each at the likeliest of the article's places; one for which none is likely keeps what it has."""
    model = load_models().get("scene")
    places = find_scenes(reading)
    if model is None or not places:
        return list(acts)
    return [
        act
        if place_is_told(reading, act.place, act.sentences)
        else replace(act, place=_likeliest(reading, act, nearest(act, places), model))
        for act in acts
    ]


def nearest(act: Act, places: Sequence[Scene]) -> Sequence[Scene]:
    """The places that are weighed for an act, in text order."""
    if len(places) <= _MOST:
        return places
    return sorted(sorted(places, key=lambda p: abs(p.sentence - act.sentence))[:_MOST], key=lambda p: p.mention.start)


def _likeliest(reading: Reading, act: Act, places: Sequence[Scene], model: LinearModel) -> PlaceMention | None:
    odds = np.array([model.log_odds(scene_columns(reading, p, act, places)) for p in places])
    best = int(odds.argmax())
    chosen = as_scene(reading, places[best].mention)
    if act.place is None:
        return chosen if 1 / np.exp(odds - odds[best]).sum() > _SURE else None
    ruled = next((n for n, p in enumerate(places) if _same(p.mention, act.place)), None)
    return act.place if ruled is not None and odds[best] - odds[ruled] < _SURER else chosen


def as_scene(reading: Reading, mention: PlaceMention) -> PlaceMention:
    """The place itself; of a dateline, which says where the report was sent from, no more than the country."""
    return dateline_country(mention) if _in_dateline(reading, mention) else mention


def scene_columns(reading: Reading, place: Scene, act: Act, places: Sequence[Scene]) -> NDArray[np.int64]:
    """Columns of the features of a place, alone and beside an act."""
    return columns_of([*place.features, *scene_features(reading, place, act, places)])


def _same(one: PlaceMention, other: PlaceMention) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def find_scenes(reading: Reading) -> tuple[Scene, ...]:
    """Every place name that may be a scene, in text order; metonyms are none."""
    title_end = len(reading.article.title or "")
    told = {m.text for m in reading.mentions.places if m.start >= title_end}
    mentions = [
        m
        for m in reading.mentions.places
        if "metonym" not in m.rule and not (m.start < title_end and m.text in told)  # the body says it as well
    ]
    countries = Counter(country_of(m) for m in mentions)
    names = Counter(m.text.lower() for m in mentions)
    first = {m.text.lower(): i for i, m in reversed(list(enumerate(mentions)))}
    sent_from = _sent_from(reading, mentions)
    out = []
    for i, mention in enumerate(mentions):
        span = reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None:
            continue
        token = span.root
        if is_elsewhere(mention, token):
            continue
        features = list(_features(reading, mention, token))
        country = country_of(mention)
        share = round(4 * countries[country] / len(mentions)) if country is not None else None
        size = precision_of(mention)
        features += [
            f"share={share}",
            f"main={country == reading.country if country else None}/{size}",
            f"from={country == sent_from if country and sent_from else None}/{size}",
            f"main={country == reading.country}/{country == sent_from}/{share}",
            f"times={min(names[mention.text.lower()], 4)}/{size}",
            f"first={first[mention.text.lower()] == i}",
        ]
        before = mentions[i - 1] if i else None
        after = mentions[i + 1] if i + 1 < len(mentions) else None
        if after is not None and after.start - mention.end <= _ADJACENT:
            features.append(f"held={size}/{precision_of(after)}")
        if before is not None and mention.start - before.end <= _ADJACENT:
            features.append(f"holds={size}/{precision_of(before)}")
        out.append(Scene(mention, reading.sentence_of[token.i], token, tuple(features)))
    return tuple(out)


def country_of(mention: PlaceMention | None) -> str | None:
    return mention.value.country if mention is not None and mention.value is not None else None


def precision_of(mention: PlaceMention) -> int | None:
    return mention.value.precision if mention.value is not None else None


def _sent_from(reading: Reading, mentions: Sequence[PlaceMention]) -> str | None:
    end = reading.dateline.end if reading.dateline is not None else 0
    return next((country_of(m) for m in mentions if m.end <= end and country_of(m) is not None), None)


def _features(reading: Reading, mention: PlaceMention, token: Token) -> Iterator[str]:
    size = precision_of(mention)
    dateline = _in_dateline(reading, mention)
    yield "bias"
    yield f"size={size}"
    yield f"dateline={dateline}/{size}"
    yield f"rule={mention.rule}"
    yield f"feature={mention.feature}"
    yield f"sentence={min(reading.sentence_of[token.i], 6)}/{size}"
    yield f"dep={token.dep_}/{size}"
    if token.dep_ in _MODIFIES:
        sense = noun_sense(token.head)
        what = "who" if sense.who else "thing" if sense.target else "weapon" if sense.weapon else "none"
        yield f"modifies={what}/{token.head.pos_}/{size}"
        yield f"modifies={token.head.lemma_.lower()}"
    for role, word in governors(token):
        yield f"gov={role}"
        yield f"gov={role}/{size}"
        yield f"gov={role}/{word.lemma_.lower()}"
    before = reading.doc[token.left_edge.i - 1].lower_ if token.left_edge.i else ""
    yield f"before={before}"
    yield f"before={before}/{size}"


def scene_features(reading: Reading, place: Scene, act: Act, places: Sequence[Scene]) -> list[str]:
    """A place beside an act and the place that the rules found for it."""
    mention, size = place.mention, precision_of(place.mention)
    near = min(act.sentences, key=lambda n: abs(n - place.sentence))
    gap = place.sentence - near
    distance = ("+" if gap > 0 else "-" if gap < 0 else "") + bucket(abs(gap))
    inside = any(p.sentence in act.sentences for p in places if not _in_dateline(reading, p.mention))
    finer = any(
        p.sentence == place.sentence
        and (precision_of(p.mention) or 9) < (size or 9)
        and country_of(p.mention) == country_of(mention)
        for p in places
    )
    named = Counter(p.mention.text.lower() for p in places if p.sentence in act.sentences)
    own = gap == 0
    again = named[mention.text.lower()] > 0
    out = [
        f"gap={distance}",
        f"gap={distance}/{size}",
        f"inside={inside}/{distance}",
        f"inside={inside}/{size}/{distance}",
        f"finer={finer}/{size}/{distance}",
        f"again={again}/{own}/{size}",
        f"also={min(len(named), 4)}/{distance}",
    ]
    out += _beside_the_rules(mention, act.place, distance)
    speaker = act.attribution.span
    if speaker is not None and speaker[0] <= mention.start < speaker[1]:
        out.append("speaker")
    for role, spans in (
        ("party", [(p.role, p.span) for p in act.parties]),
        ("thing", [("thing", t.span) for t in act.targets]),
    ):
        out += [f"in={role}/{name}" for name, (s, e) in spans if s <= mention.start < e]
    if gap == 0:
        out += _paths(reading, place, act, places)
    else:
        out.append(f"way={_between((p.sentence for p in places), place.sentence, min(act.sentences))}/{size}")
    return out


def _beside_the_rules(mention: PlaceMention, by_rule: PlaceMention | None, distance: str) -> Iterator[str]:
    """A place and the one that the rules found for the act."""
    size = precision_of(mention)
    chosen = by_rule is not None and _same(by_rule, mention)
    same = "none" if by_rule is None else str(country_of(by_rule) == country_of(mention))
    ruled = "none" if by_rule is None else f"{by_rule.rule}/{precision_of(by_rule)}"
    yield f"chosen={chosen}"
    yield f"chosen={chosen}/{size}/{distance}"
    yield f"same={same}/{size}"
    yield f"same={same}/{distance}"
    yield f"ruled={ruled}/{chosen}"


def _between(positions: Iterable[int], one: int, other: int) -> str:
    """How many other places stand between two positions of the text."""
    low, high = sorted((one, other))
    return bucket(sum(low < p < high for p in positions))


def _in_dateline(reading: Reading, mention: PlaceMention) -> bool:
    return reading.dateline is not None and mention.start < reading.dateline.end


def _paths(reading: Reading, place: Scene, act: Act, places: Sequence[Scene]) -> Iterator[str]:
    token, size = place.token, precision_of(place.mention)
    best = _FAR
    for trigger in act.triggers:
        word = reading.doc[trigger.token]
        if reading.sentence_of[word.i] != place.sentence:
            continue
        path = parse_path(token, word)
        steps = tree_distance(token, word)
        best = min(best, steps)
        side = "<" if token.i < word.i else ">"
        yield f"path={path}"
        yield f"path={path}/{size}"
        yield f"path={path}/{trigger.kind.name}"
        yield f"near={bucket(abs(token.i - word.i))}/{side}"
        yield f"between={_between((p.token.i for p in places), token.i, word.i)}/{side}"
    yield f"steps={bucket(best)}"
    yield f"steps={bucket(best)}/{size}"
