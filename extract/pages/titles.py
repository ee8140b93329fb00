"""The headline, by agreement: pages repeat it in several places, each with additions of its own."""

from __future__ import annotations

import re
import unicodedata

from .cues import PageCues
from .stated import Stated, clean

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(r"\s+(?:[|*·•»›—–:-]|::)\s+|\s*\|\s*")
_CUT_SHORT = re.compile(r"(?:…|\.\.\.)$")
_LEAST_WORDS = 4  # that a shared beginning must have, to be the headline of which the rest is an addition
_QUOTES = str.maketrans("‘’‚“”„«»", "''''''''")


def find_title(stated: Stated, site: str | None, cues: PageCues) -> tuple[str | None, str | None]:
    """Headline and where it stands: h1, json-ld, meta or title.

    What most of the sources say wins, where one that only adds words at the end counts for the shorter; then what the
    reader sees, the heading. Names of the site and running titles ("LIVE: ...") are put aside.
    """
    candidates = [(strip_site(text, site), method) for text, method in _candidates(stated)]
    candidates = [c for c in candidates if site is None or _plain(c[0]) != _plain(site)]
    candidates = [c for c in candidates if not cues.is_live(c[0])] or candidates
    candidates = [c for c in candidates if not _CUT_SHORT.search(c[0])] or candidates
    if not candidates:
        return None, None
    keys = [_key(text) for text, _ in candidates]

    def support(position: int) -> int:
        own, is_shortened = keys[position], candidates[position][1] == "title"  # for the windows of browsers
        said = zip(candidates, keys, strict=True)
        return len({c[1] for c, key in said if key == own or (not is_shortened and _continues(key, own))})

    best = max(range(len(candidates)), key=lambda position: (support(position), -position))
    text, method = candidates[best]
    return text, method


def strip_site(title: str, site: str | None) -> str:
    """The title without a last or first part that names the site ("... | World | Lake Post")."""
    parts = list(_SEPARATOR.finditer(title))
    name = None if site is None else _plain(site)
    if name is None or not parts:
        return title
    for found in parts:
        if _plain(title[found.end() :]) == name:
            return title[: found.start()]
    last = parts[-1]
    return title[: last.start()] if _plain(title[last.end() :]) == name else title


def _candidates(stated: Stated) -> list[tuple[str, str]]:
    """What may be the headline, best first; of several headings the one that another source bears out."""
    others = [
        *((clean(node.get("headline")), "json-ld") for node in stated.articles[:1]),
        (stated.first_meta("og:title", "twitter:title"), "meta"),
        (stated.title, "title"),
    ]
    given = [(text, method) for text, method in others if text is not None]
    headings = list(stated.headings)
    if len(headings) > 1:
        shared = [h for h in headings if any(_overlap(h, text) >= 0.5 for text, _ in given)]
        headings = shared[:1]
    return [*((heading, "h1") for heading in headings), *given]


def _overlap(one: str, other: str) -> float:
    """Share of the words of the shorter text that are in the other."""
    a, b = set(_key(one).split()), set(_key(other).split())
    return len(a & b) / max(1, min(len(a), len(b)))


def _continues(longer: str, shorter: str) -> bool:
    return (
        len(_WORD.findall(shorter)) >= _LEAST_WORDS
        and longer.startswith(shorter)
        and not longer[len(shorter)].isalnum()
    )


def _key(text: str) -> str:
    """For comparison: one case, one kind of quotation mark, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())


def _plain(text: str) -> str:
    return "".join(_WORD.findall(text.casefold().removeprefix("the ")))
