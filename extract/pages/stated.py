"""What a page states outright: JSON-LD objects, meta elements, headings and links, gathered once."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_ARTICLE_TYPES = re.compile(r"Article|Posting|Report")
_PAGE_TYPES = re.compile(r"Page$")
_MOST_NODES = 2000  # of JSON-LD in one page; real ones have under 300


@dataclass(frozen=True, slots=True)
class Stated:
    """The evidence of one page; texts have single blanks and no entities left.

    `articles` are the JSON-LD objects of an article's type, `pages` those of a page's; `by_id` holds every object that
    has an `@id`. `meta` maps lower-case names to all values, in document order.
    """

    articles: tuple[Mapping[str, Any], ...]
    pages: tuple[Mapping[str, Any], ...]
    by_id: Mapping[str, Mapping[str, Any]]
    meta: Mapping[str, tuple[str, ...]]
    title: str | None
    headings: tuple[str, ...]
    canonical: tuple[str, ...]
    language: str | None

    def first_meta(self, *names: str) -> str | None:
        """The first value of the first of these names that has one."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def find_stated(tree: Any) -> Stated:
    """Gather the evidence of an lxml tree."""
    nodes = list(_linked_data(tree))
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        value = clean(element.get("content"))
        if key and value:
            meta.setdefault(key.lower(), []).append(value)
    title = next(tree.iter("title"), None)
    headings = (clean(element.text_content()) for element in tree.iter("h1"))
    return Stated(
        articles=tuple(node for node in nodes if _is_typed(node, _ARTICLE_TYPES)),
        pages=tuple(node for node in nodes if _is_typed(node, _PAGE_TYPES)),
        by_id=_named_nodes(nodes),
        meta={key: tuple(values) for key, values in meta.items()},
        title=None if title is None else clean(title.text_content()),
        headings=tuple(dict.fromkeys(heading for heading in headings if heading)),
        canonical=tuple(
            href
            for e in tree.iter("link")
            if "canonical" in (e.get("rel") or "").lower().split() and (href := e.get("href"))
        ),
        language=tree.get("lang") if tree.tag == "html" else None,
    )


def clean(value: object) -> str | None:
    """A string without entities (JSON-LD often has them twice) and runs of blanks; None where nothing is left."""
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(html.unescape(value)).split()) or None


def types_of(node: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = node.get("@type")
    return tuple(str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]) if kind)


def _is_typed(node: Mapping[str, Any], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(kind) for kind in types_of(node))


def _named_nodes(nodes: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Objects by `@id`; the fullest of several speaks, the others only point at it."""
    named: dict[str, dict[str, Any]] = {}
    for node in nodes:
        id_ = node.get("@id")
        if isinstance(id_, str) and len(node) > len(named.get(id_, ())):
            named[id_] = node
    return named


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """All JSON-LD objects, outer before inner, in document order."""
    left = _MOST_NODES
    for script in tree.iter("script"):
        if script.get("type", "").lower() != "application/ld+json":
            continue
        try:
            stack = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue  # broken in many real pages; the other evidence stands
        while stack and left:
            value = stack.pop()
            if isinstance(value, dict):
                left -= 1
                yield value
                stack.extend(reversed(list(value.values())))
            elif isinstance(value, list):
                stack.extend(reversed(value))
