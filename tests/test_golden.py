"""Whole articles of our own and the public JSON expected of each.

`pytest tests/test_golden.py --update-golden` rewrites the expected files; the diff is the review. They hold what the
reader says, faults included: those seen so far are named in `KNOWN_FAULTS`, so that a diff that mends one is welcome.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_articles import make_article

from extract.jsonio import extraction_to_json
from extract.pipeline import extract_article
from extract.records import Article
from extract.resources import Resources

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(p.name for p in GOLDEN.iterdir() if p.is_dir())
WITH_MENTIONS = {"abduction", "clash"}
KNOWN_FAULTS = {
    "abduction": "two nuns are neither party nor count; a church official is taken for an authority",
    "bombing": "the two policemen among the dead are not counted",
    "clash": "Boko Haram's militants counted as paramilitary; the mortar recovered is not counted",
    "denial": "the burning of houses is not told as a claim",
    "month_tally": "the 48 attacks of January are dated December",
    "protest": "the injured are counted with the arrests as well",
    "threat": "the Wednesday of the threat is read as that of the attack",
}


def read_case(case: str) -> Article:
    """The case's article: a line `date YYYY-MM-DD Title`, blank line and text, or one JSON line."""
    path = GOLDEN / case / "article.jsonl"
    if path.exists():
        row = json.loads(path.read_text(encoding="utf-8"))
        return make_article(
            row["text"],
            title=row.get("title"),
            published=date.fromisoformat(row["published"]),
            given_id=row["id"],
        )
    head, text = (GOLDEN / case / "article.txt").read_text(encoding="utf-8").split("\n\n", 1)
    _, published, title = head.split(" ", 2)
    return make_article(text.rstrip("\n"), title=title, published=date.fromisoformat(published), given_id=case)


def without_hashes(line: dict[str, Any]) -> dict[str, Any]:
    """The line without the digests, which change with any data file and say nothing of the reading."""
    line["resources"] = "-"
    for claim in line["claims"]:
        claim["id"] = claim["anchor_id"] = "-"
        for party in claim["parties"]:
            if party["actor_id"] is not None and len(party["actor_id"]) == 32:
                party["actor_id"] = "-"
    return line


@pytest.mark.parametrize("case", CASES)
def test_article_is_read_as_expected(case: str, resources: Resources, pytestconfig: pytest.Config) -> None:
    article = read_case(case)
    extraction = extract_article(article, resources)
    line = without_hashes(extraction_to_json(article, extraction, mentions=case in WITH_MENTIONS))
    path = GOLDEN / case / "expected.json"
    if pytestconfig.getoption("--update-golden"):
        path.write_text(render_json(line), encoding="utf-8")
    assert line == json.loads(path.read_text(encoding="utf-8")), f"review with: pytest {__file__} --update-golden"


def test_known_faults_are_of_cases() -> None:
    assert set(KNOWN_FAULTS) <= set(CASES)


def render_json(line: dict[str, Any]) -> str:
    """Indented, but every span and every list of plain values on one line, so that a diff is short."""
    return _render(line, "") + "\n"


def _render(value: Any, indent: str) -> str:
    flat = json.dumps(value, ensure_ascii=False)
    nested = isinstance(value, dict | list) and any(isinstance(v, dict | list) for v in _values(value))
    if (not nested and len(flat) + len(indent) <= 110) or not isinstance(value, dict | list) or not value:
        return flat
    inner = indent + "  "
    if isinstance(value, dict):
        rows = [f"{inner}{json.dumps(k)}: {_render(v, inner)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    return "[\n" + ",\n".join(f"{inner}{_render(v, inner)}" for v in value) + f"\n{indent}]"


def _values(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value
