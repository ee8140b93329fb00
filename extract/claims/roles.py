"""Who did it to whom: agents, patients and things of a trigger, read off the parse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extract.claims.phrases import coordinated, measured, noun_sense
from extract.claims.reading import Reading, overlapping
from extract.claims.triggers import Trigger
from extract.lexicon import load_cues, load_triggers, word_set

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Token

_RELATIVES = {"who", "which", "that", "whom"}
_TOWARDS = word_set("prepositions_of_aim")
_LOCATED = word_set("prepositions_of_nearness")
_PATIENT_OF = {
    "kill",
    "abduct",
    "arrest",
    "free",
    "torture",
    "sexual",
    "result_kill",
    "result_wound",
    "displace",
    "shoot",
}
_MUTUAL = {"clash", "agreement"}
_SUFFERED = {"suffer", "sustain"}


@dataclass(frozen=True, slots=True)
class Arguments:
    """Heads of the noun phrases around one trigger; `claimants` said that they did it, `accused` others said."""

    agents: tuple[Token, ...] = ()
    patients: tuple[Token, ...] = ()
    things: tuple[Token, ...] = ()  # what an attack or explosion is said to be at, on, near
    claimants: tuple[Token, ...] = ()
    accused: tuple[Token, ...] = ()


@dataclass(slots=True)
class _Found:
    agents: list[Token] = field(default_factory=list)
    patients: list[Token] = field(default_factory=list)
    things: list[Token] = field(default_factory=list)
    claimants: list[Token] = field(default_factory=list)
    accused: list[Token] = field(default_factory=list)

    def frozen(self) -> Arguments:
        """Coordinated phrases listed one by one; who is named as suffering is no agent."""
        patients = tuple(_spread(self.patients))
        suffering = {t.i for t in patients}
        agents = tuple(t for t in _spread(self.agents) if t.i not in suffering)
        others = (tuple(_spread(heads)) for heads in (self.things, self.claimants, self.accused))
        return Arguments(agents, patients, *others)


def find_arguments(reading: Reading, trigger: Trigger) -> Arguments:
    """Arguments of one trigger; coordinated phrases are listed one by one."""
    token = reading.doc[trigger.token]
    found = _Found()
    if trigger.is_verb:
        _verb_arguments(token, trigger, found)
        found.patients += _about(reading, token)
    else:
        _noun_arguments(token, trigger, found)
    return found.frozen()


def subjects(verb: Token) -> list[Token]:
    """Subject of a verb: its own, or the one it shares with the verb or noun it depends on."""
    own = [c for c in verb.children if c.dep_ == "nsubj"]
    if own:
        return [verb.head] if own[0].lower_ in _RELATIVES and verb.dep_ == "relcl" else own
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return [verb.head]
    if verb.dep_ in ("conj", "xcomp", "advcl") and verb.head.pos_ in ("VERB", "AUX"):
        if verb.dep_ == "advcl" and verb.head.lemma_.lower() in load_cues()["attribution"]["say"]:
            told = next((c for c in verb.head.children if c.dep_ == "ccomp"), None)
            return subjects(told) if told is not None else []
        if verb.dep_ == "xcomp":
            controlled = [c for c in verb.head.children if c.dep_ == "dobj"]
            return controlled or subjects(verb.head)
        if verb.dep_ == "advcl" and verb.tag_ not in ("VBG", "VB"):
            return []
        passive = [c for c in verb.head.children if c.dep_ == "nsubjpass"]
        agent = [p for c in verb.head.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
        return agent or ([] if passive and verb.tag_ == "VBG" else subjects(verb.head))
    if verb.dep_ == "pcomp" and verb.head.head.pos_ in ("ADJ", "AUX"):
        copula = verb.head.head if verb.head.head.pos_ == "AUX" else verb.head.head.head
        return [c for c in copula.children if c.dep_ == "nsubj"]
    if verb.dep_ == "pcomp" and verb.head.head.pos_ == "VERB":
        return [c for c in verb.head.head.children if c.dep_ == "dobj"] or subjects(verb.head.head)
    return []


def objects(verb: Token) -> list[Token]:
    """What the verb is done to: its object, or its subject when it is passive."""
    passive = [c for c in verb.children if c.dep_ == "nsubjpass"]
    if passive:
        return [verb.head] if passive[0].lower_ in _RELATIVES and verb.dep_ == "relcl" else passive
    own = [c for c in verb.children if c.dep_ in ("dobj", "dative")]
    if own:
        return [verb.head] if own[0].lower_ in _RELATIVES and verb.dep_ == "relcl" else own
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return [verb.head]
    if verb.dep_ == "amod" and verb.tag_ == "VBN":
        return [verb.head]
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        shared_passive = verb.tag_ in ("VBN", "VBD") and (
            any(c.dep_ == "nsubjpass" for c in verb.head.children) or verb.head.dep_ == "acl"
        )
        after = any(c.dep_ == "dobj" and c.i > verb.i for c in verb.head.children)
        if (shared_passive and not any(c.dep_ == "nsubj" for c in verb.children)) or after:
            return objects(verb.head)
    if verb.dep_ == "relcl" and not own and any(c.lower_ == "whom" for c in verb.children):
        return [verb.head]
    return _shared_from_conjunct(verb)


def _shared_from_conjunct(verb: Token) -> list[Token]:
    """As in "wounded and killed two men": the first verb shares the second one's object."""
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ == "VERB" and child.i - verb.i <= 2:
            return [c for c in child.children if c.dep_ == "dobj"]
    return []


