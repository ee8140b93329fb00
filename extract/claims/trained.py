"""What trained models add to the rules: which acts are one event, who else had a part, how likely an incident it is.

After Huang and Riloff (2011, "Peeling back the layers: detecting event role fillers in secondary contexts"): phrases
of the whole article are weighed for every role, not only those that the grammar ties to a trigger. Every filler is a
phrase of the text with its span; `extract.build.reader` trains the models, docs/model_card.md tells on what.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from extract.claims.acts import Act
from extract.claims.candidates import Candidate, find_candidates
from extract.claims.event_types import EVENT_TYPE_OF
from extract.claims.features import act_features, document_words, pair_features, relation_features
from extract.claims.linear import LinearModel, columns_of, load_models
from extract.claims.looks import Looks
from extract.claims.merge import dates_agree, join, places_agree
from extract.claims.parties import HARMED, make_party, stated_confidence
from extract.claims.reading import Reading
from extract.claims.roles import charged_with_less
from extract.claims.scope import place_is_told
from extract.claims.triggers import Trigger
from extract.records import ClaimKind, Party, Target, Weapon

if TYPE_CHECKING:
    from spacy.tokens import Token

ROLES = ("person", "body", "victim", "target", "weapon")  # person and body: who did it, people and organisations
_KINDS: Mapping[str, tuple[str, ...]] = {
    "person": ("group", "person"),
    "body": ("organisation",),
    "victim": ("group", "person", "organisation"),
    "target": ("thing",),
    "weapon": ("weapon",),
}
PART_OF = {"person": "perpetrator", "body": "perpetrator", "victim": "victim", "target": "target", "weapon": "weapon"}
_TOGETHER = {  # logistic regression on MUC-4's dev articles: weights of the two in log odds, and what is added
    "person": (0.6, 0.7, 1.4),
    "body": (0.5, 0.6, 0.7),
    "victim": (0.6, 0.4, 0.7),
    "target": (0.4, 0.6, 0.6),
    "weapon": (1.2, 0.5, 0.5),
}
_LEAST = 1e-4
_SAME_EVENT = 0.7  # best F1 on folds of the training articles; the thresholds below on the dev articles
_FIRST = {"person": 0.4, "body": 0.3, "victim": 0.5, "target": 0.4, "weapon": 0.5}
_FURTHER = {"person": 0.6, "body": 0.5, "victim": 0.8, "target": 0.5, "weapon": 0.7}
_BESIDE_BEST = 0.6  # a further filler is this likely beside the best
_REACH = 40  # sentences; who is named further away had no part
_LATEST = 20  # events, and acts of one event, that an act is compared with
_OPENING = 60  # characters
_ANOTHER = re.compile(
    r"\b(?:another|separate(?:ly)?|elsewhere|a second|a similar|other attacks?|hours (?:later|earlier)|"
    r"(?:a )?(?:day|week|month)s? (?:later|earlier|before))\b",
    re.IGNORECASE,
)
_STATE = (1, 8)  # classes of actors: state forces, forces from abroad


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate beside one act, with its probability for each of `ROLES`."""

    candidate: Candidate
    probability: tuple[float, ...]


def judge_acts(
    looks: Looks, triggers: tuple[Trigger, ...], acts: Sequence[Act], kinds: Sequence[ClaimKind]
) -> tuple[Act, ...]:
    """The acts with their likelihood, those of one event put together, and fillers added."""
    models = load_models()
    reading = looks.reading
    if not any(takes_part(act, kind) for act, kind in zip(acts, kinds, strict=True)):
        return tuple(acts)
    words = document_words(reading)
    likely = [models["incident"].probability(columns_of(act_features(reading, acts, i, words, kinds[i])))
              if takes_part(acts[i], kinds[i]) else None for i in range(len(acts))]  # fmt: skip
    weighed = weigh_candidates(looks, find_candidates(reading, triggers), acts, kinds, models)
    out: list[Act] = []
    for group in group_acts(reading, acts, kinds, models["same"]):
        act = acts[group[0]]
        for i in group[1:]:
            act = join(reading, act, acts[i])
        if likely[group[0]] is not None:
            likelihood = max(likely[i] or 0.0 for i in group)
            act = replace(act, likelihood=likelihood)
            others = told_elsewhere(acts, group)
            act = choose_fillers(reading, act, [w for i in group for w in weighed[i] if not _taken(w, others)])
        out.append(act)
    return tuple(out)


def takes_part(act: Act, kind: ClaimKind) -> bool:
    """Models weigh acts of violence that the rules take for incidents; clashes of armed sides are left to the rules."""
    battle = EVENT_TYPE_OF.get(act.sub_event) == "Battles" or act.sub_event == "Non-violent transfer of territory"
    return act.family == "violence" and kind == "incident" and not battle


