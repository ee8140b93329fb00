"""The only networking: a source's articles, fetched politely and with caps on everything a server could overdo."""

from flows.fetch.errors import FetchError
from flows.fetch.raw import RawError, list_raw, raw_place, read_raw, remove_raw, write_raw
from flows.fetch.source import fetch_source
from flows.fetch.visits import Asked, known_days

__all__ = [
    "Asked",
    "FetchError",
    "RawError",
    "fetch_source",
    "known_days",
    "list_raw",
    "raw_place",
    "read_raw",
    "remove_raw",
    "write_raw",
]
