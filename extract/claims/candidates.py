"""Every phrase of an article that may fill a role, with what its own sentence tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.claims.phrases import Phrase, measured, read_phrase
from extract.claims.reading import Reading, overlapping
from extract.claims.triggers import Trigger
from extract.lexicon import NounSense
from extract.records import ActorMention

if TYPE_CHECKING:
    from spacy.tokens import Token

_INSIDE = {"compound", "amod", "nmod", "nummod"}
_CLIMB = {"conj", "appos"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mention; `entity` is shared by mentions that are taken for the same, `features` hold whatever the act."""

    phrase: Phrase
    token: int
    sentence: int
    entity: str
    features: tuple[str, ...]


def find_candidates(reading: Reading, triggers: tuple[Trigger, ...]) -> tuple[Candidate, ...]:
    """Candidates in text order: noun phrases, and bodies named inside them ("FMLN" in "FMLN guerrillas")."""
    classes = {t.token: t.kind.name for t in triggers}
    told: dict[int, list[str]] = {}
    for trigger in triggers:
        told.setdefault(reading.sentence_of[trigger.token], []).append(trigger.kind.name)
    found = [pair for t in reading.doc if t.pos_ in ("NOUN", "PROPN") for pair in _phrases(reading, t)]
    entities = [entity_of(phrase, token) for phrase, token in found]
    times = Counter(entities)
    out = []
    for (phrase, token), entity in zip(found, entities, strict=True):
        sentence = reading.sentence_of[token.i]
        features = _features(reading, phrase, token, classes, told.get(sentence, []))
        features.append(f"times={min(times[entity], 5)}")
        out.append(Candidate(phrase, token.i, sentence, entity, tuple(features)))
    return tuple(out)


def _phrases(reading: Reading, token: Token) -> Iterator[tuple[Phrase, Token]]:
    start, end = token.idx, token.idx + len(token)
    if reading.dateline is not None and end <= reading.dateline.end:
        return
    actor = next((a for a in overlapping(reading.mentions.actors, start, end) if a.kind == "organisation"), None)
    if token.dep_ in _INSIDE:
        if actor is not None and actor.end == end and token.head.pos_ in ("NOUN", "PROPN"):
            yield body_phrase(token, actor), token
        return
    if any(True for _ in overlapping(reading.mentions.dates, start, end)) or measured(token) is not None:
        return
    phrase = read_phrase(reading, token)
    if phrase.kind == "other" and (
        token.pos_ == "PROPN" or any(True for _ in overlapping(reading.mentions.places, start, end))
    ):
        return
    yield phrase, token


def body_phrase(token: Token, actor: ActorMention) -> Phrase:
    """The body alone, of a phrase that names it only as a modifier."""
    return Phrase(
        token.i, actor.text, actor.start, actor.end, "organisation", NounSense(actor_class=actor.actor_class), actor
    )


def entity_of(phrase: Phrase, token: Token) -> str:
    """Register id, surname, or head noun."""
    if phrase.kind == "organisation" and phrase.actor is not None and phrase.actor.actor_id is not None:
        return phrase.actor.actor_id
    if phrase.kind == "person":
        return token.lower_
    return token.lemma_.lower()


def _features(reading: Reading, phrase: Phrase, token: Token, classes: dict[int, str], told: list[str]) -> list[str]:
    kind, sense = phrase.kind, phrase.sense
    actor_class = phrase.actor.actor_class if phrase.actor is not None else sense.actor_class
    what = f"{kind}/{sense.who or sense.target or sense.weapon}/{actor_class}"
    out = ["bias", f"kind={kind}", f"what={what}", f"tag={token.tag_}", f"class={actor_class}"]
    lemma = token.lemma_.lower()
    if kind not in ("person", "organisation"):
        out += [f"head={lemma}", f"head={lemma}/{token.tag_}"]
        out += [f"mod={c.lemma_.lower()}" for c in token.lefts if c.dep_ in ("compound", "amod") and c.pos_ != "PROPN"]
    out += [
        f"count={phrase.count is not None}/{kind}",
        f"det={_determiner(token)}/{kind}",
        f"words={min(len(phrase.text.split()), 4)}/{kind}",
    ]
    if phrase.actor is not None:
        out.append(f"actor={phrase.actor.rule}/{phrase.actor.actor_class}")
    if any(c.dep_ == "appos" for c in token.children):
        out.append(f"has_appos/{kind}")
    for role, word in governors(token):
        trigger = classes.get(word.i)
        out += [
            f"gov={role}/{word.lemma_.lower()}",
            f"gov={role}/{word.lemma_.lower()}/{kind}",
            f"govclass={role}/{trigger}",
            f"govclass={role}/{trigger}/{what}",
        ]
    if phrase.actor is not None or kind == "organisation":
        out += [
            f"near={t.lemma_.lower()}"
            for t in reading.doc[max(0, token.i - 5) : token.i + 6]
            if t.pos_ in ("NOUN", "VERB", "ADJ") and t.i != token.i
        ]
    out += [f"told={t}/{what}" for t in set(told)] or [f"told=none/{what}"]
    out.append(f"sentence={min(reading.sentence_of[token.i], 8)}")
    return out


def _determiner(token: Token) -> str:
    for child in token.lefts:
        if child.dep_ in ("det", "poss"):
            return child.lower_ if child.dep_ == "det" else "poss"
    return "none"


def governors(token: Token) -> Iterator[tuple[str, Token]]:
    """What the phrase depends on, coordination and prepositions seen through, then what that depends on."""
    word = token
    while word.dep_ in _CLIMB and word.head.i != word.i:
        word = word.head
    via = "" if word.i == token.i else token.dep_ + ">"
    head, role = word.head, f"{via}{word.dep_}"
    if word.dep_ in ("pobj", "pcomp") and head.pos_ in ("ADP", "SCONJ"):
        head, role = head.head, f"{via}{head.lower_}"
        if head.dep_ == "prep":
            head, role = head.head, f"{via}{head.lower_}+{role}"
    if head.i == word.i:
        yield f"{via}ROOT", word
        return
    yield role, head
    if head.dep_ != "ROOT" and head.head.i != head.i:
        yield f"{role}>{head.dep_}", head.head
