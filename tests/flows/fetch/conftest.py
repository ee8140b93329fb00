"""Shared by the tests of fetching: a site that does as told, and requests to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hostile_server import Site, serve_site

from flows.fetch.addresses import resolve_name
from flows.fetch.rules import Kind
from flows.fetch.session import Answer, Session, Validators, open_session
from flows.settings import Settings
from flows.sources import Source

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
Get = Callable[..., Answer]


@pytest.fixture
def site() -> Iterator[Site]:
    with serve_site() as site:
        yield site


@pytest.fixture
def other_site() -> Iterator[Site]:
    with serve_site() as site:
        yield site


@pytest.fixture
def get(site: Site, settings: Settings) -> Get:
    """GET of a path of the site, or of a whole address, in a session of its own."""

    def get(
        path: str,
        kind: Kind = "page",
        validators: Validators | None = None,
        with_settings: Settings | None = None,
        resolve: object = resolve_name,
        **of_source: object,
    ) -> Answer:
        source = Source.model_validate({"name": "n", "kind": "rss", "url": f"{site.base}/feed.xml", **of_source})
        url = path if "://" in path else f"{site.base}{path}"

        async def once() -> Answer:
            async with open_session(source, NOW, with_settings or settings, resolve=resolve) as session:  # type: ignore[arg-type]
                return await session.get(url, kind, validators or Validators())

        return asyncio.run(once())

    return get


@pytest.fixture
def in_session(site: Site, settings: Settings) -> Callable[..., object]:
    """Run an asynchronous function with one session."""

    def run(use: Callable[[Session], object], with_settings: Settings | None = None, **more: object) -> object:
        source = Source(name="n", kind="rss", url=f"{site.base}/feed.xml")

        async def once() -> object:
            async with open_session(source, NOW, with_settings or settings, **more) as session:  # type: ignore[arg-type]
                return await use(session)  # type: ignore[misc]

        return asyncio.run(once())

    return run
