"""What the trained models add: the artefact, the seam, and what it must and must not do to an act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

import numpy as np
import pytest
from made_articles import claims_of, make_article

from extract.claims.acts import Act, find_acts
from extract.claims.attribution import find_speeches
from extract.claims.candidates import find_candidates
from extract.claims.linear import SIZE, LinearModel, column_of, columns_of, load_models
from extract.claims.looks import Looks
from extract.claims.merge import merge_acts
from extract.claims.reading import Reading, read_article
from extract.claims.rules import kind_of, kinds_of, plausible_acts
from extract.claims.scope import date_value
from extract.claims.trained import ROLES, judge_acts, seen_parts, takes_part
from extract.claims.triggers import Trigger, find_triggers
from extract.jsonio import dump_line, extraction_to_json
from extract.pipeline import extract_article
from extract.resources import Resources

BOMB = (
    "A powerful bomb exploded outside the offices of an oil company in Cucuta on Thursday. Two guards were killed and "
    "the building was badly damaged. Witnesses saw three hooded men flee on motorcycles. The National Liberation Army, "
    "ELN, claimed responsibility in a call to a radio station."
)
CLASH = "Soldiers clashed with rebels near Goma on Thursday. At least ten rebels were killed in the fighting."


def read(text: str, resources: Resources) -> tuple[Reading, tuple[Trigger, ...], list[Act]]:
    reading = read_article(make_article(text, published=date(2024, 5, 17)), resources)
    triggers = find_triggers(reading)
    acts, _ = plausible_acts(reading, merge_acts(reading, find_acts(reading, triggers, find_speeches(reading))))
    return reading, triggers, acts


def test_artefact_holds_every_model_and_is_small() -> None:
    models = load_models()
    assert set(models) == {"incident", "same", "scene", *ROLES}
    assert all(m.weights.shape == (SIZE,) and np.isfinite(m.weights).all() for m in models.values())
    assert len((files("extract") / "models" / "reader.npz").read_bytes()) < 10_000_000


def test_columns_are_the_same_in_every_process() -> None:
    assert column_of("head=guerrilla") == 48_598
    assert columns_of(["b", "a", "b"]).tolist() == sorted({column_of("a"), column_of("b")})


def test_probability_of_a_row_of_unit_length() -> None:
    weights = np.zeros(SIZE, np.float32)
    weights[column_of("yes")] = 4.0
    model = LinearModel(weights, -1.0)
    assert model.probability(columns_of(["yes"])) == pytest.approx(1 / (1 + np.exp(-3)))
    assert model.probability(columns_of(["yes", "a", "b", "c"])) == pytest.approx(1 / (1 + np.exp(-1)))
    assert model.probability(columns_of(["other"])) == pytest.approx(1 / (1 + np.exp(1)))


def test_same_text_gives_same_bytes(resources: Resources) -> None:
    article = make_article(BOMB, published=date(2024, 5, 17))
    lines = {dump_line(extraction_to_json(article, extract_article(article, resources))) for _ in range(3)}
    assert len(lines) == 1


def test_fillers_are_phrases_of_the_text(resources: Resources) -> None:
    reading, triggers, acts = read(BOMB, resources)
    judged = judge_acts(Looks(reading), triggers, acts, kinds_of(reading, acts))
    items = [i for act in judged for i in (*act.parties, *act.targets, *act.weapons)]
    assert items
    assert all(reading.content_slice(*i.span) == i.text for i in items)
    assert all(p.confidence_stated is not None for act in judged for p in act.parties if p.role == "perpetrator")


def test_who_is_told_of_sentences_later_did_it(resources: Resources) -> None:
    bombing = next(c for c in claims_of(BOMB, resources) if c.event_type == "Explosions/Remote violence")
    assert "ELN" in {p.text for p in bombing.parties if p.role == "perpetrator"} | {
        p.name for p in bombing.parties if p.role == "perpetrator"
    } or any("Liberation" in p.text for p in bombing.parties if p.role == "perpetrator")


def test_clashes_are_left_to_the_rules(resources: Resources) -> None:
    reading, triggers, acts = read(CLASH, resources)
    assert not any(takes_part(a, k) for a, k in zip(acts, kinds_of(reading, acts), strict=True))
    assert judge_acts(Looks(reading), triggers, acts, kinds_of(reading, acts)) == tuple(acts)


def test_nothing_told_is_nothing_judged(resources: Resources) -> None:
    reading, triggers, acts = read("The committee met on Thursday and agreed on next year's budget.", resources)
    assert judge_acts(Looks(reading), triggers, acts, kinds_of(reading, acts)) == ()


def test_an_unlikely_act_is_background(resources: Resources) -> None:
    reading, _, acts = read(BOMB, resources)
    kinds = [kind_of(reading, replace(acts[0], likelihood=p), date_value(acts[0].date, reading))[0] for p in (0.1, 0.9)]
    assert kinds == ["background", "incident"]


def test_candidates_are_phrases_and_the_bodies_inside_them(resources: Resources) -> None:
    reading, triggers, _ = read("ELN guerrillas burned a bus near Arauca on Thursday.", resources)
    found = {c.phrase.text: c.phrase.kind for c in find_candidates(reading, triggers)}
    assert found["ELN guerrillas"] == "group"
    assert found["ELN"] == "organisation"
    assert found["bus"] == "thing"
    assert "Thursday" not in found


def test_who_has_a_part_in_another_act_is_not_drawn_in(resources: Resources) -> None:
    text = (
        "Gunmen killed a pharmacist in Tumaco on Thursday. In a separate attack in Cali, a bomb exploded outside a "
        "bank on Wednesday."
    )
    bombing = next(c for c in claims_of(text, resources) if c.event_type == "Explosions/Remote violence")
    assert not {p.text.lower() for p in bombing.parties} & {"pharmacist", "gunmen"}


def test_what_the_encoder_does_not_see_is_left_to_the_linear_models(resources: Resources) -> None:
    text = f"A bomb exploded in Cucuta on Thursday, {'damaging a house, ' * 60}and a guard fled."
    reading, triggers, _ = read(text, resources)
    looks = Looks(reading)
    first, *_, last = find_candidates(reading, triggers)
    assert seen_parts(looks, first) is not None
    assert seen_parts(looks, last) is None
