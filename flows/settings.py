"""Settings: the environment read once into a frozen record, handed down from there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import platformdirs

_Word = TypeVar("_Word", bound=str)


class SettingsError(ValueError):
    """A setting makes no sense; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A language model of the user's own, which then reads instead of the shipped reader."""

    base_url: str  # of an OpenAI-compatible server, with its version: "http://localhost:11434/v1"
    model: str  # its name there
    key: str | None = field(default=None, repr=False)
    seconds: float = 120.0  # for one answer
    wait: float = 1.0  # seconds before a request that failed is tried again, then doubled
    price_in: float | None = None  # of a million tokens, in any currency
    price_out: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the environment may decide; each field is a variable `SITREP_<NAME>`."""

    warehouse: Path
    sources: Path | None  # None: the list that ships with the package
    register: Path | None  # the user's own actors, beside the shipped register
    gazetteer: Path | None  # the user's own places (`sitrep gazetteer load`), beside the shipped gazetteer
    max_bytes: int  # of one text, page or JSON line; a 10 MB page takes 15 s to parse
    parse_seconds: float  # after which the parsing of one page is given up
    fetch_seconds: float  # for one whole request, redirects included
    fetch_pause: float  # seconds between two requests to one host; a source's rate or its robots.txt may ask for more
    fetch_hosts: int  # requests that are under way at once, of all sources together
    fetch_backoff: float  # seconds before a request that failed is tried again; doubled for the next try
    fetch_wait: float  # longest wait (Retry-After) that a run waits for a server; beyond it the next run asks again
    source_pages: int  # that are fetched of one source in one run; the rest is the next run's
    revisit_days: float  # for which a page that was read is looked at again, for edits and deletions; 0: never
    allow_hosts: frozenset[str]  # private hosts that may be asked: host or host:port
    raw: str | None  # folder or fsspec URL for raw bodies; None: beside the warehouse, "none": they are not kept
    contact: str | None  # address or page in the user agent, for publishers who want to reach you
    lock_seconds: float  # to wait for another writer of the warehouse
    batch_size: int  # articles that are read, extracted and appended together
    workers: int  # processes that extract, each with the resources in memory: half a gigabyte
    fetch_workers: int  # sources that are read at once
    publish_minutes: float  # how old the readers' copy may get between scheduled runs
    every_minutes: float  # between two scheduled passes of `sitrep serve`
    reports: Path | None  # folder of the weekly reports that `sitrep serve` writes; None: it writes none
    raw_days: float | None  # after which `sitrep maintain` drops raw bodies whose text is stored; None: never
    webhook: str | None  # address that alerts are POSTed to, as JSON
    log: Literal["text", "json"]  # form of the log on standard error
    log_level: str  # debug, info, warning or error
    model: ModelSettings | None  # None: the shipped reader


@contextmanager
def reading_user_files(settings: Settings) -> Iterator[None]:
    """Within: the user's register and gazetteer are read; what is wrong with one becomes a `SettingsError`."""
    own = {"SITREP_REGISTER": settings.register, "SITREP_GAZETTEER": settings.gazetteer}
    for name, path in own.items():
        if path is not None and not path.is_file():
            raise SettingsError(f"{name} names {path}, which cannot be read.")
    try:
        yield
    except (ValueError, OSError) as error:
        if not any(own.values()):
            raise
        names = " or ".join(name for name, path in own.items() if path is not None)
        raise SettingsError(f"{names} cannot be used: {error}") from error


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read `SITREP_*` variables; raises `SettingsError` for a value that makes no sense."""
    return Settings(
        warehouse=_path(environ, "WAREHOUSE") or platformdirs.user_data_path("sitrep") / "warehouse.duckdb",
        sources=_path(environ, "SOURCES"),
        register=_path(environ, "REGISTER"),
        gazetteer=_path(environ, "GAZETTEER") or _existing(own_gazetteer_path()),
        max_bytes=int(_number(environ, "MAX_BYTES", 10_000_000)),
        parse_seconds=_number(environ, "PARSE_SECONDS", 20.0),
        fetch_seconds=_number(environ, "FETCH_SECONDS", 30.0),
        fetch_pause=_number(environ, "FETCH_PAUSE", 1.0, least=0.0),
        fetch_hosts=int(_number(environ, "FETCH_HOSTS", 16)),
        fetch_backoff=_number(environ, "FETCH_BACKOFF", 0.5, least=0.0),
        fetch_wait=_number(environ, "FETCH_WAIT", 60.0, least=0.0),
        source_pages=int(_number(environ, "SOURCE_PAGES", 1000)),
        revisit_days=_number(environ, "REVISIT_DAYS", 14.0, least=0.0),
        allow_hosts=frozenset(environ.get("SITREP_ALLOW_HOSTS", "").replace(",", " ").lower().split()),
        raw=environ.get("SITREP_RAW") or None,
        contact=environ.get("SITREP_CONTACT") or None,
        lock_seconds=_number(environ, "LOCK_SECONDS", 60.0, least=0.0),
        batch_size=int(_number(environ, "BATCH_SIZE", 100)),
        workers=int(_number(environ, "WORKERS", min(os.cpu_count() or 1, 4))),
        fetch_workers=int(_number(environ, "FETCH_WORKERS", 16)),
        publish_minutes=_number(environ, "PUBLISH_MINUTES", 5.0, least=0.0),
        every_minutes=_number(environ, "EVERY_MINUTES", 15.0),
        reports=_path(environ, "REPORTS"),
        raw_days=_number(environ, "RAW_DAYS", 0.0) or None,
        webhook=environ.get("SITREP_WEBHOOK") or None,
        log=_choice(environ, "LOG", ("text", "json")),
        log_level=_choice(environ, "LOG_LEVEL", ("warning", "debug", "info", "error")),
        model=_model(environ),
    )


def _model(environ: Mapping[str, str]) -> ModelSettings | None:
    name, url = environ.get("SITREP_MODEL"), environ.get("SITREP_MODEL_URL")
    if not name and not url:
        return None
    if not name or not url or not url.startswith(("http://", "https://")):
        raise SettingsError(
            "A language model needs both SITREP_MODEL_URL, an http(s) address, and SITREP_MODEL, its name."
        )
    prices = environ.get("SITREP_MODEL_PRICE", "").replace(",", " ").split()
    try:
        price_in, price_out = map(float, prices) if prices else (None, None)
    except ValueError as error:
        raise SettingsError(
            "SITREP_MODEL_PRICE is two numbers: of a million tokens read, and of a million written."
        ) from error
    return ModelSettings(
        url,
        name,
        environ.get("SITREP_MODEL_KEY") or environ.get("OPENAI_API_KEY") or None,
        _number(environ, "MODEL_SECONDS", 120.0),
        _number(environ, "MODEL_WAIT", 1.0, least=0.0),
        price_in,
        price_out,
    )


def own_gazetteer_path() -> Path:
    """Where `sitrep gazetteer load` leaves the user's places unless told otherwise."""
    return platformdirs.user_data_path("sitrep") / "gazetteer.zip"


def _existing(path: Path) -> Path | None:
    return path if path.is_file() else None


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(f"SITREP_{name}")
    return Path(value).expanduser() if value else None


def _choice(environ: Mapping[str, str], name: str, choices: tuple[_Word, ...]) -> _Word:
    """One of the choices; the first where none is set."""
    value = environ.get(f"SITREP_{name}", "").lower() or choices[0]
    for choice in choices:
        if choice == value:
            return choice
    raise SettingsError(f"SITREP_{name} is {value!r}: set it to {' or '.join(choices)}.")


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
