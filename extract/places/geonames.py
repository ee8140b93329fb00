"""A user's own GeoNames files, in the real dump format: places and names in, rows of the gazetteer and bad lines out.

Places: `allCountries.zip`, `XX.zip`, `cities500.zip` or their text, 19 tab-separated columns, no header, no quoting;
"NA" is Namibia or North America, never null. Names: `alternateNamesV2.zip` or its text. The code files
(`admin1CodesASCII.txt`, `countryInfo.txt` ...) are not needed: units are rows of the dump themselves.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from extract.places.gazetteer_file import GazetteerRow, pack_gazetteer
from extract.places.tables import load_countries

_COLUMNS = 19
_CLASSES = frozenset("PALSTHV")  # R and U, roads and undersea features, are left out
_NOT_NAMES = frozenset(("link", "wkdt", "post", "iata", "icao", "faac", "unlc", "tcid", "phon"))


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that could not be read, with the reason."""

    number: int  # from 1
    reason: str
    text: str  # its first 80 characters


@dataclass(frozen=True, slots=True)
class GeonamesFiles:
    """What was read: rows for the gazetteer, lines that were not rows, rows left out on purpose."""

    rows: tuple[GazetteerRow, ...]
    bad: tuple[BadLine, ...]
    skipped: int  # classes that the gazetteer does not hold, countries that were not asked for


def load_geonames(paths: Sequence[Path], target: Path, countries: Collection[str] = ()) -> GeonamesFiles:
    """Read GeoNames files and write them as the file that `load_gazetteer(target)` reads beside the shipped ones.

    `countries` are ISO alpha-3; none is all. The file appears whole or not at all.
    """
    files = read_geonames(paths, countries)
    part = target.with_name(f"{target.name}.part")
    pack_gazetteer(part, files.rows)
    part.replace(target)
    return files


def read_geonames(paths: Sequence[Path], countries: Collection[str] = ()) -> GeonamesFiles:
    """Read dump and alternate-name files, told apart by their number of columns; raises ValueError on another kind."""
    rows: dict[int, GazetteerRow] = {}
    bad: list[BadLine] = []
    skipped = 0
    names: list[Path] = []
    for path in paths:
        with _open_text(path) as lines:
            first = lines.readline()
            kind = _kind(first)
            if kind is None:
                raise ValueError(f"{path.name} is neither a GeoNames place file nor an alternate-name file")
            whole = _chain(first, lines)
            if kind == "names":
                names += [path]
                continue
            for found in parse_geonames(whole):
                if isinstance(found, BadLine):
                    bad.append(found)
                elif found is None or (countries and found.country not in countries):
                    skipped += 1
                else:
                    rows[found.geonameid] = found
    if not rows:
        raise ValueError("no line of these files is a place")
    extra: dict[int, list[str]] = defaultdict(list)
    for path in names:  # last: only the names of rows that are kept are held in memory
        with _open_text(path) as lines:
            for geonameid, name in parse_alternate_names(lines, bad):
                if geonameid in rows:
                    extra[geonameid].append(name)
    named = (replace(r, names=(*r.names, *extra[i])) if i in extra else r for i, r in sorted(rows.items()))
    return GeonamesFiles(tuple(named), tuple(bad), skipped)


def parse_geonames(lines: Iterable[str]) -> Iterator[GazetteerRow | BadLine | None]:
    """One item for each line of a dump: a row, a bad line, or None for a class that is left out."""
    alpha3 = {c.iso2: c.iso3 for c in load_countries().values()}
    for number, line in enumerate(lines, 1):
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) != _COLUMNS:
            yield BadLine(number, f"{len(fields)} columns, not {_COLUMNS}", line[:80].rstrip())
        elif fields[6] not in _CLASSES:
            yield None
        else:
            yield _row(fields, alpha3, number, line)


def _row(fields: Sequence[str], alpha3: dict[str, str], number: int, line: str) -> GazetteerRow | BadLine:
    geonameid, name, _, others, lat, lon, _, feature, iso2, _, a1, a2, *_ = fields
    try:
        position = float(lat), float(lon)
        key, population = int(geonameid), int(fields[14] or 0)
    except ValueError:
        return BadLine(number, "id, coordinates or population are not numbers", line[:80].rstrip())
    if not (-90 <= position[0] <= 90 and -180 <= position[1] <= 180 and 0 < key < 2**31 and 0 <= population < 2**31):
        return BadLine(number, "id, coordinates or population out of range", line[:80].rstrip())
    if iso2 not in alpha3 or not name:
        return BadLine(number, f"unknown country {iso2!r}" if name else "no name", line[:80].rstrip())
    admin1 = f"{iso2}.{a1}" if a1 not in ("", "00") else ""
    return GazetteerRow(
        geonameid=key,
        name=name,
        names=tuple(n for n in others.split(",") if n),
        country=alpha3[iso2],
        admin1=admin1,
        admin2=f"{admin1}.{a2}" if admin1 and a2 and feature != "ADM1" else "",
        lat=position[0],
        lon=position[1],
        population=population,
        feature=feature or "PPL",
    )


def parse_alternate_names(lines: Iterable[str], bad: list[BadLine]) -> Iterator[tuple[int, str]]:
    """(geonameid, name) of an alternate-name file, without links, codes and post codes; bad lines go to `bad`."""
    for number, line in enumerate(lines, 1):
        fields = line.rstrip("\r\n").split("\t")
        if len(fields) < 4 or not fields[1].isdigit():
            bad.append(BadLine(number, "not a line of alternateNamesV2", line[:80].rstrip()))
        elif fields[2] not in _NOT_NAMES and fields[3]:
            yield int(fields[1]), fields[3]


def _kind(line: str) -> str | None:
    columns = line.rstrip("\r\n").split("\t")
    if len(columns) >= 15:
        return "places"
    return "names" if 4 <= len(columns) <= 10 and columns[0].isdigit() and columns[1].isdigit() else None


def _chain(first: str, lines: Iterable[str]) -> Iterator[str]:
    yield first
    yield from lines


@contextmanager
def _open_text(path: Path) -> Iterator[io.TextIOBase]:
    """A text file, or the data file in a GeoNames zip; undecodable bytes become U+FFFD and stay in their line."""
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8", errors="replace", newline="\n") as text:
            yield text
        return
    with zipfile.ZipFile(path) as archive:
        members = [n for n in archive.namelist() if n.endswith(".txt") and not n.lower().startswith(("readme", "iso-"))]
        if not members:
            raise ValueError(f"{path.name} holds no text file")
        with archive.open(members[0]) as binary:
            yield io.TextIOWrapper(binary, encoding="utf-8", errors="replace", newline="\n")
