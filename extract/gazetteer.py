"""The gazetteer in memory: names to places, in microseconds, from the shipped files and a user's own.

Three layers are searched as one: the built table (GeoNames, Natural Earth), a user's table in the same format, and
the hand-made lexicons (`countries.csv`, `places_overlay.csv`).
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path

import marisa_trie
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from extract.gazetteer_file import TRANSLITERATED, Index, read_names
from extract.toponyms import name_skeleton, normalise_name, strip_article

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


@dataclass(frozen=True, slots=True)
class _Layer:
    """One folder in the file format, its places numbered from `base`."""

    base: int
    size: int
    columns: dict[str, pa.ChunkedArray]
    numbers: dict[str, Index]  # geonameid, population and dictionary indices, as numpy
    dictionaries: dict[str, list[str]]
    names: tuple[marisa_trie.Trie, Index, Index]
    skeletons: tuple[marisa_trie.Trie, Index, Index]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All layers; made by `load_gazetteer`."""

    layers: tuple[_Layer, ...]
    extra: tuple[Place, ...]  # numbered after the layers
    extra_names: dict[str, tuple[int, ...]]
    countries: dict[str, Country]  # by ISO alpha-3
    unit_numbers: dict[str, int]  # admin code -> place number
    entries: dict[int, Place] = field(default_factory=dict)  # places already read, by number
    country_names: dict[str, list[str]] = field(default_factory=dict)  # keys of a country, for near look-up
    found: dict[str, tuple[Place, ...]] = field(default_factory=dict)  # answers of `lookup`

    def __contains__(self, key: str) -> bool:
        return key in self.extra_names or any(key in layer.names[0] for layer in self.layers)

    def lookup(self, key: str) -> tuple[Place, ...]:
        """Places bearing the normal form `key`, heaviest first."""
        if (known := self.found.get(key)) is not None:
            return known
        numbers = list(self.extra_names.get(key, ()))
        for layer in self.layers:
            numbers += _numbers(layer.names, layer.base, key)
        places = _distinct([self.place(n) for n in numbers])
        result = tuple(sorted(places, key=lambda p: -(p.weight + (0.4 if normalise_name(p.name) == key else 0.0))))
        if len(self.found) < 100_000:
            self.found[key] = result
        return result

    def lookup_near(self, key: str, country: str) -> tuple[tuple[Place, float], ...]:
        """Places of one country whose name is a near spelling of `key`, each with a similarity of 0 to 1."""
        near: dict[int, float] = {}
        bare = strip_article(key)
        if country in TRANSLITERATED and len(skeleton := name_skeleton(key)) >= 2:
            for layer in self.layers:
                for number in _numbers(layer.skeletons, layer.base, f"{country} {skeleton}"):
                    near[number] = 0.9
        names = self._names_of(country)
        for text, similarity, _ in process.extract(
            bare, names, scorer=JaroWinkler.normalized_similarity, score_cutoff=0.90, limit=5
        ):
            same_bones = name_skeleton(text) == name_skeleton(key)
            if similarity >= 0.94 or same_bones:
                for place in self.lookup(text):
                    if place.country == country:
                        near[place.number] = max(near.get(place.number, 0.0), similarity)
        places = ((self.place(n), s) for n, s in near.items())
        return tuple(sorted(places, key=lambda p: (-round(p[1], 2), -p[0].weight)))

    def place(self, number: int) -> Place:
        if (known := self.entries.get(number)) is None:
            known = self.entries[number] = self._read(number)
        return known

    def unit_name(self, code: str) -> str | None:
        number = self.unit_numbers.get(code)
        return None if number is None else self._name(number)

    def _name(self, number: int) -> str:
        layer = next(layer for layer in reversed(self.layers) if number >= layer.base)
        return str(layer.columns["name"][number - layer.base].as_py())

    def _read(self, number: int) -> Place:
        total = self.layers[-1].base + self.layers[-1].size
        if number >= total:
            return self.extra[number - total]
        layer = next(layer for layer in reversed(self.layers) if number >= layer.base)
        i = number - layer.base
        country, admin1, admin2, feature = (
            layer.dictionaries[c][layer.numbers[c][i]] for c in ("country", "admin1", "admin2", "feature")
        )
        population = int(layer.numbers["population"][i])
        geonameid = int(layer.numbers["geonameid"][i])
        return Place(
            number=number,
            geonameid=geonameid or None,
            name=str(layer.columns["name"][i].as_py()),
            country=country,
            admin1=admin1,
            admin2=admin2,
            admin1_name=self.unit_name(admin1) if admin1 else None,
            admin2_name=self.unit_name(admin2) if admin2 else None,
            lat=round(layer.columns["lat"][i].as_py(), 5),
            lon=round(layer.columns["lon"][i].as_py(), 5),
            population=population,
            feature=feature,
            weight=place_weight(feature, population),
        )

    def _names_of(self, country: str) -> list[str]:
        if country not in self.country_names:
            self.country_names[country] = sorted(set(_keys_of(self, country)))
        return self.country_names[country]


def place_weight(feature: str, population: int) -> float:
    base = _FEATURE_WEIGHT.get(feature, 0.0)
    if feature in _LARGE and population > 0:
        return base + 0.8 * max(0.0, math.log10(population) - _LARGE[feature])
    if not feature.startswith(("PPL", "STLMT")):
        return base
    size = math.log10(population) if population > 0 else _UNKNOWN_POPULATION
    return base + size