def group_acts(
    reading: Reading, acts: Sequence[Act], kinds: Sequence[ClaimKind], model: LinearModel
) -> list[list[int]]:
    """Indices of acts that tell of one event, in text order; only acts of one type and realis are put together."""
    groups: list[list[int]] = []
    for i, act in enumerate(acts):
        best, home = _SAME_EVENT, None
        for group in groups[-_LATEST:] if takes_part(act, kinds[i]) else []:
            if not all(takes_part(acts[k], kinds[k]) and _may_be_one(reading, acts[k], act) for k in group):
                continue
            pairs = [
                model.probability(columns_of(pair_features(reading, acts[k], act, i - k - 1))) for k in group[-_LATEST:]
            ]
            if sum(pairs) / len(pairs) > best:
                best, home = sum(pairs) / len(pairs), group
        if home is None:
            groups.append([i])
        else:
            home.append(i)
    return groups


def _may_be_one(reading: Reading, told: Act, act: Act) -> bool:
    """No likelihood joins acts of two types, days or places, nor one that begins by saying that it is another."""
    if (told.sub_event, told.realis) != (act.sub_event, act.realis):
        return False
    if not act.definite and _ANOTHER.search(reading.sentences[act.sentence].text[:_OPENING]):
        return False
    told_where = all(place_is_told(reading, a.place, a.sentences) for a in (told, act))
    if told_where and not places_agree(told.place, act.place):
        return False
    return dates_agree(told.date, act.date)


def weigh_candidates(
    looks: Looks,
    candidates: Sequence[Candidate],
    acts: Sequence[Act],
    kinds: Sequence[ClaimKind],
    models: Mapping[str, LinearModel],
) -> list[list[Weighed]]:
    """Per act its candidates with the probability of each role; in the act's own sentences the encoder has its say."""
    weights = np.stack([models[r].weights for r in ROLES])
    intercepts = np.array([models[r].intercept for r in ROLES])
    own = [columns_of(c.features) for c in candidates]
    sums = [weights[:, columns].sum(axis=1) for columns in own]
    out: list[list[Weighed]] = []
    for act, rows in zip(acts, instances(looks.reading, candidates, acts, kinds), strict=True):
        weighed = []
        for n, features in rows:
            columns = columns_of(features)
            total = (sums[n] + weights[:, columns].sum(axis=1)) / math.sqrt(len(own[n]) + len(columns)) + intercepts
            seen = seen_parts(looks, candidates[n]) if candidates[n].sentence in act.sentences else None
            if seen is not None:
                total = together(total, seen)
            weighed.append(Weighed(candidates[n], tuple(float(p) for p in 1 / (1 + np.exp(-total)))))
        out.append(weighed)
    return out


def seen_parts(looks: Looks, candidate: Candidate) -> NDArray[np.float64] | None:
    """What the encoder makes of a candidate's head: log odds of each role; None if it did not look that far."""
    head = looks.reading.doc[candidate.token]
    end = head.idx + len(head)
    seen = {part: looks.part(part, candidate.sentence, head.idx, end) for part in set(PART_OF.values())}
    if None in seen.values():
        return None
    shares = np.array([seen[PART_OF[role]] for role in ROLES], np.float64).clip(_LEAST, 1 - _LEAST)
    odds: NDArray[np.float64] = np.log(shares / (1 - shares))
    return odds


