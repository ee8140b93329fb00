"""Links: which versions carry one report, and which claims tell of one incident. Rows are added, none is rewritten."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from .linking import link_incidents
from .origins import link_origins
from .rows import Stamp
from .warehouse import transaction


@dataclass(frozen=True, slots=True)
class Linked:
    """Rows one linking added; running it again adds none."""

    origins: int
    incidents: int


def link_claims(con: duckdb.DuckDBPyConnection, stamp: Stamp, *, everything: bool = False) -> Linked:
    """Link versions to origins, then anchors to incidents, in one transaction.

    Only what came, changed or left is compared, unless `everything` is to be; both end in the same partition.
    """
    with transaction(con):
        origins = link_origins(con, stamp, everything=everything)
        incidents = link_incidents(con, stamp, everything=everything)
    return Linked(origins, incidents)
