"""Make storage/linking/weights.csv: `python tests/eval/train_linking.py WAREHOUSE:SEED:ARTICLES... [--ucdp FILE]`.

With headlines, also common_words.txt: what one in a hundred of them says tells no two reports apart.

Each comparison of a pair has one level; a level's weight is its coefficient in a logistic regression on pairs that
share a block, with a penalty that pulls what is rarely seen towards zero. Pairs come from seeds of the simulated press
that no evaluation uses, and from headlines of UCDP events with an odd id. A pair counts by the inverse of its set's
size, so that no set drowns the others.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from linking_cases import EVENTS, ucdp_gold
from press.gold import gold_clusters
from press.world import make_world

from storage.linking.pairs import compare_pairs
from storage.linking.queries import probes_sql
from storage.linking.weights import FIRST, SECOND, Weights, load_common_words

COMMON = 0.01  # of headlines
TARGET = Path(__file__).parents[2] / "storage" / "linking" / "weights.csv"
ALL_PAIRS = """
SELECT DISTINCT least(probe.node, block.node) AS node_a, greatest(probe.node, block.node) AS node_b
FROM ({probes}) AS probe INNER JOIN meta_link_block AS block USING (key) WHERE probe.node <> block.node
"""
# Neither set is as crowded as a large city at war, where acts of one kind happen side by side: there, what the data are
# too sparse to say must tell them apart.
AT_MOST = {
    ("killed", "far apart"): -4.3,
    ("injured", "far apart"): -2.8,
    ("place", "both unknown"): -4.5,
    ("place", "both region"): -0.5,
}
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Compared pairs of one set: levels by comparison, and whether they are one event."""

    rows: Sequence[Row]
    is_same: NDArray[np.bool_]


def load_pairs(con: duckdb.DuckDBPyConnection, gold: Mapping[str, str]) -> Pairs:
    """All pairs of the warehouse that share a block and whose gold is known."""
    con.execute("CREATE OR REPLACE TEMP TABLE frontier AS SELECT node FROM meta_link_claim WHERE is_lead")
    nothing = Weights(0.0, 0.0, {})
    rows = compare_pairs(con, ALL_PAIRS.format(probes=probes_sql()), weights=nothing, floor=-1e9)
    anchors = dict(con.execute("SELECT node, anchor_id FROM meta_link_claim").fetchall())
    known = [row for row in rows if anchors[row["node_a"]] in gold and anchors[row["node_b"]] in gold]
    same = [gold[anchors[row["node_a"]]] == gold[anchors[row["node_b"]]] for row in known]
    return Pairs(known, np.array(same))


def find_common_words(con: duckdb.DuckDBPyConnection, gold: Mapping[str, str]) -> list[str]:
    """Beginnings of words, as in meta_link_claim, that stand in more of these reports than the common share."""
    rows = con.execute("SELECT anchor_id, words FROM meta_link_claim").fetchall()
    found = [words for anchor, words in rows if anchor in gold]
    return sorted(
        word for word, n in Counter(word for words in found for word in words).items() if n >= COMMON * len(found)
    )


def fit_weights(sets: Sequence[Pairs], penalty: float) -> tuple[float, dict[str, dict[str, float]]]:
    """Prior and weights by comparison and level, by Newton's method."""
    levels = sorted(
        {(name, str(row[f"{name}_level"])) for pairs in sets for row in pairs.rows for name in (*FIRST, *SECOND)}
    )
    column = {level: number + 1 for number, level in enumerate(levels)}
    x = np.zeros((sum(len(pairs.rows) for pairs in sets), len(levels) + 1))
    x[:, 0] = 1
    weight, y, start = np.zeros(len(x)), np.concatenate([pairs.is_same for pairs in sets]).astype(float), 0
    mean_size = len(x) / len(sets)
    for pairs in sets:
        weight[start : start + len(pairs.rows)] = mean_size / len(pairs.rows)
        for number, row in enumerate(pairs.rows, start):
            for name in (*FIRST, *SECOND):
                x[number, column[name, str(row[f"{name}_level"])]] = 1
        start += len(pairs.rows)
    ridge = np.full(len(levels) + 1, penalty)
    ridge[0] = 1e-6
    beta = np.zeros(len(levels) + 1)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weight * (y - p)) - ridge * beta
        hessian = (x.T * (weight * p * (1 - p))) @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    weights: dict[str, dict[str, float]] = {}
    for (name, level), number in column.items():
        weight_of = min(float(beta[number]), AT_MOST.get((name, level), math.inf))
        weights.setdefault(name, {})[level] = round(weight_of, 2)
    return round(float(beta[0]), 2), weights


def write_weights(prior: float, weights: Mapping[str, Mapping[str, float]], threshold: float, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("comparison", "level", "weight"))
        out.writerow(("setting", "prior", prior))
        out.writerow(("setting", "threshold", threshold))
        for name in (*FIRST, *SECOND):
            for level, value in sorted(weights.get(name, {}).items()):
                out.writerow((name, level, value))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouses", nargs="+", help="PATH:SEED:ARTICLES of linked warehouses of the simulated press")
    parser.add_argument("--ucdp", type=Path, help="linked warehouse of UCDP headlines")
    parser.add_argument("--penalty", type=float, default=2.0)
    # Under what the regression would ask for: groups join by their mean, which one stray report pulls down.
    parser.add_argument("--threshold", type=float, default=-1.0)
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args()
    sets = []
    for given in arguments.warehouses:
        path, seed, n_articles = given.rsplit(":", 2)
        with duckdb.connect(path, read_only=True) as con:
            sets.append(load_pairs(con, gold_clusters(con, make_world(int(seed), n_articles=int(n_articles)))))
    if arguments.ucdp is not None:
        with duckdb.connect(str(arguments.ucdp), read_only=True) as con:
            gold = {anchor: event for anchor, event in ucdp_gold(con, EVENTS).items() if int(event) % 2}
            arguments.out.with_name("common_words.txt").write_text(
                "".join(f"{word}\n" for word in find_common_words(con, gold)), encoding="utf-8"
            )
            load_common_words.cache_clear()
            sets.append(load_pairs(con, gold))
    for pairs in sets:
        print(f"{len(pairs.rows):,} pairs, {pairs.is_same.sum():,} of one event")
    prior, weights = fit_weights(sets, arguments.penalty)
    write_weights(prior, weights, arguments.threshold, arguments.out)


if __name__ == "__main__":
    main()
