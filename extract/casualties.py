"""Counts of an act: who was killed, hurt, taken, and within what bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.parties import Participants
from extract.phrases import Phrase, read_phrase
from extract.reading import Reading, overlapping
from extract.records import Count, CountMention, Issue, Outcome, Who
from extract.roles import Arguments
from extract.triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Token

_OUTCOME: dict[str, Outcome] = {
    "kill": "killed", "result_kill": "killed", "result_wound": "injured", "abduct": "abducted", "arrest": "detained",
    "surrender": "surrendered", "displace": "displaced", "free": "released", "seize_weapon": "seized",
}  # fmt: skip
_ADJECTIVES: dict[str, Outcome] = {
    "dead": "killed", "deceased": "killed", "injured": "injured", "wounded": "injured", "hurt": "injured",
    "missing": "missing", "homeless": "displaced", "displaced": "displaced", "unaccounted": "missing",
}  # fmt: skip
_NOUNS: dict[str, Outcome] = {
    "dead": "killed", "death": "killed", "fatality": "killed", "body": "killed", "corpse": "killed", "life": "killed",
    "toll": "killed", "injury": "injured", "injured": "injured", "wounded": "injured", "hostage": "abducted",
}  # fmt: skip
_WHO: dict[str, Who] = {"civilian": "civilian", "protester": "civilian", "rioter": "civilian", "security": "security",
                        "unspecific": "unknown", "paramilitary": "paramilitary", "militant": "militant", "armed": "militant"}  # fmt: skip
_BY_CLASS: dict[int, Who] = {
    1: "security",
    2: "militant",
    3: "paramilitary",
    4: "paramilitary",
    7: "civilian",
    8: "security",
}
_UNSPECIFIC = {"people", "person", "other", "individual", "victim", "life", "casualty", "body", "passenger"}


def find_casualties(
    reading: Reading, triggers: Sequence[Trigger], arguments: Sequence[Arguments], participants: Participants
) -> tuple[tuple[Count, ...], tuple[Issue, ...]]:
    """Bounded counts per outcome and group, and an issue where the text bounds neither of two outcomes."""
    counts: list[Count] = []
    issues: list[Issue] = []
    used: set[tuple[int, int, str]] = set()
    for trigger, found in zip(triggers, arguments, strict=True):
        outcome = _OUTCOME.get(trigger.kind.name)
        if outcome is None:
            continue
        token = reading.doc[trigger.token]
        if _either_or(token):
            issues.append(
                Issue(
                    "count",
                    "either of two outcomes: neither is bounded",
                    token.text,
                    (token.idx, token.idx + len(token)),
                )
            )
            continue
        bound: CountMention | None = None
        for head in found.patients:
            phrase = read_phrase(reading, head)
            bound = phrase.count or bound
            count = _count_of(reading, phrase, outcome, bound, participants)
            if count is not None and (*count.span, outcome) not in used:
                used.add((*count.span, outcome))
                counts.append(count)
    counts += _adjectival(reading, triggers, participants, used)
    return tuple(_mark_totals(counts)), tuple(issues)


def _either_or(verb: Token) -> bool:
    """ "robbed or killed": the number holds for neither."""
    around = [verb, verb.head] if verb.dep_ == "conj" else [verb]
    return any(
        c.dep_ == "cc" and c.lower_ == "or" and any(k.dep_ == "conj" for k in t.children)
        for t in around
        for c in t.children
    )


def _count_of(
    reading: Reading, phrase: Phrase, outcome: Outcome, bound: CountMention | None, participants: Participants
) -> Count | None:
    """The phrase's own number; else one for a single person, "at least" carried over a coordination."""
    if outcome == "seized" and phrase.kind != "weapon":
        return None
    party = next((i for i, p in enumerate(participants.phrases) if p.head == phrase.head), None)
    who = count_who(phrase)
    if phrase.count is not None:
        c = phrase.count
        return Count(
            c.text, (c.start, c.end), outcome, who, c.qualifier, c.low, c.best, c.high, party, convention=c.convention
        )
    head = reading.doc[phrase.head]
    if head.pos_ == "NUM" or not phrase.singular or not _is_one_person(phrase, head):
        return None
    text, start, end = phrase.text, phrase.start, phrase.end
    article = next((c for c in head.lefts if c.dep_ == "det"), None)
    if article is not None and article.lower_ in ("a", "an"):
        start, text = article.idx, reading.content_slice(article.idx, end)
    open_ended = bound is not None and bound.qualifier in ("at_least", "more_than") and head.dep_ == "conj"
    if open_ended:
        return Count(text, (start, end), outcome, who, "at_least", 1, 1, None, party)
    return Count(text, (start, end), outcome, who, "exact", 1, 1, 1, party)


