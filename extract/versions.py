"""What changed between two versions of an article, sentence by sentence."""

from __future__ import annotations

import difflib
import re

# A full stop, the quotation marks and brackets that close with it, blanks, and a beginning: not "5.30" or "e.g. the".
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\W_a-z])")


def split_sentences(text: str) -> list[str]:
    """Sentences for reading side by side; paragraphs end them. Good enough to compare, not to extract from."""
    sentences: list[str] = []
    for line in text.splitlines():
        start = 0
        for end in _SENTENCE_END.finditer(line):
            sentences.append(line[start : end.end()].strip())
            start = end.end()
        sentences.append(line[start:].strip())
    return [sentence for sentence in sentences if sentence]


def diff_versions(old: str, new: str, context: int = 1) -> list[str]:
    """Unified diff of two texts with a sentence a line, without file names; empty if no word changed."""
    lines = difflib.unified_diff(split_sentences(old), split_sentences(new), n=context, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))]
