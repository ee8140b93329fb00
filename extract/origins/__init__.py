"""Who really reported it: signatures of texts, copies with other words around them, and the agency that is named."""

from .agency import AgencyMethod, find_agency
from .copies import DAYS, Copy, Report, judge_copy
from .signature import METHOD, Signature, make_signature, words_digest

__all__ = [
    "DAYS",
    "METHOD",
    "AgencyMethod",
    "Copy",
    "Report",
    "Signature",
    "find_agency",
    "judge_copy",
    "make_signature",
    "words_digest",
]
