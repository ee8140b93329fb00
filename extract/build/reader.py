"""Train the reader's linear models on articles with incident templates, and write `extract/models/reader.npz`.

Usage: python -m extract.build.reader TRAIN.jsonl [--only NAME ...] [--out FILE]

One JSON object per line in the form of the MUC-4 pack: `doc_id`, `text_truecased`, `pub_date` and `templates`. The
rules read each article; an act is tied to the template that it agrees with best, phrases are labelled by the strings
of that template. Needs scikit-learn (dependency group `train`); nothing of it is needed at run time.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract import ids
from extract.claims.acts import Act, find_acts
from extract.claims.attribution import find_speeches
from extract.claims.candidates import Candidate, find_candidates
from extract.claims.features import act_features, document_words, pair_features
from extract.claims.linear import SIZE, columns_of
from extract.claims.merge import merge_acts
from extract.claims.reading import Reading, read_article
from extract.claims.rules import kinds_of, plausible_acts
from extract.claims.scenes import find_scenes, nearest, scene_columns
from extract.claims.scope import date_value, place_value
from extract.claims.trained import ROLES, instances
from extract.claims.triggers import Trigger, find_triggers
from extract.places.tables import load_countries
from extract.records import Article, PlaceMention, PlaceValue
from extract.resources import Resources, load_resources

Json = dict[str, Any]
Columns = NDArray[np.int64]
_OUT = Path(__file__).parent.parent / "models" / "reader.npz"
_REGULARISATION = {"incident": 1.5, "same": 6.0, **dict.fromkeys(ROLES, 1.5)}  # C, best on folds of the training data
MODELS = tuple(sorted([*_REGULARISATION, "scene"]))
_LEAST = 0.01  # weights nearer to zero are left out
_SLOTS = {
    "person": "perp_individuals",
    "body": "perp_orgs",
    "victim": "human_targets",
    "target": "physical_targets",
    "weapon": "instruments",
}
_BOMBS = {"Air/drone strike", "Suicide bomb", "Remote explosive/landmine/IED", "Grenade"}
_TYPES = {
    "BOMBING": _BOMBS,
    "KIDNAPPING": {"Abduction/forced disappearance"},
    "HIJACKING": {"Abduction/forced disappearance", "Attack"},
    "ARSON": {"Looting/property destruction", "Attack", "Violent demonstration"},
    "ROBBERY": {"Looting/property destruction", "Attack"},
}
_LEADING = frozenset({
    "a", "the", "an", "this", "that", "these", "those", "one", "two", "three", "four", "five", "six", "seven", "eight",
    "nine", "ten", "more", "most", "many", "several", "some", "all", "few", "any", "another", "other", "certain", "of",
})  # fmt: skip
_AFTER_HEAD = frozenset({
    "of", "in", "at", "on", "from", "for", "to", "with", "by", "who", "which", "that", "where", "near", "under", "and",
    "or",
})  # fmt: skip
_TIED, _TIED_UNTYPED = 1.9, 2.4  # agreement from which an act and a template are taken for one event
_HALF = 0.5  # what a place counts whose country or whose name alone agrees
_COUNTRY = 6  # UCDP where_prec
_PLACE_PENALTY = 0.3  # L2, best on folds of the training articles
_OPEN = timedelta(days=62)  # how far back a template reaches that gives only the last day


@dataclass(slots=True)
class Rows:
    """Training rows of one decision: columns of ones, and the answer."""

    columns: list[Columns] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    """Places of an article weighed for one act: columns of ones for each, and whether it is a right answer."""

    columns: list[Columns]
    answers: list[bool]


def words_of(text: str) -> list[str]:
    """Lower-case words without leading articles and quantifiers."""
    words = re.sub(r"[^a-z0-9 ]+", " ", text.lower().replace("'s", " s")).split()
    while len(words) > 1 and (words[0] in _LEADING or words[0].isdigit()):
        words = words[1:]
    return words


def same_phrase(one: str, other: str, *, name: bool = False) -> bool:
    """Equal, one inside the other, or (unless a name) of equal head."""
    a, b = words_of(one), words_of(other)
    if not a or not b:
        return False
    padded = [f" {' '.join(w)} " for w in (a, b)]
    inside = padded[0] in padded[1] or padded[1] in padded[0]
    return inside or (not name and _head(a) == _head(b))


def _head(words: Sequence[str]) -> str:
    end = next((i for i, w in enumerate(words) if i and w in _AFTER_HEAD), len(words))
    return words[end - 1]


def strings_of(template: Json, role: str) -> list[list[str]]:
    """Accepted strings of each filler of a role."""
    return [e.get("strings") or [*e.get("names", []), *e.get("descriptions", [])] for e in template[_SLOTS[role]]]


def fills(text: str, template: Json, role: str) -> bool:
    return any(same_phrase(text, s, name=role == "body") for strings in strings_of(template, role) for s in strings)


def agreement(reading: Reading, act: Act, template: Json) -> tuple[float, bool]:
    """How much an act and a template have in common, and whether their types agree."""
    typed = any(t == "ATTACK" or act.sub_event in _TYPES.get(t, ()) for t in template["incident_type"])
    did = [p for p in act.parties if p.role in ("perpetrator", "side_a")]
    hurt = [p.text for p in act.parties if p.role in ("victim", "target", "side_b")]
    texts = {
        "person": [p.text for p in did if p.kind != "organisation"],
        "body": [p.text for p in did if p.kind == "organisation"],
        "victim": hurt,
        "target": [t.text for t in act.targets],
        "weapon": [w.text for w in act.weapons],
    }
    score = float(typed) + _same_date(reading, act, template) + _same_place(act, template)
    return score + sum(_share(texts[role], template, role) for role in ROLES), typed


def _share(texts: Sequence[str], template: Json, role: str) -> float:
    filled = sum(any(same_phrase(t, s, name=role == "body") for t in texts for s in strings)
                 for strings in strings_of(template, role))  # fmt: skip
    return 0.9 * min(filled, len(texts))


def _same_date(reading: Reading, act: Act, template: Json) -> float:
    value = date_value(act.date, reading)
    for day in (template["date"] or {}).get("any_of") or []:
        start, end = (date.fromisoformat(d) if d else None for d in (day["start"], day["end"]))
        if (value.start, value.end) == (start, end):
            return 1.0
        if end is not None and value.start is not None and value.end is not None:
            if (start or end - _OPEN) <= value.start and value.end <= end:
                return 0.5
        elif end is not None and value.start is None and value.end == end:
            return 0.5
    return 0.0


def _same_place(act: Act, template: Json) -> float:
    if act.place is None:
        return 0.0
    value = act.place.value
    mine = " ".join(str(w) for w in (act.place.text, value and value.name, value and value.admin1) if w).lower()
    names = [
        p["name"].lower() for o in (template["location"] or {}).get("any_of") or [] for p in (o["levels"] or [[]])[-1]
    ]
    return 1.0 if any(n in mine for n in names) else 0.5


def tie(reading: Reading, act: Act, templates: Sequence[Json]) -> int | None:
    """The template that tells of the act's event, None if none does."""
    scored = [(*agreement(reading, act, t), -i) for i, t in enumerate(templates)]
    best = max(scored, default=None)
    if best is None or best[0] < (_TIED if best[1] else _TIED_UNTYPED):
        return None
    return -best[2]


