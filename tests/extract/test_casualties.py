"""Counts of short sentences of our own: outcome, bounds, who, totals and parts, corrections, none, either-or."""

from __future__ import annotations

from functools import partial

import pytest
from made_articles import acts_of, claims_of

from extract.records import Count
from extract.resources import Resources

Row = tuple[str, int | None, int | None, int | None]
xfail = partial(pytest.mark.xfail, strict=False)


def counts_of(text: str, resources: Resources) -> list[Count]:
    return [count for act in acts_of(text, resources) for count in act.counts]


def killed(low: int | None, best: int | None, high: int | None) -> Row:
    return ("killed", low, best, high)


def injured(low: int | None, best: int | None, high: int | None) -> Row:
    return ("injured", low, best, high)


ONE, TWO, THREE = (1, 1, 1), (2, 2, 2), (3, 3, 3)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # every qualifier
        ("Gunmen killed three soldiers near Gao.", [killed(*THREE)]),
        ("At least 14 civilians were killed in an attack in Baghdad.", [killed(14, 14, None)]),
        ("No fewer than nine villagers were killed in the raid near Mopti.", [killed(9, 9, None)]),
        ("More than 30 people were wounded in the blast in Aden.", [injured(31, 31, None)]),
        ("Over 20 rebels died in the air strike near Goma.", [killed(21, 21, None)]),
        ("Fewer than ten people died in the attack in Jos.", [killed(None, None, 9)]),
        ("Up to 60 villagers were killed in the raid near Mopti.", [killed(None, None, 60)]),
        ("Between 20 and 30 rebels were killed in the clash near Goma.", [killed(20, None, 30)]),
        ("Around 60 people were injured in the riot in Dhaka.", [injured(None, 60, None)]),
        ("Several people were injured in the explosion in Quito.", [injured(2, None, None)]),
        ("Dozens of people were killed in the air strike on Idlib.", [killed(24, None, None)]),
        ("Scores of people were hurt in the bombing in Colombo.", [injured(40, None, None)]),
        ("Hundreds of people were killed in the massacre in Bama.", [killed(200, None, None)]),
        # one person without a number
        ("A policeman was killed in the attack in Kano.", [killed(*ONE)]),
        ("Gunmen shot dead the mayor of Tumaco.", [killed(*ONE)]),
        ("The mayor was assassinated in Tumaco.", [killed(*ONE)]),
        ("A soldier and a policeman were shot dead in Cali.", [killed(*ONE), killed(*ONE)]),
        ("The attackers killed one guard and wounded two others in Kabul.", [killed(*ONE), injured(*TWO)]),
        # said by a noun or an adjective
        ("The blast in Kabul left 12 dead and 40 wounded.", [killed(12, 12, 12), injured(40, 40, 40)]),
        ("The attack in Maiduguri claimed 30 lives.", [killed(30, 30, 30)]),
        ("Hospital officials counted 19 dead after the shelling of Taiz.", [killed(19, 19, 19)]),
        ("The death toll from the bombing in Lahore rose to 27.", [killed(27, 27, 27)]),
        ("Six bodies were found after the attack in Tigray.", [killed(6, 6, 6)]),
        ("Twelve fishermen are missing after the attack on their boat off Somalia.", [("missing", 12, 12, 12)]),
        # several groups and outcomes
        ("Two soldiers and five rebels died in the fighting near Beni.", [killed(*TWO), killed(5, 5, 5)]),
        ("The bombing in Mogadishu killed 21 people and wounded 45.", [killed(21, 21, 21), injured(45, 45, 45)]),
        ("The bomber killed himself and four soldiers in Gao.", [killed(4, 4, 4)]),
        # a quantifier covers the coordination
        (
            "At least three civilians and a Hashd fighter were killed in an attack near Hawija.",
            [killed(3, 3, None), killed(1, 1, None)],
        ),
        # one more person, counted by no number
        (
            "One officer was killed and another was wounded when a bomb exploded in Basra.",
            [killed(*ONE), injured(*ONE)],
        ),
        (
            "Gunmen fired on two engineers in Karachi, killing one and wounding the other.",
            [killed(*ONE), injured(*ONE)],
        ),
        ("A mine explosion near Herat left one man dead and another injured.", [killed(*ONE), injured(*ONE)]),
        ("A rebel attack killed one guard and wounded another guard near Cali.", [killed(*ONE), injured(*ONE)]),
        ("An Iraqi border guard was killed in an attack near Kirkuk.", [killed(*ONE)]),
        ("A bomb kills one and injures five in Pereira.", [killed(*ONE), injured(5, 5, 5)]),
        # acts, weapons and those who did it are not who was hurt
        ("Two attacks in Mosul injured ten people.", [injured(10, 10, 10)]),
        ("Two rockets wounded nine people in Kilis.", [injured(9, 9, 9)]),
        ("Four suicide bombers left 60 people dead in Haifa.", [killed(60, 60, 60)]),
        ("A bomb caused six deaths and 66 injured on a train near Naples.", [killed(6, 6, 6), injured(66, 66, 66)]),
        ("The colonel was killed along with three guards in a bombing in Karachi.", [killed(*ONE), killed(*THREE)]),
        ("Gunmen burned five villagers alive near Mosul.", [killed(5, 5, 5)]),
        (
            "Five officers were hurt in Garissa but they were able to kill three gunmen.",
            [injured(5, 5, 5), killed(*THREE)],
        ),
        (
            "Police arrested six men and nine officers were injured at a protest in Lima.",
            [("detained", 6, 6, 6), injured(9, 9, 9)],
        ),
        (
            "A bomber killed 14 people and injured around 40 at a rally in Kama.",
            [killed(14, 14, 14), injured(None, 40, None)],
        ),
        (
            "A bomb near Fotokol went off, killing five people and injuring over 20.",
            [killed(5, 5, 5), injured(21, 21, None)],
        ),
        ("A shootout near Marawi left a girl and woman dead.", [killed(*ONE), killed(*ONE)]),
        (
            "The attack left one man dead as well as three children injured in Cotabato.",
            [killed(*ONE), injured(*THREE)],
        ),
        (
            "A suicide bomber killed at least 15 people and 50 others were injured at a mosque in Baghdad.",
            [killed(15, 15, None), injured(50, 50, 50)],
        ),
        ("A bomb kills three and wounds at least eleven in Bogota.", [killed(*THREE), injured(11, 11, None)]),
        # other outcomes
        ("Police arrested five suspects in Medellin.", [("detained", 5, 5, 5)]),
        ("Eight men were detained in Nairobi on Thursday.", [("detained", 8, 8, 8)]),
        ("Gunmen kidnapped 20 students in Kaduna.", [("abducted", 20, 20, 20)]),
        ("Four nuns were abducted in Port-au-Prince.", [("abducted", 4, 4, 4)]),
        ("Thirty rebels surrendered in Caqueta.", [("surrendered", 30, 30, 30)]),
        ("The guerrillas freed two hostages in Arauca.", [("released", *TWO)]),
        ("Soldiers seized 12 rifles near Gao.", [("seized", 12, 12, 12)]),
        ("Police found 40 sticks of dynamite in Oruro.", [("seized", 40, 40, 40)]),
        ("Some 1.5 million people were displaced by the war in Sudan.", [("displaced", None, 1_500_000, None)]),
        # one count for several acts
        ("A twin bombing in Baghdad killed more than 30 people.", [killed(31, 31, None)]),
        # nobody
        ("No one was hurt in the explosion in Lima.", [injured(0, 0, 0)]),
        ("There were no casualties in the explosion in Lima.", [injured(0, 0, 0), killed(0, 0, 0)]),
        # neither is bounded, or nobody is counted
        ("Bandits robbed or killed 12 travellers near Zamfara.", []),
        ("Two people were killed or injured in the shooting in Lagos.", []),
        ("Two journalists were beaten by police in Kampala.", []),
        ("Gunmen burned over 100 houses in Sittwe.", []),
        # not read yet
        pytest.param(
            "An unknown number of people were killed in the strike on Idlib.",
            [],
            marks=xfail(reason='"an unknown number of" is read as several'),
        ),
        pytest.param(
            "The bomb exploded in Lima without causing casualties.",
            [injured(0, 0, 0), killed(0, 0, 0)],
            marks=xfail(reason='"without causing casualties" is read as an act that was negated'),
        ),
        pytest.param(
            "Neither of the two guards was hurt in the attack in Kabul.",
            [injured(0, 0, 0)],
            marks=xfail(reason='"neither of" is no count'),
        ),
        ("The attack killed a family of five in Kandahar.", [killed(5, 5, 5)]),
        ("Four children lost their lives in a bomb explosion in Kandahar.", [killed(4, 4, 4)]),
        ("Twenty-two people lost their lives in the bombing in Colombo.", [killed(22, 22, 22)]),
        ("A bombing caused the deaths of six guards in Basra.", [killed(6, 6, 6)]),
        pytest.param(
            "Two children died and their mother was injured when a mine exploded near Benghazi.",
            [killed(*TWO), injured(*ONE)],
            marks=xfail(reason='"their mother" is one person'),
        ),
        ("About 200 families were displaced by the fighting in Marawi.", [("displaced", None, 200, None)]),
    ],
)
def test_outcome_and_bounds(text: str, rows: list[Row], resources: Resources) -> None:
    assert sorted((c.outcome, c.low, c.best, c.high) for c in counts_of(text, resources)) == sorted(rows)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Gunmen killed three soldiers near Gao.", "security"),
        ("Gunmen killed three policemen near Gao.", "security"),
        ("Gunmen killed three villagers near Gao.", "civilian"),
        ("Gunmen killed three journalists near Gao.", "civilian"),
        ("Police killed three protesters in Lima.", "civilian"),
        ("The air strike killed three rebels near Goma.", "militant"),
        ("The air strike killed three insurgents near Herat.", "militant"),
        ("The rebels killed three militiamen near Goma.", "paramilitary"),
        ("The bombing in Colombo killed three people.", "unknown"),
        pytest.param(
            "The air strike killed three militants near Herat.",
            "militant",
        ),
        pytest.param(
            "The air strike killed three gunmen near Herat.",
            "militant",
        ),
    ],
)
def test_group_counted(text: str, who: str, resources: Resources) -> None:
    assert [c.who for c in counts_of(text, resources) if c.best == 3] == [who]