def _is_one_person(phrase: Phrase, head: Token) -> bool:
    if phrase.kind == "person":
        return True
    collective = {"police", "army", "military", "people", "mob", "crowd", "staff", "crew", "family", "force", "garrison", "patrol",
                  "squad", "unit", "brigade", "battalion", "platoon", "regiment", "militia", "group", "gang", "column",
                  "cartel", "couple", "troop"}  # fmt: skip
    named = any(c.dep_ == "appos" for c in head.children)
    indefinite = any(c.lower_ in ("a", "an", "another") for c in head.lefts) or phrase.definite or named
    return phrase.kind == "group" and head.tag_ == "NN" and head.lemma_.lower() not in collective and indefinite


def count_who(phrase: Phrase) -> Who:
    """Group counted, in DESIGN's words."""
    if phrase.kind == "person" or is_unspecific(phrase):
        return "civilian" if phrase.kind == "person" and phrase.sense.who in (None, "civilian") else "unknown"
    if phrase.actor is not None and phrase.actor.actor_class in _BY_CLASS:
        return _BY_CLASS[phrase.actor.actor_class]
    return _WHO.get(phrase.sense.who or "", "unknown")


def is_unspecific(phrase: Phrase) -> bool:
    return phrase.text.lower().split()[-1].rstrip("s") in _UNSPECIFIC or phrase.text.lower() in (
        "others",
        "people",
        "persons",
    )


def _adjectival(
    reading: Reading, triggers: Sequence[Trigger], participants: Participants, used: set[tuple[int, int, str]]
) -> list[Count]:
    """ "left 12 dead", "12 people dead and 30 injured", "a death toll of 40", "there were no casualties"."""
    sentence = reading.doc[triggers[0].token].sent
    out: list[Count] = []
    taken = {(s, e) for s, e, _ in used}
    for mention in overlapping(reading.mentions.counts, sentence.start_char, sentence.end_char):
        if (mention.start, mention.end) in taken:
            continue
        span = reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None:
            continue
        number = span.root
        noun = number.head if number.dep_ in ("nummod", "quantmod", "det", "amod", "compound") else number
        outcome = _outcome_near(noun, number)
        if outcome is None:
            continue
        phrase = read_phrase(reading, noun)
        party = next((i for i, p in enumerate(participants.phrases) if p.head == phrase.head), None)
        who = count_who(phrase) if noun.i != number.i else "unknown"
        m = mention
        out.append(
            Count(
                m.text,
                (m.start, m.end),
                outcome,
                who,
                m.qualifier,
                m.low,
                m.best,
                m.high,
                party,
                convention=m.convention,
            )
        )
    return out


def _outcome_near(noun: Token, number: Token) -> Outcome | None:
    """Outcome that an adjective or the counted noun itself gives to a number."""
    lemma = noun.lemma_.lower()
    if noun.i != number.i and lemma in _NOUNS and lemma != "toll":
        return _NOUNS[lemma]
    nearby = [
        *noun.children,
        *([noun.head] if noun.dep_ in ("nsubj", "nsubjpass", "attr", "dobj", "nummod", "npadvmod") else []),
    ]
    nearby += [c for c in noun.head.children if c.dep_ in ("oprd", "acomp", "xcomp", "ccomp") and c.i > noun.i]
    if noun.i + 1 < len(noun.doc) and noun.nbor().lower_ in _ADJECTIVES:
        return _ADJECTIVES[noun.nbor().lower_]
    for token in nearby:
        if token.lower_ in _ADJECTIVES and abs(token.i - noun.i) <= 3:
            return _ADJECTIVES[token.lower_]
    if noun.dep_ in ("pobj", "dobj", "attr") and any(
        w.lemma_.lower() == "toll" for w in (noun.head, noun.head.head, *noun.head.children, *noun.head.head.children)
    ):
        return "killed"
    return None


def _mark_totals(counts: list[Count]) -> list[Count]:
    """A number followed in its sentence by "including two policemen" is a total, its part is not added to it."""
    out = []
    for i, count in enumerate(counts):
        parts = [
            c for c in counts[i + 1 :] if c.outcome == count.outcome and c.best is not None and count.best is not None
        ]
        whole = bool(parts) and count.who == "unknown" and any(p.who != "unknown" for p in parts)
        whole = whole and count.best is not None and sum(p.best or 0 for p in parts if p.who != "unknown") <= count.best
        out.append(replace(count, is_total=True) if whole else count)
    return out
