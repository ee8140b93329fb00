"""What the simulated press knows: events, articles with their versions and deletions, sites; all JSON-able."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    town: str
    admin1: str
    country: str  # ISO 3166-1 alpha-3
    country_name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Event:
    """What really happened, or did not. A `kind` other than incident is told, but never to be counted.

    `killed`, `injured` and `people` (abducted or detained) are the truth at the end; None where nobody knew.
    Of a hoax they are what was falsely reported.
    """

    event_id: str
    kind: str  # incident, hoax, threat, aggregate, denial, assessment
    act: str  # key of wordings/acts.yaml
    event_type: str
    sub_event_type: str
    place: Place
    day: date
    day_alt: date | None = None  # the day by which others date it: it happened around midnight
    part_of_day: str = "morning"
    n_acts: int = 1
    killed: int | None = None
    injured: int | None = None
    people: int | None = None
    site: str = ""
    victims: str = "people"
    perpetrator: str | None = None  # register name, or the first name of a renamed actor
    perpetrator_names: tuple[str, ...] = ()  # as the press writes it
    rival_killed: int | None = None  # another party's figure
    toll: tuple[int, ...] = ()  # figures of the dead over time; the last one is `killed`
    pair: str | None = None  # the other event in this town on this day
    features: tuple[str, ...] = ()  # twin, pair, two-dates, hoax, renamed, rising, rival


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    event_id: str | None = None  # the event that it tells of


@dataclass(frozen=True, slots=True)
class Version:
    """One state of an article, from `at` until the next."""

    at: datetime
    title: str
    paragraphs: tuple[tuple[Sentence, ...], ...]

    @property
    def text(self) -> str:
        return "\n\n".join(" ".join(sentence.text for sentence in paragraph) for paragraph in self.paragraphs)

    @property
    def sentences(self) -> Iterable[Sentence]:
        return (sentence for paragraph in self.paragraphs for sentence in paragraph)


@dataclass(frozen=True, slots=True)
class Telling:
    """What an article, in its last version, says of an event; the figures as (low, best, high)."""

    event_id: str
    day: date | None = None  # the day it gives
    killed: tuple[int | None, int | None, int | None] | None = None
    injured: tuple[int | None, int | None, int | None] | None = None


@dataclass(frozen=True, slots=True)
class PressArticle:
    article_id: str
    site: str
    path: str  # of its page, from the root of the site
    kind: str  # report, copy, toll, aftermath, roundup, benign, accident, hoax_denied, or the kind of its event
    published: datetime
    versions: tuple[Version, ...]
    tellings: tuple[Telling, ...] = ()
    copy_of: str | None = None  # article_id of the agency report that it carries
    agency: str | None = None
    author: str | None = None
    deleted_at: datetime | None = None
    event_id: str | None = None  # of its headline

    @property
    def last(self) -> Version:
        return self.versions[-1]

    def version_at(self, moment: datetime) -> Version | None:
        """The version on show at the moment: None before publication and after deletion."""
        if self.deleted_at is not None and moment >= self.deleted_at:
            return None
        shown = [version for version in self.versions if version.at <= moment]
        return shown[-1] if shown else None


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    title: str
    is_agency: bool = False
    carries: str | None = None
    countries: tuple[str, ...] = ()  # written of most


@dataclass(frozen=True, slots=True)
class World:
    seed: int
    first_day: date
    days: int
    sites: tuple[Site, ...]
    events: tuple[Event, ...]
    articles: tuple[PressArticle, ...]  # in order of publication

    def to_json(self) -> dict[str, Any]:
        """Plain lists, dicts and strings; days and times in ISO format."""
        return _plain(asdict(self))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value
