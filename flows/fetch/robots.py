"""robots.txt (RFC 9309): what a host allows, and how long it wants between two requests."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from protego import Protego

AGENT = "sitrep"  # the name that a robots.txt may address
MOST_BYTES = 500 * 1024  # read of a robots.txt, as the RFC asks at least; the rest is as if it were not there
_LONGEST_DELAY = 60.0  # seconds; a host that asks for more would be read for days


@dataclass(frozen=True)
class Robots:
    """The rules of one host. With `fault` it could not be read, and nothing is allowed for now."""

    text: str = ""
    fault: str | None = None

    @cached_property
    def _rules(self) -> Any:
        return Protego.parse(self.text)

    def allows(self, url: str) -> bool:
        return self.fault is None and bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """Seconds between two requests that the host asks for, at most a minute."""
        delay = self._rules.crawl_delay(AGENT) or 0.0
        rate = self._rules.request_rate(AGENT)
        if rate is not None and rate.requests > 0:
            delay = max(delay, rate.seconds / rate.requests)
        return min(max(float(delay), 0.0), _LONGEST_DELAY)


def read_robots(status: int, body: bytes) -> Robots:
    """Rules of an answer: none if there is no file (4xx), all closed if the server is in trouble (5xx, 429)."""
    if status == 429 or status >= 500:
        return Robots(fault=f"HTTP {status}")
    if status >= 400:
        return Robots()
    if len(body) > MOST_BYTES:
        body = body[:MOST_BYTES].rpartition(b"\n")[0]
    return Robots(body.decode("utf-8-sig", "replace"))


def load_kept(path: Path, run: str) -> Robots | None:
    """The rules that another source of the same run has read."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return Robots(**kept["robots"]) if kept["run"] == run else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(path: Path, run: str, robots: Robots) -> None:
    """Keep the rules for the other sources of the run."""
    with suppress(OSError):
        path.write_text(json.dumps({"run": run, "robots": asdict(robots)}), "utf-8")
