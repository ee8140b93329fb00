"""Persons who speak or are named with a title: name, title, capacity, and one id per person within an article.

A name counts as a person's where something says so: a title or role before it ("police chief Gen. X"), a capacity
after it ("X, a commander of Y,"; "X of Y's council said"), a verb of speech beside it, or a PERSON span of a model.
Later mentions by surname, also in another spelling (Louayzi, Louazi), are joined to the full name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from extract.actors.state_bodies import country_at, load_state_lexicon
from extract.actors.tokens import Token, tokenise
from extract.actors.unknown_bodies import load_body_nouns
from extract.ids import content_hash
from extract.persons.cues import adjacent, capacity_after, load_person_words, organisation_of, role_before, speaks
from extract.records import Span

_FIRST_PARTICLES = frozenset({"al", "el", "bin", "ibn", "abu", "umm", "bint", "ben", "de", "van", "von"})
_MAX_NAME = 6  # words
_SHORTEST_SURNAME = 4  # letters: "Ali" or "Kim" alone is too often somebody else


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A person's name in the text; title, capacity and organisation are as written, with their spans."""

    start: int
    end: int
    text: str
    rule: str  # title, capacity, speech, entity, surname
    person_id: str  # the same for all mentions of one person in one text
    name: str  # the fullest spelling in the text
    title: str | None = None
    title_span: Span | None = None
    capacity: str | None = None
    capacity_span: Span | None = None
    organisation: str | None = None
    organisation_span: Span | None = None


def find_persons(
    text: str, entities: Sequence[tuple[int, int, str]] = (), *, blocked: Sequence[Span] = ()
) -> tuple[PersonMention, ...]:
    """All persons in text order.

    `entities`: spans and spaCy labels of a model, only PERSON is used; `blocked`: spans known to be bodies or places,
    which no name of a person may touch ("Human Rights Watch said").
    """
    tokens = tokenise(text)
    marked = {start for start, _, label in entities if label == "PERSON"}
    found: list[PersonMention] = []
    i = 0
    while i < len(tokens):
        mention, i = _person_at(text, tokens, i, marked)
        if mention is not None:
            found.append(mention)
    found = [m for m in found if not any(m.start < end and start < m.end for start, end in blocked)]
    found += _later_mentions(text, tokens, found)
    return _merged(sorted(found, key=lambda mention: mention.start))


def _name_end(text: str, tokens: Sequence[Token], i: int) -> int:
    """End of the name that begins at word i; i if none does. Capitals joined by particles, hyphens and initials."""
    words, end = load_person_words(), i
    for j in range(i, min(i + _MAX_NAME, len(tokens))):
        word = tokens[j]
        if j > i and not _goes_on(text, tokens[j - 1], word):
            break
        if word.text[0].isupper() and word.norm not in words.not_names:
            end = j + 1
        elif word.norm not in words.particles:
            break
    return end


def _goes_on(text: str, left: Token, right: Token) -> bool:
    gap = text[left.end : right.start]
    return gap == "-" or (gap.isspace() and "\n\n" not in gap) or (len(left.norm) == 1 and gap.strip() == ".")


def _person_at(text: str, tokens: Sequence[Token], i: int, marked: set[int]) -> tuple[PersonMention | None, int]:
    """The person whose title or name begins at word i, and the word to go on with."""
    words = load_person_words()
    if not tokens[i].text[0].isupper():
        return None, i + 1
    first, titled = i, False
    while (step := words.titles.longest_at(tokens, first)) is not None and (
        first == i or tokens[first].text[0].isupper()
    ):
        first, titled = step[0], True
    if first >= len(tokens) or (titled and not adjacent(text, tokens[first - 1], tokens[first])):
        return None, i + 1
    if not (tokens[first].text[0].isupper() or tokens[first].norm in _FIRST_PARTICLES):
        return None, i + 1
    end = _name_end(text, tokens, first)
    if end == first or _is_no_name(tokens, first, end):
        return None, max(end, i + 1)
    inner = _inner_start(tokens, first, end)
    if inner > first:
        return None, inner
    name: Span = (tokens[first].start, tokens[end - 1].end)
    title: Span | None = None
    if titled:
        title_end = tokens[first - 1].end
        title = (tokens[i].start, title_end + (text[title_end] == "."))
    before = role_before(text, tokens, i)
    after = capacity_after(text, tokens, end)
    if titled or (before is not None and end - first <= _MAX_NAME):
        rule = "title"
    elif after is not None and end - first >= 2:
        rule = "capacity"
    elif speaks(text, tokens, i, end) and end - first >= 2:
        rule = "speech"
    elif tokens[first].start in marked:
        rule = "entity"
    else:
        return None, end
    return _mention(text, name, rule, title, before or after), end


