"""A language model of the user's own as extractor: any server that speaks OpenAI's chat completions."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import stamina

from extract.claims.reading import read_article
from extract.ids import extraction_id
from extract.language import find_language
from extract.llm import PROMPT_DIGEST, AnswerError, answer_schema, make_messages, parse_answer, verify_answer
from extract.llm.answer import AnswerClaim
from extract.records import Article, Extraction, Issue
from extract.resources import Resources
from flows.settings import ModelSettings, SettingsError

_PART = 16_000  # characters asked about at once: about 4,000 tokens
_MOST_PARTS = 12
_ATTEMPTS = 4
_LONGEST_WAIT = 60.0  # seconds that a server may ask us to wait
_LARGEST = 4_000_000  # bytes of one answer
_FORMATS: tuple[dict[str, Any], ...] = (
    {"type": "json_schema", "json_schema": {"name": "claims", "strict": True, "schema": answer_schema()}},
    {"type": "json_object"},
)


class ModelError(SettingsError):
    """The model cannot be used at all; the message is one sentence that says what to do."""


@dataclass(slots=True)
class Usage:
    """What a run asked of the model; added up over threads."""

    requests: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def add(self, **amounts: float) -> None:
        with self.lock:
            for name, amount in amounts.items():
                setattr(self, name, getattr(self, name) + amount)


@dataclass(frozen=True, slots=True)
class ModelReader:
    """Reads with a language model, then keeps only what stands in the article. No two runs need agree: models do not.

    `extract` raises AnswerError where the model gave no usable answer to this text, ModelError where it cannot be used.
    """

    settings: ModelSettings
    usage: Usage = field(default_factory=Usage)
    name: str = "model"

    @property
    def version(self) -> str:
        return f"{re.sub(r'[^A-Za-z0-9.:-]+', '-', self.settings.model)}.{PROMPT_DIGEST}"

    def amounts(self) -> Counter[str]:
        """Requests, tokens and, if the settings give prices, cost so far."""
        usage, settings = self.usage, self.settings
        found = Counter({n: getattr(usage, n) for n in ("requests", "retries", "tokens_in", "tokens_out")})
        found["seconds"] = round(usage.seconds)
        if settings.price_in is not None and settings.price_out is not None:
            found["cost"] = (usage.tokens_in * settings.price_in + usage.tokens_out * settings.price_out) / 1e6  # type: ignore[assignment]
        return found

    def extract(self, article: Article, resources: Resources) -> Extraction:
        extractor = f"{self.name}@{self.version}"
        identity = extraction_id(article.version_id, extractor, resources.digest)
        language = find_language(article.content)
        if language != "en" or not article.text.strip():
            reason = "empty text" if not article.text.strip() else f"not English: {language or 'no letters'}"
            issue = Issue("language" if article.text.strip() else "read", reason)
            return Extraction(identity, article.version_id, extractor, resources.digest, language, issues=(issue,))
        parts = list(cut_parts(article.content, _PART))
        found = [Issue("read", f"only the first {_PART * _MOST_PARTS} characters were read")] * (
            len(parts) > _MOST_PARTS
        )
        answers: list[AnswerClaim] = []
        for part in parts[:_MOST_PARTS]:
            claims, faults = parse_answer(self._ask(article, part))
            answers += claims
            found += [Issue("type", f"the model's claim was not usable: {fault}") for fault in faults]
        reading = read_article(article, resources)
        kept, issues = verify_answer(answers, reading, identity)
        return Extraction(
            identity,
            article.version_id,
            extractor,
            resources.digest,
            language,
            kept,
            (*found, *issues),
            reading.mentions,
        )

    def _ask(self, article: Article, part: str) -> str:
        """The model's text for one part. A server that knows no JSON schema is asked for JSON alone."""
        body: dict[str, Any] = {
            "model": self.settings.model,
            "messages": make_messages(article, part),
            "temperature": 0,
            "seed": 0,
        }
        for form in (*_FORMATS, None):
            response = self._post({**body, "response_format": form} if form is not None else body)
            if response.status_code != httpx.codes.BAD_REQUEST:
                return self._read(response)
        raise ModelError(f"{self.settings.base_url} refuses the request: is {self.settings.model} a chat model?")

    def _post(self, body: dict[str, Any]) -> httpx.Response:
        key = self.settings.key
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        began = time.monotonic()
        try:
            for attempt in stamina.retry_context(
                on=_pause, attempts=_ATTEMPTS, wait_initial=self.settings.wait, wait_max=_LONGEST_WAIT, timeout=None
            ):
                with attempt:
                    self.usage.add(requests=1, retries=int(attempt.num > 1))
                    return self._post_once(body, headers)
        except httpx.HTTPStatusError as error:
            raise AnswerError(f"the model's server answered {error.response.status_code}") from error
        except httpx.ConnectError as error:
            raise ModelError(f"{self.settings.base_url} cannot be reached: is the model's server running?") from error
        except httpx.HTTPError as error:
            raise AnswerError(f"no answer from the model ({type(error).__name__})") from error
        finally:
            self.usage.add(seconds=time.monotonic() - began)
        raise AssertionError("unreachable")

    def _post_once(self, body: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
        """One request, bounded as a whole in time and size: a server that drips is no server."""
        deadline = time.monotonic() + self.settings.seconds
        url = f"{self.settings.base_url.rstrip('/')}/chat/completions"
        content = bytearray()
        with (
            httpx.Client(timeout=self.settings.seconds, follow_redirects=False) as client,
            client.stream("POST", url, json=body, headers=headers) as response,
        ):
            if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
                response.raise_for_status()
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > _LARGEST or time.monotonic() > deadline:
                    raise httpx.ReadTimeout("the answer takes too long or too much room", request=response.request)
            return httpx.Response(response.status_code, content=bytes(content), request=response.request)

    def _read(self, response: httpx.Response) -> str:
        status = response.status_code
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise ModelError(f"{self.settings.base_url} refuses the key: set SITREP_MODEL_KEY.")
        if status != httpx.codes.OK:
            raise ModelError(f"{self.settings.base_url} answered {status}: does it serve {self.settings.model}?")
        try:
            value = json.loads(response.content)
            text = value["choices"][0]["message"]["content"]
            usage = value.get("usage") or {}
            tokens = [int(usage.get(name) or 0) for name in ("prompt_tokens", "completion_tokens")]
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise AnswerError("the model's server sent no chat completion") from error
        self.usage.add(tokens_in=tokens[0], tokens_out=tokens[1])
        if not isinstance(text, str):
            raise AnswerError("the model sent no text")
        return text


def cut_parts(text: str, most: int) -> Iterator[str]:
    """The text in parts of at most so many characters, cut between paragraphs where that can be."""
    while text:
        end = len(text) if len(text) <= most else next((e for e in (text.rfind("\n\n", 1, most), most) if e > 0), most)
        yield text[:end]
        text = text[end:].lstrip()


def _pause(error: Exception) -> bool | float:
    """Whether to ask again: after faults that pass, and as late as the server asks."""
    if isinstance(error, httpx.HTTPStatusError):
        return _retry_after(error.response.headers.get("retry-after")) or True
    return isinstance(error, httpx.TimeoutException | httpx.NetworkError | httpx.RemoteProtocolError)


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, in either of its forms, at most `_LONGEST_WAIT`."""
    if value is None:
        return None
    try:
        seconds = float(value) if value.strip().isdigit() else parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
