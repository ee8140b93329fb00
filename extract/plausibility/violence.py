"""How surely the words around an act speak of real violence, and of other things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from extract.claims.acts import Act
from extract.claims.reading import Reading
from extract.claims.triggers import Trigger
from extract.plausibility.contexts import Context, Hit, is_inside, load_rules
from extract.records import Span, Weapon

if TYPE_CHECKING:
    from spacy.tokens import Token

WEIGHT = {"armed": 2.0, "weapons": 1.5, "acts": 1.0, "forces": 0.75, "scene": 0.75}
_ARTICLE = 0.4  # what a word counts that stands elsewhere in the article
_CAP = 5.0  # the most that the rest of the article counts
_ARMED = {2, 3, 8}
_FUELS = {"petrol", "gasoline", "fuel", "gas"}


def own_spans(reading: Reading, act: Act) -> list[Span]:
    return [(reading.sentences[s].start_char, reading.sentences[s].end_char) for s in act.sentences]


def near_spans(reading: Reading, act: Act, around: int) -> list[Span]:
    """The act's sentences with some on each side, and the title."""
    near = {n for s in act.sentences for n in range(s - around, s + around + 1) if 0 <= n < len(reading.sentences)}
    return [(reading.sentences[n].start_char, reading.sentences[n].end_char) for n in sorted(near | {0})]


def whole_span(reading: Reading) -> list[Span]:
    return [(0, len(reading.article.content))]


def distinct(hits: Iterable[Hit]) -> dict[str, Hit]:
    """One hit for each distinct word."""
    return {hit.word.rstrip("s"): hit for hit in hits}


def find_conflict(act: Act, context: Context, spans: Iterable[Span], *fields: str) -> dict[str, Hit]:
    """Distinct words of violence in the spans, the act's own triggers aside."""
    hits = context.within("conflict", spans, fields or None)
    return distinct(h for h in hits if not is_inside(((t.start, t.end) for t in act.triggers), h.start, h.end))


def objects_of(token: Token, prepositions: set[str]) -> list[Token]:
    return [
        inner
        for child in token.children
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions
        for inner in child.children
        if inner.dep_ == "pobj"
    ]


def is_likened(before: str) -> bool:
    """Do the words before say that the next one is only a likeness?"""
    return load_rules().similes.search(before) is not None


def violence_weight(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> float:
    """How surely the words around the act speak of real violence."""
    local = find_conflict(act, context, own_spans(reading, act))
    rest = [h for word, h in find_conflict(act, context, whole_span(reading)).items() if word not in local]
    weight = sum(WEIGHT[h.field] for h in local.values())
    weight += min(_CAP, _ARTICLE * sum(WEIGHT[h.field] for h in rest))
    hurt = any(p.role in ("victim", "target", "side_b") for p in act.parties) or bool(act.counts)
    weight += (3.0 if hurt else 2.0) * has_armed_agent(act) + 1.5 * has_weapon(reading, act, context)
    if any(c.outcome in ("killed", "injured") for c in act.counts) and any(not t.kind.result for t in literal):
        weight += 1.0
    return weight


def has_armed_agent(act: Act) -> bool:
    return any(p.role in ("perpetrator", "side_a", "side_b") and p.actor_class in _ARMED for p in act.parties)


def has_weapon(reading: Reading, act: Act, context: Context) -> bool:
    """A weapon in words of its own, not read off the trigger."""
    return any(_is_weapon(reading, act, context, w) for w in act.weapons)


def _is_weapon(reading: Reading, act: Act, context: Context, weapon: Weapon) -> bool:
    """No fuel, no coal mine, nothing that something merely sounded like."""
    start, end = weapon.span
    taken = [*context.figures, *((t.start, t.end) for t in act.triggers)]
    taken += [(h.start, h.end) for h in context.within("cause", [(max(0, start - 20), end)])]
    before = reading.content_slice(max(0, start - 60), start).lower()
    return weapon.text.lower() not in _FUELS and not is_inside(taken, start, end) and not is_likened(before)


def domain_weights(reading: Reading, act: Act, context: Context) -> dict[str, float]:
    """Weight of every field that may explain the act away: its distinct words, those near by counting in full."""
    local = list(context.within("domain", near_spans(reading, act, 1)))
    whole = list(context.within("domain", whole_span(reading)))
    weights: dict[str, float] = {}
    for field, families in load_rules().families.items():
        if act.family != "violence" and families != "all":
            continue
        near = distinct(h for h in local if h.field == field)
        rest = [w for w in distinct(h for h in whole if h.field == field) if w not in near]
        weights[field] = len(near) + min(_CAP, _ARTICLE * len(rest))
    return weights
