"""Upkeep and reading again, as flows that a deployment may schedule."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.ingest import Summary
from flows.maintain import maintain_warehouse
from flows.reextract import reextract_stored
from flows.settings import load_settings


@flow(name="maintain")
def maintain_flow(compact: bool = True, prune: bool = True, verify: bool = True) -> dict[str, Any]:
    """Compact the warehouse, drop old raw bodies, verify what is kept. Fails if something is not whole."""
    settings = load_settings(os.environ)
    done = maintain_warehouse(settings, datetime.now(UTC), compact=compact, prune=prune, verify=verify)
    create_table_artifact([asdict(done)], key="sitrep-maintain")
    if not done.is_sound:
        raise ValueError(f"damaged raw bodies: {len(done.raw_damaged)}; broken checks: {list(done.checks_broken)}")
    return asdict(done)


@flow(name="reextract")
def reextract_flow() -> Summary:
    """Read stored articles again that this version of the extractor, or of its resources, has not read."""
    return reextract_stored(load_settings(os.environ), datetime.now(UTC))