def read_rows(articles: Sequence[Json], resources: Resources) -> tuple[dict[str, Rows], list[Choice]]:
    """Training rows of every decision, and the choices of places."""
    rows = {name: Rows() for name in _REGULARISATION}
    choices: list[Choice] = []
    for n, row in enumerate(articles):
        _add_article(rows, choices, read_training_article(row, resources), row["templates"])
        if n % 100 == 99:
            print(f"{n + 1} articles read", file=sys.stderr)
    return rows, choices


def read_training_article(row: Json, resources: Resources) -> Reading:
    """An article of the pack, read."""
    identity = ids.article_id(None, row["doc_id"], None, row["text_truecased"])
    published = date.fromisoformat(row["pub_date"]) if row["pub_date"] else None
    return read_article(Article(identity, identity, row["text_truecased"], published=published), resources)


def acts_of(reading: Reading, triggers: tuple[Trigger, ...]) -> Sequence[Act]:
    """What the rules read, before any model weighs it."""
    return plausible_acts(reading, merge_acts(reading, find_acts(reading, triggers, find_speeches(reading))))[0]


def _add_article(rows: Mapping[str, Rows], choices: list[Choice], reading: Reading, templates: Sequence[Json]) -> None:
    triggers = find_triggers(reading)
    acts = acts_of(reading, triggers)
    kinds = kinds_of(reading, acts)
    tied = [tie(reading, act, templates) for act in acts]
    words = document_words(reading)
    for i, act in enumerate(acts):
        if act.family == "violence":
            _add(rows["incident"], act_features(reading, acts, i, words, kinds[i]), answer=tied[i] is not None)
        for k in range(i):
            if acts[k].family == act.family and tied[i] is not None and tied[k] is not None:
                features = pair_features(reading, acts[k], act, i - k - 1)
                _add(rows["same"], features, answer=tied[i] == tied[k])
    for act, template in zip(acts, tied, strict=True):
        if template is not None:
            _add_places(choices, reading, act, templates[template])
    candidates = find_candidates(reading, triggers)
    for template, found in zip(tied, instances(reading, candidates, acts, kinds), strict=True):
        if template is not None:
            _add_candidates(rows, candidates, found, templates[template])


def _add_places(choices: list[Choice], reading: Reading, act: Act, template: Json) -> None:
    """The places that agree best with where the template says that it was, among those weighed for the act."""
    options = (template["location"] or {}).get("any_of") or []
    places = nearest(act, find_scenes(reading))
    credit = [max((_place_credit(reading, p.mention, o) for o in options), default=0.0) for p in places]
    right = [c == max(credit) >= _HALF for c in credit]
    if any(right) and not all(right):
        choices.append(Choice([scene_columns(reading, p, act, places) for p in places], right))


