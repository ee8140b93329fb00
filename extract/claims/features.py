"""What the trained models look at: an act, a pair of acts, a phrase beside an act. Names of nobody are features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from extract.claims.acts import Act
from extract.claims.candidates import Candidate
from extract.claims.reading import Reading
from extract.claims.scope import date_value
from extract.records import Party

if TYPE_CHECKING:
    from spacy.tokens import Token

_WORDS = {"NOUN", "VERB", "ADJ", "ADV"}


def document_words(reading: Reading) -> tuple[str, ...]:
    """Lemmas of the article's content words, names left out."""
    return tuple(sorted({t.lemma_.lower() for t in reading.doc if t.pos_ in _WORDS and t.is_alpha}))


def act_features(reading: Reading, acts: Sequence[Act], i: int, words: Sequence[str], kind: str) -> list[str]:
    """Is this act a discrete, recent incident of the kind that an analyst would file?"""
    act = acts[i]
    kinds = sorted({t.kind.name for t in act.triggers})
    out = ["bias", f"sub={act.sub_event}", f"realis={act.realis}", f"n={min(len(acts), 6)}", f"i={min(i, 4)}"]
    out += (
        [f"kind={kind}/{act.realis}", f"kind={kind}"] + [f"trigger={k}" for k in kinds] + [f"kinds={'+'.join(kinds)}"]
    )
    out += [f"lemma={reading.doc[t.token].lemma_.lower()}" for t in act.triggers]
    out += [f"verb={any(t.is_verb for t in act.triggers)}", f"definite={act.definite}", f"plural={act.plural}"]
    out += [f"results={act.only_results}", f"aside={act.aside}", f"said={act.attribution.kind}"]
    out += [f"sentences={min(len(act.sentences), 4)}", f"at={min(act.sentence, 10)}"]
    out += [
        f"date={_date(reading, act)}",
        f"place={_place(reading, act)}",
        f"date={_date(reading, act)}/{act.sub_event}",
    ]
    roles = sorted({f"{p.role}:{p.kind}:{p.actor_class}" for p in act.parties}) or ["nobody"]
    out += [f"party={r}" for r in roles] + [f"party={r}/{act.sub_event}" for r in roles]
    out.append(
        "who="
        + ">".join("+".join(sorted({str(p.actor_class) for p in act.parties if p.role in some})) for some in _SIDES)
    )
    out += [f"count={c.outcome}/{c.qualifier}" for c in act.counts] or ["count=none"]
    out += [f"target={t.type}" for t in act.targets] + [f"weapon={w.type}" for w in act.weapons]
    out += [f"s={w}" for n in act.sentences for w in _sentence_words(reading, n)]
    out += [f"tense={t.tag_}" for t in (reading.doc[t.token] for t in act.triggers)]
    out += [
        f"aux={c.lower_}"
        for t in act.triggers
        for c in reading.doc[t.token].children
        if c.dep_ in ("aux", "neg", "mark", "auxpass")
    ]
    out += [f"dep={reading.doc[t.token].dep_}/{reading.doc[t.token].head.lemma_.lower()}" for t in act.triggers]
    return out + [f"d={w}" for w in words]


_SIDES = ({"perpetrator", "side_a"}, {"victim", "target", "side_b"})


def _sentence_words(reading: Reading, n: int) -> set[str]:
    return {t.lemma_.lower() for t in reading.sentences[n] if t.pos_ in _WORDS and t.is_alpha}


def _date(reading: Reading, act: Act) -> str:
    value = date_value(act.date, reading)
    if value.start is None or value.end is None or reading.reference is None:
        return "none"
    days = (reading.reference - value.end).days
    near = next((n for n in (0, 1, 3, 7, 14, 30, 60, 120, 400) if days <= n), 9999)
    return f"{near}/{value.precision}"


