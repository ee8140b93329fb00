"""Settings come from the environment and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import SettingsError, load_settings


def test_defaults() -> None:
    settings = load_settings({})
    assert settings.warehouse.name == "warehouse.duckdb"
    assert settings.batch_size == 100


def test_environment_overrides() -> None:
    settings = load_settings(
        {"SITREP_WAREHOUSE": "/data/w.duckdb", "SITREP_MAX_BYTES": "5e6", "SITREP_FETCH_PAUSE": "0"}
    )
    assert settings.warehouse == Path("/data/w.duckdb")
    assert settings.max_bytes == 5_000_000
    assert settings.fetch_pause == 0


@pytest.mark.parametrize("value", ["many", "0", "-3", "nan", "inf"])
def test_senseless_number(value: str) -> None:
    with pytest.raises(SettingsError, match="SITREP_BATCH_SIZE"):
        load_settings({"SITREP_BATCH_SIZE": value})
