"""How one event is told by one article: headline, lead, details, rival figures, blame, follow-ups, background."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from press.grammar import Figure, expand, load_wording, number, say_day, say_figure, sentence, with_article
from press.records import Event, Sentence, Telling

Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What came out: a headline, paragraphs, and what they say."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    telling: Telling


class Teller:
    """The words for one event in one article; all choices come from its random source."""

    def __init__(self, event: Event, published: date, rng: Random, *, toll: int | None, has_dateline: bool) -> None:
        self.event, self.rng, self.published = event, rng, published
        self.facts: dict[str, Any] = load_wording("acts").get(event.act, {})
        self.words: dict[str, Any] = load_wording("phrases")
        self.day = event.day
        if event.day_alt is not None and rng.random() < 0.5 and published >= event.day_alt:
            self.day = event.day_alt
        # The lead figure is firm in a quarter of the first reports and vague in the rest, so that tolls can rise.
        final = toll == event.killed
        self.killed = None if toll is None else say_figure(toll, rng) if final else early_figure(toll, rng)
        self.injured = None if event.injured is None or rng.random() < 0.15 else say_figure(event.injured, rng)
        self.slots = self._slots(has_dateline)

    def _slots(self, has_dateline: bool) -> dict[str, str]:
        event, rng, place = self.event, self.rng, self.event.place
        actors = load_wording("actors")
        local = actors[place.country]
        group = rng.choice(event.perpetrator_names) if event.perpetrator_names else "an armed group"
        bare = group.removeprefix("the ")
        person = f"{rng.choice(local['first'])} {rng.choice(local['last'])}"
        part = "morning" if self.day == event.day_alt else event.part_of_day
        on = say_day(self.day, part, self.published, rng, exact=event.pair is not None or event.day_alt is not None)
        inside = [f"in {place.town}", f"in {place.town}", f"in the town of {place.town}"]
        if not has_dateline or rng.random() < 0.3:
            inside = [
                f"in {place.town}, {place.country_name}",
                f"in {place.town}, in {place.country_name}'s {place.admin1} {local['unit']}",
                f"in {place.town} in {place.country_name}",
                f"in the town of {place.town}, {place.admin1} {local['unit']}, {place.country_name}",
            ]
        into = rng.choice(inside)
        noun = rng.choice(self.facts.get("nouns", ["attack"]))
        slots = {
            "town": place.town,
            "admin1": place.admin1,
            "country": place.country_name,
            "unit": local["unit"],
            "capital": local["capital"],
            "in": into,
            "on": on,
            "day": on.removeprefix("on ") if on == "yesterday" else on,
            "pd": rng.choice((f"{into} {on}", f"{on} {into}")) if "," not in into + on else f"{into}, {on}",
            "site": event.site,
            "bare_site": event.site.removeprefix("a ").removeprefix("an ").removeprefix("the "),
            "group": group,
            "side": rng.choice((f"{bare} fighters", "militants", "gunmen", "rebels"))
            if event.perpetrator
            else "militants",
            "perps": self._perpetrators(bare, actors["perpetrators"]),
            "victims": event.victims,
            "noun": noun,
            "a_noun": with_article(noun),
            "the": f"the {noun}",
            "person": person,
            "pub_weekday": f"{self.published:%A}",
            "officials": rng.choice(("officials", "police", "the authorities", "security sources", "army officers")),
            "agent": rng.choice(self.facts.get("agents") or ["an attack"]),
            "year": str(self.published.year - rng.randint(3, 9)),
            "m": number(rng.randint(10, 60)),
            "big": f"{rng.randint(2, 60) * 1000:,}",
        }
        slots["s"] = rng.choice(self.words["speakers"])
        slots["says"] = rng.choice(self.words["says"])
        slots["said"] = rng.choice(self.words["says"][:-1])
        slots["source"] = expand(slots["s"], rng, slots).rstrip(",")
        slots["clause"] = expand(rng.choice(self.facts["clauses"]), rng, slots | self._people()) if self.facts else ""
        return slots | self._people() | self._figures()

    def _perpetrators(self, bare: str, unnamed: list[str]) -> str:
        if self.event.perpetrator and self.event.act in ("shelling", "air_strike"):
            return f"{bare} fighters" if not bare.endswith(("forces", "troops")) else bare
        if self.event.perpetrator and self.rng.random() < 0.35:
            return self.rng.choice((f"suspected {bare} fighters", f"{bare} fighters", f"suspected {bare} militants"))
        return self.rng.choice(unnamed)

    def _people(self) -> dict[str, str]:
        if self.event.kind == "aggregate":
            return {"n": number(self.event.killed or 0)}
        if self.event.people is None:
            return {}
        figure = say_figure(self.event.people, self.rng, vague=False)
        said = figure.of(self.event.victims)
        return {"n": said, "n_short": said}

    def _figures(self) -> dict[str, str]:
        slots: dict[str, str] = {}
        if self.killed is not None:
            noun = self.rng.choice((self.event.victims, "people"))
            if self.event.victims in ("soldiers", "troops"):
                noun = self.event.victims
            slots |= figure_slots(self.killed, noun)
        if self.injured is not None:
            more = self.rng.choice(("others", "others", "more", "other people"))
            one = {"others": "other", "more": "more", "other people": "other person"}[more]
            said = self.injured.said
            slots |= {
                "I": f"{said} {more if self.injured.plural else one}" if said != "dozens" else "dozens of others",
                "P": self.injured.of("people"),
                "i": said,
                "iwas": "were" if self.injured.plural else "was",
            }
        return slots

    @property
    def casualties(self) -> str | None:
        if self.killed is not None:
            return "both" if self.injured is not None else "killed"
        return "injured" if self.injured is not None else None

    def say(self, template: str) -> Sentence:
        return Sentence(sentence(template, self.rng, self.slots), self.event.event_id)

    def aside(self, template: str) -> Sentence:
        """A sentence that tells of no event."""
        return Sentence(sentence(template, self.rng, self.slots))

    def lead(self) -> Paragraph:
        if self.event.kind not in ("incident", "hoax"):
            talk = load_wording("others")[self.event.kind]
            return (self.say(self.rng.choice(talk["leads"])),)
        which = self.casualties
        if which is None:
            lead = self.say(self.rng.choice(self.words["leads_plain"]))
            unclear = self.facts["casualties"] in ("deadly", "light") and self.rng.random() < 0.6
            return (lead, self.say(self.rng.choice(self.words["unknown_casualties"]))) if unclear else (lead,)
        for form in ("participle", "active", "passive"):
            self.slots[form] = expand(self.rng.choice(self.words[form][which]), self.rng, self.slots)
        if self.rng.random() < 0.3:
            return tuple(self.say(template) for template in self.rng.choice(self.words["leads_split"]))
        return (self.say(self.rng.choice(self.words["leads"]).replace("a {noun}", "{a_noun}")),)

    def title(self) -> str:
        if self.event.kind not in ("incident", "hoax"):
            return sentence(self.rng.choice(load_wording("others")[self.event.kind]["titles"]), self.rng, self.slots)
        forms = [
            h for h in self.facts["headlines"] if self.killed is not None or not {"{k}", "{kd}", "{Kd}"} & slots_of(h)
        ]
        head = (
            expand(self.rng.choice(forms), self.rng, self.slots)
            if forms
            else expand("{bare_site} hit", self.rng, self.slots)
        )
        return sentence(self.rng.choice(self.words["headline_forms"]), self.rng, self.slots | {"h": head})

    def details(self, most: int) -> Paragraph:
        pool = self.facts.get("details") or load_wording("others")[self.event.kind]["more"]
        return tuple(self.say(template) for template in self.rng.sample(pool, min(most, len(pool))))

    def colour(self) -> Paragraph:
        """Quotes and reactions, which add no fact."""
        picked = [self.rng.choice(self.words["quotes"])] * (self.rng.random() < 0.7)
        picked += self.rng.sample(self.words["reactions"], self.rng.randint(1, 2))
        return tuple(self.say(template) for template in picked)

    def blame(self) -> Paragraph:
        return (self.say(self.rng.choice(self.words["blames"])),)

    def rival(self) -> Paragraph:
        other = self.rng.choice(self.words["rival_speakers"])
        figure = number(self.event.rival_killed or 0)
        self.slots |= {"other": other, "other_low": other[0].lower() + other[1:], "r": figure}
        return (self.say(self.rng.choice(self.words["rivals"])),)

    def context(self) -> Paragraph:
        picked = [self.aside(template) for template in self.rng.sample(self.words["context"], self.rng.randint(1, 2))]
        if self.rng.random() < 0.12:
            picked.append(self.aside(self.rng.choice(self.words["history"])))
        return tuple(picked)

    def risen(self) -> Told:
        self.slots["k"] = self.killed.said if self.killed is not None else ""
        title = sentence(self.rng.choice(self.words["toll_headlines"]), self.rng, self.slots)
        return self.told(title, (self.say(self.rng.choice(self.words["toll_rises"])),))

    def aftermath(self) -> Told:
        self.slots["which_killed"] = self.rng.choice(self.words["which_killed"])
        self.slots["group_claim"] = self.rng.choice(
            self.words["group_claims"] if self.event.perpetrator else self.words["aftermath"][:2]
        )
        title = sentence(self.rng.choice(self.words["aftermath_headlines"]), self.rng, self.slots)
        return self.told(title, (self.say(self.rng.choice(self.words["aftermath"])),))

    def report(self) -> Told:
        lead = self.lead()
        return self.told(self.title(), lead)

    def told(self, title: str, lead: Paragraph) -> Told:
        body: list[Paragraph] = [lead]
        if self.event.rival_killed is not None and self.killed is not None and self.rng.random() < 0.6:
            body.append(self.rival())
        body.append(self.details(self.rng.randint(1, 2)))
        if self.event.kind in ("incident", "hoax"):
            body.append(self.colour())
            if self.event.perpetrator and self.rng.random() < 0.45:
                body.append(self.blame())
        body.append(self.context())
        return Told(title, tuple(body), self.telling())

    def telling(self) -> Telling:
        return Telling(
            self.event.event_id,
            self.day,
            self.killed.bounds if self.killed is not None else None,
            self.injured.bounds if self.injured is not None else None,
        )


def early_figure(toll: int, rng: Random) -> Figure:
    """A figure that the news will overtake."""
    if toll > 1 and rng.random() < 0.5:
        return Figure(f"at least {number(toll)}", plural=True, bounds=(toll, toll, None))
    return say_figure(toll, rng, vague=False)


def figure_slots(figure: Figure, noun: str) -> dict[str, str]:
    short = figure.said
    return {
        "K": figure.of(noun),
        "k": short,
        "kd": f"{short} dead",
        "was": "were" if figure.plural else "was",
        "their": "their lives" if figure.plural else "their life",
    }


def slots_of(template: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", template))
