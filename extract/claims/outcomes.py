"""What came of it, for numbers that are no verb's object: "12 dead", "a toll of 40", "no casualties"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from extract.claims.phrases import noun_sense
from extract.lexicon import read_yaml
from extract.records import CountMention, Outcome

if TYPE_CHECKING:
    from spacy.tokens import Token

ADJECTIVES: Mapping[str, Outcome] = read_yaml("outcomes")["adjectives"]
NOUNS: Mapping[str, Sequence[Outcome]] = read_yaml("outcomes")["nouns"]
SEVERITY: frozenset[str] = frozenset(read_yaml("outcomes")["severity"])
_TOLL = re.compile(
    r"\b(?:toll|number of (?:\w+ ){0,2}(?:killed|dead|deaths|victims|fatalities))\b"
    r"[^.;]{0,90}?\b(?:to|at|of|is|was)\s+$",
    re.IGNORECASE,
)
# "up from 97", "not 30 but 13", "instead of": the figure that is taken back
_TAKEN_BACK = re.compile(
    r"\b(?:up from|down from|not|instead of|rather than|from|earlier|initially)\s+$", re.IGNORECASE
)
_BEFORE_NOUNS = {"det", "amod", "nummod", "compound", "advmod", "predet"}
_VERB_BEFORE = re.compile(
    r"(?<!\bor )\b(?:(kill(?:s|ed|ing)?)|(?:wound(?:s|ed|ing)?|injur(?:e|es|ed|ing)))\s+$", re.IGNORECASE
)
_FAR = 5  # tokens between a noun and the predicate that says what became of it


def outcomes_of(number: Token, noun: Token, before: str, qualifier: str) -> tuple[Outcome, ...]:
    """Outcomes that the words around a number give it; two only for "no casualties".

    `before` is the text of the sentence up to the number.
    """
    lemma = noun.lemma_.lower()
    if noun.i != number.i and lemma in NOUNS:
        found = NOUNS[lemma]
        return tuple(found) if qualifier == "none" or len(found) == 1 else ()
    if _TOLL.search(before):
        return ("killed",)
    if noun.i + 1 < len(noun.doc) and noun.nbor().lower_ in ADJECTIVES:
        return (ADJECTIVES[noun.nbor().lower_],)
    if (outcome := verb_before(before)) is not None:
        return (outcome,)
    said = [t.lower_ for t in noun.doc[noun.i + 1 : noun.i + 4]]  # "17 others were injured"
    if (
        said
        and said[0] in ("were", "was", "are", "is", "have", "has")
        and (word := next((w for w in said if w in ADJECTIVES), None))
    ):
        return (ADJECTIVES[word],)
    does = noun.dep_ == "nsubj" and any(c.dep_ == "dobj" for c in noun.head.children)  # "four bombers left 60 dead"
    heads = [] if does else [noun.head]
    predicates = [
        c for h in heads for c in h.children if c.dep_ in ("oprd", "acomp", "xcomp", "ccomp") and c.i > noun.i
    ]
    if noun.dep_ in ("nsubj", "nsubjpass", "attr", "dobj", "nummod", "npadvmod"):
        predicates += heads
    for token in (*noun.children, *predicates):
        if token.lower_ in ADJECTIVES and abs(token.i - noun.i) <= _FAR:
            return (ADJECTIVES[token.lower_],)
    return ()


def verb_before(before: str) -> Outcome | None:
    """What the verb right before a number says became of those it counts: "killed" in "killed at least 15 people"."""
    match = _VERB_BEFORE.search(before)
    return None if match is None else "killed" if match[1] else "injured"


def one_more(token: Token) -> CountMention | None:
    """As in "killing one and injuring another", "the other was hurt": one person, counted by no number."""
    other = token.lower_ == "other" and token.i > 0 and token.nbor(-1).lower_ == "the"
    if not other and token.lower_ != "another":
        return None
    said = token.i + 1 < len(token.doc) and token.nbor().lower_ in ADJECTIVES
    if token.dep_ in _BEFORE_NOUNS and not (said and token.head.i == token.i + 1):
        return None
    verb = token.nbor() if said else token.head
    if verb.i > token.i and any(c.i > verb.i and (c.dep_ == "dobj" or c.pos_ == "NUM") for c in verb.children):
        return None  # "another wounded nine": it did so to others
    words = token.doc[token.i - other : token.i + 1]
    return CountMention(words.start_char, words.end_char, words.text, "one more", "exact", 1, 1, 1)


def is_taken_back(before: str) -> bool:
    """Is the number after this text one that the sentence corrects?"""
    return bool(_TAKEN_BACK.search(before))


def is_part(number: Token, outcome: Outcome) -> bool:
    """As in "three of them", "eleven of the dead", "one seriously": a part of a number given before for `outcome`."""
    after = [t.lower_ for t in number.doc[number.i + 1 : number.i + 3]]
    if after and after[0] in SEVERITY and after[-1] not in ADJECTIVES:
        noun = number.head if number.dep_ in _BEFORE_NOUNS and number.head.pos_ in ("NOUN", "PROPN") else None
        thing = noun is not None and noun.i > number.i and noun_sense(noun).who is None  # "three badly damaged houses"
        return outcome == "injured" and not thing
    for child in number.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            return any(
                c.lower_ in ("them", "whom", "those", "dead", "victims", "wounded", "injured") for c in child.children
            )
    return False
