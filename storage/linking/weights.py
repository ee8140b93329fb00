"""The weights of the comparisons: log odds that two claims tell of one incident, by level of agreement."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

FIRST = ("date", "place", "type", "killed", "injured", "origin")  # what is compared of every pair that shares a block
# What is compared of those still in question.
SECOND = ("doers", "sufferers", "weapons", "words", "rare", "names", "land")
FLOOR = -8.0  # of a pair that was not compared, or came out hopeless


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds by comparison and level; a level without a weight says nothing."""

    prior: float
    threshold: float
    levels: Mapping[str, Mapping[str, float]]


@functools.cache
def load_weights() -> Weights:
    """The weights that ship: `weights.csv`, made by tests/eval/train_linking.py."""
    levels: dict[str, dict[str, float]] = {}
    text = files("storage").joinpath("linking", "weights.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        levels.setdefault(row["comparison"], {})[row["level"]] = float(row["weight"])
    settings = levels.pop("setting")
    return Weights(settings["prior"], settings["threshold"], levels)


@functools.cache
def load_common_words() -> tuple[str, ...]:
    """Beginnings of words that reports of any event share: `common_words.txt`, made with the weights."""
    return tuple(files("storage").joinpath("linking", "common_words.txt").read_text("utf-8").split())


def score_sql(weights: Weights, floor: float = FLOOR) -> Mapping[str, str]:
    """What fills the holes of pairs.sql: first and second score, the most that the second can add, the floor; words."""
    most = sum(max(0.0, *weights.levels.get(name, {"": 0.0}).values()) for name in SECOND)
    return {
        "first_score": f"{weights.prior} + {_sum_sql(weights, FIRST)}",
        "second_score": _sum_sql(weights, SECOND),
        "most": str(most),
        "floor": str(floor),
        "common_words": f"[{', '.join(repr(word) for word in load_common_words())}]",
    }


def _sum_sql(weights: Weights, comparisons: tuple[str, ...]) -> str:
    return " + ".join(_case_sql(name, weights.levels.get(name, {})) for name in comparisons)


def _case_sql(comparison: str, levels: Mapping[str, float]) -> str:
    if not levels:
        return "0"
    cases = " ".join(f"WHEN '{level}' THEN {weight}" for level, weight in levels.items())
    return f"CASE {comparison}_level {cases} ELSE 0 END"