def _distinct(places: Sequence[Place]) -> list[Place]:
    """One entry for each GeoNames id, a later layer knowing better. A hand-made entry beside one with an id only lends
    it its weight.
    """
    by_id: dict[int, Place] = {p.geonameid: p for p in places if p.geonameid is not None}
    kept: list[Place] = []
    for place in places:
        if place.geonameid is not None:
            continue
        known = next((k for k in by_id.values() if _same(place, k)), None)
        if known is None:
            kept.append(place)
        elif place.weight > known.weight:
            by_id[known.geonameid or 0] = replace(known, weight=place.weight)
    return [*by_id.values(), *kept]


def _same(place: Place, known: Place) -> bool:
    """Whether two entries are one place told twice: same class of feature, within about 30 km."""
    return (
        place.country == known.country
        and place.feature[:3] == known.feature[:3]
        and abs(place.lat - known.lat) < 0.25
        and abs(place.lon - known.lon) < 0.3
    )


def _numbers(index: tuple[marisa_trie.Trie, Index, Index], base: int, key: str) -> list[int]:
    trie, offsets, places = index
    if key not in trie:
        return []
    n = trie.key_id(key)
    return [base + int(p) for p in places[offsets[n] : offsets[n + 1]]]


def _keys_of(gazetteer: Gazetteer, country: str) -> Iterator[str]:
    for layer in gazetteer.layers:
        if country not in layer.dictionaries["country"]:
            continue
        trie, offsets, places = layer.names
        inside = layer.numbers["country"] == layer.dictionaries["country"].index(country)
        hits = np.flatnonzero(inside[places])
        for n in np.unique(np.searchsorted(offsets, hits, side="right") - 1):
            yield trie.restore_key(int(n))
    for key, numbers in gazetteer.extra_names.items():
        if any(gazetteer.place(n).country == country for n in numbers):
            yield key


@cache
def load_gazetteer(user_path: Path | None = None) -> Gazetteer:
    """The shipped gazetteer, with the folder made by `write_gazetteer` from a user's files beside it."""
    shipped = Path(str(resources.files("extract") / "data" / "gazetteer"))
    folders = [shipped] if user_path is None else [shipped, user_path]
    layers: list[_Layer] = []
    units: dict[str, int] = {}
    for folder in folders:
        base = layers[-1].base + layers[-1].size if layers else 0
        layers.append(_read_layer(folder, base))
        units.update(_unit_numbers(layers[-1]))
    countries = load_countries()
    total = layers[-1].base + layers[-1].size
    extra: list[Place] = []
    names: dict[str, list[int]] = defaultdict(list)
    for place, spellings in (*_country_places(countries), *_overlay_places()):
        for key in dict.fromkeys(map(normalise_name, spellings)):
            names[key].append(total + len(extra))
        extra.append(replace(place, number=total + len(extra)))
    for abbreviation, code in load_abbreviations().items():
        if code in units:
            names[abbreviation].append(units[code])
    return Gazetteer(tuple(layers), tuple(extra), {k: tuple(v) for k, v in names.items()}, countries, units)


def _read_layer(folder: Path, base: int) -> _Layer:
    table = pq.read_table(folder / "places.parquet", read_dictionary=["country", "admin1", "admin2", "feature"])
    numbers: dict[str, Index] = {c: table.column(c).to_numpy() for c in ("geonameid", "population")}
    dictionaries: dict[str, list[str]] = {}
    for name in ("country", "admin1", "admin2", "feature"):
        column = table.column(name).unify_dictionaries().combine_chunks()
        array = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        numbers[name] = array.indices.to_numpy()
        dictionaries[name] = array.dictionary.to_pylist()
    columns = {c: table.column(c) for c in ("name", "lat", "lon")}
    return _Layer(
        base,
        table.num_rows,
        columns,
        numbers,
        dictionaries,
        read_names(folder, "names"),
        read_names(folder, "skeletons"),
    )


def _unit_numbers(layer: _Layer) -> dict[str, int]:
    """Number of the place that each admin code stands for."""
    units: dict[str, int] = {}
    for feature, column in (("ADM1", "admin1"), ("ADM2", "admin2")):
        if feature not in layer.dictionaries["feature"]:
            continue
        rows = np.flatnonzero(layer.numbers["feature"] == layer.dictionaries["feature"].index(feature))
        codes = layer.dictionaries[column]
        units.update(
            {codes[layer.numbers[column][r]]: layer.base + int(r) for r in rows if codes[layer.numbers[column][r]]}
        )
    return units


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
def load_abbreviations() -> dict[str, str]:
    """`admin1_abbreviations.csv`: normal form of "VA" or "NSW" -> GeoNames code of the unit."""
    with (resources.files("extract") / "lexicons" / "admin1_abbreviations.csv").open(encoding="utf-8") as file:
        return {normalise_name(r["abbreviation"]): r["code"] for r in csv.DictReader(file)}


def _country_places(countries: dict[str, Country]) -> Iterator[tuple[Place, tuple[str, ...]]]:
    for c in countries.values():
        place = Place(
            -1, c.geonameid, c.name, c.iso3, "", "", None, None, c.lat, c.lon, 0, "PCLI", place_weight("PCLI", 0)
        )
        yield place, (c.name, *c.names)


def _overlay_places() -> Iterator[tuple[Place, tuple[str, ...]]]:
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
