"""The reader: triggers over a dependency parse, arguments by grammar, lexicons as data, weighed by trained models."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from extract.claims.acts import Act, find_acts
from extract.claims.attribution import find_speeches
from extract.claims.confidence import confidence_of
from extract.claims.event_types import EVENT_TYPE_OF
from extract.claims.looks import Looks
from extract.claims.merge import merge_acts
from extract.claims.reading import Reading, read_article
from extract.claims.reports import LIKELY, UNREPORTED, find_told, is_reported, tells_incident, weigh_reports
from extract.claims.scenes import place_acts
from extract.claims.scope import country_place, date_value, place_value
from extract.claims.tolls import add_tolls
from extract.claims.trained import judge_acts
from extract.claims.triggers import Trigger, find_triggers
from extract.ids import anchor_id, claim_id, extraction_id
from extract.language import find_language
from extract.lexicon import load_cues
from extract.plausibility.doubt import SAYS_LITTLE, doubt, is_elsewhere
from extract.records import (
    Article,
    Claim,
    ClaimKind,
    DateMention,
    DateValue,
    Evidence,
    Extraction,
    Issue,
    PlaceMention,
    Realis,
)
from extract.resources import Resources

_OLD = timedelta(days=60)  # a dated act older than this is told as background
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNLIKELY = 0.3  # an act less likely to be an incident is no more than background
_LONGEST = 400_000  # characters read; the rest of a longer text is an issue


@dataclass(frozen=True, slots=True)
class Reader:
    """Rules over the small English parser, and linear models where they are surer; every value is words of the text."""

    name: str = "reader"
    version: str = "2"

    def extract(self, article: Article, resources: Resources) -> Extraction:
        extractor = f"{self.name}@{self.version}"
        identity = extraction_id(article.version_id, extractor, resources.digest)
        empty = Extraction(identity, article.version_id, extractor, resources.digest, None)
        language = find_language(article.content)
        if not article.text.strip():
            return replace(empty, language=language, issues=(Issue("read", "empty text"),))
        if language != "en":
            return replace(
                empty, language=language, issues=(Issue("language", f"not English: {language or 'no letters'}"),)
            )
        article = replace(article, title=article.title and _encodable(article.title), text=_encodable(article.text))
        issues: list[Issue] = []
        if len(article.content) > _LONGEST:
            issues.append(Issue("read", f"only the first {_LONGEST} characters were read"))
            article = replace(article, text=article.text[: _LONGEST - len(article.content) + len(article.text)])
        reading = read_article(article, resources)
        triggers = find_triggers(reading)
        acts = merge_acts(reading, find_acts(reading, triggers, find_speeches(reading)))
        claims, found = make_claims(reading, triggers, acts, identity)
        return replace(empty, language=language, claims=claims, issues=(*issues, *found), mentions=reading.mentions)


def _encodable(text: str) -> str:
    """Lone surrogates, which no encoding holds, replaced one for one: offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


def make_claims(
    reading: Reading, triggers: tuple[Trigger, ...], acts: Sequence[Act], extraction: str
) -> tuple[tuple[Claim, ...], tuple[Issue, ...]]:
    """Claims and issues of the acts that say enough to be one."""
    judged, issues = tell_acts(reading, triggers, acts)
    claims: list[Claim] = []
    used: Counter[str] = Counter()  # claims of one extraction that would share an anchor
    for act in judged:
        claim = make_claim(reading, act, extraction, len(claims))
        first = claim.evidence[0]
        alike = anchor_id(reading.article.article_id, first.text, claim.event_type, 0)
        anchor = anchor_id(reading.article.article_id, first.text, claim.event_type, used[alike])
        used[alike] += 1
        claims.append(replace(claim, anchor_id=anchor))
        issues += act.issues
        if claim.date.start is None and claim.kind != "assessment":
            issues.append(Issue("date", "undated", first.text, (first.start, first.end)))
        issues += place_issues(act)
    return tuple(claims), tuple(dict.fromkeys(issues))


def tell_acts(reading: Reading, triggers: tuple[Trigger, ...], acts: Sequence[Act]) -> tuple[list[Act], list[Issue]]:
    """Acts that rules and models take for something told, and issues for those that are no security incident."""
    looks = Looks(reading)
    plausible, doubted = plausible_acts(reading, acts)
    if not plausible:  # a short text may leave out who, where and when, and yet report
        plausible, doubted = plausible_acts(reading, acts, lambda act: says_enough(act) or is_reported(looks, act))
    if not plausible and tells_incident(looks) and all(d.reason in SAYS_LITTLE for d in doubted):
        plausible, doubted = acts_told_throughout(looks, acts), []
    judged = place_acts(reading, judge_acts(looks, triggers, plausible, kinds_of(reading, plausible)))
    reported, unreported = weigh_reports(looks, judged, kinds_of(reading, judged))
    return add_tolls(looks, reported, kinds_of(reading, reported)), doubted + unreported


