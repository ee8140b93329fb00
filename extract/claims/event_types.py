"""ACLED sub-event type and PLOVER modes of an act, from its trigger words, weapons and sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from extract.claims.parties import Participants
from extract.claims.reading import Reading
from extract.claims.triggers import AIRCRAFT, Trigger
from extract.records import Party

EVENT_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Battles": ("Government regains territory", "Non-state actor overtakes territory", "Armed clash"),
    "Protests": ("Excessive force against protesters", "Protest with intervention", "Peaceful protest"),
    "Riots": ("Violent demonstration", "Mob violence"),
    "Explosions/Remote violence": (
        "Chemical weapon", "Air/drone strike", "Suicide bomb", "Shelling/artillery/missile attack",
        "Remote explosive/landmine/IED", "Grenade"),
    "Violence against civilians": ("Sexual violence", "Attack", "Abduction/forced disappearance"),
    "Strategic developments": (
        "Agreement", "Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established",
        "Looting/property destruction", "Non-violent transfer of territory", "Other"),
})  # fmt: skip
EVENT_TYPE_OF: Mapping[str, str] = MappingProxyType({sub: kind for kind, subs in EVENT_TYPES.items() for sub in subs})

_BY_WEAPON = {
    "suicide bomb": ("Suicide bomb", "suicide-attack"),
    "chemical": ("Chemical weapon", "unconventional"),
    "air strike": ("Air/drone strike", "aerial"),
    "drone": ("Air/drone strike", "drone"),
    "vehicle bomb": ("Remote explosive/landmine/IED", "explosives"),
    "ied": ("Remote explosive/landmine/IED", "explosives"),
    "landmine": ("Remote explosive/landmine/IED", "explosives"),
    "mortar": ("Shelling/artillery/missile attack", "heavy-weapons"),
    "artillery": ("Shelling/artillery/missile attack", "heavy-weapons"),
    "missile": ("Shelling/artillery/missile attack", "heavy-weapons"),
    "rocket": ("Shelling/artillery/missile attack", "heavy-weapons"),
    "grenade": ("Grenade", "explosives"),
    "explosive": ("Remote explosive/landmine/IED", "explosives"),
    "firearm": (None, "firearms"),
    "melee": (None, "primitive"),
}
_GENERIC = {
    "strike",
    "attack",
    "kill",
    "shoot",
    "result_kill",
    "result_wound",
    "result_damage",
    "bomb",
    "bombard",
    "plot",
    "grenade",
    "shell",
}
_BY_SIDES = {"attack", "kill", "strike", "shoot", "shoot_at", "result_kill", "result_wound"}
_ARMED = {1, 2, 3, 4, 8}
_STATE = {1, 8}
# the first of these classes in a group gives the type; the generic ones come last
_ORDER = (
    "regain",
    "overtake",
    "suicide",
    "chemical",
    "air",
    "shell",
    "grenade",
    "bombard",
    "bomb",
    "abduct",
    "sexual",
    "clash",
    "mob",
    "intervene",
    "riot",
    "protest",
    "shoot",
    "shoot_at",
    "kill",
    "attack",
    "strike",
    "torture",
    "plot",
    "arson",
    "loot",
)


@dataclass(frozen=True, slots=True)
class EventType:
    sub_event: str
    modes: tuple[str, ...]


def resolve_type(reading: Reading, triggers: Sequence[Trigger], participants: Participants) -> EventType:
    """One sub-event type by ACLED's order of resolution, and every mode that the words show."""
    names = [t.kind.name for t in triggers]
    main = next((name for name in _ORDER if name in names), names[0])
    kind = next(t.kind for t in triggers if t.kind.name == main)
    modes = [t.kind.mode for t in triggers if t.kind.mode is not None]
    sub_event = kind.sub_event
    weapons = [w.type for w in participants.weapons]
    hurt = any(n in ("result_kill", "result_wound", "kill", "shoot") for n in names)
    if main in _GENERIC and _from_the_air(reading, triggers):
        sub_event = "Air/drone strike"
        modes.append("aerial")
    elif main in _GENERIC:
        sub_event = _by_weapon(weapons, main, sub_event, modes)
    agents = [p for p in participants.parties if p.role in ("perpetrator", "side_a")]
    harmed = [p for p in participants.parties if p.role in ("victim", "target", "side_b")]
    if main in _BY_SIDES and sub_event == "Attack":
        sub_event = _by_sides(agents, harmed, military=any(t.type == "military" for t in participants.targets))
    if main == "clash" and (_classes(agents) | _classes(harmed)) & {5, 6}:
        sub_event = "Violent demonstration"
    if main == "overtake" and _classes(agents) == {1}:
        sub_event = "Government regains territory"
    if main == "regain" and _classes(agents) and not _classes(agents) & _STATE:
        sub_event = "Non-state actor overtakes territory"
    if "transfer" in names and main in ("regain", "overtake") and not (hurt or {"clash", "attack"} & set(names)):
        sub_event = "Non-violent transfer of territory"
    if main in ("arson", "loot") and hurt:
        sub_event = "Attack"
    if "protest" in names and (hurt or main in ("shoot_at", "attack")):
        doers = _classes([p for p in agents if p.role == "perpetrator"])
        if doers <= {1}:
            sub_event = "Excessive force against protesters"
        elif doers & {5, 6}:
            sub_event = "Violent demonstration"
    elif "protest" in names and main in ("bomb", "grenade", "arson", "riot"):
        sub_event = "Violent demonstration"
    if main == "protest" and "arrest" in names:
        sub_event = "Protest with intervention"
    return EventType(sub_event, tuple(dict.fromkeys(modes)))


def _by_weapon(weapons: list[str], main: str, sub_event: str, modes: list[str]) -> str:
    """The weapon says what kind of attack it was; a gun or knife leaves the type as it is."""
    for weapon, (kind, mode) in _BY_WEAPON.items():
        if weapon in weapons:
            modes.append(mode)
            if kind is not None and not (main == "bomb" and kind == "Shelling/artillery/missile attack"):
                return kind
            if kind is not None:
                return sub_event
    return sub_event


def _from_the_air(reading: Reading, triggers: Sequence[Trigger]) -> bool:
    """Jets, helicopters or drones are what strikes, not what is struck."""
    doers = [c for t in triggers if t.is_verb for c in reading.doc[t.token].children if c.dep_ in ("nsubj", "agent")]
    doers += [p for d in doers if d.dep_ == "agent" for p in d.children]
    return any(d.lemma_.lower() in AIRCRAFT for d in doers)


def _by_sides(agents: list[Party], harmed: list[Party], *, military: bool) -> str:
    """Two armed sides clash; a crowd is a mob; force against protesters is named so; anything else is an attack."""
    doers, sufferers = _classes(agents), _classes(harmed)
    if sufferers and sufferers <= {6} and doers <= {1}:
        return "Excessive force against protesters"
    if 5 in doers and doers <= {5, 6, 7}:
        return "Mob violence"
    if 1 in sufferers and sufferers & {2, 3}:
        return "Armed clash"  # both sides lost people
    if sufferers and sufferers <= {1, 2, 3, 8} and doers and doers <= _ARMED and not _same_side(agents, harmed):
        return "Armed clash"
    if military and doers & {2, 3} and 7 not in sufferers:
        return "Armed clash"
    return "Attack"


def _same_side(agents: list[Party], harmed: list[Party]) -> bool:
    return bool({p.actor_id for p in agents if p.actor_id} & {p.actor_id for p in harmed if p.actor_id})


def _classes(parties: list[Party]) -> set[int]:
    return {p.actor_class for p in parties if p.actor_class is not None}