@pytest.mark.parametrize(
    ("text", "totals", "parts"),
    [
        ("Twelve people, including two children, were killed in the shelling of Kharkiv.", [12], [2]),
        ("The blast in Quetta killed 14 people, including three policemen.", [14], [3]),
        ("Ten people were killed, eight of them women, in the raid near Bama.", [10], [8]),
        ("Sixteen soldiers were wounded, three of them seriously, in the ambush near Arauca.", [16], [3]),
        ("A blast in Lima injured 20 people, one seriously.", [20], [1]),
        ("The shooting in Lagos wounded seven officers, two of whom are in critical condition.", [7], [2]),
        ("The bombing in Kabul injured 50 others, including several journalists.", [50], [None]),
        ("The shooting in Lagos killed two people and wounded seven seriously.", [], [2, 7]),
        pytest.param(
            "Gunmen killed nine people in Goma, among them two nurses.",
            [9],
            [2],
            marks=xfail(reason='"among them" two words before its noun is no part'),
        ),
        pytest.param(
            "Police said five gunmen were among the nine killed in the shootout in Karachi.",
            [9],
            [5],
            marks=xfail(reason='"among the nine killed": the part stands before its total'),
        ),
        pytest.param(
            "A car bomb killed 14 people in Aden on Thursday. Two policemen were among the dead.",
            [14],
            [2],
            marks=xfail(reason='"among the dead" in a later sentence is not read as a part'),
        ),
    ],
)
def test_total_is_marked_beside_its_parts(text: str, totals: list[int], parts: list[int], resources: Resources) -> None:
    counts = counts_of(text, resources)
    assert [c.best for c in counts if c.is_total] == totals
    assert [c.best for c in counts if not c.is_total] == parts


