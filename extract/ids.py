"""Identities: each a hash of the fewest stable raw values, so that any rerun ends in the same rows ."""

from __future__ import annotations

import hashlib
import json
import re

_WORD = re.compile(r"\w+")
# The event families that an anchor holds on to: a better extractor may call an attack a clash, not a protest.
_FAMILY = {
    "Battles": "violence",
    "Explosions/Remote violence": "violence",
    "Violence against civilians": "violence",
    "Riots": "demonstration",
    "Protests": "demonstration",
    "Strategic developments": "strategic",
}


def content_hash(*parts: str | int | None) -> str:
    """128-bit hash of a list of values, as 32 hex digits; None and "" differ."""
    return hashlib.blake2b(
        json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()


def article_id(
    canonical_url: str | None, given_id: str | None, title: str | None, text: str, source: str | None = None
) -> str:
    """Hash of the canonical URL, else of the given id within its source, else of title and text."""
    if canonical_url is not None:
        return content_hash("url", canonical_url)
    if given_id is not None:
        return content_hash("id", source, given_id)
    return content_hash("text", title, text)


def version_id(article: str, title: str | None, text: str) -> str:
    return content_hash(article, title, text)


def extraction_id(version: str, extractor: str, resources: str) -> str:
    return content_hash(version, extractor, resources)


def claim_id(extraction: str, position: int) -> str:
    return content_hash(extraction, position)


def anchor_id(article: str, evidence: str, event_type: str | None, nth: int) -> str:
    """What stays of a claim when the extractor changes: article, words of its first sentence, family of event.

    `nth` counts claims of one extraction that share all three, from 0.
    """
    words = " ".join(_WORD.findall(evidence.lower()))
    return content_hash(article, words, _FAMILY.get(event_type or "", "other"), nth)
