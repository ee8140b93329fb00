"""Words that tell of an act, and which of them in one sentence tell of the same one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.claims.phrases import measured, noun_sense
from extract.claims.reading import Reading, overlapping
from extract.lexicon import NounSense, TriggerClass, load_triggers, word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

_OBJECTS = {"dobj", "nsubjpass", "obj"}
_PARTS = {"prt", "dobj", "prep", "acomp", "oprd", "advmod", "xcomp", "npadvmod", "amod", "nsubjpass"}
_NOUNS = {"NOUN", "PROPN", "VERB"}
_NOMINAL = {"compound", "amod", "dobj", "pobj", "nsubj", "conj", "nsubjpass"}
_LONGEST_NOUN = 5  # tokens; a hyphen is one
_CROWDS = ("protester", "rioter")


@dataclass(frozen=True, slots=True)
class Trigger:
    """One word of an act in the text."""

    token: int
    start: int
    end: int
    kind: TriggerClass
    is_verb: bool

    @property
    def family(self) -> str:
        return self.kind.family


def find_triggers(reading: Reading) -> tuple[Trigger, ...]:
    """All trigger words of the article in text order; of overlapping ones the longest."""
    found: list[Trigger] = []
    for token in reading.doc:
        trigger = _verb_trigger(reading, token) if token.pos_ in ("VERB", "AUX") else None
        trigger = trigger or _noun_trigger(reading, token)
        if trigger is None or _is_name(reading, trigger):
            continue
        if found and found[-1].end > trigger.start:
            found.pop()
        found.append(trigger)
    return tuple(found)


def _is_name(reading: Reading, trigger: Trigger) -> bool:
    """As in "March 14" is a date, "Strike Force" a body: a word inside a name or a dateline tells of nothing."""
    if reading.dateline is not None and trigger.end <= reading.dateline.end:
        return True
    groups = (reading.mentions.dates, reading.persons, [a for a in reading.mentions.actors if a.text[:1].isupper()])
    return any(
        m.start <= trigger.start and trigger.end <= m.end
        for group in groups
        for m in overlapping(group, trigger.start, trigger.end)
    )


def _verb_trigger(reading: Reading, token: Token) -> Trigger | None:
    verbs = load_triggers().verbs
    rules = verbs.get(token.lower_) or verbs.get(token.lemma_.lower(), ())
    if not rules or token.dep_ == "amod":
        return None
    parts = None
    for needed, kind in rules:
        if needed:
            parts = parts if parts is not None else _parts(token)
            if not needed <= parts:
                continue
        if (needed and kind.needs == "crowd") or _has_what_it_needs(reading, token, kind):
            return Trigger(token.i, token.idx, token.idx + len(token), kind, is_verb=True)
    return None


def _parts(verb: Token) -> set[str]:
    """Words of the verb's particles and objects; of a passive participle also the noun it says it of."""
    said = (c for c in verb.children if c.dep_ in _PARTS or (c.dep_ == "advcl" and c.pos_ == "ADJ"))  # "burned alive"
    parts = {p for c in said for p in _words(c)}
    if verb.i + 1 < len(verb.doc):
        parts.add(verb.nbor().lower_)  # "shot dead three men", where the parse gives "dead" to the men
    return parts | set(_words(verb.head)) if verb.dep_ == "acl" and verb.tag_ == "VBN" else parts


def _words(child: Token) -> Iterator[str]:
    """The child's word, and those of its own objects and partners: "set | off | a bomb", "shot | dead"."""
    yield child.lemma_.lower()
    yield child.lower_
    for inner in child.children:
        if inner.dep_ in ("pobj", "conj", "compound", "amod"):
            yield inner.lemma_.lower()
    inside = measured(child) if child.dep_ in _OBJECTS else None
    if inside is not None:
        yield inside.lemma_.lower()  # "dozens of rockets", "barrels of chlorine"


def _noun_trigger(reading: Reading, token: Token) -> Trigger | None:
    """The longest listed phrase that ends here; hyphens are part of it as they stand: "sit-in", "cease-fire"."""
    table = load_triggers()
    lemma = token.lemma_.lower()
    if lemma not in table.noun_heads and token.lower_ not in table.noun_heads:
        return None
    if token.dep_ == "compound" and token.head.lemma_.lower() in table.noun_heads:
        return None  # "bomb attack": the head speaks for both
    for words in range(_LONGEST_NOUN, 0, -1):
        first = token.i - words + 1
        if first < 0:
            continue
        start = token.doc[first].idx
        before = reading.content_slice(start, token.idx).lower()
        if token.pos_ not in _NOUNS and "-" not in before:
            continue
        if token.pos_ == "VERB" and token.dep_ not in _NOMINAL:
            continue
        kind = table.nouns.get(before + lemma) or table.nouns.get(before + token.lower_)
        if kind is not None and _noun_has_what_it_needs(reading, token, kind):
            root = token.doc[first : token.i + 1].root  # of "sit-in" the first word
            return Trigger(root.i, start, token.idx + len(token), kind, is_verb=False)
    return None


