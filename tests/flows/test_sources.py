"""The list of sources: a fault in it is one sentence at load, not a surprise at night."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from flows.commands_sources import append_entry, render_entry
from flows.sources import (
    Source,
    SourcesError,
    load_sources,
    parse_duration,
    read_sources,
    render_duration,
    select_sources,
)

MINE = """# mine
sources:
- name: lake  # the best
  kind: rss
  url: https://lake.example/feed
"""


def test_default_list_points_to_the_examples() -> None:
    sources = load_sources()
    assert [source.name for source in sources] == ["example-folder", "example-feed"]
    assert all(Path(source.url).exists() for source in sources)


def test_shipped_list_is_valid_and_says_that_nobody_has_tried_it() -> None:
    sources = load_sources(Path(str(files("flows").joinpath("sources.yaml"))))
    assert len(sources) >= 15
    assert all(source.is_remote and source.tried is None and source.licence and source.cadence for source in sources)
    assert len({source.url for source in sources}) == len(sources)


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
        ("", "fault in its top level: this should be fields with values"),
        ("watch: []", "fault in sources: this field is needed"),
        ("sources: 5", "fault in sources: this should be a list"),
        ("sources:\n- 5", "fault in entry 1: this should be fields"),
        ("sources:\n- {name: a, kind: rss}", "fault in a, url: this field is needed"),
        ("sources:\n- {name: a, kind: rss, url: x, cadense: 1d}", "fault in a, cadense: there is no such field"),
        ("sources:\n- {name: a, kind: rss, url: x, cadence: daily}", "fault in a, cadence: write a number and a unit"),
        ("sources:\n- {name: a, kind: rss, url: x, expect: {min: -1}}", "fault in a, expect.min: input should be"),
        ("sources:\n- {name: A b, kind: rss, url: x}", "fault in A b, name: 'A b' does not match"),
        ("sources:\n- {name: a, kind: folder, url: 'http://a.example'}", "a source of kind folder is a path"),
        ("sources:\n- {name: a, kind: urls, url: a.txt, follow: [a.example]}", "only links in a mailbox are followed"),
        ("sources:\n- {name: a, kind: gdelt, url: x, gdelt: {events: ['18']}}", "only the export table"),
        ("sources:\n- {name: a, kind: rss, url: x}\n- {name: a, kind: rss, url: y}", "names a twice"),
    ],
)
def test_faults(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(text)
    with pytest.raises(SourcesError) as caught:
        load_sources(path)
    assert message in str(caught.value)
    assert str(caught.value).endswith(".")


def test_missing_list(tmp_path: Path) -> None:
    with pytest.raises(SourcesError, match="--sources"):
        load_sources(tmp_path / "none.yaml")


def test_unknown_name() -> None:
    with pytest.raises(SourcesError, match="no source moon"):
        select_sources(load_sources(), ("moon",))


@pytest.mark.parametrize("text", ["15m", "1h", "36h", "1d", "90m"])
def test_durations(text: str) -> None:
    duration = parse_duration(text)
    assert isinstance(duration, timedelta)
    assert render_duration(duration) == text


@pytest.mark.parametrize("text", ["0m", "1", "h", "1.5h", "-1h", "1 h", "99999m", 15, None, True])
def test_no_durations(text: object) -> None:
    with pytest.raises(ValueError, match="write a number and a unit"):
        parse_duration(text)


def test_entry_is_what_was_loaded() -> None:
    source = Source.model_validate(
        {"name": "a", "kind": "rss", "url": "https://a.example/", "cadence": "30m", "tried": "2024-03-05", "rate": 2}
    )
    text = render_entry(source)
    assert text.startswith("  - name: a\n    kind: rss\n    url: https://a.example/\n")
    assert read_sources(f"sources:\n{text}", "list") == (source,)


@pytest.mark.parametrize(
    "text", [MINE, MINE.rstrip(), MINE.replace("\n  ", "\n    ").replace("- name", "  - name"), None]
)
def test_entry_is_put_at_the_end_and_comments_stay(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    if text is not None:
        path.write_text(text)
    append_entry(path, render_entry(Source(name="new", kind="rss", url="https://new.example/feed")))
    assert [source.name for source in load_sources(path)][-1] == "new"
    assert path.read_text().startswith(text.rstrip() if text is not None else "#")


@pytest.mark.parametrize("text", ["sources: [{name: a, kind: rss, url: x}]\n", "sources: []\n", MINE + "odd: 1\n"])
def test_list_that_cannot_take_an_entry_is_left_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(SourcesError, match="by hand"):
        append_entry(path, render_entry(Source(name="new", kind="rss", url="https://new.example/feed")))
    assert path.read_text() == text
