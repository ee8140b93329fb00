"""Numbers of killed and injured that the rules left unread and the encoder is sure of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extract.claims.acts import Act
from extract.claims.casualties import count_who, counted
from extract.claims.looks import Looks
from extract.claims.phrases import Phrase, read_phrase
from extract.claims.reading import Reading, overlapping
from extract.records import ClaimKind, Count, CountMention, Outcome

_OUTCOMES: tuple[Outcome, ...] = ("killed", "injured")
_DOERS = ("perpetrator", "side_a")
_SURE = 0.9  # probability from which a number is the toll


def add_tolls(looks: Looks, acts: Sequence[Act], kinds: Sequence[ClaimKind]) -> list[Act]:
    """Acts of violence that happened, each with the toll that its sentences give and no act has counted yet."""
    read = {c.span for act in acts for c in act.counts}
    out = []
    for act, kind in zip(acts, kinds, strict=True):
        counts = list(act.counts)
        if act.realis == "actual" and act.family == "violence" and kind in ("incident", "aggregate"):
            for count in tolls_of(looks, act):
                known = [c for c in counts if c.outcome == count.outcome and c.rank == "preferred"]
                if count.span not in read and _fits(count, known):
                    counts.append(replace(count, is_total=bool(known)))
                    read.add(count.span)
        out.append(replace(act, counts=tuple(counts)))
    return out


def tolls_of(looks: Looks, act: Act) -> Iterator[Count]:
    """Numbers in the act's sentences that are the total of an outcome."""
    reading = looks.reading
    for n in act.sentences:
        sentence = reading.sentences[n]
        for mention in overlapping(reading.mentions.counts, sentence.start_char, sentence.end_char):
            for outcome in _OUTCOMES:
                sure = (looks.part(outcome, n, mention.start, mention.end) or 0.0) >= _SURE
                if sure and mention.low is not None and mention.low > 0:  # none killed is no toll to add
                    phrase = _counted_phrase(reading, mention)
                    if phrase is None or not _is_cause(act, phrase, outcome):
                        yield counted(mention, outcome, count_who(phrase) if phrase else "unknown", None)


def _counted_phrase(reading: Reading, mention: CountMention) -> Phrase | None:
    """What the number counts: the noun that it stands before."""
    span = reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    return read_phrase(reading, span.root.head) if span is not None and span.root.dep_ == "nummod" else None


def _is_cause(act: Act, phrase: Phrase, outcome: Outcome) -> bool:
    """As in "two rockets wounded nine": a weapon or the act itself; those who did it, where other dead are told of."""
    if phrase.sense.weapon is not None or any(t.start < phrase.end and phrase.start < t.end for t in act.triggers):
        return True
    did = any(p.span[0] < phrase.end and phrase.start < p.span[1] for p in act.parties if p.role in _DOERS)
    return did and any(c.outcome == outcome for c in act.counts)


def _fits(count: Count, known: Sequence[Count]) -> bool:
    """Can it be the total of what is known? A number below that is a part, or of another event."""
    if count.best is None:
        return False
    return not known or (all(c.best is not None for c in known) and count.best > sum(c.best or 0 for c in known))
