"""Fields as read or fetched, made into an `Article` with its identities, and issues for what could not be kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from extract.ids import article_id, version_id
from extract.language import find_language
from extract.pages import ParsedPage
from extract.records import Article, Issue
from extract.text import replace_surrogates
from extract.urls import canonical_url

_LONG_TITLE = 1000  # characters; a headline has under 200, so something else was taken for one
_STATED = ("json-ld", "meta")  # a page's own word on its day goes before the feed's, a guess from its text after


@dataclass(frozen=True, slots=True)
class Listed:
    """What a feed or sitemap says of an article: used where its page says nothing, or only lets guess."""

    title: str | None = None
    published: date | None = None
    published_time: datetime | None = None
    authors: tuple[str, ...] = ()


def make_article(
    text: str,
    *,
    title: str | None = None,
    given_id: str | None = None,
    url: str | None = None,
    source: str | None = None,
    published: date | None = None,
    published_time: datetime | None = None,
    published_method: str | None = None,
    page: ParsedPage | None = None,
    listed: Listed | None = None,
    today: date,
) -> tuple[Article, tuple[Issue, ...]]:
    """An article of the given fields, those of its page where they are missing, and issues.

    A publication day after `today` is not kept: nothing could be dated by it. A time of midnight is a day written as
    a time, and is no time.
    """
    if page is None:
        page = ParsedPage(text, canonical_url=canonical_url(url))
    page = _fill_in(page, listed or Listed())
    if published is None:
        published, published_time = page.published, page.published_time
        published_method = page.published_method
    issues = [Issue("read", "cut short by a paywall")] if page.is_cut else []
    if published is not None and published > today:
        issues.append(Issue("read", f"publication date {published} lies in the future"))
        published = published_time = published_method = None
    clean, clean_title, more = _clean(text, page.title if title is None else title)
    identity = article_id(page.canonical_url, given_id, clean_title, clean, source)
    article = Article(
        article_id=identity,
        version_id=version_id(identity, clean_title, clean),
        text=clean,
        title=clean_title,
        given_id=given_id,
        url=url,
        canonical_url=page.canonical_url,
        source=source,
        published=published,
        published_time=published_time if published_time is not None and published_time.time() != time.min else None,
        published_method=published_method if published is not None else None,
        modified=page.modified,
        authors=page.authors,
        site=page.site,
        title_method=page.title_method if title is None and clean_title is not None else None,
        authors_method=page.authors_method,
        modified_method=page.modified_method,
        language=find_language(clean if clean_title is None else f"{clean_title}\n\n{clean}"),
        parser=page.parser,
    )
    return article, (*issues, *more)


def _fill_in(page: ParsedPage, listed: Listed) -> ParsedPage:
    """The page with what the feed says of it, where that is better than what the page says itself."""
    if page.title is None and listed.title is not None:
        page = replace(page, title=listed.title, title_method="feed")
    if not page.authors and listed.authors:
        page = replace(page, authors=listed.authors, authors_method="feed")
    if listed.published is not None and page.published_method not in _STATED:
        page = replace(page, published=listed.published, published_time=listed.published_time, published_method="feed")
    return page


def _clean(text: str, title: str | None) -> tuple[str, str | None, list[Issue]]:
    """Text and title as they can be stored, and what was wrong with them."""
    issues: list[Issue] = []
    clean = replace_surrogates(text)
    clean_title = replace_surrogates(title) if title is not None and title.strip() else None
    if clean != text or (clean_title is not None and clean_title != title):
        issues.append(Issue("read", "characters that are half of a pair (lone surrogates) replaced by U+FFFD"))
    if clean_title is not None and len(clean_title) > _LONG_TITLE:
        issues.append(Issue("read", f"title of {len(clean_title)} characters"))
    return clean, clean_title, issues
