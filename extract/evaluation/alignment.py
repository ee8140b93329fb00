"""Which predicted claim stands for which gold claim, and where the two agree.

A gold value may be a list of accepted alternatives; a gold key left out is not compared; a gold null says that the
text states nothing, so any predicted value is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Json = dict[str, Any]
ROLES = ("perpetrator", "target", "victim", "side_a", "side_b", "detainee")
_WORD = re.compile(r"\w+")
_FILLERS = {"a", "an", "the", "of", "its", "their"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of one aligned pair, or of one claim left alone: items expected, given, and right."""

    field: str
    expected: int
    given: int
    right: int


def quote_spans(row: Json, quotes: Sequence[str]) -> list[tuple[int, int]]:
    """Spans of quotes of the text in the stored text: title, blank line, text."""
    offset = len(row["title"]) + 2 if row.get("title") else 0
    starts = [offset + row["text"].index(q) for q in quotes]
    return [(start, start + len(q)) for start, q in zip(starts, quotes, strict=True)]


def shared_characters(spans: Sequence[tuple[int, int]], claim: Json) -> int:
    """Characters that a predicted claim's evidence shares with some spans."""
    return sum(
        max(0, min(end, e["end"]) - max(start, e["start"])) for start, end in spans for e in claim.get("evidence") or []
    )


def align_claims(row: Json, claims: Sequence[Json]) -> list[tuple[int, int]]:
    """One-to-one pairs (gold index, predicted index) whose evidence overlaps, those that agree best first."""
    options = []
    for i, gold in enumerate(row["expected"]["claims"]):
        spans = quote_spans(row, [gold["evidence"], *gold.get("also", [])])
        for j, claim in enumerate(claims):
            shared = shared_characters(spans, claim)
            if shared >= 8:  # fewer are a sentence border that two tokenizers put differently
                options.append((_agreement(gold, claim), shared, -i, -j))
    pairs: list[tuple[int, int]] = []
    for _, _, i, j in sorted(options, reverse=True):
        if all(i != -g and j != -p for g, p in pairs):
            pairs.append((-i, -j))
    return sorted(pairs)


def _agreement(gold: Json, claim: Json) -> float:
    """Share of compared items on which the two claims agree: 2 x right / (expected + given)."""
    found = list(compare_claims(gold, claim))
    size = sum(c.expected + c.given for c in found)
    return 2 * sum(c.right for c in found) / size if size else 0.0


def compare_claims(gold: Json | None, claim: Json | None) -> Iterator[Comparison]:
    """All fields of a pair; of a gold claim that nothing stands for (claim None), or of a spurious one (gold None)."""
    for name, (path, same) in _SCALARS.items():
        yield from _compare_scalar(name, path, same, gold, claim)
    for role in ROLES:
        yield from _compare_list(f"party.{role}", "parties", _same_party, gold, claim, role=role)
    for name, key, only, same_item in _LISTS:
        yield from _compare_list(name, key, same_item, gold, claim, role=only)


def _compare_scalar(
    name: str, path: tuple[str, ...], same: Callable[[Any, Json], bool], gold: Json | None, claim: Json | None
) -> Iterator[Comparison]:
    value = None if gold is None else _look_up(gold, path)
    if value is _LEFT_OUT:
        return
    stated = claim is not None and _look_up(claim, path) not in (None, _LEFT_OUT)
    if isinstance(value, list) and None in value and not stated:
        return
    right = value is not None and claim is not None and stated and same(value, claim)
    if value is not None or stated:
        yield Comparison(name, int(value is not None), int(stated), int(right))


_LEFT_OUT = object()


def _look_up(claim: Json, path: tuple[str, ...]) -> Any:
    """The value at a path; None where it or its parent is null, _LEFT_OUT where the key is missing."""
    value: Any = claim
    for key in path:
        if value is None:
            return None
        if key not in value:
            return _LEFT_OUT
        value = value[key]
    return value


def _compare_list(
    name: str,
    key: str,
    same: Callable[[Json, Json], bool],
    gold: Json | None,
    claim: Json | None,
    *,
    role: str | None = None,
) -> Iterator[Comparison]:
    if gold is not None and key not in gold:
        return
    expected, given = ([i for i in (c or {}).get(key) or [] if role in (None, i.get("role"))] for c in (gold, claim))
    if expected or given:
        yield Comparison(name, len(expected), len(given), _matches(expected, given, same))


