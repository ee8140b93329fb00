"""What happens in the world: events drawn by seed, with the hard cases among them, and how often each is covered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from press.grammar import load_wording
from press.records import Event, Place

EVENT_TYPES = {
    "Armed clash": "Battles",
    "Attack": "Violence against civilians",
    "Abduction/forced disappearance": "Violence against civilians",
    "Mob violence": "Riots",
    "Violent demonstration": "Riots",
    "Peaceful protest": "Protests",
    "Arrests": "Strategic developments",
}
PARTS = ("morning", "afternoon", "evening", "night")
# Shares of all events; about what a careful reader of the wires meets in a bad month.
_SHARES = {"pair": 0.05, "twin": 0.03, "two-dates": 0.03, "hoax": 0.02, "renamed": 0.03}
_TALK = {"threat": 0.08, "aggregate": 0.05, "denial": 0.05, "assessment": 0.05}
_MOST_COVERED = 60


@cache
def all_places() -> tuple[Place, ...]:
    return tuple(
        Place(town, admin1, country, entry["name"], lat, lon)
        for country, entry in load_wording("places").items()
        for town, admin1, lat, lon in entry["towns"]
    )


def draw_events(rng: Random, first_day: date, days: int, n_tellings: int) -> list[tuple[Event, int]]:
    """Events and how many articles tell of each, about `n_tellings` in all; coverage has a heavy tail."""
    places = list(all_places())
    rng.shuffle(places)
    weights = [1 / (rank + 3) ** 0.7 for rank in range(len(places))]  # some towns are in the news every week
    found: list[tuple[Event, int]] = []
    taken: set[tuple[str, date]] = set()
    told = 0
    while told < n_tellings:
        place = rng.choices(places, weights)[0]
        day = first_day + timedelta(days=rng.randrange(days))
        if any((place.town, day + timedelta(days=d)) in taken for d in (-1, 0, 1)):
            continue
        taken.add((place.town, day))
        feature = _draw(_SHARES, rng)
        talk = _draw(_TALK, rng) if feature is None else None
        number = f"e{len(found) + 1:04d}"
        event = _talk(number, talk, place, day, rng) if talk else _incident(number, place, day, feature, rng)
        coverage = min(1 + int(rng.paretovariate(0.95)) - 1, _MOST_COVERED, n_tellings - told)
        if talk:
            coverage = min(coverage, 3)
        elif feature is not None:
            coverage = min(max(coverage, 3), 12)
        event = _with_tolls(event, coverage, rng)
        found.append((event, coverage))
        told += coverage
        if feature == "pair":
            twin = _other_of_day(f"e{len(found) + 1:04d}", event, rng)
            found[-1] = (replace(event, pair=twin.event_id), coverage)
            found.append((twin, coverage))
            told += coverage
    return found


def _draw(shares: dict[str, float], rng: Random) -> str | None:
    roll = rng.random()
    for name, share in shares.items():
        roll -= share
        if roll < 0:
            return name
    return None


def _incident(event_id: str, place: Place, day: date, feature: str | None, rng: Random) -> Event:
    acts: dict[str, Any] = load_wording("acts")
    names = list(acts)
    if feature == "twin":
        act = rng.choice([name for name in names if acts[name].get("n_acts", 1) > 1])
    else:
        act = rng.choices(names, [acts[name]["weight"] for name in names])[0]
        while feature in ("hoax", "pair", "renamed") and acts[act]["casualties"] != "deadly":
            act = rng.choices(names, [acts[name]["weight"] for name in names])[0]
    facts = acts[act]
    killed, injured, people = _casualties(facts["casualties"], rng)
    names_of, perpetrator = _perpetrator(place.country, feature, rng)
    return Event(
        event_id=event_id,
        kind="hoax" if feature == "hoax" else "incident",
        act=act,
        event_type=EVENT_TYPES.get(facts["sub_event_type"], "Explosions/Remote violence"),
        sub_event_type=facts["sub_event_type"],
        place=place,
        day=day,
        day_alt=day + timedelta(days=1) if feature == "two-dates" else None,
        part_of_day="night" if feature == "two-dates" else rng.choice(PARTS),
        n_acts=facts.get("n_acts", 1),
        killed=killed,
        injured=injured,
        people=people,
        site=rng.choice(facts["sites"]),
        victims=rng.choice(facts["victims"]),
        perpetrator=perpetrator,
        perpetrator_names=names_of,
        features=() if feature is None else (feature,),
    )


def _casualties(how: str, rng: Random) -> tuple[int | None, int | None, int | None]:
    tail = int(rng.paretovariate(0.75))
    match how:
        case "deadly":
            killed = min(tail, 90) if rng.random() < 0.88 else None
            injured = min(int(rng.paretovariate(0.7)) + 1, 160) if rng.random() < 0.7 else None
            return killed, injured, None
        case "light":
            killed = min(tail, 6) if rng.random() < 0.5 else None
            return killed, min(tail + 1, 30) if rng.random() < 0.6 else None, None
        case "none":
            return None, None, None
        case _:
            return None, None, min(tail + 1, 120)


def _perpetrator(country: str, feature: str | None, rng: Random) -> tuple[tuple[str, ...], str | None]:
    actors = load_wording("actors")
    if feature == "renamed":
        old, new = rng.choice(actors["renamed"])
        return (old, new), str(old)
    if rng.random() < 0.6:
        written, register = rng.choice(actors[country]["groups"])
        return (written,), str(register)
    return (), None


def _with_tolls(event: Event, coverage: int, rng: Random) -> Event:
    """A toll that rises, where there are articles enough to tell of it; figures of another party."""
    if event.killed is None or event.kind != "incident":
        return event
    toll: tuple[int, ...] = (event.killed,)
    features = event.features
    if coverage >= 3 and event.killed >= 2 and rng.random() < 0.55:
        first = rng.randint(max(1, event.killed // 2), event.killed - 1)
        middle = rng.randint(first, event.killed)
        toll = (
            (first, middle, event.killed) if first < middle < event.killed and coverage >= 5 else (first, event.killed)
        )
        features = (*features, "rising")
    rival = None
    if coverage >= 2 and event.killed >= 4 and rng.random() < 0.35:
        rival = max(1, round(event.killed * rng.choice((0.6, 1.3, 1.5, 2.0))))
        features = (*features, "rival")
    return replace(event, toll=toll, rival_killed=rival, features=features)


def _other_of_day(event_id: str, first: Event, rng: Random) -> Event:
    """Another attack in the same town on the same day, at another hour and another site, not to be taken for one."""
    other = _incident(event_id, first.place, first.day, "pair", rng)
    sites = [site for site in load_wording("acts")[other.act]["sites"] if site != first.site]
    killed = None if other.killed is None or other.killed != first.killed else other.killed + rng.randint(3, 9)
    return replace(
        other,
        site=rng.choice(sites),
        part_of_day=rng.choice([part for part in PARTS if part != first.part_of_day]),
        killed=killed if killed is not None else other.killed,
        toll=() if other.killed is None else (killed or other.killed,),
        pair=first.event_id,
    )


def _talk(event_id: str, kind: str, place: Place, day: date, rng: Random) -> Event:
    """Something said and not done: never an incident to be counted."""
    names, perpetrator = _perpetrator(place.country, None, rng)
    if not names:
        names, perpetrator = ("an unknown group",), None
    killed = rng.randint(11, 160) if kind == "aggregate" else None
    return Event(
        event_id, kind, kind, "", "", place, day, killed=killed, perpetrator=perpetrator, perpetrator_names=names
    )
