"""The reader's word lists: every value is one of the code books', no word is listed twice, no table can be changed."""

from __future__ import annotations

from collections import Counter
from functools import partial
from importlib.resources import files
from typing import Any

import pytest
import yaml

from extract.claims.event_types import EVENT_TYPE_OF
from extract.lexicon import (
    TriggerClass,
    load_cues,
    load_nouns,
    load_triggers,
    read_yaml,
    word_set,
)

xfail = partial(pytest.mark.xfail, strict=False)
# PLOVER's modes of ASSAULT, COERCE and PROTEST
MODES = {
    "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
    "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional", "seize",
    "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber",
    "demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize",
}  # fmt: skip
# GTD's 22 target types, in lower case
TARGETS = {
    "business", "government (general)", "police", "military", "abortion related", "airports & aircraft",
    "government (diplomatic)", "educational institution", "food or water supply", "journalists & media", "maritime",
    "ngo", "other", "private citizens & property", "religious figures/institutions", "telecommunication",
    "terrorists/non-state militia", "tourists", "transportation", "unknown", "utilities", "violent political party",
}  # fmt: skip
WEAPONS = {
    "firearm", "explosive", "suicide bomb", "vehicle bomb", "ied", "landmine", "grenade", "mortar", "artillery",
    "rocket", "missile", "air strike", "drone", "chemical", "incendiary", "melee", "vehicle", "other", "unknown",
}  # fmt: skip
NEEDS = {
    "weapon",
    "person",
    "place",
    "thing",
    "crowd",
    "installation",
    "violent_subject",
    "projectile",
    "armed_move",
    "grievance",
    "armed_taker",
}


def classes() -> dict[str, TriggerClass]:
    table = load_triggers()
    found = {kind.name: kind for rules in table.verbs.values() for _, kind in rules}
    return found | {kind.name: kind for kind in table.nouns.values()}


def twice(words: list[str]) -> list[str]:
    return [word for word, n in Counter(words).items() if n > 1]


def test_every_trigger_class_has_one_of_the_25_types() -> None:
    assert {name: kind.sub_event for name, kind in classes().items() if kind.sub_event not in EVENT_TYPE_OF} == {}


def test_every_mode_is_plovers() -> None:
    assert {name: kind.mode for name, kind in classes().items() if kind.mode not in MODES | {None}} == {}


def test_every_need_is_known() -> None:
    assert {kind.needs for kind in classes().values()} <= NEEDS | {None}


def test_every_class_of_the_file_has_words() -> None:
    assert set(classes()) == set(read_yaml("triggers"))


@pytest.mark.parametrize("part", ["verbs", "nouns"])
def test_no_trigger_is_listed_twice_in_a_class(part: str) -> None:
    repeated = {name: twice(entry.get(part) or []) for name, entry in read_yaml("triggers").items()}
    assert {name: words for name, words in repeated.items() if words} == {}


def test_no_noun_trigger_is_in_two_classes_but_those_told_apart_by_what_they_need() -> None:
    table = read_yaml("triggers")
    listed = Counter(noun for entry in table.values() for noun in set(entry.get("nouns") or []))
    assert {noun for noun, n in listed.items() if n > 1} <= {"seizure"}


def test_longer_rules_of_a_verb_come_first() -> None:
    for rules in load_triggers().verbs.values():
        lengths = [len(needed) for needed, _ in rules]
        assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize(
    "section",
    [
        "people",
        "weapons",
        "targets",
    ],
)
def test_no_noun_is_listed_twice_in_a_section(section: str) -> None:
    table: dict[str, Any] = read_yaml("nouns")[section]
    words = [w for entry in table.values() for w in (entry["words"] if section == "people" else entry)]
    assert twice(words) == []


@pytest.mark.parametrize("section", ["people", "weapons", "targets"])
def test_nouns_are_lower_case_text(section: str) -> None:
    table: dict[str, Any] = read_yaml("nouns")[section]
    words = [w for entry in table.values() for w in (entry["words"] if section == "people" else entry)]
    assert [w for w in words if not isinstance(w, str) or w != w.lower().strip()] == []


def test_targets_are_gtds() -> None:
    assert len(TARGETS) == 22
    assert set(read_yaml("nouns")["targets"]) <= TARGETS
    assert {s.target for s in load_nouns().values()} <= TARGETS | {None}


def test_weapons_are_the_contracts() -> None:
    assert set(read_yaml("nouns")["weapons"]) <= WEAPONS
    assert {s.weapon for s in load_nouns().values()} <= WEAPONS | {None}


def test_people_have_classes_of_acled() -> None:
    assert {entry["class"] for entry in read_yaml("nouns")["people"].values()} <= {*range(1, 9), None}


def test_a_noun_stands_for_one_thing() -> None:
    for word, sense in load_nouns().items():
        assert sum(v is not None for v in (sense.who, sense.weapon, sense.target)) == 1, word


def test_cues_of_realis_are_for_its_values() -> None:
    cues = load_cues()["realis"]
    assert {"attempted", "planned", "threatened", "hypothetical"} <= set(cues)
    assert cues["attempted"] & cues["planned"] == frozenset()


@pytest.mark.parametrize("name", ["triggers", "nouns", "cues", "word_sets"])
def test_no_key_of_a_file_is_written_twice(name: str) -> None:
    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        assert twice(keys) == []
        return {loader.construct_object(k): loader.construct_object(v, deep=True) for k, v in node.value}

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    assert yaml.load((files("extract") / "lexicons" / f"{name}.yaml").read_text("utf-8"), Loader)


def test_tables_cannot_be_changed() -> None:
    for table in (load_triggers().verbs, load_triggers().nouns, load_nouns(), load_cues()):
        with pytest.raises(TypeError):
            table["new"] = None  # type: ignore[index]
    assert isinstance(word_set("aircraft"), frozenset)
    with pytest.raises(KeyError):
        word_set("no such set")
