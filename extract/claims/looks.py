"""The encoder's impressions of an article's sentences, each looked at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.claims.reading import Reading
from extract.encoder import LONGEST, LONGEST_TITLE, Impression, read_sentence

_LONGEST_PIECE = 8  # characters of a word piece, in a text of long words


@dataclass(frozen=True, slots=True)
class Looks:
    """One article's sentences, each beside the title."""

    reading: Reading
    _seen: dict[tuple[int, ...], Impression] = field(default_factory=dict)

    def at(self, *sentences: int) -> Impression:
        """The impression of a sentence, by number, or of several together, in text order."""
        key = tuple(sorted(sentences))
        if key not in self._seen:
            title = self.reading.article.title
            text = " ".join(self.reading.sentences[n].text for n in key)
            beside = None if title is None or text.strip() in title else self._undated(title)
            self._seen[key] = read_sentence(self._undated(text), beside)
        return self._seen[key]

    def whole(self) -> Impression | None:
        """The impression of all sentences below the title together; None if they are too many to be looked at."""
        first = len(self.reading.article.title or "")
        numbers = [n for n, s in enumerate(self.reading.sentences) if s.start_char >= first]
        text = sum(len(self.reading.sentences[n].text) + 1 for n in numbers)
        if not numbers or text > LONGEST * _LONGEST_PIECE:
            return None
        seen = self.at(*numbers)
        room = LONGEST - (LONGEST_TITLE if first else 0) - 2  # that of start and end
        return seen if len(seen.spans) < room else None

    def part(self, name: str, sentence: int, start: int, end: int) -> float | None:
        """Probability that the words there (offsets in the article) are that part of what the sentence reports."""
        first = self.reading.sentences[sentence].start_char
        return self.at(sentence).part(name, start - first, end - first)

    def _undated(self, text: str) -> str:
        """The text with blanks for the year that the article is of: the encoder takes any year for history."""
        today = self.reading.reference
        if today is None:
            return text
        of_today = rf"(?<!\d)(?:\d{{1,2}}[-./])*{today.year}(?:[-./]\d{{1,2}})*(?!\d)"
        return re.sub(of_today, lambda match: " " * len(match[0]), text)
