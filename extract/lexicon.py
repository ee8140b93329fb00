"""Language knowledge as data: the YAML and CSV files in `lexicons/`, loaded once into frozen tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

_LONGEST_NOUN = 4  # words


@dataclass(frozen=True, slots=True)
class TriggerClass:
    """A family of words that tell of one sort of act."""

    name: str
    sub_event: str
    mode: str | None
    result: bool  # tells what came of an act, takes its type where there is one
    needs: str | None
    family: str  # classes of one family in one sentence may tell of one act


@dataclass(frozen=True, slots=True)
class NounSense:
    """What a noun stands for; exactly one of who, weapon and target is set."""

    who: str | None = None  # people: civilian, protester, rioter, security, paramilitary, militant, armed
    actor_class: int | None = None
    weapon: str | None = None  # weapon.type
    target: str | None = None  # target.type


@dataclass(frozen=True, slots=True)
class Triggers:
    """Verb lemma -> [(dependents needed, class)], longest first; noun phrase -> class."""

    verbs: Mapping[str, tuple[tuple[frozenset[str], TriggerClass], ...]]
    nouns: Mapping[str, TriggerClass]
    noun_heads: frozenset[str]
    of_type: Mapping[str, TriggerClass]  # sub-event type -> the first class that stands for it


def read_yaml(name: str) -> Any:
    """Parsed content of `lexicons/NAME.yaml`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((files("extract") / "lexicons" / f"{name}.yaml").read_bytes(), loader)  # noqa: S506  safe loaders


@cache
def load_triggers() -> Triggers:
    verbs: dict[str, list[tuple[frozenset[str], TriggerClass]]] = {}
    nouns: dict[str, TriggerClass] = {}
    of_type: dict[str, TriggerClass] = {}
    for name, entry in read_yaml("triggers").items():
        kind = TriggerClass(
            name,
            entry["sub_event"],
            entry["mode"],
            entry.get("result", False),
            entry.get("needs"),
            entry.get("family", name),
        )
        if not kind.result:
            of_type.setdefault(kind.sub_event, kind)
        for verb in entry.get("verbs") or []:
            head, *needed = verb.split("+")
            verbs.setdefault(head, []).append((frozenset(needed), kind))
        nouns.update(dict.fromkeys(entry.get("nouns") or [], kind))
    ordered = {head: tuple(sorted(rules, key=lambda rule: -len(rule[0]))) for head, rules in verbs.items()}
    heads = frozenset(re.split("[ -]", n)[-1] for n in nouns)
    return Triggers(MappingProxyType(ordered), MappingProxyType(nouns), heads, MappingProxyType(of_type))


@cache
def load_nouns() -> Mapping[str, NounSense]:
    """Noun or noun phrase (lemmas) -> sense; people win over things where a word is listed twice."""
    table = read_yaml("nouns")
    senses: dict[str, NounSense] = {}
    for target, words in table["targets"].items():
        senses.update(dict.fromkeys(words, NounSense(target=target)))
    for weapon, words in table["weapons"].items():
        senses.update(dict.fromkeys(words, NounSense(weapon=weapon)))
    for who, entry in table["people"].items():
        senses.update(dict.fromkeys(entry["words"], NounSense(who=who, actor_class=entry["class"])))
    return MappingProxyType(senses)


@cache
def load_cues() -> Mapping[str, Any]:
    """Cue lists as frozen sets under the file's own section names."""
    return _freeze(read_yaml("cues"))  # type: ignore[no-any-return]


def _freeze(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({k: _freeze(v) for k, v in value.items()})
    return frozenset(value)


@cache
def _word_sets() -> Mapping[str, frozenset[str]]:
    return MappingProxyType({name: frozenset(words) for name, words in read_yaml("word_sets").items()})


def word_set(name: str) -> frozenset[str]:
    """One named set of `lexicons/word_sets.yaml`; a name that is not there is a `KeyError`."""
    return _word_sets()[name]
