"""The simulated press straight into a warehouse: the real extractor, no HTTP, runs that follow the simulated days.

Extractions are kept in a folder of temporary files, so that only the first build of a world pays for reading.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from press.records import PressArticle, Version, World

from extract.ids import article_id, content_hash, version_id
from extract.pipeline import DEFAULT_EXTRACTOR, Resources, extract_article, load_resources
from extract.records import Article, Extraction
from extract.resources import resources_digest
from storage.append import append_articles
from storage.link import link_claims
from storage.rows import Fetch, Stamp
from storage.runs import finish_run, start_run
from storage.warehouse import open_warehouse

Pair = tuple[Article, Extraction]


def build_warehouse(
    world: World,
    path: Path,
    *,
    runs_per_day: int = 1,
    link: bool = True,
    sites: frozenset[str] | None = None,
    cache: Path | None = None,
    on_run: Callable[[datetime], None] | None = None,
) -> None:
    """Append all versions and deletions in order of publication, with `runs_per_day` runs; each run links.

    `sites` limits the press to these names. `recorded_at` and the run ids are simulated, so that two builds of one
    world hold the same rows. `on_run` is called after each run with its time.
    """
    extract = CachedExtractor(cache)
    step = timedelta(days=1) / runs_per_day
    moment = datetime.combine(world.first_day, time(), UTC)
    for number in range(world.days * runs_per_day):
        since, moment = moment, moment + step
        stamp = Stamp(content_hash("press", world.seed, number), moment)
        pairs, fetches = _read(world, since, moment, sites, extract)
        with open_warehouse(path, stamp) as con:
            start_run(con, stamp, "press")
            append_articles(con, stamp, pairs, fetches)
            if link:
                link_claims(con, stamp)
            finish_run(con, stamp.run_id, moment)
        if on_run is not None:
            on_run(moment)


def _read(
    world: World, since: datetime, until: datetime, sites: frozenset[str] | None, extract: CachedExtractor
) -> tuple[list[Pair], list[Fetch]]:
    """What a run at `until` finds new: the version then on show of each article, and pages that are gone."""
    pairs: list[Pair] = []
    fetches: list[Fetch] = []
    for article in world.articles:
        if sites is not None and article.site not in sites:
            continue
        url = url_of(article)
        if article.deleted_at is not None and since < article.deleted_at <= until:
            known = article.version_at(article.deleted_at - timedelta(seconds=1))
            if known is not None:
                gone = to_record(article, known).version_id
                fetches.append(Fetch(until, article.site, url, status=410, version_id=gone, error="HTTP 410"))
        for version in _new_versions(article, since, until):
            record = to_record(article, version)
            pairs.append((record, extract(record)))
            fetches.append(Fetch(until, article.site, url, status=200, version_id=record.version_id))
    return pairs, fetches


def _new_versions(article: PressArticle, since: datetime, until: datetime) -> Iterator[Version]:
    shown = article.version_at(until)
    if shown is not None and since < shown.at <= until:
        yield shown


def url_of(article: PressArticle) -> str:
    return f"https://{article.site}.example{article.path}"


def to_record(article: PressArticle, version: Version) -> Article:
    """The record of a version, as if it had been read from its page without loss."""
    url = url_of(article)
    identity = article_id(url, None, version.title, version.text, article.site)
    return Article(
        article_id=identity,
        version_id=version_id(identity, version.title, version.text),
        text=version.text,
        title=version.title,
        url=url,
        canonical_url=url,
        source=article.site,
        published=article.published.date(),
        published_method="given",
        modified=version.at.date() if version is not article.versions[0] else None,
        authors=() if article.author is None else (article.author,),
        language="en",
    )


class CachedExtractor:
    """`extract_article` with a folder of results, named by version, day, extractor and resources."""

    def __init__(self, folder: Path | None = None) -> None:
        self._extractor = f"{DEFAULT_EXTRACTOR.name}@{DEFAULT_EXTRACTOR.version}"
        self._digest = resources_digest([])
        base = Path(tempfile.gettempdir()) / "sitrep-press" if folder is None else folder
        self._folder = base / f"{self._extractor}-{self._digest}"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._resources: Resources | None = None

    def __call__(self, article: Article) -> Extraction:
        file = self._folder / content_hash(article.version_id, str(article.published), article.language)
        if file.exists():
            extraction: Extraction = pickle.loads(file.read_bytes())
            return extraction
        if self._resources is None:
            self._resources = load_resources()
        extraction = extract_article(article, self._resources)
        partial = file.with_suffix(".partial")
        partial.write_bytes(pickle.dumps(extraction))
        partial.replace(file)
        return extraction
