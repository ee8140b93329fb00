"""Is it violence at all: sport, film, markets, weather, accidents and drills borrow its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from extract.claims.acts import Act
from extract.claims.phrases import noun_sense
from extract.claims.reading import Reading
from extract.claims.triggers import Trigger
from extract.plausibility.causes import BARE, find_bare_result, find_other_cause
from extract.plausibility.contexts import Context, is_inside, load_rules, read_context
from extract.plausibility.violence import (
    domain_weights,
    has_armed_agent,
    is_likened,
    objects_of,
    own_spans,
    violence_weight,
)
from extract.records import Issue

if TYPE_CHECKING:
    from spacy.tokens import Token

_IDLE = "nothing violent told"
SAYS_LITTLE = frozenset({BARE, _IDLE})  # reasons that speak of what the text leaves out, not of what it is about
_NAMED = 1.0  # weight of one plain word of a field
_LEAST = 2.4  # a field with less weight explains nothing away ...
_LEAST_OWN = 1.8  # ... one that has few words in common with news of conflict needs less
_NOTHING = 0.5  # less weight of violence than one word elsewhere in the article has
_FRAMES = {"fiction": 2.0, "exercise": 2.0, "satire": 2.0}  # fields that have armed men of their own, and least weights
_FRAME_WORDS = 80  # tokens of an article for each such word
_VANISH = {"disappear", "vanish"}  # an abduction only of somebody
_RECENT = timedelta(days=60)
_OLD = re.compile(
    r"\b(?:\d{2,}|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|several|many) "
    r"(?:years|decades|centuries) (?:ago|on|earlier|later)\b|\b(?:a|half a|quarter of a) century\b|\bad \d+\b|"
    r"\bcenturies\b|\b\d+(?:st|nd|rd|th)(?: anniversary|[ -]century)\b|\bby the end of that year\b"
)
_YEAR = re.compile(
    r"\b(?:in|since|of|from|until|during|autumn|winter|spring|summer|the|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|\d\d?,?) (1[0-9]{3}|20[0-9]{2})(?:s|-\d\d(?:\d\d)?)?\b"
    r"(?! (?:hours|gmt|local|people))"
)


def doubt(reading: Reading, act: Act) -> Issue | None:
    """Why this act is no security incident, as an issue; None if nothing speaks against it."""
    reason = _reason(reading, act)
    if reason is None:
        return None
    first = act.triggers[0]
    return Issue("type", reason, reading.content_slice(first.start, first.end), (first.start, first.end))


def is_elsewhere(reading: Reading, act: Act) -> bool:
    """Has the text a word of sport, fiction or another field that has few in common with news of conflict?"""
    weights = domain_weights(reading, act, read_context(reading.article.content))
    return any(weight >= _NAMED and load_rules().outweighs[field] < 1 for field, weight in weights.items())


def _reason(reading: Reading, act: Act) -> str | None:
    context = read_context(reading.article.content)
    literal = [t for t in act.triggers if not is_figure(reading, context, t)]
    if not literal:
        return "figure of speech"
    heading = _heading(reading, act)
    if heading is not None:
        return f"reads as {heading}"
    if act.family == "violence":
        reason = find_other_cause(reading, act, context, literal) or find_bare_result(reading, act, context, literal)
        reason = reason or find_past(reading, act)
        if reason is not None:
            return reason
    return _reads_as(reading, act, context, literal)


def is_figure(reading: Reading, context: Context, trigger: Trigger) -> bool:
    """Idiom, simile, or a thing hit that has no body."""
    if is_inside(context.figures, trigger.start, trigger.end):
        return True
    sentence = reading.sentences[reading.sentence_of[trigger.token]]
    before = reading.content_slice(max(sentence.start_char, trigger.start - 60), trigger.start)
    if is_likened(before.lower()):
        return True
    if trigger.family != "violence":
        return False
    token = reading.doc[trigger.token]
    if token.lemma_.lower() in _VANISH and trigger.is_verb:
        return not any(_is_somebody(c) for c in token.children if c.dep_ in ("nsubj", "nsubjpass", "dobj"))
    objects = _things_hit(token, is_verb=trigger.is_verb)
    return bool(objects) and all(o.lemma_.lower() in load_rules().not_bodies and not o.ent_type_ for o in objects)


def _is_somebody(token: Token) -> bool:
    return token.pos_ in ("PROPN", "PRON", "NUM") or noun_sense(token).who is not None


def _things_hit(token: Token, *, is_verb: bool) -> list[Token]:
    """Direct objects of a verb, or what the noun's attack is "on"."""
    if is_verb:
        return [c for c in token.children if c.dep_ in ("dobj", "nsubjpass", "obj")]
    return objects_of(token, {"on", "against", "of", "upon", "over"})