def _place(reading: Reading, act: Act) -> str:
    if act.place is None:
        return "none"
    start, end = reading.sentences[act.sentence].start_char, reading.sentences[act.sentence].end_char
    value = act.place.value
    return f"{start <= act.place.start < end}/{value.precision if value else None}"


def pair_features(reading: Reading, a: Act, b: Act, between: int) -> list[str]:
    """Do two acts of one article, `a` told first, tell of one event?"""
    gap = b.sentence - max(a.sentences)
    text = {n: _sentence_words(reading, n) for n in (*a.sentences, *b.sentences)}
    words_a = set().union(*(text[n] for n in a.sentences))
    words_b = set().union(*(text[n] for n in b.sentences))
    same_type = a.sub_event == b.sub_event
    kinds = f"{min(a.sub_event, b.sub_event)}|{max(a.sub_event, b.sub_event)}"
    common = len(words_a & words_b)
    out = [
        "bias",
        f"gap={bucket(gap)}",
        f"between={min(between, 4)}",
        f"type={same_type}",
        f"types={kinds}",
        f"realis={a.realis == b.realis}",
    ]
    out += [f"common={min(common, 8)}", f"share={round(4 * common / max(1, min(len(words_a), len(words_b))))}"]
    dates, places = _compare_dates(a, b), _compare_places(a, b)
    out += [
        f"dates={dates}",
        f"places={places}",
        f"dates={dates}/{places}/{same_type}",
        f"dates={dates}/{same_type}",
        f"places={places}/{same_type}",
    ]
    out += [
        f"definite={b.definite}/{same_type}",
        f"plural={a.plural}{b.plural}",
        f"results={b.only_results}{a.only_results}",
    ]
    for name, roles in zip(("did", "hurt"), _SIDES, strict=True):
        relation = _compare_parties(
            [p for p in a.parties if p.role in roles], [p for p in b.parties if p.role in roles]
        )
        out += [f"{name}={relation}", f"{name}={relation}/{dates}/{same_type}"]
    things = ({t.text.lower().split()[-1] for t in x.targets} for x in (a, b))
    one, other = things
    out.append(f"things={'none' if not one or not other else bool(one & other)}")
    opening = " ".join(t.lower_ for t in reading.sentences[b.sentence][:3])
    out += [f"opens={opening.split()[0] if opening else ''}"]
    out += [f"word={w}" for w in words_b & _LINKS] + [
        f"trigger={reading.doc[b.triggers[0].token].lemma_.lower()}/{b.definite}"
    ]
    same_lemma = {reading.doc[t.token].lemma_.lower() for t in a.triggers} & {
        reading.doc[t.token].lemma_.lower() for t in b.triggers
    }
    out.append(f"lemma={bool(same_lemma)}/{dates}")
    return out


_LINKS = {
    "another",
    "other",
    "also",
    "meanwhile",
    "later",
    "separate",
    "second",
    "similar",
    "same",
    "again",
    "elsewhere",
    "earlier",
    "previous",
    "new",
}


def bucket(n: int) -> str:
    return str(n) if n <= 3 else "4-6" if n <= 6 else "7-12" if n <= 12 else "13+"


def _compare_dates(a: Act, b: Act) -> str:
    one, other = a.date, b.date
    if one is None or other is None or one.date_start is None or other.date_start is None:
        return f"{one is not None and one.date_start is not None}{other is not None and other.date_start is not None}"
    if one.date_start == other.date_start and one.date_end == other.date_end:
        return "equal"
    if one.date_end is None or other.date_end is None:
        return "open"
    return "overlap" if one.date_start <= other.date_end and other.date_start <= one.date_end else "apart"


def _compare_places(a: Act, b: Act) -> str:
    one, other = a.place, b.place
    if one is None or other is None or one.value is None or other.value is None:
        return f"{one is not None}{other is not None}"
    if one.value.name == other.value.name:
        return "equal" if (one.value.precision or 9) < 6 else "country"
    if one.value.country != other.value.country:
        return "abroad"
    return "apart" if (one.value.precision or 9) < 4 and (other.value.precision or 9) < 4 else "wider"


