"""Fields as read or fetched, made into an `Article` with its identities, and issues for what could not be kept."""

from __future__ import annotations

from datetime import date

from extract.ids import article_id, version_id
from extract.language import find_language
from extract.records import Article, Issue
from extract.text import ParsedPage, canonical_url, replace_surrogates

_LONG_TITLE = 1000  # characters; a headline has under 200, so something else was taken for one


def make_article(
    text: str,
    *,
    title: str | None = None,
    given_id: str | None = None,
    url: str | None = None,
    source: str | None = None,
    published: date | None = None,
    published_method: str | None = None,
    page: ParsedPage | None = None,
    today: date,
) -> tuple[Article, tuple[Issue, ...]]:
    """An article of the given fields, those of the page it was parsed from where they are missing, and issues.

    A publication day after `today` is not kept: nothing could be dated by it.
    """
    if page is not None:
        title = page.title if title is None else title
        if published is None:
            published, published_method = page.published, page.published_method
    issues: list[Issue] = []
    if published is not None and published > today:
        issues.append(Issue("read", f"publication date {published} lies in the future"))
        published = published_method = None
    clean = replace_surrogates(text)
    clean_title = replace_surrogates(title) if title is not None and title.strip() else None
    if clean != text or (clean_title is not None and clean_title != title):
        issues.append(Issue("read", "characters that are half of a pair (lone surrogates) replaced by U+FFFD"))
    if clean_title is not None and len(clean_title) > _LONG_TITLE:
        issues.append(Issue("read", f"title of {len(clean_title)} characters"))
    canonical = page.canonical_url if page is not None else canonical_url(url)
    identity = article_id(canonical, given_id, clean_title, clean, source)
    article = Article(
        article_id=identity,
        version_id=version_id(identity, clean_title, clean),
        text=clean,
        title=clean_title,
        given_id=given_id,
        url=url,
        canonical_url=canonical,
        source=source,
        published=published,
        published_method=published_method if published is not None else None,
        modified=page.modified if page is not None else None,
        authors=page.authors if page is not None else (),
        language=find_language(clean if clean_title is None else f"{clean_title}\n\n{clean}"),
        parser=page.parser if page is not None else None,
    )
    return article, tuple(issues)