def acts_told_throughout(looks: Looks, acts: Sequence[Act]) -> list[Act]:
    """Acts of a text all of which reports an incident: those found, else one at the word that the encoder goes by.

    The encoder overrules that they say too little, no other doubt: it takes games, films and history for news.
    """
    reading = looks.reading
    told = [inherit(reading, acts, i) for i, act in enumerate(acts) if is_reported(looks, act)]
    if not told:
        trigger = find_told(looks, {act.sentence for act in acts if act.triggers[0].kind.name == "blame"})
        acts = find_acts(reading, (trigger,), find_speeches(reading)) if trigger is not None else ()
        # what the encoder goes by is no word of taking or holding: its subject does not say who holds a place
        told = [replace(inherit(reading, acts, i), sub_event=act.triggers[0].kind.sub_event)
                for i, act in enumerate(acts) if act.realis == "actual"]  # fmt: skip
    doubts = [doubt(reading, act) for act in told]
    little = [d is None or d.reason in SAYS_LITTLE for d in doubts]
    return [act for act, so in zip(told, little, strict=True) if so and not is_elsewhere(reading, act)]


def says_enough(act: Act) -> bool:
    """A bare "attacks" with no one, nowhere, at no time is talk, not a claim."""
    if all(t.kind.name == "blame" for t in act.triggers):
        return False
    if act.family == "agreement" and act.has_doer and act.realis == "actual":
        return True
    if act.parties or act.targets or act.counts or (act.has_doer and act.realis not in ("actual", "negated")):
        return True
    return act.date is not None or act.place is not None


def plausible_acts(
    reading: Reading, acts: Sequence[Act], enough: Callable[[Act], bool] = says_enough
) -> tuple[list[Act], list[Issue]]:
    """Acts that say enough, with what the text's flow gives them; issues for those that are no security incident."""
    told = [inherit(reading, acts, i) for i in range(len(acts)) if enough(acts[i])]
    reasons = [doubt(reading, act) for act in told]
    return [a for a, r in zip(told, reasons, strict=True) if r is None], [r for r in reasons if r is not None]


def kinds_of(reading: Reading, acts: Sequence[Act]) -> list[ClaimKind]:
    return [kind_of(reading, act, date_value(act.date, reading))[0] for act in acts]


def make_claim(reading: Reading, act: Act, extraction: str, position: int) -> Claim:
    date = date_value(act.date, reading)
    kind, realis = kind_of(reading, act, date)
    place = place_value(act.place, reading)
    if (
        realis == "actual"
        and date.start is not None
        and reading.reference is not None
        and date.start > reading.reference
    ):
        kind, realis = "assessment", "planned"
    latest = reading.latest
    if realis == "actual" and latest is not None and date.end is not None and date.end > latest:
        after = date.start is not None and date.start > latest  # the text's own dateline is younger: no date is sure
        date = date_value(None, reading) if after else replace(date, end=latest)
    return Claim(
        claim_id=claim_id(extraction, position),
        anchor_id="",
        kind=kind,
        realis=realis,
        event_type=EVENT_TYPE_OF.get(act.sub_event),
        sub_event_type=act.sub_event,
        modes=act.modes,
        n_acts=acts_told(reading, act),
        date=date,
        place=place,
        parties=act.parties,
        targets=act.targets,
        weapons=act.weapons,
        counts=act.counts,
        attribution=act.attribution,
        evidence=tuple(_evidence(reading, s) for s in act.sentences),
        confidence=confidence_of(act, kind, place, date),
    )


def kind_of(reading: Reading, act: Act, date: DateValue) -> tuple[ClaimKind, Realis]:
    """Kind of claim and realis: nothing happened, a tally, a past fact told as context, or a discrete act."""
    if act.realis in ("hypothetical", "planned", "threatened"):
        return "assessment", act.realis
    reference = reading.reference
    if date.end is not None and date.start is not None and reference is not None and date.end < reference - _OLD:
        return "background", act.realis
    if act.aside and act.date is None and not act.counts:
        return "background", act.realis
    if (date.precision or 1) >= 4 or is_tally(reading, act):
        return "aggregate", act.realis
    if act.likelihood is not None and act.likelihood < _UNLIKELY:
        return "background", act.realis
    unreported = act.reported is not None and act.reported < UNREPORTED
    if unreported and (act.likelihood or 0.0) < LIKELY:
        return "background", act.realis
    return "incident", act.realis


