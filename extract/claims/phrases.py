"""Noun phrases and what they stand for: people, bodies, things, weapons, places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from extract.claims.reading import Reading, overlapping, token_span
from extract.lexicon import NounSense, load_nouns, word_set
from extract.persons.cues import load_person_words
from extract.records import ActorMention, CountMention, PartyKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_PREMODIFIERS = {"compound", "amod", "nmod", "poss", "nummod", "quantmod", "advmod", "punct", "case", "det", "npadvmod"}
_NAME_TAGS = {"NNP", "NNPS"}
# nouns that only measure the noun after "of": "dozens of civilians", "a group of armed men"
_MEASURES = word_set("measures")
_NOBODY = word_set("no_one")
_HYPHENS = ("-", "\u2010", "\u2011")
_LONGEST_OF = 6  # tokens
_PARTITIVE = word_set("heads_of_bodies")

PhraseKind = Literal["organisation", "group", "person", "thing", "weapon", "other"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase without determiner and number; `count` is the quantity said of it."""

    head: int  # token index
    text: str
    start: int
    end: int
    kind: PhraseKind
    sense: NounSense
    actor: ActorMention | None = None
    count: CountMention | None = None
    singular: bool = False  # a/an/the/one + singular, or a name: one person
    definite: bool = False

    @property
    def party_kind(self) -> PartyKind:
        return self.kind if self.kind in ("organisation", "person") else "group"


def read_phrase(reading: Reading, head: Token) -> Phrase:
    """The phrase that `head` is the head of, "of" measures seen through: "dozens of civilians" is civilians."""
    inner = measured(head)
    if inner is not None:
        phrase = read_phrase(reading, inner)
        count = next(overlapping(reading.mentions.counts, _left_edge(head).idx, head.idx + len(head)), phrase.count)
        return _with_count(phrase, count)
    left = _name_start(head)
    tokens = list(head.doc[left.i : head.i + 1])
    tokens += _of_phrase(head)
    start, end = token_span(tokens)
    text = reading.content_slice(start, end)
    actor = _actor_of(reading, head, start, end)
    if actor is not None and actor.rule != "generic" and actor.start <= head.idx < actor.end:
        start, end = min(start, actor.start), max(end, actor.end)
        text = reading.content_slice(start, end)
    sense = noun_sense(head)
    count = next((c for c in overlapping(reading.mentions.counts, _left_edge(head).idx, head.idx + len(head))), None)
    singular = head.tag_ in ("NN", "NNP") and (count is None or count.best == 1)
    definite = any(t.lower_ in ("the", "this", "that", "these", "those") for t in head.lefts)
    kind = _kind(reading, head, sense, actor)
    if kind == "person":
        start, end = _name_of(reading, head, start, end)
        text = reading.content_slice(start, end)
    return Phrase(head.i, text, start, end, kind, sense, actor, count, singular, definite)


def coordinated(head: Token) -> Iterator[Token]:
    """The head and the heads coordinated with it, in text order."""
    yield head
    for child in head.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "NUM", "PRON", "ADJ"):
            yield from coordinated(child)


def noun_sense(head: Token) -> NounSense:
    """Sense of the longest listed phrase that ends at `head`; an empty sense if none is listed."""
    nouns = load_nouns()
    for words in range(4, 0, -1):
        first = head.i - words + 1
        if first < 0:
            continue
        span = head.doc[first : head.i + 1]
        lemma = " ".join([*(t.lower_ for t in span[:-1]), head.lemma_.lower()])
        sense = nouns.get(lemma) or nouns.get(span.text.lower())
        if sense is not None:
            return _refined(head, sense)
    return NounSense()


def _refined(head: Token, sense: NounSense) -> NounSense:
    """A thing of the police or the army is a police or military target whatever else it is."""
    if sense.target is None:
        return sense
    modifiers = {c.lower_ for c in head.lefts if c.dep_ in ("compound", "amod", "nmod", "poss")}
    for words, label in (
        ({"police"}, "police"),
        ({"army", "military"}, "military"),
        ({"school"}, "educational institution"),
    ):
        if modifiers & words:
            return NounSense(target=label)
    return sense


