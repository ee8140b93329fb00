"""The gazetteer in memory: names to places, in microseconds, from the shipped files and a user's own.

Three layers are searched as one: the built table (GeoNames, Natural Earth), a user's table in the same format, and
the hand-made lexicons (`countries.csv`, `places_overlay.csv`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import pyarrow as pa
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from extract.places.gazetteer_file import Index, read_names, read_table
from extract.places.tables import (
    Country,
    Place,
    country_places,
    load_countries,
    load_unit_aliases,
    overlay_places,
    place_weight,
)
from extract.places.toponyms import load_name_words, name_skeleton, normalise_name, strip_article

# Jaro-Winkler similarity: alone from _VERY_NEAR ("Hawiyah", "Hawijah" 0.94), from _NEAR if the consonants agree too.
_VERY_NEAR = 0.94
_NEAR = 0.80
_BONES = 2  # consonants; one agrees with too many names


@dataclass(frozen=True, slots=True)
class _Layer:
    """One folder in the file format, its places numbered from `base`."""

    base: int
    size: int
    columns: dict[str, pa.ChunkedArray[Any]]
    numbers: dict[str, Index]  # geonameid, population and dictionary indices, as numpy
    dictionaries: dict[str, list[str]]
    names: tuple[marisa_trie.Trie, Index, Index]


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
        bare = strip_article(key)
        bones = name_skeleton(key) if country in load_name_words().transliterated else ""
        near: dict[int, float] = {}
        for text, similarity, _ in process.extract(
            bare, self._names_of(country), scorer=JaroWinkler.normalized_similarity, score_cutoff=_NEAR, limit=40
        ):
            if similarity >= _VERY_NEAR or (len(bones) >= _BONES and name_skeleton(text) == bones):
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
    """The shipped gazetteer, with a user's file (`extract.places.geonames.load_geonames`) beside it.

    Raises ValueError with one sentence when the user's file is no gazetteer.
    """
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
    for place, spellings in (*country_places(countries), *overlay_places()):
        for key in dict.fromkeys(map(normalise_name, spellings)):
            names[key].append(total + len(extra))
        extra.append(replace(place, number=total + len(extra)))
    for alias, code in load_unit_aliases().items():
        if code in units:
            names[alias].append(units[code])
    return Gazetteer(tuple(layers), tuple(extra), {k: tuple(v) for k, v in names.items()}, countries, units)


def _read_layer(folder: Path, base: int) -> _Layer:
    coded = ("country", "admin1", "admin2", "feature")
    table = read_table(folder, "places.parquet", coded)
    numbers: dict[str, Index] = {c: table.column(c).to_numpy() for c in ("geonameid", "population")}
    dictionaries: dict[str, list[str]] = {}
    for name in coded:
        array: Any = table.column(name).unify_dictionaries().combine_chunks()
        if isinstance(array, pa.ChunkedArray):
            array = array.chunk(0)
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
