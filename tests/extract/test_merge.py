"""Short stories of our own: how many acts they tell, and which sentences tell of each."""

from __future__ import annotations

import pytest
from made_articles import claims_of, make_article

from extract.pipeline import extract_article
from extract.resources import Resources


@pytest.mark.parametrize(
    ("sentences", "story"),
    [
        # one act
        ([2], "A car bomb exploded near a market in Baghdad on Thursday. The blast killed 14 people."),
        ([2], "Gunmen attacked a police station in Herat on Thursday. Two policemen were killed in the attack."),
        ([2], "Rebels ambushed a convoy near Arauca on Thursday. Three soldiers died. The rebels fled into the hills."),
        ([2], "Police arrested five men in Cali on Thursday. The arrests followed a tip."),
        (
            [2],
            "A suicide bomber blew himself up in Kano on Thursday. Rebels claimed responsibility for the attack.",
        ),
        ([2], "Thousands of teachers marched in Lima on Thursday. The march ended peacefully."),
        ([2], "Soldiers clashed with rebels near Goma on Thursday. At least ten rebels were killed in the fighting."),
        (
            [2],
            (
                "Militants attacked a base near Gao on Thursday. "
                "The attack on the base lasted three hours and left nine soldiers dead."
            ),
        ),
        ([3], "A bomb exploded in Quetta on Thursday. It went off beside a bus. The bomb wounded four people."),
        (
            [2],
            "Gunmen attacked a post in Kabul on Thursday, injuring two officers. All the attackers were gunned down.",
        ),
        ([2], "A car bomb killed three people in Aden on Thursday. Two soldiers were also injured in the incident."),
        ([2], "Rebels opened fire at a checkpoint in Gao on Thursday. A guard was killed and another is missing."),
        ([2], "Gunmen shot dead five pupils in Mamfe on Thursday. Another 13 were wounded, four of them seriously."),
        ([2], "A bomber blew himself up in Kano on Thursday. No officer was hurt but nine people died in the attack."),
        ([2], "Guerrillas murdered the mayor of Tingo on Monday. They shot him in front of his house."),
        ([2], "A gunman attacked a mosque in Kano on Friday. He killed three people and wounded nine."),
        (
            [2],
            "Gunmen attacked a bus in Gao on Monday. The attackers came at dawn. They killed nine travellers.",
        ),
        # two acts
        (
            [1, 1],
            (
                "Rebels raided a village near Kano on Monday, killing ten people. The army sent in jets. "
                "They bombed rebel camps, killing 40 fighters."
            ),
        ),
        (
            [1, 1],
            "Gunmen shot dead two farmers in Kano on Monday. Police came at once. They shot dead three men.",
        ),
        (
            [1, 1],
            (
                "Gunmen attacked a police station in Herat on Thursday. "
                "In a separate attack, gunmen killed a judge in Kabul."
            ),
        ),
        ([1, 1], "A man bombed a bank in Graz, killing three. He also firebombed the houses of two judges."),
        ([1, 1], "A bomb exploded in Lahore on Monday. Another bomb exploded in Karachi on Tuesday."),
        ([1, 1], "Gunmen killed a journalist in Quetta on Monday. Gunmen killed a lawyer in Karachi on Wednesday."),
        ([1, 1], "Militants kidnapped 20 students in Kaduna on Monday. The students were freed on Thursday."),
        (
            [1, 1],
            "Gunmen shot dead the mayor of Tumaco on Thursday. Earlier this week, gunmen killed a priest in Cali.",
        ),
        (
            [1, 1],
            (
                "An air strike hit a hospital in Idlib on Thursday. "
                "Hours later, a second air strike hit a market in Idlib."
            ),
        ),
        (
            [1, 1],
            "A bomb exploded outside a mosque in Kano on Friday. Last year, a bomb exploded outside a church in Jos.",
        ),
        ([1, 1], "Rebels threatened to attack Goma. On Thursday they attacked the town of Beni."),
        (
            [2, 1],
            (
                "The army shelled a village near Kharkiv on Monday. The shelling wounded six people. "
                "A hospital was also hit by rockets in Odesa on Tuesday."
            ),
        ),
        (
            [2],
            (
                "A grenade attack on a bar in Bujumbura wounded six people on Thursday. "
                "Police said the grenade was thrown by two men on a motorcycle."
            ),
        ),
    ],
)
def test_sentences_that_tell_of_each_act(sentences: list[int], story: str, resources: Resources) -> None:
    assert [len(c.evidence) for c in claims_of(story, resources)] == sentences


def test_later_sentence_adds_what_the_first_lacks(resources: Resources) -> None:
    story = (
        "Gunmen attacked a police station in Herat on Thursday. Two policemen were killed in the attack. "
        "The Taliban claimed responsibility for the attack."
    )
    (claim,) = claims_of(story, resources)
    assert claim.date.text == "Thursday"
    assert [(c.text, c.outcome) for c in claim.counts] == [("Two", "killed")]
    assert ("Taliban", "claimed or admitted") in [
        (p.text, p.confidence_stated) for p in claim.parties if p.role == "perpetrator"
    ]


def test_count_said_twice_is_kept_once(resources: Resources) -> None:
    story = "A bomb killed 14 people in Aden on Thursday. The blast killed 14 people, a doctor said."
    (claim,) = claims_of(story, resources)
    assert [(c.best, c.rank) for c in claim.counts] == [(14, "preferred")]


def test_title_that_tells_the_body_s_act_is_no_second_claim(resources: Resources) -> None:
    article = make_article("A car bomb exploded in Baghdad on Thursday, killing 14 people.", title="Bombing kills 14")
    (claim,) = extract_article(article, resources).claims
    assert claim.evidence[0].start > len("Bombing kills 14")
    assert [c.best for c in claim.counts] == [14]


@pytest.mark.parametrize(
    ("story", "claims"),
    [
        (
            (
                "Gunmen murdered the editor Carlos Medina in Bogota on Thursday. The mayor condemned it on Friday. "
                "Medina, who was killed at his door, had written of smugglers."
            ),
            1,
        ),
        (
            (
                "Gunmen murdered the editor Carlos Medina in Bogota on Thursday. "
                "The lawyer Julia Medina was killed on Friday in Cali, police said."
            ),
            2,
        ),
    ],
)
def test_nobody_dies_twice(story: str, claims: int, resources: Resources) -> None:
    assert len(claims_of(story, resources)) == claims


def test_joined_claims_keep_every_sentence_of_both(resources: Resources) -> None:
    """A count never stands in a claim without the sentence that it was read in."""
    story = "Soldiers killed four villagers in Gao on Monday. The rebels later struck. They killed six soldiers."
    for claim in claims_of(story, resources):
        for count in claim.counts:
            assert any(e.start <= count.span[0] and count.span[1] <= e.end for e in claim.evidence)


@pytest.mark.parametrize(
    ("story", "killed"),
    [
        (("Rebels attacked a village in Kano on Monday, killing ten people. The army sent jets. It bombed rebel camps, "
         "killing 40 fighters."), [[10], [40]]),
        ("A bomb exploded in Kano on Monday. It killed ten people.", [[10]]),
    ],
)  # fmt: skip
def test_what_it_did_depends_on_what_it_is(story: str, killed: list[list[int]], resources: Resources) -> None:
    claims = claims_of(story, resources)
    assert [[c.best for c in claim.counts if c.outcome == "killed"] for claim in claims] == killed
    assert all(count.rank == "preferred" for claim in claims for count in claim.counts)
