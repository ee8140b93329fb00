"""A warehouse of any size made by SQL alone: invented incidents in real places, told by sources that come and go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
from made_claims import stamp

from storage.warehouse import prepare_warehouse

_PLACES = [  # name, admin1, country, latitude, longitude, precision
    ("Maiduguri", "Borno", "NGA", 11.85, 13.16, 1),
    ("Gwoza", "Borno", "NGA", 11.09, 13.70, 1),
    ("Biu", "Borno", "NGA", 10.61, 12.19, 1),
    ("Borno", "Borno", "NGA", 11.50, 13.00, 4),
    ("Damaturu", "Yobe", "NGA", 11.75, 11.96, 1),
    ("Yola", "Adamawa", "NGA", 9.21, 12.48, 1),
    ("Diffa", "Diffa", "NER", 13.32, 12.61, 1),
    ("Diffa", "Diffa", "NER", 13.70, 12.90, 4),
    ("Tillabéri", "Tillabéri", "NER", 14.21, 1.45, 1),
    ("Ayorou", "Tillabéri", "NER", 14.73, 0.92, 1),
    ("Niger", None, "NER", 16.0, 8.0, 6),
    ("Djibo", "Sahel", "BFA", 14.10, -1.63, 1),
    ("Dori", "Sahel", "BFA", 14.03, -0.03, 1),
    ("Fada N'Gourma", "Est", "BFA", 12.06, 0.36, 1),
    ("Ouahigouya", "Nord", "BFA", 13.58, -2.42, 1),
    ("Ménaka", "Ménaka", "MLI", 15.92, 2.40, 1),
    ("Gao", "Gao", "MLI", 16.27, -0.04, 1),
    ("Mopti", "Mopti", "MLI", 14.48, -4.18, 1),
    ("Bandiagara", "Mopti", "MLI", 14.35, -3.61, 2),
    ("Mora", "Far North", "CMR", 11.05, 14.14, 1),
    ("Kousseri", "Far North", "CMR", 12.08, 15.03, 1),
    ("Bol", "Lac", "TCD", 13.46, 14.71, 1),
]

_MAKE = Path(__file__).with_suffix(".sql").read_text("utf-8")


def fill_warehouse(
    con: duckdb.DuckDBPyConnection, events: int, *, first: date, days: int, sources: int = 40, told: int = 3
) -> None:
    """Write `events` incidents over `days` days from `first`, each told by `told` articles on average."""
    made = stamp()
    columns = ("name", "admin1", "country", "latitude", "longitude", "precision")
    values = {
        "places": [dict(zip(columns, place, strict=True)) for place in _PLACES],
        "events": events,
        "first": first,
        "days": days,
        "sources": sources,
        "told": told,
        "at": made.recorded_at.replace(tzinfo=None),
        "run": made.run_id,
    }
    for statement in _MAKE.split(";\n"):
        used = {name: value for name, value in values.items() if f"${name}" in statement}
        if statement.strip():
            con.execute(statement, used)


def make_warehouse(path: Path, events: int, *, first: date, days: int, sources: int = 40, told: int = 3) -> None:
    """A warehouse file and its read copy."""
    with duckdb.connect(str(path)) as con:
        prepare_warehouse(con, path, stamp())
        fill_warehouse(con, events, first=first, days=days, sources=sources, told=told)
