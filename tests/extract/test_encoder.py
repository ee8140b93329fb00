"""The encoder and what its impression does to an act: kept, called background, retyped, or left out with an issue."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from made_articles import claims_of, make_article

from extract.build.lessons import TAGS, untagged
from extract.claims.reports import retyped
from extract.encoder import PARTS, REPORTED, SUB_EVENTS, Impression, read_sentence
from extract.lexicon import load_triggers
from extract.pipeline import extract_article
from extract.resources import Resources

SNIPPETS = Path(__file__).parents[2] / "extract" / "build" / "snippets.jsonl"


def impression(**shares: float) -> Impression:
    """The rest goes to `nothing`."""
    named = {name.replace("_", " "): share for name, share in shares.items()}
    named["nothing"] = 1 - sum(named.values())
    reported = np.array([named.get(name.split("/")[0], 0.0) for name in REPORTED], np.float32)
    return Impression(reported, np.zeros((0, len(PARTS)), np.float32), ())


def test_an_impression_is_a_distribution() -> None:
    seen = read_sentence("Gunmen shot dead four shopkeepers in Zamfara on Sunday night.")
    assert seen.reported.shape == (len(REPORTED),)
    assert float(seen.reported.sum()) == pytest.approx(1, abs=1e-5)
    assert seen.incident + seen.context + seen.nothing == pytest.approx(1, abs=1e-5)


def test_a_sentence_is_read_the_same_whatever_was_read_before() -> None:
    text = "A roadside bomb hit a convoy near Kismayo, wounding two soldiers."
    first = read_sentence(text).reported
    read_sentence("The orchestra bombed in Vienna. " * 30, "Critics savage new season")
    assert (read_sentence(text).reported == first).all()


def test_the_longest_sentence_is_cut_not_refused() -> None:
    assert read_sentence("They marched to the square and sat down. " * 200, "March " * 200).incident >= 0


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_sentence_reports_nothing(text: str) -> None:
    with pytest.raises(ValueError, match="empty"):
        read_sentence(text)


@pytest.mark.parametrize(
    ("title", "text", "label"),
    [
        (None, "Gunmen on motorcycles shot dead nine farmers in a village in Sokoto state on Monday.", "incident"),
        (None, "An air strike hit a hospital on Thursday.", "incident"),
        (None, "The deputy mayor was assassinated.", "incident"),
        ("Hosts seal derby", "The winger shot from twenty yards and the goalkeeper was beaten at last.", "nothing"),
        ("Flood toll climbs", "The river burst its banks and killed fourteen people in two valleys.", "nothing"),
        ("Trial opens", "She is charged with the killing of two nuns in 1994, when the militia held town.", "context"),
    ],
)
def test_what_a_sentence_reports(title: str | None, text: str, label: str) -> None:
    seen = read_sentence(text, title)
    assert max(("incident", "context", "nothing"), key=lambda name: getattr(seen, name)) == label


def test_sport_is_no_incident_but_an_issue(resources: Resources) -> None:
    text = "Rovers' captain shot twice in the second half and killed the game. The visitors were ambushed by pace."
    article = make_article(text, title="Rovers go third after late strike", published=date(2024, 5, 17))
    extraction = extract_article(article, resources)
    assert [c for c in extraction.claims if c.kind == "incident"] == []


def test_a_trial_for_an_old_killing_is_at_most_background(resources: Resources) -> None:
    text = "A court in Arusha on Monday sentenced the former mayor for the killing of 40 villagers by his militiamen."
    assert all(c.kind == "background" for c in claims_of(text, resources) if c.event_type != "Strategic developments")


def test_a_threat_stays_a_threat(resources: Resources) -> None:
    claims = claims_of("The rebels threatened to bomb the port of Aden if the talks fail.", resources)
    assert [(c.kind, c.realis) for c in claims] == [("assessment", "threatened")]


def test_a_likelier_type_nearby_is_taken() -> None:
    assert retyped("Attack", impression(Attack=0.02, Grenade=0.9)) == "Grenade"
    assert retyped("Peaceful protest", impression(Peaceful_protest=0.01, Violent_demonstration=0.9)) == (
        "Violent demonstration"
    )


def test_a_little_likelier_is_not_enough() -> None:
    assert retyped("Attack", impression(Attack=0.3, Grenade=0.6)) == "Attack"


def test_who_took_a_place_is_left_to_the_rules() -> None:
    taken = impression(Government_regains_territory=0.001, **{"Non-state_actor_overtakes_territory": 0.99})
    assert retyped("Government regains territory", taken) == "Government regains territory"


def test_who_took_a_place_is_the_encoders_where_the_rules_know_nobody() -> None:
    taken = impression(Government_regains_territory=0.99)
    told = "Non-state actor overtakes territory"
    assert (retyped(told, taken), retyped(told, taken, holder=False)) == (told, "Government regains territory")


def test_a_place_that_nobody_fought_for_was_not_fought_for() -> None:
    taken = impression(Government_regains_territory=0.99)
    assert retyped("Non-violent transfer of territory", taken) == "Non-violent transfer of territory"


def test_violence_beside_another_event_is_an_act_of_its_own() -> None:
    assert retyped("Other", impression(Other=0.001, Attack=0.99)) == "Other"


def test_acts_of_one_sentence_keep_types_of_their_own(resources: Resources) -> None:
    text = "Soldiers clashed with rebels near Goma on Monday and rebels abducted a priest."
    told = {c.sub_event_type for c in claims_of(text, resources)}
    assert told == {"Armed clash", "Abduction/forced disappearance"}


@pytest.mark.parametrize("text", ["Boko Haram claimed responsibility.", "The separatists admitted responsibility."])
def test_blame_alone_is_no_incident(text: str, resources: Resources) -> None:
    assert claims_of(text, resources) == ()


def test_what_names_no_one_and_no_day_may_still_report(resources: Resources) -> None:
    text = "Warplanes carried out a series of airstrikes on hideouts outside the town."
    assert [c.sub_event_type for c in claims_of(text, resources)] == ["Air/drone strike"]


@pytest.mark.parametrize(
    ("text", "sub_event"),
    [
        ("The militia has made the old customs house at Tesalit its command post.", "Headquarters or base established"),
        ("Masked men made off with a shopkeeper and his two sons near Bria.", "Abduction/forced disappearance"),
        ("Unknown men killed a radio journalist.", "Attack"),  # a bare result, to the rules
    ],
)
def test_a_text_all_of_which_reports_is_told_in_any_words(text: str, sub_event: str, resources: Resources) -> None:
    claims = claims_of(text, resources)
    assert [(c.kind, c.sub_event_type) for c in claims] == [("incident", sub_event)]
    assert claims[0].parties


def test_each_type_has_a_class_of_words() -> None:
    assert set(load_triggers().of_type) == set(SUB_EVENTS)


def test_a_text_that_goes_on_to_something_else_needs_words_of_an_act(resources: Resources) -> None:
    text = "Masked men made off with the tune. The chorus of the opera took eleven curtain calls in Vienna."
    assert claims_of(text, resources) == ()


def test_an_accident_stays_none(resources: Resources) -> None:
    assert claims_of("A petrol tanker overturned and exploded near Warri, killing sixty people.", resources) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Unknown men killed a village doctor in a computer game.",
        "Unknown men killed a village doctor in the novel.",
        "Fighters may have turned the old mill into their headquarters.",
        "Guards might have dragged the prisoners into the yard.",
    ],
)
def test_what_is_played_written_or_only_possible_is_not_told(text: str, resources: Resources) -> None:
    assert not [c for c in claims_of(text, resources) if (c.kind, c.realis) == ("incident", "actual")]


def test_who_leaves_a_place_to_others_does_not_take_it(resources: Resources) -> None:
    claims = claims_of("Soldiers have left the village to the insurgents.", resources)
    assert [c.sub_event_type for c in claims] == ["Non-violent transfer of territory"]


def test_a_few_lines_say_together_of_what_type_an_act_is(resources: Resources) -> None:
    text = "Villagers near Hasaka coughed and vomited after militiamen fired shells on Monday. "
    claims = claims_of(text + "Doctors found that the shells contained mustard gas.", resources)
    assert [c.sub_event_type for c in claims] == ["Chemical weapon"]


def test_acts_of_two_lines_keep_types_of_their_own(resources: Resources) -> None:
    text = "Rebels fired shells at Saraqib on Monday. In Idlib a bomb under a parked car killed three guards."
    told = {c.sub_event_type for c in claims_of(text, resources)}
    assert told == {"Shelling/artillery/missile attack", "Remote explosive/landmine/IED"}


def test_parts_are_words_of_the_sentence() -> None:
    text = "Gunmen shot dead four shopkeepers and wounded nine others at a market in Zamfara on Sunday night."

    def part(name: str, words: str) -> float:
        found = read_sentence(text).part(name, text.index(words), text.index(words) + len(words))
        assert found is not None
        return found

    assert part("perpetrator", "Gunmen") > 0.9
    assert part("victim", "Gunmen") < 0.1
    assert part("victim", "shopkeepers") > 0.9
    assert part("perpetrator", "shopkeepers") < 0.1
    assert part("killed", "four") > 0.9
    assert part("injured", "four") < 0.1
    assert part("injured", "nine") > 0.9
    assert part("killed", "nine") < 0.1


def test_words_beyond_what_was_looked_at_have_no_part() -> None:
    text = "They marched to the square and sat down. " * 40
    assert read_sentence(text).part("victim", len(text) - 10, len(text) - 5) is None


def test_the_model_is_small_and_its_labels_are_the_codebooks() -> None:
    assert len((files("extract") / "models" / "encoder.onnx").read_bytes()) < 30_000_000
    assert len(SUB_EVENTS) == 25


def test_training_snippets_have_every_label_and_no_text_twice() -> None:
    rows = [json.loads(line) for line in SNIPPETS.read_text("utf-8").splitlines()]
    assert {row["label"] for row in rows} == set(REPORTED)
    assert len({untagged(row["text"])[0].lower() for row in rows}) == len(rows)
    assert all(set(row) == {"title", "text", "label"} and row["text"].strip() for row in rows)


def test_parts_are_tagged_in_snippets_that_report() -> None:
    rows = [json.loads(line) for line in SNIPPETS.read_text("utf-8").splitlines()]
    tagged = [(row["label"], untagged(row["text"])[1]) for row in rows if "</" in row["text"]]
    assert {tag for _, spans in tagged for tag, _, _ in spans} == set(TAGS)
    assert not {"context", "nothing"} & {label for label, _ in tagged}


DATED_TITLES = ["Daily security report, 4 March 2024", "Attack in Gao 2024-03-03", "Gao attack 2024", "Daily report"]


@pytest.mark.parametrize("title", DATED_TITLES)
@pytest.mark.parametrize("day", ["on Sunday", "on 3 March 2024", "on March 3, 2024"])
def test_the_year_of_the_article_is_no_history(title: str, day: str, resources: Resources) -> None:
    text = f"Gunmen killed three soldiers in Gao {day}, an official said."
    (claim,) = extract_article(make_article(text, title=title, published=date(2024, 3, 4)), resources).claims
    assert claim.kind == "incident"
    assert [c.text for c in claim.counts] == ["three"]
