"""The list of sources: a fault in it is one sentence at load, not a surprise at night."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.sources import SourcesError, load_sources, select_sources


def test_shipped_list_points_to_the_examples() -> None:
    sources = load_sources()
    assert [source.name for source in sources] == ["example-folder", "example-feed"]
    assert all(Path(source.url).exists() for source in sources)


def test_paths_are_relative_to_the_list(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        "sources:\n- {name: a, kind: folder, url: inbox}\n- {name: b, kind: rss, url: https://b.example/rss}\n"
    )
    assert [source.url for source in load_sources(path)] == [str(tmp_path / "inbox"), "https://b.example/rss"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sources: [", "not valid YAML"),
        ("", "fault at top level"),
        ("sources:\n- {name: a, kind: rss}", "sources.0.url"),
        ("sources:\n- {name: a, kind: rss, url: x, cadense: daily}", "sources.0.cadense"),
        ("sources:\n- {name: A b, kind: rss, url: x}", "sources.0.name"),
        ("sources:\n- {name: a, kind: folder, url: 'http://a.example'}", "kind folder is a path"),
        ("sources:\n- {name: a, kind: rss, url: x}\n- {name: a, kind: rss, url: y}", "names a twice"),
    ],
)
def test_faults(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(text)
    with pytest.raises(SourcesError, match=message):
        load_sources(path)


def test_missing_list(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="--sources"):
        load_sources(tmp_path / "none.yaml")


def test_unknown_name() -> None:
    with pytest.raises(SourcesError, match="no source moon"):
        select_sources(load_sources(), ("moon",))
