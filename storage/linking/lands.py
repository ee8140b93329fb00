"""Words for countries and their people, as linking finds them in reports: for claims whose country is not known."""

from __future__ import annotations

import functools
import re

import duckdb
import pyarrow as pa

from extract.places.tables import load_countries

_WORD = re.compile(r"[^\W_]{4,}")  # as in features.sql, which keeps six letters of each


@functools.cache
def load_land_words() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Beginnings of the words of each name and demonym, and the country (ISO 3166-1 alpha-3)."""
    found = set()
    for code, country in load_countries().items():
        for name in (country.name, *country.names, *country.demonyms):
            if words := tuple(dict.fromkeys(word.lower()[:6] for word in _WORD.findall(name))):
                found.add((words, code))
    return tuple(sorted(found))


def prepare_lands(con: duckdb.DuckDBPyConnection) -> None:
    """Temp table `link_land_word`: all `words` that tell of a country, and the first of them to find it by."""
    words, countries = zip(*load_land_words(), strict=True)
    con.register("land", pa.table({"words": words, "country": countries}))
    try:
        con.execute("CREATE OR REPLACE TEMP TABLE link_land_word AS SELECT words[1] AS word, words, country FROM land")
    finally:
        con.unregister("land")
