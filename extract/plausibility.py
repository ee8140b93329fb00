"""Is it violence at all: sport, film, markets, weather, accidents and drills borrow its words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from extract.acts import Act
from extract.contexts import Context, Hit, find_figures, load_rules, read_context
from extract.reading import Reading
from extract.records import DateMention, Issue, Span
from extract.triggers import Trigger

if TYPE_CHECKING:
    from spacy.tokens import Token

_WEIGHT = {"armed": 2.0, "weapons": 1.5, "acts": 1.0, "forces": 0.75, "scene": 0.75}
_ARTICLE = 0.4  # what a word counts that stands elsewhere in the article
_CAP = 5.0  # the most that the rest of the article counts
_MOST_CONFLICT = 1.3  # a field explains an act away when it outweighs the words of violence this many times
_LEAST_DOMAIN = 3.0
_WAR = 4.0  # words of violence in an article whose bare results are read as results of it
_RECENT = timedelta(days=60)
_ARMED = {2, 3, 8}
_RESULTS = {"result_kill", "result_wound", "result_damage"}
_BLIND = _RESULTS | {"bomb", "arson"}  # told the same way of accidents: "exploded", "burned"
_BLAST_WORDS = {"explode", "explosion", "blast", "detonate", "detonation", "go", "blow", "burn", "set"}
_OLD = re.compile(
    r"\b(?:\d{2,}|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|several|many) "
    r"(?:years|decades|centuries) (?:ago|on|earlier|later)\b|\b(?:a|half a|quarter of a) century\b|\bad \d+\b|\bcenturies\b|"
    r"\b\d+(?:st|nd|rd|th)(?: anniversary|[ -]century)\b"
)
_YEAR = re.compile(
    r"\b(?:in|since|of|from|until|during|autumn|winter|spring|summer|the|january|february|march|april|may|june|july|"
    r"august|september|october|november|december|\d\d?,?) (1[0-9]{3}|20[0-9]{2})(?:s|-\d\d(?:\d\d)?)?\b(?! (?:hours|gmt|local|people))"
)


def doubt(reading: Reading, act: Act) -> Issue | None:
    """Why this act is no security incident, as an issue; None if nothing speaks against it."""
    reason = _reason(reading, act)
    if reason is None:
        return None
    first = act.triggers[0]
    return Issue("type", reason, reading.content_slice(first.start, first.end), (first.start, first.end))


def _reason(reading: Reading, act: Act) -> str | None:
    literal = [t for t in act.triggers if not is_figure(reading, t)]
    if not literal:
        return "figure of speech"
    context = read_context(reading.article.content)
    heading = _heading(reading, act)
    if heading is not None:
        return f"reads as {heading}"
    violent = act.family == "violence"
    weight = violence_weight(reading, act, context, literal)
    if violent:
        reason = _no_violent_cause(reading, act, context, literal) or _bare_result(reading, act, context, literal)
        reason = reason or _told_as_past(reading, act)
        if reason is not None:
            return reason
    field, outweighs = weightiest_domain(reading, act, context, violent=violent)
    if outweighs >= _LEAST_DOMAIN and outweighs > _MOST_CONFLICT * weight:
        return f"reads as {field}"
    return None


def is_figure(reading: Reading, trigger: Trigger) -> bool:
    """Idiom, simile, or a thing hit that has no body."""
    sentence = reading.sentences[reading.sentence_of[trigger.token]]
    start, end = trigger.start - sentence.start_char, trigger.end - sentence.start_char
    if any(first < end and start < last for first, last in find_figures(sentence.text)):
        return True
    if load_rules().similes.search(sentence.text[max(0, start - 60) : start].lower()):
        return True
    if trigger.family != "violence":
        return False
    objects = _things_hit(reading.doc[trigger.token], is_verb=trigger.is_verb)
    return bool(objects) and all(o.lemma_.lower() in load_rules().not_bodies and not o.ent_type_ for o in objects)


def _things_hit(token: Token, *, is_verb: bool) -> list[Token]:
    """Direct objects of a verb, or what the noun's attack is "on"."""
    if is_verb:
        return [c for c in token.children if c.dep_ in ("dobj", "nsubjpass", "obj")]
    return [
        p
        for c in token.children
        if c.dep_ == "prep" and c.lower_ in ("on", "against", "of", "upon", "over")
        for p in c.children
        if p.dep_ == "pobj"
    ]


def _heading(reading: Reading, act: Act) -> str | None:
    """Heading such as "Film: ..." before the line that tells of the act."""
    text = reading.doc.text
    start = text.rfind("\n", 0, act.triggers[0].start) + 1
    match = load_rules().heading.match(text[start : start + 40].lower())
    return match[1] if match is not None else None


def _own_spans(reading: Reading, act: Act) -> list[Span]:
    return [(reading.sentences[s].start_char, reading.sentences[s].end_char) for s in act.sentences]


