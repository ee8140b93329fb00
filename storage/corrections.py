"""What a person puts right in an incident, checked against the enumerations and the other values it has."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from extract.claims.event_types import EVENT_TYPE_OF, EVENT_TYPES
from extract.records import PlaceValue

from .errors import ReviewError

PLACE_FIELDS = (
    "place_name",
    "place_geonameid",
    "place_admin1",
    "place_admin2",
    "place_country",
    "place_lat",
    "place_lon",
    "place_precision",
)
OUTCOMES = ("killed", "injured")
BOUNDS = ("low", "best", "high")
REALIS = ("actual", "attempted")
ROLES = ("perpetrator", "side_a", "side_b", "target", "victim", "detainee")  # of parties, each decided on as a whole
# What may be put right; `date`, `killed` and `injured` stand for several columns at once.
FIELDS = (
    "realis",
    "event_type",
    "sub_event_type",
    "date",
    "place",
    *(name for outcome in OUTCOMES for name in (outcome, *(f"{outcome}_{bound}" for bound in BOUNDS))),
    *ROLES,
)
_MOST_PEOPLE = 10_000_000  # more is a slip of the finger
_FIGURE = re.compile(r"(\d+)(?:\s*(\+)|\s*-\s*(\d+))?")
_UP_TO = re.compile(r"-\s*(\d+)")


@dataclass(frozen=True, slots=True)
class PartyValue:
    """Who is involved, as a person put it right: a body of the register by its name, else as written."""

    kind: str
    text: str
    actor_id: str | None = None
    name: str | None = None
    actor_class: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One column of out_incident put right, as text; None where the value is not known."""

    field: str
    old: str | None
    new: str | None


def plan_corrections(
    incident: Mapping[str, Any],
    wanted: Mapping[str, str],
    place: PlaceValue | None = None,
    parties: Mapping[str, Sequence[PartyValue]] | None = None,
) -> tuple[Correction, ...]:
    """The columns that are decided when the fields of `wanted` get these values; empty text is "not known".

    `place` is what the text of `wanted["place"]` stands for, `parties` what those of the roles do. Raises ReviewError
    where a value is none of its enumeration, or does not fit the others.
    """
    unknown = sorted(set(wanted) - set(FIELDS))
    if unknown:
        raise ReviewError(f"{unknown[0]} cannot be corrected: give one of {', '.join(FIELDS)}.")
    if not wanted:
        raise ReviewError("Nothing to correct: give field=value.")
    texts = {field: text.strip() for field, text in wanted.items()}
    groups: list[dict[str, Any]] = []
    if "realis" in texts:
        groups.append({"realis": _choice("realis", texts["realis"], REALIS)})
    if "event_type" in texts or "sub_event_type" in texts:
        groups.append(_read_types(incident, texts))
    if "date" in texts:
        groups.append(_read_dates(incident, texts["date"]))
    if "place" in texts:
        groups.append(_place_columns(place))
    groups += [_read_figures(incident, texts, outcome) for outcome in OUTCOMES]
    groups += [_read_parties(incident, role, (parties or {}).get(role, ())) for role in ROLES if role in texts]
    # Of what belongs together all columns are decided, also those that stay: a later reading must not mix with them.
    return tuple(
        Correction(field, _text(incident.get(field)), _text(value))
        for group in groups
        if any(_text(incident.get(field)) != _text(value) for field, value in group.items())
        for field, value in group.items()
    )


def _choice(field: str, text: str, allowed: tuple[str, ...]) -> str:
    found = next((value for value in allowed if value.casefold() == text.casefold()), None)
    if found is None:
        raise ReviewError(f"{field} cannot be {text or 'left out'}: give one of {', '.join(allowed)}.")
    return found


