"""What the encoder learns from, one sentence or snippet a line, of sources that each know a part of the answer.

Usage: python -m extract.build.lessons SNIPPETS.jsonl INCIDENTS.jsonl.gz QUIET.jsonl TEMPLATES.jsonl
           [--headlines EVENTS.jsonl.gz ...] > LESSONS.jsonl

Snippets: `title` (or null), `text` and `label`, one of `extract.encoder.REPORTED`; some have their parts tagged
(`TAGS`). Incidents: summaries with `dead` and `injured`, as in the pack of Wikipedia's lists; every sixth row is left
out, for measuring. Quiet articles (`title`, `text`) report nothing in any sentence. Templates: articles of MUC-4.
Headlines: those of the `reports` of UCDP's events, of which nothing is known.

A lesson is `title`, `text`, `label` (one of `REPORTED`, "told" or "quiet" if no more is known, null if nothing is),
`marks` (part, start, end, whether it is that) and `whole`: parts of which every mark is there, so that what has none
is not that part.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from extract.build.reader import acts_of, read_training_article, strings_of, tie
from extract.claims.trained import PART_OF, ROLES
from extract.claims.triggers import find_triggers
from extract.counts.words import find_numbers, load_counts
from extract.encoder import PARTS
from extract.resources import load_parser, load_resources

Json = dict[str, Any]
Mark = tuple[str, int, int, bool]
# held: people abducted or detained, tagged and not taught yet
TAGS = {"p": "perpetrator", "v": "victim", "t": "target", "w": "weapon", "k": "killed", "i": "injured", "d": "held"}
_TAG = re.compile(r"<(/?)([a-z])>")
_COUNTED = {"killed": "dead", "injured": "injured"}
_WHOLE = list(PARTS[:4])


def read_lines(path: Path) -> Iterator[Json]:
    """The rows of a file of JSON lines."""
    return (json.loads(line) for line in path.read_text("utf-8").split("\n") if line)


def lesson(title: str | None, text: str, label: str | None, marks: Sequence[Mark] = (), *, whole: bool = False) -> Json:
    known = _WHOLE if whole else []
    return {"title": title, "text": text, "label": label, "marks": list(marks), "whole": known}


def read_snippets(path: Path) -> Iterator[Json]:
    """Snippets; of several numbers of killed the total is marked, and none if there is none."""
    for row in read_lines(path):
        text, spans = untagged(row["text"])
        roles = [(TAGS[tag], start, end, True) for tag, start, end in spans if TAGS[tag] in _WHOLE]
        counts = list(mark_counts(text, spans)) if spans else []
        yield lesson(row["title"], text, row["label"], [*roles, *counts], whole=bool(spans))


def untagged(tagged: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text without its tags, and tag, start and end of what they enclose.

    Raises `ValueError` if tags do not close in order.
    """
    plain, at = "", 0
    opened: list[tuple[str, int]] = []
    spans = []
    for match in _TAG.finditer(tagged):
        plain += tagged[at : match.start()]
        at = match.end()
        if match[1]:
            if not opened or opened[-1][0] != match[2]:
                raise ValueError(f"tags do not close: {tagged}")
            tag, start = opened.pop()
            spans.append((tag, start, len(plain)))
        else:
            opened.append((match[2], len(plain)))
    if opened:
        raise ValueError(f"tags do not close: {tagged}")
    return plain + tagged[at:], spans


def mark_counts(text: str, spans: Sequence[tuple[str, int, int]]) -> Iterator[Mark]:
    """The number that is the total of an outcome, and those that are none of it."""
    numbers = list(find_numbers(text, load_counts()))
    for tag in ("k", "i"):
        told = [n for n in numbers if any(t == tag and n.start < e and s < n.end for t, s, e in spans)]
        most = max(told, key=lambda n: n.value, default=None)
        whole = most is not None and 2 * most.value >= sum(n.value for n in told)
        for number in numbers:
            if number not in told or whole:
                yield TAGS[tag], number.start, number.end, number is most


def read_incidents(path: Path) -> Iterator[Json]:
    """Summaries; a coded figure that stands in the text once is marked, and every other number as not that."""
    lines = gzip.decompress(path.read_bytes()).decode().split("\n")
    for row in (json.loads(line) for n, line in enumerate(lines) if n % 6 and line):
        text = row["text"]
        if not text.strip():
            continue
        marks = []
        numbers = list(find_numbers(text, load_counts()))
        for part, key in _COUNTED.items():
            told = [n for n in numbers if row[key] and n.value == row[key]]
            if len(told) == 1:
                marks += [(part, n.start, n.end, n in told) for n in numbers]
        yield lesson(None, text, "told", marks)


def read_quiet(path: Path) -> Iterator[Json]:
    """The sentences of articles in which nothing happens."""
    for row in read_lines(path):
        for sentence in load_parser()(row["text"]).sents:
            if sentence.text.strip():
                yield lesson(row["title"], sentence.text, "quiet")


def read_templates(path: Path) -> Iterator[Json]:
    """Sentences with an act that a template tells of, and where the template's strings stand in them."""
    resources = load_resources()
    for row in read_lines(path):
        reading = read_training_article(row, resources)
        filed: dict[int, set[int]] = {}
        for act in acts_of(reading, find_triggers(reading)) if row["templates"] else ():
            template = tie(reading, act, row["templates"])
            if template is not None:
                for n in act.sentences:
                    filed.setdefault(n, set()).add(template)
        for n, sentence in enumerate(reading.sentences):
            marks = [m for t in filed.get(n, ()) for m in mark_strings(sentence.text, row["templates"][t])]
            yield lesson(None, sentence.text, "told" if n in filed else None, marks, whole=n in filed)


def read_headlines(paths: Sequence[Path]) -> Iterator[Json]:
    """Every headline once."""
    events = (
        json.loads(line) for path in paths for line in gzip.decompress(path.read_bytes()).decode().split("\n") if line
    )
    for headline in dict.fromkeys(report["headline"].strip() for event in events for report in event["reports"]):
        if headline:
            yield lesson(None, headline, None)


def mark_strings(text: str, template: Json) -> Iterator[Mark]:
    """Where the strings of a template stand."""
    for role in ROLES:
        for string in (s for strings in strings_of(template, role) for s in strings):
            words = r"\s+".join(map(re.escape, string.split()))
            for match in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE):
                yield PART_OF[role], match.start(), match.end(), True


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    sources: dict[str, Callable[[Path], Iterator[Json]]] = {
        "snippets": read_snippets, "incidents": read_incidents, "quiet": read_quiet, "templates": read_templates,
    }  # fmt: skip
    for name in sources:
        parser.add_argument(name, type=Path)
    parser.add_argument("--headlines", type=Path, nargs="*", default=[])
    options = parser.parse_args(argv)
    found = {name: read(getattr(options, name)) for name, read in sources.items()}
    for name, rows in {**found, "headlines": read_headlines(options.headlines)}.items():
        for row in rows:
            sys.stdout.write(json.dumps({"source": name, **row}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
