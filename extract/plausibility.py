"""Is it violence at all: sport, film, markets, weather, accidents and drills borrow its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from extract.acts import Act
from extract.contexts import Context, Hit,  is_inside, load_rules, read_context, will_less
from extract.reading import Reading
from extract.records import Issue, Span, Weapon
from extract.triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = {"armed": 2.0, "weapons": 1.5, "acts": 1.0, "forces": 0.75, "scene": 0.75}
_ARTICLE = 0.4  # what a word counts that stands elsewhere in the article
_CAP = 5.0  # the most that the rest of the article counts
_LEAST = 2.4  # a field with less weight explains nothing away ...
_LEAST_OWN = 1.8  # ... one that has few words in common with news of conflict needs less
_NOTHING = 0.5  # less weight of violence than one word elsewhere in the article has
_WAR = 4.0  # words of violence in an article whose bare results are read as results of it
_FRAMES = {"fiction": 2.0, "exercise": 2.0, "satire": 2.0}  # fields that have armed men of their own, and least weights
_FRAME_WORDS = 80  # tokens of an article for each such word
_ARMED = {2, 3, 8}
_RESULTS = {"result_kill", "result_wound", "result_damage"}
_BLAST_WORDS = {"explode", "explosion", "blast", "detonate", "detonation", "go", "blow", "burn", "set"}
_WILLED = {"shoot", "martyr", "slain"}  # results that someone wanted
_FUELS = {"petrol", "gasoline", "fuel", "gas"}
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


def _reason(reading: Reading, act: Act) -> str | None:
    context = read_context(reading.article.content)
    literal = [t for t in act.triggers if not is_figure(reading, context, t)]
    if not literal:
        return "figure of speech"
    heading = _heading(reading, act)
    if heading is not None:
        return f"reads as {heading}"
    if act.family == "violence":
        reason = _no_violent_cause(reading, act, context, literal) or _bare_result(reading, act, context, literal)
        reason = reason or _told_as_past(reading, act)
        if reason is not None:
            return reason
    return _reads_as(reading, act, context, literal)


def is_figure(reading: Reading, context: Context, trigger: Trigger) -> bool:
    """Idiom, simile, or a thing hit that has no body."""
    if is_inside(context.figures, trigger.start, trigger.end):
        return True
    sentence = reading.sentences[reading.sentence_of[trigger.token]]
    before = reading.content_slice(max(sentence.start_char, trigger.start - 60), trigger.start)
    if _is_likened(before.lower()):
        return True
    if trigger.family != "violence":
        return False
    objects = _things_hit(reading.doc[trigger.token], is_verb=trigger.is_verb)
    return bool(objects) and all(o.lemma_.lower() in load_rules().not_bodies and not o.ent_type_ for o in objects)


def _things_hit(token: Token, *, is_verb: bool) -> list[Token]:
    """Direct objects of a verb, or what the noun's attack is "on"."""
    if is_verb:
        return [c for c in token.children if c.dep_ in ("dobj", "nsubjpass", "obj")]
    return _objects_of(token, {"on", "against", "of", "upon", "over"})


def _objects_of(token: Token, prepositions: set[str]) -> list[Token]:
    return [
        inner
        for child in token.children
        if child.dep_ in ("prep", "agent") and child.lower_ in prepositions
        for inner in child.children
        if inner.dep_ == "pobj"
    ]


def _heading(reading: Reading, act: Act) -> str | None:
    """Heading such as "Film: ..." before the line that tells of the act."""
    start = reading.doc.text.rfind("\n", 0, act.triggers[0].start) + 1
    match = load_rules().heading.match(reading.content_slice(start, start + 40).lower())
    return match[1] if match is not None else None


def _own_spans(reading: Reading, act: Act) -> list[Span]:
    return [(reading.sentences[s].start_char, reading.sentences[s].end_char) for s in act.sentences]


