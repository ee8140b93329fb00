"""The address that stands for an article, however a reader came to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from extract.lexicon import read_yaml

_PATH_SESSION = re.compile(r"(?:;|%3[Bb])(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_SLUG_HYPHENS = 3  # in a path that tells a story by its words, which no number in the query need tell apart
_AMP_SUFFIX = re.compile(r"\.amp(?=\.html?$|$)")


@dataclass(frozen=True, slots=True)
class UrlCues:
    """Parts of addresses that do not tell articles apart; see `lexicons/urls.yaml`."""

    tracking: frozenset[str]
    variants: Mapping[str, frozenset[str]]
    hosts: frozenset[str]
    endings: frozenset[str]


@cache
def load_url_cues() -> UrlCues:
    table = read_yaml("urls")
    return UrlCues(
        tracking=frozenset(table["tracking"]),
        variants=MappingProxyType({name: frozenset(values) for name, values in table["variants"].items()}),
        hosts=frozenset(table["variant_hosts"]),
        endings=frozenset(table["variant_endings"]),
    )


def canonical_url(url: str | None) -> str | None:
    """The address without fragment, user, default port, tracking, and marks of AMP and print forms.

    None if it is no http(s) address.
    """
    if url is None or not url.strip().lower().startswith(("http://", "https://")):
        return None
    from courlan import clean_url  # noqa: PLC0415 - a quarter of a second that plain text need not pay

    cleaned: str | None = clean_url(_PATH_SESSION.sub("", url.strip()))
    if not cleaned:
        return None
    try:
        parts = urlsplit(cleaned)
        return _plain_form(parts) if parts.hostname else None
    except ValueError:
        return None


def page_url(url: str | None, stated: tuple[str, ...]) -> str | None:
    """The canonical address of a page: the first that it states and that can be believed, else its own.

    Believed is one on the same site that is no start page, unless the page is one, and that does not lose the query
    that tells the pages of a script apart (story.php?id=7).
    """
    own = canonical_url(url)
    for candidate in stated:
        try:
            found = canonical_url(urljoin(url or "", candidate.strip()))
        except ValueError:
            continue
        if found is not None and (own is None or _is_believed(found, own)):
            return found
    return own


def _is_believed(found: str, own: str) -> bool:
    there, here = urlsplit(found), urlsplit(own)
    if site_of(found) != site_of(own):
        return False
    if there.path in ("", "/") and not there.query and (here.path not in ("", "/") or here.query):
        return False
    is_slug = here.path.count("-") >= _SLUG_HYPHENS
    is_numbered = any(c.isdigit() for _, value in parse_qsl(here.query) for c in value)
    return there.path != here.path or bool(there.query) or is_slug or not is_numbered


def site_of(url: str) -> str | None:
    """The registered domain of an address ("news.bbc.co.uk": bbc.co.uk), or host and port where there is none."""
    from courlan import extract_domain  # noqa: PLC0415

    domain: str | None = extract_domain(url)
    parts = urlsplit(url)
    return domain or parts.netloc.rpartition("@")[2].removeprefix("www.") or None


def _plain_form(parts: SplitResult) -> str:
    cues = load_url_cues()
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in cues.tracking and not _is_variant(name.lower(), value.lower(), cues)
    ]
    path = _AMP_SUFFIX.sub("", parts.path)
    head, _, last = path.rstrip("/").rpartition("/")
    if head and last.lower() in cues.endings:
        path = f"{head}/" if path.endswith("/") else head
    query = parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(kept)
    return parts._replace(netloc=_plain_host(parts, cues), path=path, query=query, fragment="").geturl()


def _is_variant(name: str, value: str, cues: UrlCues) -> bool:
    values = cues.variants.get(name)
    return values is not None and (not values or value in values)


def _plain_host(parts: SplitResult, cues: UrlCues) -> str:
    """Host and port, without user and a first label that only asks for another form ("amp.", "m.")."""
    host = parts.netloc.rpartition("@")[2]
    label, _, rest = host.partition(".")
    return rest if label in cues.hosts and "." in rest else host