def measured(head: Token) -> Token | None:
    """What a noun of measure measures: civilians in "dozens of civilians"; None for any other noun."""
    if head.lemma_.lower() not in _MEASURES and head.lower_ not in _MEASURES and head.pos_ != "NUM":
        return None
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ == "of":
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _with_count(phrase: Phrase, count: CountMention | None) -> Phrase:
    return replace(phrase, count=count, singular=False)


def _left_edge(head: Token) -> Token:
    return head.doc[min((c.left_edge.i for c in head.lefts if c.dep_ in _PREMODIFIERS), default=head.i)]


def _name_start(head: Token) -> Token:
    """First token of the phrase once determiner, number and quantifier are left out."""
    start = head
    for child in reversed(list(head.lefts)):
        if child.dep_ not in ("compound", "amod", "nmod", "poss") and not (child.dep_ == "punct" and child.text == "-"):
            break
        if child.dep_ == "poss" and child.pos_ == "PRON":
            break
        if child.lower_ in ("several", "many", "few", "other", "more", "such", "same", "dead", "least", "own"):
            break
        start = head.doc[child.left_edge.i]
    while start.i < head.i and (
        start.dep_ in ("det", "nummod", "quantmod", "punct") or start.tag_ in ("CD", "DT", "PRP$")
    ):
        if not start.whitespace_ and start.nbor().text in _HYPHENS:
            break  # the number is part of a word: "26-year-old teacher"
        start = start.nbor()
    return start


def _name_of(reading: Reading, head: Token, start: int, end: int) -> tuple[int, int]:
    """The name alone, without title and office: "Antonio Roldan" in "Antioquia governor Antonio Roldan"."""
    for person in overlapping(reading.persons, head.idx, head.idx + len(head)):
        return max(start, person.start), min(end, person.end)
    first = head
    while first.i > 0 and first.nbor(-1).idx >= start and _is_name(first.nbor(-1)):
        first = first.nbor(-1)
    return first.idx, end


def _is_name(word: Token) -> bool:
    """A capitalised word that begins no title or office, or a particle of names."""
    words = load_person_words()
    if word.lower_ in words.particles:
        return True
    office = word.lower_ in words.titles.by_first or word.lower_ in words.roles.by_first
    return word.text[:1].isupper() and word.tag_ in _NAME_TAGS and not office and noun_sense(word).who is None


def _of_phrase(head: Token) -> list[Token]:
    """A short "of ..." that says which: "members of the FMLN"."""
    for child in head.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ == "of"
            and child.i == head.i + 1
            and head.lemma_.lower() in _PARTITIVE
        ):
            inner = next((c for c in child.children if c.dep_ == "pobj" and not (c.pos_ == "DET" or c.is_punct)), None)
            between = head.doc[head.i + 1 : inner.i] if inner is not None else ()
            if inner is not None and len(between) < _LONGEST_OF and not any(t.is_bracket for t in between):
                return list(head.doc[head.i + 1 : inner.i + 1])
    return []


def _actor_of(reading: Reading, head: Token, start: int, end: int) -> ActorMention | None:
    """The register's or the text's own body inside the phrase; one that covers the head wins."""
    found = [a for a in overlapping(reading.mentions.actors, start, end) if a.rule != "affiliation"]
    covering = [a for a in found if a.start <= head.idx < a.end]
    return covering[0] if covering else (found[0] if found else None)


def _kind(reading: Reading, head: Token, sense: NounSense, actor: ActorMention | None) -> PhraseKind:
    if actor is not None and actor.start <= head.idx < actor.end:
        return actor.kind
    if head.lemma_.lower() in _NOBODY:
        return "other"
    if any(p.start <= head.idx < p.end for p in overlapping(reading.persons, head.idx, head.idx + len(head))):
        return "person"
    if sense.who is not None:
        return "group"
    if sense.weapon is not None:
        return "weapon"
    if sense.target is not None:
        return "thing"
    in_place = any(True for _ in overlapping(reading.mentions.places, head.idx, head.idx + len(head)))
    if head.tag_ in _NAME_TAGS and not in_place and head.text[:1].isupper() and _looks_like_name(head):
        return "person"
    return "other"


def _looks_like_name(head: Token) -> bool:
    """Two or more capitalised words, none of them a listed noun: "Jorge Ramirez", not "San Jose"."""
    words = [t for t in head.lefts if t.dep_ == "compound" and t.tag_ in _NAME_TAGS]
    return bool(words) and all(w.text[:1].isupper() for w in words)
