"""Distances and displaced points on the globe."""

from __future__ import annotations

import math

from geographiclib.geodesic import Geodesic


def displace(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """The point `km` from a place on the WGS84 ellipsoid; bearing in degrees clockwise from north."""
    point = Geodesic.WGS84.Direct(lat, lon, bearing, km * 1000.0)
    return round(point["lat2"], 4), round(point["lon2"], 4)


def midpoint(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float, float]:
    """Latitude and longitude halfway along the geodesic between two points, and its whole length in km."""
    line = Geodesic.WGS84.InverseLine(*a, *b)
    middle = line.Position(line.s13 / 2)
    return round(middle["lat2"], 4), round(middle["lon2"], 4), line.s13 / 1000.0


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance: ranking needs no ellipsoid."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))
