"""Unnamed groups ("gunmen", "the jihadis", "government troops") and the named bodies that they stand for."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from extract.actor_hits import Hit, Phrases, joined_by, phrase_table, read_lexicon
from extract.actor_tokens import Token
from extract.records import ActorMention
from extract.state_bodies import body_hit, country_at, load_state_lexicon

_NON_STATE = frozenset({"rebel", "jihadist", "separatist", "leftist", "militia", "paramilitary", "gang", "movement"})
_NEAR = 300  # code points that "the group" may look back: about two sentences
_INDEFINITE = frozenset({"a", "an", "unidentified", "unknown", "suspected", "alleged", "presumed", "some", "several", "other", "another"})


@dataclass(frozen=True, slots=True)
class Generic:
    """One row of generics.yaml."""

    actor_class: int | None
    refers: frozenset[str]
    alone: bool  # stands for the one fitting body also without "the"
    definite: bool  # worth a mention only after "the"
    nearest: bool  # stands for the body named last


@dataclass(frozen=True, slots=True)
class _Lexicon:
    nouns: Phrases[Generic]
    modifiers: Phrases[bool]
    modifier_words: frozenset[str]


@cache
def load_generics() -> _Lexicon:
    data = read_lexicon("generics")
    nouns = [
        (
            noun,
            Generic(
                row.get("class"),
                frozenset(row.get("refers", ())),
                row.get("alone", False),
                row.get("definite", False),
                row.get("nearest", False),
            ),
        )
        for row in data["groups"]
        for noun in row["nouns"]
    ]
    modifiers = phrase_table((word, True) for word in data["modifiers"])
    return _Lexicon(phrase_table(nouns), modifiers, frozenset(w[0][0] for ws in modifiers.by_first.values() for w in ws))


def find_generic_groups(text: str, tokens: Sequence[Token], taken: Sequence[bool], named: Sequence[Hit], country: str | None) -> list[Hit]:
    """Mentions of unnamed groups and of state bodies without their country, with coreference to `named`."""
    lexicon, hits, i = load_generics(), [], 0
    ends = [hit.last for hit in named]
    while i < len(tokens):
        hit = None if taken[i] else _group_at(text, tokens, i, taken, lexicon, country)
        if hit is None:
            i += 1
            continue
        generic = lexicon.nouns.longest_at(tokens, hit.last - 1) if hit.kind is None else None
        hits.append(_resolve(text, tokens, hit, named[: bisect(ends, hit.first)], named, _generic_of(tokens, hit, lexicon)))
        del generic
        i = hit.last
    return hits


def _generic_of(tokens: Sequence[Token], hit: Hit, lexicon: _Lexicon) -> Generic | None:
    for i in range(hit.first, hit.last):
        found = lexicon.nouns.longest_at(tokens, i)
        if found is not None and found[0] == hit.last:
            return found[1]
    return None


def _group_at(text: str, tokens: Sequence[Token], i: int, taken: Sequence[bool], lexicon: _Lexicon, country: str | None) -> Hit | None:
    j, own_country = i, None
    while j < len(tokens) and not taken[j] and j - i < 5:
        state = load_state_lexicon().bodies.longest_at(tokens, j)
        group = lexicon.nouns.longest_at(tokens, j)
        if group is not None and (state is None or group[0] > state[0]):
            return _plain_hit(text, tokens, i, group[0], group[1], own_country)
        if state is not None and state[1].alone and j == i:
            before = tokens[i - 1].norm if i and joined_by(text, tokens[i - 1], tokens[i]) else ""
            if state[1].quiet and before != "the":
                return None
            return body_hit(text, tokens, i, state[0], state[1], country, "generic")
        step = lexicon.modifiers.longest_at(tokens, j)
        place = country_at(tokens, j)
        if step is not None:
            j = step[0]
        elif place is not None and place[2] == "adjective":
            j, own_country = place[0], place[1]
        else:
            return None
        if j >= len(tokens) or not joined_by(text, tokens[j - 1], tokens[j]):
            return None
    return None


def _plain_hit(text: str, tokens: Sequence[Token], first: int, last: int, group: Generic, country: str | None) -> Hit:
    start, end = tokens[first].start, tokens[last - 1].end
    mention = ActorMention(start, end, text[start:end], "generic", None, None, group.actor_class, country, "group")
    return Hit(first, last, mention)


def _resolve(text: str, tokens: Sequence[Token], hit: Hit, before: Sequence[Hit], named: Sequence[Hit], group: Generic | None) -> Hit:
    """The hit with the named body that it stands for, where exactly one fits."""
    if group is None or not group.refers:
        return hit
    previous = tokens[hit.first - 1].norm if hit.first else ""
    words = {tokens[k].norm for k in range(hit.first, hit.last)} | {previous}
    if words & _INDEFINITE:
        return hit
    adjacent = next((n for n in reversed(before) if n.last == hit.first and joined_by(text, tokens[n.last - 1], tokens[hit.first])), None)
    if adjacent is not None and adjacent.mention.rule != "affiliation":
        return _as(hit, adjacent)
    definite = previous in ("the", "these", "those", "this", "that")
    if not (definite or group.alone):
        return hit
    fitting = [n for n in before if n.kind in group.refers]
    if group.nearest:
        last = fitting[-1] if fitting else None
        return hit if last is None or hit.mention.start - last.mention.end > _NEAR else _as(hit, last)
    ids = {n.mention.actor_id for n in named if n.kind in group.refers}
    if len(ids) == 1 and fitting:
        return _as(hit, fitting[-1])
    if definite and fitting and hit.mention.start - fitting[-1].mention.end <= _NEAR:
        near = {n.mention.actor_id for n in fitting if hit.mention.start - n.mention.end <= _NEAR}
        return _as(hit, fitting[-1]) if len(near) == 1 else hit
    return hit


def _as(hit: Hit, named: Hit) -> Hit:
    """The unnamed group as people of the named body."""
    known = named.mention
    if known.actor_id is None:
        return hit
    country = hit.mention.country or known.country
    return replace(
        hit,
        mention=replace(
            hit.mention,
            rule="coreference",
            actor_id=known.actor_id,
            name=known.name,
            actor_class=known.actor_class or hit.mention.actor_class,
            country=country,
        ),
    )
