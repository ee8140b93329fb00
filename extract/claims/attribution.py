"""Who says it: the reporting verb or phrase that governs a trigger, and the speaker behind a pronoun."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.claims.phrases import read_phrase
from extract.claims.reading import Reading, overlapping
from extract.lexicon import load_cues, word_set
from extract.records import Attribution

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_PRONOUNS = {"he", "she", "they", "it", "who"}
_QUOTE = re.compile('["“”]')


@dataclass(frozen=True, slots=True)
class Speech:
    """One reporting verb or phrase: who speaks, and which token's clause it reports."""

    attribution: Attribution
    verb: int  # token index of the cue
    plural: bool
    described: tuple[int, int] | None = None  # the whole phrase that names and describes the speaker


def find_speeches(reading: Reading) -> tuple[tuple[Speech, ...], ...]:
    """Per sentence the speeches in it; pronouns are followed back to the last speaker who fits."""
    rows: list[tuple[Speech, ...]] = []
    last: list[Speech] = []
    for sentence in reading.sentences:
        found = []
        for token in sentence:
            speech = _speech(reading, token, last)
            if speech is not None:
                found.append(speech)
                if speech.attribution.speaker is not None:
                    last.append(speech)
        rows.append(tuple(found))
    return tuple(rows)


def attribute_token(reading: Reading, speeches: tuple[tuple[Speech, ...], ...], token: Token) -> Attribution:
    """Attribution of the clause that `token` is in: its own sentence's speech, or the quotation it continues."""
    sentence = reading.sentence_of[token.i]
    ancestors = {token.i, *(a.i for a in token.ancestors)}
    own = speeches[sentence]
    for speech in own:
        cue = reading.doc[speech.verb]
        if speech.verb in ancestors and not _inside_speaker(cue, token):
            return speech.attribution
        if cue.lower_ == "according" or (
            cue.dep_ in ("parataxis", "ccomp") and _root(reading, cue) == _root(reading, token)
        ):
            return speech.attribution
    if not own and sentence > 0 and _continues_quote(reading, sentence):
        earlier = next(
            (row for row in (speeches[sentence - 1], *speeches[max(0, sentence - 3) : sentence - 1][::-1]) if row), ()
        )
        following = speeches[sentence + 1] if sentence + 1 < len(speeches) else ()
        for row in (earlier, following):
            if row:
                return row[-1].attribution
    return Attribution()


def is_official(attribution: Attribution) -> bool:
    """Does the speaker speak for a public authority?"""
    described = f"{attribution.speaker or ''} {attribution.capacity or ''} {attribution.organisation or ''}"
    words = set(re.findall(r"\w+", described.lower()))
    words |= {w.removesuffix("s") for w in words}
    return bool(words & load_cues()["attribution"]["official"]) and not words & word_set("private_bodies")


def _inside_speaker(cue: Token, token: Token) -> bool:
    """Words of the speaker himself are not his report: "the chief of the attacked town said"."""
    for child in cue.children:
        if child.dep_ in ("nsubj", "nsubjpass", "agent") and child.left_edge.i <= token.i <= child.right_edge.i:
            return True
    return False


def _root(reading: Reading, token: Token) -> int:
    return int(reading.sentence(token).root.i)


def _speech(reading: Reading, token: Token, last: list[Speech]) -> Speech | None:
    cues = load_cues()["attribution"]
    lemma = token.lemma_.lower()
    if token.lower_ == "according":
        to = next((c for c in token.children if c.lower_ == "to"), None)
        speaker = next((c for c in to.children if c.dep_ == "pobj"), None) if to is not None else None
        return _made(reading, token, speaker, last, "attributed") if speaker is not None else None
    if token.pos_ != "VERB" or (token.tag_ == "VBN" and token.dep_ in ("acl", "amod")):
        return None
    speaker = next((c for c in token.children if c.dep_ == "nsubj"), None)
    passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in token.children)
    if passive:
        agent = next((c for c in token.children if c.dep_ == "agent"), None)
        speaker = next((c for c in agent.children if c.dep_ == "pobj"), None) if agent is not None else None
    objects = {c.lemma_.lower() for c in token.children if c.dep_ == "dobj"}
    if lemma in cues["claim"] and objects & {"responsibility", "credit", "authorship"}:
        return _made(reading, token, speaker, last, "claimed_responsibility")
    clause = any(c.dep_ in ("ccomp", "parataxis") for c in token.children) or token.dep_ in ("parataxis", "ccomp")
    if lemma in cues["deny"] and (clause or any(c.dep_ in ("dobj", "xcomp") for c in token.children)):
        return _made(reading, token, speaker, last, "denied")
    if lemma in {"accuse", "blame"} or (lemma == "attribute" and objects):
        return _made(reading, token, speaker, last, "accused")
    if lemma in cues["say"] and (
        clause or _quotes(reading, token) or (lemma in ("report", "announce", "confirm") and objects)
    ):
        if passive and lemma not in ("report", "say", "announce", "confirm", "state"):
            return None
        return _made(reading, token, speaker, last, "attributed")
    return None


