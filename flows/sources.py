"""The list of watched sources: YAML in, checked records out."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class SourcesError(ValueError):
    """The list of sources cannot be used; the message is one sentence that says what to do."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expect(_Strict):
    """Articles that a healthy run reads: under `min` the source has failed, over `max` something is odd."""

    min: int | None = Field(None, ge=0)
    max: int | None = Field(None, ge=1)


class Source(_Strict):
    """One outlet or feed. `name` is the short name used everywhere: tables, logs, file names."""

    name: Name
    kind: Literal["folder", "rss"]
    url: str = Field(min_length=1)  # http(s) address, or a path; a path is relative to the file of the list
    language: str = Field("en", pattern=r"^[a-z]{2,3}$")
    country: str | None = Field(None, pattern=r"^[A-Z]{3}$")  # of the publisher, ISO 3166-1 alpha-3
    cadence: str | None = None  # how often it publishes, in words
    licence: str | None = None  # on what terms its texts may be kept
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _folder_is_local(self) -> Self:
        if self.kind == "folder" and self.is_remote:
            raise ValueError("a folder is a path, not an http address")
        return self

    @property
    def is_remote(self) -> bool:
        return self.url.lower().startswith(("http://", "https://"))


class _SourceList(_Strict):
    sources: tuple[Source, ...]


def load_sources(path: Path | None = None) -> tuple[Source, ...]:
    """The sources in the file, by default those that ship with the package. Raises SourcesError."""
    shipped = files("flows").joinpath("sources.yaml")
    where = str(path) if path is not None else "sources.yaml"
    base = path.resolve().parent if path is not None else Path(str(shipped)).parent
    try:
        text = path.read_text("utf-8") if path is not None else shipped.read_text("utf-8")
        sources = _SourceList.model_validate(yaml.safe_load(text)).sources
    except (OSError, UnicodeDecodeError) as error:
        raise SourcesError(f"{where} cannot be read: give another list with --sources.") from error
    except yaml.YAMLError as error:
        raise SourcesError(f"{where} is not valid YAML: {' '.join(str(error).split())}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "top level"
        raise SourcesError(f"{where} has a fault at {place}: {first['msg']}.") from error
    names = [source.name for source in sources]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise SourcesError(f"{where} names {doubled[0]} twice: give each source a name of its own.")
    return tuple(_rooted(source, base) for source in sources)


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
