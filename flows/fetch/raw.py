"""Raw bodies, kept so that anything can be read again: named by their SHA-256, compressed, never overwritten.

The place is any that fsspec can write: a folder, `s3://bucket/prefix`, `memory://`. A file is `ab/cd/<sha256>.zst`.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from flows.settings import Settings

_LEVEL = 6  # a page packs to a fifth in 2 ms


class RawError(Exception):
    """A raw body cannot be kept or read; the message is one short phrase."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One kept body."""

    sha256: str
    size: int  # as kept
    kept_at: datetime | None


def raw_place(settings: Settings) -> str | None:
    """Where raw bodies are kept: SITREP_RAW, else beside the warehouse; None if they are not kept."""
    if settings.raw is not None:
        return None if settings.raw == "none" else settings.raw
    return str(settings.warehouse.with_suffix(".raw"))


def write_raw(place: str, body: bytes) -> str:
    """Keep a body, whole or not at all; returns its SHA-256. Raises RawError."""
    import zstandard  # noqa: PLC0415

    sha256 = hashlib.sha256(body).hexdigest()
    files, root = _open_place(place)
    path = _path(root, sha256)
    try:
        if files.exists(path):
            return sha256
        packed = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(body)
        if "file" in _protocols(files):
            _write_local(Path(path), packed)
        else:
            files.makedirs(posixpath.dirname(path), exist_ok=True)
            files.pipe_file(path, packed)  # object stores show a file when all of it is there
    except (OSError, ValueError) as error:
        raise RawError(f"raw body cannot be kept: {_why(error)}") from error
    return sha256


def _write_local(path: Path, packed: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}.part")
    try:
        with part.open("wb") as stream:
            stream.write(packed)
            stream.flush()
            os.fsync(stream.fileno())  # else a power cut may leave the name without the content
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read_raw(place: str, sha256: str) -> bytes:
    """A kept body. Raises RawError if it is not there, or is not what its name says."""
    import zstandard  # noqa: PLC0415

    files, root = _open_place(place)
    try:
        packed = files.cat_file(_path(root, sha256))
        body = zstandard.ZstdDecompressor().decompress(packed)
    except FileNotFoundError:
        raise RawError("raw body is not kept") from None
    except zstandard.ZstdError as error:
        raise RawError("raw body is damaged") from error
    except (OSError, ValueError) as error:
        raise RawError(f"raw body cannot be read: {_why(error)}") from error
    if hashlib.sha256(body).hexdigest() != sha256:
        raise RawError("raw body is damaged")
    return bytes(body)


def list_raw(place: str) -> Iterator[RawFile]:
    """All kept bodies, in no order."""
    files, root = _open_place(place)
    for path, facts in files.find(root, detail=True).items():
        name = posixpath.basename(path)
        if name.endswith(".zst"):
            yield RawFile(name.removesuffix(".zst"), int(facts.get("size") or 0), _kept_at(facts))


def remove_raw(place: str, sha256: str) -> None:
    """Remove a kept body; none is no fault."""
    files, root = _open_place(place)
    try:
        files.rm_file(_path(root, sha256))
    except FileNotFoundError:
        return
    except OSError as error:
        raise RawError(f"raw body cannot be removed: {_why(error)}") from error


def _open_place(place: str) -> tuple[Any, str]:
    import fsspec  # noqa: PLC0415

    try:
        files, root = fsspec.core.url_to_fs(str(Path(place).expanduser()) if "://" not in place else place)
    except (ValueError, ImportError, OSError) as error:
        raise RawError(f"SITREP_RAW cannot be used: {_why(error)}") from error
    return files, root


def _path(root: str, sha256: str) -> str:
    return posixpath.join(root, sha256[:2], sha256[2:4], f"{sha256}.zst")


def _protocols(files: Any) -> tuple[str, ...]:
    return (files.protocol,) if isinstance(files.protocol, str) else tuple(files.protocol)


def _kept_at(facts: dict[str, Any]) -> datetime | None:
    moment = facts.get("mtime") or facts.get("LastModified") or facts.get("created")
    if isinstance(moment, datetime):
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return datetime.fromtimestamp(moment, UTC) if isinstance(moment, int | float) else None


def _why(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return reason[:1].lower() + reason[1:]
