"""Bodies that no register knows, by the shape of their names.

"Orinoco Liberation Front" ends in the noun of a body, "Movement for Northern Unity" and "Liwa al-Sharq" begin with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.actors.hits import Hit, Phrases, Search, phrase_table, read_lexicon
from extract.actors.state_bodies import country_at, load_state_lexicon
from extract.actors.tokens import Token, fold_name
from extract.ids import content_hash
from extract.records import ActorMention

_PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "al", "el", "i", "bin", "ibn", "da", "do"})
_SMALL = _PARTICLES | {"of", "the", "for", "and", "in"}
_LONGEST = 10  # words; "Movement for the Emancipation of the Niger Delta" has eight
_JOINTS = "-\"“”'’"


@dataclass(frozen=True, slots=True)
class _Noun:
    kind: str | None
    actor_class: int | None
    weak: bool  # too common ("Party", "Group"): wants two words before it, or an abbreviation after it


@dataclass(frozen=True, slots=True)
class _Lexicon:
    final: Phrases[_Noun]
    initial: Phrases[_Noun]
    stop: frozenset[str]
    not_bodies: frozenset[str]


def _nouns(rows: Iterable[Mapping[str, Any]]) -> Phrases[_Noun]:
    return phrase_table(
        (noun, _Noun(row["kind"], row["class"], row.get("weak", False))) for row in rows for noun in row["nouns"]
    )


@cache
def load_body_nouns() -> _Lexicon:
    data = read_lexicon("body_nouns")
    return _Lexicon(
        _nouns(data["final"]),
        _nouns(data["initial"]),
        frozenset(word.casefold() for word in data["stop"]),
        frozenset(map(fold_name, data["not_bodies"])),
    )


def unknown_actor_id(name: str) -> str:
    """The stable id of a body that is in no register: a hash of its folded name."""
    return content_hash("actor", fold_name(name))


def find_unknown_bodies(search: Search) -> list[Hit]:
    """Named bodies among the words that nothing took yet; none where the case of letters says nothing."""
    hits: list[Hit] = []
    i = 0
    while i < len(search.tokens):
        hit = None if search.taken[i] or search.caseless[i] else _body_at(search, i)
        if hit is not None and (not hits or hit.first >= hits[-1].last):
            hits.append(hit)
            i = hit.last
        else:
            i += 1
    return hits


def _body_at(search: Search, i: int) -> Hit | None:
    """A name that begins with the noun at word i, or ends with it (and goes on with "of ...")."""
    lexicon, tokens = load_body_nouns(), search.tokens
    if not tokens[i].text[0].isupper():
        return None
    opening = lexicon.initial.longest_at(tokens, i)
    if opening is not None:
        end = _run_right(search, opening[0])
        if end > opening[0]:
            return _hit(search, i, end, opening[1])
    closing = lexicon.final.longest_at(tokens, i)
    if closing is None:
        return None
    first, (end, noun) = _run_left(search, i), closing
    while not noun.weak and end < len(tokens) and tokens[end].text[0].isupper() and search.joined(end):
        closing = lexicon.final.longest_at(tokens, end)  # "Martyrs Brigade"
        if closing is None or search.taken[end]:
            break
        end, noun = closing
    if end < len(tokens) and tokens[end].norm in {"of", "for"} and first < i:
        end = max(end, _run_right(search, end))
    state = load_state_lexicon().bodies.longest_at(tokens, first)
    if state is not None and state[0] >= end:  # "National Police": of which country, the finder of groups says
        return None
    after = search.text[tokens[end - 1].end : tokens[end - 1].end + 2]
    if first == i or (noun.weak and i - first < 2 and after not in {" (", " ["}):
        return None
    return _hit(search, first, end, noun)


def _is_name_word(token: Token) -> bool:
    return (token.text[0].isupper() or token.text[0].isdigit()) and token.norm not in load_body_nouns().stop


def _run_right(search: Search, start: int) -> int:
    """End of the run of name words, small words inside allowed, that goes on at word `start`."""
    tokens, end = search.tokens, start
    for j in range(start, min(start + _LONGEST, len(tokens))):
        if search.taken[j] or not search.joined(j, _JOINTS):
            break
        if _is_name_word(tokens[j]):
            end = j + 1
        elif tokens[j].norm not in _SMALL:
            break
    return end


def _run_left(search: Search, noun: int) -> int:
    """First word of the run of name words that ends right before word `noun`."""
    tokens, first = search.tokens, noun
    for j in range(noun - 1, max(noun - 1 - _LONGEST, -1), -1):
        if search.taken[j] or not search.joined(j + 1, _JOINTS):
            break
        if _is_name_word(tokens[j]):
            first = j
        elif tokens[j].norm not in _PARTICLES:
            break
    return first


def _hit(search: Search, first: int, last: int, noun: _Noun) -> Hit | None:
    start, end, written = search.span(first, last)
    folded = fold_name(written)
    if any(folded == name or folded.endswith(f" {name}") for name in load_body_nouns().not_bodies):
        return None
    place = country_at(search.tokens, first)
    mention = ActorMention(
        start,
        end,
        written,
        "pattern",
        actor_id=unknown_actor_id(folded),
        name=" ".join(written.split()),
        actor_class=noun.actor_class,
        country=place[1] if place is not None and place[0] < last else None,
    )
    return Hit(first, last, mention, noun.kind)
