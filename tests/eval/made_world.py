"""Warehouses of made rows, as dense as a busy world: to measure the cost of linking, publishing and reading on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from storage.linking.state import refresh_state
from storage.rows import Stamp
from storage.warehouse import prepare_warehouse, transaction

LINKED = 1_000_000  # claims; above that what linking remembers is not made
_ROWS = Path(__file__).with_suffix(".sql").read_text("utf-8")
_LINKS = """
INSERT INTO core_incident_link BY NAME
SELECT anchor_id, min(anchor_id) OVER (PARTITION BY event) AS incident_id, 0.99 AS score, 'compared' AS method,
    'With the nearest report: same day, same place, same kind of act.' AS reason,
    $recorded_at::TIMESTAMP AS recorded_at, $run_id AS run_id
FROM made
"""
_CHUNK = 1_000_000


def stamp_of(run: int) -> Stamp:
    return Stamp(f"made-{run}", datetime(2026, 1, 1 + run, tzinfo=UTC))


def build_world(size: int, folder: Path) -> Path:
    """A warehouse of so many claims, linked by the events they were made of; made unless the folder has it."""
    path = folder / f"made-{size}.duckdb"
    if path.exists():
        return path
    partial = path.with_name(f"partial-{size}.duckdb")
    partial.unlink(missing_ok=True)
    with duckdb.connect(str(partial)) as con:
        con.execute("SET enable_progress_bar = false")
        prepare_warehouse(con, partial, stamp_of(0))
        for first in range(0, size, _CHUNK):
            with transaction(con):
                fill_rows(con, first, min(first + _CHUNK, size), size, stamp_of(0))
                con.execute(_LINKS, _stamp_values(stamp_of(0)))
        if size <= LINKED:
            with transaction(con):
                refresh_state(con, everything=True)
        con.execute("CHECKPOINT")
    partial.rename(path)
    return path


def fill_rows(
    con: duckdb.DuckDBPyConnection, first: int, last: int, size: int, stamp: Stamp, *, is_late: bool = False
) -> None:
    """Rows of claims numbered from the first to before the last, of a world of so many claims."""
    values = {"first": first, "last": last, "n_events": size // 5, "is_late": is_late, **_stamp_values(stamp)}
    for sql in _ROWS.split(";\n"):
        if sql.strip():
            con.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql})


def _stamp_values(stamp: Stamp) -> dict[str, object]:
    return {"recorded_at": stamp.recorded_at.replace(tzinfo=None), "run_id": stamp.run_id}
