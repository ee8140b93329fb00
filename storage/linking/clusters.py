"""From scored pairs to groups: average linkage under constraints, the same whatever the order of the input.

Two groups are as near as the mean score of their pairs; a pair that was not compared, or came out hopeless, has the
floor. The nearest two are joined while their mean is above the threshold and no constraint forbids it; ties go by name.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """One report to be grouped: `articles` tells how many claims of each article it stands for."""

    name: str
    articles: Counter[str]
    n_acts: int = 1


@dataclass(slots=True)
class _Group:
    members: list[Node]
    articles: Counter[str]
    n_acts: int
    near: dict[str, tuple[float, int]] = field(default_factory=dict)  # other group: sum of scores, number of pairs


def find_components(names: Iterable[str], edges: Iterable[Pair]) -> list[list[str]]:
    """Connected components, each sorted, in order of their first names."""
    parent = {name: name for name in names}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in edges:
        parent[root(one)] = root(other)
    found = defaultdict(list)
    for name in sorted(parent):
        found[root(name)].append(name)
    return list(found.values())


def group_nodes(
    nodes: Collection[Node],
    scores: Mapping[Pair, float],
    *,
    threshold: float,
    floor: float,
    same: Collection[Pair] = (),
    different: Collection[Pair] = (),
) -> list[list[str]]:
    """Names of the nodes by group. `same` and `different` are decisions of people, and win over the scores.

    A group holds no more claims of one article than the acts that its fullest claim tells of: what one article tells
    apart is not one act. A decision that two are the same is kept even so, unless they were also told to differ.
    """
    groups = {node.name: _Group([node], Counter(node.articles), node.n_acts) for node in nodes}
    apart: dict[str, set[str]] = defaultdict(set)
    for one, other in different:
        apart[one].add(other)
        apart[other].add(one)
    for (one, other), score in scores.items():
        groups[one].near[other] = groups[other].near[one] = (score, 1)
    for one, other in sorted(same):
        first, second = _group_of(groups, one), _group_of(groups, other)
        if first != second and not _is_kept_apart(groups[first], groups[second], apart):
            _join(groups, *sorted((first, second)))
    _join_nearest(groups, apart, threshold, floor)
    return sorted(sorted(node.name for node in group.members) for group in groups.values())


def _join_nearest(groups: dict[str, _Group], apart: Mapping[str, set[str]], threshold: float, floor: float) -> None:
    heap: list[tuple[float, str, str, int, int]] = []

    def push(one: str, other: str) -> None:
        first, second = sorted((one, other))
        mean = _mean(groups[first], groups[second], second, floor)
        if mean > threshold:
            heapq.heappush(heap, (-mean, first, second, len(groups[first].members), len(groups[second].members)))

    for name, group in groups.items():
        for other in group.near:
            if name < other:
                push(name, other)
    while heap:
        _, first, second, n_first, n_second = heapq.heappop(heap)
        if not (
            first in groups
            and second in groups
            and (n_first, n_second) == (len(groups[first].members), len(groups[second].members))
        ):
            continue  # one of the two has grown since: there is a newer entry
        if _fits(groups[first], groups[second]) and not _is_kept_apart(groups[first], groups[second], apart):
            _join(groups, first, second)
            for other in groups[first].near:
                push(first, other)


def _mean(one: _Group, other: _Group, name: str, floor: float) -> float:
    total, n_known = one.near[name]
    n_pairs = len(one.members) * len(other.members)
    return (total + floor * (n_pairs - n_known)) / n_pairs


def _fits(one: _Group, other: _Group) -> bool:
    small, large = sorted((one.articles, other.articles), key=len)
    most = max(one.n_acts, other.n_acts)
    return all(n + large[article] <= most for article, n in small.items() if article in large)


def _is_kept_apart(one: _Group, other: _Group, apart: Mapping[str, set[str]]) -> bool:
    if not apart:
        return False
    names = {node.name for node in other.members}
    return any(apart.get(node.name, set()) & names for node in one.members)


def _group_of(groups: Mapping[str, _Group], name: str) -> str:
    return next(key for key, group in groups.items() if any(node.name == name for node in group.members))


def _join(groups: dict[str, _Group], first: str, second: str) -> None:
    """Join the second group into the first, and the sums of their pairs with others."""
    kept, gone = groups[first], groups.pop(second)
    kept.members += gone.members
    kept.articles += gone.articles
    kept.n_acts = max(kept.n_acts, gone.n_acts)
    kept.near.pop(second, None)
    for other, (total, n_known) in gone.near.items():
        if other == first:
            continue
        mine = kept.near.get(other, (0.0, 0))
        joined = (mine[0] + total, mine[1] + n_known)
        kept.near[other] = groups[other].near[first] = joined
        del groups[other].near[second]
