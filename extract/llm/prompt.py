"""What a language model is asked: the rules once, the article as marked data."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from extract.records import Article

_RULES = (files("extract") / "lexicons" / "llm_prompt.md").read_text("utf-8")
PROMPT_DIGEST = hashlib.blake2b(_RULES.encode(), digest_size=4).hexdigest()


def make_messages(article: Article, text: str) -> list[dict[str, str]]:
    """System and user message for `text`, a part of the article. Who wrote it cannot foresee the mark around it."""
    mark = hashlib.blake2b(f"{PROMPT_DIGEST} {article.version_id} {text}".encode(), digest_size=12).hexdigest()
    published = article.published.isoformat() if article.published is not None else "unknown"
    return [
        {"role": "system", "content": _RULES},
        {"role": "user", "content": f"Published: {published}\n<article {mark}>\n{text}\n</article {mark}>"},
    ]
