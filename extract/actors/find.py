"""Actors in a text: register names, abbreviations defined in it, unknown bodies, unnamed groups and who they stand for.

`rule` of a mention says how it was found:
`register`      a name of the register, or a state's body with its country ("Colombian army")
`abbreviation`  a short form that the text itself defines
`pattern`       a body in no register, by the shape of its name; its id is a hash of the name
`generic`       an unnamed group, or a state body without its country
`coreference`   an unnamed group that stands for the named body in `actor_id`
`affiliation`   a body named only to describe another ("al-Qaeda-linked")
`ambiguous: a, b`  a name that the entries a and b share, left unresolved
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from extract.actors.abbreviations import find_abbreviations
from extract.actors.generic_groups import find_generic_groups, load_generics
from extract.actors.hits import Hit, Search, begin_search, phrase_table
from extract.actors.names import find_names
from extract.actors.register import Register, RegisterEntry, load_register
from extract.actors.tokens import tokenise
from extract.actors.unknown_bodies import find_unknown_bodies
from extract.records import ActorMention

__all__ = ["Register", "RegisterEntry", "find_actors", "load_register", "resolve_actor"]

_CIVILIANS = 7  # ACLED inter
_FILLERS = frozenset(
    {"the", "of", "and", "members", "member", "faction", "front", "militants", "guerrilla", "column", "detachment"}
)


def find_actors(
    text: str,
    register: Register,
    *,
    on: date | None = None,
    country: str | None = None,
    entities: Sequence[tuple[int, int, str]] = (),
) -> tuple[ActorMention, ...]:
    """All actor mentions in text order, none overlapping.

    `on`: day of the article; `country`: ISO 3166-1 alpha-3 of the country it is about, which "the army" belongs to;
    `entities`: spans and spaCy labels of a statistical model, where persons are no unknown bodies.
    """
    search = begin_search(text, register, on, country)
    find_names(search, load_generics().modifier_words)
    persons = [(start, end) for start, end, label in entities if label == "PERSON"]
    for hit in find_unknown_bodies(search):
        if not any(start <= hit.mention.start and hit.mention.end <= end for start, end in persons):
            search.take(hit)
    _take_abbreviations(search)
    for hit in find_generic_groups(search):
        search.take(hit)
    return tuple(hit.mention for hit in sorted(search.hits, key=lambda hit: hit.first))


def _take_abbreviations(search: Search) -> None:
    """Short forms that the text defines name the body of their long form, wherever they stand."""
    by_end = {hit.mention.end: n for n, hit in enumerate(search.hits)}
    by_start = {hit.mention.start: hit for hit in search.hits}
    names = [(hit.mention.start, hit.mention.end) for hit in search.hits]
    meaning: dict[str, Hit] = {}
    for definition in find_abbreviations(search.text, names):
        n = by_end.get(definition.long_span[1])
        if n is None:
            continue
        short = by_start.get(definition.short_span[0])
        if search.hits[n].mention.actor_id is None and short is not None:  # the short form is the clearer name
            search.hits[n] = _same_body(search.hits[n], short, search.hits[n].mention.rule.split(":")[0])
        meaning.setdefault(definition.short, search.hits[n])
    if meaning:
        _take_short_forms(search, meaning)


def _take_short_forms(search: Search, meaning: Mapping[str, Hit]) -> None:
    for n, hit in enumerate(search.hits):
        body = meaning.get(hit.mention.text)
        if body is not None and body.mention.actor_id not in {None, hit.mention.actor_id}:
            search.hits[n] = _same_body(hit, body, "abbreviation")
    shorts = phrase_table(meaning.items())
    for i, token in enumerate(search.tokens):
        found = None if search.taken[i] else shorts.longest_at(search.tokens, i)
        if found is not None and token.text[0].isupper() and not any(search.taken[i : found[0]]):
            start, end, text = search.span(i, found[0])
            if text in meaning:
                mention = ActorMention(start, end, text, "abbreviation")
                search.take(_same_body(Hit(i, found[0], mention), found[1], "abbreviation"))


def _same_body(hit: Hit, body: Hit, rule: str) -> Hit:
    """The hit, as another mention of `body`."""
    known, mention = body.mention, hit.mention
    same = replace(known, start=mention.start, end=mention.end, text=mention.text, rule=rule)
    return Hit(hit.first, hit.last, same, body.kind)


def resolve_actor(
    name: str, register: Register, *, on: date | None = None, country: str | None = None
) -> ActorMention | None:
    """The one register entry that a whole name means ("ELN guerrillas"), or None if words stay unexplained."""
    found = find_actors(name, register, on=on, country=country)
    rest = {t.norm for t in tokenise(name) if not any(m.start <= t.start < m.end for m in found)}
    named = [m for m in found if m.actor_id is not None and m.rule != "pattern"]
    if not named and on is not None:  # a name given as data may be older than its use in news
        return resolve_actor(name, register, country=country)
    if not rest <= _FILLERS:
        return None
    if len({m.actor_id for m in named}) == 1:
        return named[0]
    if not named and len(found) == 1 and found[0].actor_class == _CIVILIANS:
        entry = register.entries["civilians"]
        return replace(found[0], rule="register", actor_id=entry.id, name=entry.name)
    return None