@pytest.mark.parametrize(
    ("text", "preferred", "superseded"),
    [
        ("The blast killed 13 people in Sanaa, not 30 as reported earlier.", [13], [30]),
        pytest.param(
            "The death toll from the blast in Lahore rose to 27 from 19.",
            [27],
            [19],
        ),
        (
            "A bomb killed 12 people in Lahore on Thursday. The toll from the bombing later rose to 17.",
            [17],
            [12],
        ),
    ],
)
def test_corrected_figure_is_superseded(
    text: str, preferred: list[int], superseded: list[int], resources: Resources
) -> None:
    counts = [c for c in counts_of(text, resources) if c.outcome == "killed"]
    assert [c.best for c in counts if c.rank == "preferred"] == preferred
    assert [c.best for c in counts if c.rank == "superseded"] == superseded


@pytest.mark.parametrize(
    ("text", "preferred"),
    [
        (
            "Two guards were killed in an attack on a convoy in Mosul. Five soldiers were also killed in the attack.",
            [2, 5],
        ),
        ("A bomber killed the army commander in Aden. Two soldiers were killed in the attack.", [1, 2]),
        ("Two guards were killed in an attack in Mosul. A further five soldiers were killed in the attack.", [2, 5]),
        ("Two guards were killed in an attack in Mosul. The attack also killed five drivers.", [2, 5]),
    ],
)
def test_figures_told_beside_each_other_are_all_kept(text: str, preferred: list[int], resources: Resources) -> None:
    (claim,) = claims_of(text, resources)
    assert [c.best for c in claim.counts if c.rank == "preferred"] == preferred


