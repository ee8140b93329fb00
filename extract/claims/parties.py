"""Participants of an act: parties in roles, physical targets, weapons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from extract.claims.attribution import is_official
from extract.claims.phrases import Phrase, noun_sense, read_phrase
from extract.claims.reading import Reading, overlapping
from extract.claims.roles import Arguments
from extract.claims.triggers import Trigger
from extract.lexicon import NounSense, load_cues, load_nouns, word_set
from extract.records import Attribution, ConfidenceStated, Party, Role, Target, Weapon

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_MUTUAL = {"clash"}
_TWO_SIDED = {"regain", "overtake", "transfer", "agreement", "base", "change", "surrender"}
_DEMONSTRATIONS = {"protest", "gather"}  # a riot has a perpetrator
HARMED = {"result_kill", "result_wound", "kill", "abduct", "sexual", "torture", "shoot"}
_OF_PEOPLE = {
    "kill",
    "result_kill",
    "result_wound",
    "shoot",
    "abduct",
    "arrest",
    "sexual",
    "torture",
    "missing",
    "surrender",
}
_LONGEST_WEAPON = 4  # words


@dataclass(frozen=True, slots=True)
class Participants:
    """Parties, targets and weapons; `heads` maps the token of a party's head to its index."""

    parties: tuple[Party, ...]
    targets: tuple[Target, ...]
    weapons: tuple[Weapon, ...]
    phrases: tuple[Phrase, ...]  # of the parties, same order


_NOT_PEOPLE = word_set("not_people")


def find_participants(
    reading: Reading, triggers: Sequence[Trigger], arguments: Sequence[Arguments], attribution: Attribution
) -> Participants:
    """Parties in their roles; things as targets; weapons named in the act's own clause."""
    rows: list[tuple[Phrase, Role, ConfidenceStated | None]] = []
    targets: list[Phrase] = []
    for trigger, found in zip(triggers, arguments, strict=True):
        agent_role, patient_role = _roles(trigger)
        for head in found.agents:
            phrase = read_phrase(reading, resolve_pronoun(reading, head))
            if phrase.kind in ("organisation", "group", "person"):
                stated = (
                    stated_confidence(phrase, reading.doc[head.i], attribution) if agent_role == "perpetrator" else None
                )
                rows.append((phrase, agent_role, stated))
        for head in (*found.claimants, *found.accused):
            phrase = read_phrase(reading, resolve_pronoun(reading, head))
            if phrase.kind in ("organisation", "group", "person"):
                claimed = head in found.claimants
                stated = "claimed or admitted" if claimed else accused_confidence(attribution)
                rows.append((phrase, "perpetrator", stated))
        for head in (*found.patients, *found.things):
            phrase = read_phrase(reading, head)
            if (
                phrase.kind == "other"
                and head in found.patients
                and trigger.kind.name in _OF_PEOPLE
                and _common_noun(reading, head)
            ):
                phrase = replace(phrase, kind="group", sense=NounSense(who="civilian"))
            if phrase.kind == "other":
                phrase = _whole(reading, head) or phrase
            if phrase.kind == "thing":
                targets.append(phrase)
            elif phrase.kind in ("organisation", "group", "person") and (
                head in found.patients or phrase.sense.who is not None or phrase.kind != "group"
            ):
                rows.append((phrase, patient_role if head in found.patients else _aimed(trigger), None))
    if rows or any(f.patients or f.things for f in arguments) or triggers[0].kind.name in _TWO_SIDED | {"seize_weapon"}:
        rows += [
            (phrase, "side_a", None)
            for phrase in _supporters(reading, reading.sentence(reading.doc[triggers[0].token]))
        ]
    parties = _unique(reading, rows)
    weapons = find_weapons(reading, triggers)
    return Participants(
        tuple(p for p, _ in parties),
        tuple(_unique_targets(targets)),
        weapons,
        tuple(phrase for _, phrase in parties),
    )


def _whole(reading: Reading, head: Token) -> Phrase | None:
    """As in "the windows of the consulate": what was hit is the consulate."""
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "to"):
            for inner in child.children:
                if inner.dep_ == "pobj" and noun_sense(inner).target is not None:
                    return read_phrase(reading, inner)
    return None


def _supporters(reading: Reading, sentence: Span) -> list[Phrase]:
    """As in "with coalition support", "backed by": bodies that helped one side."""
    out = []
    for token in sentence:
        if token.lower_ not in ("support", "backing", "help", "assistance") or token.head.lower_ != "with":
            continue
        for inner in token.subtree:
            actor = next(overlapping(reading.mentions.actors, inner.idx, inner.idx + len(inner)), None)
            if (
                actor is not None
                and actor.name is not None
                and inner.dep_ in ("compound", "poss", "pobj", "nmod", "amod")
            ):
                out.append(read_phrase(reading, inner))
                break
    return out


def _common_noun(reading: Reading, head: Token) -> bool:
    """An unlisted noun that someone killed or took is a person, if it is no number, place or thing."""
    if head.pos_ != "NOUN" or not head.text[0].isalpha() or head.lemma_.lower() in _NOT_PEOPLE:
        return False
    return not any(True for _ in overlapping(reading.mentions.places, head.idx, head.idx + len(head)))


def _roles(trigger: Trigger) -> tuple[Role, Role]:
    name = trigger.kind.name
    if name in _MUTUAL or name in _TWO_SIDED:
        return "side_a", "side_b"
    if name in _DEMONSTRATIONS:
        return "side_a", "target"
    if name == "arrest":
        return "side_a", "detainee"
    if name in ("intervene", "excess", "free", "disrupt", "seize_weapon"):
        return "side_a", "side_b"
    return "perpetrator", "victim" if name in HARMED else "target"


