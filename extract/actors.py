"""Actors in a text: register names, abbreviations defined in it, unknown bodies, unnamed groups and who they stand for.

`rule` of a mention says how it was found: `register` a name of the register or a state's body with its country;
`abbreviation` a short form that the text defines; `pattern` a body by the shape of its name; `generic` an unnamed
group; `coreference` an unnamed group that stands for a named body; `affiliation` a body named only to describe
another ("al-Qaeda-linked"); `ambiguous: ID, ID` a name that several entries share, left unresolved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extract.abbreviations import find_abbreviations
from extract.actor_hits import Hit, joined_by
from extract.actor_tokens import Token, tokenise
from extract.generic_groups import find_generic_groups, load_generics
from extract.records import ActorMention, Span
from extract.register import Alias, Register, RegisterEntry, load_register
from extract.state_bodies import country_at, state_body_at
from extract.unknown_bodies import find_unknown_bodies

__all__ = ["Register", "RegisterEntry", "find_actors", "load_register", "resolve_actor"]

_AFFILIATED = re.compile(r"[-‑ ](?:linked|affiliated|backed|inspired|allied|aligned|led|trained|funded|supported|held|controlled|occupied|dominated|run|claimed|style|related)\b", re.IGNORECASE)
_FILLERS = frozenset({"the", "of", "and", "members", "member", "group", "faction", "movement", "organization", "front", "militants", "guerrilla"})
_OPPOSED = frozenset({"anti", "pro", "ex", "non", "counter"})


@dataclass(slots=True)
class _Search:
    """One text while it is read: words, and which of them are taken."""

    text: str
    tokens: list[Token]
    taken: list[bool] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)

    def take(self, hit: Hit) -> None:
        self.hits.append(hit)
        self.taken[hit.first : hit.last] = [True] * (hit.last - hit.first)


def find_actors(
    text: str,
    register: Register,
    *,
    on: date | None = None,
    country: str | None = None,
    entities: Sequence[tuple[int, int, str]] = (),
) -> tuple[ActorMention, ...]:
    """All actor mentions in text order, none overlapping. `on`: day of the article; `country`: ISO3 it is about."""
    tokens = tokenise(text)
    search = _Search(text, tokens, [False] * len(tokens))
    _block_persons(search, entities)
    _find_named(search, register, on, country)
    for hit in find_unknown_bodies(text, tokens, search.taken):
        search.take(hit)
    _learn_abbreviations(search)
    named = sorted(search.hits, key=lambda hit: hit.first)
    for hit in find_generic_groups(text, tokens, search.taken, named, country):
        search.take(hit)
    return tuple(hit.mention for hit in sorted(search.hits, key=lambda hit: hit.first))


def _block_persons(search: _Search, entities: Sequence[tuple[int, int, str]]) -> None:
    """Nothing yet: statistical labels are too often wrong on names of bodies to rule out a register name."""


def _caseless_lines(text: str) -> list[Span]:
    """Lines all in capitals or without any: there letters' case says nothing."""
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        letters = [c for c in line if c.isalpha()]
        if len(letters) > 15 and (all(c.isupper() for c in letters) or not any(c.isupper() for c in letters)):
            spans.append((start, start + len(line)))
        start += len(line)
    return spans


def _find_named(search: _Search, register: Register, on: date | None, country: str | None) -> None:
    """Register names and state bodies, whichever is longer at a word; shared names are decided at the end."""
    text, tokens = search.text, search.tokens
    modifiers = load_generics().modifier_words
    caseless = _caseless_lines(text)
    shared: list[tuple[int, int, list[Alias]]] = []
    countries: Counter[str] = Counter()
    i = 0
    while i < len(tokens):
        is_caseless = any(start <= tokens[i].start < end for start, end in caseless)
        end, aliases = _aliases_at(search, register, i, on, caseless=is_caseless)
        state = state_body_at(text, tokens, i, modifiers)
        place = country_at(tokens, i)
        if place is not None:
            countries[place[1]] += 1
        if state is not None and state.last >= end:
            search.take(state)
            i = state.last
        elif aliases:
            shared.append((i, end, aliases))
            i = end
        else:
            i += 1
    known = {aliases[0].entry_id for _, _, aliases in shared if len({a.entry_id for a in aliases}) == 1}
    for first, last, aliases in shared:
        search.take(_named_hit(search, register, first, last, _decide(aliases, register, known, on, country, countries), on))


