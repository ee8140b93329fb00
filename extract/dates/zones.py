"""The day it is at the place a report is sent from: on Saturday evening in New York it is Sunday in Baghdad."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from extract.places.geometry import distance_km
from extract.places.tables import load_countries


def find_local_day(moment: datetime, country: str, lat: float, lon: float) -> date | None:
    """The day of `moment` (with a time zone) at a point of a country (ISO alpha-3); None where no zone is known.

    The zone is that of the nearest of the country's places in the IANA table `zone.tab`.
    """
    zones = _load_zones().get(country)
    if not zones:
        return None
    nearest = min(zones, key=lambda zone: distance_km(lat, lon, zone[0], zone[1]))
    return moment.astimezone(ZoneInfo(nearest[2])).date()


@cache
def _load_zones() -> Mapping[str, list[tuple[float, float, str]]]:
    """ISO alpha-3 -> latitude, longitude and name of each time zone, from the `tzdata` package."""
    alpha3 = {country.iso2: country.iso3 for country in load_countries().values()}
    zones: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for line in (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        iso2, point, name, *_ = line.split("\t")
        split = max(point.find("+", 1), point.find("-", 1))
        if iso2 in alpha3:
            zones[alpha3[iso2]].append((_degrees(point[:split]), _degrees(point[split:]), name))
    return zones


def _degrees(text: str) -> float:
    """Degrees of "+DDMM", "-DDDMM" or either with seconds, as ISO 6709 has it."""
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    whole = 2 if len(digits) in (4, 6) else 3
    seconds = int(digits[whole + 2 :] or 0)
    return sign * (int(digits[:whole]) + int(digits[whole : whole + 2]) / 60 + seconds / 3600)
