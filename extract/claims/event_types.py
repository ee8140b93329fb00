"""ACLED sub-event type and PLOVER modes of an act, from its trigger words, weapons and sides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from extract.claims.crowds import classes, crowds_told, demonstration_type, is_mob
from extract.claims.parties import Participants
from extract.claims.phrases import noun_sense
from extract.claims.reading import Reading
from extract.claims.roles import find_arguments
from extract.claims.triggers import Trigger, is_aircraft
from extract.lexicon import word_set
from extract.records import Party

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

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
_BARE = ("strike", "attack", "kill", "shoot", "shoot_at", "result_kill", "result_wound", "result_damage", "plot")
_GENERIC = {*_BARE, "bomb", "bombard", "impact", "grenade", "shell", "air"}
_BY_SIDES = {"attack", "kill", "strike", "shoot", "shoot_at", "result_kill", "result_wound"}
_ARMED = {1, 2, 3, 4, 8}
_HURT = {"kill", "result_kill", "result_wound", "shoot"}
_CROWDED = {"attack", "kill", "shoot", "result_kill", "result_wound", "clash", "mob", "torture"}
_REMOTE = frozenset(EVENT_TYPES["Explosions/Remote violence"])
_OCCASIONS = word_set("prepositions_of_occasion")
_REASONS = word_set("nouns_of_reason")
_FOUGHT = _HURT | {"clash", "attack", "strike", "shoot_at", "shell", "air", "bombard", "bomb", "chemical", "grenade"}
_NO_FIGHT = re.compile(
    r"\bwithout (?:\w+ ){0,2}?(?:fight(?:ing)?|resistance|shots?|clash(?:es)?|battles?|combat|bloodshed|opposition)\b|"
    r"\bunopposed\b|\bpeacefully\b|\bno (?:resistance|fighting)\b"
)
_FORCE = {"force", "compel", "oblige"}
_TAKEN = ("regain", "overtake", "move")
_SERIES = {"series", "wave", "string", "spate", "number"}
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
    "impact",
    "bomb",
    "abduct",
    "sexual",
    "clash",
    "mob",
    "riot",
    "excess",
    "intervene",
    "protest",
    "gather",
    "shoot",
    "shoot_at",
    "kill",
    "attack",
    "strike",
    "torture",
    "plot",
    "arson",
    "loot",
    "agreement",
)


@dataclass(frozen=True, slots=True)
class EventType:
    sub_event: str
    modes: tuple[str, ...]


def resolve_type(reading: Reading, triggers: Sequence[Trigger], participants: Participants) -> EventType:
    """One sub-event type by ACLED's order of resolution, and every mode that the words show."""
    told = _foreground(reading, triggers)
    names = [t.kind.name for t in told]
    main = next((name for name in _ORDER if name in names), names[0])
    sub_event = next(t.kind for t in told if t.kind.name == main).sub_event
    modes = [t.kind.mode for t in triggers if t.kind.mode is not None]
    weapons = [w.type for w in participants.weapons]
    if main in _GENERIC and "chemical" not in weapons and _from_the_air(reading, told):
        sub_event = "Air/drone strike"
        modes.append("aerial")
    elif main in _GENERIC:
        sub_event = _by_weapon(weapons, main, sub_event, modes)
    agents = [p for p in participants.parties if p.role in ("perpetrator", "side_a")]
    harmed = [p for p in participants.parties if p.role in ("victim", "target", "side_b")]
    worn = any(_own_charge(reading.doc[t.token]) for t in told if t.kind.name == "bomb")
    charged = sub_event in ("Attack", "Remote explosive/landmine/IED")
    if worn or (charged and any("suicide" in p.text.lower() for p in agents)):
        sub_event = "Suicide bomb"
        modes.append("suicide-attack")
    if main in _BY_SIDES and sub_event == "Attack":
        sub_event = _by_sides(agents, harmed, military=any(t.type == "military" for t in participants.targets))
    if main in _CROWDED and sub_event not in _REMOTE and is_mob(agents, harmed, weapons):
        sub_event = "Mob violence"
    if main in ("regain", "overtake"):
        quiet = _without_fight(reading, told) or any(_is_left(reading, t) for t in triggers)
        holders = classes(_without_leavers(reading, triggers, agents))
        sub_event = _by_holder(sub_event, set(names), holders, quiet=quiet)
    if main in ("arson", "loot") and set(names) & _HURT:
        sub_event = "Attack"
    if sub_event not in _REMOTE or "protest" in names:
        sub_event = demonstration_type(set(names), agents, harmed, crowds_told(reading, told)) or sub_event
    return EventType(sub_event, tuple(dict.fromkeys(modes)))


def _foreground(reading: Reading, triggers: Sequence[Trigger]) -> list[Trigger]:
    """Without what is only the occasion of another act: "a march against the killings", "charged over the attack"."""
    told = [t for t in triggers if not _is_occasion(reading.doc[t.token])]
    return told if any(not t.kind.result for t in told) else list(triggers)