def _near_spans(reading: Reading, act: Act, around: int) -> list[Span]:
    """The act's sentences with some on each side, and the title."""
    near = {n for s in act.sentences for n in range(s - around, s + around + 1) if 0 <= n < len(reading.sentences)}
    return [(reading.sentences[n].start_char, reading.sentences[n].end_char) for n in sorted(near | {0})]


def _words(hits: Sequence[Hit]) -> dict[str, Hit]:
    """One hit for each distinct word."""
    return {hit.word.rstrip("s"): hit for hit in hits}


def _is_trigger(act: Act, hit: Hit) -> bool:
    return any(t.start < hit.end and hit.start < t.end for t in act.triggers)


def violence_weight(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> float:
    """How surely the words around the act speak of real violence."""
    own, everywhere = _own_spans(reading, act), [(0, len(reading.doc.text))]
    local = _words([h for h in context.within("conflict", own) if not _is_trigger(act, h)])
    whole = _words([h for h in context.within("conflict", everywhere) if not _is_trigger(act, h)])
    weight = sum(_WEIGHT[h.field] for h in local.values())
    weight += min(_CAP, _ARTICLE * sum(_WEIGHT[h.field] for word, h in whole.items() if word not in local))
    weight += 2.0 * has_armed_agent(act)
    weight += 1.5 * has_weapon(act)
    if any(c.outcome in ("killed", "injured") for c in act.counts) and any(not t.kind.result for t in literal):
        weight += 1.0
    return weight


def has_armed_agent(act: Act) -> bool:
    return any(p.role in ("perpetrator", "side_a", "side_b") and p.actor_class in _ARMED for p in act.parties)


def has_weapon(act: Act) -> bool:
    """A weapon in words of its own, not read off the trigger."""
    return any(not any(t.start < w.span[1] and w.span[0] < t.end for t in act.triggers) for w in act.weapons)


def weightiest_domain(reading: Reading, act: Act, context: Context, *, violent: bool) -> tuple[str, float]:
    """The field that most words around the act belong to, and their weight."""
    families = load_rules().families
    weights: dict[str, float] = {}
    local = list(context.within("domain", _near_spans(reading, act, 1)))
    whole = list(context.within("domain", [(0, len(reading.doc.text))]))
    for field, wide in families.items():
        if not violent and wide != "all":
            continue
        near = _words([h for h in local if h.field == field])
        rest = [w for w in _words([h for h in whole if h.field == field]) if w not in near]
        weights[field] = len(near) + min(_CAP, _ARTICLE * len(rest))
    field = max(weights, key=lambda name: weights[name])
    return field, weights[field]


def _no_violent_cause(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """Results and blasts of which the text gives a cause without a will, and none with one."""
    if has_armed_agent(act):
        return None
    spans = _near_spans(reading, act, 1)
    text = " ".join(reading.content_slice(*span) for span in spans).lower()
    denied = load_rules().no_attack.search(text)
    if not all(_is_blind(reading, t) for t in literal):
        return f"no violent cause: {denied[0]}" if denied is not None and not has_weapon(act) else None
    own = _own_spans(reading, act)
    violence = [h for h in context.within("conflict", spans, ("armed", "weapons", "acts")) if not _is_trigger(act, h)]
    causes = list(context.within("cause", own)) or list(context.within("cause", spans))
    if denied is not None:
        return f"no violent cause: {denied[0]}"
    if causes and not violence and not has_weapon(act):
        return f"no violent cause: {causes[0].word}"
    return None


def _is_blind(reading: Reading, trigger: Trigger) -> bool:
    if trigger.kind.name not in _BLIND:
        return False
    return trigger.kind.name in _RESULTS or reading.doc[trigger.token].lemma_.lower() in _BLAST_WORDS


def _bare_result(reading: Reading, act: Act, context: Context, literal: Sequence[Trigger]) -> str | None:
    """A bare "12 people were killed" needs violence somewhere near."""
    if not all(t.kind.name in _RESULTS for t in literal) or has_armed_agent(act) or has_weapon(act):
        return None
    if any(True for _ in context.within("conflict", _near_spans(reading, act, 2))):
        return None
    whole = _words(list(context.within("conflict", [(0, len(reading.doc.text))])))
    return "no violence told" if sum(_WEIGHT[h.field] for h in whole.values()) < _WAR else None


def _told_as_past(reading: Reading, act: Act) -> str | None:
    """An undated act in a sentence that speaks of years long gone, and of no recent day."""
    if act.date is not None and act.date.date_start is not None:
        return None
    span = reading.sentences[act.sentence]
    if any(_is_recent(reading, d) for d in reading.mentions.dates if span.start_char <= d.start < span.end_char):
        return None
    text = span.text.lower()
    this_year = reading.reference.year if reading.reference is not None else None
    years = [int(m[1]) for m in _YEAR.finditer(text)]
    old_year = this_year is not None and bool(years) and max(years) < this_year - 1
    return "told as history" if old_year or _OLD.search(text) else None


def _is_recent(reading: Reading, mention: DateMention) -> bool:
    if reading.reference is None or mention.date_end is None:
        return False
    return reading.reference - mention.date_end <= _RECENT
