"""What says that a name is a person's, and in what capacity: titles, roles, verbs of speech."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.actors.generic_groups import load_generics
from extract.actors.hits import Phrases, phrase_table, read_lexicon
from extract.actors.state_bodies import country_at, load_state_lexicon
from extract.actors.tokens import Token, tokenise
from extract.records import Span

_CAPACITY_END = re.compile(r",|;|:|\.(?=\s|$)|\n|[\"“”]| - | – | — |\((?=\S)|\)|\b(?:who|which|that|where|when)\b")
_OF = re.compile(r"\s+(?:of|from|with|at|for)\s+", re.IGNORECASE)
_AUXILIARIES = frozenset(
    {"has", "had", "have", "was", "were", "is", "are", "will", "would", "been", "being", "did", "does"}
)
_NO_DESCRIPTION = frozenset(
    {"the", "a", "an", "and", "to", "by", "of", "in", "for", "with", "as", "former", "is", "was"}
)


@dataclass(frozen=True, slots=True)
class PersonWords:
    titles: Phrases[bool]
    roles: Phrases[bool]
    says: frozenset[str]
    particles: frozenset[str]
    not_names: frozenset[str]
    not_last: frozenset[str]


@cache
def load_person_words() -> PersonWords:
    data = read_lexicon("persons")
    return PersonWords(
        phrase_table((title, True) for title in data["titles"]),
        phrase_table((form, True) for role in data["roles"] for form in (role, f"{role}s")),
        frozenset(data["says"]),
        frozenset(data["particles"]),
        frozenset(word.casefold() for word in data["not_names"]),
        frozenset(word.casefold() for word in data["not_last"]),
    )


def adjacent(text: str, left: Token, right: Token, allowed: str = "-.") -> bool:
    between = text[left.end : right.start]
    return "\n\n" not in between and all(c.isspace() or c in allowed for c in between)


def role_before(text: str, tokens: Sequence[Token], i: int) -> Span | None:
    """A role before word i with what belongs to it: "coalition spokesman X", "a villager, X,"."""
    roles = load_person_words().roles
    for first in range(max(0, i - 3), i):
        step = roles.longest_at(tokens, first)
        if step is None or step[0] != i or not adjacent(text, tokens[i - 1], tokens[i], ","):
            continue
        before = tokens[first - 1].norm if first else ""
        if text[tokens[i - 1].end] != "," or before in {"a", "an", "the", "one"}:
            return tokens[_description_start(text, tokens, first)].start, tokens[i - 1].end
    return None


def _description_start(text: str, tokens: Sequence[Token], role: int) -> int:
    """First of the words that describe the role at word `role`: "Ninevah" in "Ninevah police chief"."""
    words, first = load_person_words(), role
    while first > max(0, role - 3) and adjacent(text, tokens[first - 1], tokens[first], "-"):
        if tokens[first - 1].norm in _NO_DESCRIPTION or tokens[first - 1].norm in words.says:
            break
        first -= 1
    return first


def capacity_after(text: str, tokens: Sequence[Token], end: int) -> Span | None:
    """What follows a name that ends at word `end`: "X, a commander of the Y units,", "X of Y's council (said)"."""
    words, position = load_person_words(), tokens[end - 1].end
    comma = text[position : position + 2] == ", "
    if end >= len(tokens) or not (comma or tokens[end].norm in {"of", "from"}):
        return None
    start = tokens[end].start
    stop = _CAPACITY_END.search(text, start)
    limit = min(stop.start() if stop else len(text), start + 160)
    inside = [k for k in range(end, min(end + 24, len(tokens))) if tokens[k].end <= limit]
    spoken = next((k for k in inside if tokens[k].norm in words.says), None)
    if spoken is not None:
        inside = [k for k in inside if k < spoken]
    elif not comma:
        return None  # "Ali of Basra" is a capacity only before a verb of speech
    if not inside or any(tokens[k].norm in _AUXILIARIES for k in inside):
        return None
    if comma and not any(words.roles.longest_at(tokens, k) and tokens[k].text[0].islower() for k in inside[:5]):
        return None
    skip = tokens[inside[0]].norm in {"a", "an", "the", "of", "from"} and len(inside) > 1
    return tokens[inside[skip]].start, tokens[inside[-1]].end


def organisation_of(text: str, capacity: Span) -> Span | None:
    """What a capacity is held in: what stands before the role ("coalition" spokesman), else what follows "of"."""
    start, end = capacity
    inside, roles = tokenise(text[start:end]), load_person_words().roles
    role = next((k for k in range(len(inside)) if roles.longest_at(inside, k) is not None), None)
    if role is None:
        return start, end
    role += load_state_lexicon().bodies.longest_at(inside, role) is not None  # "police chief" is one phrase
    first = next((k for k in range(role) if _is_of_body(inside, k)), None)
    if first is not None:
        return start + inside[first].start, start + inside[role - 1].end
    of = _OF.search(text, start, end)
    if of is None:
        return None
    return of.end() + (4 if text[of.end() : of.end() + 4].lower() == "the " else 0), end


def _is_of_body(tokens: Sequence[Token], k: int) -> bool:
    """True for a name or the noun of a body, not for "top", "former" or "Salvadoran"."""
    if country_at(tokens, k) is not None and load_state_lexicon().bodies.longest_at(tokens, k + 1) is None:
        return False
    is_noun = load_state_lexicon().bodies.longest_at(tokens, k) or load_generics().nouns.longest_at(tokens, k)
    return tokens[k].text[0].isupper() or is_noun is not None


def speaks(text: str, tokens: Sequence[Token], first: int, end: int) -> bool:
    says = load_person_words().says
    after = end < len(tokens) and tokens[end].norm in says and adjacent(text, tokens[end - 1], tokens[end], ",")
    before = first > 0 and tokens[first - 1].norm in says and adjacent(text, tokens[first - 1], tokens[first], "")
    return after or before
