"""What borrows the words of violence is dropped with a reason; violence in unlikely places is kept."""

from __future__ import annotations

from datetime import date

import pytest

from extract.contexts import load_rules, read_context
from extract.ids import article_id, version_id
from extract.pipeline import extract_article
from extract.records import Article, Claim, Extraction
from extract.resources import Resources

_VIOLENT = {"Battles", "Explosions/Remote violence", "Violence against civilians", "Riots"}

BENIGN = {
    "football": "LYON - The striker fired home from 20 yards and the hosts bombarded the goalkeeper until the final whistle. "
    "The visitors were killed off by a late penalty. Two defenders were injured in the first half.",
    "boxing": "MANILA - The challenger attacked from the first bell and battered the champion with both hands. "
    "He was hurt in the sixth round by a left hook and the referee stopped the bout.",
    "cycling": "PAU - Three riders attacked on the last climb and destroyed the peloton. A Belgian was hurt when he hit a barrier.",
    "chess": "BERN - White's attack on the king side was murderous. Black surrendered after his queen was captured on move 31.",
    "market": "TOKYO - Shares were hammered on Tuesday as investors fled. Banks took the biggest hit and one analyst spoke of a bloodbath. "
    "The yen came under attack from hedge funds.",
    "takeover": "PARIS - The retailer has been fighting a hostile bid for a month. Its chairman was ambushed by shareholders at the annual meeting.",
    "cinema": "BUSAN - In the film a sniper shoots the mayor and a gang takes a school hostage. The director says he shot the scenes in nine days. "
    "It opens in cinemas on Friday.",
    "novel": "OSLO - Her new novel begins with a massacre in a village church. The murderer kills eleven guests before chapter three, "
    "and the detective is stabbed. The publisher has printed 90,000 copies.",
    "stage": "MILAN - The tenor is stabbed in the second act and the soprano leaps from the tower. The audience gave the cast a standing ovation.",
    "game": "KYOTO - In the video game players ambush a train and kill its guards. The developer has sold three million copies.",
    "debate": "OTTAWA - The two leaders clashed over taxes in a televised debate on Monday. The prime minister came under fire from critics "
    "and attacked the opposition's budget.",
    "immune": "BASEL - White blood cells attack the virus and kill infected cells, a study in mice has found. The researchers destroyed the gene.",
    "star": "GENEVA - Astronomers watched a star explode in a distant galaxy on Thursday. The blast destroyed two planets, the study said.",
    "shark": "PERTH - A shark attacked a surfer off a beach on Sunday and he died before he reached hospital. Rangers will hunt the animal.",
    "bees": "TUCSON - A swarm of bees attacked hikers on Saturday. One man was killed and six people were stung and injured.",
    "flood": "DHAKA - Floods have killed 41 people in the north since Monday. Dozens were injured and 3,000 houses were destroyed.",
    "quake": "LIMA - A strong earthquake struck the coast at dawn on Tuesday. Eighteen people died and more than 200 were injured.",
    "crash": "NAIROBI - A bus plunged into a ravine on Friday night, killing 23 passengers. The driver was among the dead, police said.",
    "gas": "LODZ - A gas leak caused an explosion in a block of flats on Wednesday. Four people were killed and 12 injured.",
    "fireworks": "TULTEPEC - A fireworks workshop exploded on Monday, killing seven workers and destroying five houses.",
    "mine": "DONETSK - Methane exploded in a coal mine on Sunday, killing 16 miners.",
    "fire": "MUMBAI - A blaze caused by a short circuit killed nine people in a hotel on Thursday night.",
    "cholera": "HARARE - Cholera has killed 120 people since January and is still spreading, the health ministry said.",
    "bad drink": "PATNA - Twenty-two people died on Saturday after they drank methanol sold as liquor.",
    "ferry": "MANILA - An overloaded ferry sank in a storm on Friday. At least 50 people drowned or died of exposure.",
    "heart": "CAIRO - The singer died on Tuesday of a heart attack at 71. He had been in hospital for a week.",
    "drill": "SEOUL - Troops stormed a mock airport and shot six pretend hijackers on Tuesday in an annual exercise. No live rounds were used.",
    "test": "PERTH - The navy fired two missiles at a target ship in a live-fire exercise on Thursday and destroyed it.",
    "medieval": "VISBY - Archaeologists have found 1,800 skeletons of farmers who were killed when a Danish army attacked the town in 1361.",
    "anniversary": "WARSAW - Veterans laid wreaths on Sunday, 70 years after the uprising in which 200,000 people were killed.",
    "trial": "HAMBURG - A court on Monday sentenced a former guard to five years for killing prisoners in 1944.",
    "cold case": "BOSTON - Detectives have reopened the case of a student who was strangled in 1978. A podcast had raised doubts.",
    "prank": "BATH - Pranksters kidnapped 30 garden gnomes on Saturday night and held them hostage on a roundabout.",
    "hunting": "KIRUNA - Hunters shot 300 moose in the first week of the season. A beater was wounded by accident.",
    "hackers": "RIGA - Hackers attacked the ministry's website on Friday and hijacked its mail server for an hour.",
    "critics": "LONDON - The comedian's new show bombed. Critics slaughtered it and one blasted the script.",
    "complaints": "DUBLIN - The phone company was bombarded with complaints on Monday and its chief executive is fighting for his job.",
    "heatwave": "SEVILLE - A heatwave has killed eleven elderly people in a week, doctors said.",
    "elephant": "KANDY - A wild elephant killed a farmer on Friday and destroyed three huts.",
    "simile": "TULSA - The tornado sounded like a bomb, said a woman whose house was flattened. Nobody was killed.",
    "overdose": "PORTLAND - Four students died at the weekend of overdoses of fentanyl, the coroner said.",
    "album": "LAGOS - The rapper's single exploded on social media and killed the competition. He will drop another bomb of an album in May.",
}  # fmt: skip

