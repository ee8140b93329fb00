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
    members: list[int]
    articles: Counter[str]
    n_acts: int
    near: dict[int, tuple[float, int]] = field(default_factory=dict)  # other group: sum of scores, number of pairs


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
    nodes = sorted(nodes, key=lambda node: node.name)
    number = {node.name: i for i, node in enumerate(nodes)}  # in the order of their names, and quicker to compare
    groups = {i: _Group([i], Counter(node.articles), node.n_acts) for i, node in enumerate(nodes)}
    apart: dict[int, set[int]] = defaultdict(set)
    for one, other in different:
        apart[number[one]].add(number[other])
        apart[number[other]].add(number[one])
    for (one, other), score in scores.items():
        groups[number[one]].near[number[other]] = groups[number[other]].near[number[one]] = (score, 1)
    for one, other in sorted(same):
        first, second = _group_of(groups, number[one]), _group_of(groups, number[other])
        if first != second and not _is_kept_apart(groups[first], groups[second], apart):
            _join(groups, *sorted((first, second)))
    _join_nearest(groups, apart, threshold, floor)
    return sorted(sorted(nodes[i].name for i in group.members) for group in groups.values())


def _join_nearest(groups: dict[int, _Group], apart: Mapping[int, set[int]], threshold: float, floor: float) -> None:
    heap: list[tuple[float, int, int, int]] = []

    def push(one: int, other: int) -> None:
        total, n_known = groups[one].near[other]
        n_pairs = len(groups[one].members) * len(groups[other].members)
        mean = (total + floor * (n_pairs - n_known)) / n_pairs
        if mean > threshold:
            first, second = (one, other) if one < other else (other, one)
            heapq.heappush(heap, (-mean, first, second, n_pairs))

    for first, group in groups.items():
        for second in group.near:
            if first < second:
                push(first, second)
    while heap:
        _, first, second, n_pairs = heapq.heappop(heap)
        one, other = groups.get(first), groups.get(second)
        if one is None or other is None or n_pairs != len(one.members) * len(other.members):
            continue  # one of the two has grown since: there is a newer entry
        if _fits(one, other) and not _is_kept_apart(one, other, apart):
            _join(groups, first, second)
            for near in one.near:
                push(first, near)


def _fits(one: _Group, other: _Group) -> bool:
    small, large = sorted((one.articles, other.articles), key=len)
    most = max(one.n_acts, other.n_acts)
    return all(n + large[article] <= most for article, n in small.items() if article in large)


def _is_kept_apart(one: _Group, other: _Group, apart: Mapping[int, set[int]]) -> bool:
    return bool(apart) and any(not apart.get(member, set()).isdisjoint(other.members) for member in one.members)


def _group_of(groups: Mapping[int, _Group], member: int) -> int:
    return next(key for key, group in groups.items() if member in group.members)


def _join(groups: dict[int, _Group], first: int, second: int) -> None:
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
