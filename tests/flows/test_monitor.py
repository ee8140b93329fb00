"""The flow in Prefect's own test harness, over a folder, a feed on a real server, and a source that fails."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from news_server import serve_news

from flows.offline import set_prefect_defaults
from storage.query import run_query

set_prefect_defaults(os.environ)

from prefect.client.orchestration import get_client  # noqa: E402 - after its settings
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey  # noqa: E402
from prefect.testing.utilities import prefect_test_harness  # noqa: E402

from flows.monitor import monitor_sources  # noqa: E402


@pytest.fixture(scope="module")
def prefect() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.fixture
def sources_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("SITREP_FETCH_PAUSE", "0")
    monkeypatch.setenv("SITREP_ALLOW_HOSTS", "127.0.0.1")
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
    # The folder is read again; no page is due for a look so soon.
    assert (again.summary.articles_new, again.summary.articles_known, again.summary.claims) == (0, 1, {})
    states = run_query(
        warehouse, "SELECT command, state, counts->>'articles_new' FROM meta_run ORDER BY started_at"
    ).rows
    assert states == (("run", "succeeded", "3"), ("run", "succeeded", "0"))
    told, told_again = artifacts()
    assert {row["source"]: row["articles"] for row in told["table"]} == {"inbox": 1, "wire": 2, "broken": 0}
    assert "**3** articles new" in str(told["words"])
    assert "**0** articles new" in str(told_again["words"])
