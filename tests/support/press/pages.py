"""Pages in the layouts that news sites have: clean, classless, tables of old, cluttered, microdata."""

from __future__ import annotations

import json
from html import escape

from press.looks import Look, View
from press.records import PressArticle, Site, Version

_MENU = ("Home", "World", "Politics", "Business", "Sport", "Weather")


def render_page(article: PressArticle, version: Version, view: View) -> str:
    """The page of one version at a time. What stands beside the article changes with the time; the article does not."""
    site, look = view.site, view.look
    title = f"{version.title} | {site.title}" if look.layout % 2 else f"{version.title} - {site.title}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{_charset(look)}<title>{escape(title)}</title>'
        f"{_head(article, version, view)}</head><body>"
        f"{_menu(site)}{_LAYOUTS[look.layout](article, version)}{_beside(view)}"
        f"<footer><p>Copyright {site.title}. All rights reserved.</p><p>Page made at {view.now:%H:%M}.</p></footer>"
        "</body></html>"
    )


def encode_page(html: str, look: Look) -> tuple[bytes, str]:
    """The bytes of a page and its Content-Type."""
    match look.encoding:
        case "header only":
            return html.encode("windows-1252", "xmlcharrefreplace"), "text/html; charset=windows-1252"
        case "meta only":
            return html.encode("windows-1252", "xmlcharrefreplace"), "text/html"
        case "utf-16":
            return html.encode("utf-16"), "text/html; charset=utf-16"
        case _:
            return html.encode(), "text/html; charset=utf-8"


def render_gone(site: Site) -> str:
    return f"<html><head><title>Not found - {site.title}</title></head><body><h1>Page not found</h1></body></html>"


def render_section(site: Site, name: str) -> str:
    """A page of the site that is no article."""
    return (
        f"<html><head><title>{escape(name)} - {site.title}</title></head><body>{_menu(site)}<h1>{escape(name)}</h1>"
        f"<p>{site.title} is read in many towns.</p></body></html>"
    )


def _charset(look: Look) -> str:
    # "wrong meta": the header says UTF-8, which it is and which goes before; the page claims another.
    claimed = {"wrong meta": "windows-1252", "meta only": "windows-1252", "utf-8": "utf-8"}.get(look.encoding)
    return f'<meta charset="{claimed}">' if claimed else ""


def _head(article: PressArticle, version: Version, view: View) -> str:
    site, look, title = view.site, view.look, escape(version.title)
    parts = []
    modified = version.at.isoformat() if version is not article.versions[0] else None
    if "canonical" in look.metadata:
        parts.append(f'<link rel="canonical" href="{view.url_of(article)}">')
    if "meta" in look.metadata:
        parts.append(f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">')
        parts.append(f'<meta property="og:site_name" content="{escape(site.title)}">')
        parts.append(f'<meta property="article:published_time" content="{article.published.isoformat()}">')
        if article.author is not None:
            parts.append(f'<meta name="author" content="{escape(article.author)}">')
        if modified is not None:
            parts.append(f'<meta property="article:modified_time" content="{modified}">')
    if "json-ld" in look.metadata:
        facts: dict[str, object] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": version.title,
            "datePublished": article.published.isoformat(),
            "publisher": {"@type": "Organization", "name": site.title},
        }
        if article.author is not None:
            facts["author"] = [{"@type": "Person", "name": article.author}]
        if modified is not None:
            facts["dateModified"] = modified
        parts.append(f'<script type="application/ld+json">{json.dumps(facts)}</script>')
    return "".join(parts)


def _menu(site: Site) -> str:
    links = "".join(f'<li><a href="/section/{name.lower()}">{name}</a></li>' for name in _MENU)
    return f'<header><a href="/">{escape(site.title)}</a><nav><ul>{links}</ul></nav></header>'


def _beside(view: View) -> str:
    """The list of other headlines, which is another one at each visit."""
    links = "".join(
        f'<li><a href="{view.look.path_of(a)}">{escape(a.versions[0].title)}</a></li>' for a in view.shown[:6]
    )
    return f'<aside class="sidebar"><h3>Latest news</h3><ul>{links}</ul></aside>'


def _paragraphs(version: Version) -> list[str]:
    return [escape(" ".join(s.text for s in paragraph), quote=False) for paragraph in version.paragraphs]


def _byline(article: PressArticle) -> str:
    return f"By {article.author}" if article.author is not None else ""


def _body(version: Version) -> str:
    return "".join(f"<p>{p}</p>" for p in _paragraphs(version))


def _clean(article: PressArticle, version: Version) -> str:
    stamp = f'<time datetime="{article.published.isoformat()}">{article.published:%d %B %Y, %H:%M}</time>'
    byline = f'<p class="byline">{_byline(article)}</p>' if article.author else ""
    return f"<main><article><h1>{escape(version.title)}</h1>{byline}{stamp}{_body(version)}</article></main>"


def _classless(article: PressArticle, version: Version) -> str:
    byline = f'<span class="author">{_byline(article)}</span> ' if article.author else ""
    date = f'<span class="date">{article.published:%B} {article.published.day}, {article.published.year}</span>'
    return (
        f'<div id="content"><h1 class="headline">{escape(version.title)}</h1><div class="meta">{byline}{date}</div>'
        f'<div class="story-body">{_body(version)}</div></div>'
    )


def _table(article: PressArticle, version: Version) -> str:
    text = "<br><br>".join(_paragraphs(version))
    return (
        f'<table width="760"><tr><td width="120" valign="top"><a href="/about">About us</a></td><td>'
        f'<h1><font size="5">{escape(version.title)}</font></h1><i>{article.published:%Y-%m-%d}</i><br><br>'
        f'<div class="text">{text}</div></td></tr></table>'
    )


def _cluttered(article: PressArticle, version: Version) -> str:
    paragraphs = [f"<p>{p}</p>" for p in _paragraphs(version)]
    form = '<form><input type="email"></form>'
    paragraphs.insert(1, f'<aside class="newsletter"><p>Sign up for our newsletter.</p>{form}</aside>')
    more = '<ul><li><a href="/section/world">More from World</a></li></ul>'
    paragraphs.insert(3, f'<div class="related"><h4>Read more</h4>{more}</div>')
    figure = '<figure><img src="/picture.jpg" alt=""><figcaption>File photograph.</figcaption></figure>'
    share = '<div class="share"><a href="#">Share</a> <a href="#">Tweet</a> <a href="#">Print</a></div>'
    shown = f"{article.published:%d/%m/%Y %H:%M}"
    stamp = f'<p class="published">Published <time datetime="{article.published.isoformat()}">{shown}</time></p>'
    byline = f'<p class="byline"><a rel="author" href="/authors/x">{article.author}</a></p>' if article.author else ""
    return (
        '<div class="cookie-banner"><p>We use cookies. <button>Accept</button></p></div><main><section>'
        f"<h1>{escape(version.title)}</h1>{byline}{stamp}{share}{figure}"
        f'<div class="article-content">{"".join(paragraphs)}</div></section></main>'
    )


def _microdata(article: PressArticle, version: Version) -> str:
    byline = f'<span itemprop="author">{article.author}</span>' if article.author else ""
    day = f'<meta itemprop="datePublished" content="{article.published.isoformat()}">'
    return (
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        f'<h1 itemprop="headline">{escape(version.title)}</h1>{byline}{day}'
        f'<div itemprop="articleBody">{_body(version)}</div></div>'
    )


_LAYOUTS = (_clean, _classless, _table, _cluttered, _microdata)
