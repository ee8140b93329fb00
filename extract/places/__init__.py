"""Toponyms, the gazetteer they resolve to, and how precisely. Usable alone."""

from extract.places.find import country_scores, find_places, resolve_place
from extract.places.gazetteer import Gazetteer, load_gazetteer

__all__ = ["Gazetteer", "country_scores", "find_places", "load_gazetteer", "resolve_place"]
