"""States and versions of articles: what the publisher changed, what another parser made of it, what is gone."""

from __future__ import annotations

from dataclasses import replace

from made_claims import Con, article, extraction, sighting, stamp

from extract.ids import version_id
from extract.records import Article
from storage.append import append_articles


def see(con: Con, of: Article, run: int) -> None:
    append_articles(con, stamp(run), [(of, extraction(of))], [sighting(of, run, status=200)])


def gone(con: Con, of: Article, run: int, status: int = 410) -> None:
    append_articles(con, stamp(run), [], [sighting(of, run, status=status, error=f"HTTP {status}")])


def changed(of: Article, text: str, parser: str | None = "p@1") -> Article:
    return replace(of, text=text, version_id=version_id(of.article_id, of.title, text), parser=parser)


FIRST = replace(article("Two guards were hurt.", given_id="a"), parser="p@1")


def state(con: Con) -> tuple[str, int, str]:
    sql = "SELECT state, n_versions, text FROM out_article INNER JOIN raw_article USING (version_id)"
    found: tuple[str, int, str] | None = con.execute(sql).fetchone()
    assert found is not None
    return found


def test_an_edit_is_a_version_and_the_newest_one_seen_speaks(con: Con) -> None:
    see(con, FIRST, 0)
    assert state(con) == ("live", 1, "Two guards were hurt.")
    see(con, changed(FIRST, "Three guards were hurt."), 1)
    assert state(con) == ("edited", 2, "Three guards were hurt.")
    see(con, FIRST, 2)  # the edit was taken back
    assert state(con) == ("edited", 2, "Two guards were hurt.")


def test_another_parser_is_no_edit(con: Con) -> None:
    see(con, FIRST, 0)
    again = changed(FIRST, "Two guards were hurt. Read it all.", "p@2")
    append_articles(con, stamp(1), [(again, extraction(again))], [sighting(again, 0, status=200)])  # the same raw body
    assert state(con) == ("live", 2, "Two guards were hurt. Read it all.")
    edits = con.execute("SELECT number, is_edit, is_newest FROM out_article_version ORDER BY number").fetchall()
    assert edits == [(1, False, False), (2, False, True)]


def test_arrival_does_not_choose_between_versions_seen_at_one_moment(con: Con) -> None:
    other = changed(FIRST, "Three guards were hurt.")
    speaks = []
    for order in ((FIRST, other), (other, FIRST)):
        con.execute("DELETE FROM raw_article; DELETE FROM raw_fetch")
        for run, of in enumerate(order):
            append_articles(con, stamp(run), [(of, extraction(of))], [sighting(of, 0, status=200)])
        speaks += con.execute("SELECT version_id FROM out_article").fetchall()
    assert speaks[0] == speaks[1]


def test_a_deletion_is_a_tombstone_until_it_is_seen_again(con: Con) -> None:
    see(con, FIRST, 0)
    gone(con, FIRST, 1, 500)
    assert state(con)[0] == "live"
    gone(con, FIRST, 2, 404)
    assert state(con)[0] == "deleted"
    assert con.execute("SELECT gone_at IS NOT NULL, n_sightings FROM out_article_version").fetchone() == (True, 2)
    see(con, FIRST, 3)
    assert state(con)[0] == "live"


def test_state_as_it_was_known(con: Con) -> None:
    see(con, FIRST, 0)
    see(con, changed(FIRST, "Three guards were hurt."), 1)
    gone(con, changed(FIRST, "Three guards were hurt."), 2)
    for run, expected in enumerate(["live", "edited", "deleted"]):
        at = stamp(run).recorded_at.replace(tzinfo=None)
        assert con.execute("SELECT state FROM out_article_asof(?)", [at]).fetchall() == [(expected,)]
