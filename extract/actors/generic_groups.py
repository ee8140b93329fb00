"""Unnamed groups in a text: "gunmen", "the jihadis", "government troops", "suspected Kurdish militants"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from extract.actors.coreference import Generic, index_named, resolve_group
from extract.actors.hits import Hit, Phrases, Search, phrase_table, read_lexicon
from extract.actors.state_bodies import Body, body_hit, country_at, load_state_lexicon
from extract.records import ActorMention

_ARMED = 3  # ACLED inter of an unidentified armed group
_CIVILIANS = 7
_PEOPLE = Generic(_CIVILIANS, frozenset(), alone=False, definite=False, salient=False)
_MAX_MODIFIERS = 4


@dataclass(frozen=True, slots=True)
class _Lexicon:
    nouns: Phrases[Generic]
    modifiers: Phrases[bool]
    modifier_words: frozenset[str]
    compounds: frozenset[str]
    disguises: frozenset[tuple[str, ...]]


def _generic(row: Mapping[str, Any]) -> Generic:
    flags = (row.get("alone", False), row.get("definite", False), row.get("salient", False))
    return Generic(row.get("class"), frozenset(row.get("refers", ())), *flags)


@cache
def load_generics() -> _Lexicon:
    data = read_lexicon("generics")
    modifiers = phrase_table((word, True) for word in data["modifiers"])
    return _Lexicon(
        phrase_table((noun, _generic(row)) for row in data["groups"] for noun in row["nouns"]),
        modifiers,
        frozenset(norms[0] for rows in modifiers.by_first.values() for norms, _ in rows if len(norms) == 1),
        frozenset(word for word in data["compounds"] if " " not in word),
        frozenset(tuple(phrase.split()) for phrase in data["disguises"]),
    )


def find_generic_groups(search: Search) -> list[Hit]:
    """Mentions of unnamed groups and of state bodies without their country, as people of the bodies named so far."""
    named = index_named(search.hits)
    hits: list[Hit] = []
    i = 0
    while i < len(search.tokens):
        found = None if search.taken[i] else _group_at(search, i)
        if found is None:
            i += 1
            continue
        hit, generic = found
        resolved = resolve_group(search, hit, generic, named)
        if resolved is not None and _is_description(search, hit.last):
            resolved = replace(resolved, mention=replace(resolved.mention, rule="affiliation"))
        if resolved is not None:
            hits.append(resolved)
        i = hit.last
    return hits


def _group_at(search: Search, i: int) -> tuple[Hit, Generic | None] | None:
    """Modifiers and a noun that begin at word i: "suspected Kurdish militants", "government troops"."""
    lexicon, tokens, j = load_generics(), search.tokens, i
    own_country = None
    for _ in range(_MAX_MODIFIERS + 1):
        if j >= len(tokens) or search.taken[j] or (j > i and not search.joined(j)):
            return None
        state, group = load_state_lexicon().bodies.longest_at(tokens, j), lexicon.nouns.longest_at(tokens, j)
        if group is not None and (state is None or group[0] > state[0]):
            last, generic = group
            if _is_disguise(search, i) or _is_adjective(search, last):
                return None
            actor_class = _ARMED if _wears_disguise(search, last) else generic.actor_class
            mention = ActorMention(*search.span(i, last), "generic", None, None, actor_class, own_country, "group")
            return Hit(i, last, mention), generic
        if state is not None and state[1].alone and not state[1].is_act:
            return _state_group(search, i, j, *state)
        people = load_state_lexicon().peoples.longest_at(tokens, j)
        if people is not None and tokens[j].text[0].isupper():
            last, own_country = people
            mention = ActorMention(*search.span(i, last), "generic", None, None, _CIVILIANS, own_country, "group")
            return Hit(i, last, mention), _PEOPLE
        step, place = lexicon.modifiers.longest_at(tokens, j), country_at(tokens, j)
        if step is not None:
            j = step[0]
        elif place is not None and not place[2]:
            j, own_country, _ = place
        else:
            return None
    return None


def _state_group(search: Search, first: int, noun: int, last: int, body: Body) -> tuple[Hit, None] | None:
    before = search.tokens[first - 1].norm if first and search.joined(first) else ""
    if _is_disguise(search, first) or (body.quiet and before != "the"):
        return None
    if noun == first:
        return body_hit(search, (first, last), body, search.country, "generic"), None
    return (body_hit(search, (first, last), body, None, "generic"), None) if body.is_member else None


def _is_disguise(search: Search, first: int) -> bool:
    """True for soldiers that men were only dressed as."""
    words = tuple(token.norm for token in search.tokens[max(0, first - 3) : first])
    return any(words[-len(phrase) :] == phrase for phrase in load_generics().disguises)


def _wears_disguise(search: Search, last: int) -> bool:
    """True for the men of "men dressed as soldiers"."""
    words = tuple(token.norm for token in search.tokens[last : last + 3])
    return any(words[: len(phrase)] == phrase for phrase in load_generics().disguises)


def _is_adjective(search: Search, last: int) -> bool:
    """True if a name follows that the words up to `last` belong to: "the rebel Orinoco Liberation Front"."""
    return last < len(search.tokens) and search.taken[last] and search.joined(last)


def _is_description(search: Search, last: int) -> bool:
    """True if the words up to `last` only describe the next one: "police station", "coalition spokesman"."""
    tokens = search.tokens
    if last >= len(tokens) or not search.joined(last) or search.text[tokens[last - 1].end] in "'’":
        return False
    return tokens[last].text.islower() and tokens[last].norm in load_generics().compounds
