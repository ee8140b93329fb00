"""The body of an archived HTTP answer as its reader would have seen it."""

from __future__ import annotations

import re

from extract.text import UnreadableError
from flows.fetch.bodies import unpack_body
from flows.fetch.errors import FetchError

_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def decode_body(body: bytes, transfer: str | None, encoding: str | None, most_bytes: int) -> bytes:
    """The body without chunks and compression. Raises UnreadableError for bombs and what is broken.

    Some archivers undo one or both and keep the headers, so a body that is plain already is left as it is.
    """
    if "chunked" in (transfer or "").lower():
        body = join_chunks(body)
    if body.lstrip()[:1] == b"<":
        return body
    try:
        return unpack_body(body, encoding, most_bytes)
    except FetchError as error:
        raise UnreadableError(str(error)) from error


def join_chunks(body: bytes) -> bytes:
    """The content of a chunked body, as far as it is there; a body that does not begin with a chunk is left alone."""
    parts: list[bytes] = []
    position = 0
    while size := _SIZE.match(body, position):
        length = int(size[1], 16)
        if length == 0:
            break
        parts.append(body[size.end() : size.end() + length])
        position = size.end() + length
        position += 2 if body.startswith(b"\r\n", position) else int(body.startswith(b"\n", position))
    return b"".join(parts) if parts else body
