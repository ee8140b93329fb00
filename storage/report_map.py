"""The map of a report as inline SVG: country outlines, and a mark for each place by how precisely it is known.

A town is a disc; a district or the surroundings of a town a ring; a province a dashed diamond at the province's point,
never a town's mark. What is known to a country or a wider region only is not drawn, and is counted in words.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from itertools import pairwise

from .report_records import Point
from .report_text import clip_text, plural

WIDTH = 960
_MOST_HEIGHT, _LEAST_HEIGHT = 640, 360
_LEAST_SPAN = 4.0  # degrees: one town is shown with the country around it
_LEAST_RADIUS, _MOST_RADIUS = 3.5, 22.0  # px; area goes with the number of incidents
_N_LABELS = 14

_KINDS = {1: "town", 2: "area", 3: "area", 4: "province"}

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _View:
    """Degrees shown, and px for one of longitude; latitude is stretched so that the middle of the map is true."""

    west: float
    north: float
    east: float
    south: float

    @property
    def stretch(self) -> float:
        return 1 / max(math.cos(math.radians((self.north + self.south) / 2)), 0.2)

    @property
    def scale(self) -> float:
        return WIDTH / (self.east - self.west)

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale * self.stretch

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        return (lon - self.west) * self.scale, (self.north - lat) * self.scale * self.stretch


@dataclass(frozen=True, slots=True)
class _Mark:
    """A drawn point: where on the map, how large, and what it stands for."""

    point: Point
    kind: str
    x: float
    y: float
    radius: float


@cache
def load_countries() -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """Name and rings (longitude, latitude) of every country; see maps/README.md."""
    packed = files("storage").joinpath("maps/countries.json.gz").read_bytes()
    topology = json.loads(gzip.decompress(packed))
    (scale_x, scale_y), (left, bottom) = topology["scale"], topology["translate"]
    arcs: list[Ring] = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((left + x * scale_x, bottom + y * scale_y))
        arcs.append(arc)

    def ring(numbers: Sequence[int]) -> Ring:
        # A negative number is an arc backwards; where two meet the point is told twice.
        points: Ring = []
        for number in numbers:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += arc[1:] if points else arc
        return _unwrap(points)

    return tuple(
        (name, tuple(ring(numbers) for polygon in polygons for numbers in polygon))
        for name, polygons in topology["countries"]
    )


def _unwrap(ring: Ring) -> Ring:
    """A ring that crosses the 180th meridian goes on beyond it, unless it goes around a pole."""
    turns, unwrapped = 0, ring[:1]
    for (before, _), (lon, lat) in pairwise(ring):
        turns += (before - lon > 180) - (lon - before > 180)
        unwrapped.append((lon + 360 * turns, lat))
    return unwrapped if unwrapped[0][0] == unwrapped[-1][0] else ring


def is_drawn(point: Point) -> bool:
    """Whether a place is known well enough to be on the map."""
    return point.lat is not None and point.lon is not None and point.precision in _KINDS


def render_map(points: Sequence[Point]) -> str:
    """SVG of the places that can be drawn; "" where there is none."""
    drawn = [point for point in points if is_drawn(point)]
    if not drawn:
        return ""
    view = _find_view(drawn)
    marks = _make_marks(drawn, view)
    countries = list(_country_paths(view))
    height = f"{view.height:.0f}"
    parts = [
        f'<svg class="map" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="map-title map-desc">',
        '<title id="map-title">Incidents by place</title>',
        f'<desc id="map-desc">{escape(_describe(drawn))}</desc>',
        f'<rect class="sea" width="{WIDTH}" height="{height}"/>',
        *(_country(rings) for _, rings in countries),
        *(_country_label(name, rings) for name, rings in countries),
        *(_draw(mark) for mark in marks),
        *_labels(marks, view),
        "</svg>",
    ]
    return "\n".join(parts)


def _find_view(points: Sequence[Point]) -> _View:
    """The points with a margin, no wider or higher than the page allows, and within the world."""
    lons = [point.lon or 0.0 for point in points]
    lats = [point.lat or 0.0 for point in points]
    middle_x, middle_y = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    span_x = max((max(lons) - min(lons)) * 1.16, _LEAST_SPAN)
    span_y = max((max(lats) - min(lats)) * 1.2, _LEAST_SPAN / 2)
    stretch = 1 / max(math.cos(math.radians(middle_y)), 0.2)
    span_x = max(span_x, span_y * stretch * WIDTH / _MOST_HEIGHT)
    span_y = max(span_y, span_x / stretch * _LEAST_HEIGHT / WIDTH)
    span_x, span_y = min(span_x, 360.0), min(span_y, 150.0)
    west = min(max(middle_x - span_x / 2, -180.0), 180.0 - span_x)
    south = min(max(middle_y - span_y / 2, -75.0), 84.0 - span_y)
    return _View(west, south + span_y, west + span_x, south)


def _make_marks(points: Sequence[Point], view: _View) -> list[_Mark]:
    """Largest first, so that the small ones lie on top, and provinces last: they are outlines only."""
    most = max(point.incidents for point in points)
    marks = []
    for point in points:
        x, y = view.xy(point.lon or 0.0, point.lat or 0.0)
        radius = max(_LEAST_RADIUS, _MOST_RADIUS * math.sqrt(point.incidents / max(most, 10)))
        marks.append(_Mark(point, _KINDS[point.precision or 4], x, y, radius))
    return sorted(marks, key=lambda mark: (mark.kind == "province", -mark.radius, mark.point.name or ""))


def _draw(mark: _Mark) -> str:
    x, y, r = mark.x, mark.y, mark.radius
    if mark.kind == "province":
        shape = (
            f'<path class="province" d="M{x:.1f} {y - r:.1f} l{r:.1f} {r:.1f} l{-r:.1f} {r:.1f} l{-r:.1f} {-r:.1f} z"/>'
        )
    else:
        shape = f'<circle class="{mark.kind}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"/>'
    return f"<g><title>{escape(_tip(mark.point))}</title>{shape}</g>"


def _labels(marks: Sequence[_Mark], view: _View) -> Iterator[str]:
    """Names of the largest marks, each beside its mark, left out where it would lie on another's or off the map."""
    taken = [(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius) for mark in marks]
    for mark in sorted(marks, key=lambda mark: -mark.point.incidents)[:_N_LABELS]:
        name = mark.point.name or ""
        name = clip_text(f"{name} (province)" if mark.kind == "province" else name, 30)
        width = 7.2 * len(name)
        for anchor, x in (("start", mark.x + mark.radius + 4), ("end", mark.x - mark.radius - 4)):
            left = x if anchor == "start" else x - width
            box = (left, mark.y - 8, left + width, mark.y + 8)
            if (
                left < 0
                or box[2] > WIDTH
                or box[1] < 0
                or box[3] > view.height
                or any(_meet(box, one) for one in taken)
            ):
                continue
            taken.append(box)
            yield f'<text class="place" x="{x:.1f}" y="{mark.y + 4.5:.1f}" text-anchor="{anchor}">{escape(name)}</text>'
            break


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _country_paths(view: _View) -> Iterator[tuple[str, list[Ring]]]:
    """The rings in px of each country in sight, cut to a little more than the view."""
    margin = (view.east - view.west) * 0.02
    box = (view.west - margin, view.south - margin, view.east + margin, view.north + margin)
    for name, rings in load_countries():
        shown = [_px_ring(view, clipped) for ring in rings if len(clipped := _clip(ring, box)) > 2]
        if any(len(ring) > 2 for ring in shown):
            yield name, [ring for ring in shown if len(ring) > 2]


