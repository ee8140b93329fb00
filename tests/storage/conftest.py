"""An empty warehouse for each test: a copy of one made once, because making its views costs more than most tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from made_claims import stamp

from storage.warehouse import open_warehouse


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("warehouse") / "empty.duckdb"
    with open_warehouse(path, stamp()):
        pass
    return path


@pytest.fixture
def con(empty_warehouse: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    path = shutil.copyfile(empty_warehouse, tmp_path / "copy.duckdb")
    with duckdb.connect(str(path)) as connection:
        yield connection