def _aimed(trigger: Trigger) -> Role:
    return "side_b" if trigger.kind.name in _MUTUAL else "target"


def resolve_pronoun(reading: Reading, head: Token) -> Token:
    """A pronoun subject followed back to the last plural or singular human noun before it in the same paragraph."""
    if head.pos_ != "PRON" or head.lower_ not in ("they", "he", "she", "who", "them", "him", "her"):
        return head
    plural = head.lower_ in ("they", "them")
    start = max(0, reading.sentence_of[head.i] - 2)
    first = reading.sentences[start].start
    options = [
        t
        for t in reading.doc[first : head.i]
        if t.dep_ in ("nsubj", "nsubjpass", "agent", "pobj", "dobj")
        and t.pos_ in ("NOUN", "PROPN")
        and (t.tag_ in ("NNS", "NNPS") or (plural and t.lemma_.lower() in word_set("collectives"))) == plural
        and (noun_sense(t).who is not None or (not plural and t.pos_ == "PROPN"))
    ]
    subjects = [t for t in options if t.dep_ in ("nsubj", "nsubjpass")]
    return (subjects or options or [head])[-1]


def stated_confidence(phrase: Phrase, head: Token, attribution: Attribution) -> ConfidenceStated:
    """How surely the text says that this party did it."""
    words = {c.lower_ for c in head.subtree if c.i <= head.i}
    cues = load_cues()["modifiers"]
    official = is_official(attribution)
    if attribution.kind == "claimed_responsibility":
        return "claimed or admitted"
    if attribution.kind == "denied":
        return "denied"
    if attribution.kind == "accused" or words & cues["suspected"]:
        return "suspected or accused by authorities" if official else "suspected or accused"
    clause = head.head
    if any(c.dep_ == "aux" and c.lower_ in ("may", "might") for c in clause.children):
        return "possible"
    if attribution.kind == "attributed":
        if (
            attribution.organisation is not None
            and phrase.actor is not None
            and attribution.organisation == phrase.actor.name
        ):
            return "claimed or admitted"
        return "suspected or accused by authorities" if official else "suspected or accused"
    return "reported as fact"


def accused_confidence(attribution: Attribution) -> ConfidenceStated:
    return "suspected or accused by authorities" if is_official(attribution) else "suspected or accused"


def _unique(
    reading: Reading, rows: Iterable[tuple[Phrase, Role, ConfidenceStated | None]]
) -> list[tuple[Party, Phrase]]:
    kept: dict[int, tuple[Party, Phrase]] = {}
    for phrase, role, stated in rows:
        head = reading.doc[phrase.head]
        if head.pos_ == "PRON" or phrase.kind not in ("organisation", "group", "person"):
            continue
        party = make_party(phrase, role, stated)
        known = kept.get(phrase.head)
        if known is None or (known[0].role == "target" and role == "victim"):
            kept[phrase.head] = (party, phrase)
    return list(kept.values())


def make_party(phrase: Phrase, role: Role, stated: ConfidenceStated | None) -> Party:
    actor = phrase.actor
    named = actor.actor_class if actor is not None and phrase.sense.who != "rioter" else None
    actor_class = named if named is not None else phrase.sense.actor_class
    return Party(
        text=phrase.text,
        span=(phrase.start, phrase.end),
        role=role,
        kind=phrase.party_kind,
        actor_id=actor.actor_id if actor is not None else None,
        name=actor.name if actor is not None else None,
        actor_class=actor_class,
        confidence_stated=stated if role == "perpetrator" else None,
    )


def _unique_targets(phrases: Iterable[Phrase]) -> Iterable[Target]:
    seen = set()
    for phrase in phrases:
        if phrase.head not in seen:
            seen.add(phrase.head)
            yield Target(phrase.text, (phrase.start, phrase.end), phrase.sense.target)


def find_weapons(reading: Reading, triggers: Sequence[Trigger]) -> tuple[Weapon, ...]:
    """Weapons named in the sentence of an act, longest phrase first, each word once."""
    sentence = reading.sentence(reading.doc[triggers[0].token])
    found: list[Weapon] = []
    i = sentence.start
    while i < sentence.end:
        weapon, width = _weapon_at(reading, sentence, i)
        if weapon is not None and _instrument(reading, i + width - 1, triggers):
            found.append(weapon)
        i += max(1, width)
    return tuple(found)


def _weapon_at(reading: Reading, sentence: Span, i: int) -> tuple[Weapon | None, int]:
    table = load_nouns()
    for words in range(_LONGEST_WEAPON, 0, -1):
        if i + words > sentence.end:
            continue
        span = reading.doc[i : i + words]
        last = span[-1]
        if last.pos_ not in ("NOUN", "PROPN", "NUM"):
            continue
        lemma = " ".join([*(t.lower_ for t in span[:-1]), last.lemma_.lower()])
        sense = table.get(lemma) or table.get(span.text.lower())
        if sense is not None and sense.weapon is not None:
            return Weapon(span.text, (span.start_char, span.end_char), sense.weapon), words
    return None, 1


def _instrument(reading: Reading, token: int, triggers: Sequence[Trigger]) -> bool:
    """Arms merely spoken of are not what the act was done with: keep those in the trigger's own clause."""
    word = reading.doc[token]
    above = {t.i for t in (word, *word.ancestors)}
    for trigger in triggers:
        verb = reading.doc[trigger.token]
        if (
            trigger.token in above
            or trigger.start <= word.idx < trigger.end
            or verb.head.i in above
            or word.i == verb.head.i
        ):
            return True
        if any(a.i in above for a in list(verb.ancestors)[:2]):
            return True
    return False