def _px_ring(view: _View, ring: Ring) -> Ring:
    """The ring in px; points closer than half a px to the last are left out."""
    kept: Ring = []
    for lon, lat in ring:
        x, y = view.xy(lon, lat)
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 0.5:
            kept.append((x, y))
    return kept


def _country(rings: Sequence[Ring]) -> str:
    path = "".join(f"M{'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring)}z" for ring in rings)
    return f'<path class="land" d="{path}"/>'


def _country_label(name: str, rings: Sequence[Ring]) -> str:
    """The name in the middle of the largest part in sight, where that is wide enough for it."""
    area, x, y, width = max(_centre(ring) for ring in rings)
    if area < 4000 or width < 9 * len(name):
        return ""
    return f'<text class="country" x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{escape(name)}</text>'


def _centre(ring: Ring) -> tuple[float, float, float, float]:
    """Area, centre of gravity and width of a ring in px (the shoelace formula)."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross / 2, x + (x1 + x2) * cross / 6, y + (y1 + y2) * cross / 6
    width = max(x for x, _ in ring) - min(x for x, _ in ring)
    return (abs(area), x / area, y / area, width) if area else (0.0, 0.0, 0.0, width)


def _clip(ring: Ring, box: tuple[float, float, float, float]) -> Ring:
    """The ring within the box (west, south, east, north), by Sutherland and Hodgman."""
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        depths = [sign * (point[axis] - limit) for point in ring]
        if min(depths) >= 0:
            continue
        if max(depths) < 0:
            return []
        kept: Ring = []
        for one, other in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            inside, next_inside = (sign * (point[axis] - limit) >= 0 for point in (one, other))
            if inside:
                kept.append(one)
            if inside != next_inside:
                share = (limit - one[axis]) / (other[axis] - one[axis])
                kept.append((one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])))
        ring = kept
    return ring


def _tip(point: Point) -> str:
    place = ", ".join(dict.fromkeys(part for part in (point.name, point.admin1, point.country) if part))
    where = {"town": "", "area": " (in or near)", "province": " (somewhere in the province)"}[
        _KINDS[point.precision or 4]
    ]
    killed = "" if point.killed is None else f", {point.killed:,} killed (best figures)"
    return f"{place}{where}: {plural(point.incidents, 'incident')}{killed}"


def _describe(points: Sequence[Point]) -> str:
    first = sorted(points, key=lambda point: -point.incidents)[:5]
    return f"Most incidents: {'; '.join(_tip(point) for point in first)}. The tables have every place."
