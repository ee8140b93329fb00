"""Index pages of a site, and newsletters: the links that look like articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from courlan import extract_domain, is_navigation_page, is_not_crawlable
from lxml import etree, html

from extract.records import Issue
from flows.listing.collect import collect, plain_text
from flows.listing.records import Entry, Listing, ListingError, Window
from flows.listing.unpack import parse_time, resolve

_WORDS = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"(?<!\d)\d{4,}(?!\d)")  # of an article, or a year
_DAY = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)")
_FILE = re.compile(r"\.(?!(?:html?|php|aspx?|jsp|shtml|stm|cms|do|ece)$)[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_SERVICE = re.compile(
    r"/(?:about|account|advertis\w*|careers?|comments?|contact|cookies?|feeds?|help|jobs|legal|log-?in|newsletters?|"
    r"opt-?out|(?:[\w-]+-)?preferences|print|privacy[\w-]*|register|rss|search|share|sign-?(?:in|up)|sitemap|"
    r"(?:un)?subscri\w+|terms[\w-]*|topics?|users?)(?:/|$)",
    re.IGNORECASE,
)
# What a newsletter has for its subscriber alone, behind addresses of any form: to ask for it may end the subscription.
_PERSONAL = re.compile(
    r"\b(?:unsubscrib\w+|(?:e-?mail|subscription|your) preferences|opt out of (?:all|our|these|this)|"
    r"in (?:a|the|your) browser|forward (?:it|this) to)\b",
    re.IGNORECASE,
)
_NOWHERE = "https://mail.invalid/"  # base of the links of a mail, which has no address: what is relative leads nowhere


def parse_link_page(body: bytes, url: str, window: Window) -> Listing:
    """The articles that a page links to on its own site, in its order. Raises ListingError if it is no HTML.

    An older page (`rel="next"`) is in `more` where the window has a first day.
    """
    root = parse_markup(body)
    if root is None:
        raise ListingError("not an HTML page")
    base = _base(root, url)

    def is_own(address: str) -> bool:
        return address.rstrip("/") != url.rstrip("/") and is_same_site(address, url)

    listing = collect(_articles(root, base, is_own), window)
    if not listing.entries:
        listing = replace(listing, issues=(*listing.issues, Issue("fetch", "no links that look like articles")))
    older: tuple[str, ...] = ()
    if window[0] is not None:
        found = (
            resolve(base, link.get("href", "")) for link in root.xpath("//*[(self::a or self::link)][@rel='next']")
        )
        older = tuple(dict.fromkeys(page for page in found if page and page != url and is_same_site(page, url)))
    return replace(listing, more=older[:1])


def find_linked(page: bytes | str | None, sites: Sequence[str], sent: datetime | None) -> tuple[Entry, ...]:
    """The articles on these sites that a newsletter links to; they were there when it was sent."""
    body = page.encode("utf-8", "replace") if isinstance(page, str) else page or b""
    root = parse_markup(body) if sites else None
    if root is None:
        return ()
    entries = _articles(root, _base(root, _NOWHERE), lambda address: any(_is_of(address, site) for site in sites))
    return tuple(replace(entry, seen=sent) for entry in entries if not _PERSONAL.search(entry.title or ""))


def _is_of(url: str, site: str) -> bool:
    parts = urlsplit(url)
    return parts.netloc.lower() == site or f".{parts.hostname}".endswith(f".{site}")


def parse_markup(body: bytes) -> Any | None:
    """The root of an HTML page; None for what is none."""
    if b"<" not in body:
        return None
    try:
        body.decode("utf-8")
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # as the page's own meta element says
    parser = html.HTMLParser(encoding=encoding, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):  # nothing in it, or nested too deeply
        return None


def is_same_site(url: str, other: str) -> bool:
    """Whether two addresses are of one registered domain; hosts without one (127.0.0.1:8000) must be the same."""
    mine, theirs = urlsplit(url).netloc.lower(), urlsplit(other).netloc.lower()
    if mine == theirs:
        return True
    domain = extract_domain(url)
    return domain is not None and domain == extract_domain(other)


def _base(root: Any, url: str) -> str:
    stated = root.xpath("string((//base/@href)[1])")
    return (resolve(url, stated) if stated else None) or url


def _articles(root: Any, base: str, is_wanted: Callable[[str], bool]) -> Iterator[Entry]:
    """Links to articles whose addresses are wanted.

    The longest of several texts for one address is its title: the others are "Read more".
    """
    titles: dict[str, Entry] = {}
    for link in root.iter("a"):
        href = link.get("href", "").strip()
        address = resolve(base, href.partition("#")[0]) if href and not href.startswith("#") else None
        if next(link.iterancestors("nav", "footer"), None) is not None:
            continue
        if address is None or not is_wanted(address):
            continue
        text = plain_text(" ".join(link.itertext())) or ""
        if not is_article(address, text):
            continue
        known = titles.get(address)
        if known is None or len(text) > len(known.title or ""):
            titles[address] = Entry(address, text if len(text.split()) > 2 else None, _time_beside(link))
    yield from titles.values()


def is_article(url: str, text: str) -> bool:
    """Whether an address, or the text that is linked to it, looks like one article's rather than a section's."""
    if is_navigation_page(url) or is_not_crawlable(url):
        return False
    path = unquote(urlsplit(url).path).rstrip("/")
    if not path or _SERVICE.search(path) or _FILE.search(path):
        return False
    slug = path.rpartition("/")[2]
    n_words = len(_WORDS.findall(slug))
    is_headline = len(_WORDS.findall(text)) >= 4
    is_dated = bool(_NUMBER.search(slug) or _DAY.search(path))
    return n_words >= 4 or (is_dated and (is_headline or n_words >= 2)) or (n_words >= 2 and is_headline)


def _time_beside(link: Any) -> datetime | None:
    """The time of the only `time` element in the link, or in the nearest article or list item around it."""
    around = next(link.iterancestors("article", "li"), None)
    for holder in (link,) if around is None else (link, around):
        stamps = holder.xpath(".//time/@datetime")
        if len(stamps) == 1:
            return parse_time(stamps[0])
    return None
