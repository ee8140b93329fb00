"""Bodies that every state has, by pattern: nationality or country, then the noun of a body ("Colombian army")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.actor_hits import Hit, Phrases, joined_by, phrase_table, read_lexicon
from extract.actor_tokens import Token
from extract.records import ActorMention, PartyKind

_STATE_FORCES = 1  # ACLED inter
_PLURAL = frozenset({"Americans", "Afghans"})


@dataclass(frozen=True, slots=True)
class Body:
    """One row of bodies.yaml, as met through one of its phrases."""

    id: str
    name: str
    kind: str
    is_member: bool = False  # unnamed people of the body: "policemen"
    alone: bool = True  # may stand without a country
    quiet: bool = False  # too common a word to be an actor without a country or "the"


@dataclass(frozen=True, slots=True)
class _Lexicon:
    adjectives: Phrases[tuple[str, str]]  # phrase -> ISO3, "adjective" or "name"
    bodies: Phrases[Body]
    names: dict[str, tuple[str, str]]  # ISO3 -> country, first adjective


@cache
def load_state_lexicon() -> _Lexicon:
    countries, bodies = read_lexicon("countries"), read_lexicon("bodies")
    places: list[tuple[str, tuple[str, str]]] = []
    for iso, row in countries.items():
        places += [(word, (iso, "adjective")) for word in row["adjectives"]]
        places += [(word, (iso, "name")) for word in (row["name"], *row.get("names", ()))]
    nouns: list[tuple[str, Body]] = []
    for row in bodies:
        body = (row["id"], row["name"], row["kind"])
        quiet = set(row.get("quiet", ()))
        nouns += [(noun, Body(*body, quiet=noun in quiet)) for noun in row.get("nouns", ())]
        nouns += [(noun, Body(*body, alone=False)) for noun in row.get("bound", ())]
        nouns += [(noun, Body(*body, is_member=True)) for noun in row.get("members", ())]
    names = {iso: (row["name"], (row["adjectives"] or [row["name"]])[0]) for iso, row in countries.items()}
    return _Lexicon(phrase_table(places), phrase_table(nouns), names)


def state_body_name(body: Body, country: str) -> str:
    name, adjective = load_state_lexicon().names[country]
    return body.name.format(country=name, adjective=adjective)


def body_hit(text: str, tokens: Sequence[Token], first: int, last: int, body: Body, country: str | None, rule: str) -> Hit:
    """A mention of a state's body; without a country it has a class, but neither id nor name."""
    kind: PartyKind = "group" if body.is_member else "organisation"
    start, end = tokens[first].start, tokens[last - 1].end
    known = country in load_state_lexicon().names
    mention = ActorMention(
        start,
        end,
        text[start:end],
        rule,
        actor_id=f"{country}-{body.id}" if known else None,
        name=state_body_name(body, country) if known and country is not None else None,
        actor_class=_STATE_FORCES,
        country=country,
        kind=kind,
    )
    return Hit(first, last, mention, body.kind)


def country_at(tokens: Sequence[Token], i: int) -> tuple[int, str, str] | None:
    """End, ISO3 and "adjective" or "name" of a country or nationality that begins at word i, in capitals."""
    found = load_state_lexicon().adjectives.longest_at(tokens, i)
    if found is None or not tokens[i].text[0].isupper():
        return None
    if tokens[i].norm == "us" and not tokens[i].text.replace(".", "").isupper():
        return None
    end, (iso, form) = found
    return end, iso, form


def state_body_at(text: str, tokens: Sequence[Token], i: int, modifiers: frozenset[str]) -> Hit | None:
    """ "Iraqi federal police", "Sudan's army", "Government of Iraq" that begins at word i."""
    lexicon = load_state_lexicon()
    place = country_at(tokens, i)
    if place is not None:
        end, iso, _ = place
        for skipped in range(3):
            j = end + skipped
            if j >= len(tokens) or not joined_by(text, tokens[j - 1], tokens[j]):
                return None
            found = lexicon.bodies.longest_at(tokens, j)
            if found is not None:
                return body_hit(text, tokens, i, found[0], found[1], iso, "register")
            if tokens[j].norm not in modifiers:
                return None
        return None
    found = lexicon.bodies.longest_at(tokens, i)
    if found is not None and found[0] < len(tokens) and tokens[found[0]].norm in ("of", "in"):
        j = found[0] + 1
        j += j < len(tokens) and tokens[j].norm == "the"
        place = country_at(tokens, j)
        if place is not None and place[2] == "name" and tokens[found[0]].norm == "of":
            return body_hit(text, tokens, i, place[0], found[1], place[1], "register")
    return None