def _heading(reading: Reading, act: Act) -> str | None:
    """Heading such as "Film: ..." before the line that tells of the act."""
    start = reading.article.content.rfind("\n", 0, act.triggers[0].start) + 1
    match = load_rules().heading.match(reading.content_slice(start, start + 40).lower())
    return match[1] if match is not None else None


def _reads_as(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """The field whose words outweigh those of violence."""
    weights = domain_weights(reading, act, context)
    violence = violence_weight(reading, act, context, literal)
    if violence < _NOTHING and not (act.parties or act.targets or act.counts) and not _tells_where(reading, act):
        return _IDLE
    armed = has_armed_agent(act) and any(p.role in ("victim", "target", "side_b") for p in act.parties)
    for field, weight in sorted(weights.items(), key=lambda item: -item[1]):
        outweighs = load_rules().outweighs[field] * (2 if armed else 1)
        if weight >= (_LEAST_OWN if load_rules().outweighs[field] < 1 else _LEAST) and weight > outweighs * violence:
            return f"reads as {field}"
        if weight >= 1 and violence < _NOTHING and not (act.parties or act.targets or act.counts):
            return f"reads as {field}"
    hurt = any(c.outcome in ("killed", "injured") for c in act.counts)
    real = load_rules().officials.search(reading.article.content.lower()) is not None
    for field, least in _FRAMES.items():
        if weights.get(field, 0.0) >= max(least, len(reading.doc) / _FRAME_WORDS) and not (
            hurt if field == "exercise" else real
        ):
            return f"told as {field}"
    return None


def _tells_where(reading: Reading, act: Act) -> bool:
    """Does the act have a day, or a place named in its own sentences?"""
    place = act.place
    return act.date is not None or (place is not None and is_inside(own_spans(reading, act), place.start, place.end))


def find_past(reading: Reading, act: Act) -> str | None:
    """Told of years long gone or in a court room; an act with an old date of its own is left to be background."""
    if reading.reference is None:
        return None
    trigger = next((t for t in act.triggers if not t.kind.result), act.triggers[0])
    date = act.date
    if date is not None and date.date_end is not None and date.date_end < reading.reference - _RECENT:
        return None
    sentence = reading.sentences[reading.sentence_of[trigger.token]]
    text, start = sentence.text.lower(), sentence.start_char
    frame = load_rules().court_frames.search(text)
    if frame is not None and (date is None or date.start < trigger.start):
        modifies = reading.doc[trigger.token].dep_ in ("relcl", "acl", "pobj", "pcomp")
        if start + frame.start() < trigger.start or modifies:
            return "told in court"
    old, recent = _times(reading, start, sentence.end_char)
    if not old and not recent:
        n = reading.sentence_of[trigger.token]
        old, recent = _times(reading, reading.sentences[max(0, n - 2)].start_char, start)
    nearest_old = min((abs(at - trigger.start) for at in old), default=None)
    nearest_new = min((abs(at - trigger.start) for at in recent), default=None)
    if nearest_old is not None and (nearest_new is None or nearest_old < nearest_new):
        return "told as history"
    return None


def _times(reading: Reading, start: int, end: int) -> tuple[list[int], list[int]]:
    """Where the text speaks of years long gone, and where of days of the last two months."""
    text, reference = reading.content_slice(start, end).lower(), reading.reference
    if reference is None:
        return [], []
    old = [m.start() + start for m in _OLD.finditer(text)]
    old += [m.start() + start for m in _YEAR.finditer(text) if int(m[1]) < reference.year - 1]
    dates = (d for d in reading.mentions.dates if start <= d.start < end and d.date_end is not None)
    return old, [d.start for d in dates if d.date_end is not None and reference - d.date_end <= _RECENT]
