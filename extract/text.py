"""Bytes to text, and a web page to the fields of an article. What comes out is stored and never altered again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin, urlsplit

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ISO_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/_-](\d\d?)[/_-](\d\d?)(?!\d)")
_OTHER_SCRIPT = re.compile(r"Cyrillic|Greek|Hebrew|Arabic|Thai|CJK|Hiragana|Katakana|Hangul|Armenian|Georgian")
_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|WebPage")
# Pages state their day in these, best first; `name` and `property` are both used in the wild.
_META_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "date",
)
_META_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "lastmod")


class UnreadableError(ValueError):
    """The input is no article; the message is the reason, one short phrase."""


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What a page says of itself. `published_method` is json-ld, meta, url or htmldate (best evidence first)."""

    text: str  # paragraphs with a blank line between; the title is not repeated
    title: str | None = None
    published: date | None = None
    published_method: str | None = None
    modified: date | None = None
    authors: tuple[str, ...] = ()
    canonical_url: str | None = None
    parser: str | None = None


def decode_bytes(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text and the encoding it was in: byte order mark, UTF-8, the declared one, else a detected one.

    Nothing is replaced: raises `UnreadableError` where no encoding fits or the bytes are not text.
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _decode(raw, encoding), encoding
    if b"\0" in raw:
        raise UnreadableError("binary, not text")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if declared is not None:
        try:
            return raw.decode(declared), declared.lower()
        except (LookupError, UnicodeDecodeError):
            pass
    encoding = _detect_encoding(raw)
    return _decode(raw, encoding), encoding


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not valid {encoding.upper().removesuffix('-SIG')}") from error


def _detect_encoding(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for the rare text that is not UTF-8

    best = from_bytes(raw[:100_000], cp_exclusion=["utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_7"]).best()
    if best is None:
        raise UnreadableError("binary, or text in no known encoding")
    # Between the Latin code pages a detector can only guess; English and most Western text is in this one.
    if not any(_OTHER_SCRIPT.search(alphabet) for alphabet in best.alphabets):
        with suppress(UnicodeDecodeError):
            raw.decode("cp1252")
            return "cp1252"
    return str(best.encoding)


def declared_charset(raw: bytes) -> str | None:
    """The charset that a page's own meta element names."""
    found = _META_CHARSET.search(raw[:4096])
    return found[1].decode("ascii") if found else None


def replace_surrogates(text: str) -> str:
    """Lone surrogates are no characters and cannot be stored: U+FFFD in their place keeps all offsets."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def canonical_url(url: str | None) -> str | None:
    """The URL without fragment, tracking parameters and default port; None if it is no http(s) address."""
    if url is None or not url.strip().lower().startswith(("http://", "https://")):
        return None
    from courlan import clean_url  # noqa: PLC0415 - a quarter of a second that plain text need not pay

    cleaned: str | None = clean_url(url.strip())
    if not cleaned:
        return None
    try:
        return cleaned.split("#", 1)[0] if urlsplit(cleaned).hostname else None
    except ValueError:
        return None


def parse_html(html: bytes | str, url: str | None = None, latest: date | None = None) -> ParsedPage:
    """Main text and metadata of a news page; `latest` bounds the day that is guessed where the page states none.

    Slow on hostile pages (seconds per 10 MB): run it where it can be killed. Raises `UnreadableError` for pages
    without an article.
    """
    import trafilatura  # noqa: PLC0415 - 0.8 s, for pages only
    from trafilatura.utils import load_html  # noqa: PLC0415

    text = html if isinstance(html, str) else decode_bytes(html, declared_charset(html))[0]
    tree = load_html(replace_surrogates(text).replace("\0", " "))
    if tree is None:
        raise UnreadableError("not HTML")
    stated = _find_stated(tree, url)
    page: Any = trafilatura.bare_extraction(
        tree,
        url=url,
        fast=True,  # better and faster than the default on labelled pages; the default is no fallback for empty ones
        include_comments=False,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": stated["published"] is None,
            "max_date": latest.isoformat() if latest else "2099-12-31",
        },
    )
    if page is None or not (page.text or "").strip():
        raise UnreadableError("no article text found in the page")
    title = stated["title"] or " ".join((page.title or "").split())
    published, method = stated["published"], stated["method"]
    if published is None and page.date:
        guess = _iso_day(page.date)
        if guess is not None and (guess.month, guess.day) != (1, 1):  # what a year alone is made into
            published, method = guess, "htmldate"
    return ParsedPage(
        text=_join_paragraphs(page.text, title),
        title=title or None,
        published=published,
        published_method=method if published else None,
        modified=stated["modified"],
        authors=tuple(name.strip() for name in (page.author or "").split(";") if name.strip()),
        canonical_url=stated["canonical"],
        parser=f"trafilatura@{trafilatura.__version__}",
    )


def _join_paragraphs(text: str, title: str | None) -> str:
    """Lines are paragraphs to trafilatura; the heading that it repeats as the first one is left out."""
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    if title is not None and len(paragraphs) > 1 and paragraphs[0].casefold() == title.casefold():
        paragraphs = paragraphs[1:]
    return "\n\n".join(paragraphs)


def _find_stated(tree: Any, url: str | None) -> dict[str, Any]:
    """What the page states outright: canonical address and days, from JSON-LD, meta elements and the address."""
    linked = list(_linked_data(tree))
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        if key and element.get("content"):
            meta.setdefault(key.lower(), element.get("content"))
    candidates = [
        *((node.get("datePublished"), "json-ld") for node in linked),
        *((meta.get(key), "meta") for key in _META_PUBLISHED),
    ]
    days = ((_iso_day(value), method) for value, method in candidates)
    published, method = next(((day, method) for day, method in days if day), (_day_in_url(url), "url"))
    changes = [node.get("dateModified") for node in linked] + [meta.get(key) for key in _META_MODIFIED]
    return {
        "published": published,
        "method": method,
        "modified": next((day for value in changes if (day := _iso_day(value))), None),
        "canonical": _find_canonical(tree, meta, url),
        "title": _find_heading(tree),
    }


def _find_heading(tree: Any) -> str | None:
    """The words of the page's only main heading: unlike the title element, they do not name the publisher."""
    headings = [" ".join(e.text_content().split()) for e in tree.iter("h1")]
    stated = [heading for heading in dict.fromkeys(headings) if heading]
    return stated[0] if len(stated) == 1 else None


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects that describe an article or the page, in document order."""
    for script in tree.iter("script"):
        if script.get("type", "").lower() != "application/ld+json":
            continue
        try:
            stack = [json.loads(script.text or "", strict=False)]
        except (ValueError, RecursionError):
            continue  # broken in many real pages; the other evidence stands
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                if _ARTICLE_TYPES.search(str(value.get("@type"))):
                    yield value
                stack.extend(reversed(list(value.values())))
            elif isinstance(value, list):
                stack.extend(reversed(value))


def _iso_day(value: object) -> date | None:
    """The day that an ISO timestamp is written on, in its own time zone."""
    return _day(_ISO_DAY.search(value)) if isinstance(value, str) else None


def _day_in_url(url: str | None) -> date | None:
    return _day(_URL_DAY.search(url)) if url is not None else None


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _find_canonical(tree: Any, meta: dict[str, str], url: str | None) -> str | None:
    """The page's canonical address; one on another host than the page's own is not believed."""
    links = [e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"]
    for candidate in (*links, meta.get("og:url")):
        if not candidate:
            continue
        try:
            found = canonical_url(urljoin(url or "", candidate.strip()))
        except ValueError:
            continue
        if found is not None and (url is None or _host(found) == _host(url)):
            return found
    return canonical_url(url)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
