"""Web archives: every page that is whole is read, whatever lies damaged around it."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from made_warc import STORY, news_archive, packed, response, story, warc_record

from flows.archives.answers import Archived, Damage, find_answers
from flows.files import Reader, ReadResult, read_file

HTML = "Content-Type: text/html; charset=utf-8"
PAGE = STORY.format(title="Guards hurt at dam")


def read(tmp_path: Path, reader: Reader, *records: bytes, name: str = "a.warc.gz") -> list[ReadResult]:
    path = tmp_path / name
    path.write_bytes(packed(records) if name.endswith(".gz") else b"".join(records))
    return list(read_file(path, reader))


def found(raw: bytes) -> tuple[list[str], list[Damage]]:
    items = list(find_answers(io.BytesIO(raw), 100_000))
    urls = [item.url.rpartition("/")[2] for item in items if isinstance(item, Archived)]
    return urls, [item for item in items if isinstance(item, Damage)]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_are_articles_as_of_their_capture(name: str, tmp_path: Path, reader: Reader) -> None:
    first, second = read(tmp_path, reader, *news_archive(2), name=name)
    assert first.article is not None
    assert (first.article.title, first.article.published) == ("Guards hurt at dam 0", date(2024, 3, 5))
    assert first.article.url == first.fetch.url == "https://lake.example/0"
    assert (first.fetch.status, first.fetch.requested_at) == (200, datetime(2024, 3, 6, 10, tzinfo=UTC))
    assert first.issues == ()
    assert second.article is not None


def test_reading_again_is_no_new_sighting(tmp_path: Path, reader: Reader) -> None:
    ids = [
        {r.fetch.fetch_id for r in read(tmp_path, reader, *news_archive(2), name=name)}
        for name in ("a.warc", "b.warc.gz")
    ]
    assert ids[0] == ids[1]


def test_only_pages_that_were_found_are_read(tmp_path: Path, reader: Reader) -> None:
    url = "https://lake.example/x"
    assert (
        read(
            tmp_path,
            reader,
            warc_record("warcinfo", b"software: none\r\n", media="application/warc-fields"),
            warc_record("metadata", b"fetchTimeMs: 5\r\n", url, media="application/warc-fields"),
            warc_record("revisit", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", url),
            response(url, b"", [HTML, "Location: /y"], "301 Moved"),
            response(url, PAGE, [HTML], "404 Not Found"),
            response(url, b"\x89PNG", ["Content-Type: image/png"]),
            response(url, b"\x89PNG", []),
        )
        == []
    )


def chunks(body: bytes) -> bytes:
    parts = [body[start : start + 100] for start in range(0, len(body), 100)]
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(PAGE.encode()), [HTML, "Content-Encoding: gzip"]),
        (zlib.compress(PAGE.encode()), [HTML, "Content-Encoding: deflate"]),
        (chunks(PAGE.encode()), [HTML, "Transfer-Encoding: chunked"]),
        (chunks(gzip.compress(PAGE.encode())), [HTML, "Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE.encode(), [HTML, "Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE.replace("Guards", "Señor").encode("cp1252"), ["Content-Type: text/html; charset=windows-1252"]),
        (PAGE.encode(), ["Content-Type: text/html; charset=utf-16"]),
        (PAGE.encode(), ["Content-Type: text/html; charset=none-such"]),
        (PAGE.encode(), ["content-type: TEXT/HTML"]),
        (PAGE.encode(), []),
    ],
    ids=["gzip", "deflate", "chunked", "both", "undone", "charset", "wrong charset", "no charset", "case", "untyped"],
)
def test_bodies(body: bytes, headers: list[str], tmp_path: Path, reader: Reader) -> None:
    (result,) = read(tmp_path, reader, response("https://lake.example/a", body, headers))
    assert result.article is not None
    assert result.article.title in ("Guards hurt at dam", "Señor hurt at dam")
    assert result.issues == ()


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (response("https://lake.example/a", "<html><body></body></html>"), "no article text"),
        (response("https://lake.example/a", b"<p>" + b"x" * 200_000), "larger than 0.1 MB"),
        (
            response("https://lake.example/a", gzip.compress(bytes(9_000_000)), [HTML, "Content-Encoding: gzip"]),
            "larger|packs",
        ),
        (
            response("https://lake.example/a", b"\x1f\x8bodd", [HTML, "Content-Encoding: gzip"]),
            "compressed body is broken",
        ),
        (response("https://lake.example/a", b"\x00\x01", [HTML, "Content-Encoding: odd"]), "content encoding odd"),
    ],
    ids=["empty", "large", "bomb", "broken", "unknown"],
)
def test_unreadable_page_does_not_stop_the_next(record: bytes, reason: str, tmp_path: Path, reader: Reader) -> None:
    bad, good = read(tmp_path, reader, record, story(1))
    assert bad.article is None
    assert bad.fetch.error is not None
    assert any(part in bad.fetch.error for part in reason.split("|"))
    assert good.article is not None


def test_page_dated_after_its_capture(tmp_path: Path, reader: Reader) -> None:
    """A day ahead may be the publisher's calendar; more is a guess gone wrong."""
    for day, kept in (("2024-03-07", True), ("2024-03-12", False)):
        body = PAGE.replace("2024-03-05T08:00:00Z", f"{day}T01:00:00+10:00")
        (result,) = read(tmp_path, reader, response("https://lake.example/a", body))
        assert result.article is not None
        assert (result.article.published == date.fromisoformat(day)) is kept


