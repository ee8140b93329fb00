"""What the encoder makes of the sentence of each act: that it reports no incident, or one of another type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from extract.claims.acts import Act
from extract.claims.event_types import EVENT_TYPES
from extract.claims.reading import Reading
from extract.encoder import SUB_EVENTS, Impression, read_sentence
from extract.records import ClaimKind, Issue

UNREPORTED = 0.5  # less likely than this to be reported, an act is no incident ...
LIKELY = 0.65  # ... unless the model of whole articles finds it this likely
_NOTHING = 0.95  # from here on there is no violence at all, whatever other models make of it
_RULES = 3.0  # what the type that the rules found is ahead of the others by, in log probability
_ACTS = frozenset(EVENT_TYPES["Explosions/Remote violence"]) | {
    "Attack", "Sexual violence", "Abduction/forced disappearance", "Looting/property destruction", "Mob violence",
}  # fmt: skip
_CROWDS = frozenset({"Peaceful protest", "Protest with intervention", "Violent demonstration", "Mob violence"})


def weigh_reports(reading: Reading, acts: Sequence[Act], kinds: Sequence[ClaimKind]) -> tuple[list[Act], list[Issue]]:
    """Acts with how likely the text reports an incident there, and its type; issues for incidents that are none."""
    told = {n for act in acts if act.realis == "actual" for n in act.sentences}
    seen = {n: look_at(reading, n) for n in sorted(told)}
    kept: list[Act] = []
    issues: list[Issue] = []
    for act, kind in zip(acts, kinds, strict=True):
        if act.realis != "actual":
            kept.append(act)
            continue
        impression = max((seen[n] for n in act.sentences), key=lambda i: i.incident)
        if kind == "incident" and impression.incident < UNREPORTED and impression.nothing >= _NOTHING:
            first = act.triggers[0]
            words = reading.content_slice(first.start, first.end)
            issues.append(Issue("type", "reads as no incident", words, (first.start, first.end)))
        else:
            sub_event = retyped(act.sub_event, seen[act.sentence])
            kept.append(replace(act, sub_event=sub_event, reported=impression.incident))
    return kept, issues


def look_at(reading: Reading, n: int) -> Impression:
    """The encoder's impression of a sentence beside the article's title."""
    text = reading.sentences[n].text
    title = reading.article.title
    return read_sentence(text, None if title is None or text.strip() in title else title)


def retyped(sub_event: str, impression: Impression) -> str:
    """The likeliest type near the one that the rules found."""
    scores = np.log(impression.sub_events + 1e-6)
    best, most = sub_event, float(scores[SUB_EVENTS.index(sub_event)]) + _RULES
    for other, score in zip(SUB_EVENTS, scores, strict=True):
        if score > most and may_be(sub_event, other):
            best, most = other, float(score)
    return best


def may_be(sub_event: str, other: str) -> bool:
    """Are the two types told in like words? What turns on who the sides are, and who holds a place, is the rules'."""
    if sub_event in _ACTS or sub_event == "Armed clash":
        return other in _ACTS or other == "Violent demonstration"
    return sub_event in _CROWDS and other in _CROWDS
