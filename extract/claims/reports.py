"""What the encoder makes of the sentence of each act: that it reports no incident, or one of another type."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from extract.claims.acts import Act
from extract.claims.event_types import EVENT_TYPES
from extract.claims.looks import Looks
from extract.claims.triggers import Trigger
from extract.encoder import SUB_EVENTS, Impression
from extract.lexicon import load_triggers
from extract.records import ClaimKind, Issue

UNREPORTED = 0.8  # less likely than this to be reported, an act is no incident ...
LIKELY = 0.65  # ... unless the model of whole articles finds it this likely
_SURE = 0.97  # from here on a sentence reports an incident, though it names no one, no place and no day
_EVERYWHERE = 0.95  # if each sentence is as likely to report one, the text does, whatever rules make of its words
_NOTHING = 0.95  # from here on there is no violence at all, whatever other models make of it
_RULES = 3.0  # what the type that the rules found is ahead of the others by, in log probability
_TAKEN = ("Government regains territory", "Non-state actor overtakes territory")
_VIOLENCE = [SUB_EVENTS.index(name)
             for kind in ("Battles", "Explosions/Remote violence", "Violence against civilians")
             for name in EVENT_TYPES[kind]]  # fmt: skip


def is_reported(looks: Looks, act: Act) -> bool:
    """Is the encoder sure that the act's sentence reports an incident? Blame alone never does."""
    told = act.realis == "actual" and any(t.kind.name != "blame" for t in act.triggers)
    return told and looks.at(act.sentence).incident >= _SURE


def tells_incident(looks: Looks) -> bool:
    """Is the encoder sure of each sentence of the text? Articles have others too: this is for a few lines of news."""
    sentences = range(len(looks.reading.sentences))
    return bool(sentences) and all(looks.at(n).incident >= _EVERYWHERE for n in sentences)


def find_told(looks: Looks, blaming: Collection[int]) -> Trigger | None:
    """The main word of the surest sentence for what the whole text reports; no sentence that only blames.

    None where that word is only said to be possible ("may have made it their base"), or of no type that has a name.
    """
    reading = looks.reading
    numbers = [n for n in range(len(reading.sentences)) if n not in blaming]
    body = [n for n in numbers if reading.sentences[n].start_char >= len(reading.article.title or "")]
    surest = max(body or numbers, key=lambda n: looks.at(n).incident, default=None)
    if surest is None:
        return None
    whole = looks.whole() or looks.at(surest)
    root = reading.sentences[surest].root
    kind = load_triggers().of_type[SUB_EVENTS[int(whole.sub_events.argmax())]]
    if kind.sub_event == "Other" or any(c.dep_ == "aux" and c.tag_ == "MD" for c in root.children):
        return None
    return Trigger(root.i, root.idx, root.idx + len(root), kind, is_verb=root.pos_ in ("VERB", "AUX"))


def weigh_reports(looks: Looks, acts: Sequence[Act], kinds: Sequence[ClaimKind]) -> tuple[list[Act], list[Issue]]:
    """Acts with how likely the text reports an incident there, and its type; issues for incidents that are none."""
    brief = looks.whole()
    kept: list[Act] = []
    issues: list[Issue] = []
    for act, kind in zip(acts, kinds, strict=True):
        if act.realis != "actual":
            kept.append(act)
            continue
        impression = max((looks.at(n) for n in act.sentences), key=lambda i: i.incident)
        if kind == "incident" and impression.nothing >= _NOTHING:
            first = act.triggers[0]
            words = looks.reading.content_slice(first.start, first.end)
            issues.append(Issue("type", "reads as no incident", words, (first.start, first.end)))
        else:
            whole = _seen_together(looks.at(*act.sentences), brief)
            beside = {o.sub_event for o in acts if o is not act and set(o.sentences) & set(act.sentences)}
            sub_event = retyped(act.sub_event, whole, beside - {act.sub_event}, holder=_holder_known(act))
            typed = float(whole.sub_events[SUB_EVENTS.index(sub_event)])
            modes = act.modes if sub_event == act.sub_event else ()
            kept.append(replace(act, sub_event=sub_event, modes=modes, reported=impression.incident, typed=typed))
    return kept, issues


def _seen_together(own: Impression, brief: Impression | None) -> Impression:
    """An act's own sentences and the few that make up the text have equal say: geometric mean, to a sum of 1."""
    if brief is None:
        return own
    reported = np.sqrt(own.reported * brief.reported)
    return replace(own, reported=reported / reported.sum())


def _holder_known(act: Act) -> bool:
    """Do the rules know what kind of body did it?"""
    return any(p.role in ("side_a", "perpetrator") and p.actor_class is not None for p in act.parties)


def retyped(sub_event: str, impression: Impression, beside: Collection[str] = (), *, holder: bool = True) -> str:
    """The likeliest type, the one that the rules found given a lead; types of acts told `beside` it are theirs."""
    scores = np.log(impression.sub_events + 1e-6)
    scores[SUB_EVENTS.index(sub_event)] += _RULES
    scores[[SUB_EVENTS.index(other) for other in beside]] = -np.inf
    if holder and sub_event in _TAKEN:  # which side took the place is the rules' to say
        scores[[SUB_EVENTS.index(other) for other in _TAKEN if other != sub_event]] = -np.inf
    if sub_event == "Non-violent transfer of territory":  # nor does it see that nobody fought
        scores[[SUB_EVENTS.index(other) for other in _TAKEN]] = -np.inf
    if sub_event == "Other":  # violence told beside a coup or a flight is an act of its own
        scores[_VIOLENCE] = -np.inf
    return SUB_EVENTS[int(scores.argmax())]
