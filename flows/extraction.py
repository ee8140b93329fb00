"""The extractor as the flows run it: resources loaded once a process, and a fault in one text kept to that text."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import replace

from extract.ids import extraction_id
from extract.llm.answer import AnswerError
from extract.pipeline import DEFAULT_EXTRACTOR, Extractor, Resources, extract_article, load_resources
from extract.records import Article, Extraction, Issue
from extract.resources import resources_digest
from flows.files import ReadResult
from flows.settings import Settings, reading_user_files

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


@functools.cache
def shared_extractor(settings: Settings) -> Extractor:
    """The shipped reader, or the user's language model if the settings name one."""
    if settings.model is None:
        return DEFAULT_EXTRACTOR
    from flows.llm import ModelReader  # noqa: PLC0415 - for those who have a model

    return ModelReader(settings.model)


def extractor_name(settings: Settings) -> str:
    """name@version of the extractor that reads."""
    extractor = shared_extractor(settings)
    return f"{extractor.name}@{extractor.version}"


def identity_of(article: Article, settings: Settings) -> str:
    """The id that the extraction of the article has or will have."""
    return extraction_id(article.version_id, extractor_name(settings), shared_digest(settings))


def extract_result(result: ReadResult, settings: Settings) -> Extraction | Issue:
    """The extraction of an input, first what its reading could not make out; or why there is none."""
    if result.article is None:
        return Issue("read", result.fetch.error or "unreadable")
    resources = shared_resources(settings)
    try:
        extraction = extract_article(result.article, resources, shared_extractor(settings))
    except AnswerError as error:
        return Issue("read", str(error))
    except _FAULTS as error:
        return Issue("read", f"could not be extracted ({type(error).__name__})", str(error)[:200])
    return replace(extraction, issues=(*result.issues, *extraction.issues))


def model_usage(settings: Settings) -> Counter[str]:
    """What this process has asked of the user's language model so far; empty without one."""
    return getattr(shared_extractor(settings), "amounts", Counter)()
