"""Country outlines for the map: `npm pack world-atlas@2.0.2 && python -m storage.build.outlines world-atlas-2.0.2.tgz`.

Takes the 1:50m countries of Natural Earth (public domain) out of the world-atlas package (ISC) and writes
`storage/maps/countries.json.gz`: the same TopoJSON arcs, with a name and the rings of each country.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
from pathlib import Path
from typing import Any

_MEMBER = "package/countries-50m.json"


def read_package(package: Path) -> dict[str, Any]:
    """The TopoJSON of 1:50m countries in the npm package."""
    with tarfile.open(package) as archive:
        member = archive.extractfile(_MEMBER)
        if member is None:
            raise SystemExit(f"{package} has no {_MEMBER}.")
        topology: dict[str, Any] = json.load(member)
        return topology


def reduce_topology(topology: dict[str, Any]) -> dict[str, Any]:
    """Scale, offset, delta-coded arcs as they are, and countries as (name, polygons of rings of arc numbers)."""
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        countries.append([shape["properties"]["name"], polygons])
    return {**topology["transform"], "arcs": topology["arcs"], "countries": sorted(countries)}


def main(package: Path) -> None:
    """Write the file that ships."""
    text = json.dumps(reduce_topology(read_package(package)), ensure_ascii=False, separators=(",", ":"))
    target = Path(__file__).parents[1] / "maps" / "countries.json.gz"
    target.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
