"""Who reports what and when: first reports, agency copies, follow-ups, round-ups, edits, deletions, the other pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from press.grammar import expand, load_wording, number, say_day, sentence
from press.happenings import all_places
from press.records import Event, PressArticle, Sentence, Site, Telling, Version
from press.telling import Paragraph, Teller, Told

_HOUR = {"morning": 7, "afternoon": 14, "evening": 18, "night": 22}
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Calendar:
    first_day: date
    end: datetime  # nothing is published later

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first_day, time(), UTC)


class Desk:
    """Writes the articles of one world; numbers them as they are written."""

    def __init__(self, rng: Random, sites: tuple[Site, ...], calendar: Calendar) -> None:
        self.rng, self.sites, self.calendar = rng, sites, calendar
        self.articles: list[PressArticle] = []

    def cover(self, event: Event, n: int) -> None:
        """All articles on one event: an agency's first, its copies, own reports and follow-ups."""
        moments = self._moments(event, n)
        wire: PressArticle | None = None
        for nth, moment in enumerate(moments):
            toll = toll_at(event, nth, n)
            is_last = nth == n - 1
            if wire is not None and not is_last and self.rng.random() < 0.6:
                carriers = self._carriers(wire)
                if carriers:
                    self._copy(wire, self.rng.choice(carriers), moment)
                    continue
            site = self._site(event, wants_agency=nth == 0 and n > 1 and self.rng.random() < 0.6)
            article = self._write(event, site, moment, toll, nth)
            if site.is_agency:
                wire = article
        if event.kind == "hoax":
            self._deny_hoax(event, moments[-1])

    def _moments(self, event: Event, n: int) -> list[datetime]:
        happened = datetime.combine(event.day, time(_HOUR[event.part_of_day]), UTC)
        if event.kind not in ("incident", "hoax"):
            happened = datetime.combine(event.day, time(6), UTC)
        found = []
        for nth in range(n):
            hours = 0.5 + self.rng.expovariate(1 / 6) if nth < max(2, n * 0.6) else self.rng.uniform(18, 96)
            moment = happened + timedelta(minutes=int(hours * 60))
            if moment > self.calendar.end:  # the paper of the last day is full: the story runs sooner
                left = max(30, int((self.calendar.end - happened).total_seconds() // 60))
                moment = happened + timedelta(minutes=self.rng.randint(20, left))
            found.append(min(moment, self.calendar.end))
        return sorted(found)

    def _site(self, event: Event, *, wants_agency: bool) -> Site:
        if wants_agency:
            pool = [site for site in self.sites if site.is_agency]
        else:
            pool = [site for site in self.sites if not site.is_agency or self.rng.random() < 0.3]
        pool = pool or list(self.sites)
        near = [site for site in pool if event.place.country in site.countries]
        return self.rng.choice(near if near and self.rng.random() < 0.6 else pool)

    def _carriers(self, wire: PressArticle) -> list[Site]:
        used = {a.site for a in self.articles if a.copy_of == wire.article_id}
        return [site for site in self.sites if site.carries == wire.site and site.name not in used]

    def _write(self, event: Event, site: Site, moment: datetime, toll: int | None, nth: int) -> PressArticle:
        published = moment.date()
        has_dateline = self.rng.random() < (0.9 if site.is_agency else 0.35)
        teller = Teller(event, published, self.rng, toll=toll, has_dateline=has_dateline)
        later = event.kind == "incident" and teller.killed is not None and published > event.day
        kind = "report"
        if later and event.toll and toll is not None and toll > event.toll[0] and self.rng.random() < 0.7:
            kind, told = "toll", teller.risen()
        elif later and nth > 0 and toll == event.killed and self.rng.random() < 0.25:
            kind, told = "aftermath", teller.aftermath()
        else:
            told = teller.report()
            kind = event.kind if event.kind not in ("incident", "hoax") else "report"
        if has_dateline:
            told = self._with_dateline(told, event, site, published)
        return self._publish(told, site, moment, kind, event)

    def _with_dateline(self, told: Told, event: Event, site: Site, published: date) -> Told:
        place = event.place
        by = f" ({site.title})" if site.is_agency else ""
        day = f", {published:%B} {published.day}" if self.rng.random() < 0.5 else ""
        line = f"{place.town.upper()}, {place.country_name}{day}{by} {self.rng.choice(('-', '–', '—'))} "
        first = told.paragraphs[0][0]
        lead = (replace(first, text=line + first.text), *told.paragraphs[0][1:])
        return replace(told, paragraphs=(lead, *told.paragraphs[1:]))

    def _publish(
        self,
        told: Told,
        site: Site,
        moment: datetime,
        kind: str,
        event: Event | None,
        *,
        copy_of: PressArticle | None = None,
    ) -> PressArticle:
        number_ = f"a{len(self.articles) + 1:05d}"
        slug = _SLUG.sub("-", told.title.lower()).strip("-")[:60]
        local = load_wording("actors")[event.place.country if event else self.rng.choice(all_places()).country]
        article = PressArticle(
            article_id=number_,
            site=site.name,
            path=f"/{moment:%Y/%m/%d}/{slug}-{number_}",
            kind=kind,
            published=moment,
            versions=(Version(moment, told.title, told.paragraphs),),
            tellings=(told.telling,) if event is not None else (),
            copy_of=copy_of.article_id if copy_of else None,
            agency=site.name if site.is_agency else copy_of.agency if copy_of else None,
            author=f"{self.rng.choice(local['first'])} {self.rng.choice(local['last'])}"
            if self.rng.random() < 0.6
            else None,
            event_id=event.event_id if event is not None else None,
        )
        self.articles.append(article)
        return article

    def _copy(self, wire: PressArticle, site: Site, moment: datetime) -> None:
        """The agency's text with a paragraph less or one more, at times under another headline."""
        told = wire.versions[0]
        paragraphs = list(told.paragraphs)
        if len(paragraphs) > 3 and self.rng.random() < 0.5:
            del paragraphs[self.rng.randrange(2, len(paragraphs))]
        if self.rng.random() < 0.4:
            added = load_wording("others")["copy_added"]
            country = next(s for s in all_places() if s.country in site.countries or not site.countries).country_name
            paragraphs.append((Sentence(sentence(self.rng.choice(added), self.rng, {"country": country})),))
        title = told.title
        if self.rng.random() < 0.3:
            title = f"{title} - {site.title}" if self.rng.random() < 0.5 else title.replace(" kills ", " leaves dead ")
        new = self._publish(Told(title, tuple(paragraphs), wire.tellings[0]), site, moment, "copy", None, copy_of=wire)
        self.articles[-1] = replace(new, tellings=wire.tellings, event_id=wire.event_id, author=None)

    def _deny_hoax(self, event: Event, last: datetime) -> None:
        """The police deny it; some who reported it withdraw their articles."""
        moment = min(last + timedelta(hours=self.rng.randint(3, 20)), self.calendar.end)
        for position, article in enumerate(self.articles):
            if article.event_id == event.event_id and article.kind in ("report", "copy"):
                roll = self.rng.random()
                if roll < 0.3:
                    note = self.rng.choice(load_wording("others")["retraction"])
                    text = Sentence(sentence(note, self.rng, {"town": event.place.town}), event.event_id)
                    version = Version(
                        max(moment, article.published + timedelta(hours=1)), article.versions[0].title, ((text,),)
                    )
                    self.articles[position] = replace(article, versions=(*article.versions, version), tellings=())
                elif roll < 0.45:
                    self.articles[position] = replace(
                        article, deleted_at=max(moment, article.published + timedelta(hours=1))
                    )
        for _ in range(self.rng.randint(1, 2)):
            self.filler("hoax_denied", moment, event)

    def filler(self, kind: str, moment: datetime, event: Event | None = None) -> None:
        """An article without an act: the rest of the paper, accidents, denials of what never was."""
        words = load_wording("others")[kind]
        place = event.place if event else self.rng.choice(all_places())
        dead = self.rng.randint(2, 40)
        slots = {
            "town": place.town, "admin1": place.admin1, "country": place.country_name,
            "on": say_day(moment.date() - timedelta(days=self.rng.randint(0, 1)), "afternoon", moment.date(), self.rng),
            "k": number(dead), "K": number(dead), "k2": number(self.rng.randint(2, 5)),
        }  # fmt: skip
        event_id = event.event_id if event else None
        lead = Sentence(sentence(self.rng.choice(words["leads"]), self.rng, slots), event_id)
        body: list[Paragraph] = [(lead,)]
        for _ in range(self.rng.randint(2, 4)):
            picked = self.rng.sample(words["more"], min(2, len(words["more"])))
            body.append(tuple(Sentence(sentence(text, self.rng, slots)) for text in picked))
        context = self.rng.sample(load_wording("phrases")["context"], 2)
        body.append(tuple(Sentence(sentence(text, self.rng, slots)) for text in context))
        title = sentence(self.rng.choice(words["titles"]), self.rng, slots)
        told = Told(title, tuple(dict.fromkeys(body)), Telling(""))
        article = self._publish(told, self.rng.choice(self.sites), moment, kind, None)
        self.articles[-1] = replace(article, event_id=event_id, tellings=(Telling(event_id),) if event_id else ())

    def round_up(self, events: list[Event], moment: datetime) -> None:
        """One article that tells of several events of one country, each in a paragraph of its own."""
        words = load_wording("others")["roundup"]
        country = {"country": events[0].place.country_name}
        paragraphs: list[Paragraph] = [(Sentence(sentence(self.rng.choice(words["openings"]), self.rng, country)),)]
        tellings = []
        for event in events:
            toll = toll_at(event, 0, 1)
            teller = Teller(event, moment.date(), self.rng, toll=toll, has_dateline=False)
            paragraphs.append(teller.lead())
            tellings.append(teller.telling())
        title = sentence(self.rng.choice(words["titles"]), self.rng, country)
        article = self._publish(
            Told(title, tuple(paragraphs), tellings[0]), self.rng.choice(self.sites), moment, "roundup", None
        )
        self.articles[-1] = replace(article, tellings=tuple(tellings))

    def edit(self, position: int) -> None:
        """A later version: a paragraph more, and an editor's line that says so."""
        article = self.articles[position]
        moment = article.published + timedelta(hours=self.rng.randint(2, 40))
        if moment > self.calendar.end or article.deleted_at is not None or len(article.versions) > 1:
            return
        version = article.versions[0]
        note = Sentence(self.rng.choice(load_wording("others")["corrections"]))
        paragraphs = list(version.paragraphs)
        if len(paragraphs) > 3 and self.rng.random() < 0.5:
            del paragraphs[-1]
        else:
            paragraphs.append(
                (Sentence(expand(self.rng.choice(load_wording("others")["benign"]["more"]), self.rng, {})),)
            )
        new = Version(moment, version.title, (*paragraphs, (note,)))
        self.articles[position] = replace(article, versions=(version, new))

    def delete(self, position: int) -> None:
        article = self.articles[position]
        moment = article.published + timedelta(hours=self.rng.randint(10, 70))
        if moment < self.calendar.end and article.deleted_at is None:
            self.articles[position] = replace(
                article, deleted_at=max(moment, article.versions[-1].at + timedelta(hours=2))
            )


def toll_at(event: Event, nth: int, n: int) -> int | None:
    """The figure known to the nth of n articles; the last knows the last."""
    if not event.toll:
        return event.killed
    stage = min(len(event.toll) - 1, nth * len(event.toll) // max(n - 1, 1)) if n > 1 else len(event.toll) - 1
    return event.toll[stage]
