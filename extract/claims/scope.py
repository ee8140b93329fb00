"""Where and when of an act: the date and place phrases that belong to its trigger, not merely to its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extract.claims.phrases import noun_sense
from extract.claims.reading import Reading, overlapping
from extract.lexicon import NounSense, load_cues, word_set
from extract.places.spotting import load_cues as load_place_cues
from extract.records import DateMention, DateValue, PlaceMention, PlaceValue

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_DEFINITE_PLACE = re.compile(
    r"\b(?:in|inside|at|near|outside|around|of) the (city|town|village|capital|camp|district|province)\b"
)
_DEFINITE = ", the "  # in the rule of a place that the sentence calls "the city"
_UNITS_FROM = 3  # UCDP where_prec from a district upwards
_COUNTRY = 6
_CLAUSES = {"relcl", "acl", "ccomp", "advcl", "parataxis"}
_FAR = 99
_NEXT = 4  # tokens from a reporting verb to the day it was said
_CLAUSE_COST = 4  # steps in the tree that crossing into another clause counts for
_LOCATIVE = word_set("prepositions_of_place")
_TAKING = word_set("verbs_of_taking")
_NOT_ITSELF = (", before", ", after", ", until", ", by")  # a bound of the day, not the day
_MODIFYING = {"compound", "amod", "nmod", "poss"}
_MOTION = {"from", "to", "toward", "towards", "into"}


def find_date(reading: Reading, triggers: Sequence[Token]) -> DateMention | None:
    """The resolved or anchored date phrase of the sentence that is nearest to a trigger in the parse."""
    sentence = reading.sentence(triggers[0])
    options = []
    for mention in overlapping(reading.mentions.dates, sentence.start_char, sentence.end_char):
        if reading.dateline is not None and mention.start < reading.dateline.end:
            continue
        token = _token_at(reading, mention.start, mention.end)
        possessive = reading.content_slice(mention.end, mention.end + 2) in ("'s", "’s")
        if token is None or (mention.rule.endswith(_NOT_ITSELF) and not possessive) or _dates_speech(token):
            continue
        if mention.date_start is not None or "anchor" in mention.rule:
            options.append((_nearest(token, triggers), mention.start, mention))
    best = min(options, key=lambda o: o[:2], default=None)
    return best[2] if best is not None and best[0] < _FAR else None


def _dates_speech(token: Token) -> bool:
    """As in "police said on Monday": the day of the statement, not of what it tells."""
    head = token.head
    while head.dep_ in ("prep", "pobj", "npadvmod", "compound") and head.head.i != head.i:
        head = head.head
    after = head.i < token.i <= head.i + _NEXT
    return after and head.pos_ == "VERB" and head.lemma_.lower() in load_cues()["attribution"]["say"]


def find_place(reading: Reading, triggers: Sequence[Token], speakers: Iterable[tuple[int, int]]) -> PlaceMention | None:
    """The place phrase of the sentence nearest to a trigger; never a metonym, never inside a speaker's description."""
    sentence = reading.sentence(triggers[0])
    skip = list(speakers)
    options = []
    for mention in overlapping(reading.mentions.places, sentence.start_char, sentence.end_char):
        if reading.dateline is not None and mention.start < reading.dateline.end:
            continue
        if "metonym" in mention.rule or any(s <= mention.start < e for s, e in skip):
            continue
        token = _token_at(reading, mention.start, mention.end)
        if token is None:
            continue
        if _only_modifies(mention, token, triggers) or is_elsewhere(mention, token):
            continue
        cost = _nearest(token, triggers) + _manner_cost(token) + _size_cost(mention)
        options.append((cost, mention.start, mention))
    best = min(options, key=lambda o: o[:2], default=None)
    return best[2] if best is not None and best[0] < _FAR else _definite_place(reading, sentence)


def _definite_place(reading: Reading, sentence: Span) -> PlaceMention | None:
    """As in "inside the city itself": the last town named before it."""
    match = _DEFINITE_PLACE.search(sentence.text)
    if match is None:
        return None
    wanted = {"province": (4,), "district": (3,)}.get(match[1], (1, 2))
    at = sentence.start_char + match.start()
    known = [m for m in reading.mentions.places if m.end <= at and m.value is not None and m.value.precision in wanted]
    return replace(known[-1], rule=f"{known[-1].rule}{_DEFINITE}{match[1]}") if known else None


def date_value(mention: DateMention | None, reading: Reading) -> DateValue:
    """The phrase's interval; without one only a bound: the day of publication, no start, no precision."""
    if mention is None or mention.date_start is None:
        return DateValue(None, None, None, reading.article.published, None)
    end = mention.date_end
    return DateValue(mention.text, (mention.start, mention.end), mention.date_start, end, mention.precision)


def place_value(mention: PlaceMention | None, reading: Reading) -> PlaceValue | None:
    """The place; one that no gazetteer knows is located as far as the text says what it lies in."""
    if mention is None:
        return None
    if mention.value is not None:
        return mention.value
    words, span = mention.text, (mention.start, mention.end)
    within = _enclosing_place(mention, reading) or country_place(reading)
    if within is None or within.value is None:
        return PlaceValue(words, span)
    return replace(within.value, text=words, span=span, name=None, geonameid=None)


