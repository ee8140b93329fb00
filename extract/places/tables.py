"""The hand-made tables of places: countries, the overlay, UCDP's villages, aliases of provinces."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from extract.places.toponyms import normalise_name

# Weight of a place before its article is read; populated places add log10 of their population.
# Settlements stand above the unit named after them, units above villages that happen to share the name.
_FEATURE_WEIGHT = {
    "PCLI": 9.0, "CONT": 9.0, "RGN": 6.0, "ADM1": 5.9, "ADM2": 3.4, "ADM3": 3.2, "ADM4": 3.0,
    "PPLC": 3.0, "PPLA": 2.0, "PPLA2": 0.9, "PPLA3": 0.3, "PPLA4": 0.1, "PPLX": -0.6, "PPLH": -1.5, "PPLQ": -1.0,
    "PPLW": -1.0, "PPLL": -0.2, "SEA": 6.5, "OCN": 7.0, "STR": 5.5, "STM": 5.5, "LK": 5.5, "DSRT": 5.5, "MTS": 5.5,
    "VAL": 5.5, "ISL": 6.0, "ISLS": 6.0, "PEN": 6.0, "FRST": 5.0, "CMP": 5.0, "INSM": 5.0, "AIRP": 4.6, "XNG": 4.6,
    "HSTS": 5.0, "DAM": 4.6, "BDG": 4.6, "BLDG": 4.6, "PRN": 4.6, "SQR": 4.6, "OILF": 4.6, "PASS": 5.0, "CNL": 5.5,
}  # fmt: skip
_LARGE = {"ADM1": 6.0, "ADM2": 5.0}  # log10 of the population from which a unit is better known than others
_OVERLAY_WEIGHT = 0.8  # a person thought the place worth a line
_UNKNOWN_POPULATION = 2.5  # log10: GeoNames has 0 for Tal Afar and Hatra, which are towns


@dataclass(frozen=True, slots=True)
class Place:
    """One gazetteer entry. Codes are GeoNames' own; `admin1_name` and `admin2_name` are the units it lies in."""

    number: int
    geonameid: int | None
    name: str
    country: str | None  # ISO 3166-1 alpha-3; None for seas and continents
    admin1: str
    admin2: str
    admin1_name: str | None
    admin2_name: str | None
    lat: float
    lon: float
    population: int
    feature: str
    weight: float


@dataclass(frozen=True, slots=True)
class Country:
    """One row of `countries.csv`."""

    iso2: str
    iso3: str
    geonameid: int
    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capital: str
    lat: float
    lon: float
    neighbours: frozenset[str]


def place_weight(feature: str, population: int) -> float:
    base = _FEATURE_WEIGHT.get(feature, 0.0)
    if feature in _LARGE and population > 0:
        return base + 0.8 * max(0.0, math.log10(population) - _LARGE[feature])
    if not feature.startswith(("PPL", "STLMT")):
        return base
    size = math.log10(population) if population > 0 else _UNKNOWN_POPULATION
    return base + size


@cache
def load_countries() -> dict[str, Country]:
    """`countries.csv`, by ISO alpha-3."""
    with (resources.files("extract") / "lexicons" / "countries.csv").open(encoding="utf-8") as file:
        return {
            r["iso3"]: Country(
                iso2=r["iso2"],
                iso3=r["iso3"],
                geonameid=int(r["geonameid"]),
                name=r["name"],
                names=_list(r["names"]),
                demonyms=_list(r["demonyms"]),
                capital=r["capital"],
                lat=float(r["lat"]),
                lon=float(r["lon"]),
                neighbours=frozenset(_list(r["neighbours"])),
            )
            for r in csv.DictReader(file)
        }


@cache
def load_unit_aliases() -> dict[str, str]:
    """`unit_aliases.csv`: normal form of "VA", "NSW" or "Ninevah" -> GeoNames code of the unit."""
    with (resources.files("extract") / "lexicons" / "unit_aliases.csv").open(encoding="utf-8") as file:
        return {normalise_name(r["alias"]): r["code"] for r in csv.DictReader(file)}


def country_places(countries: dict[str, Country]) -> Iterator[tuple[Place, tuple[str, ...]]]:
    for c in countries.values():
        place = Place(
            -1, c.geonameid, c.name, c.iso3, "", "", None, None, c.lat, c.lon, 0, "PCLI", place_weight("PCLI", 0)
        )
        yield place, (c.name, *c.names)


def overlay_places() -> Iterator[tuple[Place, tuple[str, ...]]]:
    """The hand-made `places_overlay.csv` and UCDP's villages, `places_ucdp.csv`, where the source counts events."""
    for table in ("places_overlay.csv", "places_ucdp.csv"):
        with (resources.files("extract") / "lexicons" / table).open(encoding="utf-8") as file:
            for r in csv.DictReader(file):
                population = int(r["population"] or 0)
                known = _OVERLAY_WEIGHT + 0.5 * math.log10(int(r.get("events") or 1))
                place = Place(
                    -1, None, r["name"], r["country"] or None, "", "", r["admin1"] or None, None, float(r["lat"]),
                    float(r["lon"]), population, r["feature"], place_weight(r["feature"], population) + known,
                )  # fmt: skip
                yield place, (r["name"], *_list(r["names"]))


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())
