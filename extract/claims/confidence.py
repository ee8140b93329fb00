"""How sure a claim is: the probability that it is a right one, fitted on articles that people have read.

Right means that the article tells such a claim, of that kind, realis and event type. Platt's method: a logistic
regression on what the claim has to show (Platt 1999, "Probabilistic outputs for support vector machines"). The weights
are data, made by `extract.build.confidence`; docs/reading.md has the reliability diagram and the threshold for review.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from extract.claims.acts import Act
from extract.records import ClaimKind, DateValue, PlaceValue

_DEEP = 10  # sentences; what matters most is told first


def confidence_of(act: Act, kind: ClaimKind, place: PlaceValue | None, date: DateValue) -> float:
    """Probability, from 0.01 to 0.99, that the article tells this claim of this kind, realis and event type."""
    weights = _load_weights()
    score = weights["intercept"] + sum(
        weights.get(name, 0.0) * value for name, value in confidence_features(act, kind, place, date).items()
    )
    return round(min(max(1 / (1 + math.exp(-score)), 0.01), 0.99), 2)


def confidence_features(act: Act, kind: ClaimKind, place: PlaceValue | None, date: DateValue) -> Mapping[str, float]:
    """What a claim has to show, each from 0 to 1."""
    likelihood = 0.5 if act.likelihood is None else act.likelihood
    return {
        "verb": float(any(t.is_verb for t in act.triggers)),
        "place": float(place is not None and place.geonameid is not None),
        "date": float(date.start is not None),
        "parties": float(bool(act.parties or act.targets)),
        "counts": float(bool(act.counts)),
        "results only": float(act.only_results),
        "depth": min(act.sentence, _DEEP) / _DEEP,
        "incident": float(kind == "incident"),
        "assessment": float(kind == "assessment"),
        "violence": float(act.family == "violence"),
        "likelihood": likelihood,
        "unweighed": float(act.likelihood is None),
        "typed": 0.0 if act.typed is None else act.typed,
    }


@cache
def _load_weights() -> Mapping[str, float]:
    weights: dict[str, float] = json.loads((files("extract") / "models" / "confidence.json").read_text("utf-8"))
    return weights
