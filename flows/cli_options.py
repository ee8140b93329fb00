"""Options that several commands share, and the settings they change."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from flows.settings import Settings, load_settings

Warehouse = Annotated[
    Path | None,
    typer.Option("--warehouse", metavar="PATH", help="DuckDB file [env: SITREP_WAREHOUSE; default: user data folder]."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a machine.")]


def make_settings(warehouse: Path | None = None, sources: Path | None = None) -> Settings:
    """Settings of the environment, with what was given on the command line."""
    settings = load_settings(os.environ)
    if warehouse is not None:
        settings = replace(settings, warehouse=warehouse)
    return settings if sources is None else replace(settings, sources=sources)
