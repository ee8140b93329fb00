"""An article's text in pieces: the sentences a claim rests on, and in them the words of its values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from storage.report_text import clean_text

_LONGEST = 12_000  # characters shown; of a longer text, what is around the sentences
_AROUND = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `labels` name the values whose words it is part of."""

    text: str
    is_sentence: bool
    labels: tuple[str, ...]


def find_pieces(content: str, spans: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """The text cut at the borders of its spans; `label` of a span is "sentence" or what its words are."""
    sentences = [(span["start"], span["end"]) for span in spans if span["label"] == "sentence"]
    first, last = _shown(len(content), sentences)
    cuts = {first, last} | {min(max(span[side], first), last) for span in spans for side in ("start", "end")}
    pieces = []
    for start, end in pairwise(sorted(cuts)):
        over = [span["label"] for span in spans if span["start"] <= start and end <= span["end"]]
        labels = tuple(dict.fromkeys(label.replace("_", " ") for label in over if label != "sentence"))
        pieces.append(Piece(_clean(content[start:end]), "sentence" in over, labels))
    if first > 0:
        pieces.insert(0, Piece("[…] ", is_sentence=False, labels=()))
    if last < len(content):
        pieces.append(Piece(" […]", is_sentence=False, labels=()))
    return tuple(pieces)


def _shown(length: int, sentences: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if length <= _LONGEST:
        return 0, length
    first = max(min((start for start, _ in sentences), default=0) - _AROUND, 0)
    last = max((end for _, end in sentences), default=0) + _AROUND
    return first, min(last, first + _LONGEST, length)


def _clean(text: str) -> str:
    """Paragraphs stay; what could change how the rest of the page reads does not."""
    return "\n".join(clean_text(line) for line in text.split("\n"))
