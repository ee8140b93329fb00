"""Whether two texts carry one report: word for word, with other words around it, shortened, or rewritten in part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from .agency import AgencyMethod
from .signature import Hashes, Signature, compare, run_hashes, words_of

CopyMethod = Literal["identical text", "near copy", "agency copy"]
DAYS = 7  # between the publication of a report and of its copies
# Shares of the shorter text's runs of four words. Independent reports of one event share under 0.2 (names, quotes of
# officials), two stories of one agency with the same background paragraphs up to 0.45.
_COPY = 0.6
_AGENCY_COPY = 0.35  # where both name the agency, and one opens with words of the other
_LEAD = 50  # words that a report opens with
_LEAD_COPY = 0.5
_SURE = 0.15  # distance from a threshold at which the sample is believed
_SAMPLE = 40  # runs, from which on it is believed at all
_FEW_WORDS = 12  # under which only the same words are a copy
# Briefs and notices are written in set words: one name or number more or less is another report.
_BRIEF = 40  # words
_BRIEF_COPY = 0.9


@dataclass(frozen=True, slots=True)
class Report:
    """One version as copies are judged by."""

    version_id: str
    article_id: str
    published: date | None
    agency: str | None
    agency_method: AgencyMethod | None
    signature: Signature
    words_sha256: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Two texts carry one report; `score` is the share of the shorter one that the longer one holds."""

    score: float
    method: CopyMethod


def judge_copy(one: Report, other: Report, common: Hashes, texts: Mapping[str, str]) -> Copy | None:
    """How the two carry one report, or None. Runs of words in `common` say nothing; `texts` holds both by version.

    The texts are read only where the signatures leave it open.
    """
    if one.words_sha256 == other.words_sha256:
        return Copy(1.0, "identical text")
    n_words = min(one.signature.n_words, other.signature.n_words)
    if n_words < _FEW_WORDS or _days_apart(one, other) > DAYS:
        return None
    is_agency = one.agency is not None and one.agency == other.agency
    sure = _COPY if n_words >= _BRIEF else _BRIEF_COPY
    least = _AGENCY_COPY if is_agency and n_words >= _BRIEF else sure
    share, size = compare(_without(one.signature, common), _without(other.signature, common))
    is_sample = max(one.signature.thinning, other.signature.thinning) > 0
    is_known = not is_sample or (size >= _SAMPLE and not least - _SURE <= share <= sure + _SURE)
    if is_known and not least <= share < sure:
        return Copy(share, "agency copy" if is_agency else "near copy") if share >= sure else None
    a, b = words_of(texts[one.version_id]), words_of(texts[other.version_id])
    share = _share(run_hashes(a), run_hashes(b), common)
    if share < least or (share < sure and not _opens_alike(a, b)):
        return None
    return Copy(share, "agency copy" if is_agency else "near copy")


def _opens_alike(one: list[str], other: list[str]) -> bool:
    """Whether one text opens with words of the other: follow-ups share the background, not the opening."""
    sides = ((one, other), (other, one))
    return any(_held(run_hashes(opening[:_LEAD]), run_hashes(whole)) >= _LEAD_COPY for opening, whole in sides)


def _held(some: Hashes, all_: Hashes) -> float:
    return len(np.intersect1d(some, all_, assume_unique=True)) / max(1, len(some))


def _share(one: Hashes, other: Hashes, common: Hashes) -> float:
    a, b = (np.setdiff1d(side, common, assume_unique=True) for side in (one, other))
    size = min(len(a), len(b))
    return len(np.intersect1d(a, b, assume_unique=True)) / size if size else 0.0


def _without(signature: Signature, common: Hashes) -> Signature:
    if not len(common):
        return signature
    kept = np.setdiff1d(signature.hashes, common, assume_unique=True)
    return Signature(kept, signature.thinning, signature.n_words)


def _days_apart(one: Report, other: Report) -> int:
    if one.published is None or other.published is None:
        return 0
    return abs((one.published - other.published).days)
