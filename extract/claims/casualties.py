"""Counts of an act: who was killed, hurt, taken, and within what bounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.claims.outcomes import ADJECTIVES, NOUNS, is_part, is_taken_back, one_more, outcomes_of, verb_before
from extract.claims.parties import Participants
from extract.claims.phrases import Phrase, read_phrase
from extract.claims.reading import Reading, overlapping
from extract.claims.roles import Arguments
from extract.claims.totals import mark_totals
from extract.claims.triggers import Trigger
from extract.lexicon import word_set
from extract.records import Count, CountMention, Issue, Outcome, Qualifier, Who

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

OUTCOME_OF: dict[str, Outcome] = {
    "kill": "killed", "result_kill": "killed", "result_wound": "injured", "abduct": "abducted", "arrest": "detained",
    "missing": "missing",
    "surrender": "surrendered", "displace": "displaced", "free": "released", "seize_weapon": "seized",
}  # fmt: skip
_WHO: dict[str, Who] = {
    "civilian": "civilian",
    "protester": "civilian",
    "rioter": "civilian",
    "security": "security",
    "paramilitary": "paramilitary",
    "militant": "militant",
    "armed": "militant",
}
_BY_CLASS: dict[int, Who] = {
    1: "security",
    2: "militant",
    3: "paramilitary",
    4: "paramilitary",
    7: "civilian",
    8: "security",
}
_NO_PERSON = {"injury", "death", "wound", "fatality", "life", "damage"}  # "the deaths of six and the injury of four"
_NEAR = 12  # characters before a number in which its verb stands
_UNSPECIFIC = word_set("unspecific_people")


def find_casualties(
    reading: Reading, triggers: Sequence[Trigger], arguments: Sequence[Arguments], participants: Participants
) -> tuple[tuple[Count, ...], tuple[Issue, ...]]:
    """Bounded counts per outcome and group, and an issue where the text bounds neither of two outcomes."""
    counts: list[Count] = []
    issues: list[Issue] = []
    for trigger, found in zip(triggers, arguments, strict=True):
        outcome = OUTCOME_OF.get(trigger.kind.name)
        if outcome is None:
            continue
        token = reading.doc[trigger.token]
        if _either_or(token):
            span = (token.idx, token.idx + len(token))
            issues.append(Issue("count", "either of two outcomes: neither is bounded", token.text, span))
            continue
        bound: CountMention | None = None
        for head in found.patients:
            if _said_otherwise(head, outcome):
                continue
            phrase = _known_phrase(participants, head) or read_phrase(reading, head)
            bound = phrase.count or bound
            if phrase.count is not None and _is_anothers(reading, head, phrase.count, trigger, outcome):
                continue
            counts += _count_of(reading, phrase, outcome, bound, participants)
    counts += _without_object(reading, triggers, counts, participants)
    unique = {(c.span, c.outcome): c for c in reversed(counts)}
    return tuple(mark_totals(reading, sorted(unique.values(), key=lambda c: c.span))), tuple(issues)


def _is_anothers(reading: Reading, head: Token, count: CountMention, trigger: Trigger, outcome: Outcome) -> bool:
    """As the 15 of "killed 15 people and 50 others were injured", which the parse may take for injured."""
    said = verb_before(reading.content_slice(max(0, count.start - _NEAR), count.start))
    return said not in (None, outcome) and (count.start < trigger.start or head.dep_ == "conj")


def _said_otherwise(head: Token, outcome: Outcome) -> bool:
    """As in "killed two people and 17 others were injured": the next words give the second number its own outcome."""
    near = {"conj": 4, "pobj": 4, "dobj": 2}.get(head.dep_, 0)
    after = [t.lower_ for t in head.doc[head.i + 1 : head.i + near]]
    return any(w in ADJECTIVES and ADJECTIVES[w] != outcome for w in after)


def _known_phrase(participants: Participants, head: Token) -> Phrase | None:
    return next((p for p in participants.phrases if p.head == head.i), None)


def _either_or(verb: Token) -> bool:
    """As in "robbed or killed": the number holds for neither."""
    around = [verb, verb.head] if verb.dep_ == "conj" else [verb]
    return any(
        c.dep_ == "cc" and c.lower_ == "or" and any(k.dep_ == "conj" for k in t.children)
        for t in around
        for c in t.children
    )


def _count_of(
    reading: Reading, phrase: Phrase, outcome: Outcome, bound: CountMention | None, participants: Participants
) -> list[Count]:
    """The phrase's own number; else one for a single person, "at least" carried over a coordination."""
    if outcome == "seized" and phrase.kind != "weapon":
        return []
    head = reading.doc[phrase.head]
    lemma = head.lemma_.lower()
    if lemma in _NO_PERSON and outcome not in NOUNS.get(lemma, (outcome,)):
        return []  # "six deaths and 66 injured": the noun says what came of the six
    party = _party_index(participants, phrase)
    if (another := one_more(head)) is not None:
        return [counted(another, outcome, "unknown", party)]
    if phrase.count is not None:
        return [counted(phrase.count, outcome, count_who(phrase), party)]
    inner = _number_inside(reading, head)
    if inner is not None:
        return [counted(inner, outcome, count_who(phrase), party)]
    if (
        head.lemma_.lower() in _NO_PERSON
        or head.pos_ == "NUM"
        or not phrase.singular
        or not _is_one_person(phrase, head)
    ):
        return []
    text, start = phrase.text, phrase.start
    article = next((c for c in head.lefts if c.dep_ == "det" and c.lower_ in ("a", "an")), None)
    if article is not None:
        start, text = article.idx, reading.content_slice(article.idx, phrase.end)
    open_ended = bound is not None and bound.qualifier in ("at_least", "more_than") and head.dep_ == "conj"
    qualifier: Qualifier = "at_least" if open_ended else "exact"
    high = None if open_ended else 1
    return [Count(text, (start, phrase.end), outcome, count_who(phrase), qualifier, 1, 1, high, party)]


