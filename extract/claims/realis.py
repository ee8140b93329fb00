"""Did it happen: realis of a trigger from the words that govern it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from extract.lexicon import load_cues, word_set
from extract.records import Realis

if TYPE_CHECKING:
    from spacy.tokens import Token

Cues = Mapping[str, frozenset[str]]
_NOT_ONE = {"not", "no", "nobody", "none", "neither", "noone"}
_PREPOSITIONS = {"of", "to", "from", "against", "for", "on", "in"}
_OCCUR = word_set("verbs_of_occurring")
_DONE = word_set("verbs_of_doing")
_CLAUSE_ENDS = {"relcl", "advcl"}


def find_realis(trigger: Token) -> tuple[Realis, Token | None]:
    """Realis of a verb or noun, and the word that decided it; climbs from the trigger to the verbs it depends on."""
    cues = load_cues()["realis"]
    found = _own(trigger, cues)
    token = trigger
    while found is None and token.head.i != token.i:
        found = _from_head(token, cues)
        if found is None and token.dep_ in _CLAUSE_ENDS:
            break
        if token.dep_ == "nsubj" and not _plain_occurrence(token):
            break
        if found is None and token.i == trigger.i and _is_known(token):
            break
        apart = token.dep_ == "conj" and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
        token = token.head
        if found is None and token.pos_ in ("VERB", "AUX"):
            found = _own(token, cues) if not _reports(token) else None
            if apart and found is not None and found[0] == "negated":
                found = None  # "no soldiers were hurt but nine villagers died"
    return found if found is not None else ("actual", None)


def _is_known(noun: Token) -> bool:
    """As in "refused to join the peace deal": a thing told of as known is there, whatever is done about it."""
    if noun.pos_ not in ("NOUN", "PROPN") or noun.head.pos_ != "VERB":
        return False
    definite = any(c.lower_ in ("the", "this", "that", "these", "those") or c.dep_ == "poss" for c in noun.lefts)
    return definite and noun.head.lemma_.lower() not in load_cues()["attribution"]["light_verbs"]


def _reports(verb: Token) -> bool:
    """A reporting verb's own modal or negation says nothing of what it reports: "he did not say who was killed"."""
    return verb.lemma_.lower() in load_cues()["attribution"]["say"]


def _plain_occurrence(subject: Token) -> bool:
    """Only "an attack could happen" takes the verb's realis; "the attack could derail talks" happened."""
    if any(c.lower_ in ("the", "this", "that", "these", "those") for c in subject.lefts):
        return False
    return subject.head.lemma_.lower() in _OCCUR


def _own(token: Token, cues: Cues) -> tuple[Realis, Token] | None:
    """What the word's own auxiliaries and modifiers say."""
    if token.lemma_.lower() in cues["attempted_nouns"] and token.pos_ == "NOUN":
        return "attempted", token
    perfect = any(c.lower_ in ("have", "been") and c.dep_ in ("aux", "auxpass") for c in token.children)
    for child in token.children:
        word = child.lower_
        if child.dep_ == "neg" or (child.dep_ == "det" and word == "no"):
            return "negated", child
        if child.dep_ in ("nsubj", "nsubjpass") and child.left_edge.lower_ in _NOT_ONE:
            return "negated", child.left_edge  # "not all of them were arrested", "no group attacked"
        if child.dep_ == "aux" and child.tag_ == "MD":
            if word in cues["future"]:
                return "planned", child
            if not (perfect and word in ("may", "might", "must")):  # "may have killed": said to have happened
                return "hypothetical", child
        if child.dep_ == "mark" and word in cues["conditions"]:
            return "hypothetical", child
        if child.dep_ in ("amod", "compound", "advmod"):
            if word in cues["attempted_adjectives"] or word in cues["attempted_nouns"]:
                return "attempted", child
            if word in cues["planned_adjectives"]:
                return "planned", child
            if word in cues["hypothetical_adjectives"]:
                return "hypothetical", child
    return None


def _from_head(token: Token, cues: Cues) -> tuple[Realis, Token] | None:
    """What the word that governs it says: "tried to", "plan to", "fear of", "capable of", "without"."""
    head, dep = token.head, token.dep_
    if dep in ("pcomp", "pobj") and head.pos_ in ("ADP", "SCONJ"):
        if head.lower_ == "without":
            return "negated", head
        while head.dep_ == "conj" and head.head.pos_ in ("ADP", "SCONJ"):
            head = head.head  # "of mounting attacks and even of taking towns"
        return _under_preposition(head, cues) if head.lower_ in _PREPOSITIONS else None
    if dep not in ("xcomp", "ccomp", "dobj", "acl", "compound", "advcl", "nsubjpass", "conj", "oprd"):
        return None
    if head.lower_ == "able" and head.head.tag_ == "VBD":
        return None  # "they were able to free the hostages": they did
    found = _governed(token, head, cues) if dep not in ("conj", "advcl") else None
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    if found is not None or not infinitive or dep not in ("advcl", "xcomp", "acl", "ccomp"):
        return found
    light = load_cues()["attribution"]["light_verbs"]
    governor = next((a for a in token.ancestors if a.pos_ == "VERB"), head)
    to_come = head.lower_ == "going"
    if (governor.lemma_.lower() in light or head.lemma_.lower() in _DONE) and not to_come:
        return None  # "operations were carried out to seize arms": the purpose was pursued
    return "planned", head


def _under_preposition(preposition: Token, cues: Cues) -> tuple[Realis, Token] | None:
    found = _governed(preposition, preposition.head, cues)
    if found is None and preposition.head.pos_ == "AUX":
        adjectives = [c for c in preposition.head.children if c.dep_ == "acomp"]
        return next((("hypothetical", a) for a in adjectives if a.lower_ in cues["hypothetical_adjectives"]), None)
    return found


def _governed(token: Token, head: Token, cues: Cues) -> tuple[Realis, Token] | None:
    lemma, noun, verb = head.lemma_.lower(), head.pos_ in ("NOUN", "PROPN"), head.pos_ in ("VERB", "AUX")
    if verb and lemma in cues["denial_verbs"] and token.dep_ in ("ccomp", "xcomp", "dobj"):
        return "negated", head
    order: tuple[Realis, ...] = ("threatened", "attempted", "planned", "hypothetical")
    for realis in order:
        listed = cues[f"{realis}_nouns"] if noun else cues[realis] if verb else frozenset()
        if lemma in listed and (verb or token.dep_ in ("prep", "acl", "compound")):
            infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
            if realis == "planned" and token.dep_ in ("dobj", "ccomp") and not infinitive:
                continue  # "ordered the killing" may be done; only "ordered them to kill" is to come
            return realis, head
    if lemma in cues["hypothetical_adjectives"] and head.pos_ == "ADJ":
        return "hypothetical", head
    return None
