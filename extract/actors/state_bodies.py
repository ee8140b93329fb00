"""Bodies that every state has, by pattern: nationality or country, then the noun of a body ("Colombian army")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.actors.hits import Hit, Phrases, Search, phrase_table, read_lexicon
from extract.actors.tokens import Token
from extract.records import ActorMention

_STATE_FORCES = 1  # ACLED inter
_ACRONYMS = frozenset({"us", "uk", "usa", "uae", "drc", "ussr"})
_BACKED = frozenset({"backed", "supported", "allied", "aligned", "sponsored", "anti", "pro"})
_OPPOSED = frozenset({"anti", "pro", "ex", "non", "counter"})
_PLURAL_IN_S = ("an", "i", "Serb", "Croat", "Greek", "Czech")
_MAX_MODIFIERS = 2  # "Iraqi elite special forces"


@dataclass(frozen=True, slots=True)
class Body:
    """One row of bodies.yaml, as met through one of its phrases."""

    id: str
    name: str  # pattern of the register name
    is_member: bool = False  # unnamed people of the body: "policemen"
    alone: bool = True  # may stand without a country
    quiet: bool = False  # too common a word to be an actor without a country or "the"
    is_act: bool = False  # what the body does: "airstrike"
    is_verb: bool = False  # that it does it: "Russia fired"


@dataclass(frozen=True, slots=True)
class _Lexicon:
    countries: Phrases[tuple[str, bool]]  # phrase -> ISO3, whether it is the country's name
    peoples: Phrases[str]  # "Palestinians" -> ISO3
    bodies: Phrases[Body]
    rows: dict[str, Body]  # by id
    names: dict[str, tuple[str, str]]  # ISO3 -> country, first adjective


@cache
def load_state_lexicon() -> _Lexicon:
    countries = read_lexicon("countries")
    places: list[tuple[str, tuple[str, bool]]] = []
    for iso, row in countries.items():
        places += [(word, (iso, False)) for word in row["adjectives"]]
        places += [(word, (iso, True)) for word in (row["name"], *row.get("names", ()))]
    nouns: list[tuple[str, Body]] = []
    rows = {row["id"]: Body(row["id"], row["name"]) for row in read_lexicon("bodies")}
    for row in read_lexicon("bodies"):
        body, quiet = (row["id"], row["name"]), set(row.get("quiet", ()))
        nouns += [(noun, Body(*body, quiet=noun in quiet)) for noun in row.get("nouns", ())]
        nouns += [(noun, Body(*body, alone=False)) for noun in row.get("bound", ())]
        nouns += [(noun, Body(*body, is_member=True)) for noun in row.get("members", ())]
        if row["id"] == "military":
            acts = read_lexicon("acts")
            nouns += [(noun, Body(*body, alone=False, is_act=True)) for noun in acts["acts"]]
            nouns += [(verb, Body(*body, alone=False, is_act=True, is_verb=True)) for verb in acts["verbs"]]
    names = {iso: (row["name"], (row["adjectives"] or [row["name"]])[0]) for iso, row in countries.items()}
    peoples = [(f"{word}s", iso) for word, (iso, is_name) in places if not is_name and word.endswith(_PLURAL_IN_S)]
    return _Lexicon(phrase_table(places), phrase_table(peoples), phrase_table(nouns), rows, names)


def body_hit(search: Search, words: tuple[int, int], body: Body, country: str | None, rule: str) -> Hit:
    """A mention of a state's body; without a known country it has a class, but neither id nor name."""
    names = load_state_lexicon().names
    actor_id = f"{country}-{body.id}" if country in names else None
    entry = search.register.entries.get(actor_id or "")
    name = entry.name if entry is not None else None
    if name is None and country is not None and actor_id is not None:
        name = body.name.format(country=names[country][0], adjective=names[country][1])
    mention = ActorMention(
        *search.span(*words),
        rule=rule,
        actor_id=actor_id,
        name=name,
        actor_class=_STATE_FORCES,
        country=country,
        kind="group" if body.is_member else "organisation",
    )
    return Hit(*words, mention, body.id)


def country_at(tokens: Sequence[Token], i: int) -> tuple[int, str, bool] | None:
    """End and ISO3 of a country or nationality in capitals that begins at word i, and whether it is the name."""
    found = load_state_lexicon().countries.longest_at(tokens, i)
    if found is None or not tokens[i].text[0].isupper():
        return None
    end, (iso, is_name) = found
    if end == i + 1 and tokens[i].norm in _ACRONYMS and not tokens[i].text.isupper():
        return None
    return end, iso, is_name


def state_body_at(search: Search, i: int, modifiers: frozenset[str]) -> Hit | None:
    """What begins at word i: "Iraqi federal police", "Sudan's army", "Government of Iraq", "Israeli" (airstrike)."""
    lexicon, tokens = load_state_lexicon(), search.tokens
    place = country_at(tokens, i)
    if place is None:
        return _body_of_country(search, i)
    end, iso, is_name = place
    if _is_qualified(search, i):
        return None
    if end + 1 < len(tokens) and tokens[end].norm in {"and", "or"} and country_at(tokens, end + 1) is not None:
        shared = state_body_at(search, end + 1, modifiers)  # "Iraqi and Syrian troops"
        body = None if shared is None else lexicon.rows.get(shared.kind or "")
        return None if body is None else body_hit(search, (i, end), body, iso, "register")
    for j in range(end, end + _MAX_MODIFIERS + 1):
        if j >= len(tokens) or not search.joined(j):
            return None
        found = lexicon.bodies.longest_at(tokens, j)
        if found is not None:
            last, body = found
            if body.is_act and not _is_doer(search, (i, end, last), body, is_name=is_name):
                return None
            return body_hit(search, (i, end if body.is_act else last), body, iso, "register")
        if tokens[j].norm not in modifiers:
            return None
    return None


def _is_doer(search: Search, words: tuple[int, int, int], body: Body, *, is_name: bool) -> bool:
    """True if the country did the act and not only saw it: "Israeli airstrike", not "Somalia airstrike"."""
    first, end, last = words
    tokens = search.tokens
    if not body.is_verb:
        return not is_name or search.text[tokens[end - 1].end] in "'’"
    is_passive = last < len(tokens) and tokens[last].norm == "by"
    before = search.text[tokens[first - 1].end : tokens[first].start] if first else ""
    after_place_word = first > 0 and tokens[first - 1].norm in read_lexicon("acts")["before_places"]
    return is_name and not is_passive and "," not in before and not after_place_word


def _is_qualified(search: Search, i: int) -> bool:
    """True for the country of "pro-Russian forces" and of "Turkish-backed Syrian forces": not that state's own."""
    if i == 0 or not search.joined(i, "-‑"):
        return False
    gap = search.text[search.tokens[i - 1].end : search.tokens[i].start]
    return search.tokens[i - 1].norm in (_BACKED if gap.isspace() else _OPPOSED)


def _body_of_country(search: Search, i: int) -> Hit | None:
    """What begins at word i: "armed forces of the Philippines"."""
    tokens = search.tokens
    found = load_state_lexicon().bodies.longest_at(tokens, i)
    if found is None or found[0] >= len(tokens) or tokens[found[0]].norm != "of" or found[1].is_act:
        return None
    j = found[0] + 1
    j += j < len(tokens) and tokens[j].norm == "the"
    place = country_at(tokens, j)
    if place is None or not place[2] or not search.joined(j):
        return None
    return body_hit(search, (i, place[0]), found[1], place[1], "register")
