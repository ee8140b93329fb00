"""Build `lexicons/places_ucdp.csv`: villages that UCDP GED coded and the gazetteer lacks or puts elsewhere.

`python -m extract.build.conflict_places EVENTS.jsonl.gz [--fold K/N]`. Only the name, country, province
and point of a place are taken (UCDP, CC BY 4.0), never a headline. `--fold 0/2` leaves out every second event, so that
the gain can be measured on events that the table has not seen; build it whole again afterwards.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

from extract.places.gazetteer import Gazetteer, load_gazetteer
from extract.places.geometry import distance_km
from extract.places.lookup import resolve_place
from extract.places.tables import load_countries
from extract.places.toponyms import normalise_name

TARGET = Path(__file__).parents[1] / "lexicons" / "places_ucdp.csv"
_KIND = re.compile(r"\s+(?:town|village|city|locality|settlement|neighbou?rhood|camp)$")
_NOT_A_NAME = re.compile(
    r"\b(?:road|between|near|border|area|region|river|district|province|km|of)\b|[(),/]", re.IGNORECASE
)
_SAME_KM = 25.0  # what UCDP's precision 2 allows
_FAR_KM = 25.0  # where the gazetteer's own reading counts as another place


def read_places(path: Path, fold: tuple[int, int] | None) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Events of where_prec 1-2 by country and place name; those of the fold are left out."""
    codes = {c.name: c.iso3 for c in load_countries().values()}
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for n, row in enumerate(map(json.loads, lines)):
            if row["where_prec"] not in (1, 2) or (fold is not None and n % fold[1] == fold[0]):
                continue
            name = _KIND.sub("", row["where_coordinates"].strip())
            if row["country"] in codes and not _NOT_A_NAME.search(name):
                found[codes[row["country"]], name].append(row)
    return found


def split_clusters(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows of one name, apart where the points are: two villages may share it."""
    clusters: list[list[dict[str, Any]]] = []
    for row in rows:
        for cluster in clusters:
            if distance_km(row["lat"], row["lon"], cluster[0]["lat"], cluster[0]["lon"]) <= _SAME_KM:
                cluster.append(row)
                break
        else:
            clusters.append([row])
    return clusters


def missing_places(found: dict[tuple[str, str], list[dict[str, Any]]], gazetteer: Gazetteer) -> list[list[str]]:
    """Rows of the table: places whose name the gazetteer does not already resolve to the same spot."""
    rows = []
    for (country, name), events in sorted(found.items()):
        value = resolve_place(name, gazetteer, country).value
        for cluster in split_clusters(events):
            lat = round(statistics.median(r["lat"] for r in cluster), 3)
            lon = round(statistics.median(r["lon"] for r in cluster), 3)
            known = value is not None and value.lat is not None and value.lon is not None
            if known and distance_km(value.lat, value.lon, lat, lon) <= _FAR_KM:  # type: ignore[union-attr, arg-type]
                continue
            admin1 = re.sub(r"\s+(?:province|oblast|department|governorate|region)$", "", cluster[0]["adm_1"] or "")
            if len(normalise_name(name)) > 2:
                rows.append([name, "", country, admin1, "PPL", str(lat), str(lon), "", str(len(cluster))])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=Path)
    parser.add_argument("--fold", help="K/N: leave out event numbers that are K modulo N")
    options = parser.parse_args()
    fold = None
    if options.fold:
        k, n = options.fold.split("/")
        fold = int(k), int(n)
    header = ["name", "names", "country", "admin1", "feature", "lat", "lon", "population", "events"]
    # without the table's own last version, or a rebuild would find nothing missing
    TARGET.write_text(",".join(header) + "\n", "utf-8")
    rows = missing_places(read_places(options.events, fold), load_gazetteer())
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    print(f"{len(rows)} places in {TARGET}")


if __name__ == "__main__":
    main()