REAL = {
    "cinema": "PESHAWAR - Gunmen opened fire at a cinema on Tuesday during a film, killing five people, police said.",
    "grenade in cinema": "PESHAWAR - A grenade exploded in a cinema on Tuesday and killed three spectators.",
    "stadium": "BAGHDAD - A suicide bomber blew himself up at a football match on Friday, killing 29 people, most of them fans.",
    "team bus": "LAHORE - Militants attacked the bus of a cricket team on Tuesday and wounded six players. Two policemen were killed.",
    "players kidnapped": "PORT HARCOURT - Armed men kidnapped a football coach on Sunday after his team lost a league match.",
    "market": "KANO - A bomb exploded in a crowded market on Monday, killing 12 traders.",
    "stock exchange": "KARACHI - Gunmen stormed the stock exchange on Monday. Four guards and all the attackers were killed.",
    "parliament": "KABUL - A car bomb exploded outside parliament on Thursday while deputies were debating the budget. Nine people died.",
    "candidate": "BOGOTA - Two gunmen killed a candidate for the senate on Friday in a restaurant in Cali, where he had voted.",
    "museum": "TUNIS - Gunmen attacked a museum on Wednesday and killed 19 people, most of them tourists, the prime minister said.",
    "theatre": "MOSCOW - About 40 rebels took 700 people hostage in a theatre on Wednesday night during a musical.",
    "hospital": "KUNDUZ - An air strike hit a hospital on Saturday, killing 22 patients and doctors.",
    "zoo": "GAZA - Shells hit the zoo on Sunday and killed a keeper, residents said.",
    "plane": "DONETSK - Rebels shot down a military plane on Saturday. All 49 soldiers on board died in the crash.",
    "tanker": "MARIB - Gunmen blew up an oil tanker on Thursday, killing the driver.",
    "flooded camp": "MAIDUGURI - Insurgents attacked a camp for people displaced by floods on Friday and killed 14 of them.",
    "anniversary attack": "KABUL - Militants fired mortars on Tuesday at a ceremony marking the anniversary of a leader's death. Three people were killed.",
    "court": "QUETTA - A lawyer was shot dead outside the court on Monday before a trial, police said.",
    "exercise": "JOS - Gunmen ambushed soldiers who were returning from a training exercise on Sunday and killed four.",
    "wedding": "DIYARBAKIR - A bomb at a wedding party killed 51 people on Saturday.",
    "journalist": "VERACRUZ - A crime novelist and newspaper columnist was murdered on Thursday by hired killers.",
    "farmers": "YOLA - Herders clashed with farmers on Friday over grazing land and 11 people were killed.",
    "doctors": "BENI - Militiamen attacked an Ebola treatment centre on Tuesday and killed a doctor.",
    "bare result": "HOMS - Army shells fell on two districts on Friday. Twelve people were killed and dozens wounded.",
    "mine blast": "KANDAHAR - A roadside bomb destroyed a minibus on Monday, killing eight passengers.",
    "knife": "KUNMING - Men with knives attacked passengers at the railway station on Saturday, killing 29.",
    "foot": "CALI - Gunmen attacked a bus on Monday, shot the driver in the foot and killed a passenger.",
    "fired back": "TRIPOLI - Militants attacked a checkpoint on Sunday. Soldiers fired back and killed three of them.",
}  # fmt: skip


def _extract(text: str, resources: Resources, published: date = date(2019, 5, 10)) -> Extraction:
    article = article_id(None, "t", None, text)
    return extract_article(Article(article, version_id(article, None, text), text, published=published), resources)


def _incidents(extraction: Extraction) -> list[Claim]:
    return [c for c in extraction.claims
            if c.kind == "incident" and c.realis == "actual" and c.event_type in _VIOLENT]  # fmt: skip


@pytest.mark.parametrize("name", BENIGN)
def test_borrowed_words_are_no_incident(name: str, resources: Resources) -> None:
    extraction = _extract(BENIGN[name], resources)
    assert [claim.evidence[0].text for claim in _incidents(extraction)] == []


@pytest.mark.parametrize("name", REAL)
def test_violence_is_kept_wherever_it_happens(name: str, resources: Resources) -> None:
    assert _incidents(_extract(REAL[name], resources))


def test_what_is_dropped_leaves_an_issue(resources: Resources) -> None:
    """An act that is doubted says why, and on which word."""
    text = BENIGN["flood"]
    issues = [i for i in _extract(text, resources).issues if i.stage == "type"]
    assert issues
    assert all(i.reason.startswith("no violent cause: flood") for i in issues)
    assert all(i.span is not None and text[i.span[0] : i.span[1]] == i.text for i in issues)


def test_terms_are_found_once_and_the_longest_first() -> None:
    hits = read_context("The gas leaks at the oil tanker were no gas attack.").hits
    assert [(h.word, h.field) for h in hits if h.group == "cause"] == [("gas leaks", "accident"), ("oil tanker", "accident"), ("tanker", "accident")]  # fmt: skip


def test_a_likeness_is_no_soldier() -> None:
    assert not read_context("They fought like soldiers.").hits


def test_every_field_says_how_much_it_must_outweigh() -> None:
    rules = load_rules()
    assert set(rules.families) == set(rules.outweighs)
    assert set(rules.families.values()) == {"violence", "all"}
