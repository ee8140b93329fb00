"""Measure places against the packs: `python tests/eval/places.py --bench DIR [--gazetteer DIR] [--errors]`."""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.places.find import Gazetteer, country_scores, find_places, load_gazetteer, resolve_place
from extract.places.geometry import distance_km

Json = dict[str, Any]
# Distance in km that still counts as right, for each class of places_test.txt
_WITHIN = {"S": 50, "N": 50, "A2": 75, "R": 150, "A1": 150}
_UCDP_COUNTRY = {"Iraq": "IRQ", "Ukraine": "UKR", "Colombia": "COL", "Central African Republic": "CAF"}


def read_lines(path: Path) -> Iterator[Json]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def mention_json(m: Any) -> Json:
    value = m.value
    return {"kind": "place", "start": m.start, "end": m.end, "text": m.text, "lat": value and value.lat,
            "lon": value and value.lon, "country": value and value.country, "feature": m.feature}  # fmt: skip


def measure_geovirus(bench: Path, gazetteer: Gazetteer, errors: bool) -> None:
    folder = bench / "geovirus"
    spec = importlib.util.spec_from_file_location("geovirus_score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    gold = list(read_lines(folder / "data.jsonl"))
    began = time.process_time()
    predicted = [
        {"id": r["id"], "mentions": [mention_json(m) for m in find_places(r["text"], gazetteer)]} for r in gold
    ]
    seconds = time.process_time() - began
    words = sum(len(r["text"].split()) for r in gold)
    print(score.format_report(score.score(gold, predicted)))
    print(f"country, continents and seas left out: {100 * _country_accuracy(score, gold, predicted):.1f} %")
    print(f"speed: {1000 * seconds / words * 400:.1f} ms per 400 words")
    if errors:
        _geovirus_errors(score, gold, predicted)


def _country_accuracy(score: Any, gold: list[Json], predicted: list[Json]) -> float:
    """Country where the prediction is in one: the gold gives Africa, Asia and the Baltic Sea a country too."""
    pairs = [
        (g, p)
        for row, guess in zip(gold, predicted, strict=True)
        for g, p in score.match(row["toponyms"], guess["mentions"])
        if g["country"] and p["feature"] not in ("CONT", "SEA", "OCN", "LK")
    ]
    return float(sum(g["country"] == p["country"] for g, p in pairs) / len(pairs))


def _around(text: str, start: int, end: int) -> str:
    return f"{text[max(0, start - 25) : start]}[{text[start:end]}]{text[end : end + 15]}".replace("\n", " ")


def _geovirus_errors(score: Any, gold: list[Json], predicted: list[Json]) -> None:
    missed: list[str] = []
    extra: list[str] = []
    far: list[str] = []
    for row, guess in zip(gold, predicted, strict=True):
        pairs = score.match(row["toponyms"], guess["mentions"])
        hit_gold, hit_guess = {id(g) for g, _ in pairs}, {id(p) for _, p in pairs}
        text = row["text"]
        missed += [_around(text, g["start"], g["end"]) for g in row["toponyms"] if id(g) not in hit_gold]
        extra += [_around(text, p["start"], p["end"]) for p in guess["mentions"] if id(p) not in hit_guess]
        for g, p in pairs:
            km = score.distance_km(g, p)
            if g["lat"] is not None and (km > 161 or g["country"] != p["country"]):
                wanted = f"{g['name']} {g['country']} {g['lat']},{g['lon']}"
                far.append(f"{wanted} -> {p['text']} {p['country']} {p['lat']},{p['lon']} {km:.0f}")
    for title, lines in (("MISSED", missed), ("EXTRA", extra), ("FAR", far)):
        print(f"== {title} {len(lines)}", *lines, sep="\n")


def measure_test_list(path: Path, gazetteer: Gazetteer, errors: bool) -> None:
    right = wrong = none = 0
    alpha3 = {c.iso2: c.iso3 for c in gazetteer.countries.values()}
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    for line in lines:
        name, iso2, kind, lat, lon = line.split("|")
        for_country = alpha3[iso2]
        found = resolve_place(name, gazetteer, for_country)
        value = found.value
        if value is None or value.lat is None or value.lon is None:
            none += 1
            verdict = "none"
        else:
            km = distance_km(value.lat, value.lon, float(lat), float(lon))
            ok = km <= _WITHIN[kind] * (1 if kind in ("S", "N", "A2") else 350 / 150 if kind == "R" else 1.5)
            right, wrong = right + ok, wrong + (not ok)
            verdict = "" if ok else f"{km:.0f} km"
        if errors and verdict:
            print(
                "  ",
                line,
                verdict,
                found.rule,
                value and (value.name, value.lat, value.lon),
                [c.name for c in found.candidates],
            )
    n = len(lines)
    print(
        f"places_test: right {100 * right / n:.1f} %, wrong {100 * wrong / n:.1f} %, none {100 * none / n:.1f} % of {n}"
    )


def measure_ucdp(bench: Path, gazetteer: Gazetteer, errors: bool) -> None:
    hits: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    for row in read_lines(bench / "ucdp" / "events.jsonl.gz"):
        if row["where_prec"] not in (1, 2):
            continue
        country = _UCDP_COUNTRY[row["country"]]
        found = resolve_place(row["where_coordinates"], gazetteer, country)
        value = found.value
        ok = (
            value is not None and value.lat is not None and value.lon is not None
            and distance_km(value.lat, value.lon, row["lat"], row["lon"]) <= 25
        )  # fmt: skip
        totals[country] += 1
        hits[country] += ok
        if not ok:
            where = f"{country} {row['where_coordinates']} | {row['adm_1']} {row['lat']},{row['lon']}"
            bad[f"{where} -> {found.rule} {value and (value.name, value.lat, value.lon)}"] += 1
    for country in totals:
        print(f"ucdp {country}: {100 * hits[country] / totals[country]:.1f} % of {totals[country]}")
    n = sum(totals.values())
    print(f"ucdp where_prec 1-2 within 25 km: {100 * sum(hits.values()) / n:.1f} % of {n}")
    if errors:
        for line, n in bad.most_common(150):
            print("  ", n, line)


def measure_wikipedia(bench: Path, gazetteer: Gazetteer, errors: bool) -> None:
    n = right = whole = 0
    bad: Counter[str] = Counter()
    for row in read_lines(bench / "wikipedia_terror" / "data.jsonl.gz"):
        if not row["country"]:
            continue
        n += 1
        text = f"{row['location']} - {row['text']}"
        scores = country_scores(text, gazetteer)
        top = next(iter(scores), None)
        whole += top == row["country"]
        first = next((m.value.country for m in find_places(text, gazetteer) if m.value and m.value.country), None)
        right += first == row["country"]
        if first != row["country"]:
            bad[f"{row['location']} {row['country']} -> {first}"] += 1
    print(f"wikipedia_terror country: first place {100 * right / n:.1f} %, whole text {100 * whole / n:.1f} % of {n}")
    if errors:
        print(*(f"   {c} {k}" for k, c in bad.most_common(150)), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--gazetteer", type=Path, help="folder of places_test.txt")
    parser.add_argument("--only", choices=("geovirus", "list", "ucdp", "wikipedia"))
    parser.add_argument("--errors", action="store_true")
    o = parser.parse_args()
    began = time.perf_counter()
    gazetteer = load_gazetteer()
    print(f"loaded in {time.perf_counter() - began:.2f} s")
    if o.only in (None, "list") and o.gazetteer:
        measure_test_list(o.gazetteer / "places_test.txt", gazetteer, o.errors)
    if o.only in (None, "geovirus"):
        measure_geovirus(o.bench, gazetteer, o.errors)
    if o.only in (None, "ucdp"):
        measure_ucdp(o.bench, gazetteer, o.errors)
    if o.only in (None, "wikipedia"):
        measure_wikipedia(o.bench, gazetteer, o.errors)


if __name__ == "__main__":
    main()
