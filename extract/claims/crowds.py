"""Crowds: what a demonstration came to, and when people who attack are a mob."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.claims.phrases import noun_sense
from extract.claims.reading import Reading
from extract.claims.triggers import Trigger
from extract.lexicon import word_set
from extract.records import Party

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_HURT = {"kill", "result_kill", "result_wound", "shoot", "shoot_at"}
_FORCE = _HURT | {"attack", "torture"}
_MET = {"riot", "excess", "intervene", "clash", "arrest"}
_BROKEN = {"arson", "loot", "result_damage", "bomb", "grenade"}
_COMMUNITY = word_set("communities")
_BY_HAND = {"melee", "incendiary", "other", "unknown"}
_ARMED = {1, 2, 3, 8}


def classes(parties: Sequence[Party]) -> set[int]:
    """ACLED classes of the parties that have one."""
    return {p.actor_class for p in parties if p.actor_class is not None}


def crowds_told(reading: Reading, triggers: Sequence[Trigger]) -> set[str]:
    """Which of protesters and rioters the sentence speaks of."""
    sentence = reading.sentence(reading.doc[triggers[0].token])
    told = {noun_sense(t).who for t in sentence if t.pos_ in ("NOUN", "PROPN")}
    return {who for who in ("protester", "rioter") if who in told}


def demonstration_type(
    names: AbstractSet[str], agents: Sequence[Party], harmed: Sequence[Party], crowd: AbstractSet[str]
) -> str | None:
    """By the crowd's own violence, else by the force used against it; None where no demonstration is told.

    `names` are the classes of the act's triggers, `crowd` says whether the sentence speaks of protesters, of rioters.
    """
    doers, sufferers = classes([p for p in agents if p.role == "perpetrator"]), classes(harmed)
    protest = bool(names & {"protest", "gather"})
    police = doers == {1} and "protester" in crowd and not sufferers & _ARMED
    if not (protest or police or (crowd and names & _MET) or 6 in sufferers):
        return None
    against = police or (doers <= {1} and (6 in sufferers or protest))
    if doers & {5, 6} and names & (_FORCE | _BROKEN):
        return "Violent demonstration"
    if names & _FORCE and against and (names & _HURT or sufferers & {5, 6}):
        return "Excessive force against protesters"
    if "excess" in names:
        return "Excessive force against protesters"
    if names & {"riot", "clash"} or (names & _BROKEN and doers <= {5, 6, 7}):
        return "Violent demonstration"
    if names & {"intervene", "arrest"}:
        return "Protest with intervention"
    return "Peaceful protest" if protest else None


def is_mob(agents: Sequence[Party], harmed: Sequence[Party], weapons: Sequence[str]) -> bool:
    """People of a place or a following, not an armed group, who attack others with what is at hand."""
    if not agents or set(weapons) - _BY_HAND or classes(agents) & _ARMED:
        return False
    if 5 in classes(agents):
        return True
    return all(_is_community(p) for p in agents) and not classes(harmed) & _ARMED - {1}


def _is_community(party: Party) -> bool:
    """As in "villagers", "supporters of the party": a plural word for people of one place, calling or side."""
    words = party.text.lower().split()
    return any(word in _COMMUNITY for word in words)
