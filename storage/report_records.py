"""What a report says, as records: everything the HTML page, the Markdown file and the JSON show, and nothing else.

Text is third-party text made safe by `clean_text`, with names withheld unless they were asked for. A `None` number is
not stated. Ids (`CountLine.anchor`, `Incident.anchor`) are link targets in both documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .report_text import Bound, Piece


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday; `is_partial` where the window cuts it, `is_provisional` where reports still come in."""

    start: date
    end: date
    incidents: int
    attempted: int
    killed: Bound
    injured: Bound
    articles: int | None = None
    sources: int | None = None
    is_partial: bool = False
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a table by place, type or actor; a label is None where it is not stated."""

    labels: tuple[str | None, ...]
    incidents: int
    attempted: int
    killed: Bound
    injured: Bound


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party of a claim; `name` is None where it is withheld."""

    role: str
    name: str | None
    confidence_stated: str | None
    says: str | None


@dataclass(frozen=True, slots=True)
class CountLine:
    """One count of a claim; `anchor` is the id of its words in the shown sentence."""

    anchor: str
    outcome: str
    who: str
    text: str
    bound: Bound
    rank: str
    is_total: bool
    convention: bool
    says: str | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where something stands; `url` is None unless it is a web address."""

    title: str | None
    source: str | None
    url: str | None
    published: date | None


@dataclass(frozen=True, slots=True)
class ClaimEntry:
    """One claim of one article version, with its sentences; `copies` are other articles with the same words."""

    claim_id: str
    kind: str
    realis: str
    event_type: str | None
    sub_event_type: str | None
    dates: str
    place: str | None
    source: SourceLine
    says: str
    parties: tuple[PartyLine, ...]
    counts: tuple[CountLine, ...]
    sentences: tuple[tuple[Piece, ...], ...]
    copies: tuple[SourceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of an incident, and the counts it rests on: `best_anchor` only where the best is not the low."""

    outcome: str
    bound: Bound
    anchor: str
    best_anchor: str | None


@dataclass(frozen=True, slots=True)
class IncidentEntry:
    """One real event, with its reports, each told once; the first `n_supporting` hold all that its figures rest on."""

    incident_id: str
    anchor: str
    realis: str
    event_type: str | None
    sub_event_type: str | None
    date_start: date | None
    date_end: date | None
    dates: str
    place: str | None
    status: str | None
    n_articles: int
    n_origins: int
    figures: tuple[Figure, ...]
    n_supporting: int
    reports: tuple[ClaimEntry, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Issues of one stage and reason, with one example."""

    stage: str
    reason: str
    n: int
    example: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was read of one source: articles of the window; failed requests and unreadable inputs to date."""

    source: str | None
    articles: int
    claims: int
    without_claims: int
    unread: int
    failed: int
    unreadable: int
    last_published: date | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of one report. Totals are of `happened`: dated within the window, strategic developments apart.

    `weeks` may span less than a very long window; `no_week` is dated within it, but more widely than one week.
    `undated` have no date, or one that reaches out of the window; `denied` were reported by nobody but those who deny
    them; `not_done` are planned, hypothetical or said not to have happened. `n_dateless` incidents have no date at all
    and are in no window.
    """

    date_from: date
    date_to: date
    generated_at: datetime
    data_as_of: datetime | None
    delay_days: int | None
    names_shown: bool
    incidents: int
    attempted: int
    n_dateless: int
    killed: Bound
    injured: Bound
    weeks: tuple[Week, ...]
    no_week: Group | None
    by_place: tuple[Group, ...]
    by_type: tuple[Group, ...]
    by_actor: tuple[Group, ...]
    happened: tuple[IncidentEntry, ...]
    attempts: tuple[IncidentEntry, ...]
    undated: tuple[IncidentEntry, ...]
    denied: tuple[IncidentEntry, ...]
    strategic: tuple[IncidentEntry, ...]
    not_done: tuple[ClaimEntry, ...]
    aggregates: tuple[ClaimEntry, ...]
    assessments: tuple[ClaimEntry, ...]
    background: tuple[ClaimEntry, ...]
    not_understood: tuple[NotUnderstood, ...]
    coverage: tuple[Coverage, ...]
    languages_unread: tuple[tuple[str, int], ...]
