"""Sentence starts that the parser must respect: paragraphs, and quotes that open or close one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

if TYPE_CHECKING:
    from spacy.tokens import Doc

DATELINE_END = "sitrep_dateline_end"  # offset of the first word after the dateline, if there is one
SENTENCES = "sitrep_sentences"
_CLOSERS = {'"', "”", "’", "'", ")", "]", "''"}
_QUOTES = {'"', "'", "''"}
_STOPS = {".", "!", "?", "…"}


@Language.component(SENTENCES)
def mark_sentence_starts(doc: Doc) -> Doc:
    """Start a sentence after every line break, none at a closing quote, none at a small letter after one."""
    after_dateline = doc.user_data.get(DATELINE_END)
    for token in doc[1:]:
        before = doc[token.i - 1]
        if token.is_space:
            token.is_sent_start = False
        elif token.idx == after_dateline or (before.is_space and "\n" in before.text):
            token.is_sent_start = True
        elif before.idx == after_dateline:
            token.is_sent_start = False
        elif token.text in _CLOSERS and before.text in _STOPS:
            token.is_sent_start = bool(before.whitespace_) and token.text in _QUOTES
        elif token.text.islower() and before.text in _CLOSERS:
            token.is_sent_start = False
    return doc
