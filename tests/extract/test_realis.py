"""Realis of the word between asterisks, from the words that govern it; every sentence is our own."""

from __future__ import annotations

from functools import partial

import pytest
from made_articles import claims_of, reading_of

from extract.claims.realis import find_realis
from extract.resources import Resources

xfail = partial(pytest.mark.xfail, strict=False)
SENTENCES = [
    ("actual", "Gunmen *attacked* a police station in Mosul."),
    ("actual", "The army *shelled* the town of Idlib on Monday."),
    ("actual", "Two soldiers were killed in an *ambush* near Kabul."),
    ("actual", "A bomb *exploded* outside a bank in Lima."),
    ("actual", "Rebels have *attacked* three villages since Friday."),
    ("actual", "The rebels had *attacked* the base before dawn."),
    ("actual", "The *attack* could derail the talks in Geneva."),
    ("actual", "He did not say who *killed* the mayor."),
    ("actual", "No one was hurt when the bomb *exploded* in Quito."),
    ("actual", "The gunmen may have *killed* the judge on Sunday."),
    ("actual", "Police carried out *raids* in Lahore to seize weapons."),
    ("actual", "The rebels managed to *attack* the airport."),
    ("actual", "Militants succeeded in *attacking* the convoy near Kidal."),
    ("actual", "The general ordered the *killing* of the two students in 1989."),
    ("actual", "Witnesses said that gunmen *attacked* the village."),
    ("actual", "The police were *attacked* as they tried to reach the village."),
    ("actual", "The rebels *attacked* the town to free their leader."),
    ("actual", "It was not the first time that gunmen *attacked* the school."),
    ("actual", "A suicide bomber *blew* himself up in Kano."),
    ("actual", "The minister condemned the *attack* on the church in Jos."),
    ("actual", "The guards were able to *kill* both of the attackers."),
    ("actual", "No soldiers were hurt but nine villagers were *killed* in Gao."),
    ("attempted", "Gunmen tried to *kill* the governor in Mosul."),
    ("attempted", "Police foiled an *attack* on a church in Lahore."),
    ("attempted", "Rebels attempted to *attack* the airport in Goma."),
    ("attempted", "The gunmen failed to *kill* the minister."),
    ("attempted", "Soldiers repelled an *attack* on the base near Gao."),
    ("attempted", "The president survived an *assassination attempt* on Tuesday."),
    ("attempted", "Security forces thwarted a *suicide bombing* in Baghdad."),
    ("attempted", "Guards prevented an *attack* on the embassy."),
    ("attempted", "The attempted *murder* of the judge shocked the town."),
    ("attempted", "The foiled *bombing* of the market was planned by two men."),
    ("attempted", "An attempt to *kidnap* the banker was made on Friday."),
    ("planned", "The group plans to *attack* oil facilities in Basra."),
    ("planned", "The army will *attack* the town on Monday."),
    ("planned", "Rebels are preparing to *attack* the city of Aleppo."),
    ("planned", "The militants intended to *bomb* the embassy in Cairo."),
    ("planned", "The commander ordered his men to *kill* the hostages."),
    pytest.param(
        "planned",
        "The army is going to *attack* the town.",
    ),
    ("planned", "Police uncovered a plot to *assassinate* the president."),
    ("planned", "The union will *march* in Lima on Friday."),
    pytest.param(
        "planned",
        "Opposition parties plan a *protest* in Dakar next week.",
        marks=xfail(reason='"plan a protest": only an infinitive is planned'),
    ),
    ("planned", "The rebels conspired to *kill* the senator."),
    ("planned", "The planned *attack* on the port was to start at dawn."),
    ("threatened", "The rebels threatened to *kill* the hostages."),
    ("threatened", "The group threatened to *attack* oil tankers in the Gulf."),
    ("threatened", "The militia has threatened to *shell* the airport in Tripoli."),
    ("threatened", "The guerrillas issued a threat to *kill* the mayor."),
    ("threatened", "The kidnappers have threatened to *behead* the two engineers."),
    ("threatened", "The gang vowed to *kill* any officer who enters the district."),
    ("threatened", "In a video the group threatened new *attacks* on churches."),
    ("threatened", "The commander threatened to *bomb* the bridges of Kharkiv."),
    ("hypothetical", "The group could *attack* the capital."),
    ("hypothetical", "Officials fear that militants might *attack* the mosque."),
    ("hypothetical", "Officials warned of *attacks* on churches."),
    ("hypothetical", "The militants are capable of *attacking* the city."),
    ("hypothetical", "If the rebels *attack* the town, thousands would flee."),
    ("hypothetical", "There is a risk of *attacks* on foreigners in Nairobi."),
    ("hypothetical", "A possible *attack* on the embassy worries diplomats."),
    ("hypothetical", "The army should *attack* the rebels, the senator said."),
    ("hypothetical", "Analysts expect the rebels to *attack* the port."),
    ("hypothetical", "Unless the army withdraws, the rebels would *kill* the hostages."),
    ("hypothetical", "The danger of a *bombing* in the capital remains."),
    ("hypothetical", "Residents worry that soldiers might *burn* their houses."),
    ("negated", "The army did not *attack* the village."),
    ("negated", "No *attack* took place in Mosul on Friday."),
    ("negated", "The rebels denied *killing* the priest."),
    ("negated", "Rebels never *attacked* the convoy."),
    ("negated", "The gunmen left without *attacking* the guards."),
    ("negated", "The police have not *arrested* anyone in Oruro."),
    ("negated", "The spokesman denied that soldiers had *killed* villagers near Mopti."),
    ("negated", "The group rejected claims that it *bombed* the market in Aden."),
    pytest.param(
        "negated",
        "Nobody *attacked* the polling station in Gulu.",
    ),
    ("negated", "There were no *attacks* on voters in the province."),
]


