"""The answer that a language model is asked for: quotes of the article and labels of the codebook, no values.

It never writes a number, a date or a coordinate: those are read from its quotes by the same code that reads for the
rules. So it can choose wrongly, but not invent.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.claims.event_types import EVENT_TYPE_OF
from extract.records import (
    AttributionKind,
    ClaimKind,
    ConfidenceStated,
    Outcome,
    PartyKind,
    Rank,
    Realis,
    Role,
    Who,
)

SubEventType = Literal[*sorted(EVENT_TYPE_OF)]  # type: ignore[valid-type]
TargetType = Literal[
    "business", "government (general)", "police", "military", "abortion related", "airports & aircraft",
    "government (diplomatic)", "educational institution", "food or water supply", "journalists & media", "maritime",
    "ngo", "other", "private citizens & property", "religious figures/institutions", "telecommunication",
    "terrorists/non-state militia", "tourists", "transportation", "unknown", "utilities", "violent political party",
]  # fmt: skip
WeaponType = Literal[
    "firearm", "explosive", "suicide bomb", "vehicle bomb", "ied", "landmine", "grenade", "mortar", "artillery",
    "rocket", "missile", "air strike", "drone", "chemical", "incendiary", "melee", "vehicle", "other", "unknown",
]  # fmt: skip
Quote = Annotated[str, Field(min_length=1, max_length=2000, description="exact words of the article")]
_REFUSED = frozenset(("title", "description", "minLength", "maxLength", "minItems", "maxItems"))
_FENCE = re.compile(r"\A\s*```\w*\s*|\s*```\s*\Z")


class AnswerError(ValueError):
    """The answer is not what was asked for; the message is one short phrase."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerParty(_Strict):
    text: Quote
    role: Role
    kind: PartyKind
    confidence_stated: ConfidenceStated | None


class AnswerTarget(_Strict):
    text: Quote
    type: TargetType


class AnswerWeapon(_Strict):
    text: Quote
    type: WeaponType


class AnswerCount(_Strict):
    text: Quote
    outcome: Outcome
    who: Who
    rank: Rank
    is_total: bool
    party: Quote | None  # the words of the party that is counted, as `parties` has them


class AnswerSpeaker(_Strict):
    kind: AttributionKind
    speaker: Quote | None
    cue: Quote | None


class AnswerClaim(_Strict):
    """One act, or one tally, as the article tells it."""

    evidence: Annotated[list[Quote], Field(min_length=1, max_length=20)]
    kind: ClaimKind
    realis: Realis
    sub_event_type: SubEventType | None  # type: ignore[valid-type]
    date: Quote | None
    place: Quote | None
    parties: list[AnswerParty]
    targets: list[AnswerTarget]
    weapons: list[AnswerWeapon]
    counts: list[AnswerCount]
    attribution: AnswerSpeaker


class _Answer(_Strict):
    claims: list[AnswerClaim]


def answer_schema() -> dict[str, Any]:
    """JSON schema of the answer, every key required, as OpenAI-compatible servers want it for strict output."""
    schema = cast("dict[str, Any]", _bare(_Answer.model_json_schema()))
    for node in (schema, *schema["$defs"].values()):
        node["required"] = list(node["properties"])
    return schema


def _bare(node: Any) -> Any:
    """The schema without what strict servers refuse: bounds, titles, descriptions."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _bare(value) for key, value in node.items() if key not in _REFUSED}


def parse_answer(text: str) -> tuple[tuple[AnswerClaim, ...], tuple[str, ...]]:
    """The claims of an answer that keep to the schema, and a phrase for each that does not. Raises AnswerError."""
    try:
        value = json.loads(_FENCE.sub("", text))
    except (ValueError, RecursionError) as error:
        raise AnswerError("not JSON") from error
    if not isinstance(value, dict) or not isinstance(value.get("claims"), list):
        raise AnswerError("no list of claims")
    claims: list[AnswerClaim] = []
    faults: list[str] = []
    for raw in cast("list[Any]", value["claims"]):
        try:
            claims.append(AnswerClaim.model_validate(raw))
        except ValidationError as error:
            first = error.errors()[0]
            faults.append(f"{'.'.join(map(str, first['loc'])) or 'claim'}: {first['msg'].lower()}")
    return tuple(claims), tuple(faults)
