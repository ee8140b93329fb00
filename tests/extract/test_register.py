"""The register as data: valid, linked, compiled, large enough, and extended by a user's own file."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from extract.actors.register import RegisterEntry, check_links, load_register, parse_register
from extract.build.register import compile_register

OWN = """
- {id: saffron-league, name: Saffron League, kind: militia, country: IND, from: 2019, aliases: [SL Guards]}
- {id: boko-haram, name: Boko Haram (ours), kind: jihadist, country: NGA}
"""


def test_compiled_register_is_that_of_the_yaml() -> None:
    """Mend with `python -m extract.build.register`."""
    compiled = resources.files("extract").joinpath("lexicons/actors/register.json").read_text("utf-8")
    assert compiled == compile_register()


def test_register_covers_the_world() -> None:
    entries = load_register().entries.values()
    assert len(entries) >= 900
    assert len({entry.country for entry in entries} - {None}) >= 80
    active = [e for e in entries if (e.until or 2026) >= 2010]
    assert len(active) >= 600


def test_no_alias_is_listed_twice_in_an_entry() -> None:
    for entry in load_register().entries.values():
        aliases = [str(alias) for alias in entry.aliases]
        assert len(aliases) == len(set(aliases)), entry.id


def test_years_run_forward() -> None:
    for entry in load_register().entries.values():
        assert (entry.since or 0) <= (entry.until or 9999), entry.id


def test_class_comes_from_the_kind_or_from_dated_rows() -> None:
    (plain, dated) = parse_register(
        "- {id: a, name: A, kind: gang}\n"
        "- {id: b, name: B, kind: rebel, class: [{class: 2, to: 2011}, {class: 1, from: 2012}]}",
        "test",
    )
    assert plain.class_on(None) == 3
    assert [dated.class_on(day) for day in (date(2005, 1, 1), date(2020, 1, 1), None)] == [2, 1, None]


def test_user_file_adds_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(OWN, "utf-8")
    register = load_register(path)
    assert register.entries["boko-haram"].name == "Boko Haram (ours)"
    assert [alias.entry_id for alias in register.index["saffron"]] == ["saffron-league"]
    assert len(register.entries) == len(load_register().entries) + 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {id: x, name: X, kind: rebel, contry: IND}", r"own\.yaml: entry x, field contry: Extra inputs"),
        ("- {id: x, name: X, kind: wizard}", r"entry x, field kind: "),
        ("- {name: X, kind: rebel}", r"entry number 1, field id: Field required"),
        ("- {id: x, name: X, kind: rebel, country: India}", r"entry x, field country"),
        ("- {id: x, name: X, kind: rebel, class: 9}", r"entry x, field class"),
        ("- {id: x, name: X, kind: rebel, parent: nobody}", r"entry x refers to nobody, which is in no register"),
        ("id: x", r"entry list"),
        ("- [", r"is not valid YAML"),
        ("", r"entry list"),
    ],
)
def test_bad_user_files_say_what_to_mend(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=message) as error:
        load_register(path)
    assert "\n" not in str(error.value)


def test_links_may_name_bodies_of_states() -> None:
    entry = RegisterEntry.model_validate({"id": "x", "name": "X", "kind": "army", "parent": "COL-army"})
    check_links([entry], {"x"}, "test")