def together(weighed: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds of each role by the linear models and the encoder, put together."""
    of_weighed, of_seen, bias = np.array([_TOGETHER[role] for role in ROLES]).T
    total: NDArray[np.float64] = of_weighed * weighed + of_seen * seen + bias
    return total


def instances(
    reading: Reading, candidates: Sequence[Candidate], acts: Sequence[Act], kinds: Sequence[ClaimKind]
) -> Iterator[list[tuple[int, list[str]]]]:
    """Per act the numbers of its candidates with the features of the two together."""
    sentences = [c.sentence for c in candidates]
    reach = [_within_reach(act, sentences) for act in acts]
    by_rule = [{n: rule_role(candidates[n], act) for n in near} for act, near in zip(acts, reach, strict=True)]
    elsewhere: dict[str, str] = {}
    for roles in by_rule:
        for n, role in roles.items():
            if role != "none":
                elsewhere.setdefault(candidates[n].entity, role)
    for act, kind, roles in zip(acts, kinds, by_rule, strict=True):
        rows = []
        if takes_part(act, kind):
            for n, role in roles.items():
                candidate = candidates[n]
                if candidate.phrase.kind == "other" and candidate.sentence not in act.sentences:
                    continue
                known = elsewhere.get(candidate.entity, "none")
                rows.append((n, relation_features(reading, candidate, act, acts, known=role, elsewhere=known)))
        yield rows


def _within_reach(act: Act, sentences: Sequence[int]) -> range:
    """Numbers of the candidates near enough to an act to have had a part in it; `sentences` are theirs, ascending."""
    first = bisect_left(sentences, min(act.sentences) - _REACH)
    return range(first, bisect_right(sentences, max(act.sentences) + _REACH))


def told_elsewhere(acts: Sequence[Act], group: Sequence[int]) -> set[str]:
    """Last words of who and what the rules find in other acts of the article, and not in these."""
    rows = [(i in group, t) for i, act in enumerate(acts) for t in _texts(act)]
    return {_last(t) for own, t in rows if not own} - {_last(t) for own, t in rows if own}


def _texts(act: Act) -> list[str]:
    return [p.text for p in act.parties] + [t.text for t in act.targets]


def _taken(one: Weighed, others: set[str]) -> bool:
    """Has the phrase its part in another act? Weapons may be used in several."""
    return one.candidate.phrase.kind != "weapon" and _last(one.candidate.phrase.text) in others


def rule_role(candidate: Candidate, act: Act) -> str:
    """What the rules take the phrase for in this act: a party's role, "thing", "weapon" or "none"."""
    start, end = candidate.phrase.start, candidate.phrase.end
    for party in act.parties:
        if party.span[0] < end and start < party.span[1]:
            return party.role
    for name, items in (("thing", act.targets), ("weapon", act.weapons)):
        if any(i.span[0] < end and start < i.span[1] for i in items):
            return name
    return "none"


def choose_fillers(reading: Reading, act: Act, weighed: Sequence[Weighed]) -> Act:
    """The act with the fillers that the whole article speaks for."""
    if any(p.role in ("side_a", "side_b", "detainee") for p in act.parties):
        return act
    parties, targets, weapons = list(act.parties), list(act.targets), list(act.weapons)
    for role in ROLES:
        for candidate in _chosen(role, weighed):
            phrase = candidate.phrase
            span = (phrase.start, phrase.end)
            if role == "target":
                if phrase.sense.target is not None and not _named(targets, phrase.text):
                    targets.append(Target(phrase.text, span, phrase.sense.target))
            elif role == "weapon":
                if phrase.sense.weapon is not None and not _named(weapons, phrase.text):
                    weapons.append(Weapon(phrase.text, span, phrase.sense.weapon))
            elif role == "victim" or not _accused_of_less(reading.doc[candidate.token]):
                party = _party(reading, act, candidate, role)
                if _fits(parties, party):
                    parties.append(party)
    return replace(act, parties=tuple(parties), targets=tuple(targets), weapons=tuple(weapons))


def _accused_of_less(token: Token) -> bool:
    """As in "accused the rebels of storing arms": whoever is told of so, did not do what the article tells."""
    verb = token.head
    return token.dep_ == "dobj" and verb.lemma_.lower() in ("accuse", "blame") and charged_with_less(verb)


def _chosen(role: str, weighed: Sequence[Weighed]) -> list[Candidate]:
    """The likeliest mention of each entity that is likely enough, likeliest first."""
    n = ROLES.index(role)
    best: dict[str, Weighed] = {}
    for one in weighed:
        entity = one.candidate.entity
        if one.candidate.phrase.kind in _KINDS[role] and (
            entity not in best or one.probability[n] > best[entity].probability[n]
        ):
            best[entity] = one
    ranked = sorted(best.values(), key=lambda w: (-w.probability[n], w.candidate.token))
    top = ranked[0].probability[n] if ranked else 0.0
    return [
        w.candidate
        for i, w in enumerate(ranked)
        if w.probability[n] > (_FIRST[role] if i == 0 else max(_FURTHER[role], _BESIDE_BEST * top))
    ]


def _party(reading: Reading, act: Act, candidate: Candidate, role: str) -> Party:
    if role == "victim":
        harmed = any(c.outcome in ("killed", "injured", "abducted") for c in act.counts)
        harmed = harmed or any(t.kind.name in HARMED for t in act.triggers)
        return make_party(candidate.phrase, "victim" if harmed else "target", None)
    if candidate.sentence not in act.sentences:
        return make_party(candidate.phrase, "perpetrator", "unknown")  # the text ties the two nowhere in so many words
    stated = stated_confidence(candidate.phrase, reading.doc[candidate.token], act.attribution)
    return make_party(candidate.phrase, "perpetrator", stated)


def _fits(parties: Sequence[Party], party: Party) -> bool:
    """Is it nobody who is there already, by word, name or place in the text, nor a foe of those who did it by rule?"""
    for other in parties:
        if other.span[0] < party.span[1] and party.span[0] < other.span[1]:
            return False
        if other.kind == party.kind and _last(other.text) == _last(party.text):
            return False
        if party.actor_id is not None and other.actor_id == party.actor_id:
            return False
    known = {p.actor_class in _STATE for p in parties if p.role == "perpetrator" and p.actor_class is not None}
    foe = bool(known) and party.actor_class is not None and (party.actor_class in _STATE) not in known
    return party.role != "perpetrator" or not foe


def _named(items: Sequence[Target | Weapon], text: str) -> bool:
    return any(_last(i.text) == _last(text) for i in items)


def _last(text: str) -> str:
    return text.lower().split()[-1].rstrip("s")
