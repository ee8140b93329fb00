"""Compressed bodies: what servers send is unpacked, what is a bomb or broken is told."""

from __future__ import annotations

import gzip
import random
import time
import zlib

import brotli
import pytest
import zstandard

from flows.fetch.bodies import unpack_body
from flows.fetch.errors import PassingError, RefusedError

NOISE = random.Random(1).randbytes(200_000)
TEXT = b"".join(b"<p>Paragraph %d of a page.</p>" % number for number in range(3000))
MOST = 10_000_000


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACK = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("encoding", PACK)
@pytest.mark.parametrize("body", [TEXT, b"x", NOISE], ids=["text", "letter", "noise"])
def test_unpacked(encoding: str, body: bytes) -> None:
    assert unpack_body(PACK[encoding](body), encoding, MOST) == body


@pytest.mark.parametrize("encoding", [None, "", "identity", " Identity "])
def test_plain(encoding: str | None) -> None:
    assert unpack_body(TEXT, encoding, MOST) == TEXT


def test_odd_but_seen() -> None:
    assert unpack_body(raw_deflate(TEXT), "deflate", MOST) == TEXT
    assert unpack_body(gzip.compress(TEXT) + gzip.compress(TEXT), "gzip", MOST) == TEXT + TEXT
    assert unpack_body(zstandard.compress(TEXT) + zstandard.compress(b"x"), "zstd", MOST) == TEXT + b"x"
    assert unpack_body(gzip.compress(TEXT) + b"\r\n", "GZIP", MOST) == TEXT
    assert unpack_body(brotli.compress(gzip.compress(TEXT), quality=1), "gzip, br", MOST) == TEXT
    assert unpack_body(b"", "gzip", MOST) == b""


@pytest.mark.parametrize("encoding", PACK)
@pytest.mark.parametrize("cut", [1, 7, 100])
def test_cut_off(encoding: str, cut: int) -> None:
    with pytest.raises(PassingError, match="cut off"):
        unpack_body(PACK[encoding](NOISE[:1000])[:-cut], encoding, MOST)


@pytest.mark.parametrize("encoding", PACK)
def test_broken(encoding: str) -> None:
    with pytest.raises(PassingError):
        unpack_body(b"\x1fno such thing at all" * 20, encoding, MOST)


@pytest.mark.parametrize("encoding", PACK)
def test_bombs(encoding: str) -> None:
    packed = PACK[encoding](bytes(5_000_000))
    with pytest.raises(RefusedError, match="packs more than 200 bytes into one"):
        unpack_body(packed, encoding, MOST)


@pytest.mark.parametrize("encoding", PACK)
def test_too_large_unpacked(encoding: str) -> None:
    packed = PACK[encoding](NOISE[:1000] * 30)
    with pytest.raises(RefusedError, match=r"larger than 0\.02 MB unpacked"):
        unpack_body(packed, encoding, 20_000)


def test_bomb_in_a_bomb_costs_no_time() -> None:
    """256 MB of zeros, packed twice into a kilobyte or two."""
    packer = zlib.compressobj(9, wbits=31)
    inner = b"".join(packer.compress(bytes(1 << 20)) for _ in range(256)) + packer.flush()
    begun = time.process_time()
    with pytest.raises(RefusedError):
        unpack_body(gzip.compress(inner), "gzip, gzip", MOST)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("encoding", ["compress", "aes128gcm", "gzip, gzip, gzip", "sdch, gzip"])
def test_not_read(encoding: str) -> None:
    with pytest.raises(RefusedError):
        unpack_body(TEXT, encoding, MOST)