def is_passive(verb: Token) -> bool:
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return True
    if verb.dep_ in ("acl", "amod") and verb.tag_ == "VBN":
        return True
    return verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.pos_ == "VERB" and is_passive(verb.head)


def charged_with_less(verb: Token) -> bool:
    """As in "accused the rebels of storing arms there": of doing something that is no act of violence."""
    accused = (verb, *objects(verb))
    charges = [p for t in accused for prep in t.children if prep.dep_ == "prep" for p in prep.children]
    deeds = [p for p in charges if p.dep_ == "pcomp" and p.head.lower_ == "of"]
    table, other_words = load_triggers(), word_set("words_for_an_act")
    return bool(deeds) and not any(
        t.lemma_.lower() in table.nouns
        or t.lemma_.lower() in table.verbs
        or t.lemma_.lower() in other_words
        or t.pos_ == "PRON"
        or t.lower_ == "behind"
        for deed in deeds
        for t in deed.subtree
    )


def _verb_arguments(verb: Token, trigger: Trigger, found: _Found) -> None:
    name = trigger.kind.name
    lemma = verb.lemma_.lower()
    if name == "blame":
        if lemma not in ("blame", "accuse"):
            found.claimants += subjects(verb)
        elif not charged_with_less(verb):
            found.accused += objects(verb)
        return
    if (
        lemma in ("die", "perish", "disappear", "fall") or name in ("surrender", "missing", "displace")
    ) and not is_passive(verb):
        found.patients += subjects(verb)
        return
    if name == "result_kill" and lemma == "lose":  # "four children lost their lives"
        found.patients += subjects(verb)
        return
    if is_passive(verb):
        found.patients += objects(verb)
        found.agents += [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
    else:
        found.agents += subjects(verb)
        found.patients += objects(verb)
    if is_passive(verb):
        found.patients += _beside(verb)
    if name in _MUTUAL:
        found.patients += _prepositional(verb, {"with", "against", "and"})
    if name in ("bomb", "attack", "shoot_at", "grenade", "shell", "suicide", "bombard", "air", "riot"):
        found.things += _prepositional(verb, _TOWARDS | _LOCATED)
    _blame(verb, found)


def _about(reading: Reading, verb: Token) -> list[Token]:
    """As in "injured around 40": the parse takes the first word of a number for a preposition."""
    preps = [c for c in verb.children if c.dep_ == "prep" and c.i == verb.i + 1]
    starts = {m.start for c in preps for m in overlapping(reading.mentions.counts, c.idx, c.idx + 1)}
    return [noun for c in preps if c.idx in starts for noun in c.children if noun.dep_ == "pobj"]


def _beside(verb: Token) -> list[Token]:
    """As in "was killed along with three guards": who shares what was done."""
    preps = [c for c in verb.subtree if c.dep_ == "prep" and c.lower_ == "with" and c.i > verb.i]
    shared = [p for p in preps if p.nbor(-1).lower_ in ("along", "together") and {p.head.i, p.head.head.i} & {verb.i}]
    return [noun for prep in shared for noun in prep.children if noun.dep_ == "pobj"]


def _noun_arguments(noun: Token, trigger: Trigger, found: _Found) -> None:
    name = trigger.kind.name
    for child in noun.children:
        if child.dep_ in ("poss", "compound", "amod", "nmod") and not trigger.start <= child.idx < trigger.end:
            _modifier(child, name, found)
    by = _prepositional(noun, {"by"})
    found.agents += by
    of = _prepositional(noun, {"of"})
    if (
        name in _PATIENT_OF
        or name in ("bomb", "arson", "loot", "result_damage", "suicide")
        or name in ("regain", "overtake")
    ):
        found.patients += of
    else:
        found.agents += of
    if name in _MUTUAL:
        for head in _prepositional(noun, {"between"}):
            sides = list(coordinated(head))
            found.agents += sides[:1]
            found.patients += sides[1:]
        found.patients += _prepositional(noun, {"with"})
        if noun.dep_ == "nsubj" and noun.head.pos_ == "VERB":  # "clashes broke out between X and Y"
            sides = [side for head in _prepositional(noun.head, {"between"}) for side in coordinated(head)]
            found.agents += sides[:1]
            found.patients += sides[1:]
    found.things += _prepositional(noun, _TOWARDS | (_LOCATED - {"of", "by"}))
    _light_verb(noun, found)
    _responsibility(noun, found)


def _modifier(child: Token, name: str, found: _Found) -> None:
    """As in "rebel attack" names the agent, "embassy bombing" the thing, "the mayor's murder" the victim."""
    sense = noun_sense(child)
    if child.dep_ == "poss":
        (found.patients if name in _PATIENT_OF or sense.target else found.agents).append(child)
    elif sense.target is not None:
        found.things.append(child)
    elif sense.who in ("militant", "paramilitary", "armed", "security") and name != "kill":
        found.agents.append(child)


def _light_verb(noun: Token, found: _Found) -> None:
    """As in "launched an attack", "the attack was carried out by", "the attack was the work of"."""
    verb = noun.head
    light = load_cues()["attribution"]["light_verbs"]
    if noun.dep_ in ("dobj", "nsubjpass") and verb.lemma_.lower() in light and verb.lemma_.lower() not in _SUFFERED:
        found.agents += [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]
        if noun.dep_ == "dobj":
            found.agents += subjects(verb)
        found.things += _prepositional(verb, _TOWARDS)
    for child in noun.children:  # "the rebels have since launched attacks", misread as "launched attacks"
        if child.dep_ == "amod" and child.lemma_.lower() in light and any(c.dep_ == "aux" for c in child.children):
            found.agents += [noun.head] if noun.head.pos_ in ("NOUN", "PROPN") else []
    if noun.dep_ == "nsubj" and verb.lemma_ == "be":
        work = [c for c in verb.children if c.dep_ == "attr" and c.lower_ == "work"]
        found.accused += [p for w in work for p in _prepositional(w, {"of"})]
    if noun.dep_ == "nsubj" and verb.pos_ == "VERB" and not is_passive(verb):
        found.things += [o for o in objects(verb) if noun_sense(o).target is not None]


def _responsibility(noun: Token, found: _Found) -> None:
    """As in "claimed responsibility for the attack", "blamed X for", "X is suspected of", "responsible for"."""
    prep = noun.head
    if noun.dep_ not in ("pobj", "pcomp") or prep.dep_ != "prep":
        return
    governor = prep.head
    if governor.lemma_.lower() in ("responsibility", "credit") and governor.head.pos_ == "VERB":
        if governor.head.lemma_.lower() in load_cues()["attribution"]["claim"]:
            found.claimants += subjects(governor.head)
    elif governor.lemma_.lower() in ("blame", "accuse", "suspect"):
        found.accused += objects(governor)
    elif governor.lower_ == "responsible" and governor.head.lemma_ == "be":
        found.accused += subjects(governor.head)


def _blame(verb: Token, found: _Found) -> None:
    """As in "accused the army of killing": the object of the accusation did it."""
    if verb.dep_ != "pcomp" or verb.head.lower_ != "of":
        return
    governor = verb.head.head
    noun = governor if governor.dep_ == "dobj" else None  # "accused [the rebels of attacking]"
    accuser = governor.head if noun is not None else governor
    if accuser.lemma_.lower() in ("accuse", "suspect"):
        accused = [noun] if noun is not None else objects(accuser)
        found.accused += accused
        found.agents[:] = [a for a in found.agents if a not in accused]


def _prepositional(token: Token, prepositions: AbstractSet[str]) -> list[Token]:
    """Objects of the token's prepositions, compound ones ("in front of", "next to") seen through."""
    out = []
    for child in token.children:
        if child.dep_ != "prep" or child.lower_ not in prepositions:
            continue
        for inner in child.children:
            if inner.dep_ == "pobj":
                deeper = [p for c in inner.children if c.lower_ == "of" for p in c.children if p.dep_ == "pobj"]
                out += (
                    deeper
                    if inner.lower_ in ("front", "vicinity", "outskirts", "middle", "side", "attempt") and deeper
                    else [inner]
                )
            elif inner.dep_ == "prep":
                out += [p for p in inner.children if p.dep_ == "pobj"]
    return out


def _measured_others(token: Token) -> list[Token]:
    """As in "a cache of 12 grenades and three rifles": what is coordinated with the thing measured."""
    inner = measured(token)
    return list(coordinated(inner))[1:] if inner is not None else []


def _spread(heads: list[Token]) -> Iterator[Token]:
    """Each head, what is coordinated with it, and the part that "including" names; what "no" denies is left out."""
    seen: set[int] = set()
    for head in heads:
        for token in coordinated(head):
            for one in (token, *_prepositional(token, {"including", "among"}), *_measured_others(token)):
                if one.i not in seen and not any(
                    c.dep_ == "det" and c.lower_ in ("no", "neither") for c in one.children
                ):
                    seen.add(one.i)
                    yield one