def test_doubts_about_a_page_are_issues(tmp_path: Path, reader: Reader) -> None:
    changed = story(1).replace(b"two guards", b"six guards")
    cut = story(2).replace(b"WARC-Record-ID", b"WARC-Truncated: length\r\nWARC-Record-ID")
    reasons = [[issue.reason for issue in result.issues] for result in read(tmp_path, reader, changed, cut)]
    assert reasons == [["the archived page is not the one of its digest"], ["the archiver cut this page short"]]


@pytest.mark.parametrize("is_packed", [True, False])
def test_archive_that_is_cut_off(is_packed: bool, tmp_path: Path, reader: Reader) -> None:
    """A part of a page is not taken for the page."""
    raw = packed(news_archive(3)) if is_packed else b"".join(news_archive(3))
    path = tmp_path / ("a.warc.gz" if is_packed else "a.warc")
    path.write_bytes(raw[:-300])
    *whole, cut = read_file(path, reader)
    assert [result.article is not None for result in whole] == [True, True]
    assert cut.article is None


def test_damaged_record_of_a_packed_archive() -> None:
    records = [gzip.compress(record) for record in news_archive(5)]
    bad = bytearray(records[4])
    bad[40:80] = bytes(40)
    raw = b"".join([*records[:4], bytes(bad), *records[5:]])
    start = sum(map(len, records[:4]))
    assert found(raw) == (["0", "2", "3", "4"], [Damage(start, start + len(records[4]))])


def test_damaged_record_of_a_plain_archive() -> None:
    """A length that is wrong swallows the records behind it, until the next one is looked for."""
    records = news_archive(4)
    records[4] = records[4].replace(b"Content-Length: ", b"Content-Length: 9")
    urls, damage = found(b"".join(records))
    assert [url for url in urls if url != "1"] == ["0", "2", "3"]
    assert len(damage) <= 1


@pytest.mark.parametrize("junk", [b"junk" * 10, b"\x1f\x8b\x08junk", b"\nWARC/1.0\r\nodd", b"<html></html>\n"])
@pytest.mark.parametrize("is_packed", [True, False])
def test_junk_before_and_between(junk: bytes, is_packed: bool) -> None:
    one, two = ((packed(part) if is_packed else b"".join(part)) for part in (news_archive(2), [story(7), story(8)]))
    urls, damage = found(junk + b"\n" + one + junk + b"\n" + two)
    assert urls == ["0", "1", "7", "8"]
    assert all(isinstance(stretch.end, int) for stretch in damage)


def test_one_gzip_around_the_whole_archive() -> None:
    assert found(gzip.compress(b"".join(news_archive(3)))) == (["0", "1", "2"], [])


@pytest.mark.parametrize("raw", [b"no archive", b"\x1f\x8b\x08no archive", b"\x1f\x8b\x08" * 3000, b"\nWARC/1." * 3000])
def test_no_archive(raw: bytes, tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(raw)
    (result,) = read_file(path, reader)
    assert result.fetch.error == "damaged archive: the rest is lost"


def test_empty_archive(tmp_path: Path, reader: Reader) -> None:
    assert read(tmp_path, reader) == []


@given(cut=st.integers(0, 3000), junk=st.binary(max_size=60), skip=st.integers(0, 400), is_packed=st.booleans())
@hypothesis_settings(max_examples=200, deadline=None)
def test_damage_anywhere(cut: int, junk: bytes, skip: int, is_packed: bool) -> None:
    """Nothing raises, and what was archived before the damage is found."""
    records = news_archive(4)
    parts = [gzip.compress(record) for record in records] if is_packed else records
    raw = b"".join(parts)
    urls, _ = found(raw[:cut] + junk + raw[cut + skip :])
    ends = [sum(map(len, parts[: n + 1])) for n in range(len(parts))]
    intact = [str((n - 2) // 2) for n in range(2, len(parts), 2) if ends[n] <= cut]
    assert urls[: len(intact)] == intact


@given(raw=st.binary(max_size=400))
@hypothesis_settings(max_examples=100, deadline=None)
def test_arbitrary_bytes(raw: bytes) -> None:
    for head in (b"", b"\x1f\x8b\x08\x00", b"WARC/1.0\r\nWARC-Type: response\r\n"):
        found(head + raw)


def test_a_large_archive_is_not_held_in_memory(tmp_path: Path, reader: Reader) -> None:
    """40 MB of pages are read as they stream; the most that is held is one page and the blocks around it."""
    import tracemalloc

    path = tmp_path / "a.warc.gz"
    body = (STORY + "<!-- " + "x" * 90_000 + " -->").format(title="t")
    path.write_bytes(gzip.compress(response("https://lake.example/a", body)) * 400)
    tracemalloc.start()
    with path.open("rb") as stream:
        n = sum(1 for _ in find_answers(stream, replace(reader, max_bytes=200_000).max_bytes))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n == 400
    assert peak < 5_000_000
