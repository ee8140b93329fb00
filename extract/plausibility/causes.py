"""Results and blasts that nobody willed: hazards, illness, animals, accidents; and results told without a cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.claims.acts import Act
from extract.claims.reading import Reading
from extract.claims.triggers import Trigger
from extract.plausibility.contexts import Context, load_rules, will_less
from extract.plausibility.violence import (
    WEIGHT,
    find_conflict,
    has_armed_agent,
    has_weapon,
    near_spans,
    objects_of,
    own_spans,
    whole_span,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

OTHER_CAUSE = "no violent cause"  # how a reason begins that gives another
BARE = "no violence told"
_WAR = 4.0  # words of violence in an article whose bare results are read as results of it
_RESULTS = {"result_kill", "result_wound", "result_damage"}
_BLAST_WORDS = {"explode", "explosion", "blast", "detonate", "detonation", "go", "blow", "burn", "set"}
_WILLED = {"shoot", "martyr", "slain"}  # results that someone wanted


def find_other_cause(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """Results and blasts of which the text gives a cause without a will, and none with one."""
    if has_armed_agent(act):
        return None
    spans = near_spans(reading, act, 1)
    text = " ".join(reading.content_slice(*span) for span in spans).lower()
    denied = load_rules().no_attack.search(text)
    armed = has_weapon(reading, act, context)
    if denied is not None and not armed:
        return f"{OTHER_CAUSE}: {denied[0]}"
    willed = [t for t in literal if not is_blind(reading, t)]
    for trigger in literal:
        cause = _nonhuman_agent(reading.doc[trigger.token], trigger)
        if cause is not None and all(t is trigger for t in willed):
            return f"{OTHER_CAUSE}: {cause}"
    if willed:
        return None
    if armed or find_conflict(act, context, spans, "armed", "weapons", "acts"):
        return None
    causes = list(context.within("cause", own_spans(reading, act))) or list(context.within("cause", spans))
    if not causes and not find_conflict(act, context, whole_span(reading), "armed", "weapons", "acts"):
        causes = list(context.within("cause", whole_span(reading)))
    return f"{OTHER_CAUSE}: {causes[0].word}" if causes else None


def is_blind(reading: Reading, trigger: Trigger) -> bool:
    """Told the same way of accidents and attacks: "killed", "exploded", "burned"."""
    if trigger.kind.name in ("bomb", "arson"):
        return reading.doc[trigger.token].lemma_.lower() in _BLAST_WORDS
    return trigger.kind.name in _RESULTS and reading.doc[trigger.token].lemma_.lower() not in _WILLED


def _nonhuman_agent(token: Token, trigger: Trigger) -> str | None:
    """What does it by the grammar: "the flood killed", "attacked by bees", "died of cholera"."""
    agents = objects_of(token, {"by"})
    if trigger.is_verb and token.tag_ != "VBN":
        agents += [c for c in token.children if c.dep_ == "nsubj"]
    agents += [inner for agent in agents for inner in objects_of(agent, {"of"})]
    known = will_less() | load_rules().hazards | (load_rules().not_agents if trigger.kind.result else frozenset())
    found = [a for a in agents if a.pos_ != "PROPN" and a.lemma_.lower() in known and not _is_gunfire(a)]
    if trigger.kind.result and not found:
        found = [o for o in objects_of(token, {"of", "from"}) if o.lemma_.lower() in will_less()]
    return found[0].lower_ if found else None


def _is_gunfire(token: Token) -> bool:
    """Someone's fire is no blaze: "artillery fire", "their fire"."""
    return token.lemma_.lower() == "fire" and any(c.dep_ in ("compound", "amod", "poss") for c in token.children)


def find_bare_result(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """A bare "12 people were killed" needs violence somewhere near."""
    if (
        not all(t.kind.result and is_blind(reading, t) for t in literal)
        or has_armed_agent(act)
        or has_weapon(reading, act, context)
    ):
        return None
    near = find_conflict(act, context, near_spans(reading, act, 2)).values()
    lost = any(c.outcome == "missing" for c in act.counts)  # where people are missed, soldiers may be the rescuers
    if sum(WEIGHT[h.field] for h in near if not (lost and h.field in ("forces", "scene"))) >= 1:
        return None
    whole = find_conflict(act, context, whole_span(reading))
    return BARE if sum(WEIGHT[h.field] for h in whole.values()) < _WAR else None
