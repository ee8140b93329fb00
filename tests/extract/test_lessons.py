"""What the encoder learns from: tags, totals among numbers, and sources that know a part of the answer."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from extract.build.lessons import mark_counts, mark_strings, read_incidents, read_snippets, untagged


def counted(tagged: str) -> set[tuple[str, str, bool]]:
    text, spans = untagged(tagged)
    return {(part, text[start:end], so) for part, start, end, so in mark_counts(text, spans)}


def test_tags_leave_the_text_and_say_where_they_were() -> None:
    text, spans = untagged("<p>Gunmen</p> shot <v><k>two</k> nurses</v> dead.")
    assert text == "Gunmen shot two nurses dead."
    assert {(tag, text[start:end]) for tag, start, end in spans} == {("p", "Gunmen"), ("k", "two"), ("v", "two nurses")}


@pytest.mark.parametrize("text", ["<p>Gunmen shot <v>two</p> men</v>", "<p>Gunmen shot two men", "Gunmen</p> shot"])
def test_tags_that_do_not_close_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="do not close"):
        untagged(text)


def test_of_a_total_and_its_parts_the_total_is_the_toll() -> None:
    marks = counted("A mine killed <k>12</k> people, <k>five</k> of them children, 40 km from Gao.")
    assert {m for m in marks if m[0] == "killed"} == {
        ("killed", "12", True), ("killed", "five", False), ("killed", "40", False),
    }  # fmt: skip
    assert not any(so for part, _, so in marks if part == "injured")


def test_parts_without_a_total_are_not_said_to_be_one() -> None:
    marks = counted("The blast killed <k>three</k> soldiers, <k>four</k> farmers and <k>two</k> traders.")
    assert not any(part == "killed" for part, _, _ in marks)


def test_snippets_without_tags_say_nothing_of_parts(tmp_path: Path) -> None:
    path = tmp_path / "snippets.jsonl"
    path.write_text(json.dumps({"title": None, "text": "Rebels took two villages.", "label": "Attack"}) + "\n")
    (row,) = read_snippets(path)
    assert (row["marks"], row["whole"], row["label"]) == ([], [], "Attack")


def test_a_coded_figure_is_marked_only_where_it_stands_once(tmp_path: Path) -> None:
    rows = [
        {"text": "left out for measuring", "dead": 1, "injured": 0},
        {"text": "A bomb killed 9 and hurt 31 in ward 4.", "dead": 9, "injured": 31},
        {"text": "Seven gunmen killed seven men.", "dead": 7, "injured": 0},
    ]
    path = tmp_path / "incidents.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    first, second = read_incidents(path)
    told = {(part, first["text"][start:end], so) for part, start, end, so in first["marks"]}
    assert ("killed", "9", True) in told
    assert ("injured", "31", True) in told
    assert ("killed", "4", False) in told
    assert second["marks"] == []


def test_strings_of_a_template_are_found_across_line_breaks() -> None:
    template = {"perp_individuals": [], "perp_orgs": [{"strings": ["Shining Path"]}], "human_targets": [],
                "physical_targets": [], "instruments": [{"strings": ["dynamite"]}]}  # fmt: skip
    text = "The Shining\nPath set off dynamite; dynamiters fled."
    assert {(part, text[start:end]) for part, start, end, _ in mark_strings(text, template)} == {
        ("perpetrator", "Shining\nPath"), ("weapon", "dynamite"),
    }  # fmt: skip
