"""How each site serves its articles: listing, layout, charset, compression, validators, redirects, robots.txt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from random import Random
from typing import Literal

from press.records import PressArticle, Site, World

Listing = Literal["rss", "atom", "sitemap", "links"]
Encoding = Literal["utf-8", "wrong meta", "header only", "meta only", "utf-16"]

MEMBERS = "/members"  # the part of a site that its robots.txt closes


@dataclass(frozen=True, slots=True)
class Look:
    site: str
    listing: Listing
    layout: int  # 0-4: see press.pages
    metadata: tuple[str, ...]  # of json-ld, meta, canonical
    encoding: Encoding
    is_compressed: bool
    validators: tuple[str, ...]  # of etag, last-modified
    link_style: Literal["plain", "short", "tracked"]  # short: /go/NUMBER redirects to the article
    gone_status: int  # 404 or 410, for deleted articles
    has_members: bool  # a tenth of the articles lies where robots.txt forbids to go
    closes: str | None = None  # part of the site that robots.txt forbids from `closes_at` on
    closes_at: datetime | None = None
    crawl_delay: float | None = None  # seconds
    has_robots: bool = True

    def path_of(self, article: PressArticle) -> str:
        if self.has_members and int(article.article_id[1:]) % 10 == 3:
            return MEMBERS + article.path
        return article.path

    def link_of(self, article: PressArticle) -> str:
        """The path by which the listing links the article."""
        path = self.path_of(article)
        if self.link_style == "short" and not path.startswith(MEMBERS):
            return f"/go/{article.article_id}"
        return f"{path}?utm_source=feed&utm_medium=rss" if self.link_style == "tracked" else path

    def robots(self, now: datetime) -> str | None:
        """The text of robots.txt at a time; None where there is none."""
        if not self.has_robots:
            return None
        lines = ["# be kind", "User-agent: *", "Disallow: /admin/"]
        if self.has_members:
            lines.append(f"Disallow: {MEMBERS}/")
        if self.closes is not None and self.closes_at is not None and now >= self.closes_at:
            lines.append(f"Disallow: {self.closes}")
        if self.crawl_delay is not None:
            lines.append(f"Crawl-delay: {self.crawl_delay}")
        return "\n".join(lines) + "\n"

    def allows(self, path: str, now: datetime) -> bool:
        """Whether robots.txt allows the path at a time, judged from the facts and not by a parser."""
        if not self.has_robots or path == "/robots.txt":
            return True
        if path.startswith("/admin/") or (self.has_members and path.startswith(f"{MEMBERS}/")):
            return False
        is_closed = self.closes is not None and self.closes_at is not None and now >= self.closes_at
        return not (is_closed and self.closes is not None and path.startswith(self.closes))


@dataclass(frozen=True, slots=True)
class View:
    """A site as it is seen at a time: `shown` are the articles on show, newest first."""

    site: Site
    look: Look
    base: str
    shown: tuple[PressArticle, ...]
    now: datetime

    def url_of(self, article: PressArticle) -> str:
        """The article's own address, ready for markup."""
        return escape(self.base + self.look.path_of(article))

    def link_of(self, article: PressArticle) -> str:
        """The address by which listings link it, ready for markup."""
        return escape(self.base + self.look.link_of(article))


def draw_looks(world: World) -> dict[str, Look]:
    """A look for each site, by the world's seed; the first sites differ in their listings."""
    rng = Random(world.seed * 7919 + 1)
    listings: list[Listing] = ["rss", "sitemap", "links", "atom"]
    encodings: list[Encoding] = ["utf-8", "wrong meta", "header only", "meta only", "utf-16"]
    found = {}
    for number, site in enumerate(world.sites):
        metadata = [("json-ld", "meta", "canonical"), ("meta", "canonical"), ("json-ld",), ("canonical",), ("meta",)]
        style = rng.choice(("plain", "plain", "short", "tracked"))
        described = rng.choice(metadata)
        if style != "plain" and "canonical" not in described:
            described = (*described, "canonical")
        closing = number % 10 == 4
        # The part that closes is a day's: /2024/03/05/ from the tenth day on.
        closed_day = world.first_day + timedelta(days=1)
        start = datetime.combine(world.first_day, datetime.min.time(), UTC)
        found[site.name] = Look(
            site=site.name,
            listing=listings[number] if number < len(listings) else rng.choice(listings),
            layout=number % 5,
            metadata=described,
            encoding=encodings[number] if number < 3 else rng.choice(("utf-8", *encodings)),
            is_compressed=rng.random() < 0.6,
            validators=rng.choice((("etag",), ("last-modified",), ("etag", "last-modified"), ())),
            link_style="plain" if closing else style,
            gone_status=rng.choice((404, 410)),
            has_members=number % 6 == 1,
            closes=f"/{closed_day:%Y/%m/%d}/" if closing else None,
            closes_at=start + timedelta(days=max(world.days - 4, 2)) if closing else None,
            crawl_delay=0.06 if number % 7 == 2 else None,
            has_robots=number % 8 != 5,
        )
    return found
