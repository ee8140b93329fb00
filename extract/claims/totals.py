"""Which numbers of a sentence are totals, whose parts the same sentence tells beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.claims.outcomes import ADJECTIVES, SEVERITY
from extract.claims.reading import Reading
from extract.records import Count

_PARTS = re.compile(
    r"\b(?:including|among them|of them|of whom|of the (?:dead|victims|wounded|injured)|most of)\b|:", re.IGNORECASE
)
_GRAVER = re.compile(  # "15 people were injured, one seriously"; the four of "four seriously wounded" are no part
    rf"\s+(?:(?:{'|'.join(sorted(SEVERITY))})\b(?!\s+(?:{'|'.join(sorted(ADJECTIVES))})\b)"
    r"|in (?:critical|serious) condition\b)",
    re.IGNORECASE,
)
_AFTER = 20  # characters read beyond a part
_NEXT = 40  # characters read for how badly a part is hurt


def mark_totals(reading: Reading, counts: Sequence[Count]) -> list[Count]:
    """A number followed in its sentence by "including two policemen" is a total; its parts are not added to it."""
    out = []
    for i, count in enumerate(counts):
        parts = [c for c in counts[i + 1 :] if c.outcome == count.outcome and c.rank == "preferred"]
        exact = [c for c in parts if c.best is not None]
        summed = len(exact) > 1 and sum(c.best or 0 for c in exact) == count.best  # "eight: seven officers and ..."
        told = bool(parts) and _tells_part(reading, count, parts[0])
        out.append(replace(count, is_total=True) if summed or told else count)
    return out


def _tells_part(reading: Reading, count: Count, part: Count) -> bool:
    """Is the next number of that outcome said to be a part of it?"""
    if count.best is None or (part.best or 0) >= count.best:
        return False
    between = reading.content_slice(count.span[1], part.span[1] + _AFTER)
    return bool(_PARTS.search(between)) or bool(
        _GRAVER.match(reading.content_slice(part.span[1], part.span[1] + _NEXT))
    )