def _read_types(incident: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, str | None]:
    """Both types: a sub-event type brings its event type, and an event type drops one of another."""
    sub, event = texts.get("sub_event_type", incident["sub_event_type"]) or None, texts.get("event_type")
    if texts.get("sub_event_type"):
        sub = _choice("sub_event_type", texts["sub_event_type"], tuple(EVENT_TYPE_OF))
    if event is None:
        return {"event_type": incident["event_type"] if sub is None else EVENT_TYPE_OF[sub], "sub_event_type": sub}
    event = _choice("event_type", event, tuple(EVENT_TYPES)) if event else None
    if sub is not None and EVENT_TYPE_OF.get(sub) != event:
        if "sub_event_type" in texts:
            raise ReviewError(f"{sub} is a kind of {EVENT_TYPE_OF[sub]}, not of {event or 'an unknown event type'}.")
        sub = None
    return {"event_type": event, "sub_event_type": sub}


def _read_dates(incident: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A day, or two with ".." between; empty: the day is not known, and the last bound stays."""
    if not text:
        return {"date_start": None, "date_end": incident["date_end"], "date_precision": None}
    first, _, last = text.partition("..")
    try:
        start = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if last else start
    except ValueError:
        raise ReviewError(f"{text} is no date: give YYYY-MM-DD, or YYYY-MM-DD..YYYY-MM-DD.") from None
    if end < start:
        raise ReviewError(f"The date ends ({end}) before it begins ({start}).")
    published = incident["last_published_at"]
    if incident["realis"] == "actual" and published is not None and start > published:
        raise ReviewError(f"What happened on {start} cannot have been reported by {published}.")
    return {"date_start": start, "date_end": end, "date_precision": _date_precision(end - start)}


def _date_precision(length: timedelta) -> int:
    """UCDP date_prec of an interval: 1 a day, 2 up to six days, 3 a week, 4 a month, 5 longer."""
    return next((code for code, days in ((1, 1), (2, 6), (3, 7), (4, 31)) if length.days < days), 5)


def _place_columns(place: PlaceValue | None) -> dict[str, Any]:
    if place is None:
        return dict.fromkeys(PLACE_FIELDS)
    return {field: getattr(place, field.removeprefix("place_")) for field in PLACE_FIELDS}


def _read_parties(incident: Mapping[str, Any], role: str, parties: Sequence[PartyValue]) -> dict[str, str | None]:
    """The JSON list that a role is decided to be; as it was, where it names the same."""
    old = incident.get(role)
    new = json.dumps([asdict(party) for party in parties], ensure_ascii=False) if parties else None
    return {role: old if sorted(party_names(old)) == sorted(party_names(new)) else new}


def party_names(value: str | None) -> tuple[str, ...]:
    """Names, or what is written, of a role's JSON list."""
    return tuple(party["name"] or party["text"] for party in json.loads(value or "[]"))


def _read_figures(incident: Mapping[str, Any], texts: Mapping[str, str], outcome: str) -> dict[str, int | None]:
    names = tuple(f"{outcome}_{bound}" for bound in BOUNDS)
    if outcome not in texts and not any(name in texts for name in names):
        return {}
    bounds = dict(zip(names, _parse_figure(outcome, texts[outcome]), strict=True)) if outcome in texts else {}
    for name in names:
        bounds[name] = _parse_people(name, texts[name]) if name in texts else bounds.get(name, incident[name])
    stated = [value for value in bounds.values() if value is not None]
    if stated != sorted(stated):
        shown = "/".join("?" if value is None else str(value) for value in bounds.values())
        raise ReviewError(f"{outcome} low/best/high would be {shown}: each has to be no smaller than the one before.")
    return bounds


def _parse_figure(outcome: str, text: str) -> tuple[int | None, int | None, int | None]:
    """Low, best and high of "9", "9+" (at least), "9-12" (between) and "-12" (up to); empty: not stated."""
    if not text:
        return None, None, None
    if found := _UP_TO.fullmatch(text):
        return None, None, _parse_people(outcome, found[1])
    if not (found := _FIGURE.fullmatch(text)):
        raise ReviewError(f"{outcome} cannot be {text}: give 9, 9+ (at least), 9-12 (between), -12 (up to) or nothing.")
    low = _parse_people(outcome, found[1])
    if found[3] is not None:
        return low, None, _parse_people(outcome, found[3])
    return low, low, None if found[2] else low


def _parse_people(field: str, text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > _MOST_PEOPLE:
        raise ReviewError(f"{field} cannot be {text}: give a whole number of people, or nothing if it is not stated.")
    return int(text)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
