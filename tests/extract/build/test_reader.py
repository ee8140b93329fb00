"""Labels of the training command: how strings of a key are found in the text, and the fit itself where it can run."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from made_articles import make_article

from extract.build.reader import Rows, fills, fit, same_phrase, tie, words_of
from extract.claims.acts import find_acts
from extract.claims.attribution import find_speeches
from extract.claims.linear import columns_of
from extract.claims.merge import merge_acts
from extract.claims.reading import read_article
from extract.claims.rules import plausible_acts
from extract.claims.triggers import find_triggers
from extract.resources import Resources


def template(kind: str, day: str, place: str, victims: list[str], persons: list[str]) -> dict[str, Any]:
    return {
        "incident_type": [kind],
        "date": {"any_of": [{"start": day, "end": day}]},
        "location": {"any_of": [{"country": "COLOMBIA", "levels": [[{"name": place}]]}]},
        "perp_individuals": [{"strings": persons}] if persons else [],
        "perp_orgs": [],
        "physical_targets": [],
        "instruments": [],
        "human_targets": [{"names": [], "descriptions": victims}] if victims else [],
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the guerrillas", "GUERRILLAS", True),
        ("12 armed men", "ARMED MEN", True),
        ("heavily armed men", "MEN", True),
        ("members of the police", "OTHER MEMBERS", True),
        ("soldiers", "POLICEMEN", False),
        ("", "MEN", False),
    ],
)
def test_same_phrase(one: str, other: str, same: bool) -> None:
    assert same_phrase(one, other) is same


def test_names_are_the_same_only_where_one_holds_the_other() -> None:
    assert same_phrase("Popular Liberation Army", "LIBERATION ARMY", name=True)
    assert not same_phrase("Popular Liberation Army", "GUATEMALAN ARMY", name=True)


def test_leading_words_count_for_nothing() -> None:
    assert words_of("The 25 Soldiers' barracks") == ["soldiers", "barracks"]


def test_an_act_is_tied_to_the_template_it_agrees_with(resources: Resources) -> None:
    text = "Hooded men kidnapped a rancher near Arauca on Thursday. A judge was shot dead in Cali on Wednesday."
    reading = read_article(make_article(text, published=date(2024, 5, 17)), resources)
    acts, _ = plausible_acts(
        reading, merge_acts(reading, find_acts(reading, find_triggers(reading), find_speeches(reading)))
    )
    keys = [
        template("ATTACK", "2024-05-15", "CALI", ["JUDGE"], []),
        template("KIDNAPPING", "2024-05-16", "ARAUCA", ["RANCHER"], ["HOODED MEN"]),
        template("BOMBING", "2024-01-01", "LIMA", [], []),
    ]
    assert [tie(reading, act, keys) for act in acts] == [1, 0]
    assert [tie(reading, act, keys[2:]) for act in acts] == [None, None]
    assert fills("hooded men", keys[1], "person")
    assert not fills("hooded men", keys[0], "person")


def test_a_fit_is_the_same_each_time() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is in the dependency group `train` only")
    columns = [columns_of([f"f{i % 7}", f"g{i % 3}"]) for i in range(60)]
    rows = Rows(columns, [i % 7 < 3 for i in range(60)])
    first, second = fit(rows, 1.0), fit(rows, 1.0)
    assert np.array_equal(first[0], second[0])
    assert first[1] == second[1]
