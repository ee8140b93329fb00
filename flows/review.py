"""Decisions of people, from what they gave to rows of the warehouse: linked, and published for readers."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb

from extract.records import PlaceValue
from flows.ingest import new_stamp
from flows.settings import Settings, reading_user_files
from storage.corrections import ROLES, PartyValue, plan_corrections
from storage.errors import ReviewError
from storage.link import link_claims
from storage.reviews import Decision, append_decisions, find_incident, find_parties
from storage.runs import finish_run, start_run
from storage.warehouse import open_warehouse, publish_read_copy


def find_reviewer(given: str | None) -> str:
    """The name that decisions are recorded under: as given, else the user's on this machine."""
    if given is not None and given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # a container's user may have no name
        raise ReviewError("This machine does not know your name: give it with --reviewer.") from error


def record_decisions(
    settings: Settings, decisions: Sequence[Decision], reviewer: str, note: str | None = None
) -> tuple[str, ...]:
    """Append decisions, link what they are about anew, and publish; returns their ids. The writers' lock is held for
    as long as this takes.
    """
    stamp = new_stamp(datetime.now(UTC))
    noted = [replace(decision, note=note or None) for decision in decisions]
    with open_warehouse(settings.warehouse, stamp, lock_timeout=settings.lock_seconds) as con:
        start_run(con, stamp, "review", parameters={"reviewer": reviewer})
        ids = append_decisions(con, stamp, noted, reviewer)
        linked = link_claims(con, stamp)
        counts = {"decisions": len(ids), "links": linked.incidents}
        finish_run(con, stamp.run_id, datetime.now(UTC), counts=counts)
    publish_read_copy(settings.warehouse, lock_timeout=settings.lock_seconds)
    return ids


def plan_correct(
    con: duckdb.DuckDBPyConnection, name: str, wanted: Mapping[str, str], settings: Settings
) -> list[Decision]:
    """One decision for each column that changes. Raises ReviewError, also where nothing changes."""
    incident = find_incident(con, name)
    incident |= find_parties(con, incident["incident_id"])
    text = wanted.get("place", "").strip()
    place = find_place(text, incident, settings) if text else None
    parties = {role: find_named(wanted[role], incident, settings) for role in ROLES if role in wanted}
    found = plan_corrections(incident, wanted, place, parties)
    if not found:
        raise ReviewError("Nothing to correct: the incident has these values already.")
    return [Decision("correct", incident["incident_id"], field=one.field, old=one.old, new=one.new) for one in found]


def find_named(text: str, incident: Mapping[str, Any], settings: Settings) -> tuple[PartyValue, ...]:
    """Whom a person named, parted by semicolons: bodies of the register by any of their names, others as written."""
    from extract.actors import find_actors, load_register, resolve_actor  # noqa: PLC0415
    from extract.actors.unknown_bodies import unknown_actor_id  # noqa: PLC0415

    names = tuple(dict.fromkeys(" ".join(name.split()) for name in text.split(";") if name.strip()))
    if not names:
        return ()
    with reading_user_files(settings):
        register = load_register(settings.register)
    day, country = incident["date_end"], incident["place_country"]
    found = []
    for name in names:
        whole = (m for m in find_actors(name, register, on=day, country=country) if m.text == name)
        actor = resolve_actor(name, register, on=day, country=country) or next(whole, None)
        if actor is None:
            found.append(PartyValue("organisation", name, unknown_actor_id(name)))
        else:
            found.append(PartyValue(actor.kind, name, actor.actor_id, actor.name, actor.actor_class))
    return tuple(found)


def find_place(text: str, incident: Mapping[str, Any], settings: Settings) -> PlaceValue:
    """What a person wrote for a place, read as in an article: "Mosul", "near Mosul", "Nineveh province, Iraq".

    A GeoNames id behind the name chooses among places of one name.
    """
    from extract.places import find_places, load_gazetteer  # noqa: PLC0415

    words = text.split()
    chosen = int(words[-1]) if words[-1].isdecimal() and len(words) > 1 else None
    named = " ".join(words if chosen is None else words[:-1])
    with reading_user_files(settings):
        gazetteer = load_gazetteer(settings.gazetteer)
    mentions = find_places(f"In {named}.", gazetteer, country_hint=incident["place_country"])
    found = next(iter(mentions), None)
    if found is None or (found.value is None and not found.candidates):
        raise ReviewError(f"No place {named} is known: write its name as GeoNames does, or load places of your own.")
    options = found.candidates or (() if found.value is None else (found.value,))
    if chosen is not None:
        options = tuple(option for option in options if option.geonameid == chosen)
    if len(options) == 1:
        return options[0]
    known = "; ".join(f"{o.name} {o.geonameid} ({o.admin1 or '?'}, {o.country})" for o in found.candidates)
    raise ReviewError(f"{named} may be several places: give one with its number, as in {known or named}.")
