"""A web page to the fields of an article, each with the evidence it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from extract.text import UnreadableError, declared_charset, decode_bytes, replace_surrogates
from extract.urls import page_url

from .authors import find_authors
from .cues import PageCues, load_page_cues
from .days import find_modified, find_published, iso_day
from .kinds import find_problem, is_cut
from .stated import Stated, clean, find_stated
from .titles import find_title

_PARSER = "1"  # of our own rules beside trafilatura's


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """What a page says of itself. A `*_method` is json-ld, meta, h1, title, url, byline, text or htmldate.

    `problem` says why the page is no article although it has text: an error page, a paywall, a list of articles.
    """

    text: str  # paragraphs with a blank line between; the title is not repeated
    title: str | None = None
    title_method: str | None = None
    published: date | None = None
    published_method: str | None = None
    published_time: datetime | None = None  # where the page says its time zone
    modified: date | None = None
    modified_method: str | None = None
    authors: tuple[str, ...] = ()
    authors_method: str | None = None
    site: str | None = None
    language: str | None = None  # as the page declares it
    canonical_url: str | None = None
    is_cut: bool = False  # by a paywall
    problem: str | None = None
    parser: str | None = None


def parse_html(html: bytes | str, url: str | None = None, latest: date | None = None) -> ParsedPage:
    """Main text and metadata of a news page; `latest` bounds the day that is guessed where the page states none.

    Slow on hostile pages (seconds per 10 MB): run it where it can be killed. Raises `UnreadableError` for pages
    without text.
    """
    import trafilatura  # noqa: PLC0415 - 0.8 s, for pages only
    from trafilatura.utils import load_html  # noqa: PLC0415

    source = html if isinstance(html, str) else decode_bytes(html, declared_charset(html))[0]
    tree = load_html(replace_surrogates(source).replace("\0", " "))
    if tree is None:
        raise UnreadableError("not HTML")
    cues = load_page_cues()
    stated = find_stated(tree)
    site = find_site(stated, url)
    title, title_method = find_title(stated, site, cues)
    published, published_time, published_method = find_published(stated, url)
    raw, guessed = _read_body(trafilatura, tree, url, latest, is_dated=published is not None)
    if published is None and guessed is not None:
        published, published_method = guessed, "htmldate"
    text = join_paragraphs(raw, title, cues)
    problem = find_problem(stated, tree, title, text, cues)
    if not text:
        raise UnreadableError(problem or "no article text found in the page")
    authors, authors_method = find_authors(stated, tree, text, site, cues)
    modified, modified_method = find_modified(stated, published)
    return ParsedPage(
        text=text if authors_method != "text" else text.partition("\n\n")[2] or text,
        title=title,
        title_method=title_method,
        published=published,
        published_time=published_time,
        published_method=published_method,
        modified=modified,
        modified_method=modified_method,
        authors=authors,
        authors_method=authors_method,
        site=site,
        language=find_declared_language(stated),
        canonical_url=page_url(url, (*stated.canonical, *stated.meta.get("og:url", ()))),
        is_cut=is_cut(text, cues),
        problem=problem,
        parser=f"trafilatura@{trafilatura.__version__}+{_PARSER}",
    )


def _read_body(
    trafilatura: Any, tree: Any, url: str | None, latest: date | None, *, is_dated: bool
) -> tuple[str, date | None]:
    """Main text, "" where there is none, and htmldate's day where the page states none."""
    page = trafilatura.bare_extraction(
        tree,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={
            "original_date": True,
            "extensive_search": not is_dated,
            "max_date": latest.isoformat() if latest else "2099-12-31",
        },
    )
    if page is None:
        return "", None
    guess = None if is_dated else iso_day(page.date)
    if guess is not None and (guess.month, guess.day) == (1, 1):  # what a year alone is made into
        guess = None
    return page.text or "", guess


def join_paragraphs(text: str, title: str | None, cues: PageCues) -> str:
    """Lines are paragraphs to trafilatura; the heading that it repeats and what advertises the site are left out."""
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    kept = [paragraph for paragraph in paragraphs if not cues.is_promotion(paragraph)]
    if title is not None and len(kept) > 1 and kept[0].casefold() == title.casefold():
        kept = kept[1:]
    return "\n\n".join(kept)


def find_site(stated: Stated, url: str | None) -> str | None:
    """The site's name as the page gives it, else its host."""
    named = stated.first_meta("og:site_name", "application-name")
    if named is not None:
        return named
    for node in (*stated.articles, *stated.pages):
        publisher = node.get("publisher")
        if isinstance(publisher, dict):
            full = stated.by_id.get(str(publisher.get("@id")), publisher)
            name = clean(publisher.get("name")) or clean(full.get("name"))
            if name is not None:
                return name
    return None if url is None else (urlsplit(url).hostname or "").removeprefix("www.") or None


def find_declared_language(stated: Stated) -> str | None:
    """ISO 639 code that the page declares in its root element or its JSON-LD."""
    said = [
        stated.language,
        *(clean(node.get("inLanguage")) for node in stated.articles),
        stated.first_meta("og:locale"),
    ]
    for value in said:
        code = (value or "").replace("_", "-").split("-")[0].lower()
        if code.isalpha() and len(code) in (2, 3):
            return code
    return None
