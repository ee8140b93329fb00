"""Floors under the quality of reading: a change may raise them; only `--allow-regression` lowers one.

Usage: python tests/eval/gate.py [--update [--allow-regression]]

`baseline.json` holds a floor for each field's F1, a ceiling for each kind of false alarm, and the digest of the
articles they were measured on: figures of other articles are not compared.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from extract.evaluation import score_benign, score_gold
from extract.evaluation.alignment import Json
from extract.jsonio import extraction_to_json
from extract.pipeline import Resources, extract_article, load_resources
from flows.articles import make_article

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
SPLITS = ("dev", "held")
CORPUS = ("gold.jsonl", "benign.jsonl")
TOLERANCE = 0.005  # one count of the held-out part moves its F1 by about 0.007; less is no change of reading
_CLOCK = date(2100, 1, 1)  # the articles' dates are data, whatever day the test runs on


def read_rows(path: Path) -> list[Json]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def corpus_digest() -> str:
    """Digest of the files that the baseline was measured on."""
    digest = hashlib.blake2b(digest_size=16)
    for name in CORPUS:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def extract_rows(rows: Sequence[Json], resources: Resources) -> Iterator[Json]:
    """The public JSON of each row's extraction, in order, as `sitrep extract` prints it."""
    for row in rows:
        article, _ = make_article(
            row["text"],
            title=row["title"],
            given_id=row["id"],
            url=row["url"],
            source=row["source"],
            published=date.fromisoformat(row["published"]),
            published_method="given",
            today=_CLOCK,
        )
        yield extraction_to_json(article, extract_article(article, resources))


def measure() -> Json:
    """Figures of the working tree, in the shape of the baseline."""
    resources = load_resources()
    gold, benign = (read_rows(HERE / name) for name in CORPUS)
    scores = score_gold(gold, extract_rows(gold, resources))
    alarms = score_benign(benign, extract_rows(benign, resources))
    floors = {f"{s}.{name}": f["f1"] for s in SPLITS for name, f in scores[s]["fields"].items()}
    ceilings = {
        f"{s}.{k}": scores[s][k] for s in SPLITS for k in ("spurious_incidents_per_article", "must_not_violations")
    }
    ceilings |= {f"benign.{k}": alarms[k] for k in ("violent_share", "incident_share")}
    return {"corpus": corpus_digest(), "floors": dict(sorted(floors.items())), "ceilings": ceilings}


def find_regressions(baseline: Json, measured: Json) -> list[str]:
    """One line per figure that is worse than the baseline by more than the tolerance, or is gone."""
    if baseline["corpus"] != measured["corpus"]:
        return ["the articles changed since baseline.json was measured: run `python tests/eval/gate.py --update`"]
    worse = [
        f"{name}: F1 {measured['floors'].get(name)} under its floor {floor}"
        for name, floor in baseline["floors"].items()
        if measured["floors"].get(name, -1.0) < floor - TOLERANCE
    ]
    return worse + [
        f"{name}: {measured['ceilings'].get(name)} over its ceiling {ceiling}"
        for name, ceiling in baseline["ceilings"].items()
        if measured["ceilings"].get(name, float("inf")) > ceiling + TOLERANCE
    ]


def raise_floors(baseline: Json, measured: Json) -> Json:
    """The measured figures where they are better, else the baseline's: small losses do not add up over updates."""
    return {
        "corpus": measured["corpus"],
        "floors": {k: max(v, baseline["floors"].get(k, v)) for k, v in measured["floors"].items()},
        "ceilings": {k: min(v, baseline["ceilings"].get(k, v)) for k, v in measured["ceilings"].items()},
    }


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--update", action="store_true", help="write better figures into baseline.json")
    parser.add_argument("--allow-regression", action="store_true", help="with --update: write worse ones too")
    options = parser.parse_args(argv)
    measured = measure()
    baseline = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else measured
    regressions = find_regressions(baseline, measured)
    print(*regressions, sep="\n", end="\n" if regressions else "")
    if not options.update:
        return int(bool(regressions))
    if regressions and not options.allow_regression:
        print(
            "baseline.json is left as it is: --allow-regression writes these figures, and the reason goes in the commit"
        )
        return 1
    kept = measured if regressions else raise_floors(baseline, measured)
    BASELINE.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    print(f"{BASELINE.name}: {len(kept['floors'])} floors, {len(kept['ceilings'])} ceilings")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
