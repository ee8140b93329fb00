"""Acts: what one sentence tells of one event, before sentences are put together into claims."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from extract.claims.attribution import Speech, attribute_token
from extract.claims.casualties import OUTCOME_OF, find_casualties
from extract.claims.event_types import resolve_type
from extract.claims.parties import find_participants, resolve_pronoun
from extract.claims.reading import Reading, overlapping
from extract.claims.realis import find_realis
from extract.claims.roles import Arguments, find_arguments
from extract.claims.scope import find_date, find_place
from extract.claims.triggers import Trigger
from extract.lexicon import word_set
from extract.records import (
    Attribution,
    Count,
    DateMention,
    Issue,
    Outcome,
    Party,
    PlaceMention,
    Realis,
    Span,
    Target,
    Weapon,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

_REPORTS = {"ccomp", "parataxis"}


@dataclass(frozen=True, slots=True)
class Act:
    """What one sentence says of one event."""

    sentence: int
    triggers: tuple[Trigger, ...]
    family: str
    sub_event: str
    modes: tuple[str, ...]
    realis: Realis
    definite: bool  # "the attack", "they attacked": told before
    plural: bool  # "attacks": more than one act
    date: DateMention | None
    place: PlaceMention | None
    parties: tuple[Party, ...]
    targets: tuple[Target, ...]
    weapons: tuple[Weapon, ...]
    counts: tuple[Count, ...]
    attribution: Attribution
    issues: tuple[Issue, ...] = ()
    sentences: tuple[int, ...] = field(default=())  # all that it rests on, first the one it was found in
    only_results: bool = False  # only what came of it: "12 were killed"
    open_period: bool = False  # "since Mosul's capture": a tally, also where the start stays unknown
    has_doer: bool = False  # someone does it, if only a pronoun that leads nowhere
    by_pronoun: bool = False  # definite only by "they", "he" or "she" as its doer
    aside: bool = False  # told in a clause that only describes someone or something
    likelihood: float | None = None  # that it is a discrete, recent incident, by the trained model
    reported: float | None = None  # that its sentence reports an incident, by the encoder
    typed: float | None = None  # that it is of this type, by the encoder


def find_acts(
    reading: Reading, triggers: tuple[Trigger, ...], speeches: tuple[tuple[Speech, ...], ...]
) -> tuple[Act, ...]:
    """All acts of the article in text order."""
    acts: list[Act] = []
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        by_sentence.setdefault(reading.sentence_of[trigger.token], []).append(trigger)
    for sentence, found in sorted(by_sentence.items()):
        if reading.dateline is not None and reading.sentences[sentence].end_char <= reading.dateline.end:
            continue
        told = [_read_act(reading, sentence, group, speeches) for group in group_triggers(reading, found)]
        acts += _count_once(told)
    return tuple(acts)


def _count_once(acts: list[Act]) -> list[Act]:
    """Acts of one sentence, each count kept by the one with a word for its outcome, and of several by the nearest."""
    homes: dict[tuple[Span, Outcome], list[tuple[bool, int, int]]] = {}
    for i, act in enumerate(acts):
        for count in act.counts:
            said = any(OUTCOME_OF.get(t.kind.name) == count.outcome for t in act.triggers)
            distance = min(abs(t.start - count.span[0]) for t in act.triggers)
            homes.setdefault((count.span, count.outcome), []).append((not said, distance, i))
    return [
        replace(act, counts=tuple(c for c in act.counts if min(homes[c.span, c.outcome])[2] == i))
        for i, act in enumerate(acts)
    ]


def group_triggers(reading: Reading, triggers: list[Trigger]) -> list[tuple[Trigger, ...]]:
    """Triggers of one sentence that tell of the same act: one family, no own subject or realis between them."""
    groups: list[list[Trigger]] = []
    for trigger in triggers:
        home = next((g for g in groups if any(_same_act(reading, trigger, other) for other in g)), None)
        if home is None:
            groups.append([trigger])
        else:
            home.append(trigger)
    return [tuple(g) for g in groups]


def _same_act(reading: Reading, a: Trigger, b: Trigger) -> bool:
    if a.family != b.family and not _one_event(a, b):
        return False
    one, other = reading.doc[a.token], reading.doc[b.token]
    if "blame" in (a.kind.name, b.kind.name) and not _blamed_for(one, other):
        return False
    if find_realis(one)[0] != find_realis(other)[0] and not _is_purpose(one, other):
        return False
    if not (a.kind.result or b.kind.result) and _separate(reading, one, other):
        return False
    if _is_aside(one) != _is_aside(other) and {a.kind.name, b.kind.name} & {"regain", "overtake"}:
        return False  # "fighting around a town retaken last year"
    return not _told_by_different_verbs(one, other)


def _blamed_for(a: Token, b: Token) -> bool:
    """As in "blamed them for the attack"; in "blamed a group that attacked a post" the attack is another."""
    first, second = sorted((a, b), key=lambda t: t.i)
    between = [t for t in (second, *second.ancestors) if first.is_ancestor(t)]
    return second.head.i == first.i or any(t.lower_ in ("for", "of", "over") for t in between)


def _is_purpose(a: Token, b: Token) -> bool:
    """As in "fired tear gas to break up a protest": one act and what it was done for."""
    first, second = sorted((a, b), key=lambda t: t.i)
    clause = second if second.pos_ == "VERB" else _clause(second)
    return clause.dep_ == "advcl" and clause.tag_ == "VB" and clause.head.i == _clause(first).i


def _one_event(a: Trigger, b: Trigger) -> bool:
    """A protest and the force used against it, a retreat and the entry after it, are one event of the codebook."""
    pair = {a.family, b.family}
    taken = {a.kind.name, b.kind.name} & {"regain", "overtake"}
    return pair in ({"demonstration", "violence"}, {"demonstration", "arrest"}) or ("transfer" in pair and bool(taken))


def _separate(reading: Reading, a: Token, b: Token) -> bool:
    """Coordinated clauses with subjects or places of their own are acts of their own."""
    first, second = sorted((a, b), key=lambda t: t.i)
    clause_a, clause_b = _clause(first), _clause(second)
    if clause_a.i == clause_b.i or clause_b.dep_ not in ("conj", "ROOT", "advcl", "parataxis", "ccomp"):
        return False
    own_subject = any(c.dep_ in ("nsubj", "nsubjpass") for c in clause_b.children)
    places = [find_place(reading, [t], ()) for t in (first, second)]
    other_place = places[0] is not None and places[1] is not None and places[0] != places[1]
    return (own_subject and clause_b.dep_ in ("conj", "parataxis")) or other_place


def _is_aside(token: Token) -> bool:
    """Inside a relative or participial clause: "a town retaken last year", "the group which fought the army"."""
    clause = _clause(token)
    infinitive = any(c.dep_ == "aux" for c in clause.children)
    return clause.dep_ == "relcl" or (clause.dep_ == "acl" and not infinitive)


def _clause(token: Token) -> Token:
    """The verb whose clause the token is in."""
    while token.pos_ not in ("VERB", "AUX") and token.head.i != token.i:
        token = token.head
    return token


def _told_by_different_verbs(a: Token, b: Token) -> bool:
    """In "X said A, while Y denied B" A and B are not one telling."""
    tellers = [{t.head.i for t in (x, *x.ancestors) if t.dep_ in _REPORTS} for x in (a, b)]
    return bool(tellers[0]) and bool(tellers[1]) and not tellers[0] & tellers[1]


def _read_act(
    reading: Reading, sentence: int, group: tuple[Trigger, ...], speeches: tuple[tuple[Speech, ...], ...]
) -> Act:
    tokens = [reading.doc[t.token] for t in group]
    arguments = tuple(find_arguments(reading, t) for t in group)
    main = next((t for t in group if not t.kind.result), group[0])
    main_token = reading.doc[main.token]
    realis, _ = find_realis(main_token)
    attribution = attribute_token(reading, speeches, main_token)
    denied = attribution.kind == "denied"
    participants = find_participants(reading, group, arguments, attribution)
    counts, issues = find_casualties(reading, group, arguments, participants)
    if realis == "negated" and counts and all(c.qualifier == "none" for c in counts):
        realis = "actual"  # "no one was hurt" says what came of an act, not that there was none
    kind = resolve_type(reading, group, participants)
    date = find_date(reading, tokens)
    known = (
        _is_definite(main, main_token)
        or main.kind.name == "blame"
        or _known_doer(reading, arguments)
        or any(_refers_back(t) for t in tokens)
    )
    pronoun = _is_pronouns(arguments)
    speakers = [s.described for s in speeches[sentence] if s.described is not None]
    return Act(
        sentence=sentence,
        triggers=group,
        family=main.family,
        sub_event=kind.sub_event,
        modes=kind.modes,
        realis="negated" if denied and realis == "actual" else realis,
        definite=known or pronoun,
        by_pronoun=pronoun and not known,
        plural=not main.is_verb and main_token.tag_ in ("NNS", "NNPS"),
        date=date,
        place=find_place(reading, tokens, speakers),
        parties=participants.parties,
        targets=participants.targets,
        weapons=participants.weapons,
        counts=counts,
        attribution=attribution,
        issues=issues,
        sentences=(sentence,),
        only_results=all(t.kind.result for t in group),
        open_period=date is not None and ("since" in date.rule or "anchor" in date.rule),
        has_doer=any(a.agents or a.patients for a in arguments),
        aside=all(_is_aside(t) for t in tokens),
    )


def _known_doer(reading: Reading, arguments: tuple[Arguments, ...]) -> bool:
    """As in "the attackers opened fire", "all three attackers were shot", "it went off": told of before."""
    for found in arguments:
        for head in (*(resolve_pronoun(reading, h) for h in found.agents), *found.patients):
            the = any(c.lower_ in ("the", "these", "those", "all", "both") for c in head.lefts)
            if the and head.lemma_.lower() in word_set("doers_told_of"):
                return True
    thing = any(_does(found, ("it",)) for found in arguments)
    return thing and not any(_follows_a_body(reading, head) for found in arguments for head in found.agents)


def _follows_a_body(reading: Reading, it: Token) -> bool:
    """As in "The army sent jets. It bombed camps": the sentence before tells what a body did."""
    n = reading.sentence_of[it.i]
    subjects = [t for t in reading.sentences[n - 1] if t.dep_ == "nsubj"] if n else []
    return any(
        t.lemma_.lower() in word_set("collectives")
        or any(a.kind == "organisation" for a in overlapping(reading.mentions.actors, t.idx, t.idx + len(t)))
        for t in subjects
    )


def _is_pronouns(arguments: tuple[Arguments, ...]) -> bool:
    """As in "they fled": told of before, unless "they" are others than those who did what was told."""
    return any(_does(found, ("they", "he", "she")) for found in arguments)


def _does(found: Arguments, pronouns: tuple[str, ...]) -> bool:
    """Is one of the pronouns the doer? Not in "they also set houses on fire"."""
    doers = (h for h in found.agents if h.lower_ in pronouns)
    return any(not any(c.lower_ == "also" for c in h.head.children) for h in doers)


def _refers_back(token: Token) -> bool:
    """As in "were also hurt in the incident": what came of an act told before."""
    for prep in (c for c in token.children if c.dep_ == "prep" and c.lower_ in ("in", "during", "by", "from", "after")):
        for noun in (c for c in prep.children if c.dep_ == "pobj" and c.lemma_.lower() in word_set("words_for_an_act")):
            if any(c.lower_ in ("the", "this", "that") for c in noun.lefts):
                return True
    return False


def _is_definite(trigger: Trigger, token: Token) -> bool:
    if trigger.is_verb:
        return False
    return any(c.lower_ in ("the", "this", "that", "these", "those") or c.dep_ == "poss" for c in token.children)
