"""Copies are found whatever stands around them; reports that share only a background or a quote are not copies."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from made_reports import (
    AGENCY_REPORT,
    BACKGROUND,
    DETAILS,
    INDEPENDENT,
    LEAD,
    OTHER_STORY,
    OWN_LEAD,
    OWN_TAIL,
    REPORT,
    REWRITTEN,
)

from extract.origins import Copy, Report, find_agency, judge_copy, make_signature, words_digest
from extract.origins.signature import compare
from extract.records import Article

NOTICE = (
    "A note from the editors: what we wrote about shots in Berenga on Monday was wrong, as the police have told us. "
    "There were none, and we ask our readers for pardon."
)
DAY = date(2024, 3, 12)
NONE = np.empty(0, dtype=np.uint64)
LONG = "\n\n".join(
    f"Paragraph {n} tells of village {n} and of its {n * 7} wells, each by its own name." for n in range(80)
)


def report(text: str, name: str = "a", published: date | None = DAY) -> Report:
    agency, method = find_agency(Article(name, name, text))
    return Report(name, name, published, agency, method, make_signature(text), words_digest(text))


def judge(one: str, other: str, published: date | None = DAY, common: str | None = None) -> Copy | None:
    held = NONE if common is None else make_signature(common).hashes
    copies = [
        judge_copy(first, second, held, {"a": one, "b": other})
        for first, second in (
            (report(one), report(other, "b", published)),
            (report(other, "b", published), report(one)),
        )
    ]
    assert copies[0] == copies[1], "which one came first must not matter"
    return copies[0]


@pytest.mark.parametrize(
    ("copy", "method"),
    [
        (REPORT.upper().replace(",", ""), "identical text"),
        (f"{OWN_LEAD}\n\n{REPORT}", "near copy"),
        (f"{REPORT}\n\n{OWN_TAIL}", "near copy"),
        (f"{OWN_LEAD}\n\n{REPORT}\n\n{OWN_TAIL}", "near copy"),
        ("\n\n".join((LEAD, *DETAILS[:2])), "near copy"),
        (LEAD, "near copy"),
        (
            REPORT.replace("eleven", "11").replace("officials", "authorities").replace("shortly after", "after"),
            "near copy",
        ),
        (f"{OWN_LEAD}\n\n{LEAD}\n\n{DETAILS[0]}\n\n{DETAILS[2]}\n\n{OWN_TAIL}", "near copy"),
    ],
)
def test_copies(copy: str, method: str) -> None:
    found = judge(REPORT, copy)
    assert found is not None
    assert found.method == method
    assert 0.6 <= found.score <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (REPORT, INDEPENDENT),
        (AGENCY_REPORT, OTHER_STORY),
        (REPORT, OTHER_STORY),
        (REPORT, LONG),
        ("Gunmen killed two people in Karsheh on Monday.", "Gunmen killed two people in Dolan on Monday."),
        (NOTICE, NOTICE.replace("Berenga", "Sorro")),
        (OWN_TAIL, REPORT),
        ("", REPORT),
        ("Berenga", REPORT),
    ],
)
def test_no_copies(one: str, other: str) -> None:
    """Two reports of one event, two stories of one agency, two briefs in set words."""
    assert judge(one, other) is None


def test_rewritten_agency_copy_needs_the_agency_named_in_both() -> None:
    found = judge(AGENCY_REPORT, REWRITTEN)
    assert found is not None
    assert found.method == "agency copy"
    assert found.score < 0.6
    assert judge(REPORT, REWRITTEN) is None


def test_a_report_of_another_week_is_another_report() -> None:
    """The daily communiqué in the same words, and an old report that is published again, stand for themselves."""
    changed = REPORT.replace("Tuesday", "Friday")
    assert judge(REPORT, changed, date(2024, 3, 19)) is not None
    assert judge(REPORT, changed, date(2024, 3, 20)) is None
    assert judge(REPORT, changed, None) is not None
    assert judge(REPORT, REPORT, date(2020, 1, 1)) is not None


def test_what_many_origins_hold_says_nothing() -> None:
    """Two briefs of one outlet that are mostly its standing text."""
    background = "\n\n".join(BACKGROUND)
    one, other = f"{OWN_LEAD}\n\n{background}", f"{DETAILS[0]}\n\n{background}"
    assert judge(one, other) is not None
    assert judge(one, other, common=background) is None


def test_share_is_estimated_from_a_bounded_sample() -> None:
    whole = make_signature(LONG * 40)
    assert len(whole.hashes) <= 128
    assert len(make_signature(REPORT).hashes) <= 256
    long, part = make_signature(LONG), make_signature("\n\n".join(LONG.split("\n\n")[:30]))
    share, size = compare(long, part)
    assert share == 1.0
    assert size >= 32


@pytest.mark.parametrize("text", ["", "...", "a", "a b", "\ud800 x", "word " * 100_000])
def test_odd_texts_are_signed(text: str) -> None:
    signature = make_signature(text)
    assert len(signature.hashes) <= 128
    assert compare(signature, signature) == ((1.0, len(signature.hashes)) if len(signature.hashes) else (0.0, 0))