def _is_occasion(token: Token) -> bool:
    """Under "after", "against", "over", or under "charges of", "in response to"."""
    if token.dep_ == "dobj" and token.head.dep_ == "pcomp":
        token = token.head  # "on charges of inciting unrest"
    preposition = token.head
    while preposition.lower_ == "of" and preposition.head.lemma_.lower() in _SERIES:
        preposition = preposition.head.head
    if preposition.dep_ not in ("prep", "pcomp") or token.dep_ not in ("pobj", "pcomp"):
        return False
    governor = preposition.head
    return preposition.lower_ in _OCCASIONS or governor.lemma_.lower() in _REASONS


def _own_charge(verb: Token) -> bool:
    """As in "triggered his explosives", "detonated her vest"."""
    charges = [c for c in verb.children if c.dep_ == "dobj" and noun_sense(c).weapon is not None]
    return any(p.dep_ == "poss" and p.lower_ in ("his", "her", "their") for c in charges for p in c.children)


def _without_fight(reading: Reading, triggers: Sequence[Trigger]) -> bool:
    """As in "took it without resistance", "without firing a shot", "unopposed", where it is said of the taking."""
    taken = [reading.doc[t.token] for t in triggers if t.kind.name in _TAKEN]
    sentence = reading.sentence(reading.doc[triggers[0].token])
    starts = {sentence.start_char + m.start() for m in _NO_FIGHT.finditer(sentence.text.lower())}
    return any(_says_of(token, taking) for token in sentence if token.idx in starts for taking in taken)


def _says_of(token: Token, taking: Token) -> bool:
    """Is the nearest verb above the word that of the taking, or one that shares its subject?"""
    over = next((a for a in token.ancestors if a.i == taking.i or a.pos_ in ("VERB", "AUX")), taking)
    lower, upper = (over, taking) if over.head.i == taking.i else (taking, over)
    beside = lower.head.i == upper.i and (lower.dep_ == "conj" or (lower.dep_ == "advcl" and lower.tag_ == "VBG"))
    return over.i == taking.i or (beside and not any(c.dep_ in ("nsubj", "nsubjpass") for c in lower.children))


def _is_left(reading: Reading, trigger: Trigger) -> bool:
    """As in "after the army withdrew", "its withdrawal"; not "cars lying abandoned", nor "forced it to withdraw"."""
    token = reading.doc[trigger.token]
    if trigger.kind.name != "transfer" or any(a.lemma_.lower() in _FORCE for a in (token.head, token.head.head)):
        return False
    return not trigger.is_verb or any(c.dep_ == "nsubj" for c in token.children)


def _without_leavers(reading: Reading, triggers: Sequence[Trigger], agents: Sequence[Party]) -> list[Party]:
    """Who retreats or withdraws is no new holder, unless the same words say who took the place."""
    takers, leavers = (
        {d.idx for t in triggers if t.kind.name in names for d in find_arguments(reading, t).agents}
        for names in (_TAKEN, ("transfer",))
    )
    return [p for p in agents if not any(p.span[0] <= at < p.span[1] for at in leavers - takers)]


def _by_holder(sub_event: str, names: set[str], holders: set[int], *, quiet: bool) -> str:
    """Who holds a place afterwards, and whether it was fought for."""
    if quiet and not names & _FOUGHT:
        return "Non-violent transfer of territory"
    if 1 in holders:
        return "Government regains territory"
    return "Non-state actor overtakes territory" if holders else sub_event


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
    return any(is_aircraft(doer) for t in triggers for doer in _doers(reading.doc[t.token]))


def _doers(token: Token) -> Iterator[Token]:
    """Subject or agent of the verb; of a noun those of the verb it is the object of: "jets carried out raids"."""
    verb = token
    while verb.pos_ not in ("VERB", "AUX") and verb.dep_ in ("dobj", "pobj", "prep", "nsubjpass", "conj"):
        verb = verb.head
    if verb.i != token.i and verb.pos_ not in ("VERB", "AUX"):
        return
    for child in verb.children:
        if child.dep_ == "nsubj":
            yield child
        elif child.dep_ == "agent":
            yield from child.children


def _by_sides(agents: list[Party], harmed: list[Party], *, military: bool) -> str:
    """Two armed sides clash; a crowd is a mob; force against protesters is named so; anything else is an attack."""
    doers, sufferers = classes(agents), classes(harmed)
    if sufferers and sufferers <= {6} and doers <= {1}:
        return "Excessive force against protesters"
    if 1 in sufferers and sufferers & {2, 3}:
        return "Armed clash"  # both sides lost people
    if sufferers and sufferers <= {1, 2, 3, 8} and doers and doers <= _ARMED and not _same_side(agents, harmed):
        return "Armed clash"
    if military and doers & {2, 3} and 7 not in sufferers:
        return "Armed clash"
    return "Attack"


def _same_side(agents: list[Party], harmed: list[Party]) -> bool:
    return bool({p.actor_id for p in agents if p.actor_id} & {p.actor_id for p in harmed if p.actor_id})
