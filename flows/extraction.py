"""The extractor as the flows run it: resources loaded once a process, and a fault in one text kept to that text."""

from __future__ import annotations

import functools
from dataclasses import replace

from extract.ids import extraction_id
from extract.pipeline import DEFAULT_EXTRACTOR, Resources, extract_article, load_resources
from extract.records import Article, Extraction, Issue
from extract.resources import resources_digest
from flows.files import ReadResult
from flows.settings import Settings, reading_user_files

EXTRACTOR = f"{DEFAULT_EXTRACTOR.name}@{DEFAULT_EXTRACTOR.version}"
# What a fault in reading one text may raise, spaCy's refusal of very long texts among them.
_FAULTS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


@functools.cache
def shared_resources(settings: Settings) -> Resources:
    """The resources of this process, loaded when the first text is read (a second or two)."""
    with reading_user_files(settings):
        return load_resources(settings.register, settings.gazetteer)


@functools.cache
def shared_digest(settings: Settings) -> str:
    """The digest of the resources, without loading them."""
    with reading_user_files(settings):
        return resources_digest([path for path in (settings.register, settings.gazetteer) if path is not None])


def identity_of(article: Article, settings: Settings) -> str:
    """The id that the extraction of the article has or will have."""
    return extraction_id(article.version_id, EXTRACTOR, shared_digest(settings))


def extract_result(result: ReadResult, settings: Settings) -> Extraction | Issue:
    """The extraction of an input, first what its reading could not make out; or why there is none."""
    if result.article is None:
        return Issue("read", result.fetch.error or "unreadable")
    resources = shared_resources(settings)
    try:
        extraction = extract_article(result.article, resources)
    except _FAULTS as error:
        return Issue("read", f"could not be extracted ({type(error).__name__})", str(error)[:200])
    return replace(extraction, issues=(*result.issues, *extraction.issues))