def _inner_start(tokens: Sequence[Token], first: int, end: int) -> int:
    """Where the person begins in "Salvadoran President X" or "Caretaker Prime Minister X"; else `first`."""
    place = country_at(tokens, first)
    if place is not None and not place[2] and place[0] < end:
        return place[0]
    titles = load_person_words().titles
    steps = ((k, titles.longest_at(tokens, k)) for k in range(first + 1, end))
    return next((k for k, step in steps if step is not None and step[0] < end), first)


def _is_no_name(tokens: Sequence[Token], first: int, end: int) -> bool:
    """True for "Sri Lanka", "Foreign Minister", "San Miguel Department", and bodies ("Northern Front")."""
    place = country_at(tokens, first)
    if place is not None and place[0] == end:
        return True
    words = load_person_words()
    if tokens[end - 1].norm in words.not_last:
        return True
    tables = (words.titles, load_body_nouns().final, load_state_lexicon().bodies)
    last = range(max(first, end - 2), end)
    return any((found := table.longest_at(tokens, k)) is not None and found[0] == end for table in tables for k in last)


def _mention(text: str, name: Span, rule: str, title: Span | None, capacity: Span | None) -> PersonMention:
    written = text[slice(*name)]
    organisation = None if capacity is None else organisation_of(text, capacity)
    return PersonMention(
        *name,
        written,
        rule,
        "",
        written,
        None if title is None else text[slice(*title)],
        title,
        None if capacity is None else text[slice(*capacity)],
        capacity,
        None if organisation is None else text[slice(*organisation)],
        organisation,
    )


def _words(name: str) -> tuple[str, ...]:
    particles = load_person_words().particles
    return tuple(token.norm for token in tokenise(name) if token.norm not in particles)


def _surnames(name: str) -> frozenset[str]:
    """Words that may stand for the whole name later: all but the first, as Spanish names keep two surnames."""
    words = _words(name)
    return frozenset(word for word in (words[1:] or words) if len(word) >= _SHORTEST_SURNAME)


def _later_mentions(text: str, tokens: Sequence[Token], found: Sequence[PersonMention]) -> list[PersonMention]:
    """Names that end in a surname found before, or, beside a verb of speech, in nearly that spelling of it."""
    surnames = frozenset[str]().union(*(_surnames(mention.text) for mention in found))
    taken = {k for m in found for k, t in enumerate(tokens) if m.start <= t.start < m.end}
    later = []
    for i, token in enumerate(tokens):
        if i in taken or not token.text[0].isupper() or len(token.norm) < _SHORTEST_SURNAME:
            continue
        nearly = any(_same_spelling(token.norm, surname) for surname in surnames)
        if token.norm in surnames or (nearly and speaks(text, tokens, i, i + 1)):
            first = i
            while first and first - 1 not in taken and _name_end(text, tokens, first - 1) == i + 1:
                first -= 1
            if _name_end(text, tokens, first) == i + 1:
                later.append(_mention(text, (tokens[first].start, token.end), "surname", None, None))
    return later


def _same_spelling(one: str, other: str) -> bool:
    """True for spellings of one surname: one edit from five letters on, two from eight on, the same first letter."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < 5 or one[0] != other[0]:
        return False
    return OSA.distance(one, other) <= (2 if shorter >= 8 else 1)


def _is_same(mention: PersonMention, person: PersonMention) -> bool:
    """Surnames alike, and no first names that differ: relatives of one surname stay apart."""
    one, other = _words(mention.text), _words(person.name)
    if not one or not other:
        return False
    if len(one) == 1 or len(other) == 1:
        bare, full = (one[0], other) if len(one) == 1 else (other[0], one)
        return any(_same_spelling(bare, word) for word in full[1:] or full)
    return set(one) <= set(other) or (_same_spelling(one[0], other[0]) and _same_spelling(one[-1], other[-1]))


def _merged(found: Sequence[PersonMention]) -> tuple[PersonMention, ...]:
    """The mentions with one id and the fullest name per person; a bare surname is the bearer named last."""
    persons: list[PersonMention] = []
    owner: list[int] = []
    for mention in found:
        same = [n for n, person in enumerate(persons) if _is_same(mention, person)]
        if not same:
            persons.append(mention)
            owner.append(len(persons) - 1)
            continue
        latest = max(same, key=lambda n: max(k for k, o in enumerate(owner) if o == n))
        owner.append(latest)
        if len(mention.text) > len(persons[latest].name):
            persons[latest] = replace(persons[latest], name=mention.text)
    ids = [content_hash("person", person.name) for person in persons]
    return tuple(
        replace(mention, person_id=ids[n], name=persons[n].name) for mention, n in zip(found, owner, strict=True)
    )
