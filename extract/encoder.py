"""A small trained encoder over one sentence: which type of event it reports, if any, and which words are its parts.

MiniLM-L6 (Wang et al. 2020, "MiniLM: Deep self-attention distillation"), fine-tuned by `extract.build.encoder`, in
whole numbers (ONNX). Sentences go in one by one, so that what else is in an article never changes their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from extract.claims.event_types import EVENT_TYPE_OF

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

SUB_EVENTS = tuple(EVENT_TYPE_OF)  # in the order that the model was trained with
REPORTED = (
    *SUB_EVENTS,
    "context",  # violence spoken of, none reported: history, trials, threats, tallies, drills
    "nothing",  # no violence at all: sport, business, weather, accidents
)
PARTS = ("perpetrator", "victim", "target", "weapon", "killed", "injured")  # the last two: numbers that are the total
LONGEST = 128  # word pieces of title and sentence together; the rest of a longer sentence is not looked at
LONGEST_TITLE = 30
START, END = 101, 102  # the pieces around them


@dataclass(frozen=True, slots=True)
class Impression:
    """What one sentence reports: the probability of each of `REPORTED`, of sum 1; of its pieces, that of each part."""

    reported: NDArray[np.float32]
    parts: NDArray[np.float32]  # pieces x `PARTS`
    spans: tuple[tuple[int, int], ...]  # of the pieces, in characters of the sentence

    @property
    def sub_events(self) -> NDArray[np.float32]:
        """Probabilities of `SUB_EVENTS`."""
        return self.reported[:-2]

    @property
    def context(self) -> float:
        return float(self.reported[-2])

    @property
    def nothing(self) -> float:
        return float(self.reported[-1])

    @property
    def incident(self) -> float:
        """Probability that the sentence reports an incident at all."""
        return 1.0 - self.context - self.nothing

    def part(self, name: str, start: int, end: int) -> float | None:
        """Probability that the words there are that part; None if they are in no piece that was looked at."""
        rows = [n for n, (left, right) in enumerate(self.spans) if left < end and start < right]
        return float(self.parts[rows, PARTS.index(name)].max()) if rows else None


def read_sentence(sentence: str, title: str | None = None) -> Impression:
    """Look at one sentence beside the article's title. Raises `ValueError` if the sentence has no word."""
    session, tokenizer = _load()
    ids, spans = pieces_of(tokenizer, sentence, title)
    if not spans:
        raise ValueError("an empty sentence reports nothing")
    row = np.array([ids], np.int64)
    (scores,) = session.run(None, {"ids": row, "mask": np.ones_like(row)})
    own = scores[0, -1 - len(spans) : -1]
    mean = own[:, : len(REPORTED)].mean(axis=0)
    raised = np.exp(mean - mean.max())
    return Impression(raised / raised.sum(), 1 / (1 + np.exp(-own[:, len(REPORTED) :])), tuple(spans))


def pieces_of(tokenizer: Tokenizer, sentence: str, title: str | None) -> tuple[list[int], list[tuple[int, int]]]:
    """Word pieces of title and sentence between start and end, and where those of the sentence stand in it."""
    head = tokenizer.encode(title, add_special_tokens=False).ids[:LONGEST_TITLE] if title else []
    told = tokenizer.encode(sentence, add_special_tokens=False)
    most = LONGEST - 2 - len(head)
    return [START, *head, *told.ids[:most], END], told.offsets[:most]


@cache
def _load() -> tuple[InferenceSession, Tokenizer]:
    """The model and its tokenizer, loaded at the first sentence that needs them."""
    import onnxruntime  # noqa: PLC0415  look-up commands need not pay for it

    models = files("extract") / "models"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # one sentence is too short to share
    model = (models / "encoder.onnx").read_bytes()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session, open_tokenizer((models / "encoder_tokenizer.json").read_text("utf-8"))


def open_tokenizer(text: str) -> Tokenizer:
    """The tokenizer of a `tokenizer.json`, without padding or truncation of its own."""
    from tokenizers import Tokenizer  # noqa: PLC0415

    tokenizer: Tokenizer = Tokenizer.from_str(text)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
