"""The shipped gazetteer and a user's own beside it."""

from __future__ import annotations

import hashlib
import json
import time
from importlib import resources
from pathlib import Path

import pytest

from extract.places.gazetteer import load_gazetteer
from extract.places.gazetteer_file import GazetteerRow, pack_gazetteer, write_gazetteer
from extract.places.lookup import resolve_place
from extract.places.tables import load_countries, load_unit_aliases

DATA = Path(str(resources.files("extract") / "data" / "gazetteer"))


def row(
    name: str, country: str = "IRQ", lat: float = 33.0, lon: float = 43.0, names: tuple[str, ...] = ()
) -> GazetteerRow:
    return GazetteerRow(0, name, names, country, "", "", lat, lon, 1000, "PPL")


def test_files_are_the_ones_of_the_manifest() -> None:
    manifest = json.loads((DATA / "manifest.json").read_text("utf-8"))
    assert {n: hashlib.sha256((DATA / n).read_bytes()).hexdigest() for n in manifest["files"]} == manifest["files"]
    assert sum(p.stat().st_size for p in DATA.iterdir()) < 30_000_000


def test_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [row("Alpha"), row("Beta", names=("Gamma", "Alpha"))]
    write_gazetteer(tmp_path / "one", rows)
    write_gazetteer(tmp_path / "two", rows)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_exact_lookup_takes_microseconds() -> None:
    gazetteer = load_gazetteer()
    keys = ["mosul", "tal afar", "kyiv", "maiduguri", "tumaco", "no such place"]
    for key in keys:
        gazetteer.lookup(key)
    began = time.process_time()
    for _ in range(200):
        for key in keys:
            gazetteer.lookup(key)
    assert (time.process_time() - began) / 1200 < 0.0005


@pytest.mark.parametrize(
    ("name", "country", "feature", "lat", "lon"),
    [
        ("Mosul", "IRQ", "PPLA", 36.34, 43.12),
        ("Gao", "MLI", "PPLA", 16.27, -0.04),  # the town, not the region around it
        ("Gao region", "MLI", "ADM1", 17.0, 0.5),
        ("Kharkov", "UKR", "PPLA", 49.99, 36.23),
        ("Ninevah province", "IRQ", "ADM1", 36.1, 42.4),
        ("Hawiyah", "IRQ", "PPLA2", 35.32, 43.77),
        ("Tora Bora", "AFG", "MTS", 34.1, 70.2),
        ("Iraq", None, "PCLI", 33.0, 44.0),
    ],
)
def test_single_names(name: str, country: str | None, feature: str, lat: float, lon: float) -> None:
    found = resolve_place(name, load_gazetteer(), country)
    assert found.feature == feature
    assert found.value is not None
    assert found.value.lat == pytest.approx(lat, abs=0.9)
    assert found.value.lon == pytest.approx(lon, abs=0.9)


def test_the_kind_asked_for_decides() -> None:
    gazetteer = load_gazetteer()
    assert resolve_place("Kirkuk", gazetteer, "IRQ").feature == "PPLA"
    assert resolve_place("Kirkuk", gazetteer, "IRQ", "province").feature == "ADM1"
    assert resolve_place("Kirkuk", gazetteer, "IRQ", "ADM2").feature == "ADM2"


def test_unknown_and_far_spellings_stay_unknown() -> None:
    for name in ("Qwxzyabad", "", "   ", "Robertsplatz am See"):
        found = resolve_place(name, load_gazetteer(), "IRQ")
        assert (found.rule, found.value) == ("unknown", None)


def test_homonyms_of_one_country_are_a_tie_with_its_candidates() -> None:
    found = resolve_place("San Francisco", load_gazetteer(), "COL")
    assert found.rule == "tie"
    assert found.value is None
    assert len(found.candidates) > 1
    assert {c.country for c in found.candidates} == {"COL"}


def test_near_spellings_need_a_country() -> None:
    gazetteer = load_gazetteer()
    assert resolve_place("Makhmoour", gazetteer).value is None
    assert resolve_place("Makhmoour", gazetteer, "IRQ").rule == "near"


def test_a_users_file_is_read_beside_the_shipped_one(tmp_path: Path) -> None:
    file = tmp_path / "own.gazetteer"
    pack_gazetteer(file, [row("Checkpoint Zebra", names=("Zebra Checkpoint",))])
    gazetteer = load_gazetteer(file)
    assert resolve_place("Zebra Checkpoint", gazetteer, "IRQ").value is not None
    assert resolve_place("Mosul", gazetteer, "IRQ").value is not None


def test_a_file_that_is_no_gazetteer_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "broken"
    file.write_bytes(b"\x00not a zip")
    with pytest.raises(ValueError, match="not a gazetteer file"):
        load_gazetteer(file)


def test_country_table_is_whole() -> None:
    countries = load_countries()
    assert len(countries) > 240
    for country in countries.values():
        assert len(country.iso2) == 2
        assert len(country.iso3) == 3
        assert -90 <= country.lat <= 90
        assert all(n in countries for n in country.neighbours), country.name


def test_every_unit_alias_names_a_unit() -> None:
    units = load_gazetteer().unit_numbers
    assert [a for a, code in load_unit_aliases().items() if code not in units] == []
