"""Train the reader's linear models on articles with incident templates, and write `extract/models/reader.npz`.

Usage: python -m extract.build.reader TRAIN.jsonl [--out FILE]

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
from extract.claims.scope import date_value
from extract.claims.trained import ROLES, instances
from extract.claims.triggers import Trigger, find_triggers
from extract.records import Article
from extract.resources import Resources, load_resources

Json = dict[str, Any]
Columns = NDArray[np.int64]
_OUT = Path(__file__).parent.parent / "models" / "reader.npz"
_REGULARISATION = {"incident": 1.5, "same": 6.0, **dict.fromkeys(ROLES, 1.5)}  # C, best on folds of the training data
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
_OPEN = timedelta(days=62)  # how far back a template reaches that gives only the last day


@dataclass(slots=True)
class Rows:
    """Training rows of one decision: columns of ones, and the answer."""

    columns: list[Columns] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)


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


def read_rows(articles: Sequence[Json], resources: Resources) -> dict[str, Rows]:
    """Training rows of every decision."""
    rows = {name: Rows() for name in _REGULARISATION}
    for n, row in enumerate(articles):
        _add_article(rows, read_training_article(row, resources), row["templates"])
        if n % 100 == 99:
            print(f"{n + 1} articles read", file=sys.stderr)
    return rows


def read_training_article(row: Json, resources: Resources) -> Reading:
    """An article of the pack, read."""
    identity = ids.article_id(None, row["doc_id"], None, row["text_truecased"])
    published = date.fromisoformat(row["pub_date"]) if row["pub_date"] else None
    return read_article(Article(identity, identity, row["text_truecased"], published=published), resources)


def acts_of(reading: Reading, triggers: tuple[Trigger, ...]) -> Sequence[Act]:
    """What the rules read, before any model weighs it."""
    return plausible_acts(reading, merge_acts(reading, find_acts(reading, triggers, find_speeches(reading))))[0]


def _add_article(rows: Mapping[str, Rows], reading: Reading, templates: Sequence[Json]) -> None:
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
    candidates = find_candidates(reading, triggers)
    for template, found in zip(tied, instances(reading, candidates, acts, kinds), strict=True):
        if template is not None:
            _add_candidates(rows, candidates, found, templates[template])


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
    from scipy.sparse import csr_matrix  # noqa: PLC0415  training only
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    lengths = [len(c) for c in rows.columns]
    values = np.repeat(1 / np.sqrt(lengths), lengths)
    matrix = csr_matrix(
        (values, np.concatenate(rows.columns), np.concatenate([[0], np.cumsum(lengths)])), shape=(len(lengths), SIZE)
    )
    model = LogisticRegression(C=regularisation, solver="liblinear", random_state=0, max_iter=200)
    model.fit(matrix, np.array(rows.answers))
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def write_models(rows: Mapping[str, Rows], out: Path) -> Iterator[str]:
    """Fit every decision and write the models; one line of report each."""
    stored: dict[str, Any] = {"names": np.array(sorted(rows))}
    for name in sorted(rows):
        weights, intercept = fit(rows[name], _REGULARISATION[name])
        at = np.flatnonzero(np.abs(weights) >= _LEAST)
        stored[f"{name}.at"] = at.astype(np.int32)
        stored[f"{name}.weight"] = weights[at].astype(np.float16)
        stored[f"{name}.intercept"] = np.array(intercept)
        yield f"{name}: {len(rows[name].answers)} rows, {sum(rows[name].answers)} yes, {len(at)} weights"
    np.savez_compressed(out, **stored)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args(argv)
    articles = [json.loads(line) for line in options.train.read_text("utf-8").splitlines() if line.strip()]
    for line in write_models(read_rows(articles, load_resources()), options.out):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
