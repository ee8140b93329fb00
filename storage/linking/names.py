"""The ids of incidents: an id once given stays with those who had it first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded of an anchor: its incident and method now, and since when it has been linked."""

    incident_id: str
    method: str
    first_recorded_at: datetime


def name_groups(groups: Sequence[Sequence[str]], recorded: Mapping[str, Recorded]) -> list[str]:
    """An incident id for each group of anchors; each id goes to one group.

    An incident that splits stays with the group that holds its first anchor, else its smallest. Incidents that merge
    become the one recorded first. A group that gets none takes the id of its smallest anchor.
    """
    keeper: dict[str, tuple[bool, str]] = {}
    group_of = {anchor: number for number, anchors in enumerate(groups) for anchor in anchors}
    for anchor in group_of:
        if anchor in recorded:
            incident_id = recorded[anchor].incident_id
            claim = (anchor != incident_id, anchor)
            keeper[incident_id] = min(keeper.get(incident_id, claim), claim)
    kept: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for incident_id, (_, anchor) in keeper.items():
        kept[group_of[anchor]].append((recorded[anchor].first_recorded_at, incident_id))
    names = [min(kept[number])[1] if number in kept else "" for number in range(len(groups))]
    taken = set(names)
    for number, anchors in enumerate(groups):
        if not names[number]:
            names[number] = min((anchor for anchor in anchors if anchor not in taken), default=min(anchors))
            taken.add(names[number])
    return names