def _near_spans(reading: Reading, act: Act, around: int) -> list[Span]:
    """The act's sentences with some on each side, and the title."""
    near = {n for s in act.sentences for n in range(s - around, s + around + 1) if 0 <= n < len(reading.sentences)}
    return [(reading.sentences[n].start_char, reading.sentences[n].end_char) for n in sorted(near | {0})]


def _whole(reading: Reading) -> list[Span]:
    return [(0, len(reading.doc.text))]


def _words(hits: Iterable[Hit]) -> dict[str, Hit]:
    """One hit for each distinct word."""
    return {hit.word.rstrip("s"): hit for hit in hits}


def _conflict(act: Act, context: Context, spans: Iterable[Span], *fields: str) -> dict[str, Hit]:
    """Distinct words of violence in the spans, the act's own triggers aside."""
    hits = context.within("conflict", spans, fields or None)
    return _words(h for h in hits if not is_inside(((t.start, t.end) for t in act.triggers), h.start, h.end))


def violence_weight(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> float:
    """How surely the words around the act speak of real violence."""
    local = _conflict(act, context, _own_spans(reading, act))
    rest = [h for word, h in _conflict(act, context, _whole(reading)).items() if word not in local]
    weight = sum(_WEIGHT[h.field] for h in local.values())
    weight += min(_CAP, _ARTICLE * sum(_WEIGHT[h.field] for h in rest))
    hurt = any(p.role in ("victim", "target", "side_b") for p in act.parties) or bool(act.counts)
    weight += (3.0 if hurt else 2.0) * has_armed_agent(act) + 1.5 * has_weapon(reading, act, context)
    if any(c.outcome in ("killed", "injured") for c in act.counts) and any(not t.kind.result for t in literal):
        weight += 1.0
    return weight


def has_armed_agent(act: Act) -> bool:
    return any(p.role in ("perpetrator", "side_a", "side_b") and p.actor_class in _ARMED for p in act.parties)


def has_weapon(reading: Reading, act: Act, context: Context) -> bool:
    """A weapon in words of its own, not read off the trigger."""
    return any(_is_weapon(reading, act, context, w) for w in act.weapons)


def _is_weapon(reading: Reading, act: Act, context: Context, weapon: Weapon) -> bool:
    """No fuel, no coal mine, nothing that something merely sounded like."""
    start, end = weapon.span
    taken = [*context.figures, *((t.start, t.end) for t in act.triggers)]
    taken += [(h.start, h.end) for h in context.within("cause", [(max(0, start - 20), end)])]
    before = reading.content_slice(max(0, start - 60), start).lower()
    return weapon.text.lower() not in _FUELS and not is_inside(taken, start, end) and not _is_likened(before)


def _is_likened(before: str) -> bool:
    """Do the words before say that the next one is only a likeness?"""
    return load_rules().similes.search(before) is not None


def _reads_as(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """The field whose words outweigh those of violence."""
    weights = domain_weights(reading, act, context)
    violence = violence_weight(reading, act, context, literal)
    if violence < _NOTHING and not (act.parties or act.targets or act.counts) and not _tells_where(reading, act):
        return "nothing violent told"
    armed = has_armed_agent(act) and any(p.role in ("victim", "target", "side_b") for p in act.parties)
    for field, weight in sorted(weights.items(), key=lambda item: -item[1]):
        outweighs = load_rules().outweighs[field] * (2 if armed else 1)
        if weight >= (_LEAST_OWN if load_rules().outweighs[field] < 1 else _LEAST) and weight > outweighs * violence:
            return f"reads as {field}"
        if weight >= 1 and violence < _NOTHING and not (act.parties or act.targets or act.counts):
            return f"reads as {field}"
    hurt = any(c.outcome in ("killed", "injured") for c in act.counts)
    real = load_rules().officials.search(reading.doc.text.lower()) is not None
    for field, least in _FRAMES.items():
        if weights.get(field, 0.0) >= max(least, len(reading.doc) / _FRAME_WORDS) and not (hurt if field == "exercise" else real):
            return f"told as {field}"
    return None


def _tells_where(reading: Reading, act: Act) -> bool:
    """Does the act have a day, or a place named in its own sentences?"""
    place = act.place
    return act.date is not None or (place is not None and is_inside(_own_spans(reading, act), place.start, place.end))


def domain_weights(reading: Reading, act: Act, context: Context) -> dict[str, float]:
    """Weight of every field that may explain the act away: its distinct words, those near by counting in full."""
    local = list(context.within("domain", _near_spans(reading, act, 1)))
    whole = list(context.within("domain", _whole(reading)))
    weights: dict[str, float] = {}
    for field, families in load_rules().families.items():
        if act.family != "violence" and families != "all":
            continue
        near = _words(h for h in local if h.field == field)
        rest = [w for w in _words(h for h in whole if h.field == field) if w not in near]
        weights[field] = len(near) + min(_CAP, _ARTICLE * len(rest))
    return weights


def _no_violent_cause(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """Results and blasts of which the text gives a cause without a will, and none with one."""
    if has_armed_agent(act):
        return None
    spans = _near_spans(reading, act, 1)
    text = " ".join(reading.content_slice(*span) for span in spans).lower()
    denied = load_rules().no_attack.search(text)
    armed = has_weapon(reading, act, context)
    if denied is not None and not armed:
        return f"no violent cause: {denied[0]}"
    for trigger in literal:
        cause = _nonhuman_agent(reading.doc[trigger.token], trigger)
        if cause is not None:
            return f"no violent cause: {cause}"
    if not all(_is_blind(reading, t) for t in literal):
        return None
    if armed or _conflict(act, context, spans, "armed", "weapons", "acts"):
        return None
    causes = list(context.within("cause", _own_spans(reading, act))) or list(context.within("cause", spans))
    if not causes and not _conflict(act, context, _whole(reading), "armed", "weapons", "acts"):
        causes = list(context.within("cause", _whole(reading)))
    return f"no violent cause: {causes[0].word}" if causes else None


def _is_blind(reading: Reading, trigger: Trigger) -> bool:
    """Told the same way of accidents and attacks: "killed", "exploded", "burned"."""
    if trigger.kind.name in ("bomb", "arson"):
        return reading.doc[trigger.token].lemma_.lower() in _BLAST_WORDS
    return trigger.kind.name in _RESULTS and reading.doc[trigger.token].lemma_.lower() not in _WILLED


def _nonhuman_agent(token: Token, trigger: Trigger) -> str | None:
    """What does it by the grammar: "the flood killed", "attacked by bees", "died of cholera"."""
    agents = _objects_of(token, {"by"})
    if trigger.is_verb and token.tag_ != "VBN":
        agents += [c for c in token.children if c.dep_ == "nsubj"]
    agents += [inner for agent in agents for inner in _objects_of(agent, {"of"})]
    known = will_less() | load_rules().hazards | (load_rules().not_agents if trigger.kind.result else frozenset())
    found = [a for a in agents if a.pos_ != "PROPN" and a.lemma_.lower() in known]
    if trigger.kind.result and not found:
        found = [o for o in _objects_of(token, {"of", "from"}) if o.lemma_.lower() in will_less()]
    return found[0].lower_ if found else None


def _bare_result(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """A bare "12 people were killed" needs violence somewhere near."""
    if not all(t.kind.result and _is_blind(reading, t) for t in literal) or has_armed_agent(act) or has_weapon(reading, act, context):
        return None
    near = _conflict(act, context, _near_spans(reading, act, 2)).values()
    if sum(_WEIGHT[h.field] for h in near) >= 1:
        return None
    whole = _conflict(act, context, _whole(reading))
    return "no violence told" if sum(_WEIGHT[h.field] for h in whole.values()) < _WAR else None


def _told_as_past(reading: Reading, act: Act) -> str | None:
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
