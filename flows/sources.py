"""The list of watched sources: YAML in, checked records out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationError,
    model_validator,
)

SourceKind = Literal["folder", "rss", "sitemap", "links", "urls", "mailbox", "warc", "gdelt"]
GdeltTable = Literal["export", "mentions", "gkg"]
LOCAL_KINDS = ("folder", "mailbox", "warc")  # read from this machine's disk only
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(text: object) -> object:
    """`15m`, `1h`, `1d` or `2w` as a timedelta; anything else is refused."""
    if isinstance(text, timedelta):
        return text
    found = re.fullmatch(r"([1-9]\d{0,3})([mhdw])", text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("write a number and a unit, like 15m, 1h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def render_duration(duration: timedelta) -> str:
    """The shortest text that `parse_duration` reads as this duration."""
    minutes = int(duration.total_seconds()) // 60
    for unit, length in (("d", 1440), ("h", 60)):
        if minutes % length == 0:
            return f"{minutes // length}{unit}"
    return f"{minutes}m"


Duration = Annotated[timedelta, BeforeValidator(parse_duration), PlainSerializer(render_duration, when_used="json")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Site = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+(:\d+)?$")]  # a domain, for all its hosts, or host:port


class SourcesError(ValueError):
    """The list of sources cannot be used; the message is one sentence that says what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expect(_Strict):
    """Articles that a healthy run reads: under `min` the source has failed, over `max` something is odd."""

    min: int | None = Field(None, ge=0)
    max: int | None = Field(None, ge=1)


class Gdelt(_Strict):
    """Which of GDELT's tables name the articles, and of which events."""

    tables: tuple[GdeltTable, ...] = Field(("mentions",), min_length=1)
    events: tuple[Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1\d|20)$")], ...] = ()  # CAMEO root codes

    @model_validator(mode="after")
    def _only_export_has_codes(self) -> Self:
        if self.events and self.tables != ("export",):
            raise ValueError("only the export table has event codes: write tables: [export]")
        return self


class Source(_Strict):
    """One outlet or feed. `name` is the short name used everywhere: tables, logs, file names."""

    name: Name
    kind: SourceKind
    url: str = Field(min_length=1)  # http(s) address, or a path; a path is relative to the file of the list
    language: str = Field("en", pattern=r"^[a-z]{2,3}$")
    country: str | None = Field(None, pattern=r"^[A-Z]{3}$")  # of the publisher, ISO 3166-1 alpha-3
    cadence: Duration | None = None  # how often it is worth asking: 15m, 1h, 1d
    wire: Name | None = None  # agency or owner whose copy it carries; sources of one wire are one voice
    licence: str | None = None  # on what terms its texts may be kept
    expect: Expect = Expect()
    robots: Literal["obey", "own"] = "obey"  # own: the site is yours, and its robots.txt does not bind you
    rate: float | None = Field(None, ge=0, le=3600)  # seconds between two requests; None: SITREP_FETCH_PAUSE
    contact: str | None = None  # address in the user agent for this source, where it is not SITREP_CONTACT
    gdelt: Gdelt = Gdelt()  # for the kind gdelt
    follow: tuple[Site, ...] = ()  # for the kind mailbox: sites whose articles, linked to in a message, are read too
    tried: date | None = None  # when somebody last saw this entry work; None: never tried

    @model_validator(mode="after")
    def _is_where_it_can_be(self) -> Self:
        if self.kind in LOCAL_KINDS and self.is_remote:
            raise ValueError(f"a source of kind {self.kind} is a path, not an http address")
        if self.follow and self.kind != "mailbox":
            raise ValueError("only links in a mailbox are followed: take out follow")
        return self

    @property
    def is_remote(self) -> bool:
        return self.url.lower().startswith(("http://", "https://"))


class _SourceList(_Strict):
    sources: tuple[Source, ...]


def load_sources(path: Path | None = None) -> tuple[Source, ...]:
    """The sources in the file, by default the examples that ship with the package. Raises SourcesError."""
    shipped = files("flows").joinpath("examples.yaml")
    where = str(path) if path is not None else "examples.yaml"
    base = path.resolve().parent if path is not None else Path(str(shipped)).parent
    try:
        text = path.read_text("utf-8") if path is not None else shipped.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourcesError(f"{where} cannot be read: give another list with --sources.") from error
    return tuple(_rooted(source, base) for source in read_sources(text, where))


def read_sources(text: str, where: str) -> tuple[Source, ...]:
    """The sources that a list says, as it says them; `where` names it in messages. Raises SourcesError."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SourcesError(f"{where} is not valid YAML: {' '.join(str(error).split())}.") from error
    try:
        sources = _SourceList.model_validate(value).sources
    except ValidationError as error:
        raise SourcesError(f"{where} {_describe_fault(error, value)}.") from error
    names = [source.name for source in sources]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise SourcesError(f"{where} names {doubled[0]} twice: give each source a name of its own.")
    return sources


def _describe_fault(error: ValidationError, value: Any) -> str:
    """The first fault, with the name of its entry and its field: "has a fault in bbc, cadence: ..."."""
    first = error.errors(include_url=False)[0]
    match first["loc"]:
        case ("sources", int(number), *fields):
            entry = value["sources"][number]
            name = entry.get("name") if isinstance(entry, dict) else None
            place = ", ".join([str(name) if name else f"entry {number + 1}", ".".join(map(str, fields))]).rstrip(", ")
        case fields:
            place = ".".join(map(str, fields)) or "its top level"
    reason = first["msg"].removeprefix("Value error, ")
    match first["type"]:
        case "extra_forbidden":
            reason = "there is no such field"
        case "missing":
            reason = "this field is needed"
        case "model_type" | "dict_type":
            reason = "this should be fields with values, like sources: or name: bbc"
        case "tuple_type":
            reason = "this should be a list"
        case "string_pattern_mismatch":
            reason = f"{first['input']!r} does not match {first['ctx']['pattern']}"
    return f"has a fault in {place}: {reason[:1].lower()}{reason[1:]}"


def _rooted(source: Source, base: Path) -> Source:
    if source.is_remote:
        return source
    path = Path(source.url.removeprefix("file://")).expanduser()
    return source.model_copy(update={"url": str(base / path)})


def select_sources(sources: Sequence[Source], names: Sequence[str]) -> tuple[Source, ...]:
    """The sources of these names, all of them if none is given. Raises SourcesError for a name that is not there."""
    known = {source.name: source for source in sources}
    for name in names:
        if name not in known:
            raise SourcesError(f"There is no source {name}: sitrep sources list shows the names.")
    return tuple(sources) if not names else tuple(known[name] for name in dict.fromkeys(names))
