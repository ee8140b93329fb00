from made_claims import Con, attack, sighting, stamp

from storage.append import append_articles
from storage.digest import find_digests


def test_a_digest_tells_content_from_order_and_time(con: Con) -> None:
    """The same rows by another run and in another order digest alike; one changed value does not."""
    pairs = [attack("a", 3, 3, 3), attack("b", 4, 4, 4)]
    append_articles(con, stamp(0), pairs, [sighting(of) for of, _ in pairs])
    before = find_digests(con)
    assert {digest.table: digest.rows for digest in before}["core_claim_count"] == 2
    for digest in before:
        con.execute(f"DELETE FROM {digest.table}")
    assert find_digests(con) != before
    append_articles(con, stamp(9), pairs[::-1])
    assert find_digests(con) == before
    con.execute("UPDATE core_claim_count SET best = 5 WHERE best = 4")
    changed = [old.table for old, new in zip(before, find_digests(con), strict=True) if old != new]
    assert changed == ["core_claim_count"]


def test_tables_can_be_named(con: Con) -> None:
    (digest,) = find_digests(con, ["raw_fetch"])
    assert (digest.table, digest.rows) == ("raw_fetch", 0)
