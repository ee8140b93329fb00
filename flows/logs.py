"""Logs of the standard library: lines for people, or one JSON object a line; each carries the run it belongs to."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

_run_id: ContextVar[str | None] = ContextVar("sitrep_run_id", default=None)
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "run_id", "taskName"}


@contextmanager
def run_logged(run_id: str) -> Iterator[None]:
    """Within: lines that are logged carry this run."""
    token = _run_id.set(run_id)
    try:
        yield
    finally:
        _run_id.reset(token)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, logger, run_id, message, and what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "run_id": _run_id.get(),
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _PLAIN},
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """Time, level, the run's first digits, message."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        message = f"{at} {record.levelname.lower():7} {(_run_id.get() or '-')[:8]} {record.getMessage()}"
        return f"{message}\n{self.formatException(record.exc_info)}" if record.exc_info else message


def set_logging(form: Literal["text", "json"], level: str) -> None:
    """Send the logs of `flows` to standard error in this form, and nowhere else."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logger = logging.getLogger("flows")
    logger.handlers[:] = [handler]
    logger.setLevel(level.upper())
    logger.propagate = False
    logging.getLogger("stamina").setLevel("ERROR")  # of requests that are tried again; what came of them is a row
