"""The register of actors: loading, validation, and the index that finds a name in a text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from extract.actors.tokens import Token, tokenise

Kind = Literal[
    "government", "army", "police", "security", "intelligence",
    "rebel", "jihadist", "separatist", "leftist", "militia", "paramilitary", "gang", "communal",
    "movement", "party", "coalition", "peacekeepers", "organisation", "civilians",
]  # fmt: skip
_Class = Annotated[int, Field(ge=1, le=8)]
_Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
_Year = Annotated[int, Field(ge=1800, le=2100)]


_CLASS_OF_KIND: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(("government", "army", "police", "security", "intelligence"), 1)
    | dict.fromkeys(("rebel", "jihadist", "separatist", "leftist"), 2)
    | dict.fromkeys(("militia", "paramilitary", "gang"), 3)
    | {"communal": 4, "civilians": 7}
    | dict.fromkeys(("coalition", "peacekeepers"), 8)
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class DatedClass(_Strict):
    """An ACLED inter class that holds for some years; both ends inclusive."""

    value: _Class = Field(alias="class")
    since: _Year | None = Field(None, alias="from")
    until: _Year | None = Field(None, alias="to")


class DatedName(_Strict):
    """An alias that holds for some years, or only in articles on some countries; without either, everywhere."""

    name: str
    since: _Year | None = Field(None, alias="from")
    until: _Year | None = Field(None, alias="to")
    country: _Country | tuple[_Country, ...] = ()


class RegisterEntry(_Strict):
    """One body: what it is called, what it is, where and when."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[a-z0-9]+)*$")]
    name: Annotated[str, Field(min_length=1)]
    kind: Kind
    classes: _Class | tuple[DatedClass, ...] | None = Field(None, alias="class")
    country: _Country | None = None
    countries: tuple[_Country, ...] = ()  # others where it acts: decide between bodies of one name
    aliases: tuple[str | DatedName, ...] = ()
    parent: str | None = None
    predecessor: str | None = None
    successor: str | None = None
    since: _Year | None = Field(None, alias="from")
    until: _Year | None = Field(None, alias="to")

    def class_on(self, on: date | None) -> int | None:
        """ACLED inter on a day, None without a day if it changed; where the entry says none, that of its kind."""
        if not isinstance(self.classes, tuple):
            return self.classes if self.classes is not None else _CLASS_OF_KIND.get(self.kind)
        if on is None:
            return None
        for dated in reversed(self.classes):
            if dated.since is None or dated.since <= on.year:
                return dated.value
        return self.classes[0].value if self.classes else None


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of one entry, ready to be compared with words of a text."""

    entry_id: str
    norms: tuple[str, ...]
    shapes: str  # a letter per word: "A" all capitals, "M" mixed as in "LeT", "C" a capital first, "a" any case
    since: int | None = None
    until: int | None = None
    countries: tuple[str, ...] = ()  # none: everywhere

    def fits_case(self, words: list[Token], *, caseless: bool) -> bool:
        """Acronyms must be in capitals; of a long name one capital is enough, of a short one all are needed."""
        if caseless:
            return True
        demanded = [(shape, word.text) for shape, word in zip(self.shapes, words, strict=True) if shape != "a"]
        if any(shape == "A" and not text.isupper() for shape, text in demanded):
            return False
        if any(shape == "M" and sum(map(str.isupper, text)) < 2 for shape, text in demanded):
            return False
        capitals = [text[0].isupper() or text[0].isdigit() for shape, text in demanded if shape == "C"]
        return all(capitals) if len(words) <= 2 else (not capitals or any(capitals))


@dataclass(frozen=True, slots=True)
class Register:
    """All entries by id, and all their names by first folded word, the longest first."""

    entries: Mapping[str, RegisterEntry]
    index: Mapping[str, tuple[Alias, ...]]


_ENTRIES = TypeAdapter(list[RegisterEntry])
_SHORT = re.compile(
    r"[A-Z0-9]{2,3}"
)  # plain acronyms this short stand for too much else: only in the entry's countries
# Second words that news writes small as often as not: "Medellin cartel", "Haqqani network".
_COMMON_NOUNS = frozenset(
    {"cartel", "network", "movement", "group", "army", "brigade", "brigades", "militia", "gang", "clan", "battalion"}
)
_STATE_BODY = re.compile(r"[A-Z]{3}(-[a-z]+)+")


def _shape(text: str) -> str:
    if len(text) > 1 and text.upper() == text and any(c.isalpha() for c in text):
        return "A"
    if sum(map(str.isupper, text)) > 1:
        return "M"
    return "C" if text[0].isupper() else "a"


def _aliases(entry: RegisterEntry) -> Iterable[Alias]:
    if entry.kind == "civilians":  # a word for people, found as an unnamed group
        return
    own = tuple(filter(None, (entry.country, *entry.countries)))
    for given in (entry.name, *entry.aliases):
        if isinstance(given, DatedName):
            dated, countries = given, (given.country,) if isinstance(given.country, str) else given.country
        else:
            dated, countries = DatedName(name=given), own if given != entry.name and _SHORT.fullmatch(given) else ()
        words = tokenise(dated.name)
        if words:
            norms = tuple(w.norm for w in words)
            shapes = "".join("a" if n and w.norm in _COMMON_NOUNS else _shape(w.text) for n, w in enumerate(words))
            yield Alias(entry.id, norms, shapes, dated.since, dated.until, countries)


def build_register(entries: Iterable[RegisterEntry]) -> Register:
    """Index entries; a later entry of one id takes the place of an earlier one."""
    by_id = {entry.id: entry for entry in entries}
    index: dict[str, dict[Alias, None]] = {}
    for entry in by_id.values():
        for alias in _aliases(entry):
            index.setdefault(alias.norms[0], {})[alias] = None
    longest_first = {word: tuple(sorted(found, key=lambda a: -len(a.norms))) for word, found in index.items()}
    return Register(MappingProxyType(by_id), MappingProxyType(longest_first))


def parse_register(text: str, where: str) -> list[RegisterEntry]:
    """Entries of one YAML file; ValueError with one sentence that names the entry and the field."""
    try:
        data: Any = yaml.load(text, yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"{where} is not valid YAML: {' '.join(str(error).split())}.") from error
    try:
        return _ENTRIES.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = first["loc"]
        entry = data[place[0]] if place and isinstance(place[0], int) else None
        label = entry.get("id", f"number {int(place[0]) + 1}") if isinstance(entry, dict) else "list"
        field = ".".join(str(part) for part in place[1:])
        raise ValueError(f"{where}: entry {label}, field {field or '-'}: {first['msg']}.") from error


def check_links(entries: Iterable[RegisterEntry], known: Container[str], where: str) -> None:
    """ValueError if a parent, predecessor or successor is neither a known id nor a state's body (`COL-army`)."""
    for entry in entries:
        for link in (entry.parent, entry.predecessor, entry.successor):
            if link is not None and link not in known and _STATE_BODY.fullmatch(link) is None:
                raise ValueError(f"{where}: entry {entry.id} refers to {link}, which is in no register.")


@cache
def _shipped() -> tuple[RegisterEntry, ...]:
    """The entries as `extract.build.register` compiled them: reading the YAML itself takes a fifth of a second."""
    compiled = resources.files("extract").joinpath("lexicons/actors/register.json")
    return tuple(_ENTRIES.validate_json(compiled.read_bytes()))


@cache
def _shipped_register() -> Register:
    return build_register(_shipped())


def load_register(user_file: Path | None = None) -> Register:
    """The shipped register, with the entries of the user's own file added or, by id, put in place of ours."""
    if user_file is None:
        return _shipped_register()
    own = parse_register(user_file.read_text("utf-8"), str(user_file))
    register = build_register((*_shipped(), *own))
    check_links(own, register.entries, str(user_file))
    return register
