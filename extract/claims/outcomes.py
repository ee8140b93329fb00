"""What came of it, for numbers that are no verb's object: "12 dead", "a toll of 40", "no casualties"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from extract.lexicon import read_yaml
from extract.records import Outcome

if TYPE_CHECKING:
    from spacy.tokens import Token

ADJECTIVES: Mapping[str, Outcome] = read_yaml("outcomes")["adjectives"]
NOUNS: Mapping[str, Sequence[Outcome]] = read_yaml("outcomes")["nouns"]
_TOLL = re.compile(
    r"\b(?:toll|number of (?:\w+ ){0,2}(?:killed|dead|deaths|victims|fatalities))\b"
    r"[^.;]{0,90}?\b(?:to|at|of|is|was)\s+$",
    re.IGNORECASE,
)
# "up from 97", "not 30 but 13", "instead of": the figure that is taken back
_TAKEN_BACK = re.compile(
    r"\b(?:up from|down from|not|instead of|rather than|from|earlier|initially)\s+$", re.IGNORECASE
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
    said = [t.lower_ for t in noun.doc[noun.i + 1 : noun.i + 4]]  # "17 others were injured"
    if (
        said
        and said[0] in ("were", "was", "are", "is", "have", "has")
        and (word := next((w for w in said if w in ADJECTIVES), None))
    ):
        return (ADJECTIVES[word],)
    predicates = [c for c in noun.head.children if c.dep_ in ("oprd", "acomp", "xcomp", "ccomp") and c.i > noun.i]
    if noun.dep_ in ("nsubj", "nsubjpass", "attr", "dobj", "nummod", "npadvmod"):
        predicates.append(noun.head)
    for token in (*noun.children, *predicates):
        if token.lower_ in ADJECTIVES and abs(token.i - noun.i) <= _FAR:
            return (ADJECTIVES[token.lower_],)
    return ()


def is_taken_back(before: str) -> bool:
    """Is the number after this text one that the sentence corrects?"""
    return bool(_TAKEN_BACK.search(before))


def is_part(number: Token) -> bool:
    """As in "three of them", "eleven of the dead": a part of a number given before."""
    for child in number.children:
        if child.dep_ == "prep" and child.lower_ == "of":
            return any(
                c.lower_ in ("them", "whom", "those", "dead", "victims", "wounded", "injured") for c in child.children
            )
    return False
