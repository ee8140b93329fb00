"""Who did what to whom in one sentence: parties by role, how surely said, and the things that were hit."""

from __future__ import annotations

from functools import partial

import pytest
from made_articles import acts_of, claims_of

from extract.resources import Resources

xfail = partial(pytest.mark.xfail, strict=False)


def roles_of(text: str, resources: Resources) -> str:
    """Parties of the first act as "role: text, text; role: text", in order of first mention of the role."""
    roles: dict[str, list[str]] = {}
    for party in acts_of(text, resources)[0].parties:
        roles.setdefault(party.role, []).append(party.text)
    return "; ".join(f"{role}: {', '.join(texts)}" for role, texts in roles.items())


@pytest.mark.parametrize(
    ("parties", "text"),
    [
        # active and passive
        ("perpetrator: Gunmen; victim: policemen", "Gunmen killed two policemen in Lahore."),
        ("perpetrator: gunmen; victim: policemen", "Two policemen were killed by gunmen in Lahore."),
        (
            "perpetrator: Rebels; victim: soldier, policeman",
            "Rebels killed a soldier and wounded a policeman in Arauca.",
        ),
        ("perpetrator: Soldiers; victim: student", "Soldiers shot and killed a student in Khartoum."),
        ("perpetrator: Gunmen; victim: priest, nuns", "Gunmen kidnapped a priest and two nuns in Jacmel."),
        ("perpetrator: Rebels; victim: men", "Rebels wounded and killed two men near Beni."),
        ("perpetrator: rebels; target: army patrol", "An army patrol was ambushed by rebels near Arauca."),
        (
            "perpetrator: unidentified gunmen; victim: mayor",
            "The mayor of Tumaco was murdered by unidentified gunmen on Thursday.",
        ),
        # relative and participial clauses
        ("perpetrator: Rebels; victim: priest", "Rebels who attacked the town killed a priest near Beni."),
        (
            "perpetrator: gunmen; victim: farmers",
            "The gunmen, who fled on motorcycles, killed three farmers near Zamfara.",
        ),
        ("perpetrator: rebels; victim: judge", "A judge who had been kidnapped by rebels was freed in Arauca."),
        (
            "perpetrator: Gunmen; victim: passengers",
            "Gunmen fired on a bus near Quetta, wounding three passengers.",
        ),
        # nouns
        ("perpetrator: soldiers; victim: nuns", "The killing of two nuns by soldiers shocked residents of San Miguel."),
        (
            "perpetrator: rebel; victim: policemen",
            "The rebel attack on a police station in Herat killed four policemen.",
        ),
        ("perpetrator: rebels; victim: soldiers", "The ambush by rebels near Arauca killed two soldiers."),
        ("perpetrator: army; victim: civilians", "The army's shelling of Kharkiv wounded nine civilians."),
        # light verbs
        ("perpetrator: militants", "The militants launched an attack on a church in Jos."),
        ("perpetrator: Militants", "Militants carried out an ambush on a convoy near Gao."),
        ("perpetrator: Boko Haram", "The attack was carried out by Boko Haram in Maiduguri."),
        ("perpetrator: Gunmen; target: worshippers", "Gunmen opened fire on worshippers at a mosque in Kano."),
        # claims of responsibility, blame, suspicion
        ("perpetrator: Islamic State", "Islamic State claimed responsibility for the bombing in Kabul."),
        ("perpetrator: Al-Shabaab", "Police blamed Al-Shabaab for the bombing in Mogadishu."),
        ("perpetrator: army; victim: villagers", "Residents accused the army of killing three villagers near Mopti."),
        ("perpetrator: Boko Haram", "Boko Haram is suspected of the attack in Maiduguri."),
        ("perpetrator: rebels", "The rebels are responsible for the attack on the village near Bria."),
        (
            "perpetrator: Suspected Boko Haram fighters; victim: girls",
            "Suspected Boko Haram fighters abducted ten girls in Chibok.",
        ),
        # two sides, arrests, seizures
        ("side_a: army; side_b: Boko Haram", "The army clashed with Boko Haram near Maiduguri."),
        ("side_a: Police; detainee: suspects", "Police arrested two suspects in Cali."),
        ("side_a: police; detainee: suspects", "Two suspects were arrested by police in Cali."),
        ("side_a: Soldiers", "Soldiers seized 12 rifles near Gao."),
        ("side_a: Government forces", "Government forces recaptured the town of Bama."),
        # nobody named
        ("", "A bomb exploded outside a bank in Lima."),
        ("victim: passengers", "Nine passengers were wounded when a bomb exploded in Quetta."),
        # not read yet
        pytest.param(
            "perpetrator: Islamic State",
            "The bombing in Kabul was claimed by Islamic State.",
            marks=xfail(reason='"was claimed by" without the word responsibility'),
        ),
        pytest.param(
            "perpetrator: Al-Shabaab",
            "Al-Shabaab said it carried out the attack in Mogadishu.",
            marks=xfail(reason='"it" is not followed back'),
        ),
        pytest.param(
            "side_a: army; side_b: rebels",
            "Clashes between the army and rebels near Goma left six dead.",
        ),
        pytest.param(
            "side_a: Government forces; side_b: Boko Haram",
            "Government forces recaptured the town of Bama from Boko Haram.",
            marks=xfail(reason='"from" does not name the side that lost'),
        ),
        pytest.param(
            "perpetrator: Thieves; target: nurse",
            "Thieves attacked a nurse and stole her car in Lagos.",
            marks=xfail(reason="thief is no listed noun"),
        ),
    ],
)
def test_parties_by_role(parties: str, text: str, resources: Resources) -> None:
    assert roles_of(text, resources) == parties


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("reported as fact", "Gunmen killed two policemen in Lahore."),
        ("suspected or accused by authorities", "Police said gunmen killed two traders in Karachi."),
        ("claimed or admitted", "Islamic State claimed responsibility for the bombing in Kabul."),
        ("suspected or accused by authorities", "Police blamed Al-Shabaab for the bombing in Mogadishu."),
        pytest.param(
            "suspected or accused by authorities",
            "The governor accused the rebels of attacking the convoy near Gao.",
        ),
        ("suspected or accused", "Residents accused the army of killing three villagers near Mopti."),
        ("suspected or accused", "Suspected Boko Haram fighters abducted ten girls in Chibok."),
        ("possible", "Hamas may have killed the hostage in Gaza."),
        ("denied", "The army denied that its soldiers had killed villagers near Mopti."),
    ],
)
def test_how_surely_the_text_says_who_did_it(stated: str, text: str, resources: Resources) -> None:
    (act,) = acts_of(text, resources)
    assert [p.confidence_stated for p in act.parties if p.role == "perpetrator"] == [stated]


