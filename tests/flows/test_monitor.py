"""The flow in Prefect's own test harness, over a folder, a feed on a real server, and a source that fails."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from news_server import serve_news

from flows.offline import set_prefect_defaults
from flows.settings import Settings
from storage.query import run_query

set_prefect_defaults(os.environ)

from prefect.client.orchestration import get_client  # noqa: E402 - after its settings
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey  # noqa: E402
from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows.monitor import cut_batches, monitor_sources, read_source  # noqa: E402
from flows.sources import Source  # noqa: E402

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def prefect() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture
def sources_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SITREP_FETCH_PAUSE", "0")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("date 2024-03-05 Attack\n\nGunmen killed three soldiers in Gao on Monday, it said.\n")
    path = tmp_path / "sources.yaml"
    with serve_news() as (base, _):
        path.write_text(
            "sources:\n- {name: inbox, kind: folder, url: inbox}\n"
            f"- {{name: wire, kind: rss, url: {base}/feed.xml}}\n"
            "- {name: broken, kind: folder, url: nowhere}\n"
        )
        yield path


def artifacts() -> list[dict[str, object]]:
    chosen = ArtifactFilter(key=ArtifactFilterKey(any_=["sitrep-run"]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=chosen)
    return [{"table": json.loads(str(a.data)), "words": a.description} for a in sorted(found, key=lambda a: a.created)]


def test_flow_reads_all_sources_once(prefect: None, sources_file: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = monitor_sources(sources_file, warehouse=warehouse)
    assert first.summary.articles_new == 3
    assert list(first.failed) == ["broken"]
    rows = run_query(warehouse, "SELECT source, count(*) FROM raw_article GROUP BY source ORDER BY source").rows
    assert rows == (("inbox", 1), ("wire", 2))
    assert run_query(warehouse, "SELECT count(*) FROM out_claim WHERE kind = 'incident'").rows[0][0] >= 3
    again = monitor_sources(sources_file, warehouse=warehouse)
    assert (again.summary.articles_new, again.summary.articles_known, again.summary.claims) == (0, 3, {})
    states = run_query(
        warehouse, "SELECT command, state, counts->>'articles_new' FROM meta_run ORDER BY started_at"
    ).rows
    assert states == (("run", "succeeded", "3"), ("run", "succeeded", "0"))
    told, told_again = artifacts()
    assert {row["source"]: row["articles"] for row in told["table"]} == {"inbox": 1, "wire": 2, "broken": 0}
    assert "**3** articles new" in str(told["words"])
    assert "**0** articles new" in str(told_again["words"])


def test_failed_source_leaves_a_trace(settings: Settings) -> None:
    fetched = read_source(Source(name="b", kind="folder", url="/nowhere"), (None, None), NOW, settings)
    assert fetched.error == "/nowhere is not a folder"
    assert [result.fetch.error for result in fetched.results] == ["/nowhere is not a folder"]


def test_window_bounds_publication_dates(tmp_path: Path, settings: Settings) -> None:
    for day in ("2024-03-04", "2024-03-05", "2024-03-06"):
        (tmp_path / f"{day}.txt").write_text(f"date {day} T\n\nBody of {day}.")
    (tmp_path / "undated.txt").write_text("Body without a day.")
    source = Source.model_validate({"name": "s", "kind": "folder", "url": str(tmp_path), "expect": {"min": 9}})
    fetched = read_source(source, (date(2024, 3, 5), date(2024, 3, 5)), NOW, settings)
    assert [r.article.published for r in fetched.results if r.article] == [date(2024, 3, 5), None]
    assert fetched.error is None
    assert read_source(source, (None, None), NOW, settings).error == "4 articles, at least 9 expected"


def test_batches_keep_order(tmp_path: Path, settings: Settings) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"Body {number}.")
    fetched = read_source(Source(name="s", kind="folder", url=str(tmp_path)), (None, None), NOW, replace(settings))
    batches = cut_batches([fetched, fetched], 4)
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert [r.article.text for r in batches[0] if r.article] == [f"Body {n}." for n in range(4)]
