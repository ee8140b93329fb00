"""Feeds, sitemaps and index pages of a site at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from press.looks import View
from press.records import PressArticle

LISTING_PATHS = {"rss": "/feed.xml", "atom": "/atom.xml", "sitemap": "/sitemap.xml", "links": "/latest"}
_IN_FEED = 80  # newest articles
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def render_listing(path: str, view: View) -> str | None:
    """The listing at a path; None where there is none."""
    kind = view.look.listing
    if path == LISTING_PATHS[kind] and kind in _LISTINGS:
        return _LISTINGS[kind](view, view.shown[:_IN_FEED])
    return _sitemap(path, view) if kind == "sitemap" else None


def _rss(view: View, shown: Sequence[PressArticle]) -> str:
    items = "".join(
        f"<item><title>{escape(a.versions[0].title)}</title><link>{view.link_of(a)}</link>"
        f"<guid isPermaLink='false'>{a.article_id}</guid><pubDate>{format_datetime(a.published)}</pubDate>"
        f"<description>{escape(a.versions[0].paragraphs[0][0].text)}</description></item>"
        for a in shown
    )
    head = f"<title>{escape(view.site.title)}</title><link>{view.base}/</link><description>News</description>"
    return f"{_XML}<rss version='2.0'><channel>{head}{items}</channel></rss>"


def _atom(view: View, shown: Sequence[PressArticle]) -> str:
    name = view.site.name
    entries = "".join(
        f"<entry><title type='html'>{escape(escape(a.versions[0].title))}</title><id>tag:{name}:{a.article_id}</id>"
        f"<link rel='alternate' href='{view.link_of(a)}'/><published>{a.published.isoformat()}</published>"
        f"<updated>{_last_change(a, view.now).isoformat()}</updated></entry>"
        for a in shown
    )
    updated = shown[0].published if shown else datetime(2024, 1, 1, tzinfo=UTC)
    return (
        f"{_XML}<feed xmlns='http://www.w3.org/2005/Atom'><title>{escape(view.site.title)}</title><id>tag:{name}</id>"
        f"<updated>{updated.isoformat()}</updated>{entries}</feed>"
    )


def _links(view: View, shown: Sequence[PressArticle]) -> str:
    items = "".join(
        f'<li><a href="{escape(view.look.link_of(a))}">{escape(a.versions[0].title)}</a></li>' for a in shown
    )
    menu = '<nav><a href="/">Home</a> <a href="/section/world">World</a> <a href="/about">About us</a></nav>'
    head = f"<head><title>Latest - {escape(view.site.title)}</title></head>"
    return f"<html>{head}<body>{menu}<h1>Latest</h1><ul>{items}</ul></body></html>"


_LISTINGS = {"rss": _rss, "atom": _atom, "links": _links}


def _sitemap(path: str, view: View) -> str | None:
    """An index of a news sitemap (two days) and one sitemap for each day before."""
    recent = [a for a in view.shown if view.now - a.published < timedelta(days=2)]
    older = [a for a in view.shown if view.now - a.published >= timedelta(days=2)]
    days = sorted({str(a.published.date()) for a in older})
    if path == "/sitemap.xml":
        parts = ["/sitemap-news.xml", *(f"/sitemap-{day}.xml" for day in days)]
        names = "".join(f"<sitemap><loc>{view.base}{part}</loc></sitemap>" for part in parts)
        return f'{_XML}<sitemapindex xmlns="{_SITEMAP}">{names}</sitemapindex>'
    if path == "/sitemap-news.xml":
        urls = "".join(_news_url(a, view) for a in recent)
    else:
        day = path.removeprefix("/sitemap-").removesuffix(".xml")
        if day not in days:
            return None
        urls = "".join(
            f"<url><loc>{view.link_of(a)}</loc><lastmod>{_last_change(a, view.now).isoformat()}</lastmod></url>"
            for a in older
            if str(a.published.date()) == day
        )
    return f'{_XML}<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">{urls}</urlset>'


def _news_url(article: PressArticle, view: View) -> str:
    publication = f"<news:name>{escape(view.site.title)}</news:name><news:language>en</news:language>"
    return (
        f"<url><loc>{view.link_of(article)}</loc><news:news><news:publication>{publication}</news:publication>"
        f"<news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(article.versions[0].title)}</news:title></news:news></url>"
    )


def _last_change(article: PressArticle, now: datetime) -> datetime:
    return max(version.at for version in article.versions if version.at <= now)
