"""`sitrep evaluate`: how well this installation reads articles that a person has read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from extract.evaluation import find_differences, render_labels, render_table, score_benign, score_gold, score_labels
from extract.jsonio import extraction_to_json
from extract.records import Extraction
from flows.articles import make_article
from flows.console import print_json, print_line, progress
from flows.extraction import extract_result
from flows.files import ReadResult
from flows.settings import Settings, SettingsError
from storage.rows import Fetch

Json = dict[str, Any]
_HELD = "held"  # the split that is scored and never shown


def evaluate_files(
    paths: Sequence[Path], benign: Path | None, settings: Settings, *, differences: bool, as_json: bool
) -> int:
    """Print the scores of each file of gold rows; `benign` holds articles in which nothing happens."""
    results: Json = {}
    for path in paths:
        rows = read_gold(path)
        found = list(_extract(rows, settings))
        labelled = [row for row in rows if "labels" in row]
        told = [row for row in rows if "expected" in row]
        results[str(path)] = {
            **({"claims": score_gold(told, found)} if told else {}),
            **({"labels": score_labels(labelled, found)} if labelled else {}),
        }
        if differences and not as_json:
            claims = {one["article"]["id"]: one["claims"] for one in found}
            shown = (row for row in told if row.get("split") != _HELD)
            for line in (line for row in shown for line in find_differences(row, claims[row["id"]])):
                print_line(line)
    if benign is not None:
        rows = read_gold(benign, needs_gold=False)
        results[str(benign)] = {"benign": score_benign(rows, _extract(rows, settings))}
    if as_json:
        print_json(results)
        return 0
    for name, scores in results.items():
        print_line(name)
        if "claims" in scores:
            print_line(render_table(scores["claims"]))
        if "labels" in scores:
            print_line(render_labels(scores["labels"]))
        if "benign" in scores:
            told = scores["benign"]
            shares = f"a violent incident in {told['violent_share']:.1%}, any in {told['incident_share']:.1%}"
            print_line(f"{told['articles']} articles without an incident: {shares}")
            print_line(f"read as violent: {', '.join(told['violent_ids']) or 'none'}")
    return 0


def read_gold(path: Path, *, needs_gold: bool = True) -> list[Json]:
    """Rows of JSON lines with `id` and `text`, and `expected` claims or `labels`. Raises SettingsError."""
    rows: list[Json] = []
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read as gold: give a file of JSON lines in UTF-8.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise SettingsError(f"Line {number} of {path} is not JSON: {error}.") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise SettingsError(f"Line {number} of {path} has no text: each row is an article with its gold.")
        if needs_gold and not (isinstance(row.get("labels"), dict) or isinstance(row.get("expected"), dict)):
            raise SettingsError(
                f"Line {number} of {path} has neither expected claims nor labels: there is no gold in it."
            )
        row["id"] = str(row.get("id") or number)
        try:
            row["published"] = date.fromisoformat(row["published"]) if row.get("published") else None
        except (ValueError, TypeError) as error:
            raise SettingsError(f"Line {number} of {path} has a published day that is not YYYY-MM-DD.") from error
        rows.append(row)
    if len({row["id"] for row in rows}) < len(rows):
        raise SettingsError(f"{path} gives one id to several articles: give each its own.")
    return rows


def _extract(rows: Sequence[Json], settings: Settings) -> Iterator[Json]:
    """The public JSON of each row; an article that cannot be read has no claims."""
    with progress("evaluate", None) as advance:
        for row in rows:
            article, issues = make_article(
                row["text"],
                title=row.get("title"),
                given_id=row["id"],
                published=row["published"],
                published_method="given",
                today=date.max,  # the dates of gold are data, whatever day it is
            )
            found = extract_result(ReadResult(Fetch(requested_at=datetime.now(UTC)), article, issues), settings)
            advance(0, 1)
            if isinstance(found, Extraction):
                yield extraction_to_json(article, found)
            else:
                yield {"article": {"id": row["id"]}, "claims": []}