def _enclosing_place(mention: PlaceMention, reading: Reading) -> PlaceMention | None:
    """As in "the Rodat district of the eastern province of Nangarhar": the unit that the same phrase leads on to."""
    for after in reading.mentions.places:
        if after.start < mention.end or after.value is None or (after.value.precision or 0) < _UNITS_FROM:
            continue
        between = reading.doc.char_span(mention.end, after.start, alignment_mode="contract")
        leads = between is not None and any(t.lower_ in (",", "(", "in", "of") for t in between)
        ends = between is None or any(t.pos_ in ("VERB", "AUX", "CCONJ") or t.is_sent_start for t in between)
        return after if leads and not ends else None
    return None


def country_place(reading: Reading) -> PlaceMention | None:
    """The article's country at country precision, where the text names it, not only its people, or was sent from it."""
    for mention in reading.mentions.places:
        value = mention.value
        if value is not None and value.precision == _COUNTRY and value.country == reading.country:
            token = _token_at(reading, mention.start, mention.end)
            if token is None or not is_elsewhere(mention, token):
                return mention
    end = reading.dateline.end if reading.dateline is not None else 0
    for mention in reading.mentions.places:
        if mention.end <= end and mention.value is not None and mention.value.country is not None:
            return dateline_country(mention)
    return None


def place_is_told(reading: Reading, place: PlaceMention | None, sentences: Sequence[int]) -> bool:
    """Do these sentences themselves say where, more closely than by a country? That the grammar reads most surely."""
    if place is None or place.value is None or (place.value.precision or _COUNTRY) >= _COUNTRY:
        return False
    if _DEFINITE in place.rule:
        return True
    own = (reading.sentences[n] for n in sentences)
    return any(s.start_char <= place.start < s.end_char for s in own)


def dateline_country(mention: PlaceMention) -> PlaceMention:
    """The country of a place that a report was sent from, at country precision."""
    value = mention.value
    if value is None or value.country is None or value.precision == _COUNTRY:
        return mention
    value = PlaceValue(mention.text, (mention.start, mention.end), country=value.country, precision=_COUNTRY)
    return replace(mention, value=value, rule=f"{mention.rule}, country of the dateline")


def tree_distance(a: Token, b: Token) -> int:
    """Steps between two tokens of one sentence in the parse; entering another clause costs more."""
    above_a = [a, *a.ancestors]
    above_b = [b, *b.ancestors]
    shared = {t.i for t in above_b}
    up = next((n for n, t in enumerate(above_a) if t.i in shared), None)
    if up is None:
        return _FAR
    meeting = above_a[up].i
    down = next(n for n, t in enumerate(above_b) if t.i == meeting)
    crossed = sum(t.dep_ in _CLAUSES for t in above_a[:up])
    return up + down + _CLAUSE_COST * crossed


def _nearest(token: Token, triggers: Sequence[Token]) -> int:
    return min(tree_distance(token, t) for t in triggers)


def _manner_cost(token: Token) -> int:
    """A place of the act follows a preposition of place; origin and goal of a movement come second."""
    head = token
    while head.dep_ in ("compound", "conj", "appos", "nmod") and head.head.i != head.i:
        head = head.head
    if head.dep_ == "pobj":
        word = head.head.lower_
        if word in ("toward", "towards"):
            return _FAR
        return 3 if word in _MOTION else 0 if word in _LOCATIVE else 2
    return 2 if head.dep_ in ("poss", "npadvmod") else 6 if head.dep_ in ("nsubj", "nsubjpass") else 3


def _is_origin(token: Token) -> bool:
    """As in "members from the areas of Hatra", "Mario Rossi of Milan": where someone comes from, not where it was."""
    if token.dep_ == "pobj" and token.head.lower_ == "of" and _is_full_name(token.head.head):
        return True
    while token.dep_ in ("pobj", "prep", "conj", "compound") and token.head.i != token.i:
        if token.lower_ == "from" and token.head.pos_ in ("NOUN", "PROPN"):
            return token.head.head.lemma_.lower() not in _TAKING
        token = token.head
    return False


def is_elsewhere(mention: PlaceMention, token: Token) -> bool:
    """Where people or word came from: "U.S. officers", "Mario Rossi of Milan", "according to sources in Caracas"."""
    if _is_country(mention) and token.dep_ in _MODIFYING and noun_sense(token.head).who is not None:
        return True
    return any(above.lower_ == "according" for above in token.ancestors) or _is_origin(token)


def _only_modifies(mention: PlaceMention, token: Token, triggers: Sequence[Token]) -> bool:
    """As in "the U.S. embassy": a country that says whose, unless whose act or whose ground."""
    if not _is_country(mention) or token.dep_ not in _MODIFYING or token.dep_ == "poss":
        return False
    return token.head.i not in {t.i for t in triggers} and token.head.lower_ not in load_place_cues().units


def _is_country(mention: PlaceMention) -> bool:
    return mention.value is not None and mention.value.precision == _COUNTRY


def _is_full_name(token: Token) -> bool:
    """As in "Mario Rossi": two words of a name at least, none of them a noun of a body."""
    names = [token, *(c for c in token.lefts if c.dep_ == "compound")]
    return len(names) > 1 and all(t.tag_ == "NNP" and noun_sense(t) == NounSense() for t in names)


def _size_cost(mention: PlaceMention) -> int:
    """Of a town and its province at the same distance the town is where it happened."""
    precision = mention.value.precision if mention.value is not None else None
    return {None: 5, 6: 5, 5: 2, 4: 2, 7: 3}.get(precision, 0)


def _token_at(reading: Reading, start: int, end: int) -> Token | None:
    """The syntactic head of the words in [start, end)."""
    span = reading.doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None else None
