"""What goes wrong on the way, by seed: which requests meet which fault, and for how many requests it lasts.

A passing fault is over after `times` requests; a lasting one never is, and the article behind it counts as missing. No
fault lasts so long that a version could come and go unseen: such an outage is not planned (see `_hides_a_version`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random

from press.looks import Look
from press.records import PressArticle, World

PAGE_FAULTS = (
    "time-out",
    "reset",
    "truncated",
    "slow",
    "429",
    "429 for an hour",
    "500",
    "wrong type",
    "redirect loop",
    "redirect inside",
    "zip bomb",
    "huge",
    "broken gzip",
)
LISTING_FAULTS = ("time-out", "reset", "truncated", "429", "500", "broken feed", "wrong type", "redirect inside")
ROBOTS_FAULTS = ("500", "reset", "time-out")
# Over within one pass of a client that tries three times; the others are met again in a later pass.
_RETRIED = ("reset", "truncated", "429", "500")


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    times: int | None  # requests that it spoils; None: all


@dataclass(frozen=True, slots=True)
class Outage:
    """A site that answers nothing from a time until another."""

    site: str
    since: datetime
    until: datetime
    kind: str  # reset or 500


@dataclass(slots=True)
class FaultPlan:
    """Faults by site and by what is asked for: an article's number, "listing" or "robots"."""

    faults: Mapping[tuple[str, str], Sequence[Fault]] = field(default_factory=dict)
    outages: Sequence[Outage] = ()
    changing_etags: frozenset[str] = frozenset()  # sites whose validators are new at every request
    missing: frozenset[str] = frozenset()  # numbers of articles that no client can get
    settled_at: datetime | None = None  # from when on listings and robots.txt are whole, so that nothing stays unlisted
    _met: Counter[tuple[str, str]] = field(default_factory=Counter)

    def next_fault(self, site: str, what: str, now: datetime) -> Fault | None:
        """The fault that this request meets; counts it."""
        for outage in self.outages:
            if outage.site == site and outage.since <= now < outage.until:
                return Fault(outage.kind, None)
        if self.settled_at is not None and now >= self.settled_at and what in ("listing", "robots"):
            return None
        key = (site, what)
        planned = self.faults.get(key, ())
        met, self._met[key] = self._met[key], self._met[key] + 1
        for fault in planned:
            if fault.times is None or met < fault.times:
                return fault
            met -= fault.times
        return None

    def reset(self) -> None:
        self._met.clear()


def plan_faults(
    world: World, looks: Mapping[str, Look], passes: Sequence[datetime], *, share: float = 0.15, lasting: float = 0.02
) -> FaultPlan:
    """Faults for a share of the articles, most of them passing; faults of listings and robots.txt; outages."""
    rng = Random(world.seed * 104729 + 5)
    faults: dict[tuple[str, str], Sequence[Fault]] = {}
    missing = set()
    kinds = _endless(PAGE_FAULTS, rng)
    for article in world.articles:
        roll = rng.random()
        key = (article.site, article.article_id)
        if roll < lasting:
            kind = next(kinds)
            if kind not in ("429", "429 for an hour", "time-out", "slow"):  # nobody says "later" for ever
                faults[key] = (Fault(kind, None),)
                missing.add(article.article_id)
        elif roll < lasting + share:
            faults[key] = (_passing(next(kinds), article, looks[article.site], rng),)
    for look in looks.values():
        listed = _endless(LISTING_FAULTS, rng)
        # Requests of a listing are few: a fault now and then, with healthy ones between.
        faults[look.site, "listing"] = [
            fault
            for _ in range(5)
            for fault in (Fault("none", rng.randint(2, 9)), Fault(next(listed), rng.randint(1, 3)))
        ]
        if rng.random() < 0.5:
            faults[look.site, "robots"] = (Fault("none", rng.randint(1, 20)), Fault(rng.choice(ROBOTS_FAULTS), 1))
    names = [site.name for site in world.sites]
    return FaultPlan(
        faults,
        tuple(_draw_outages(world, looks, passes, rng)),
        frozenset(rng.sample(names, max(1, len(names) // 6))),
        frozenset(missing),
        datetime.combine(world.first_day, time(1), UTC) + timedelta(days=world.days),
    )


def _endless(kinds: Sequence[str], rng: Random) -> Iterator[str]:
    """All kinds in turn, shuffled, so that even a small press meets most of them."""
    while True:
        yield from rng.sample(kinds, len(kinds))


def _passing(kind: str, article: PressArticle, look: Look, rng: Random) -> Fault:
    """A fault that heals before any version is lost: within the pass where a version, or the leave to ask, will end."""
    if kind in _RETRIED:
        return Fault(kind, rng.randint(1, 2))
    closes = look.closes is not None and look.path_of(article).startswith(look.closes)
    if len(article.versions) > 1 or article.deleted_at is not None or closes:
        return Fault(rng.choice(_RETRIED), rng.randint(1, 2))
    return Fault(kind, rng.randint(1, 2))


def _draw_outages(world: World, looks: Mapping[str, Look], passes: Sequence[datetime], rng: Random) -> Iterable[Outage]:
    for site in world.sites:
        if looks[site.name].closes is not None or len(passes) < 6 or rng.random() < 0.6:
            continue
        first = rng.randrange(1, len(passes) - 4)
        outage = Outage(
            site.name,
            passes[first] - timedelta(minutes=1),
            passes[first + rng.randint(1, 3)] - timedelta(minutes=1),
            rng.choice(("reset", "500")),
        )
        if not any(_hides_a_version(a, outage, passes) for a in world.articles if a.site == site.name):
            yield outage


def _hides_a_version(article: PressArticle, outage: Outage, passes: Sequence[datetime]) -> bool:
    """Whether a version is on show in few passes but those of the outage."""
    ends = [version.at for version in article.versions[1:]] + [article.deleted_at]
    for version, end in zip(article.versions, ends, strict=True):
        if end is None:
            continue
        shown = [moment for moment in passes if version.at <= moment < end]
        free = [moment for moment in shown if not outage.since <= moment < outage.until]
        if len(free) < min(len(shown), 2) or (free and shown[0] not in free):
            return True
    return False
