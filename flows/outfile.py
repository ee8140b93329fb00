"""Files that commands write: whole or not at all, or to standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from storage.errors import WarehouseError, is_disk_full


@contextmanager
def writing(out: Path | None) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `out` when all is written; without one, standard output.

    Raises WarehouseError where it cannot be written. Where nobody reads our output any more, the command ends.
    """
    if out is None:
        try:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains at its end
            raise SystemExit(0) from None
        return
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(out)
    except OSError as error:
        if is_disk_full(error):
            raise WarehouseError(
                f"The disk that holds {out} is full: free some space and run the command again."
            ) from error
        raise WarehouseError(f"{out} cannot be written: give another file with --out.") from error
    finally:
        partial.unlink(missing_ok=True)