@pytest.mark.parametrize(
    ("targets", "text"),
    [
        ([("bank", "business")], "A bomb exploded outside a bank in Lima."),
        ([("police station", "police")], "The rebel attack on a police station in Herat killed four policemen."),
        ([("church", "religious figures/institutions")], "The militants launched an attack on a church in Jos."),
        ([("bus", "transportation")], "Gunmen fired on a bus near Quetta, wounding three passengers."),
        ([("hospital", "ngo")], "Jets bombed a hospital in Idlib."),
        ([("school", "educational institution")], "Russian forces shelled a school in Kharkiv."),
        ([("police car", "police")], "Protesters burned a police car in Lima."),
        ([], "Gunmen killed two policemen in Lahore."),
    ],
)
def test_things_hit(targets: list[tuple[str, str]], text: str, resources: Resources) -> None:
    (act,) = acts_of(text, resources)
    assert [(t.text, t.type) for t in act.targets] == targets


@pytest.mark.parametrize(
    ("weapons", "text"),
    [
        ([("car bomb", "vehicle bomb")], "A car bomb exploded outside a bank in Lima."),
        ([("roadside bomb", "ied")], "A roadside bomb exploded near a convoy in Kandahar."),
        ([("machetes", "melee")], "Militiamen armed with machetes attacked a village near Beni."),
        ([("hand grenade", "grenade")], "Attackers threw a hand grenade into a bar in Bujumbura."),
        ([], "Gunmen killed two policemen in Lahore."),
    ],
)
def test_weapons_used(weapons: list[tuple[str, str]], text: str, resources: Resources) -> None:
    (act,) = acts_of(text, resources)
    assert [(w.text, w.type) for w in act.weapons] == weapons


@pytest.mark.parametrize(
    ("accusation", "perpetrators"),
    [
        ("The army accused the Kachin Independence Army of storing ammunition in the building.", []),
        ("The army accused the Kachin Independence Army of planting the bombs.", ["Kachin Independence Army"]),
        ("The army accused the Kachin Independence Army of being behind it.", ["Kachin Independence Army"]),
    ],
)
def test_only_who_is_accused_of_the_act_may_have_done_it(
    accusation: str, perpetrators: list[str], resources: Resources
) -> None:
    claims = claims_of(f"Two bombs killed nine pupils at a school near Bhamo on Saturday. {accusation}", resources)
    assert [p.text for c in claims for p in c.parties if p.role == "perpetrator"] == perpetrators
