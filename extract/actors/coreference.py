"""Which named body an unnamed group stands for: "Hezbollah fighters", "the jihadis", "the group", "the army"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.actors.hits import Hit, Search

_NEAR = 400  # code points that "the rebels" looks back when several fit: about three sentences
_DEFINITE = frozenset({"the", "these", "those", "this", "that"})
# After these the group is new to the text, and stands for nobody named before.
_INDEFINITE = frozenset(
    {"a", "an", "another", "other", "some", "several", "unidentified", "unknown", "unnamed", "rival"}
)
_STATE_BODY = re.compile(r"[A-Z]{3}-([a-z-]+)")


@dataclass(frozen=True, slots=True)
class Generic:
    """One row of generics.yaml: what a noun for unnamed people says about them."""

    actor_class: int | None
    refers: frozenset[str]  # kinds of named bodies that the noun may stand for
    alone: bool  # also without "the", where the article names one such body only
    definite: bool  # worth a mention only after "the" or a name
    salient: bool  # stands for the body named most nearby, not only where one fits


@dataclass(frozen=True, slots=True)
class Named:
    """The named bodies of a text, in text order: all by the word after them, and those that can act by kind.

    Bodies of states are under "state" and the id of their row: "state army".
    """

    by_last: Mapping[int, Hit]
    by_kind: Mapping[str, Sequence[Hit]]
    ids: Mapping[str, frozenset[str | None]]


def index_named(hits: Iterable[Hit]) -> Named:
    by_kind: dict[str, list[Hit]] = {}
    known = sorted((hit for hit in hits if hit.mention.actor_id is not None), key=lambda hit: hit.first)
    for hit in known:
        state = _STATE_BODY.fullmatch(hit.mention.actor_id or "")
        kind = hit.kind if state is None else f"state {state.group(1)}"
        if kind is not None and hit.mention.rule != "affiliation":
            by_kind.setdefault(kind, []).append(hit)
    ids = {kind: frozenset(hit.mention.actor_id for hit in same) for kind, same in by_kind.items()}
    return Named({hit.last: hit for hit in known}, by_kind, ids)


def resolve_group(search: Search, hit: Hit, generic: Generic | None, named: Named) -> Hit | None:
    """The unnamed group as people of the body that it stands for, else as it is; None if it is no mention alone.

    Without `generic` the group is a state's body or its people, whose country may be that of one named before.
    """
    owner = _named_right_before(search, hit, named)
    if owner is not None:
        return _as_people_of(hit, owner)
    if generic is None:
        known = search.country is not None or hit.mention.actor_id is not None
        owner = None if known else _only_one(hit, [f"state {hit.kind}"], named)
        return hit if owner is None else _as_people_of(hit, owner)
    previous = search.tokens[hit.first - 1].norm if hit.first and search.joined(hit.first) else ""
    own = {token.norm for token in search.tokens[hit.first : hit.last]}
    definite = previous in _DEFINITE
    if (definite or generic.alone) and not ({previous} | own) & _INDEFINITE:
        owner = _antecedent(hit, generic, named, definite=definite)
    if owner is not None:
        return _as_people_of(hit, owner)
    return None if generic.definite else hit


def _named_right_before(search: Search, hit: Hit, named: Named) -> Hit | None:
    """The body named right before its people: "Hezbollah fighters"."""
    owner = named.by_last.get(hit.first)
    if owner is None or owner.mention.rule == "affiliation" or hit.mention.kind != "group":
        return None
    is_possessive = search.text[owner.mention.end] in "'’"
    return owner if search.joined(hit.first) and not is_possessive else None


def _only_one(hit: Hit, kinds: Iterable[str], named: Named) -> Hit | None:
    """The last mention before the hit of the one body that the whole text names of these kinds."""
    present = [kind for kind in kinds if kind in named.by_kind]
    if len(frozenset[str | None]().union(*(named.ids[kind] for kind in present))) != 1:
        return None
    before = [n for kind in present for n in _before(hit, named.by_kind[kind])[-1:]]
    return max(before, key=lambda n: n.first, default=None)


def _antecedent(hit: Hit, generic: Generic, named: Named, *, definite: bool) -> Hit | None:
    """The one named body that fits; of several the only one near, or for "the group" the one named most nearby."""
    only = _only_one(hit, generic.refers, named)
    if only is not None or not definite:
        return only
    near: list[Hit] = []
    for kind in generic.refers:
        for n in reversed(_before(hit, named.by_kind.get(kind, ()))):
            if hit.mention.start - n.mention.end > _NEAR:
                break
            near.append(n)
    near.sort(key=lambda n: -n.first)
    ids = Counter(n.mention.actor_id for n in near)
    if not near or (len(ids) > 1 and not generic.salient):
        return None
    best = ids.most_common(1)[0][0]  # of equals the nearest, counted first
    return next(n for n in near if n.mention.actor_id == best)


def _before(hit: Hit, same: Sequence[Hit]) -> Sequence[Hit]:
    """The mentions of one kind that end before the hit; at most the last hundred."""
    end = bisect_right(same, hit.first, key=lambda n: n.last)
    return same[max(0, end - 100) : end]


def _as_people_of(hit: Hit, owner: Hit) -> Hit:
    known = owner.mention
    mention = replace(
        hit.mention,
        rule="coreference",
        actor_id=known.actor_id,
        name=known.name,
        actor_class=known.actor_class if known.actor_class is not None else hit.mention.actor_class,
        country=hit.mention.country or known.country,
    )
    return replace(hit, mention=mention, kind=owner.kind)
