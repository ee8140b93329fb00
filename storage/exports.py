"""Incidents for other programs: ACLED's columns as CSV, GeoJSON, Parquet, JSON lines; a batch of rows at a time."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any, BinaryIO, Literal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

Format = Literal["acled-csv", "geojson", "parquet", "jsonl"]
FORMATS: tuple[Format, ...] = ("acled-csv", "geojson", "parquet", "jsonl")
NOTE = (
    "Read by machine from news articles (sitrep). Killed and injured are low, best and high; null is not known, never "
    "zero. Place data: GeoNames, CC BY 4.0."
)
_BATCH = 2_000  # rows held at once
_POINT_PRECISION = 3  # UCDP where_prec: a district or better is a point, a province or country is none
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # first characters that a spreadsheet runs as a formula


def write_export(
    con: duckdb.DuckDBPyConnection,
    out: BinaryIO,
    form: Format,
    *,
    date_from: date | None = None,
    date_to: date | None = None,
    show_names: bool = False,
) -> int:
    """Write the incidents of a window of event dates; returns how many. Names of private persons only if asked for."""
    query = "acled" if form == "acled-csv" else "incident"
    sql = files("storage").joinpath("sql", "export", f"{query}.sql").read_text("utf-8")
    found = con.execute(sql, {"date_from": date_from, "date_to": date_to, "show_names": show_names})
    batches = found.to_arrow_reader(_BATCH)
    if form == "acled-csv":
        return _write_csv(batches, out)
    if form == "parquet":
        return _write_parquet(batches, out)
    if form == "geojson":
        return _write_geojson(batches, out)
    return _write_lines(batches, out)


def _write_csv(batches: pa.RecordBatchReader, out: BinaryIO) -> int:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(batches.schema.names)
    count = 0
    for row in _rows(batches):
        writer.writerow([_cell(value) for value in row.values()])
        out.write(text.getvalue().encode())
        text.seek(0)
        text.truncate()
        count += 1
    out.write(text.getvalue().encode())  # the header, where there are no rows
    return count


def _cell(value: object) -> object:
    """Text that a spreadsheet would run is marked with an apostrophe; a number may begin with a minus."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _write_parquet(batches: pa.RecordBatchReader, out: BinaryIO) -> int:
    schema = batches.schema.with_metadata({"note": NOTE})
    count = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
            count += batch.num_rows
    return count


def _write_lines(batches: pa.RecordBatchReader, out: BinaryIO) -> int:
    count = 0
    for row in _rows(batches):
        out.write(_json(row) + b"\n")
        count += 1
    return count


def _write_geojson(batches: pa.RecordBatchReader, out: BinaryIO) -> int:
    """A FeatureCollection (RFC 7946) with a feature on each line. Longitude goes first."""
    out.write(b'{"type": "FeatureCollection", "note": ' + _json(NOTE) + b', "features": [')
    count = 0
    for row in _rows(batches):
        out.write(b",\n" if count else b"\n")
        out.write(_json(_feature(row)))
        count += 1
    out.write(b"\n]}\n")
    return count


def _feature(row: Mapping[str, Any]) -> dict[str, Any]:
    """A point only where the place is known to a district or better: no pin for a province or a country."""
    lon, lat, precision = row["place_lon"], row["place_lat"], row["place_precision"]
    is_point = None not in (lon, lat, precision) and precision <= _POINT_PRECISION
    return {
        "type": "Feature",
        "id": row["incident_id"],
        "geometry": {"type": "Point", "coordinates": [lon, lat]} if is_point else None,
        "properties": {key: value for key, value in row.items() if key not in ("place_lat", "place_lon")},
    }


def _rows(batches: pa.RecordBatchReader) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_iso).encode()


def _iso(value: date | datetime) -> str:
    return value.isoformat()
