"""An empty warehouse in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from made_claims import stamp

from storage.warehouse import prepare_warehouse


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        prepare_warehouse(connection, Path("memory"), stamp())
        yield connection
