"""What borrows the words of violence is dropped with a reason; violence in unlikely places is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from extract.ids import article_id, version_id
from extract.pipeline import extract_article
from extract.plausibility.contexts import load_rules, read_context
from extract.records import Article, Claim, Extraction
from extract.resources import Resources

_VIOLENT = {"Battles", "Explosions/Remote violence", "Violence against civilians", "Riots"}

_CASES = yaml.safe_load((Path(__file__).parent / "plausibility.yaml").read_text("utf-8"))


def _extract(text: str, resources: Resources, published: date = date(2019, 5, 10)) -> Extraction:
    article = article_id(None, "t", None, text)
    return extract_article(Article(article, version_id(article, None, text), text, published=published), resources)


def _incidents(extraction: Extraction) -> list[Claim]:
    return [c for c in extraction.claims
            if c.kind == "incident" and c.realis == "actual" and c.event_type in _VIOLENT]  # fmt: skip


@pytest.mark.parametrize("name", _CASES["benign"])
def test_borrowed_words_are_no_incident(name: str, resources: Resources) -> None:
    extraction = _extract(_CASES["benign"][name], resources)
    assert [claim.evidence[0].text for claim in _incidents(extraction)] == []


@pytest.mark.parametrize("name", _CASES["real"])
def test_violence_is_kept_wherever_it_happens(name: str, resources: Resources) -> None:
    assert _incidents(_extract(_CASES["real"][name], resources))


def test_what_is_dropped_leaves_an_issue(resources: Resources) -> None:
    """An act that is doubted says why, and on which word."""
    text = _CASES["benign"]["flood"]
    issues = [i for i in _extract(text, resources).issues if i.stage == "type"]
    assert issues
    assert all(i.reason.startswith("no violent cause: flood") for i in issues)
    assert all(i.span is not None and text[i.span[0] : i.span[1]] == i.text for i in issues)


def test_terms_are_found_once_and_the_longest_first() -> None:
    hits = read_context("The gas leaks at the oil tanker were no gas attack.").hits
    found = [h.word for h in hits if h.group == "cause"]
    assert found == ["gas leaks", "oil tanker", "tanker"]


def test_a_likeness_is_no_soldier() -> None:
    assert not read_context("They fought like soldiers.").hits


def test_every_field_says_how_much_it_must_outweigh() -> None:
    rules = load_rules()
    assert set(rules.families) == set(rules.outweighs)
    assert set(rules.families.values()) == {"violence", "all"}
