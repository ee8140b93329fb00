"""The `.sql` files that ship with the package."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class SqlFile:
    """One `.sql` file shipped with the package."""

    name: str
    text: str

    @property
    def number(self) -> int:
        found = _NUMBER.match(self.name)
        if found is None:
            raise ValueError(f"no number in front of {self.name}")
        return int(found[0])

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def load_sql(folder: str) -> tuple[SqlFile, ...]:
    """All `.sql` files of one folder under `storage/sql`, in filename order."""
    found = (entry for entry in files("storage").joinpath("sql", folder).iterdir() if entry.name.endswith(".sql"))
    return tuple(SqlFile(entry.name, entry.read_text("utf-8")) for entry in sorted(found, key=lambda entry: entry.name))
