"""How many names of armed actors the register knows: `python tests/eval/actors.py --bench DIR [--misses N]`.

DIR holds the packs `ucdp`, `wikipedia_terror` and `muc4`. Prints one line per measure and, if asked, the names missed.

ucdp: share of rows whose two sides each resolve to register entries (a side may name several groups, all must resolve).
wikipedia_terror: share of rows with a named perpetrator whose groups all resolve. Named: neither unknown nor made of
generic words and nationalities only ("Islamist militants"); names of persons stay in, so the figure is a lower bound.
muc4: share of organisation slots of the training templates with a string that resolves.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from extract.actors.find import Register, load_register, resolve_actor

_HEDGE = re.compile(r"\(?\b(?:suspected|claimed|alleged|disputed|allegedly|denied)\b\)?|\[.*?\]", re.IGNORECASE)
_SPLIT = re.compile(r"\s{2,}|\n|,| and (?=[A-Z])| or (?=[A-Z])| / |;|\s[-–]\s(?=[A-Z]{2,}\b)")
_GENERIC = re.compile(
    r"unknown|unidentified|lone|wol(?:f|ves)|militants?|islam(?:ist|ic)s?|extremists?|insurgents?|separatists?|nationalists?"
    r"|jihad(?:i|ist)s?|rebels?|gunm[ae]n|anarchists?|terrorists?|(?:neo-?)?nazis?|right-wing|left-wing|far-right|far-left|radicals?"
    r"|students?|tribesm[ae]n|herds(?:m[ae]n|ers)|paramilitar(?:y|ies)|fighters?|members?|bandits?|pirates?|mobs?|bombers?|suicide|attackers?"
    r"|fundamentalists?|supremacists?|dissidents?|settlers?|individuals?|and|the|of|in|a|groups?|supporters?|nationals?|exiles?|"
    r"anti|pro|activists?|protest[eo]rs?|communists?|secessionists?|loyalists?|republicans?|sunnis?|shi[ai]s?|muslims?|christians?|"
    r"sikhs?|hindus?|tamils?|kurd(?:s|ish)?|chechens?|uyghurs?|armenians?|palestinians?|kashmiris?|baloch|mapuche|russians?|"
    r"afghans?|libyans?|iraqis?|georgians?|croatians?|cubans?|turkish|syrians?|four|two|three|drug|traffickers?|cartels?|gangs?|mafia",
    re.IGNORECASE,
)  # fmt: skip


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def parse_day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


class Tally:
    def __init__(self, name: str) -> None:
        self.name, self.right, self.all, self.missed = name, 0, 0, Counter[str]()

    def add(self, missed: list[str]) -> None:
        self.all += 1
        self.right += not missed
        self.missed.update(missed)

    def show(self, misses: int) -> None:
        print(f"{self.name}: {self.right}/{self.all} = {self.right / max(self.all, 1):.4f}")
        for name, count in self.missed.most_common(misses):
            print(f"    {count:5} {name}")


def score_ucdp(bench: Path, register: Register) -> Tally:
    countries = {"Iraq": "IRQ", "Ukraine": "UKR", "Colombia": "COL", "Central African Republic": "CAF"}
    tally = Tally("ucdp rows, both sides")
    for row in read_lines(bench / "ucdp/events.jsonl.gz"):
        on, country = parse_day(row["date_start"]), countries.get(row["country"])
        sides = [row["side_a"], row["side_b"]]
        parts = [
            part.strip()
            for side in sides
            for part in ([side] if resolve_actor(side, register, on=on, country=country) else side.split(","))
        ]
        tally.add([p for p in parts if resolve_actor(p, register, on=on, country=country) is None])
    return tally


def named_groups(perpetrator: str | None) -> list[str]:
    """The names in a free-text perpetrator field, without hedges and without generic descriptions."""
    text = _HEDGE.sub(" ", perpetrator or "")
    parts = [re.sub(r"[()]", " ", part).strip(" -–.") for part in _SPLIT.split(text)]
    return [p for p in parts if p and re.sub(r"[\W\d_]", "", _GENERIC.sub("", p))]


def score_wikipedia(bench: Path, register: Register) -> Tally:
    tally = Tally("wikipedia_terror rows with a named perpetrator")
    for row in read_lines(bench / "wikipedia_terror/data.jsonl.gz"):
        names = named_groups(row["perpetrator"])
        if names:
            on, country = parse_day(row["date"]), row["country"]
            tally.add([n for n in names if resolve_actor(n, register, on=on, country=country) is None])
    return tally


def score_muc(bench: Path, register: Register) -> Tally:
    countries = {"EL SALVADOR": "SLV", "GUATEMALA": "GTM", "PERU": "PER", "HONDURAS": "HND", "COLOMBIA": "COL"}
    countries |= {"CHILE": "CHL", "BOLIVIA": "BOL", "ECUADOR": "ECU"}
    tally = Tally("muc4 train perp_orgs")
    for row in read_lines(bench / "muc4/data/train.jsonl"):
        for template in row["templates"]:
            country = countries.get(template["location"]["raw"].split(":")[0]) if template.get("location") else None
            for org in template.get("perp_orgs") or []:
                found = any(
                    resolve_actor(s, register, on=parse_day(row["pub_date"]), country=country) for s in org["strings"]
                )
                tally.add([] if found else ["/".join(org["strings"])])
    return tally


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--misses", type=int, default=0, help="print this many of the names missed")
    given = parser.parse_args()
    register = load_register()
    print(f"register: {len(register.entries)} entries")
    for score in (score_ucdp, score_wikipedia, score_muc):
        score(given.bench, register).show(given.misses)


if __name__ == "__main__":
    main()
