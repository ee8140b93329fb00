"""`sitrep article`: one article with its versions, its sightings, and what was changed from one version to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract.versions import diff_versions
from flows.console import plain, print_json, print_line, print_table

_SHOWN = ("number", "first_seen_at", "last_seen_at", "n_sightings", "modified_at", "parser", "is_edit", "title")


def show_article(warehouse: Path, name: str, *, as_json: bool) -> int:
    """One article by the beginning of an id or by its address; 1 if there is none or more than one."""
    from storage.query import run_query  # noqa: PLC0415

    found = run_query(
        warehouse,
        """SELECT * FROM out_article WHERE article_id IN (
               SELECT article_id FROM raw_article
               WHERE starts_with(article_id, $1) OR starts_with(version_id, $1) OR $1 IN (url, canonical_url, given_id)
           ) ORDER BY article_id LIMIT 2""",
        [name],
    )
    if len(found.rows) != 1:
        reason = "no article has" if not found.rows else "more than one article has"
        print_line(f"{reason} the address {plain(name)}, or an id that begins so")
        return 1
    facts = dict(zip(found.columns, found.rows[0], strict=True))
    versions = _dicts(
        run_query(
            warehouse, "SELECT * FROM out_article_version WHERE article_id = ? ORDER BY number", [facts["article_id"]]
        )
    )
    same = _dicts(
        run_query(
            warehouse,
            """SELECT article_id, source, url, title, published_at, method, score FROM out_article
               INNER JOIN (SELECT version_id, arg_max(method, (recorded_at, run_id)) AS method,
                                  arg_max(score, (recorded_at, run_id)) AS score
                           FROM core_origin_link GROUP BY version_id) USING (version_id)
               WHERE origin_id = ? AND article_id <> ? ORDER BY published_at, article_id LIMIT 100""",
            [facts["origin_id"], facts["article_id"]],
        )
    )
    for old, new in zip([None, *versions], versions, strict=False):
        new["diff"] = [] if old is None else diff_versions(_content(old), _content(new))
    if as_json:
        print_json({**facts, "versions": versions, "same_origin": same})
        return 0
    _print_article(facts, versions, same)
    return 0


def _print_article(facts: dict[str, Any], versions: list[dict[str, Any]], same: list[dict[str, Any]]) -> None:
    newest = next(version for version in versions if version["is_newest"])
    about = ("site", "authors", "title_method", "authors_method", "modified_method")
    facts |= {name: newest[name] for name in about if newest[name]}
    print_table(("field", "value"), [(key, value) for key, value in facts.items() if value is not None])
    print_line("")
    print_table(_SHOWN, [tuple(version[name] for name in _SHOWN) for version in versions])
    if same:
        print_line("")
        print_line("the same report")
        columns = ("published_at", "source", "method", "score", "title", "url")
        print_table(columns, [tuple(row[name] for name in columns) for row in same])
    for version in versions[1:]:
        by = "edited" if version["is_edit"] else "read by another parser"
        print_line("")
        print_line(f"version {version['number']}, {by}, first seen {version['first_seen_at']}")
        for line in version["diff"] or ["(the same words)"]:
            print_line(f"  {plain(line)}")
    if facts.get("deleted_at") is not None:
        print_line("")
        print_line(f"deleted: found gone {facts['deleted_at']}")


def _content(version: dict[str, Any]) -> str:
    return "\n".join(part for part in (version["title"], version["text"]) if part)


def _dicts(result: Any) -> list[dict[str, Any]]:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]