def _place_credit(reading: Reading, mention: PlaceMention, option: Json) -> float:
    """1 if place and country agree with an answer, `_HALF` if one of the two does."""
    value = place_value(mention, reading) or PlaceValue(mention.text, (mention.start, mention.end))
    named = load_countries()
    country = named[value.country].name if value.country in named else ""
    words = words_of(", ".join(w for w in (value.text, value.name, value.admin2, value.admin1, country) if w))
    in_country = _within(words_of(option["country"] or ""), words)
    if not option["levels"]:
        return (1.0 if value.precision == _COUNTRY else _HALF) * in_country
    found = [_within(words_of(p["name"]), words) for p in option["levels"][-1]]
    return 1.0 if in_country and all(found) else _HALF * (in_country or any(found))


def _within(part: Sequence[str], words: Sequence[str]) -> bool:
    return bool(part) and f" {' '.join(part)} " in f" {' '.join(words)} "


def _add(rows: Rows, features: Sequence[str], *, answer: bool) -> None:
    rows.columns.append(columns_of(features))
    rows.answers.append(answer)


def _add_candidates(
    rows: Mapping[str, Rows], candidates: Sequence[Candidate], found: Sequence[tuple[int, list[str]]], template: Json
) -> None:
    for n, features in found:
        columns = columns_of([*candidates[n].features, *features])
        for role in ROLES:
            rows[role].columns.append(columns)
            rows[role].answers.append(fills(candidates[n].phrase.text, template, role))


def fit(rows: Rows, regularisation: float) -> tuple[NDArray[np.float32], float]:
    """Weights and intercept of one decision; rows have unit length. The seed makes a rerun the same, byte for byte."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415  training only

    model = LogisticRegression(C=regularisation, solver="liblinear", random_state=0, max_iter=200)
    model.fit(_matrix(rows.columns), np.array(rows.answers))
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _matrix(columns: Sequence[Columns]) -> Any:
    """A sparse row of unit length for each set of columns."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  training only

    lengths = [len(c) for c in columns]
    values = np.repeat(1 / np.sqrt(lengths), lengths)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return csr_matrix((values, np.concatenate(columns), starts), shape=(len(lengths), SIZE))


def fit_choices(choices: Sequence[Choice]) -> NDArray[np.float32]:
    """Weights by which the right places of a choice have the most of its softmax; L2, L-BFGS from zero."""
    from scipy.optimize import minimize  # noqa: PLC0415  training only

    matrix = _matrix([c for choice in choices for c in choice.columns])
    used = np.unique(matrix.indices)
    matrix = matrix[:, used].tocsr()
    right = np.array([a for choice in choices for a in choice.answers])
    sizes = np.array([len(choice.answers) for choice in choices])
    starts, of = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = matrix @ weights
        shares = np.exp(odds - np.maximum.reduceat(odds, starts)[of])
        shares /= np.add.reduceat(shares, starts)[of]
        known = shares * right
        total = np.add.reduceat(known, starts)
        slope = matrix.T @ (shares - known / total[of]) + _PLACE_PENALTY * weights
        return float(-np.log(total).sum() + _PLACE_PENALTY * (weights @ weights) / 2), slope

    found = minimize(loss, np.zeros(len(used)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights = np.zeros(SIZE, np.float32)
    weights[used] = found.x
    return weights


def write_models(
    rows: Mapping[str, Rows], choices: Sequence[Choice], out: Path, only: Sequence[str] = ()
) -> Iterator[str]:
    """Fit every decision, or `only` those named and keep the others that `out` holds; one line of report each."""
    stored: dict[str, Any] = {}
    if only:
        with np.load(out, allow_pickle=False) as kept:
            stored.update({key: kept[key] for key in kept.files})
    stored["names"] = np.array(MODELS)
    for name in only or MODELS:
        if name == "scene":
            weights, intercept = fit_choices(choices), 0.0
            answers = [a for choice in choices for a in choice.answers]
        else:
            weights, intercept = fit(rows[name], _REGULARISATION[name])
            answers = rows[name].answers
        at = np.flatnonzero(np.abs(weights) >= _LEAST)
        stored[f"{name}.at"] = at.astype(np.int32)
        stored[f"{name}.weight"] = weights[at].astype(np.float16)
        stored[f"{name}.intercept"] = np.array(intercept)
        yield f"{name}: {len(answers)} rows, {sum(answers)} yes, {len(at)} weights"
    np.savez_compressed(out, **stored)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--only", nargs="+", choices=MODELS, default=(), help="fit these alone, keep the rest of --out")
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args(argv)
    articles = [json.loads(line) for line in options.train.read_text("utf-8").splitlines() if line.strip()]
    for line in write_models(*read_rows(articles, load_resources()), options.out, options.only):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
