"""One article made ready for reading: parse, sentences, mentions, persons, and the country most of it is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from extract.actors import find_actors
from extract.counts import find_counts
from extract.dates import find_dates
from extract.dates.datelines import Dateline, find_dateline
from extract.dates.zones import find_local_day
from extract.persons import PersonMention, find_persons
from extract.places import country_scores, find_places
from extract.records import Article, Mentions, PlaceMention
from extract.resources import Resources

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


M = TypeVar("M", bound=_Spanned)


@dataclass(frozen=True, slots=True)
class Reading:
    """A parsed article with everything found in it; offsets are those of `article.content`."""

    article: Article
    doc: Doc
    sentences: tuple[Span, ...]
    sentence_of: tuple[int, ...]  # token index -> sentence index
    mentions: Mentions
    persons: tuple[PersonMention, ...]
    dateline: Dateline | None
    reference: date | None  # the dateline's day, else the day of publication, at the dateline's place if that is known
    latest: date | None  # the last day on which something told can have happened
    country: str | None  # the country that most of the text's places lie in

    def sentence(self, token: Token) -> Span:
        """The sentence of a token, looked up: spaCy's own `Token.sent` walks the whole text."""
        return self.sentences[self.sentence_of[token.i]]

    def content_slice(self, start: int, end: int) -> str:
        return self.article.content[start:end]


def read_article(article: Article, resources: Resources) -> Reading:
    """Parse the text and find every place, date, actor, count and person in it."""
    content = article.content
    dateline = find_dateline(content, article.published)
    reference = dateline.date if dateline and dateline.date else article.published
    dateline_end = dateline.end if dateline is not None else 0
    scores = country_scores(content, resources.gazetteer, dateline_end=dateline_end)
    country = max(scores, key=lambda c: scores[c]) if scores else None
    actors = find_actors(content, resources.register, on=reference, country=country)
    persons = find_persons(content, blocked=[(a.start, a.end) for a in actors if a.kind == "organisation"])
    names = [(m.start, m.end) for m in actors] + [(m.start, m.end) for m in persons]
    blocked = [(start, end) for start, end in names if content[start].isupper()]
    places = find_places(content, resources.gazetteer, blocked=blocked, dateline_end=dateline_end)
    local = _local_day(article, dateline, places)
    if local is not None and (dateline is None or dateline.date is None):
        reference = local
    latest = article.published if local is None else max(local, article.published or local)
    mentions = Mentions(places, find_dates(content, reference, dateline=dateline), actors, find_counts(content))
    doc = _parse(resources, content, dateline)
    sentences = tuple(s for s in doc.sents if s.text.strip())
    sentence_of = [0] * len(doc)
    for n, sentence in enumerate(sentences):
        for i in range(sentence.start, sentence.end):
            sentence_of[i] = n
    return Reading(article, doc, sentences, tuple(sentence_of), mentions, persons, dateline, reference, latest, country)


def _local_day(article: Article, dateline: Dateline | None, places: Sequence[PlaceMention]) -> date | None:
    """The day of publication where the report was sent from, if moment and place are known."""
    if article.published_time is None or dateline is None or dateline.place_span is None:
        return None
    start, end = dateline.place_span
    for mention in overlapping(places, start, end):
        value = mention.value
        if value is not None and value.country is not None and value.lat is not None and value.lon is not None:
            return find_local_day(article.published_time, value.country, value.lat, value.lon)
    return None


def _parse(resources: Resources, content: str, dateline: Dateline | None) -> Doc:
    """Parse the text; a dateline is no part of the sentence after it."""
    from extract.claims.sentences import DATELINE_END  # noqa: PLC0415  importing it loads spaCy

    doc = resources.nlp.make_doc(content)
    if dateline is not None:
        rest = content[dateline.end :]
        doc.user_data[DATELINE_END] = dateline.end + len(rest) - len(rest.lstrip())
    return resources.nlp(doc)


def overlapping(mentions: Sequence[M], start: int, end: int) -> Iterator[M]:
    """Mentions, in text order, that share a character with [start, end)."""
    first = bisect_left(mentions, start, key=lambda m: m.start)
    while first > 0 and mentions[first - 1].end > start:
        first -= 1
    for mention in mentions[first:]:
        if mention.start >= end:
            return
        if mention.end > start:
            yield mention


def token_span(tokens: Sequence[Token]) -> tuple[int, int]:
    """Character span from the first of the tokens to the last."""
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])
