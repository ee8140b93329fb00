"""Fit the confidence of claims, and measure it: `extract/models/confidence.json`.

Usage: python -m extract.build.confidence GOLD.jsonl [--benign FILE]... [--held FILE]... [--out FILE]

Gold rows as `sitrep evaluate` reads them: those of split `dev` are fitted, those of `held` are measured. `--benign` and
`--held` are articles without an incident, to fit and to measure: whatever is read in one is wrong, but for background.
Needs scikit-learn (dependency group `train`); nothing of it is needed at run time.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from extract import ids
from extract.claims.acts import find_acts
from extract.claims.attribution import find_speeches
from extract.claims.confidence import confidence_features
from extract.claims.merge import merge_acts
from extract.claims.reading import read_article
from extract.claims.rules import make_claim, tell_acts
from extract.claims.triggers import find_triggers
from extract.evaluation.alignment import agrees, align_claims
from extract.jsonio import extraction_to_json
from extract.records import Article, Extraction
from extract.resources import Resources, load_resources

Json = dict[str, Any]
_OUT = Path(__file__).parent.parent / "models" / "confidence.json"
_BINS = 5
_C = 1.0  # inverse of the penalty


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim: what it has to show, and whether it is right."""

    features: Mapping[str, float]
    is_right: bool


def judge_article(row: Json, resources: Resources) -> Iterator[Judged]:
    """Each claim of an article; of a benign one (no `expected`) all but what is told as background."""
    identity = ids.article_id(None, row["id"], row.get("title"), row["text"])
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    article = Article(identity, identity, row["text"], row.get("title"), row["id"], published=published)
    reading = read_article(article, resources)
    triggers = find_triggers(reading)
    acts = merge_acts(reading, find_acts(reading, triggers, find_speeches(reading)))
    judged, _ = tell_acts(reading, triggers, acts)
    claims = tuple(make_claim(reading, act, identity, n) for n, act in enumerate(judged))
    shown = [confidence_features(a, c.kind, c.place, c.date) for a, c in zip(judged, claims, strict=True)]
    if "expected" not in row:
        yield from (Judged(f, is_right=False) for f, c in zip(shown, claims, strict=True)
                    if c.kind != "background")  # fmt: skip
        return
    public = extraction_to_json(article, Extraction(identity, identity, "", "", "en", claims))["claims"]
    gold = row["expected"]["claims"]
    right = {j for i, j in align_claims(row, public) if _is_right(gold[i], public[j])}
    yield from (Judged(f, is_right=n in right) for n, f in enumerate(shown))


def _is_right(gold: Json, claim: Json) -> bool:
    return all(key not in gold or agrees(gold[key], claim[key]) for key in ("kind", "realis", "event_type"))


def fit(judged: Sequence[Judged]) -> dict[str, float]:
    """Weights by name, and the intercept."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  training only

    names = list(judged[0].features)
    matrix = np.array([[one.features[name] for name in names] for one in judged])
    model = LogisticRegression(C=_C, solver="liblinear", random_state=0)
    model.fit(matrix, np.array([one.is_right for one in judged]))
    weights = dict(zip(names, model.coef_[0], strict=True))
    return {name: round(float(value), 4) for name, value in {**weights, "intercept": model.intercept_[0]}.items()}


def predict(judged: Sequence[Judged], weights: Mapping[str, float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    scores = [weights["intercept"] + sum(weights[n] * v for n, v in one.features.items()) for one in judged]
    stated: np.ndarray[Any, np.dtype[np.float64]] = np.clip(1 / (1 + np.exp(-np.array(scores))), 0.01, 0.99)
    return stated


def describe(judged: Sequence[Judged], weights: Mapping[str, float]) -> Iterator[str]:
    """Reliability by bins of equal width, and the expected calibration error (Guo et al. 2017)."""
    stated = predict(judged, weights)
    right = np.array([one.is_right for one in judged], float)
    error = 0.0
    for n in range(_BINS):
        inside = (stated >= n / _BINS) & ((stated < (n + 1) / _BINS) | (n == _BINS - 1))
        if inside.any():
            gap = float(stated[inside].mean() - right[inside].mean())
            error += abs(gap) * inside.sum() / len(stated)
            yield (f"{n / _BINS:.1f}-{(n + 1) / _BINS:.1f}  {inside.sum():4} claims  "
                   f"stated {stated[inside].mean():.2f}  right {right[inside].mean():.2f}")  # fmt: skip
    yield f"{len(stated)} claims, {right.mean():.2f} right, expected calibration error {error:.3f}"


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--benign", type=Path, action="append", default=[])
    parser.add_argument("--held", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args(argv)
    resources = load_resources()
    gold = _rows(options.gold)
    tuned = [r for r in gold if r["split"] == "dev"] + [r for path in options.benign for r in _rows(path)]
    kept = [r for r in gold if r["split"] == "held"] + [r for path in options.held for r in _rows(path)]
    fitted = [one for row in tuned for one in judge_article(row, resources)]
    measured = [one for row in kept for one in judge_article(row, resources)]
    weights = fit(fitted)
    options.out.write_text(json.dumps(weights, indent=1) + "\n", "utf-8")
    print("fitted", *describe(fitted, weights), "held", *describe(measured, weights), sep="\n")


def _rows(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main(sys.argv[1:])
