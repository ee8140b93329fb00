"""Acts of several sentences put together: later sentences that speak of an act already told add to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from extract.claims.acts import Act
from extract.claims.event_types import EVENT_TYPES
from extract.claims.reading import Reading
from extract.lexicon import word_set
from extract.records import Count, DateMention, Party, PlaceMention, Rank, Target, Weapon

T = TypeVar("T", Target, Weapon)
_ONE_MORE = r"(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|was|were|is|are)\b)"
_OPENING = 60  # characters
_OTHER = re.compile(
    rf"\b(?:another(?!\s+{_ONE_MORE})|separate(?:ly)?|elsewhere|a second|a similar|also|meanwhile|in addition|"
    r"other attacks?|the same day|hours (?:later|earlier)|"
    r"(?:a )?(?:day|week|month)s? (?:later|earlier|before))\b",
    re.IGNORECASE,
)
_MORE = ("another", "further", "additional")
_RAISED = re.compile(
    r"\b(?:rose|risen|rises|revis\w+|updated?|correct\w+|climb\w+|not|earlier|initial\w*|previous\w*|first)\b",
    re.IGNORECASE,
)
_GENERIC = {"Attack", "Looting/property destruction", "Armed clash"}
_REMOTE = frozenset(EVENT_TYPES["Explosions/Remote violence"])
_HURT = ("victim", "target")
_DID = {"perpetrator", "side_a"}
_ONCE = ({"kill", "result_kill"}, {"abduct"})  # kinds of triggers of what befalls a person once
_MIXED = {"violence", "demonstration"}
_ANYONE = word_set("anyone")
_NEAR = 2  # sentences
_FAR = 12  # sentences


def merge_acts(reading: Reading, acts: Sequence[Act]) -> tuple[Act, ...]:
    """Clusters of acts in text order; each keeps the sentence it was first told in as its first."""
    in_title = _title_end(reading)
    clusters: list[Act] = []
    titles = [a for a in acts if reading.sentences[a.sentence].start_char < in_title]
    body = [a for a in acts if reading.sentences[a.sentence].start_char >= in_title]
    for act in body:
        home = next((i for i in range(len(clusters) - 1, -1, -1) if is_same_act(reading, clusters[i], act)), None)
        if home is None:
            clusters.append(replace(act, definite=act.definite and not act.by_pronoun))  # "they" are others
        else:
            clusters[home] = join(reading, clusters[home], act)
    # a headline repeats what the body tells: it is a claim only where the body tells nothing of the kind
    clusters[:0] = [a for a in titles if not any(c.family == a.family for c in clusters)]
    return tuple(clusters)


def _title_end(reading: Reading) -> int:
    return 0 if reading.article.title is None else len(reading.article.title)


def is_same_act(reading: Reading, told: Act, act: Act) -> bool:
    """Does `act` speak of the act that `told` holds?"""
    distance = act.sentence - max(told.sentences)
    if told.realis != act.realis or distance > _FAR:
        return False
    if not (told.family == act.family or ({told.family, act.family} <= _MIXED and act.only_results)):
        return False
    if not _compatible_type(told, act):
        return False
    if _befell_one_person(told, act):
        return True
    if not dates_agree(told.date, act.date) or not places_agree(told.place, act.place):
        return False
    if act.by_pronoun and _by_another(told, act):
        return False
    near = distance <= _NEAR and act.definite
    if act.plural != told.plural and not act.only_results and not near and not (act.definite and not act.plural):
        return False
    if told.parties and act.parties and _victims_differ(told, act):
        return False
    other = _OTHER.search(reading.sentences[act.sentence].text)
    opens_another = other is not None and other.start() < _OPENING
    if act.definite or (act.only_results and distance <= _NEAR and not opens_another):
        return True
    if distance == 0 or other is not None:
        return False
    return _shared_participants(told, act)


def _by_another(told: Act, act: Act) -> bool:
    """Is whom "they" stands for not who did what was told, or was the act done to those who did that?"""
    doers = _names(told, _DID)
    own = _names(act, _DID)
    return (bool(own) and not own & doers) or bool(_names(act, set(_HURT)) & doers)


def _compatible_type(told: Act, act: Act) -> bool:
    a, b = told.sub_event, act.sub_event
    if a == b:
        return True
    if act.only_results or told.only_results:
        return True
    if {a, b} & {"Abduction/forced disappearance", "Sexual violence"}:
        return False
    if a in _GENERIC or b in _GENERIC:
        return a in _GENERIC | _REMOTE and b in _GENERIC | _REMOTE
    return {a, b} <= _REMOTE and act.definite


def dates_agree(a: DateMention | None, b: DateMention | None) -> bool:
    """Do two date phrases leave room for one day? Also where one is missing or open."""
    if (
        a is None
        or b is None
        or a.date_start is None
        or b.date_start is None
        or a.date_end is None
        or b.date_end is None
    ):
        return True
    return a.date_start <= b.date_end and b.date_start <= a.date_end


def places_agree(a: PlaceMention | None, b: PlaceMention | None) -> bool:
    if a is None or b is None or a.value is None or b.value is None:
        return True
    one, other = a.value, b.value
    if one.country and other.country and one.country != other.country:
        return False
    if (one.precision or 9) >= 5 or (other.precision or 9) >= 5:
        return True
    if (one.precision == 4 or other.precision == 4) and one.admin1 and other.admin1:
        return one.admin1 == other.admin1
    return one.geonameid == other.geonameid or one.name == other.name


def _names(act: Act, roles: set[str]) -> set[str]:
    return {_key(p) for p in act.parties if p.role in roles}


def _key(party: Party) -> str:
    return party.actor_id or party.text.lower().split()[-1].rstrip("s")


def _victims_differ(told: Act, act: Act) -> bool:
    """Named victims of the one that the other does not know: two acts."""
    first = {_key(p) for p in told.parties if p.kind == "person" and p.role in ("victim", "target")}
    second = {_key(p) for p in act.parties if p.kind == "person" and p.role in ("victim", "target")}
    return bool(first) and bool(second) and not first & second and not act.definite


def _befell_one_person(told: Act, act: Act) -> bool:
    """Nobody dies twice, and whom an article names as taken was taken once, whatever day its words suggest."""
    kinds = [{t.kind.name for t in a.triggers} for a in (told, act)]
    if not any(all(k & once for k in kinds) for once in _ONCE):
        return False
    names = [[p.text.lower().split() for p in a.parties if p.kind == "person" and p.role in _HURT] for a in (told, act)]
    return any(
        one[-1] == other[-1] and (len(one) == 1 or len(other) == 1 or one[0] == other[0])
        for one in names[0]
        for other in names[1]
    )


def _shared_participants(told: Act, act: Act) -> bool:
    hurt = {"victim", "target", "side_b", "detainee"}
    if (_names(told, hurt) & _names(act, hurt)) - _ANYONE:
        return True
    things = {t.text.lower().split()[-1] for t in told.targets} & {t.text.lower().split()[-1] for t in act.targets}
    return bool(things)


def join(reading: Reading, told: Act, act: Act) -> Act:
    """The told act with what the later sentence adds; nothing said first is overwritten by something vaguer."""
    specific = told.sub_event in _GENERIC and act.sub_event not in _GENERIC and not act.only_results
    specific = specific or (told.only_results and not act.only_results)
    return replace(
        told,
        triggers=(*told.triggers, *act.triggers),
        sub_event=act.sub_event if specific else told.sub_event,
        modes=tuple(dict.fromkeys((*told.modes, *act.modes))),
        date=told.date or act.date,
        place=_better_place(told.place, act.place),
        parties=_join_parties(told.parties, act.parties),
        targets=_join_by_text(told.targets, act.targets),
        weapons=_join_by_text(told.weapons, act.weapons),
        counts=_join_counts(reading, told, act),
        issues=(*told.issues, *act.issues),
        sentences=tuple(sorted({*told.sentences, *act.sentences})),
        only_results=told.only_results and act.only_results,
    )


def _better_place(a: PlaceMention | None, b: PlaceMention | None) -> PlaceMention | None:
    if a is None or b is None:
        return a or b
    rank = [(m.value.precision if m.value is not None and m.value.precision is not None else 9) for m in (a, b)]
    return b if rank[1] < rank[0] else a


def _join_parties(told: tuple[Party, ...], more: tuple[Party, ...]) -> tuple[Party, ...]:
    """Parties once each; one that is a perpetrator of a stated confidence and then merely named again keeps it."""
    out = list(told)
    for party in more:
        same = next((i for i, p in enumerate(out) if _key(p) == _key(party) and _group(p) == _group(party)), None)
        if same is None:
            out.append(party)
        elif party.confidence_stated in ("claimed or admitted", "denied"):
            out[same] = replace(out[same], confidence_stated=party.confidence_stated)
    return tuple(out)


def _group(party: Party) -> str:
    return "did" if party.role in _DID else "suffered"


def _join_by_text(told: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    known = {_last_word(item) for item in told}
    return told + tuple(item for item in more if _last_word(item) not in known)


def _last_word(item: Target | Weapon) -> str:
    return item.text.lower().split()[-1].rstrip("s")


def _join_counts(reading: Reading, told: Act, act: Act) -> tuple[Count, ...]:
    """Figures once each: an equal one is the same, another speaker's is a rival, a corrected one is superseded."""
    out = list(told.counts)
    parties = [(_key(p), _group(p)) for p in _join_parties(told.parties, act.parties)]
    for new in act.counts:
        counted = act.parties[new.party] if new.party is not None else None
        count = replace(new, party=parties.index((_key(counted), _group(counted))) if counted is not None else None)
        earlier = out[: len(told.counts)]  # figures of one sentence correct each other only where it says so
        if count.best is not None and _is_more(reading, count):
            earlier = []  # told beside the earlier figures, not instead of them
        clash = next((i for i, c in enumerate(earlier) if _same_thing(c, count) and c.rank == "preferred"), None)
        if clash is None:
            out.append(count)
        elif _bounds(out[clash]) == _bounds(count) or _is_vague(count):
            continue
        else:
            told_in = [reading.sentences[n] for n in act.sentences]
            text = next((s.text for s in told_in if s.end_char > count.span[0]), "")
            rank: Rank = "rival" if act.attribution != told.attribution and not _RAISED.search(text) else "superseded"
            if rank == "superseded":
                out[clash] = replace(out[clash], rank="superseded")
                out.append(count)
            else:
                out.append(replace(count, rank="rival", attribution=act.attribution))
    return tuple(out)