def _has_what_it_needs(reading: Reading, verb: Token, kind: TriggerClass) -> bool:
    if kind.needs is None:
        return True
    if kind.needs in _OF_SUBJECTS:
        return _OF_SUBJECTS[kind.needs](reading, verb)
    objects = [c for c in verb.children if c.dep_ in _OBJECTS]
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        objects.append(verb.head)
    if verb.dep_ == "relcl":
        objects += [verb.head for o in objects if o.lower_ in ("who", "which", "that", "whom")]
    if verb.dep_ == "conj" and not objects:
        objects = [c for c in verb.head.children if c.dep_ in _OBJECTS]
    if kind.needs == "place":
        around = [c for c in verb.children if c.dep_ in ("prep", "agent", "prt", "advmod")]
        objects += [p for c in around for p in c.subtree if p.dep_ == "pobj"]
        lemma = verb.lemma_.lower()
        if lemma == "fall":
            objects += [c for c in verb.children if c.dep_ == "nsubj"]
        elif lemma in ("seize", "capture", "take"):  # also of people and things, somewhere
            objects = [o for o in objects if o.head.i == verb.i]
    objects += [inner for o in objects if (inner := measured(o)) is not None]
    return any(_is(reading, o, kind.needs) for o in objects)


def _doers(verb: Token) -> list[Token]:
    doers = [c for c in verb.children if c.dep_ == "nsubj"]
    return doers + [p for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"]


def _is_projectile(reading: Reading, verb: Token) -> bool:  # noqa: ARG001  one signature for all needs
    """As in "three rockets landed", "shells fell on"."""
    return any(noun_sense(doer).weapon in _PROJECTILES for doer in _doers(verb))


def _is_armed_move(reading: Reading, verb: Token) -> bool:
    """As in "rebels entered the town unopposed": armed people take a place that nobody holds any more."""
    armed = any(
        noun_sense(d).who in ("security", "militant", "paramilitary") or _is_body(reading, d) for d in _doers(verb)
    )
    places = [c for c in verb.children if c.dep_ == "dobj"]
    places += [p for c in verb.children if c.dep_ == "prep" and c.lower_ == "into" for p in c.children]
    quiet = any(t.lower_ in _QUIET for t in reading.sentence(verb))
    return armed and quiet and (verb.lemma_.lower() == "move" or any(_is_one(reading, p, "place") for p in places))


def _has_armed_taker(reading: Reading, verb: Token) -> bool:
    """As in "soldiers seized power", "was ousted in a coup": elections and votes change who rules as well."""
    within = [p for c in verb.children if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"]
    if any(p.lemma_.lower() in _COUPS for p in within):
        return True
    while not _doers(verb) and verb.dep_ in ("conj", "xcomp", "advcl") and verb.head.pos_ == "VERB":
        verb = verb.head
    doers = [verb.head] if verb.dep_ in ("acl", "relcl") and verb.tag_ != "VBN" else _doers(verb)
    heads = [h for d in doers for h in (d, measured(d)) if h is not None]
    heads += [c for h in heads for c in h.children if c.dep_ in ("conj", "appos")]
    return any(_is_armed(reading, h) for h in heads)


def _is_armed(reading: Reading, token: Token) -> bool:
    words = {token.lemma_.lower(), *(c.lower_ for c in token.children if c.dep_ in ("amod", "compound"))}
    bodies = overlapping(reading.mentions.actors, token.idx, token.idx + len(token))
    armed = noun_sense(token).who in ("security", "militant", "paramilitary", "armed")
    return armed or bool(words & (_TAKERS | _COUPS)) or any(a.actor_class in (2, 3) for a in bodies)


def _is_body(reading: Reading, token: Token) -> bool:
    found = overlapping(reading.mentions.actors, token.idx, token.idx + len(token))
    return any(a.actor_class in (1, 2, 3, 8) for a in found)


def _has_grievance(reading: Reading, verb: Token) -> bool:  # noqa: ARG001  one signature for all needs
    """As in "gathered to demand", "gathered in protest": a crowd that wants something."""
    said = {c.lemma_.lower() for c in verb.children if c.dep_ in ("advcl", "xcomp", "conj")}
    said |= {
        p.lemma_.lower() for c in verb.children if c.dep_ == "prep" and c.lower_ in ("in", "for") for p in c.children
    }
    return bool(said & _GRIEVANCES)


def _has_violent_subject(reading: Reading, verb: Token) -> bool:  # noqa: ARG001  one signature for all needs
    """As in "A rocket hit", "gunmen targeted", "was struck by a shell": armed people, weapons and aircraft."""
    for doer in _doers(verb):
        sense = noun_sense(doer)
        if sense.weapon is not None or sense.who in ("armed", "militant", "paramilitary") or is_aircraft(doer):
            return True
        if doer.lemma_.lower() in load_triggers().noun_heads and noun_class(doer) in (
            "air",
            "suicide",
            "bomb",
            "shell",
        ):
            return True
    return False


def noun_class(noun: Token) -> str | None:
    """Class of a noun trigger by its lemma alone."""
    kind = load_triggers().nouns.get(noun.lemma_.lower())
    return kind.name if kind is not None else None


def _noun_has_what_it_needs(reading: Reading, noun: Token, kind: TriggerClass) -> bool:
    if kind.needs not in ("place", "weapon"):
        return True
    inner = [
        p
        for c in noun.children
        if c.dep_ == "prep" and c.lower_ in ("of", "from")
        for p in c.children
        if p.dep_ == "pobj"
    ]
    inner += [c for c in noun.children if c.dep_ in ("poss", "compound")]
    return any(_is(reading, o, kind.needs) for o in inner) or _listed_phrase(noun)


def _listed_phrase(noun: Token) -> bool:
    """A phrase of two words says enough by itself: "arms cache", "weapons seizure"."""
    return noun.i > 0 and f"{noun.nbor(-1).lower_} {noun.lemma_.lower()}" in load_triggers().nouns


def _is(reading: Reading, token: Token, needed: str) -> bool:
    heads = [token, *(c for c in token.children if c.dep_ == "conj")]
    return any(_is_one(reading, head, needed) for head in heads)


def _is_one(reading: Reading, token: Token, needed: str) -> bool:
    sense = noun_sense(token)
    start, end = token.idx, token.idx + len(token)
    place = any(True for _ in overlapping(reading.mentions.places, start, end))
    if needed == "place":
        inner = [p for c in token.children if c.lower_ == "of" for p in c.children]
        named = any(True for p in inner for _ in overlapping(reading.mentions.places, p.idx, p.idx + len(p)))
        return place or named or token.lemma_.lower() in _AREAS or sense.target in _HELD
    if needed == "installation":
        return sense.target == "military" or token.lemma_.lower() in _INSTALLATIONS
    if needed == "weapon":
        inner = [p for c in token.children if c.lower_ in ("of", "containing") for p in c.children]
        inner += [p for c in token.children if c.dep_ == "acl" for p in c.subtree if p.dep_ == "pobj"]  # "loaded with"
        if any(_is_one(reading, p, needed) for p in inner if p.i > token.i):
            return True
        return sense.weapon is not None or token.lemma_.lower() in _ARMS
    if needed == "thing":
        return sense.target is not None
    if needed == "crowd":
        return sense.who in _CROWDS or token.lemma_.lower() in _GATHERINGS
    if needed == "person":
        return _is_person(reading, token, sense, place=place)
    raise ValueError(f"unknown need: {needed}")


def _is_person(reading: Reading, token: Token, sense: NounSense, *, place: bool) -> bool:
    start, end = token.idx, token.idx + len(token)
    named = any(True for _ in overlapping(reading.mentions.actors, start, end))
    named = named or any(True for _ in overlapping(reading.persons, start, end))
    counted = token.pos_ == "NUM" or any(True for _ in overlapping(reading.mentions.counts, start, end))
    pronoun = token.pos_ == "PRON" and token.lower_ not in ("it", "which", "that")
    name = token.tag_ in ("NNP", "NNPS") and not place
    return sense.who is not None or named or counted or pronoun or name


def is_aircraft(token: Token) -> bool:
    """A word for what flies; a "bomber" only with a word of air forces before it, else it is a person."""
    if token.lemma_.lower() not in _AIRCRAFT:
        return False
    return noun_sense(token).who is None or any(c.lower_ in _FLYING for c in token.lefts)


_AIRCRAFT = word_set("aircraft")
_FLYING = {"jet", "dive", "stealth", "strategic", "heavy", "warplane", "force"}
_INSTALLATIONS = word_set("installations")
_HELD = {"military", "police", "government (general)", "airports & aircraft"}
_AREAS = word_set("areas")
_ARMS = word_set("arms")
_GATHERINGS = word_set("gatherings")
_PROJECTILES = {"mortar", "artillery", "rocket", "missile", "air strike", "explosive"}
_QUIET = word_set("words_of_no_fight")
_GRIEVANCES = word_set("verbs_of_grievance")
_COUPS = word_set("words_of_coup")
_TAKERS = word_set("takers_of_power")
_OF_SUBJECTS = {
    "violent_subject": _has_violent_subject,
    "projectile": _is_projectile,
    "armed_move": _is_armed_move,
    "grievance": _has_grievance,
    "armed_taker": _has_armed_taker,
}