def _aliases_at(search: _Search, register: Register, i: int, on: date | None, *, caseless: bool) -> tuple[int, list[Alias]]:
    """The longest names that begin at word i: their end, and all aliases of that length."""
    tokens, text = search.tokens, search.text
    longest, found = 0, []
    for alias in register.index.get(tokens[i].norm, ()):
        size = len(alias.norms)
        if size < longest:
            break
        words = tokens[i : i + size]
        if tuple(word.norm for word in words) != alias.norms:
            continue
        if on is not None and alias.since is not None and on.year < alias.since:
            continue
        if not alias.fits_case(words, caseless=caseless and not ("A" in alias.shapes and size == 1 and size_of(alias) < 3)):
            continue
        if all(joined_by(text, a, b, allowed=" \t\n\u00a0-–.\"“”'’") for a, b in zip(words, words[1:], strict=False)):
            longest = size
            found.append(alias)
    if found and i and tokens[i - 1].norm in _OPPOSED and text[tokens[i - 1].end : tokens[i].start] == "-":
        return i, []
    return i + longest, found


def size_of(alias: Alias) -> int:
    return sum(len(norm) for norm in alias.norms)


def _decide(aliases: Sequence[Alias], register: Register, known: set[str], on: date | None, country: str | None, countries: Counter[str]) -> list[str]:
    """Ids that the name may mean, narrowed by what else the article names, by countries and by years of activity."""
    ids = list(dict.fromkeys(alias.entry_id for alias in aliases))
    if len(ids) == 1:
        return ids
    if narrowed := [i for i in ids if i in known]:
        ids = narrowed
    if country is not None:
        ids = [i for i in ids if _acts_in(register.entries[i], country)] or ids
    if len(ids) > 1 and countries:
        weight = {i: sum(n for c, n in countries.items() if _acts_in(register.entries[i], c)) for i in ids}
        best = max(weight.values())
        ids = [i for i in ids if weight[i] == best]
    if len(ids) > 1 and on is not None:
        ids = [i for i in ids if _active(register.entries[i], aliases, on.year)] or ids
    return ids


def _acts_in(entry: RegisterEntry, country: str) -> bool:
    return country == entry.country or country in entry.countries


def _active(entry: RegisterEntry, aliases: Sequence[Alias], year: int) -> bool:
    spans = [(a.since, a.until) for a in aliases if a.entry_id == entry.id] + [(entry.since, entry.until)]
    return all((since is None or since <= year) and (until is None or year <= until) for since, until in spans)


def _named_hit(search: _Search, register: Register, first: int, last: int, ids: Sequence[str], on: date | None) -> Hit:
    start, end = search.tokens[first].start, search.tokens[last - 1].end
    entries = [register.entries[i] for i in ids]
    classes = {entry.class_on(on) for entry in entries}
    kinds = {entry.kind for entry in entries}
    rule = "affiliation" if _AFFILIATED.match(search.text, end) else "register"
    mention = ActorMention(start, end, search.text[start:end], rule, actor_class=classes.pop() if len(classes) == 1 else None)
    if len(entries) == 1:
        mention = replace(mention, actor_id=entries[0].id, name=entries[0].name, country=entries[0].country)
    else:
        mention = replace(mention, rule=f"ambiguous: {', '.join(ids)}")
    return Hit(first, last, mention, kinds.pop() if len(kinds) == 1 else None)


def _learn_abbreviations(search: _Search) -> None:
    """Short forms that the text defines name the body of their long form, wherever they stand."""
    by_end = {hit.mention.end: hit for hit in search.hits}
    meaning: dict[str, Hit] = {}
    for definition in find_abbreviations(search.text, [(hit.mention.start, hit.mention.end) for hit in search.hits]):
        long = by_end.get(definition.long_span[1])
        if long is not None:
            meaning.setdefault(definition.short, long)
    if not meaning:
        return
    for i, token in enumerate(search.tokens):
        long_hit = meaning.get(token.text)
        if long_hit is not None and not search.taken[i]:
            mention = replace(long_hit.mention, start=token.start, end=token.end, text=token.text, rule="abbreviation")
            search.take(Hit(i, i + 1, mention, long_hit.kind))


def resolve_actor(
    name: str, register: Register, *, on: date | None = None, country: str | None = None
) -> ActorMention | None:
    """The one register entry that a whole name means ("ELN guerrillas"), or None if words stay unexplained."""
    tokens = tokenise(name)
    found = find_actors(name, register, on=on, country=country)
    covered = {i for i, t in enumerate(tokens) for m in found if m.start <= t.start < m.end}
    rest = {tokens[i].norm for i in range(len(tokens)) if i not in covered}
    if not rest <= _FILLERS:
        return None
    named = [m for m in found if m.actor_id is not None and m.rule != "pattern"]
    if not named and on is not None:  # a name given as data may be older than its use in news
        return resolve_actor(name, register, country=country)
    if len({m.actor_id for m in named}) == 1:
        return named[0]
    if not named and len(found) == 1 and found[0].actor_class == 7:
        entry = register.entries["civilians"]
        return replace(found[0], rule="register", actor_id=entry.id, name=entry.name)
    return None
