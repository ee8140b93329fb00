"""Shared by the tests of the flows: a clock, settings of a warehouse of their own, a page parser."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.files import Reader
from flows.pages import PageParser
from flows.settings import Settings, load_settings
from flows.workers import HELPERS

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def pages() -> Iterator[PageParser]:
    with PageParser(seconds=60) as parser:
        yield parser


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the process had begun with the test: its log goes where pytest looks, and it has not called for helpers."""
    monkeypatch.setattr(logging.getLogger("flows"), "propagate", True)
    monkeypatch.setattr(logging.getLogger("flows"), "handlers", [])
    monkeypatch.setattr(HELPERS, "_n_read", 0)


@pytest.fixture
def reader(pages: PageParser) -> Reader:
    return Reader(pages, NOW, max_bytes=100_000)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(
        load_settings({}),
        warehouse=tmp_path / "warehouse" / "test.duckdb",
        fetch_pause=0.0,
        fetch_backoff=0.0,
        fetch_seconds=60.0,
        allow_hosts=frozenset({"127.0.0.1"}),
    )
