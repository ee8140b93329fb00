"""Articles of our own for the tests of reading, and short ways to read one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from extract import ids
from extract.claims.acts import Act, find_acts
from extract.claims.attribution import find_speeches
from extract.claims.merge import merge_acts
from extract.claims.reading import Reading, read_article
from extract.claims.rules import says_enough
from extract.claims.triggers import find_triggers
from extract.pipeline import extract_article
from extract.records import Article, Claim, Extraction
from extract.resources import Resources

PUBLISHED = date(2024, 3, 16)  # a Saturday


def make_article(
    text: str, *, title: str | None = None, published: date | None = PUBLISHED, given_id: str | None = None
) -> Article:
    article = ids.article_id(None, given_id, title, text)
    return Article(article, ids.version_id(article, title, text), text, title, given_id, published=published)


def read_text(text: str, resources: Resources, *, published: date | None = PUBLISHED) -> Extraction:
    return extract_article(make_article(text, published=published), resources)


def claims_of(text: str, resources: Resources) -> tuple[Claim, ...]:
    return read_text(text, resources).claims


def reading_of(text: str, resources: Resources) -> Reading:
    return read_article(make_article(text), resources)


def acts_of(text: str, resources: Resources) -> tuple[Act, ...]:
    """Acts of the text put together that say enough, before it is asked whether they are violence at all."""
    reading = reading_of(text, resources)
    acts = merge_acts(reading, find_acts(reading, find_triggers(reading), find_speeches(reading)))
    return tuple(act for act in acts if says_enough(act))


def spans_of(claim: Claim) -> Iterator[tuple[tuple[int, int], str]]:
    """Every (span, text) that a claim's own parts carry."""
    if claim.date.span is not None and claim.date.text is not None:
        yield claim.date.span, claim.date.text
    if claim.place is not None:
        yield claim.place.span, claim.place.text
    for part in (*claim.parties, *claim.targets, *claim.weapons, *claim.counts):
        yield part.span, part.text
    for evidence in claim.evidence:
        yield (evidence.start, evidence.end), evidence.text