def _quotes(reading: Reading, verb: Token) -> bool:
    return bool(_QUOTE.search(reading.sentence(verb).text)) and verb.dep_ in ("ROOT", "conj")


def _made(reading: Reading, cue: Token, speaker: Token | None, last: list[Speech], kind: str) -> Speech | None:
    plural = speaker is not None and (speaker.tag_ in ("NNS", "NNPS") or speaker.lower_ == "they")
    if speaker is None:
        attribution = Attribution(kind=kind, cue=cue.text, span=(cue.idx, cue.idx + len(cue)))  # type: ignore[arg-type]
        return Speech(attribution, cue.i, plural)
    if speaker.lower_ in _PRONOUNS:
        return _from_pronoun(cue, speaker, last, kind)
    name, capacity, organisation, span = _speaker(reading, speaker)
    attribution = Attribution(kind, name, capacity, organisation, cue.text, span)  # type: ignore[arg-type]
    described = (speaker.left_edge.idx, speaker.right_edge.idx + len(speaker.right_edge))
    return Speech(attribution, cue.i, plural, described)


def _from_pronoun(cue: Token, pronoun: Token, last: list[Speech], kind: str) -> Speech | None:
    if pronoun.lower_ in ("it", "who"):
        return None if pronoun.lower_ == "it" else _as(last[-1], cue, kind) if last else None
    fits = [s for s in last if s.plural == (pronoun.lower_ == "they")]
    chosen = fits[-1] if fits else None
    return _as(chosen, cue, kind) if chosen is not None else None


def _as(speech: Speech, cue: Token, kind: str) -> Speech:
    a = speech.attribution
    return Speech(Attribution(kind, a.speaker, a.capacity, a.organisation, cue.text, a.span), cue.i, speech.plural)  # type: ignore[arg-type]


def _speaker(reading: Reading, head: Token) -> tuple[str, str | None, str | None, tuple[int, int]]:
    """Name or description as written, capacity, body spoken for, span of the speaker."""
    left, right = head.left_edge.idx, head.right_edge.idx + len(head.right_edge)
    person = next(overlapping(reading.persons, head.idx, head.idx + len(head)), None)
    if person is None:
        person = next((p for p in overlapping(reading.persons, left, right)), None)
    body = next((m for m in overlapping(reading.mentions.actors, left, right) if m.kind == "organisation"), None)
    organisation = body.name if body is not None else None
    if person is not None:
        return person.text, _capacity(person), organisation, (person.start, person.end)
    phrase = read_phrase(reading, head)
    return phrase.text, None, organisation, (phrase.start, phrase.end)


def _capacity(person: object) -> str | None:
    return getattr(person, "capacity", None) or getattr(person, "title", None)


def _continues_quote(reading: Reading, sentence: int) -> bool:
    """Inside a quotation that its own paragraph opened, or a paragraph that opens with a quotation mark."""
    span = reading.sentences[sentence]
    paragraph = reading.article.content.rfind("\n", 0, span.start_char) + 1
    before = reading.article.content[paragraph : span.start_char]
    return len(_QUOTE.findall(before)) % 2 == 1 or _starts_quoted(span)


def _starts_quoted(span: Span) -> bool:
    return bool(_QUOTE.match(span.text.strip()))
