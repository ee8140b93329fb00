"""The line that opens an agency report: place, day and agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extract.records import Span


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place, day and agency as written, with their spans; `end` is where the report itself begins."""

    place_text: str | None
    place_span: Span | None
    date: date | None
    date_span: Span | None
    agency: str | None
    agency_span: Span | None
    end: int


def find_dateline(text: str, published: date | None) -> Dateline | None:
    return None
