"""What of a noun phrase is quoted: the name without the office, the age with the person, whole words."""

from __future__ import annotations

import pytest

from extract.claims.phrases import read_phrase
from extract.claims.reading import read_article
from extract.records import Article
from extract.resources import Resources


@pytest.mark.parametrize(
    ("text", "head", "quoted"),
    [
        ("Gunmen shot regional governor Pedro Almeida near his home.", "Almeida", "Pedro Almeida"),
        ("The blast killed Senator Luis Maria de la Vega and a guard.", "Vega", "Luis Maria de la Vega"),
        ("Men in masks abducted former Supreme Court President Julio Prado.", "Prado", "Julio Prado"),
        ("Police said Gen. Ahmed al-Masri was wounded by a mine.", "Masri", "Ahmed al-Masri"),
        ("Gunmen killed a 26-year-old teacher in the north.", "teacher", "26-year-old teacher"),
        ("Gunmen killed 26 teachers in the north.", "teachers", "teachers"),
        ("Members of the Red Column attacked a post.", "Members", "Members of the Red Column"),
        ("The officials of all the [words indistinct] were murdered.", "officials", "officials"),
    ],
)
def test_words_quoted(text: str, head: str, quoted: str, resources: Resources) -> None:
    reading = read_article(Article("a", "a", text), resources)
    token = next(t for t in reading.doc if t.text == head)
    assert read_phrase(reading, token).text == quoted
