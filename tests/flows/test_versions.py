"""`sitrep article` shows what was edited, what is gone and who carried the same report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from made_claims import article, extraction, sighting, stamp

from extract.ids import version_id
from flows.versions import show_article
from storage.append import append_articles
from storage.origins import link_origins
from storage.warehouse import open_warehouse, publish_read_copy, transaction

TEXT = "Gunmen fired on a dam near the lake on Tuesday. Two guards were hurt, officials said. Nobody claimed it."


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "w.duckdb"
    first = replace(article(TEXT, given_id="a"), url="https://lake.example/a")
    words = TEXT.replace("Two", "Three")
    edited = replace(first, text=words, version_id=version_id(first.article_id, first.title, words))
    copy = article(TEXT, given_id="b")
    with open_warehouse(path, stamp()) as con:
        for run, of in enumerate((first, edited)):
            append_articles(con, stamp(run), [(of, extraction(of))], [sighting(of, run)])
        append_articles(con, stamp(2), [(copy, extraction(copy))], [sighting(edited, 2, status=410)])
        with transaction(con):
            link_origins(con, stamp(2))
    publish_read_copy(path)
    return path


def test_article(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_article(warehouse, "https://lake.example/a", as_json=False) == 0
    shown = capsys.readouterr().out
    assert "-Two guards were hurt, officials said." in shown
    assert "+Three guards were hurt, officials said." in shown
    assert "found gone" in shown
    assert "the same report" in shown


def test_article_as_json(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_article(warehouse, "a", as_json=True) in (0, 1)
    capsys.readouterr()
    assert show_article(warehouse, "https://lake.example/a", as_json=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["state"] == "deleted"
    assert [version["is_edit"] for version in shown["versions"]] == [False, True]
    assert len(shown["same_origin"]) == 1


@pytest.mark.parametrize(("name", "says"), [("zzz", "no article has"), ("", "more than one article has")])
def test_no_such_article(warehouse: Path, capsys: pytest.CaptureFixture[str], name: str, says: str) -> None:
    assert show_article(warehouse, name, as_json=False) == 1
    assert says in capsys.readouterr().out
