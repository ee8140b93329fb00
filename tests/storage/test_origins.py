"""Origins in the warehouse: one for all copies, whenever they come; rows are added and none is rewritten."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

import pytest
from made_claims import Con, extraction, sighting, stamp
from made_reports import AGENCY_REPORT, DETAILS, INDEPENDENT, LEAD, OTHER_STORY, OWN_LEAD, OWN_TAIL, REPORT, REWRITTEN

from extract import ids
from extract.records import Article
from storage.append import append_articles
from storage.origins import choose_origin, link_origins
from storage.warehouse import transaction

DAY = date(2024, 3, 12)


def report(name: str, text: str, days: int = 0, site: str | None = None) -> Article:
    identity = ids.article_id(f"https://{name}.example/a", None, None, text)
    return Article(
        identity, ids.version_id(identity, None, text), text, given_id=name, published=DAY + timedelta(days), site=site
    )


def link(con: Con, *articles: Article, run: int = 0) -> int:
    pairs = [(article, extraction(article)) for article in articles]
    append_articles(con, stamp(run), pairs, [sighting(article, run) for article in articles])
    with transaction(con):
        return link_origins(con, stamp(run))


def origins(con: Con) -> list[list[str]]:
    """Names of articles by origin, the origin's own first."""
    sql = """
        SELECT list(given_id ORDER BY article_id <> origin_id, given_id)
        FROM out_article INNER JOIN raw_article USING (article_id, version_id) GROUP BY origin_id ORDER BY 1
    """
    return [names for (names,) in con.execute(sql).fetchall()]


WORLD = (
    report("wire", AGENCY_REPORT, 1, site="Xinhua"),
    report("lead", f"{OWN_LEAD}\n\n{REPORT}"),
    report("tail", f"{REPORT}\n\n{OWN_TAIL}", 1),
    report("short", "\n\n".join((LEAD, *DETAILS[:2])), 2),
    report("anew", REWRITTEN, 2),
    report("witness", INDEPENDENT),
    report("dues", OTHER_STORY),
)
PARTS = [["dues"], ["wire", "anew", "lead", "short", "tail"], ["witness"]]


def test_copies_have_the_agencys_own_article_as_origin(con: Con) -> None:
    assert link(con, *WORLD) == len(WORLD)
    assert origins(con) == PARTS
    methods = dict(
        con.execute("SELECT given_id, method FROM core_origin_link JOIN raw_article USING (version_id)").fetchall()
    )
    assert methods["anew"] == "agency copy"
    assert methods["tail"] == "near copy"
    assert methods["dues"] == methods["witness"] == "own"


@pytest.mark.parametrize("seed", range(6))
def test_the_order_in_which_they_come_does_not_matter(con: Con, seed: int) -> None:
    articles = list(WORLD)
    random.Random(seed).shuffle(articles)
    for run, article in enumerate(articles):
        link(con, article, run=run)
    assert origins(con) == PARTS
    with transaction(con):
        assert link_origins(con, stamp(99)) == 0


def test_without_an_agencys_own_article_the_first_published_is_the_origin(con: Con) -> None:
    link(con, report("b", AGENCY_REPORT), report("a", REPORT, 1))
    assert origins(con) == [["b", "a"]]
    link(con, report("c", f"{REPORT}\n\n{OWN_TAIL}", -1), run=1)
    assert origins(con) == [["c", "a", "b"]]


def test_a_version_that_two_groups_share_joins_them(con: Con) -> None:
    """Beginning and end of a report were known apart; the whole report shows that they are one."""
    parts = REPORT.split("\n\n")
    link(con, report("begin", "\n\n".join(parts[:3])), report("end", "\n\n".join(parts[3:])))
    assert len(origins(con)) == 2
    link(con, report("whole", REPORT), run=1)
    assert sorted(origins(con)[0]) == ["begin", "end", "whole"]
    assert con.execute("SELECT count(*) FROM core_origin_link").fetchone() == (
        5,
    )  # two that came first are linked anew


def test_an_edit_is_no_copy_of_itself(con: Con) -> None:
    first = report("a", REPORT)
    text = f"{REPORT}\n\n{OWN_TAIL}"
    edited = Article(first.article_id, ids.version_id(first.article_id, None, text), text, given_id="a", published=DAY)
    link(con, first)
    link(con, edited, run=1)
    assert con.execute("SELECT DISTINCT method, origin_id FROM core_origin_link").fetchall() == [
        ("own", first.article_id)
    ]


def test_many_copies_take_time_in_proportion(con: Con) -> None:
    """Each with something of its own before or after, so that no two are the same words."""
    rng = random.Random(1)
    words = REPORT.split()

    def copy(number: int) -> Article:
        own = " ".join(rng.choices(words, k=25))
        return report(f"s{number}", f"{own}\n\n{REPORT}" if number % 2 else f"{REPORT}\n\n{own}", number % 5)

    def link_copies(first: int, last: int, run: int) -> float:
        articles = [copy(number) for number in range(first, last)]
        append_articles(con, stamp(run), [(article, extraction(article)) for article in articles])
        start = time.process_time()
        with transaction(con):
            link_origins(con, stamp(run))
        return time.process_time() - start

    few = link_copies(0, 100, 0)
    many = link_copies(100, 1100, 1)
    assert len(origins(con)) == 1
    assert many < 40 * max(few, 0.05)


def test_no_member_no_origin() -> None:
    row = {
        "article_id": "a",
        "published_at": None,
        "agency": None,
        "agency_method": None,
        "method": "own",
        "score": 1.0,
    }
    assert choose_origin([row])[0]["origin_id"] == "a"