def _is_more(reading: Reading, count: Count) -> bool:
    """As in "another 12", "five were also killed"; in "another witness said 12", "he also said" it is no such word."""
    words = reading.doc.char_span(*count.span, alignment_mode="expand")
    if words is None:
        return False
    if any(t.lower_ in _MORE for t in reading.doc[max(0, words.start - 1) : words.end]):
        return True
    token = words.root
    while True:
        verb = token.pos_ in ("VERB", "AUX")
        beside = [*token.children, *(p for c in token.children if c.lower_ == "in" for p in c.children)]
        if verb and any(c.lower_ in ("also", "addition") for c in beside):
            return True
        own = token.dep_ == "conj" and verb and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
        if own or token.head.i == token.i or token.dep_ in ("ccomp", "parataxis", "relcl"):
            return False  # what it is told beside is told by other words
        token = token.head


def _same_thing(a: Count, b: Count) -> bool:
    if a.outcome != b.outcome or (_is_somebody(a) and b.who != "unknown" and not _is_somebody(b)):
        return False
    return a.who == b.who or ("unknown" in (a.who, b.who) and (a.best or 0) <= (b.best or 0))


def _is_somebody(count: Count) -> bool:
    """One person whom the text names or describes as known: no group that is counted later replaces them."""
    return count.best == 1 and count.text.lower().split()[0] not in ("a", "an", "one", "1", "another")


def _bounds(count: Count) -> tuple[int | None, int | None, int | None]:
    return count.low, count.best, count.high


def _is_vague(count: Count) -> bool:
    return count.best is None or (count.best == 1 and count.qualifier == "exact")
