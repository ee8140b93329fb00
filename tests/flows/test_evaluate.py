"""`sitrep evaluate`: gold in, figures out, and one sentence for gold that is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.evaluation import score_labels
from flows.evaluate import evaluate_files, read_gold
from flows.settings import SettingsError, load_settings

ATTACK = {
    "id": "a",
    "text": "KIRKUK, Iraq (Northwire) - A car bomb killed six people in Kirkuk on Tuesday, police said.",
    "published": "2024-03-14",
}
QUIET = {"id": "b", "text": "The museum opens a show of old maps on Tuesday.", "published": "2024-03-14"}
LABELS = {
    "incident": True,
    "killed": 6,
    "country": "IRQ",
    "date": "2024-03-12",
    "event_type": "Explosions/Remote violence",
}


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def test_claims_labels_and_benign_articles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    six = {"outcome": "killed", "low": 6, "best": 6, "high": 6}
    told = {
        "evidence": "A car bomb killed six people in Kirkuk",
        "kind": "incident",
        "realis": "actual",
        "counts": [six],
    }
    expected = {"claims": [told]}
    gold = write(tmp_path / "gold.jsonl", {**ATTACK, "expected": expected, "labels": LABELS})
    benign = write(tmp_path / "benign.jsonl", QUIET)
    assert evaluate_files([gold], benign, load_settings({}), differences=False, as_json=True) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores[str(gold)]["claims"]["all"]["fields"]["count"]["f1"] == 1.0
    assert {name: cell["f1"] for name, cell in scores[str(gold)]["labels"].items()} == dict.fromkeys(LABELS, 1.0)
    assert scores[str(benign)]["benign"]["violent_share"] == 0.0
    assert evaluate_files([gold], benign, load_settings({}), differences=True, as_json=False) == 0
    out = capsys.readouterr().out
    assert "count" in out
    assert "1 articles without an incident" in out


def test_a_wrong_answer_lowers_the_figure() -> None:
    """Missed, invented and wrong labels all count."""
    claim = {"kind": "incident", "realis": "actual", "place": {"country": "SYR"}, "date": {"start": None}, "counts": []}
    rows = [{"id": "a", "labels": LABELS}, {"id": "b", "labels": {"incident": False}}]
    found = [{"article": {"id": "a"}, "claims": [claim]}, {"article": {"id": "b"}, "claims": [claim]}]
    scores = score_labels(rows, found)
    assert scores["incident"]["precision"] == 0.5
    assert scores["country"]["f1"] == 0.0
    assert scores["killed"]["recall"] == 0.0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["{"], "not JSON"),
        ([[1]], "no text"),
        ([{"id": "a", "text": "x"}], "neither"),
        ([{**ATTACK, "labels": {}}, {**ATTACK, "labels": {}}], "one id"),
        ([{**ATTACK, "labels": {}, "published": "March"}], "YYYY-MM-DD"),
    ],
)
def test_gold_that_is_none_is_one_sentence(tmp_path: Path, rows: list[object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_gold(write(tmp_path / "gold.jsonl", *rows))


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
