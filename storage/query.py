"""One SQL statement of a user against the published copy: read-only, no files, no network, bounded time and memory."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from .errors import QueryError
from .warehouse import open_reader

_MOST_ROWS = 1_000_000  # what a laptop holds as Python values; more is an export


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Column names, DuckDB types, and rows of Python values."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def run_query(
    path: Path,
    sql: str,
    parameters: Sequence[Any] = (),
    *,
    timeout: float = 30.0,
    memory_limit: str = "2GB",
    most_rows: int = _MOST_ROWS,
) -> QueryResult:
    """Run one SELECT on the copy of the warehouse at `path`. Raises QueryError, or WarehouseError if there is none."""
    with open_reader(path, memory_limit=memory_limit) as con, _one_sentence(), stop_after(con, timeout):
        statements = con.extract_statements(sql)
        if len(statements) != 1:
            raise QueryError(f"One SQL statement is wanted, not {len(statements)}.")
        if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
            raise QueryError(
                "Only queries are run here (SELECT, DESCRIBE, SHOW, SUMMARIZE, EXPLAIN): nothing is changed."
            )
        result = con.execute(statements[0], list(parameters))
        rows = result.fetchmany(most_rows + 1)
        if len(rows) > most_rows:
            raise QueryError(f"The result has more than {most_rows:,} rows: add a LIMIT, or use sitrep export.")
        described = result.description or []
        return QueryResult(
            columns=tuple(column[0] for column in described),
            types=tuple(str(column[1]) for column in described),
            rows=tuple(rows),
        )


@contextmanager
def stop_after(con: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupt what runs on the connection after so many seconds. Raises QueryError then."""
    ended = threading.Event()

    def stop() -> None:
        wait = seconds
        while not ended.wait(wait):
            con.interrupt()
            wait = 0.1  # again: one that comes before the query has begun is lost

    timer = threading.Thread(target=stop, daemon=True)
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise QueryError(f"The query took longer than {seconds:g} seconds and was stopped.") from error
    finally:
        ended.set()
        timer.join()


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise QueryError("The query needs more memory than it may use: narrow it, or aggregate first.") from error
    except duckdb.Error as error:
        raise QueryError(re.sub(r"\s*\n\s*", " ", str(error).split("\n\nLINE")[0]).strip()) from error
