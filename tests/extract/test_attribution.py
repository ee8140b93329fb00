"""Who says it: one act of each sentence of our own, its kind of attribution, speaker, capacity, body and cue."""

from __future__ import annotations

from functools import partial

import pytest
from made_articles import acts_of, reading_of

from extract.claims.attribution import find_speeches, is_official
from extract.records import Attribution
from extract.resources import Resources

xfail = partial(pytest.mark.xfail, strict=False)


@pytest.mark.parametrize(
    ("kind", "speaker", "cue", "text"),
    [
        ("narrator", None, None, "Gunmen killed two policemen in Lahore."),
        ("attributed", "police", "said", "Gunmen killed two policemen in Lahore, police said."),
        ("attributed", "Police", "said", "Police said gunmen killed two policemen in Lahore."),
        ("attributed", "army", "According", "According to the army, rebels attacked a convoy near Gao."),
        (
            "attributed",
            "local official",
            "according",
            "Rebels attacked a convoy near Gao, according to a local official.",
        ),
        (
            "attributed",
            "interior ministry",
            "reported",
            "The interior ministry reported that a bomb exploded in Kabul.",
        ),
        (
            "attributed",
            "Hamid Rashid",
            "said",
            "Captain Hamid Rashid, a police officer, said gunmen killed two farmers near Herat.",
        ),
        (
            "attributed",
            "spokesman",
            "told",
            "A spokesman for the army told reporters that rebels had attacked the base near Gao.",
        ),
        (
            "attributed",
            "Officials",
            "confirmed",
            "Officials confirmed that two soldiers were killed in an ambush near Arauca.",
        ),
        ("attributed", "Witnesses", "said", "Witnesses said soldiers burned houses in Mopti."),
        ("attributed", "doctor", "said", "A doctor at the hospital said the shelling in Taiz killed nine people."),
        ("attributed", "State television", "reported", "State television reported an attack on a church in Aleppo."),
        ("attributed", "army", "announced", "Three soldiers were killed in an ambush near Arauca, the army announced."),
        (
            "attributed",
            "resident of Beni",
            "said",
            '"Rebels attacked the village at dawn," a resident of Beni said.',
        ),
        (
            "attributed",
            "Mary Okoro",
            "said",
            '"They attacked the village at dawn," said Mary Okoro, a teacher in Gwoza.',
        ),
        (
            "attributed",
            "Human Rights Watch",
            "said",
            "Human Rights Watch said soldiers killed 20 villagers near Mopti.",
        ),
        ("attributed", "Villagers", "told", "Villagers told AFP that gunmen attacked the market in Zamfara."),
        (
            "claimed_responsibility",
            "Islamic State",
            "claimed",
            "Islamic State claimed responsibility for a bombing in Kabul.",
        ),
        ("denied", "army", "denied", "The army denied that soldiers killed villagers near Mopti."),
        ("denied", "rebels", "denied", "The rebels denied attacking the convoy near Gao."),
        ("denied", "rebels", "rejected", "The rebels rejected reports that they attacked the hospital in Taiz."),
        ("accused", "governor", "accused", "The governor accused the rebels of attacking the convoy near Gao."),
        (
            "accused",
            "opposition",
            "blamed",
            "The opposition blamed the army for the killing of three students in Khartoum.",
        ),
        # not read yet
        pytest.param(
            "attributed",
            "police officer",
            "said",
            "A police officer held a press conference. He said gunmen killed two traders in Karachi.",
            marks=xfail(reason="a pronoun is followed only to one who spoke before"),
        ),
        pytest.param(
            "attributed",
            None,
            "reported",
            "A bomb was reported to have exploded in Aden.",
            marks=xfail(reason='"was reported to have" is taken for the narrator\'s word'),
        ),
        pytest.param(
            "claimed_responsibility",
            "Islamic State",
            "claimed",
            "The bombing in Kabul was claimed by Islamic State.",
            marks=xfail(reason='"was claimed by" without the word responsibility'),
        ),
    ],
)
def test_attribution_of_the_act(
    kind: str, speaker: str | None, cue: str | None, text: str, resources: Resources
) -> None:
    (act,) = acts_of(text, resources)
    found = act.attribution
    assert (found.kind, found.speaker, found.cue) == (kind, speaker, cue)
    assert found.span is None or text[slice(*found.span)] == (speaker or cue)


@pytest.mark.parametrize(
    ("capacity", "organisation", "text"),
    [
        ("police officer", None, "Captain Hamid Rashid, a police officer, said gunmen killed two farmers near Herat."),
        ("teacher in Gwoza", None, '"They attacked the village at dawn," said Mary Okoro, a teacher in Gwoza.'),
        (None, "Human Rights Watch", "Human Rights Watch said soldiers killed 20 villagers near Mopti."),
        (None, "United Nations", "The UN mission said that militiamen attacked a camp near Bria."),
        (None, "Islamic State", "Islamic State claimed responsibility for a bombing in Kabul."),
    ],
)
def test_capacity_and_body_spoken_for(
    capacity: str | None, organisation: str | None, text: str, resources: Resources
) -> None:
    (act,) = acts_of(text, resources)
    assert (act.attribution.capacity, act.attribution.organisation) == (capacity, organisation)


def test_pronoun_is_followed_to_the_last_speaker(resources: Resources) -> None:
    text = (
        "Gunmen attacked a school in Herat on Friday, police chief Omar Khan said. "
        "Nobody was hurt. He said a second attack on a clinic in Kabul killed two nurses."
    )
    speakers = [c.attribution.speaker for c in acts_of(text, resources)]
    assert speakers == ["Omar Khan", "Omar Khan"]


def test_quotation_goes_on_with_its_speaker(resources: Resources) -> None:
    text = (
        '"Soldiers came at dawn," said Mary Okoro, a teacher in Gwoza. '
        '"They killed six villagers and burned the market in Gwoza."'
    )
    (act,) = acts_of(text, resources)
    assert act.attribution.speaker == "Mary Okoro"


def test_two_speakers_of_one_sentence_each_have_their_clause(resources: Resources) -> None:
    reading = reading_of("The governor said rebels fled, while the rebels denied that they had left.", resources)
    (speeches,) = find_speeches(reading)
    assert [(s.attribution.kind, s.attribution.speaker) for s in speeches] == [
        ("attributed", "governor"),
        ("denied", "rebels"),
    ]


@pytest.mark.parametrize(
    ("official", "speaker", "capacity"),
    [
        (True, "police", None),
        (True, "Officials", None),
        (True, "Omar Khan", "police chief"),
        (True, "interior ministry", None),
        (True, "prosecutors", None),
        (False, "Witnesses", None),
        (False, "Mary Okoro", "teacher in Gwoza"),
        (False, None, None),
    ],
)
def test_official_speakers(official: bool, speaker: str | None, capacity: str | None) -> None:
    assert is_official(Attribution("attributed", speaker, capacity)) is official
