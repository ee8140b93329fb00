"""Names of the register in a text, and which entry a shared name means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from extract.actors.hits import Hit, Search, read_lexicon
from extract.actors.register import Alias, RegisterEntry
from extract.actors.state_bodies import country_at, state_body_at
from extract.records import ActorMention

# "al-Qaeda-linked militants": the body is named to describe another one, and did not act itself.
_AFFILIATED = re.compile(
    r"[-‑](?:linked|affiliated|backed|inspired|allied|aligned|trained|funded|supported|held|controlled|occupied|style"
    r"|dominated|run|claimed|related)\b",
    re.IGNORECASE,
)
_OPPOSED = frozenset({"anti", "pro", "ex", "non", "counter", "post", "pre"})
_JOINTS = "-–‑./()\"“”'’"


@dataclass(frozen=True, slots=True)
class _Match:
    """A name in the text with all entries it may mean."""

    first: int
    last: int
    aliases: tuple[Alias, ...]


@cache
def _english_words() -> frozenset[str]:
    return frozenset(read_lexicon("english_words"))


def find_names(search: Search, modifiers: frozenset[str]) -> None:
    """Take register names and states' bodies, whichever is longer at a word; shared names are decided at the end."""
    matches: list[_Match] = []
    tokens, i = search.tokens, 0
    while i < len(tokens):
        match = _name_at(search, i)
        state = state_body_at(search, i, modifiers)
        place = country_at(tokens, i)
        if place is not None:
            search.countries[place[1]] += 1
        if state is not None and (match is None or state.last > match.last):
            search.take(state)
            i = state.last
        elif match is not None:
            matches.append(match)
            i = match.last
        else:
            i += 1
    known = {m.aliases[0].entry_id for m in matches if len({a.entry_id for a in m.aliases}) == 1 and _is_free(m)}
    for match in matches:
        ids = _decide(search, match, known)
        if ids:
            search.take(_named_hit(search, match, ids))


def _is_free(match: _Match) -> bool:
    return any(not alias.countries for alias in match.aliases)


def _name_at(search: Search, i: int) -> _Match | None:
    """The longest name that begins at word i, with every entry that bears it."""
    tokens = search.tokens
    aliases = search.register.index.get(tokens[i].norm, ())
    if not aliases or (i and tokens[i - 1].norm in _OPPOSED and search.text[tokens[i - 1].end] == "-"):
        return None
    for size, same_size in groupby(aliases, key=lambda alias: len(alias.norms)):
        words = tokens[i : i + size]
        norms = tuple(word.norm for word in words)
        fitting = tuple(
            alias
            for alias in same_size
            if alias.norms == norms
            and (search.on is None or alias.since is None or alias.since <= search.on.year)
            and not (search.caseless[i] and _is_english(alias))
            and alias.fits_case(words, caseless=search.caseless[i])
        )
        if fitting and all(search.joined(j, _JOINTS) for j in range(i + 1, i + size)):
            return _Match(i, i + size, fitting)
    return None


def _is_english(alias: Alias) -> bool:
    """True for an acronym that reads as an English word where case says nothing ("IS")."""
    return len(alias.norms) == 1 and alias.norms[0] in _english_words()


def _decide(search: Search, match: _Match, known: set[str]) -> list[str]:
    """Ids the name may mean, narrowed by what else the article names, by countries and by years of activity.

    An alias bound to a country needs that country in the article; a short one without it is no name at all.
    """
    bound = [a for a in match.aliases if a.entry_id in known or _is_about(search, a.countries)]
    if not bound and len(match.aliases[0].norms) == 1:
        return []
    aliases = bound or match.aliases
    ids = list(dict.fromkeys(alias.entry_id for alias in aliases))
    if not bound or len(ids) == 1:
        return ids if bound else [*ids, ""]  # an empty candidate: it may as well be a body unknown here
    entries = search.register.entries
    ids = [i for i in ids if i in known] or ids
    if search.country is not None:
        ids = [i for i in ids if _acts_in(entries[i], search.country)] or ids
    if len(ids) > 1:
        weight = {i: sum(n for c, n in search.countries.items() if _acts_in(entries[i], c)) for i in ids}
        ids = [i for i in ids if weight[i] == max(weight.values())]
    if len(ids) > 1 and search.on is not None:
        ids = [i for i in ids if _is_active(entries[i], aliases, search.on.year)] or ids
    return ids


def _is_about(search: Search, countries: Sequence[str]) -> bool:
    return not countries or any(c == search.country or search.countries[c] > 0 for c in countries)


def _acts_in(entry: RegisterEntry, country: str) -> bool:
    return country == entry.country or country in entry.countries


def _is_active(entry: RegisterEntry, aliases: Sequence[Alias], year: int) -> bool:
    spans = [(a.since, a.until) for a in aliases if a.entry_id == entry.id] + [(entry.since, entry.until)]
    return all((since is None or since <= year) and (until is None or year <= until) for since, until in spans)


def _named_hit(search: Search, match: _Match, ids: Sequence[str]) -> Hit:
    start, end, text = search.span(match.first, match.last)
    entries = [search.register.entries[i] for i in ids if i]
    classes = {entry.class_on(search.on) for entry in entries}
    rule = "affiliation" if _AFFILIATED.match(search.text, end) else "register"
    mention = ActorMention(start, end, text, rule, actor_class=classes.pop() if len(classes) == 1 else None)
    if len(ids) == 1:
        mention = replace(mention, actor_id=ids[0], name=entries[0].name, country=entries[0].country)
    else:
        mention = replace(mention, rule=f"ambiguous: {', '.join(filter(None, ids))}")
    kinds = {entry.kind for entry in entries}
    return Hit(match.first, match.last, mention, kinds.pop() if len(kinds) == 1 else None)
