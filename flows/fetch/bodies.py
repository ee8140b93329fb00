"""Compressed bodies, unpacked within bounds: what is packed a thousand times is a bomb, not a page."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import partial
from typing import Protocol

from flows.fetch.errors import PassingError, RefusedError

ACCEPTED = "gzip, deflate, br, zstd"
_MOST_LAYERS = 2
_STEP = 64 * 1024  # bytes unpacked between two looks at the bounds
_ZSTD_STEP = 256  # bytes put in at once: four may give 128 KB, and the library has no bound on what comes out
_MOST_RATIO = 200  # pages come to 20, lists of the same line to 100, bombs to 1000 and more
_RATIO_FROM = 1_000_000  # bytes; what unpacks to less does no harm


class _Unpacker(Protocol):
    def __call__(self, body: bytes) -> Iterator[bytes]: ...


def unpack_body(body: bytes, encoding: str | None, most_bytes: int) -> bytes:
    """The body without the layers that the header Content-Encoding names.

    Raises RefusedError for bombs and unknown encodings, PassingError for a body that is cut off or broken.
    """
    names = [name.strip().lower() for name in (encoding or "").split(",")]
    layers = [name for name in names if name not in ("", "identity")]
    if len(layers) > _MOST_LAYERS:
        raise RefusedError(f"compressed {len(layers)} times over")
    for name in layers:
        if name not in _UNPACKERS:
            raise RefusedError(f"content encoding {name[:20]} is not read")
    if body:  # answers without one may still name an encoding
        for name in reversed(layers):
            body = _collect(_UNPACKERS[name], body, name, most_bytes)
    return body


def _collect(unpack: _Unpacker, body: bytes, name: str, most_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in unpack(body):
        parts.append(part)
        size += len(part)
        if size > most_bytes:
            raise RefusedError(f"larger than {most_bytes / 1_000_000:g} MB unpacked")
        if size > max(_RATIO_FROM, _MOST_RATIO * len(body)):
            raise RefusedError(f"{name} packs more than {_MOST_RATIO} bytes into one")
    return b"".join(parts)


def _inflate(body: bytes, *, wbits: int) -> Iterator[bytes]:
    """Gzip may have several members, zlib and raw deflate have one. What follows the last is left, as in browsers."""
    left = body
    while True:
        unpacker = zlib.decompressobj(wbits=wbits)
        try:
            while not unpacker.eof:
                part = unpacker.decompress(left, _STEP)
                left = unpacker.unconsumed_tail
                if not part and not left and not unpacker.eof:
                    raise PassingError("compressed body is cut off")
                yield part
        except zlib.error as error:
            raise PassingError("compressed body is broken") from error
        left = unpacker.unused_data
        if wbits != _GZIP or not left.startswith(b"\x1f\x8b"):
            return


def _inflate_any(body: bytes) -> Iterator[bytes]:
    """Deflate is zlib by the standard, and raw in the practice of some servers."""
    is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, wbits=zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _unpack_brotli(body: bytes) -> Iterator[bytes]:
    import brotli  # noqa: PLC0415 - for the servers that use it

    unpacker = brotli.Decompressor()
    try:
        yield unpacker.process(body, output_buffer_limit=_STEP)
        while not unpacker.is_finished():
            part = unpacker.process(b"", output_buffer_limit=_STEP)
            if not part and unpacker.can_accept_more_data() and not unpacker.is_finished():
                raise PassingError("compressed body is cut off")
            yield part
    except brotli.error as error:
        raise PassingError("compressed body is broken") from error


def _unpack_zstd(body: bytes) -> Iterator[bytes]:
    import zstandard  # noqa: PLC0415 - for the servers that use it

    # 8 MB: the largest window of RFC 9659, so that a frame's header alone cannot ask for more memory.
    frames = zstandard.ZstdDecompressor(max_window_size=8 * 1024 * 1024)
    unpacker, position = frames.decompressobj(), 0
    try:
        while position < len(body):
            if unpacker.eof:
                unpacker = frames.decompressobj()
            yield unpacker.decompress(body[position : position + _ZSTD_STEP])
            position = min(position + _ZSTD_STEP, len(body)) - len(unpacker.unused_data)
    except zstandard.ZstdError as error:
        raise PassingError("compressed body is broken") from error
    if not unpacker.eof:
        raise PassingError("compressed body is cut off")


_GZIP = zlib.MAX_WBITS | 16
_UNPACKERS: dict[str, _Unpacker] = {
    "gzip": partial(_inflate, wbits=_GZIP),
    "x-gzip": partial(_inflate, wbits=_GZIP),
    "deflate": _inflate_any,
    "br": _unpack_brotli,
    "zstd": _unpack_zstd,
}
