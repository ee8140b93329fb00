"""Sentences out of templates: `<a|b>` is a choice, `{slot}` is filled in, `{Slot}` with a capital."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

_CHOICE = re.compile(r"<([^<>]*)>")
_SLOT = re.compile(r"\{(\w+)\}")
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_SINGULAR = {"people": "person", "men": "man", "suspected thieves": "suspected thief", "troops": "soldier"}
_MASS = ("fighting", "unrest", "mob violence", "shelling", "violence")
Bounds = tuple[int | None, int | None, int | None]


@cache
def load_wording(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name("wordings").joinpath(f"{name}.yaml").read_text("utf-8"))


def expand(template: str, rng: Random, slots: Mapping[str, str]) -> str:
    """One wording of the template, without a capital unless it has one."""
    text = template
    while _CHOICE.search(text):
        text = _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)
    return _SLOT.sub(lambda found: _fill(found[1], rng, slots), text)


def _fill(name: str, rng: Random, slots: Mapping[str, str]) -> str:
    if name in slots:
        return expand(slots[name], rng, slots)
    return capital(expand(slots[name[0].lower() + name[1:]], rng, slots))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence(template: str, rng: Random, slots: Mapping[str, str]) -> str:
    """As `expand`, beginning with a capital, without doubled commas."""
    text = expand(template, rng, slots)
    return capital(re.sub(r",+(?=[,.])", "", re.sub(r"\s+", " ", text)).strip())


def number(value: int) -> str:
    return _WORDS[value] if value < 10 else f"{value:,}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is said, with the bounds that a fair reader takes from it."""

    said: str
    plural: bool
    bounds: Bounds

    def of(self, noun: str) -> str:
        joiner = " of " if self.said == "dozens" else " "
        return f"{self.said}{joiner}{noun if self.plural else singular(noun)}"


def singular(noun: str) -> str:
    if noun in _SINGULAR:
        return _SINGULAR[noun]
    return noun.removesuffix("s")


def say_figure(value: int, rng: Random, *, vague: bool = True) -> Figure:
    """The number exactly, as a lower bound, or in a word for many; what is said is never untrue."""
    style = rng.random() if vague else 1.0
    if style < 0.16 and value > 1:
        low = max(2, value - rng.choice((0, 0, 0, 1)))
        return Figure(f"at least {number(low)}", plural=True, bounds=(low, low, None))
    if style < 0.22 and value > 5:
        return Figure(f"more than {number(value - 1)}", plural=True, bounds=(value, value, None))
    if style < 0.28 and value >= 30:
        return Figure("dozens", plural=True, bounds=(24, None, None))
    if style < 0.32 and 3 <= value <= 8:
        return Figure("several", plural=True, bounds=(2, None, None))
    return Figure(number(value), plural=value != 1, bounds=(value, value, value))


def with_article(noun: str) -> str:
    if noun.endswith("s") or noun in _MASS:
        return noun
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def say_day(day: date, part: str, published: date, rng: Random, *, exact: bool = False) -> str:
    """The day as an adverbial, relative to the day of publication; `exact` keeps the part of the day."""
    delta = (published - day).days
    long = rng.choice((f"{day:%B} {day.day}", f"{day.day} {day:%B}"))
    if delta > 6:
        return f"on {long}" if not exact else f"on the {part} of {long}"
    weekday = f"{day:%A}"
    early_late = {"night": f"late on {weekday}", "morning": f"early on {weekday}"}.get(part, f"on {weekday} {part}")
    if exact:
        return rng.choice((f"on {weekday} {part}", early_late))
    options = [f"on {weekday}"] * 4 + [
        f"on {weekday} {part}",
        early_late,
        f"on {weekday}, {day:%B} {day.day}",
        f"on {long}",
    ]
    if delta == 1:
        options.append("yesterday")
    return rng.choice(options)


def day_after(day: date, days: int = 1) -> date:
    return day + timedelta(days=days)
