"""An agency counts where an article says that it carries its report, not where it is quoted."""

from __future__ import annotations

import pytest

from extract.origins import find_agency
from extract.records import Article


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("DOLAN (Reuters) - Two guards were hurt at a dam.", "Reuters"),
        ("KARSHEH, Dolan, March 3 (Xinhua) -- Two guards were hurt.", "Xinhua"),
        ("KARSHEH, Dolan (AP) — Two guards were hurt.", "Associated Press"),
        ("KARSHEH — AFP — Two guards were hurt.", "Agence France-Presse"),
        ("Reuters\n\nTwo guards were hurt.", "Reuters"),
        ("Two guards were hurt.\n\n(With inputs from PTI)", "Press Trust of India"),
        ("Two guards were hurt.\n\nSource: Xinhua", "Xinhua"),
        ("Two guards were hurt. - AFP", "Agence France-Presse"),
        ("Two guards were hurt.\n\n© 2024 The Associated Press. Words.", "Associated Press"),
        ("Two guards were hurt.\n\n(Reporting by Mara Linde in Dolan; Editing by Jon Okoro)", "Reuters"),
        ("Two guards were hurt, the Anadolu news agency reported on Monday.", "Anadolu Agency"),
        ("Two guards were hurt, according to Interfax.", "Interfax"),
        ("A witness told Reuters that two guards were hurt.", None),
        ("The AP correspondent was among the hurt.", None),
        ("She fried na in a pan, according to pan makers who report it. By the way, petra reported.", None),
        ("", None),
    ],
)
def test_agency_in_text(text: str, agency: str | None) -> None:
    assert find_agency(Article("a", "v", text))[0] == agency


@pytest.mark.parametrize(
    ("authors", "site", "expected"),
    [
        (("Mara Linde", "AFP"), None, ("Agence France-Presse", "byline")),
        (("Associated Press in Dolan",), None, ("Associated Press", "byline")),
        (("Staff and Reuters",), "Lake Post", ("Reuters", "byline")),
        (("Mara Linde",), "Reuters", ("Reuters", "own")),
        (("Ana Apreuters",), "Lake Post", (None, None)),
    ],
)
def test_agency_in_byline_and_site(
    authors: tuple[str, ...], site: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert find_agency(Article("a", "v", "Two guards were hurt.", authors=authors, site=site)) == expected