@pytest.mark.parametrize(("realis", "sentence"), SENTENCES)
def test_realis_of_marked_word(realis: str, sentence: str, resources: Resources) -> None:
    start = sentence.index("*")
    reading = reading_of(sentence.replace("*", ""), resources)
    token = next(t for t in reading.doc if t.idx == start)
    assert find_realis(token)[0] == realis


@pytest.mark.parametrize(
    ("realis", "cue", "sentence"),
    [
        ("attempted", "tried", "Gunmen tried to *kill* the governor."),
        ("attempted", "foiled", "Police foiled an *attack* on a church."),
        ("threatened", "threatened", "The rebels threatened to *kill* the hostages."),
        ("planned", "will", "The army will *attack* the town."),
        ("hypothetical", "could", "The group could *attack* the capital."),
        ("negated", "not", "The army did not *attack* the village."),
        ("negated", "without", "The gunmen left without *attacking* the guards."),
        ("actual", None, "Gunmen *attacked* the village."),
    ],
)
def test_word_that_decided_is_named(realis: str, cue: str | None, sentence: str, resources: Resources) -> None:
    start = sentence.index("*")
    reading = reading_of(sentence.replace("*", ""), resources)
    found, word = find_realis(next(t for t in reading.doc if t.idx == start))
    assert (found, word.text if word is not None else None) == (realis, cue)


@pytest.mark.parametrize(
    ("kind", "realis", "text"),
    [
        ("incident", "actual", "Gunmen attacked a police station in Mosul on Thursday."),
        ("incident", "attempted", "Gunmen tried to kill the governor in Mosul on Thursday."),
        ("incident", "negated", "The army denied on Thursday that soldiers had killed villagers near Mopti."),
        ("assessment", "threatened", "The rebels threatened to kill the hostages in Marawi."),
        ("assessment", "planned", "The group plans to attack oil facilities in Basra."),
        ("assessment", "hypothetical", "Officials fear that militants could attack the mosque in Aden."),
        ("background", "actual", "Gunmen attacked a police station in Mosul on 3 May 2019."),
        ("aggregate", "actual", "Roadside bombs killed 62 civilians in Afghanistan in February."),
        ("aggregate", "actual", "Militants attack villages around Gwoza almost daily."),
        ("assessment", "planned", "Teachers will march in Lima on 20 March."),
    ],
)
def test_kind_of_claim_goes_with_realis(kind: str, realis: str, text: str, resources: Resources) -> None:
    assert [(c.kind, c.realis) for c in claims_of(text, resources)] == [(kind, realis)]


def test_no_one_hurt_is_an_outcome_not_a_negation(resources: Resources) -> None:
    (claim,) = claims_of("A bomb exploded outside a bank in Lima on Thursday but no one was hurt.", resources)
    assert claim.realis == "actual"
    assert [(c.outcome, c.low, c.best, c.high) for c in claim.counts] == [("injured", 0, 0, 0)]
