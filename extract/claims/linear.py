"""Logistic regression over hashed features: small, fast, the same on every machine."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

SIZE = 1 << 17  # columns; features that share one by chance are few beside those that count


@dataclass(frozen=True, slots=True)
class LinearModel:
    """One binary decision: a weight for each hashed feature and an intercept."""

    weights: NDArray[np.float32]
    intercept: float

    def log_odds(self, columns: NDArray[np.int64]) -> float:
        """Log odds of yes for a row with ones in these columns, scaled to unit length."""
        return float(self.weights[columns].sum()) / math.sqrt(len(columns)) + self.intercept

    def probability(self, columns: NDArray[np.int64]) -> float:
        """Probability of yes for such a row."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.log_odds(columns)))))


def columns_of(features: Iterable[str]) -> NDArray[np.int64]:
    """Columns of the named features, each once, in ascending order."""
    return np.unique(np.fromiter((column_of(f) for f in features), np.int64))


def column_of(feature: str) -> int:
    """CRC-32, since Python's own hash of a string differs from process to process."""
    return zlib.crc32(feature.encode()) % SIZE


@cache
def load_models() -> Mapping[str, LinearModel]:
    """The shipped models by name; empty where none is shipped."""
    path = files("extract") / "models" / "reader.npz"
    with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        names = [str(n) for n in stored["names"]]
        return {n: LinearModel(_dense(stored[f"{n}.at"], stored[f"{n}.weight"]), float(stored[f"{n}.intercept"]))
                for n in names}  # fmt: skip


def _dense(at: NDArray[np.int32], weight: NDArray[np.float16]) -> NDArray[np.float32]:
    full = np.zeros(SIZE, np.float32)
    full[at] = weight
    return full
