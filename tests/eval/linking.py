"""How well claims are grouped, and what becomes of the figures.

    python tests/eval/linking.py press [--seed 7] [--articles 1000]
    python tests/eval/linking.py ucdp [--events]

`press` reads a seed of the simulated press that the weights were not trained on; `ucdp` headlines of UCDP events with
an even id, odd ones being for training: those of events with two headlines or more, or with `--events` of all. Each is
told beside the plain partition: same day, same place, same type.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import duckdb
from linking_cases import CLUSTERS, EVENTS, linked_partition, load_clusters, plain_partition, score_pairs, ucdp_gold
from press.gold import gold_clusters, score_bcubed
from press.ingest import CachedExtractor, build_warehouse
from press.world import World, make_world

from extract import ids
from extract.records import Article
from storage.append import append_articles
from storage.link import link_claims
from storage.rows import Stamp
from storage.warehouse import open_warehouse

STAMP = Stamp("linking", datetime(2024, 1, 1, tzinfo=UTC))


def judge_press(seed: int, n_articles: int, folder: Path) -> dict[str, Any]:
    """Clusters, and the figures of incidents against the truth, of one seed collected day by day."""
    world = make_world(seed, n_articles=n_articles)
    path = folder / "press.duckdb"
    build_warehouse(world, path)
    with duckdb.connect(str(path), read_only=True) as con:
        shown = linked_partition(con)
        gold = {anchor: event for anchor, event in gold_clusters(con, world).items() if anchor in shown}
        return {
            "seed": seed,
            **judge_partition(gold, shown, plain_partition(con)),
            "figures": {outcome: judge_figures(con, world, gold, shown, outcome) for outcome in ("killed", "injured")},
            "double_counting": judge_doubles(con, world, gold, shown),
        }


def judge_partition(gold: Mapping[str, str], linked: Mapping[str, str], plain: Mapping[str, str]) -> dict[str, Any]:
    """Precision, recall and F1 by B-cubed and by pairs, of ours and of the plain partition."""
    return {
        "claims": len(gold),
        "events": len(set(gold.values())),
        "linked": {"b_cubed": _rounded(score_bcubed(gold, linked)), "pairs": _rounded(score_pairs(gold, linked))},
        "plain": {"b_cubed": _rounded(score_bcubed(gold, plain)), "pairs": _rounded(score_pairs(gold, plain))},
    }


def judge_figures(
    con: duckdb.DuckDBPyConnection, world: World, gold: Mapping[str, str], linked: Mapping[str, str], outcome: str
) -> dict[str, Any]:
    """Over incidents that tell mostly of one true event with a known figure: is the truth within low and high?"""
    truth = {e.event_id: getattr(e, outcome) for e in world.events if e.kind == "incident"}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for anchor, event in gold.items():
        votes[linked[anchor]][event] += 1
    inside, unbounded, exact, widths = 0, 0, 0, []
    figures = con.execute("SELECT incident_id, low, best, high FROM out_incident_figure WHERE outcome = ?", [outcome])
    for incident_id, low, best, high in figures.fetchall():
        true = truth.get(votes[incident_id].most_common(1)[0][0]) if votes[incident_id] else None
        if true is None:
            continue
        inside += (low is None or low <= true) and (high is None or true <= high)
        unbounded += high is None
        exact += best == true
        widths.append(math.inf if high is None or low is None else high - low)
    n = max(len(widths), 1)
    return {
        "incidents": len(widths),
        "truth_inside": round(inside / n, 3),
        "unbounded": round(unbounded / n, 3),
        "best_is_truth": round(exact / n, 3),
        "median_width": median([width for width in widths if width < math.inf] or [0]),
    }


def judge_doubles(
    con: duckdb.DuckDBPyConnection, world: World, gold: Mapping[str, str], linked: Mapping[str, str]
) -> dict[str, Any]:
    """The killed of incidents beyond the first of each true event, as a share of all killed that are counted."""
    killed = dict(
        con.execute(
            "SELECT incident_id, coalesce(killed_best, killed_low, 0) FROM out_incident WHERE realis = 'actual'"
        ).fetchall()
    )
    real = {e.event_id for e in world.events if e.kind == "incident"}
    sizes: dict[str, Counter[str]] = defaultdict(Counter)
    for anchor, event in gold.items():
        sizes[event][linked[anchor]] += 1
    main_event = {}
    for event, counted in sizes.items():
        for incident_id, n in counted.items():
            main_event[incident_id] = max(main_event.get(incident_id, (0, "")), (n, event))
    beyond = total = 0
    by_event: dict[str, list[int]] = defaultdict(list)
    for incident_id, (_, event) in main_event.items():
        if event in real:
            by_event[event].append(killed.get(incident_id, 0))
    for figures in by_event.values():
        total += sum(figures)
        beyond += sum(figures) - max(figures)
    extra = sum(len(figures) - 1 for figures in by_event.values())
    n_incidents = sum(len(figures) for figures in by_event.values())
    return {"killed": round(beyond / max(total, 1), 4), "incidents": round(extra / max(n_incidents, 1), 4)}


def judge_ucdp(folder: Path, *, all_events: bool) -> dict[str, Any]:
    """Headlines of UCDP events with an even id, each as an article of its own."""
    source = EVENTS if all_events else CLUSTERS
    extract, pairs = CachedExtractor(), []
    for outlet, day, words in sorted(load_clusters(source), key=str):
        given = f"{outlet}|{day}|{words}"
        article_id = ids.article_id(None, given, None, words, outlet)
        article = Article(
            article_id,
            ids.version_id(article_id, None, words),
            words,
            given_id=given,
            source=outlet,
            published=None if day is None else date.fromisoformat(day),
            published_method="given",
            language="en",
        )
        pairs.append((article, extract(article)))
    with open_warehouse(folder / "ucdp.duckdb", STAMP) as con:
        append_articles(con, STAMP, pairs)
        link_claims(con, STAMP)
        gold = {anchor: event for anchor, event in ucdp_gold(con, source).items() if int(event) % 2 == 0}
        return judge_partition(gold, linked_partition(con), plain_partition(con))


def _rounded(scores: tuple[float, float, float]) -> dict[str, float]:
    return dict(zip(("precision", "recall", "f1"), (round(score, 3) for score in scores), strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("press", "ucdp"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--events", action="store_true", help="headlines of all events, not only of those with two")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.what == "press":
            found = judge_press(arguments.seed, arguments.articles, folder)
        else:
            found = judge_ucdp(folder, all_events=arguments.events)
    print(json.dumps(found, indent=1, default=str))


if __name__ == "__main__":
    main()