def _matches(gold: list[Json], given: list[Json], same: Callable[[Json, Json], bool]) -> int:
    """How many gold items have a given item of their own that is the same."""
    free = list(given)
    for item in gold:
        match = next((g for g in free if same(item, g)), None)
        if match is not None:
            free.remove(match)
    return len(given) - len(free)


def agrees(gold: Any, given: Any) -> bool:
    """Equal, or one of the accepted alternatives."""
    return given in gold if isinstance(gold, list) else bool(gold == given)


def words(text: str | None) -> list[str]:
    """Lower-case words without articles."""
    return [w for w in _WORD.findall((text or "").lower()) if w not in _FILLERS]


def same_words(one: str | None, other: str | None) -> bool:
    """One is contained in the other, word by word."""
    a, b = f" {' '.join(words(one))} ", f" {' '.join(words(other))} "
    return bool(a.strip()) and bool(b.strip()) and (a in b or b in a)


def _same_text(gold: Json, given: Json) -> bool:
    return same_words(gold["text"], given.get("text"))


def _same_party(gold: Json, given: Json) -> bool:
    return _same_text(gold, given) or same_words(gold["text"], given.get("name"))


def _same_type(gold: Json, given: Json) -> bool:
    return agrees(gold["type"], given.get("type"))


def _same_count(gold: Json, given: Json) -> bool:
    """Outcome, bounds and rank; who is counted and the wording are scored on their own."""
    rank = gold.get("rank", "preferred")
    return rank == given.get("rank", "preferred") and all(
        agrees(gold[k], given.get(k)) for k in ("outcome", "low", "best", "high")
    )


def _same_and(key: str, same: Callable[[Json, Json], bool]) -> Callable[[Json, Json], bool]:
    """The same item, and one of its further values right as well."""
    unstated = False if key == "is_total" else None
    return lambda gold, given: same(gold, given) and agrees(gold.get(key, unstated), given.get(key, unstated))


def _same_place(gold: str, claim: Json) -> bool:
    """By name, words as written, or province: spellings of one name differ by a letter or two."""
    place = claim["place"]
    names = [place.get(k) for k in ("name", "text", "admin1") if place.get(k)]
    return any(same_words(gold, n) or SequenceMatcher(None, gold.lower(), n.lower()).ratio() >= 0.8 for n in names)


def _same_speaker(gold: str, claim: Json) -> bool:
    """By words or by last word: "Gen. Abad" is Noel Abad."""
    speaker = claim["attribution"]["speaker"]
    return same_words(gold, speaker) or words(gold)[-1:] == words(speaker)[-1:]


def _same(*path: str) -> tuple[tuple[str, ...], Callable[[Any, Json], bool]]:
    return path, lambda gold, claim: agrees(gold, _look_up(claim, path))


_SCALARS: dict[str, tuple[tuple[str, ...], Callable[[Any, Json], bool]]] = {
    "kind": _same("kind"),
    "realis": _same("realis"),
    "event_type": _same("event_type"),
    "sub_event_type": _same("sub_event_type"),
    "n_acts": _same("n_acts"),
    "date.start": _same("date", "start"),
    "date.end": _same("date", "end"),
    "date.precision": _same("date", "precision"),
    "place.name": (("place", "name"), _same_place),
    "place.country": _same("place", "country"),
    "place.precision": _same("place", "precision"),
    "attribution.kind": _same("attribution", "kind"),
    "attribution.speaker": (("attribution", "speaker"), _same_speaker),
}
_LISTS: tuple[tuple[str, str, str | None, Callable[[Json, Json], bool]], ...] = (
    ("perpetrator.confidence", "parties", "perpetrator", _same_and("confidence_stated", _same_party)),
    ("target", "targets", None, _same_text),
    ("target.type", "targets", None, _same_and("type", _same_text)),
    ("weapon.type", "weapons", None, _same_type),
    ("count", "counts", None, _same_count),
    ("count.who", "counts", None, _same_and("who", _same_count)),
    ("count.qualifier", "counts", None, _same_and("qualifier", _same_count)),
    ("count.is_total", "counts", None, _same_and("is_total", _same_count)),
)