def is_tally(reading: Reading, act: Act) -> bool:
    """A tally over a period: plural acts, words of repetition, an open period, or an uncounted perfect."""
    text = reading.sentences[act.sentence].text.lower()
    cues = load_cues()["kind"]
    day = act.date is not None and act.date.precision == 1
    if act.open_period:
        return True
    if act.plural and not day:
        return True
    if act.date is None and _perfect(reading, act) and cues["vague_numbers"] & set(re.findall(r"\w+", text)):
        return True
    start = act.triggers[0].start - reading.sentences[act.sentence].start_char
    around = text[max(0, start - 100) : start + 80]
    return not day and any(re.search(rf"\b{re.escape(w)}\b", around) for w in cues["aggregate_words"])


def _perfect(reading: Reading, act: Act) -> bool:
    """As in "have been killed", "have carried out attacks": at any time up to now."""
    verbs = [
        v
        for t in act.triggers
        for v in (reading.doc[t.token], reading.doc[t.token].head, *reading.doc[t.token].ancestors)
    ]
    return any(c.dep_ in ("aux", "auxpass") and c.lower_ in ("have", "has") for v in verbs for c in v.children)


_TIMES = {"twin": 2, "double": 2, "dual": 2, "pair": 2, "triple": 3, "two": 2, "three": 3, "four": 4, "five": 5}


def acts_told(reading: Reading, act: Act) -> int | None:
    """How many acts one claim tells of: "twin bombing" 2; None where it tells of one or does not say."""
    for trigger in act.triggers:
        token = reading.doc[trigger.token]
        if trigger.is_verb:
            continue
        words = {c.lower_ for c in token.lefts if c.dep_ in ("nummod", "amod", "compound")}
        for word, times in _TIMES.items():
            if word in words:
                return times
    return None


def inherit(reading: Reading, acts: Sequence[Act], i: int) -> Act:
    """Date and place that the text's flow gives: an anchor's date, "also", the town just named."""
    act = acts[i]
    before = acts[i - 1] if i > 0 else None
    if act.date is not None and act.date.date_start is None:
        act = replace(act, date=_from_anchor(reading, acts, act.date))
    near = before is not None and 0 <= act.sentence - max(before.sentences) <= 1 and before.family == act.family
    if near and before is not None and act.date is None and before.date is not None and _continues(reading, act):
        act = replace(act, date=before.date)
    if act.place is None and near and before is not None and before.place is not None:
        act = replace(act, place=before.place)
    if act.place is None:
        act = replace(act, place=_last_place(reading, act) or country_place(reading))
    return act


def _continues(reading: Reading, act: Act) -> bool:
    return bool(
        re.search(
            r"\b(?:also|they said|in addition|as well|too)\b", reading.sentences[act.sentence].text, re.IGNORECASE
        )
    )


def _from_anchor(reading: Reading, acts: Sequence[Act], mention: DateMention) -> DateMention | None:
    """As in "since Mosul's capture": from the day or month the same text gives for that place's change of hands."""
    for act in acts:
        if act.place is None or act.date is None or act.date.date_start is None or reading.reference is None:
            continue
        taken = any(t.kind.name in ("regain", "overtake") for t in act.triggers)
        if taken and act.place.text in mention.text:
            return replace(
                mention, date_start=act.date.date_start, date_end=reading.reference, precision=5, rule="since anchor"
            )
    return None


def _last_place(reading: Reading, act: Act) -> PlaceMention | None:
    """The place of the sentence before, if that names just one town."""
    if act.sentence == 0:
        return None
    sentence = reading.sentences[act.sentence - 1]
    found = [m for m in reading.mentions.places
             if sentence.start_char <= m.start < sentence.end_char and "metonym" not in m.rule
             and m.value is not None and (m.value.precision or 9) <= 4]  # fmt: skip
    return found[0] if len({m.text for m in found}) == 1 else None


def place_issues(act: Act) -> list[Issue]:
    mention = act.place
    if mention is None or mention.value is not None:
        return []
    names = ", ".join(f"{c.name} ({c.country})" for c in mention.candidates[:3])
    reason = f"ambiguous place: {names}" if names else "unknown place"
    return [Issue("place", reason, mention.text, (mention.start, mention.end))]


def _evidence(reading: Reading, sentence: int) -> Evidence:
    span = reading.sentences[sentence]
    text = span.text.rstrip()
    lead = len(text) - len(text.lstrip())
    return Evidence(span.start_char + lead, span.start_char + len(text), text.strip())
