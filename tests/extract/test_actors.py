"""Actors in texts of our own: names, shared names, state bodies, unknown bodies, unnamed groups and coreference."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.actors import Register, find_actors, load_register, resolve_actor


@pytest.fixture(scope="module")
def register() -> Register:
    return load_register()


def found(text: str, register: Register, **given: Any) -> list[tuple[str, str, str | None]]:
    return [(m.text, m.rule, m.actor_id) for m in find_actors(text, register, **given)]


@pytest.mark.parametrize(
    ("name", "actor_id"),
    [
        ("Daesh", "islamic-state"),
        ("ISIS", "islamic-state"),
        ("ISIL", "islamic-state"),
        ("the Islamic State group", "islamic-state"),
        ("Hashd", "popular-mobilization-forces"),
        ("al-Hashd al-Shaabi", "popular-mobilization-forces"),
        ("Popular Mobilisation Units", "popular-mobilization-forces"),
        ("U.S.-led coalition", "global-coalition"),
        ("Iraqi forces", "IRQ-forces"),
        ("Jabhat an-Nusra", "hayat-tahrir-al-sham"),
        ("al-Qaida", "al-qaeda"),
        ("Al-Shabab", "al-shabaab"),
        ("Hizbullah", "hezbollah"),
        ("New Peoples Army", "new-peoples-army"),
        ("Sendero Luminoso", "shining-path"),
        ("Séléka", "seleka"),
        ("F.A.R.C.", "farc"),
        ("m-19", None),
        ("M-19", "m-19"),
        ("Tehreek-e-Taliban Pakistan", "ttp"),
        ("IDF", "ISR-military"),
        ("armed forces of the Philippines", "PHL-military"),
    ],
)
def test_aliases_and_spellings_meet_one_entry(register: Register, name: str, actor_id: str | None) -> None:
    mentions = find_actors(f"They blamed {name} for it.", register, on=date(2018, 1, 20))
    assert [m.actor_id for m in mentions] == ([actor_id] if actor_id else [])


@pytest.mark.parametrize(
    ("text", "mention", "actor_id", "name"),
    [
        ("the Colombian army said", "Colombian army", "COL-army", "Colombian army"),
        ("Afghan local policemen died", "Afghan local policemen", "AFG-police", "Afghan National Police"),
        ("Nigerian troops fled", "Nigerian troops", "NGA-military", "Nigerian armed forces"),
        ("Sudan's police fired", "Sudan's police", "SDN-police", "Sudanese police"),
        ("the Government of Ukraine", "Government of Ukraine", "UKR-government", "Government of Ukraine"),
        ("a Russian airstrike hit", "Russian", "RUS-military", "Russian armed forces"),
        ("South Korean navy", "South Korean navy", "KOR-navy", "South Korean navy"),
        ("U.S. soldiers", "U.S. soldiers", "USA-military", "U.S. armed forces"),
    ],
)
def test_state_bodies_by_pattern(register: Register, text: str, mention: str, actor_id: str, name: str) -> None:
    hit = find_actors(text, register)[0]
    assert (hit.text, hit.actor_id, hit.name, hit.actor_class) == (mention, actor_id, name, 1)


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Russia fired 30 missiles.", "RUS-military"),
        ("Officials said Israel bombed the port.", "ISR-military"),
        ("A bomb in Pakistan struck a bus.", None),
        ("In Basra, Iraq launched a plan.", None),
        ("Kuwait, invaded by Iraq, fell.", None),
    ],
)
def test_a_country_that_does_the_act(register: Register, text: str, doer: str | None) -> None:
    assert [i for _, rule, i in found(text, register) if rule == "register"] == ([doer] if doer else [])


def test_states_that_share_a_noun(register: Register) -> None:
    assert found("Iraqi and Syrian troops met.", register) == [
        ("Iraqi", "register", "IRQ-military"),
        ("Syrian troops", "register", "SYR-military"),
    ]


@pytest.mark.parametrize("text", ["pro-Russian forces", "Turkish-backed Syrian forces", "anti-Syrian troops"])
def test_forces_that_a_country_only_describes(register: Register, text: str) -> None:
    assert not [actor_id for _, rule, actor_id in found(text, register) if rule == "register"]


@pytest.mark.parametrize("text", ["Somalia airstrike kills 5", "a Nigerian attack", "Car bombing in Mali"])
def test_an_act_in_a_country_is_not_by_it(register: Register, text: str) -> None:
    assert found(text, register) == []


def test_case_of_acronyms(register: Register) -> None:
    assert found("Peace is far away, and is no fact of eta.", register) == []
    assert found("IS KILLED TWO, AND IT IS OVER THERE", register) == []
    assert found("IS killed two near Raqqa.", register)[0] == ("IS", "register", "islamic-state")


def test_alias_has_no_meaning_before_its_time(register: Register) -> None:
    assert found("The letters IS were painted on it.", register, on=date(1990, 5, 1)) == []


@pytest.mark.parametrize(
    ("text", "country", "actor_id"),
    [
        ("Islamic Jihad held the hostages.", "LBN", "hezbollah"),
        ("Islamic Jihad fired rockets from Gaza.", "ISR", "palestinian-islamic-jihad"),
        ("ELN rebels crossed near La Paz.", "BOL", "eln-bolivia"),
        ("ELN rebels blew up a pipeline.", "COL", "eln-colombia"),
        ("The SLA said it had shelled the village.", "LBN", "south-lebanon-army"),
        ("The SLA said it had shelled the village.", "SDN", "sla-sudan"),
        ("The SLA said it had shelled the village in Sindh, Pakistan.", None, "sindhudesh-liberation-army"),
        ("The PDF ambushed a convoy.", "MMR", "peoples-defence-force"),
    ],
)
def test_shared_names_are_decided_by_country(register: Register, text: str, country: str | None, actor_id: str) -> None:
    assert actor_id in [m.actor_id for m in find_actors(text, register, country=country)]


def test_shared_names_without_a_sign_stay_unresolved(register: Register) -> None:
    assert found("Open the PDF file.", register) == []
    (hit,) = find_actors("The National Liberation Army struck again.", register)
    assert hit.actor_id is None
    assert hit.rule.startswith("ambiguous: ")
    assert "eln-colombia" in hit.rule


def test_us_led_coalition_depends_on_time_and_country(register: Register) -> None:
    def coalition(year: int, country: str) -> str | None:
        text = "U.S.-led coalition jets struck."
        return find_actors(text, register, on=date(year, 6, 1), country=country)[0].actor_id

    assert coalition(2017, "IRQ") == "global-coalition"
    assert coalition(2006, "IRQ") == "multi-national-force-iraq"
    assert coalition(2008, "AFG") == "isaf"
    assert coalition(1991, "KWT") == "gulf-war-coalition"


def test_dated_classes(register: Register) -> None:
    def taliban_on(day: date) -> int | None:
        return find_actors("The Taliban said so.", register, on=day)[0].actor_class

    assert taliban_on(date(2015, 1, 1)) == 2
    assert taliban_on(date(2024, 1, 1)) == 1


def test_abbreviations_defined_in_the_text(register: Register) -> None:
    text = "The Orinoco Liberation Front (OLF) struck. Two OLF men died."
    long, short, later, *_ = find_actors(text, register, country="VEN")
    assert (long.rule, long.actor_class, short.rule, later.rule) == ("pattern", 2, "abbreviation", "abbreviation")
    assert long.actor_id == short.actor_id == later.actor_id
    assert long.name == later.name == "Orinoco Liberation Front"


def test_definition_in_the_text_goes_before_the_register(register: Register) -> None:
    hits = find_actors("The Savannah Democratic Front (SDF) met. The SDF is new.", register, on=date(2020, 1, 1))
    assert {m.name for m in hits} == {"Savannah Democratic Front"}


def test_unknown_body_keeps_text_and_gets_a_stable_id(register: Register) -> None:
    (one,) = find_actors("the Zulia Martyrs Brigade claimed it", register)
    (other,) = find_actors("a statement of the ZULIA Martyrs brigade".replace("brigade", "Brigade"), register)
    assert one.text == "Zulia Martyrs Brigade"
    assert one.actor_id == other.actor_id


@pytest.mark.parametrize(
    ("text", "name", "actor_class"),
    [
        ("Members of the Sierra Verde Cartel fled.", "Sierra Verde Cartel", 3),
        ("the Movement for the Freedom of Arcadia said", "Movement for the Freedom of Arcadia", None),
        ("soldiers of the 12th Infantry Brigade died", "12th Infantry Brigade", 1),
        ("Liwa al-Sharq denied it", "Liwa al-Sharq", None),
        ("the Northern Valley People's Party won", "Northern Valley People's Party", None),
    ],
)
def test_unknown_bodies_by_shape(register: Register, text: str, name: str, actor_class: int | None) -> None:
    hits = [m for m in find_actors(text, register) if m.rule == "pattern"]
    assert [(m.text, m.actor_class) for m in hits] == [(name, actor_class)]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Gunmen shot him.", None, [("Gunmen", None, 3, "group")]),
        ("Protesters marched.", None, [("Protesters", None, 6, "group")]),
        ("Rioters burned shops.", None, [("Rioters", None, 5, "group")]),
        ("Three villagers died.", None, [("villagers", None, 7, "group")]),
        ("19 Palestinians died.", None, [("Palestinians", None, 7, "group")]),
        ("A suspect fled.", None, [("suspect", None, None, "group")]),
        ("Police fired.", "KEN", [("Police", "KEN-police", 1, "organisation")]),
        ("Police fired.", None, [("Police", None, 1, "organisation")]),
        ("Government troops left.", "SYR", [("Government troops", "SYR-forces", 1, "organisation")]),
        ("Two soldiers died.", "NGA", [("soldiers", "NGA-military", 1, "group")]),
        ("Suspected Kurdish militants fled.", "TUR", [("Suspected Kurdish militants", None, 3, "group")]),
        ("Salvadoran guerrillas fled.", None, [("Salvadoran guerrillas", None, 2, "group")]),
    ],
)
def test_unnamed_groups(register: Register, text: str, country: str | None, expected: list[object]) -> None:
    hits = find_actors(text, register, country=country)
    assert [(m.text, m.actor_id, m.actor_class, m.kind) for m in hits] == expected


def coreferred(text: str, register: Register, **given: Any) -> dict[str, str | None]:
    return {m.text: m.name for m in find_actors(text, register, **given) if m.rule == "coreference"}


def test_the_jihadis_are_the_one_jihadist_group(register: Register) -> None:
    assert coreferred("Daesh left. Forty jihadis died, the extremists said.", register) == {
        "jihadis": "Islamic State",
        "extremists": "Islamic State",
    }


def test_no_coreference_with_two_that_fit(register: Register) -> None:
    text = "Daesh fought Boko Haram." + " It rained for a long time there." * 20 + " Forty jihadis died."
    assert coreferred(text, register) == {}


def test_people_of_a_body_named_right_before(register: Register) -> None:
    text = "Two Hezbollah fighters and an FMLN guerrilla died; PKK rebels fled."
    assert coreferred(text, register) == {
        "fighters": "Hezbollah",
        "guerrilla": "Farabundo Martí National Liberation Front",
        "rebels": "Kurdistan Workers' Party",
    }


def test_no_coreference_for_a_new_group(register: Register) -> None:
    assert coreferred("The FMLN left. A guerrilla group and unidentified rebels came.", register) == {}


def test_the_group_is_the_body_named_most_nearby(register: Register) -> None:
    text = "Daesh fell. Daesh fled. The Hashd, with troops, fought the group."
    assert coreferred(text, register)["group"] == "Islamic State"
    assert "group" not in [m.text for m in find_actors("A group of tourists left.", register)]


def test_the_army_of_the_one_country_named(register: Register) -> None:
    assert coreferred("The Turkish army fired. The army lost two.", register) == {"army": "Turkish army"}


@pytest.mark.parametrize(
    "text",
    [
        "al-Qaeda-linked men came",
        "the Hamas-affiliated office",
        "a police station burned",
        "the army base",
        "a Taliban-controlled district",
    ],
)
def test_bodies_that_only_describe_did_not_act(register: Register, text: str) -> None:
    assert find_actors(text, register)[0].rule == "affiliation"


def test_words_that_name_no_actor(register: Register) -> None:
    assert found("Men disguised as soldiers came.", register) == [("Men", "generic", None)]
    assert find_actors("Men disguised as soldiers came.", register)[0].actor_class == 3
    assert found("Anti-Taliban songs and pro-Hamas flags", register) == []


def test_the_rebel_front_is_one_mention(register: Register) -> None:
    assert found("the rebel Orinoco Liberation Front", register)[0][:2] == ("Orinoco Liberation Front", "pattern")


@pytest.mark.parametrize(
    ("name", "given", "actor_id"),
    [
        ("Government of Iraq", {}, "IRQ-government"),
        ("Civilians", {}, "civilians"),
        ("IS", {"on": date(2007, 1, 1)}, "islamic-state"),
        ("FARC militants", {}, "farc"),
        ("Armed Forces", {"country": "SLV"}, "SLV-military"),
        ("Somebody Else", {}, None),
        ("Taliban and Islamic State", {}, None),
        ("", {}, None),
    ],
)
def test_resolve_actor_reads_a_whole_name(
    register: Register, name: str, given: dict[str, Any], actor_id: str | None
) -> None:
    mention = resolve_actor(name, register, **given)
    assert (mention.actor_id if mention else None) == actor_id


TEXTS = st.text(alphabet=st.sampled_from("IS the army FMLN (Front) [ ]'s’-.,\n\té̂ ABab1"), max_size=120) | st.text(
    max_size=60
)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_mentions_slice_back_and_never_overlap(text: str) -> None:
    end = 0
    for mention in find_actors(text, load_register(), country="IRQ"):
        assert text[mention.start : mention.end] == mention.text != ""
        assert mention.start >= end
        end = mention.end


def test_ten_thousand_names_in_bounded_time(register: Register) -> None:
    text = "FMLN, Daesh and the Orinoco Liberation Front (OLF) fought Colombian troops; the group left. " * 2000
    started = time.process_time()
    mentions = find_actors(text, register)
    assert len(mentions) > 10_000
    assert time.process_time() - started < 20
