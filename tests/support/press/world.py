"""A small world and its press, made by seed: the same seed gives the same events, words, edits and deletions.

`make_world` needs no network and no clock. What is true is in `World.events`; who said what in `World.articles`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from press.grammar import load_wording
from press.happenings import draw_events
from press.newsroom import Calendar, Desk
from press.records import Event, Place, PressArticle, Sentence, Site, Telling, Version, World

__all__ = ["Event", "Place", "PressArticle", "Sentence", "Site", "Telling", "Version", "World", "make_world"]

FIRST_DAY = date(2024, 3, 4)  # a Monday
# Shares of all articles: the rest of the paper, and what is not one event's.
_BENIGN, _ACCIDENTS, _ROUNDUPS = 0.13, 0.03, 0.02
_EDITED, _DELETED = 0.06, 0.02


def make_world(seed: int, sites: int = 30, days: int = 14, n_articles: int = 3000) -> World:
    """Events and `n_articles` articles (within a few) of `days` days, told by at most 30 sites."""
    rng = Random(seed)
    outlets = _draw_sites(rng, sites)
    end = datetime.combine(FIRST_DAY + timedelta(days=days), time(), UTC) - timedelta(minutes=30)
    desk = Desk(rng, outlets, Calendar(FIRST_DAY, end))
    n_other = round(n_articles * (_BENIGN + _ACCIDENTS + _ROUNDUPS))
    covered = draw_events(rng, FIRST_DAY, days, n_articles - n_other)
    for event, coverage in covered:
        desk.cover(event, coverage)
    _fill_papers(desk, rng, [event for event, _ in covered], days, n_articles)
    for position in range(len(desk.articles)):
        roll = rng.random()
        if roll < _EDITED:
            desk.edit(position)
        elif roll < _EDITED + _DELETED:
            desk.delete(position)
    events = tuple(_known(event, desk.articles) for event, _ in covered)
    articles = tuple(sorted(desk.articles, key=lambda article: (article.published, article.article_id)))
    return World(seed, FIRST_DAY, days, outlets, events, articles)


def _draw_sites(rng: Random, n: int) -> tuple[Site, ...]:
    entries = load_wording("sites")
    if not 1 <= n <= len(entries):
        raise ValueError(f"{n} sites: between 1 and {len(entries)} can be made")
    countries = list(load_wording("places"))
    names = {entry["name"] for entry in entries[:n]}
    return tuple(
        Site(
            entry["name"],
            entry["title"],
            entry.get("agency", False),
            entry.get("carries") if entry.get("carries") in names else None,
            tuple(sorted(rng.sample(countries, 5))),
        )
        for entry in entries[:n]
    )


def _fill_papers(desk: Desk, rng: Random, events: list[Event], days: int, n_articles: int) -> None:
    incidents = [event for event in events if event.kind == "incident" and event.day_alt is None]
    for _ in range(round(n_articles * _ROUNDUPS)):
        moment = desk.calendar.start + timedelta(days=rng.randint(2, max(2, days - 1)), hours=16)
        recent = [e for e in incidents if 1 <= (moment.date() - e.day).days <= 3]
        country = rng.choice(recent).place.country if recent else None
        picked = [event for event in recent if event.place.country == country]
        towns: dict[str, Event] = {event.place.town: event for event in picked}
        if len(towns) >= 2 and moment <= desk.calendar.end:
            desk.round_up(rng.sample(list(towns.values()), min(len(towns), 4)), moment)
    while len(desk.articles) < n_articles:
        minutes = rng.randrange(60, int((desk.calendar.end - desk.calendar.start).total_seconds() // 60))
        kind = "accident" if rng.random() < _ACCIDENTS / (_BENIGN + _ACCIDENTS) else "benign"
        desk.filler(kind, desk.calendar.start + timedelta(minutes=minutes))


def _known(event: Event, articles: list[PressArticle]) -> Event:
    """The event with only those figures that somebody reported."""
    tellings = [telling for a in articles for telling in a.tellings if telling.event_id == event.event_id]
    if event.kind != "incident":
        return event
    return replace(
        event,
        killed=event.killed if any(t.killed for t in tellings) else None,
        injured=event.injured if any(t.injured for t in tellings) else None,
    )
