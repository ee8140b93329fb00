"""Words for countries and their people, as linking finds them in reports: for claims whose country is not known."""

from __future__ import annotations

import csv
import functools
import re
from importlib.resources import files

import duckdb
import pyarrow as pa

_WORD = re.compile(r"[^\W_]{4,}")  # as in features.sql, which keeps six letters of each


@functools.cache
def load_land_words() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Beginnings of the words of each name and demonym, and the country (ISO 3166-1 alpha-3)."""
    text = files("extract").joinpath("lexicons/countries.csv").read_text("utf-8")
    found = set()
    for row in csv.DictReader(text.splitlines()):
        for name in (row["name"], *row["names"].split("|"), *row["demonyms"].split("|")):
            if words := tuple(dict.fromkeys(word.lower()[:6] for word in _WORD.findall(name))):
                found.add((words, row["iso3"]))
    return tuple(sorted(found))


def prepare_lands(con: duckdb.DuckDBPyConnection) -> None:
    """Temp table `link_land_word`: all `words` that tell of a country, and the first of them to find it by."""
    words, countries = zip(*load_land_words(), strict=True)
    con.register("land", pa.table({"words": words, "country": countries}))
    try:
        con.execute("CREATE OR REPLACE TEMP TABLE link_land_word AS SELECT words[1] AS word, words, country FROM land")
    finally:
        con.unregister("land")
