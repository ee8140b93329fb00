"""Copies of large files: shared blocks where the file system can (btrfs, XFS, bcachefs), else byte by byte."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_FICLONE = 0x40049409  # ioctl_ficlone(2), Linux


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's content over `target`; at once and without more disk where blocks can be shared. Raises OSError."""
    if not _clone(source, target):
        shutil.copyfile(source, target)


def _clone(source: Path, target: Path) -> bool:
    if fcntl is None:
        return False
    with suppress(OSError), source.open("rb") as read, target.open("wb") as written:
        fcntl.ioctl(written.fileno(), _FICLONE, read.fileno())
        return True
    return False
