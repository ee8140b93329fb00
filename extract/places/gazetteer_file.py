"""The gazetteer's file format: one folder, or one zip, with a table of places and a trie of names.

`places.parquet` has one row per place; `names.marisa` maps a normal form to a key number; `names.parquet` gives, key by
key, the places that bear it.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import marisa_trie
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from extract.places.toponyms import is_latin, load_name_words, normalise_name, strip_article, strip_unit

Index = npt.NDArray[np.int32]
_ADMIN = frozenset(("ADM1", "ADM2", "ADM3", "ADM4", "ADMD", "ADM1H", "ADM2H"))


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """One place as a source gives it. Codes are GeoNames' ("IQ.15", "IQ.15.90392"); a unit bears its own code."""

    geonameid: int  # 0: the source has none
    name: str
    names: tuple[str, ...]
    country: str  # ISO 3166-1 alpha-3
    admin1: str
    admin2: str
    lat: float
    lon: float
    population: int
    feature: str  # GeoNames feature code


def row_keys(row: GazetteerRow) -> Iterator[str]:
    """The normal forms under which a place is found."""
    for name in (row.name, *row.names):
        # Machine transliterations ("swldw", "bei jing") start in lower case; no article ever writes them.
        if (
            not name[:1].isupper()
            and normalise_name(name).split(" ")[0] == strip_article(normalise_name(name)).split(" ")[0]
        ):
            continue
        key = normalise_name(name)
        if row.feature in _ADMIN:
            key = strip_unit(key)
        if len(key) < 2 or len(key) > 60 or not is_latin(key) or key.replace(" ", "").isdigit():
            continue
        if name.isupper() and len(key) <= 4:  # airport and vehicle codes
            continue
        yield key
        if strip_article(key) != key and row.country in load_name_words().transliterated:
            yield strip_article(key)


def write_gazetteer(folder: Path, rows: Sequence[GazetteerRow]) -> None:
    """Write all files of the format; the same rows in the same order give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_places(folder / "places.parquet", rows)
    names: dict[str, list[int]] = defaultdict(list)  # a set each would double the memory
    for i, row in enumerate(rows):
        for key in set(row_keys(row)):
            names[key].append(i)
    _write_names(folder, "names", names)


def _write_places(path: Path, rows: Sequence[GazetteerRow]) -> None:
    def strings(values: Iterable[str]) -> pa.Array[Any]:
        return pa.array(list(values), pa.string()).dictionary_encode()

    table = pa.table(
        {
            "geonameid": pa.array([r.geonameid for r in rows], pa.int32()),
            "name": pa.array([r.name for r in rows], pa.string()),
            "country": strings(r.country for r in rows),
            "admin1": strings(r.admin1 for r in rows),
            "admin2": strings(r.admin2 for r in rows),
            "lat": pa.array([r.lat for r in rows], pa.float32()),
            "lon": pa.array([r.lon for r in rows], pa.float32()),
            "population": pa.array([r.population for r in rows], pa.int32()),
            "feature": strings(r.feature for r in rows),
        }
    )
    pq.write_table(table, path, compression="zstd", compression_level=19, row_group_size=1 << 20)


def _write_names(folder: Path, stem: str, names: Mapping[str, list[int]]) -> None:
    trie = marisa_trie.Trie(sorted(names))
    by_number = sorted((trie.key_id(key), places) for key, places in names.items())
    trie.save(str(folder / f"{stem}.marisa"))
    table = pa.table({"places": pa.array([places for _, places in by_number], pa.list_(pa.int32()))})
    pq.write_table(table, folder / f"{stem}.parquet", compression="zstd", compression_level=19, row_group_size=1 << 22)


def pack_gazetteer(file: Path, rows: Sequence[GazetteerRow]) -> None:
    """Write the same files into one zip, as a user's own gazetteer is kept."""
    with TemporaryDirectory() as folder:
        write_gazetteer(Path(folder), rows)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for member in sorted(Path(folder).iterdir()):
                # a fixed time: the same rows give the same digest
                archive.writestr(zipfile.ZipInfo(member.name), member.read_bytes())


def read_table(source: Path, name: str, dictionaries: Sequence[str] = ()) -> pa.Table:
    """One Parquet table of a gazetteer; raises ValueError if the file is none."""
    try:
        return pq.read_table(_member(source, name), read_dictionary=list(dictionaries))
    except (pa.ArrowException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise ValueError(f"{source} is not a gazetteer file: {error}") from error


def read_names(source: Path, stem: str) -> tuple[marisa_trie.Trie, Index, Index]:
    """Trie, offsets (n + 1) and place numbers: key number k is borne by `places[offsets[k]:offsets[k + 1]]`."""
    trie = marisa_trie.Trie()
    if source.is_dir():
        trie.mmap(str(source / f"{stem}.marisa"))
    else:
        trie.frombytes(_member(source, f"{stem}.marisa").getvalue())
    column: Any = read_table(source, f"{stem}.parquet").column("places").combine_chunks()
    return trie, column.offsets.to_numpy(), column.values.to_numpy()


def _member(source: Path, name: str) -> io.BytesIO:
    if source.is_dir():
        return io.BytesIO((source / name).read_bytes())
    with zipfile.ZipFile(source) as archive:
        return io.BytesIO(archive.read(name))
