"""Settings: the environment read once into a frozen record, handed down from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import platformdirs


class SettingsError(ValueError):
    """A setting makes no sense; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the environment may decide; each field is a variable `SITREP_<NAME>`."""

    warehouse: Path
    sources: Path | None  # None: the list that ships with the package
    register: Path | None  # the user's own actors, beside the shipped register
    max_bytes: int  # of one text, page or JSON line; a 10 MB page takes 15 s to parse
    parse_seconds: float  # after which the parsing of one page is given up
    fetch_seconds: float  # for one whole request, redirects included
    fetch_pause: float  # seconds between two requests of one source
    contact: str | None  # address or page in the user agent, for publishers who want to reach you
    lock_seconds: float  # to wait for another writer of the warehouse
    batch_size: int  # articles that are read, extracted and appended together


@contextmanager
def reading_register(settings: Settings) -> Iterator[None]:
    """Within: the user's register is read; what is wrong with it becomes a `SettingsError`."""
    try:
        yield
    except ValueError as error:
        if settings.register is None:
            raise
        raise SettingsError(f"SITREP_REGISTER cannot be used: {error}") from error
    except OSError as error:
        if settings.register is None:
            raise
        raise SettingsError(f"SITREP_REGISTER names {settings.register}, which cannot be read.") from error


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read `SITREP_*` variables; raises `SettingsError` for a value that makes no sense."""
    return Settings(
        warehouse=_path(environ, "WAREHOUSE") or platformdirs.user_data_path("sitrep") / "warehouse.duckdb",
        sources=_path(environ, "SOURCES"),
        register=_path(environ, "REGISTER"),
        max_bytes=int(_number(environ, "MAX_BYTES", 10_000_000)),
        parse_seconds=_number(environ, "PARSE_SECONDS", 20.0),
        fetch_seconds=_number(environ, "FETCH_SECONDS", 30.0),
        fetch_pause=_number(environ, "FETCH_PAUSE", 1.0, least=0.0),
        contact=environ.get("SITREP_CONTACT") or None,
        lock_seconds=_number(environ, "LOCK_SECONDS", 60.0, least=0.0),
        batch_size=int(_number(environ, "BATCH_SIZE", 100)),
    )


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(f"SITREP_{name}")
    return Path(value).expanduser() if value else None


def _number(environ: Mapping[str, str], name: str, default: float, least: float = 1.0) -> float:
    value = environ.get(f"SITREP_{name}")
    if not value:
        return default
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not least <= number < float("inf"):
        raise SettingsError(f"SITREP_{name} is {value!r}: set it to a number of at least {least:g}.")
    return number
