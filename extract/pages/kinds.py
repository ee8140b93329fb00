"""Pages that are no articles: errors sent as pages, walls before the text, lists, pages written on all day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .cues import Kind, PageCues
from .stated import Stated, clean, types_of

_LIST_TYPES = re.compile(r"CollectionPage|SearchResultsPage|ItemList$|ProfilePage|AboutPage|ContactPage")
_FEW_WORDS = 50  # of a text whose kind need not be certain
_LEAST_LINKS = 5  # paragraphs that are links, for a list


def find_problem(stated: Stated, tree: Any, title: str | None, text: str, cues: PageCues) -> str | None:
    """Why the page is no article, in a short phrase; None for an article, whole or cut by a paywall."""
    words = len(text.split())
    for name in ("error", "consent", "login"):
        kind = cues.kinds[name]
        if words <= kind.words and _is_kind(kind, stated, title, text):
            return kind.problem
    if is_walled(stated, text, cues) and words <= cues.kinds["paywall"].words:
        return f"{cues.kinds['paywall'].problem}: {words} words shown"
    if any("LiveBlogPosting" in types_of(node) for node in stated.articles) or (
        stated.title is not None and cues.is_live(stated.title)
    ):
        return "a live page: its reports have no days of their own"
    return "a list of articles" if _is_list(stated, tree, text) else None


def is_walled(stated: Stated, text: str, cues: PageCues) -> bool:
    """Whether the page says that its text is for subscribers; the text may be whole nevertheless."""
    if any(_is_false(node.get("isAccessibleForFree")) for node in (*stated.articles, *stated.pages)):
        return True
    if (stated.first_meta("article:content_tier") or "free").lower() in ("locked", "metered", "premium"):
        return True
    return is_cut(text, cues)


def is_cut(text: str, cues: PageCues) -> bool:
    """Whether the last lines of the text ask to subscribe for the rest."""
    end = "\n".join(text.split("\n\n")[-3:])
    return any(pattern.search(end) for pattern in cues.kinds["paywall"].texts)


def _is_kind(kind: Kind, stated: Stated, title: str | None, text: str) -> bool:
    """By its title, or by its text: two different cues, or one in a very short text; an article says that it is one."""
    titles = [t for t in (title, stated.title) if t is not None]
    if kind.title is not None and any(kind.title.fullmatch(part) for t in titles for part in _parts(t)):
        return True
    said = sum(bool(pattern.search(text)) for pattern in kind.texts)
    is_stated = bool(stated.articles) or stated.first_meta("article:published_time") is not None
    return said > 1 or (said == 1 and len(text.split()) <= _FEW_WORDS and not is_stated)


def _parts(title: str) -> Iterator[str]:
    """The whole title, and what stands before the site's name."""
    yield title
    yield re.split(r"\s+[|–—-]\s+", title)[0]


def _is_list(stated: Stated, tree: Any, text: str) -> bool:
    """A start page, section or search page: it states no article, and most of what it shows are links."""
    if stated.articles or stated.first_meta("article:published_time") or stated.first_meta("og:type") == "article":
        return False
    paragraphs = [p for p in text.split("\n\n") if p.strip()]
    links = {line for a in tree.iter("a") if (line := clean(a.text_content())) is not None and len(line.split()) > 3}
    shown = sum(len(p.split()) for p in paragraphs if " ".join(p.removeprefix("- ").split()) in links)
    n_links = sum(" ".join(p.removeprefix("- ").split()) in links for p in paragraphs)
    if n_links >= _LEAST_LINKS and 2 * shown >= len(text.split()):
        return True
    return any(_LIST_TYPES.search(kind) for node in stated.by_id.values() for kind in types_of(node)) and (
        n_links >= _LEAST_LINKS or len(text.split()) <= _FEW_WORDS
    )


def _is_false(value: object) -> bool:
    return value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no"))
