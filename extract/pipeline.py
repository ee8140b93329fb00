"""One article in, one extraction out: the seam that every way of reading text implements."""

from __future__ import annotations

from typing import Protocol

from extract.claims.rules import Reader
from extract.records import Article, Extraction
from extract.resources import Resources, load_resources

__all__ = ["DEFAULT_EXTRACTOR", "Extractor", "Resources", "extract_article", "load_resources"]


class Extractor(Protocol):
    """A way of reading: rules, a trained encoder, a user's language model. Pure: same input, same bytes."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def extract(self, article: Article, resources: Resources) -> Extraction: ...


DEFAULT_EXTRACTOR: Extractor = Reader()


def extract_article(article: Article, resources: Resources, extractor: Extractor = DEFAULT_EXTRACTOR) -> Extraction:
    """Read one article version. Never raises on any text: what is not understood is an issue."""
    return extractor.extract(article, resources)
