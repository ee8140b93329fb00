"""Bodies that no register knows, by the shape of their names ("Orinoco Liberation Front", "Movement for Northern Unity")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extract.actor_hits import Hit, Phrases, joined_by, phrase_table, read_lexicon
from extract.actor_tokens import Token, fold_name
from extract.ids import content_hash
from extract.records import ActorMention

_INNER = frozenset({"of", "the", "for", "and", "in", "de", "del", "la", "las", "los", "y", "al", "el", "i", "bin", "ibn", "abu", "da", "do"})
_LONGEST = 10  # words; "Movement for the Emancipation of the Niger Delta" has eight


@dataclass(frozen=True, slots=True)
class _Noun:
    kind: str | None
    actor_class: int | None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Lexicon:
    final: Phrases[_Noun]
    initial: Phrases[_Noun]
    stop: frozenset[str]
    not_bodies: frozenset[str]


@cache
def load_body_nouns() -> _Lexicon:
    data = read_lexicon("body_nouns")

    def table(rows: list[dict[str, object]]) -> Phrases[_Noun]:
        return phrase_table(
            (noun, _Noun(row["kind"], row["class"], bool(row.get("weak")))) for row in rows for noun in row["nouns"]  # type: ignore[arg-type, attr-defined]
        )

    stop = frozenset(word.casefold() for word in data["stop"])
    return _Lexicon(table(data["final"]), table(data["initial"]), stop, frozenset(map(fold_name, data["not_bodies"])))


def unknown_actor_id(name: str) -> str:
    """The stable id of a body that is in no register: a hash of its folded name."""
    return content_hash("actor", fold_name(name))


def _is_name_word(token: Token, stop: frozenset[str]) -> bool:
    return (token.text[0].isupper() or token.text[0].isdigit()) and token.norm not in stop


def _extend_right(text: str, tokens: Sequence[Token], last: int, stop: frozenset[str], taken: Sequence[bool]) -> int:
    """End of the run of name words (small words inside allowed) that goes on at word `last`."""
    end = j = last
    while j < len(tokens) and j - last < _LONGEST and not taken[j] and joined_by(text, tokens[j - 1], tokens[j], allowed=" -\"“”"):
        if _is_name_word(tokens[j], stop):
            end = j + 1
        elif tokens[j].norm not in _INNER:
            break
        j += 1
    return end


def _start_left(text: str, tokens: Sequence[Token], noun: int, stop: frozenset[str], taken: Sequence[bool]) -> int:
    """First word of the run of name words that ends right before word `noun`."""
    first = j = noun
    while j > 0 and noun - j < _LONGEST and not taken[j - 1] and joined_by(text, tokens[j - 1], tokens[j], allowed=" -\"“”"):
        if _is_name_word(tokens[j - 1], stop):
            first = j - 1
        elif tokens[j - 1].norm not in _INNER or tokens[j - 1].norm == "and":
            break
        j -= 1
    return first


def find_unknown_bodies(text: str, tokens: Sequence[Token], taken: Sequence[bool]) -> list[Hit]:
    """Named bodies among the words that no register entry took."""
    lexicon, hits, i = load_body_nouns(), [], 0
    while i < len(tokens):
        hit = None if taken[i] else _body_at(text, tokens, i, lexicon, taken)
        if hit is not None and (not hits or hit.first >= hits[-1].last):
            hits.append(hit)
            i = hit.last
        else:
            i += 1
    return hits


def _body_at(text: str, tokens: Sequence[Token], i: int, lexicon: _Lexicon, taken: Sequence[bool]) -> Hit | None:
    if not tokens[i].text[0].isupper():
        return None
    opening = lexicon.initial.longest_at(tokens, i)
    if opening is not None:
        end = _extend_right(text, tokens, opening[0], lexicon.stop, taken)
        if end > opening[0]:
            return _hit(text, tokens, i, end, opening[1], lexicon)
    closing = lexicon.final.longest_at(tokens, i)
    if closing is None:
        return None
    first = _start_left(text, tokens, i, lexicon.stop, taken)
    end, noun = closing
    if end < len(tokens) and tokens[end].norm in ("of", "for"):
        end = max(end, _extend_right(text, tokens, end, lexicon.stop, taken))
    before = i - first
    if before == 0 or (noun.weak and before < 2 and text[tokens[end - 1].end : tokens[end - 1].end + 2] not in (" (", " [")):
        return None
    return _hit(text, tokens, first, end, noun, lexicon)


def _hit(text: str, tokens: Sequence[Token], first: int, last: int, noun: _Noun, lexicon: _Lexicon) -> Hit | None:
    start, end = tokens[first].start, tokens[last - 1].end
    written = text[start:end]
    if fold_name(written) in lexicon.not_bodies:
        return None
    mention = ActorMention(start, end, written, "pattern", unknown_actor_id(written), " ".join(written.split()), noun.actor_class)
    return Hit(first, last, mention, noun.kind)