def _number_inside(reading: Reading, head: Token) -> CountMention | None:
    """As in "a family of five", "a group of 12"."""
    if head.lemma_.lower() not in word_set("collectives"):
        return None
    numbers = [p for c in head.rights if c.lower_ == "of" for p in c.children if p.dep_ == "pobj"]
    spans = [(p.left_edge.idx, p.idx + len(p)) for p in numbers]
    return next((m for start, end in spans for m in overlapping(reading.mentions.counts, start, end)), None)


def counted(mention: CountMention, outcome: Outcome, who: Who, party: int | None) -> Count:
    """A number of the text as the count of an outcome."""
    m = mention
    return Count(
        m.text, (m.start, m.end), outcome, who, m.qualifier, m.low, m.best, m.high, party, convention=m.convention
    )


def _party_index(participants: Participants, phrase: Phrase) -> int | None:
    return next((i for i, p in enumerate(participants.phrases) if p.head == phrase.head), None)


def _is_one_person(phrase: Phrase, head: Token) -> bool:
    if phrase.kind == "person":
        return True
    named = any(c.dep_ == "appos" for c in head.children)
    bare = head.dep_ == "conj" and not any(c.dep_ in ("det", "poss") for c in head.lefts)
    shared = bare and any(c.lower_ in ("a", "an") for c in head.head.lefts)  # "a child and woman"
    indefinite = any(c.lower_ in ("a", "an", "another") for c in head.lefts) or phrase.definite or named or shared
    return (
        (phrase.kind == "group" or (phrase.kind == "organisation" and phrase.sense.who is not None))
        and head.tag_ == "NN"
        and head.lemma_.lower() not in word_set("collectives")
        and indefinite
    )


def count_who(phrase: Phrase) -> Who:
    """Which group a phrase counts."""
    if phrase.kind == "person" or is_unspecific(phrase):
        return "civilian" if phrase.kind == "person" and phrase.sense.who in (None, "civilian") else "unknown"
    if phrase.sense.who in _WHO:
        return _WHO[phrase.sense.who]
    actor_class = phrase.actor.actor_class if phrase.actor is not None else None
    return _BY_CLASS.get(actor_class, "unknown") if actor_class is not None else "unknown"


def is_unspecific(phrase: Phrase) -> bool:
    return phrase.text.lower().split()[-1].rstrip("s") in _UNSPECIFIC or phrase.text.lower() in (
        "others",
        "people",
        "persons",
    )


def _without_object(
    reading: Reading, triggers: Sequence[Trigger], known: Sequence[Count], participants: Participants
) -> list[Count]:
    """Numbers that adjectives, nouns or a toll give an outcome: "left 12 dead", "three of them women"."""
    sentence = reading.sentence(reading.doc[triggers[0].token])
    out: list[Count] = []
    taken = {c.span for c in known}
    for mention, number in _numbers(reading, sentence):
        if (mention.start, mention.end) in taken:
            continue
        noun = number.head if number.dep_ in ("nummod", "quantmod", "det", "amod", "compound", "nsubj") else number
        noun = noun if noun.pos_ in ("NOUN", "PROPN", "ADJ") else number
        before = reading.content_slice(sentence.start_char, mention.start)
        phrase = read_phrase(reading, noun)
        if phrase.sense.weapon is not None:
            continue
        who = count_who(phrase) if noun.i != number.i else "unknown"
        party = _party_index(participants, phrase)
        outcomes = outcomes_of(number, noun, before, mention.qualifier)
        out += [counted(mention, outcome, who, party) for outcome in outcomes]
        earlier = [c for c in (*known, *out) if c.span[1] <= mention.start and c.qualifier != "none"]
        if not outcomes and earlier and not one_more(number):
            if is_part(number, earlier[-1].outcome):
                out.append(counted(mention, earlier[-1].outcome, _part_who(reading, number), None))
            elif is_taken_back(before):
                out.append(replace(counted(mention, earlier[-1].outcome, "unknown", None), rank="superseded"))
    return out


def _numbers(reading: Reading, sentence: Span) -> Iterator[tuple[CountMention, Token]]:
    """Every number of a sentence with the word that it hangs on, then every "another" that stands for a person."""
    for mention in overlapping(reading.mentions.counts, sentence.start_char, sentence.end_char):
        span = reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None:
            yield mention, span.root
    for token in sentence:
        if (another := one_more(token)) is not None:
            yield another, token


def _part_who(reading: Reading, number: Token) -> Who:
    """As in "three of them women", "eleven of the dead were civilians": what the part is said to be."""
    nouns = [
        c
        for c in (*number.children, *number.head.children)
        if c.dep_ in ("attr", "appos", "npadvmod") and c.i > number.i
    ]
    return count_who(read_phrase(reading, nouns[0])) if nouns else "unknown"
