"""Reading by a language model of the user's own: what it is asked, what of its answer stands. No networking here."""

from extract.llm.answer import AnswerError, answer_schema, parse_answer
from extract.llm.prompt import PROMPT_DIGEST, make_messages
from extract.llm.verify import verify_answer

__all__ = ["PROMPT_DIGEST", "AnswerError", "answer_schema", "make_messages", "parse_answer", "verify_answer"]
