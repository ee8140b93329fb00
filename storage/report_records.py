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
    spread: float = 0.0
    seen: Seen | None = None

    @property
    def is_gap(self) -> bool:
        """Whether too little could be seen to say anything; without a measure of that, whether nothing was read."""
        return self.articles == 0 if self.seen is None else self.seen.is_gap


@dataclass(frozen=True, slots=True)
class Seen:
    """What could be seen in a week: coverage as a share of a typical day's, and its incidents at typical coverage.

    `adjusted` and its 95 % interval are None in a gap: a week of which too little could be seen.
    """

    coverage: float
    adjusted: float | None
    adjusted_low: float | None
    adjusted_high: float | None

    @property
    def is_gap(self) -> bool:
        return self.adjusted is None


@dataclass(frozen=True, slots=True)
class Compared:
    """A count beside that of the window before, at equal coverage: the ratio of the rates with its 95 % interval.

    `expected` is the count, had the rate stayed as it was. A ratio is None where it has no upper bound.
    """

    now: int
    before: int
    expected: float
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a table by place, type, actor, target or weapon; a label is None where it is not stated.

    `before` counts its incidents in the window before; `compared` is None where nothing can be said.
    """

    labels: tuple[str | None, ...]
    incidents: int
    attempted: int
    killed: Bound
    injured: Bound
    before: int = 0
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """The weeks of one division, for a small chart: (Monday, incidents, whether too little could be seen).

    Weeks from `window_from` on are of the window.
    """

    labels: tuple[str | None, ...]
    window_from: date
    weeks: tuple[tuple[date, int, bool], ...]
    incidents: int
    before: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A week with more incidents than its past foretells.

    `expected` at the week's coverage, from the `n_weeks` before; one week in a hundred exceeds `limit` by chance.
    `makeup`: its incidents by sub-event type, commonest first.
    """

    facet: str
    labels: tuple[str | None, ...]
    start: date
    end: date
    incidents: int
    expected: float
    limit: int
    p_value: float
    n_weeks: int
    makeup: tuple[tuple[str | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceChange:
    """A source that began (`end` None) or fell silent for unusually long; `weight` is its share of what is told."""

    source: str | None
    kind: str
    start: date
    end: date | None
    weight: float


@dataclass(frozen=True, slots=True)
class Trend:
    """The window beside the window of the same length before it, and its weeks beside the weeks before them.

    Coverage is in shares of a typical day's. `unknown` says why there is no comparison, else it is None.
    """

    before_from: date
    before_to: date
    history_from: date
    coverage: float | None
    coverage_before: float | None
    unknown: str | None
    incidents: Compared | None
    killed: Compared | None
    dispersion: float
    flags: tuple[Flag, ...]
    n_tested: int
    sources: tuple[SourceChange, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, with its UCDP where_prec."""

    name: str | None
    admin1: str | None
    country: str | None
    precision: int | None
    lat: float | None
    lon: float | None
    incidents: int
    killed: int | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What is told differently of one incident since the last report.

    `what` names the incident, `why` says what changed. `kind` is new, corrected or withdrawn; `cause` new report,
    follow-up, edit, deleted, new extractor, merge or split, review.
    """

    kind: str
    incident_id: str
    what: str
    why: str
    cause: str


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
    them, or were retracted; `not_done` are planned, hypothetical or said not to have happened. `n_dateless` incidents
    have no date at all and are in no window. Lists hold the gravest of what there is; `sizes` says how many there
    are of each. `revisions` is None in a report that does not say since when.
    """

    date_from: date
    date_to: date
    generated_at: datetime
    as_of: datetime | None
    since: datetime | None
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
    by_target: tuple[Group, ...]
    by_weapon: tuple[Group, ...]
    panels: tuple[Panel, ...]
    points: tuple[Point, ...]
    trend: Trend | None
    revisions: tuple[Revision, ...] | None
    sizes: dict[str, int]
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
