from __future__ import annotations

import pytest

from extract.versions import diff_versions, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One fell. Two ran.\n\nThree hid!", ["One fell.", "Two ran.", "Three hid!"]),
        ('"Run!" she cried. He ran at 5.30 a.m. on Monday.', ['"Run!" she cried.', "He ran at 5.30 a.m. on Monday."]),
        ("“They ran.” Then it was still.", ["“They ran.”", "Then it was still."]),
        ("Сначала один. Потом два.", ["Сначала один.", "Потом два."]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_diff_shows_the_sentences_that_changed() -> None:
    old = "Two fell. The road is closed. Nobody spoke."
    new = "Two fell. Three fell later. The road is closed. Nobody spoke."
    assert diff_versions(old, new) == ["@@ -1,2 +1,3 @@", " Two fell.", "+Three fell later.", " The road is closed."]
    assert diff_versions(old, old) == []
