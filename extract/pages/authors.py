"""Who wrote it: bylines from JSON-LD, meta elements, the visible byline; persons, agencies and desks alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .cues import PageCues
from .stated import Stated, clean

_META = ("article:author", "og:article:author", "article:author_name", "author", "byl", "dc.creator", "dcterms.creator")
_META_LATE = ("sailthru.author", "parsely-author", "cxenseparse:author", "mrf:authors", "dcsext.author")
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|org|net)\b", re.IGNORECASE)
_USER_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SPLIT = re.compile(r"\s*[;/|&•·]\s*|\s*,\s+")
_LAST_FIRST = re.compile(r"([^\W\d][\w'’. -]*), ([^\W\d][\w'’. -]*)")
_BYLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:by-?line|author(?:-?name)?s?)(?:$|[\s_-])", re.IGNORECASE)
_NAME_WORD = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*|de|da|del|della|der|den|di|dos|du|van|von|la|le|al|el|bin|ibn|ben)")
_PLACE = re.compile(r"\s+in [A-Z][\w'’-]*(?: [A-Z][\w'’-]*)?(?: and [A-Z][\w'’-]*)?$")  # "Mara Linde in Nairobi"
_LONGEST = 60  # characters of one name
_MOST_WORDS = 7


def find_authors(
    stated: Stated, tree: Any, text: str, site: str | None, cues: PageCues
) -> tuple[tuple[str, ...], str | None]:
    """Names in order, and where they stand: json-ld, meta, byline or text.

    The site's own name is kept only where no person or agency is named: it says that there is no byline.
    """
    own: tuple[tuple[str, ...], str] | None = None
    for values, method in _candidates(stated, tree, text, cues):
        names = split_names(values, cues)
        others = tuple(name for name in names if not _is_site(name, site))
        if others:
            return others, method
        if names and own is None:
            own = names, method
    return own or ((), None)


def _candidates(stated: Stated, tree: Any, text: str, cues: PageCues) -> Iterator[tuple[list[str], str]]:
    for node in stated.articles:
        yield list(_linked_names(node, stated)), "json-ld"
    for node in stated.pages:
        yield list(_linked_names(node, stated)), "json-ld"
    for name in (*_META, *_META_LATE):
        yield list(stated.meta.get(name, ())), "meta"
    yield from (([line], "byline") for line in _visible_bylines(tree, cues))
    opening = text.split("\n", 1)[0].strip()
    if is_byline(opening, cues):
        yield [opening], "text"


def split_names(values: list[str], cues: PageCues) -> tuple[str, ...]:
    """Single names out of bylines: "By A and B, staff writer" is A and B."""
    names: dict[str, str] = {}
    inverted = all(_LAST_FIRST.fullmatch(value) for value in values) and len(values) > 0
    for value in values:
        line = _strip_by(_IN_BRACKETS.sub("", value).strip(), cues)
        if inverted and (found := _LAST_FIRST.fullmatch(line)) and not _is_role(found[2], cues):
            # Libraries' form, "Last, First"; a byline of two full names has a blank in both halves.
            line = f"{found[2]} {found[1]}" if " " not in found[1] or " " not in found[2] else line
        for position, part in enumerate(_SPLIT.split(line)):
            if position and _is_role(part, cues):
                continue  # "Mara Linde, chief correspondent"
            for name in (_PLACE.sub("", one) for one in _split_and(part, cues)):
                if _is_name(name, cues):
                    names.setdefault(name.casefold(), name)
    return tuple(names.values())


def is_byline(line: str, cues: PageCues) -> bool:
    """Whether a line that opens a text is nothing but names: "Mara Linde/Jon Okoro", "By Mara Linde"."""
    rest = _strip_by(line, cues)
    parts = [name for part in _SPLIT.split(rest) for name in _split_and(part, cues)]
    return len(line) <= 2 * _LONGEST and bool(parts) and all(_is_full_name(part) for part in parts)


def _is_full_name(part: str) -> bool:
    words = part.split()
    return 2 <= len(words) <= 4 and all(_NAME_WORD.fullmatch(word) for word in words)


def _linked_names(node: Mapping[str, Any], stated: Stated) -> Iterator[str]:
    """Names of the author or creator of a JSON-LD object; references are followed once."""
    given = node.get("author") or node.get("creator")
    for one in given if isinstance(given, list) else [given]:
        if isinstance(one, Mapping):
            full = stated.by_id.get(str(one.get("@id")), one)
            found = [clean(side.get(key)) for side in (one, full) for key in ("name", "byline")]
            name = next((name for name in found if name), None)
        else:
            name = clean(one)
        if name is not None:
            yield name


def _visible_bylines(tree: Any, cues: PageCues) -> Iterator[str]:
    """Lines of the elements that the page marks as its byline, the first one only: later ones are of other stories."""
    for element in tree.iter("a", "span", "div", "p", "address", "li"):
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('rel') or ''}"
        if not _BYLINE_CLASS.search(marks):
            continue
        line = clean(element.text_content())
        if line is not None and len(line) <= 2 * _LONGEST and (element.get("rel") or is_byline(line, cues)):
            yield line
            return


def _strip_by(line: str, cues: PageCues) -> str:
    lower = line.casefold()
    for word in cues.by_words:
        if lower.startswith((f"{word} ", f"{word}: ")):
            return line[len(word) :].lstrip(": ")
    return line


def _split_and(part: str, cues: PageCues) -> list[str]:
    """Names joined by a word for "and"; "Ministry of Health and Sport" has no full name on both sides and stays."""
    words = part.split()
    for position, word in enumerate(words):
        if word.casefold() in cues.and_words and 1 < position < len(words) - 2:
            return [" ".join(words[:position]), *_split_and(" ".join(words[position + 1 :]), cues)]
    return [part]


def _is_role(part: str, cues: PageCues) -> bool:
    return any(word.casefold().strip(".") in cues.role_words for word in part.split())


def _is_name(name: str, cues: PageCues) -> bool:
    words = name.split()
    return (
        bool(words)
        and len(name) <= _LONGEST
        and len(words) <= _MOST_WORDS
        and any(c.isalpha() for c in name)
        and not _ADDRESS.search(name)
        and not _USER_NAME.fullmatch(name)
        and name.casefold() not in cues.no_names
        and not words[0].startswith("#")
    )


def _is_site(name: str, site: str | None) -> bool:
    def plain(text: str) -> str:
        return "".join(re.findall(r"\w+", text.casefold().removeprefix("the ")))

    return site is not None and plain(name) == plain(site)
