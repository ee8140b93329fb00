"""A text's signature: a sample of its runs of words, by which copies are found whatever stands around them.

The sample keeps a run of words if its hash is below a limit (FracMinHash: Irber and others 2022), not the k smallest as
MinHash does: the same run is kept in every text or in none, so that the share of a short text that a long one contains
can be told as well as their likeness. Memory and time are bounded: long texts are sampled more thinly.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

METHOD = "frac-minhash-4@1"
Hashes = npt.NDArray[np.uint64]
_RUN = 4  # words; three let set phrases of news ("said in a statement") through, six lose lightly edited copies
_KEPT = 128  # hashes of a text: with 64 or more a share is known to within 0.06 (one standard error)
_WORD = re.compile(r"\w+")
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Signature:
    """Sorted hashes below 2**64 / 2**`thinning` of a text's runs of four words, and how many words it has."""

    hashes: Hashes
    thinning: int
    n_words: int


def make_signature(text: str) -> Signature:
    """The signature of a text; letters and digits count, case, marks and line ends do not."""
    words = words_of(text)
    hashes = run_hashes(words)
    thinning = max(0, (len(hashes) - 1).bit_length() - _KEPT.bit_length() + 1)
    return Signature(_thin(hashes, thinning), thinning, len(words))


def run_hashes(words: list[str]) -> Hashes:
    """Sorted, distinct hashes of all runs of four words; of the whole where there are fewer."""
    if not words:
        return np.empty(0, dtype=np.uint64)
    codes = np.fromiter((_word_hash(word) for word in words), dtype=np.uint64, count=len(words))
    width = min(_RUN, len(codes))
    total = np.zeros(len(codes) - width + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):  # arithmetic modulo 2**64 is meant
        for position in range(width):
            total += codes[position : len(codes) - width + 1 + position] * _FACTORS[position]
        total ^= total >> np.uint64(31)
        total *= np.uint64(0xBF58476D1CE4E5B9)
        total ^= total >> np.uint64(29)
    return np.unique(total)


def words_digest(text: str) -> str:
    """SHA-256 of all words in order: the same for texts that differ in case, marks and line ends only."""
    return hashlib.sha256(" ".join(words_of(text)).encode("utf-8", "surrogatepass")).hexdigest()


def compare(one: Signature, other: Signature) -> tuple[float, int]:
    """Share of the runs of the shorter text that are in the longer, and the number of runs it is estimated from."""
    thinning = max(one.thinning, other.thinning)
    a, b = _thin(one.hashes, thinning), _thin(other.hashes, thinning)
    size = min(len(a), len(b))
    return (len(np.intersect1d(a, b, assume_unique=True)) / size, size) if size else (0.0, 0)


def words_of(text: str) -> list[str]:
    """Letters and digits in runs, case folded."""
    return _WORD.findall(text.casefold())


def _thin(hashes: Hashes, thinning: int) -> Hashes:
    if not thinning:
        return hashes
    return hashes[: np.searchsorted(hashes, np.uint64(1 << (64 - thinning)))]


@lru_cache(maxsize=1 << 16)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
