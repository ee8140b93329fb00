"""Is it violence at all: sport, film, markets, weather, accidents and drills borrow its words."""

from __future__ import annotations

from extract.acts import Act
from extract.reading import Reading
from extract.records import Issue


def doubt(reading: Reading, act: Act) -> Issue | None:
    """Why this act is no security incident, as an issue; None if nothing speaks against it."""
    del reading, act
    return None
