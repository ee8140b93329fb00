"""The map: a province is never a town, and what is known only roughly is not there."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from storage.report_map import is_drawn, load_countries, render_map
from storage.report_records import Point
from storage.report_words import map_words


def point(name: str = "Kirkuk", precision: int | None = 1, **values: object) -> Point:
    fields = {"admin1": "Kirkuk", "country": "Iraq", "lat": 35.5, "lon": 44.4, "incidents": 3, "killed": 9}
    return Point(name=name, precision=precision, **{**fields, **values})


@pytest.mark.parametrize(("precision", "kind"), [(1, "town"), (2, "area"), (3, "area"), (4, "province")])
def test_mark_says_how_precisely_a_place_is_known(precision: int, kind: str) -> None:
    svg = render_map([point(precision=precision)])
    assert re.findall(r'class="(town|area|province)"', svg) == [kind]


@pytest.mark.parametrize("precision", [5, 6, 7, None])
def test_country_is_no_point(precision: int | None) -> None:
    vague = point("Iraq", precision)
    assert not is_drawn(vague)
    assert render_map([vague]) == ""
    assert map_words([vague]).startswith("Not on the map: 3 incidents")


def test_map_is_whole_and_small() -> None:
    svg = render_map([point(), point("Basra", lat=30.5, lon=47.8)])
    root = ET.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))
    circles = [part for part in root.iter() if part.tag.endswith("circle")]
    height = float(root.attrib["viewBox"].split()[3])
    assert len(circles) == 2
    assert all(0 < float(one.attrib["cx"]) < 960 and 0 < float(one.attrib["cy"]) < height for one in circles)
    assert len(svg) < 60_000


@pytest.mark.parametrize(("lat", "lon"), [(-16.5, 179.9), (78.2, 15.6), (0.0, 0.0), (-89.0, 0.0)])
def test_edges_of_the_world(lat: float, lon: float) -> None:
    assert 'class="town"' in render_map([point(lat=lat, lon=lon)])


def test_whole_world_stays_small() -> None:
    points = [point(f"p{n}", lat=(n * 37) % 140 - 65, lon=(n * 53) % 360 - 180) for n in range(300)]
    assert len(render_map(points)) < 900_000


def test_names_are_escaped_and_cut() -> None:
    svg = render_map([point("<script>" + "x" * 200)])
    assert "<script" not in svg
    assert "…" in svg


def test_every_country_has_an_outline() -> None:
    countries = dict(load_countries())
    assert len(countries) > 230
    assert all(ring[0] == ring[-1] for rings in countries.values() for ring in rings)
