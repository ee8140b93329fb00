"""The wording of news pages around articles, from `lexicons/pages.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from extract.lexicon import read_yaml

_LIVE_IN_CAPITALS = re.compile(r"(?<!\w)LIVE(?!\w)")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page that is no article: how its title and its text sound, and how many words it has at most."""

    problem: str
    words: int
    title: re.Pattern[str] | None  # of the whole title
    texts: tuple[re.Pattern[str], ...]  # anywhere in the text


@dataclass(frozen=True, slots=True)
class PageCues:
    """All cues, compiled."""

    promotion: re.Pattern[str]  # the beginning of a paragraph
    promotion_words: int
    kinds: Mapping[str, Kind]
    live: re.Pattern[str]
    and_words: frozenset[str]
    by_words: tuple[str, ...]
    role_words: frozenset[str]
    no_names: frozenset[str]

    def is_live(self, title: str) -> bool:
        """Whether the title is that of a page written on all day."""
        return bool(self.live.search(title) or (_LIVE_IN_CAPITALS.search(title) and not title.isupper()))

    def is_promotion(self, paragraph: str) -> bool:
        """Whether the paragraph advertises the site instead of telling the story."""
        return bool(self.promotion.match(paragraph)) and len(paragraph.split()) <= self.promotion_words


@cache
def load_page_cues() -> PageCues:
    table = read_yaml("pages")
    kinds = {
        name: Kind(
            entry["problem"],
            entry["words"],
            _any_of(entry["titles"]) if entry["titles"] else None,
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry["texts"]),
        )
        for name, entry in table["kinds"].items()
    }
    return PageCues(
        promotion=_any_of(table["promotions"]),
        promotion_words=table["promotion_words"],
        kinds=MappingProxyType(kinds),
        live=_any_of(table["live_titles"]),
        and_words=frozenset(table["and_words"]),
        by_words=tuple(sorted(table["by_words"], key=len, reverse=True)),
        role_words=frozenset(table["role_words"]),
        no_names=frozenset(table["no_names"]),
    )


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
