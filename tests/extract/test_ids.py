"""Identities: the same raw values give the same hash, any other value another."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import ids

parts = st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=20)), max_size=5)


@given(one=parts, other=parts)
def test_hash_is_of_the_values(one: list[str | int | None], other: list[str | int | None]) -> None:
    same = [(type(v), v) for v in one] == [(type(v), v) for v in other]
    assert (ids.content_hash(*one) == ids.content_hash(*other)) is same
    assert re.fullmatch(r"[0-9a-f]{32}", ids.content_hash(*one))


def test_none_is_not_empty_text() -> None:
    assert len({ids.content_hash(None), ids.content_hash(""), ids.content_hash(), ids.content_hash("", "")}) == 4


def test_boundaries_between_values_count() -> None:
    assert ids.content_hash("ab", "c") != ids.content_hash("a", "bc")


def test_lone_surrogates_are_hashed() -> None:
    assert ids.content_hash("\ud800") != ids.content_hash("\udc00")


def test_article_is_named_by_url_then_given_id_then_text() -> None:
    by_url = ids.article_id("https://example.org/a", "7", "Title", "text")
    assert by_url == ids.article_id("https://example.org/a", "8", None, "other text")
    by_id = ids.article_id(None, "7", "Title", "text", "wire")
    assert by_id == ids.article_id(None, "7", None, "other text", "wire")
    assert by_id != ids.article_id(None, "7", "Title", "text", "paper")
    by_text = ids.article_id(None, None, "Title", "text")
    assert by_text != ids.article_id(None, None, None, "text")
    assert len({by_url, by_id, by_text}) == 3


def test_version_changes_with_a_letter() -> None:
    assert ids.version_id("a", "Title", "text") != ids.version_id("a", "Title", "text.")
    assert ids.version_id("a", None, "text") != ids.version_id("a", "", "text")


def test_extraction_changes_with_reader_and_resources() -> None:
    assert len({ids.extraction_id("v", "rules@1", "d1"), ids.extraction_id("v", "rules@2", "d1"),
                ids.extraction_id("v", "rules@1", "d2")}) == 3  # fmt: skip


def test_claims_of_one_extraction_differ() -> None:
    assert len({ids.claim_id("e", n) for n in range(100)}) == 100


@pytest.mark.parametrize(
    ("event_type", "same"),
    [
        ("Battles", True),
        ("Explosions/Remote violence", True),
        ("Protests", False),
        ("Strategic developments", False),
        (None, False),
    ],
)
def test_anchor_holds_on_to_the_family_of_event(event_type: str | None, same: bool) -> None:
    anchor = ids.anchor_id("a", "Gunmen attacked a school.", "Violence against civilians", 0)
    assert (ids.anchor_id("a", "Gunmen attacked a school.", event_type, 0) == anchor) is same


def test_anchor_is_of_words_not_of_marks() -> None:
    anchor = ids.anchor_id("a", "Gunmen attacked a school.", "Battles", 0)
    assert ids.anchor_id("a", "GUNMEN  attacked - a school", "Battles", 0) == anchor
    assert ids.anchor_id("a", "Gunmen attacked a clinic.", "Battles", 0) != anchor
    assert ids.anchor_id("a", "Gunmen attacked a school.", "Battles", 1) != anchor
    assert ids.anchor_id("b", "Gunmen attacked a school.", "Battles", 0) != anchor
