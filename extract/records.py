"""All records that flow through the product; every one is frozen, changed with `dataclasses.replace`.

Spans are `(start, end)` in code points of `Article.content`, end exclusive. Dates are full days, both ends
inclusive. Countries are ISO 3166-1 alpha-3. `None` means not stated; zero means stated to be none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Span = tuple[int, int]

ClaimKind = Literal["incident", "aggregate", "background", "assessment"]
Realis = Literal["actual", "attempted", "planned", "threatened", "hypothetical", "negated"]
Role = Literal["perpetrator", "target", "victim", "side_a", "side_b", "detainee", "source"]
PartyKind = Literal["organisation", "group", "person"]
ConfidenceStated = Literal[
    "reported as fact",
    "suspected or accused",
    "suspected or accused by authorities",
    "claimed or admitted",
    "possible",
    "denied",
    "unknown",
]
Outcome = Literal[
    "killed", "injured", "missing", "abducted", "detained", "surrendered", "displaced", "released", "seized"
]
Who = Literal["civilian", "security", "paramilitary", "militant", "perpetrator", "unknown"]
Qualifier = Literal[
    "exact",
    "more_than",
    "at_least",
    "fewer_than",
    "up_to",
    "about",
    "between",
    "several",
    "dozens",
    "scores",
    "hundreds",
    "none",
]
Rank = Literal["preferred", "rival", "superseded"]
AttributionKind = Literal["narrator", "attributed", "claimed_responsibility", "accused", "denied"]
MentionKind = Literal["place", "date", "actor", "count"]
Stage = Literal[
    "fetch", "read", "parse", "language", "type", "realis", "date", "place", "actor", "count", "attribution"
]


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article: title and text as once seen, never edited."""

    article_id: str
    version_id: str
    text: str
    title: str | None = None
    given_id: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    source: str | None = None
    published: date | None = None
    published_time: datetime | None = None  # the moment, with its time zone, where that is stated
    published_method: str | None = None  # given, first line, json-ld, meta, feed, url, htmldate
    modified: date | None = None
    authors: tuple[str, ...] = ()
    site: str | None = None  # the publisher's name as a page gives it
    title_method: str | None = None  # where each came from: h1, json-ld, meta, title, feed, byline, text
    authors_method: str | None = None
    modified_method: str | None = None
    language: str | None = None  # ISO 639-1
    parser: str | None = None  # name@version of what made `text` out of a page; None for plain text

    @property
    def content(self) -> str:
        """The stored text that all spans point into: title, blank line, text; text alone without a title."""
        return self.text if self.title is None else f"{self.title}\n\n{self.text}"


@dataclass(frozen=True, slots=True)
class Issue:
    """A thing not understood, kept instead of a guess."""

    stage: Stage
    reason: str  # one short lower-case phrase: "undated", "ambiguous place: Tripoli LBY or LBY"
    text: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date phrase read as an interval. A bound without a phrase has text None, start None, precision None."""

    text: str | None
    span: Span | None
    start: date | None
    end: date | None
    precision: int | None  # UCDP date_prec 1-5


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A place phrase resolved to a gazetteer entry; unresolved places keep text and span, the rest None."""

    text: str
    span: Span
    name: str | None = None
    geonameid: int | None = None
    admin1: str | None = None
    admin2: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: int | None = None  # UCDP where_prec 1-7


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says it, in what capacity, by which word."""

    kind: AttributionKind = "narrator"
    speaker: str | None = None  # as written
    capacity: str | None = None
    organisation: str | None = None  # register name of the body spoken for
    cue: str | None = None
    span: Span | None = None  # of the speaker, else of the cue


@dataclass(frozen=True, slots=True)
class Party:
    """A person or body in a role; victims and human targets are parties."""

    text: str
    span: Span
    role: Role
    kind: PartyKind
    actor_id: str | None = None
    name: str | None = None  # register name
    actor_class: int | None = None  # ACLED inter 1-8
    confidence_stated: ConfidenceStated | None = None  # never None for a perpetrator
    attribution: Attribution | None = None  # only where it differs from the claim's


@dataclass(frozen=True, slots=True)
class Target:
    """A physical thing hit or meant to be hit."""

    text: str
    span: Span
    type: str | None = None  # one of GTD's 22 labels, lower case


@dataclass(frozen=True, slots=True)
class Weapon:
    text: str
    span: Span
    type: str


@dataclass(frozen=True, slots=True)
class Count:
    """A bounded number of people or things with an outcome."""

    text: str
    span: Span
    outcome: Outcome
    who: Who
    qualifier: Qualifier
    low: int | None
    best: int | None
    high: int | None
    party: int | None = None  # index into Claim.parties of the party counted
    is_total: bool = False
    convention: bool = False  # the bound is a convention for a vague word ("dozens": 24)
    rank: Rank = "preferred"
    attribution: Attribution | None = None  # only where it differs from the claim's


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of the stored text that the claim rests on."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article version says once: one act, or one tally, at one place and time."""

    claim_id: str
    anchor_id: str
    kind: ClaimKind
    realis: Realis
    event_type: str | None
    sub_event_type: str | None
    modes: tuple[str, ...]
    n_acts: int | None
    date: DateValue
    place: PlaceValue | None
    parties: tuple[Party, ...]
    targets: tuple[Target, ...]
    weapons: tuple[Weapon, ...]
    counts: tuple[Count, ...]
    attribution: Attribution
    evidence: tuple[Evidence, ...]
    confidence: float | None


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A toponym in the text, with what it resolved to; `candidates` names rivals of a tie."""

    start: int
    end: int
    text: str
    rule: str
    value: PlaceValue | None = None
    feature: str | None = None  # GeoNames feature code, or overlay kind
    candidates: tuple[PlaceValue, ...] = ()


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date phrase; date_start and date_end are None where it could not be resolved (reason in `rule`)."""

    start: int
    end: int
    text: str
    rule: str
    date_start: date | None = None
    date_end: date | None = None
    precision: int | None = None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A name, abbreviation or generic description of a body. Unknown bodies keep their text and a stable id."""

    start: int
    end: int
    text: str
    rule: str
    actor_id: str | None = None
    name: str | None = None
    actor_class: int | None = None
    country: str | None = None
    kind: PartyKind = "organisation"


@dataclass(frozen=True, slots=True)
class CountMention:
    """A quantity phrase with its bounds; what it counts is decided by the reader of claims."""

    start: int
    end: int
    text: str
    rule: str
    qualifier: Qualifier
    low: int | None
    best: int | None
    high: int | None
    convention: bool = False


@dataclass(frozen=True, slots=True)
class Mentions:
    """Everything found in the text, whether or not a claim uses it; each tuple in text order."""

    places: tuple[PlaceMention, ...] = ()
    dates: tuple[DateMention, ...] = ()
    actors: tuple[ActorMention, ...] = ()
    counts: tuple[CountMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one extractor read out of one article version; with its Article, all a flow hands to storage."""

    extraction_id: str
    version_id: str
    extractor: str  # name@version
    resources: str  # digest
    language: str | None
    claims: tuple[Claim, ...] = ()
    issues: tuple[Issue, ...] = ()
    mentions: Mentions = field(default_factory=Mentions)
