"""The gold for linking: which event each claim in a warehouse is of, by the sentence that it rests on.

Works for a warehouse made by `press.ingest` and for one that was collected over HTTP: articles are found by the number
at the end of their addresses, sentences by their words, as a page's text may differ in its white space.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
from press.records import PressArticle, World

_NUMBER = re.compile(r"[-/](a\d{5})(?:\D|$)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim and the event that its sentence tells of; None for a sentence that tells of none (background)."""

    claim_id: str
    anchor_id: str
    kind: str
    realis: str
    press_article: str
    event_id: str | None


def find_gold(con: duckdb.DuckDBPyConnection, world: World) -> tuple[GoldClaim, ...]:
    """All claims of all versions with their events, in order of claim ids."""
    rows = con.execute(
        "SELECT DISTINCT c.claim_id, c.anchor_id, c.kind, c.realis, a.url, a.canonical_url, e.span_start, "
        "e.text, length(coalesce(a.title, '')) "
        "FROM core_claim AS c JOIN core_extraction AS x USING (extraction_id) "
        "JOIN raw_article AS a ON a.version_id = x.version_id "
        "JOIN core_claim_evidence AS e ON e.claim_id = c.claim_id WHERE e.field = 'sentence' AND e.ord = 0 ORDER BY ALL"
    ).fetchall()
    articles = {article.article_id: article for article in world.articles}
    sentences = {number: _events_by_words(article) for number, article in articles.items()}
    found = []
    for claim_id, anchor_id, kind, realis, url, canonical_url, start, text, title_length in rows:
        number = article_number(url, canonical_url)
        if number is None or number not in articles:
            continue
        in_title = start < title_length
        event = articles[number].event_id if in_title else _event_of(text, sentences[number])
        found.append(GoldClaim(claim_id, anchor_id, kind, realis, number, event))
    return tuple(found)


def article_number(*urls: str | None) -> str | None:
    """The press's own number of the article at any of the addresses."""
    found = (_NUMBER.search(url) for url in urls if url is not None)
    return next((match[1] for match in found if match is not None), None)


def gold_clusters(con: duckdb.DuckDBPyConnection, world: World) -> dict[str, str]:
    """Anchor to gold cluster, for claims of kind incident with realis actual: the event's id.

    A claim whose sentence tells of no event is a cluster of its own.
    """
    counted = [claim for claim in find_gold(con, world) if (claim.kind, claim.realis) == ("incident", "actual")]
    return {claim.anchor_id: claim.event_id or f"none:{claim.anchor_id}" for claim in counted}


def score_bcubed(gold: Mapping[str, str], system: Mapping[str, str]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of the system's clusters over the anchors that both know."""
    anchors = sorted(gold.keys() & system.keys())
    if not anchors:
        return 0.0, 0.0, 0.0
    sizes_gold: dict[str, int] = {}
    sizes_system: dict[str, int] = {}
    both: dict[tuple[str, str], int] = {}
    for anchor in anchors:
        g, s = gold[anchor], system[anchor]
        sizes_gold[g] = sizes_gold.get(g, 0) + 1
        sizes_system[s] = sizes_system.get(s, 0) + 1
        both[g, s] = both.get((g, s), 0) + 1
    precision = sum(n * n / sizes_system[s] for (_, s), n in both.items()) / len(anchors)
    recall = sum(n * n / sizes_gold[g] for (g, _), n in both.items()) / len(anchors)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _events_by_words(article: PressArticle) -> dict[str, str | None]:
    """Sentences of all versions, as words, with the event of each."""
    return {_words(s.text): s.event_id for version in article.versions for s in version.sentences}


def _event_of(text: str, sentences: Mapping[str, str | None]) -> str | None:
    """The event of the sentence that has these words; a parser may cut sentences otherwise than they were written."""
    words = _words(text)
    if words in sentences:
        return sentences[words]
    for said, event in sentences.items():
        if words in said or said in words:
            return event
    return None


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