def _compare_parties(a: Sequence[Party], b: Sequence[Party]) -> str:
    if not a or not b:
        return f"{bool(a)}{bool(b)}"
    one, other = ({p.actor_id or p.text.lower().split()[-1] for p in x} for x in (a, b))
    return "same" if one & other else "named" if all(any(p.kind == "person" for p in x) for x in (a, b)) else "differ"


def relation_features(
    reading: Reading, candidate: Candidate, act: Act, others: Sequence[Act], *, known: str, elsewhere: str
) -> list[str]:
    """A phrase beside an act. `known`: its role in the act by rule; `elsewhere`: the role of its entity in any act."""
    kind, sense = candidate.phrase.kind, candidate.phrase.sense
    actor_class = candidate.phrase.actor.actor_class if candidate.phrase.actor is not None else sense.actor_class
    what = f"{kind}/{sense.who or sense.target or sense.weapon}/{actor_class}"
    near = min(act.sentences, key=lambda n: abs(n - candidate.sentence))
    gap = candidate.sentence - near
    distance = ("+" if gap > 0 else "-" if gap < 0 else "") + bucket(abs(gap))
    has = "".join(str(int(any(p.role in roles for p in act.parties))) for roles in _SIDES) + str(int(bool(act.targets)))
    out = [
        f"rule={known}",
        f"rule={known}/{what}",
        f"elsewhere={elsewhere}",
        f"elsewhere={elsewhere}/{what}",
        f"rule={known}/{elsewhere}",
    ]
    out += [f"gap={distance}/{kind}", f"gap={distance}/{what}", f"has={has}/{what}", f"has={has}/{kind}/{distance}"]
    out += [
        f"sub={act.sub_event}/{what}",
        f"acts={min(len(others), 4)}/{kind}/{distance}",
        f"first={act is others[0]}/{kind}/{distance}",
    ]
    if kind not in ("person", "organisation"):
        lemma = reading.doc[candidate.token].lemma_.lower()
        out += [f"head={lemma}/{distance}", f"head={lemma}/{act.sub_event}", f"head={lemma}/{has}"]
    same = next((p for p in act.parties if p.actor_id is not None and p.actor_id == candidate.entity), None)
    out.append(f"body={same.role if same else None}/{kind}/{gap == 0}")
    if gap == 0:
        out += _paths(reading, candidate, act, what)
    return out


def _paths(reading: Reading, candidate: Candidate, act: Act, what: str) -> Iterator[str]:
    token = reading.doc[candidate.token]
    for trigger in act.triggers:
        word = reading.doc[trigger.token]
        if reading.sentence_of[word.i] != candidate.sentence:
            continue
        path = parse_path(token, word)
        side = "<" if token.i < word.i else ">"
        yield f"path={path}"
        yield f"path={path}/{trigger.kind.name}"
        yield f"path={path}/{what}"
        yield f"side={side}/{trigger.kind.name}/{what}"
        yield f"near={bucket(abs(token.i - word.i))}/{side}/{candidate.phrase.kind}"


def parse_path(token: Token, word: Token) -> str:
    """Dependencies from a token up to the lowest common governor and down to the other; prepositions by their word."""
    above = [token, *token.ancestors]
    other = [word, *word.ancestors]
    shared = {t.i for t in other}
    up = next((n for n, t in enumerate(above) if t.i in shared), None)
    if up is None:
        return "far"
    down = next(n for n, t in enumerate(other) if t.i == above[up].i)
    if up + down > 6:
        return "far"
    return "^".join(_step(t) for t in above[:up]) + "|" + "v".join(_step(t) for t in reversed(other[:down]))


def _step(token: Token) -> str:
    return f"{token.dep_}:{token.lower_}" if token.dep_ == "prep" else token.dep_