@pytest.mark.parametrize("teller", ["The hospital also said that", "Another witness said", "A further witness said"])
def test_what_another_speaker_also_says_is_no_second_figure(teller: str, resources: Resources) -> None:
    """The word for one more stands beside the number or on its verb; beside the speaker it adds nobody."""
    text = f"Eight people were killed in a bombing in Kano on Monday. {teller} 12 people were killed in the attack."
    (claim,) = claims_of(text, resources)
    assert [(c.best, c.rank) for c in claim.counts] == [(8, "preferred"), (12, "rival")]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("An air strike killed 12 people in Idlib on Monday and left three severely damaged houses.", [12]),
        ("Shells killed two people in Idlib on Monday and hit five slightly damaged trucks.", [2]),
        ("Shells wounded six people in Idlib on Monday and hit five slightly damaged trucks.", [6]),
        ("One bomb in Lima killed four people on Monday and the other wounded nine.", [4, 9]),
        ("One bomb in Lima killed four people on Monday and another wounded nine.", [4, 9]),
        ("One man in Lima was killed on Monday and the other wounded.", [1, 1]),
    ],
)
def test_things_and_bombs_are_nobody_hurt(text: str, counts: list[int], resources: Resources) -> None:
    (claim,) = claims_of(text, resources)
    assert [(c.best, c.is_total) for c in claim.counts] == [(best, False) for best in counts]


def test_another_speakers_figure_is_a_rival(resources: Resources) -> None:
    text = (
        "A car bomb killed 12 people in Aden on Thursday, police said. "
        "The rebels said that the bombing killed 30 people."
    )
    counts = [c for c in counts_of(text, resources) if c.outcome == "killed"]
    assert [(c.best, c.rank) for c in counts] == [(12, "preferred"), (30, "rival")]
    assert counts[1].attribution is not None


@pytest.mark.parametrize(
    "text",
    [
        "Bandits robbed or killed 12 travellers near Zamfara.",
        "Two people were killed or injured in the shooting in Lagos.",
    ],
)
def test_either_or_is_an_issue(text: str, resources: Resources) -> None:
    assert "either of two outcomes: neither is bounded" in [
        i.reason for a in acts_of(text, resources) for i in a.issues
    ]


def test_count_names_its_party(resources: Resources) -> None:
    (act,) = acts_of("Two soldiers and five rebels died in the fighting near Beni.", resources)
    counted = [act.parties[c.party].text for c in act.counts if c.party is not None]
    assert counted == ["soldiers", "rebels"]


def test_vague_words_are_marked_as_convention(resources: Resources) -> None:
    (vague,) = counts_of("Dozens of people were killed in the air strike on Idlib.", resources)
    (exact,) = counts_of("Six people were killed in the air strike on Idlib.", resources)
    assert vague.convention
    assert not exact.convention


def test_twin_acts_are_one_claim_with_one_count(resources: Resources) -> None:
    (claim,) = claims_of("A twin bombing in Baghdad killed more than 30 people.", resources)
    assert claim.n_acts == 2
    assert len(claim.counts) == 1


def test_parts_that_add_up_are_the_total(resources: Resources) -> None:
    """Listed people who add up to the number before them are its parts."""
    text = "Eight people, seven policemen and a driver, were killed when gunmen attacked a convoy in Kandahar."
    counts = claims_of(text, resources)[0].counts
    assert [(c.best, c.is_total) for c in counts] == [(8, True), (7, False), (1, False)]


def test_a_part_in_a_later_sentence_takes_nothing_back(resources: Resources) -> None:
    """Two figures of one sentence, told after the act, do not correct each other."""
    text = "A series of bombs exploded in Basra on Friday. 41 people, 35 of them children, were killed."
    counts = [c for c in claims_of(text, resources)[0].counts if c.outcome == "killed"]
    assert [(c.best, c.rank, c.is_total) for c in counts] == [(41, "preferred", True), (35, "preferred", False)]
