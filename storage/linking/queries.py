"""The queries of `sql/link`, by name."""

from __future__ import annotations

import functools

from storage.sqlfiles import load_sql


@functools.cache
def _queries() -> dict[str, str]:
    return {query.name.removesuffix(".sql"): query.text for query in load_sql("link")}


def link_sql(name: str) -> str:
    return _queries()[name]
