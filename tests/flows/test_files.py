"""Reading inputs: every good form gives an article, every bad one a reason, and nothing raises."""

from __future__ import annotations

import gzip
import io
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from flows.files import Reader, ReadResult, read_file, read_paths
from flows.pages import PageParser

PAGE = """<html><head><title>Two guards hurt at dam | Lake Post</title>
<meta property="article:published_time" content="2024-03-05T23:10:00+03:00"></head><body><h1>Two guards hurt at dam</h1>
<p>Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said.</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone.</p></body></html>"""


def read_one(path: Path, content: bytes | str, reader: Reader) -> ReadResult:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (result,) = read_file(path, reader)
    return result


def reasons(result: ReadResult) -> list[str]:
    return [issue.reason for issue in result.issues]


def test_first_line_gives_day_and_title(tmp_path: Path, reader: Reader) -> None:
    article = read_one(tmp_path / "a.txt", " date 2024-03-05 Guards hurt\n\nGunmen hurt two.\n", reader).article
    assert article is not None
    assert (article.title, article.published, article.published_method) == (
        "Guards hurt",
        date(2024, 3, 5),
        "first line",
    )
    assert article.content == "Guards hurt\n\nGunmen hurt two.\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("  Plain text.\n", "  Plain text.\n"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("date 2024-03-05\nBody", "Body"),
        (b"\xef\xbb\xbfWith a mark", "With a mark"),
        ("With a mark".encode("utf-16"), "With a mark"),
        ("dated 2024-03-05 Not a first line", "dated 2024-03-05 Not a first line"),
    ],
)
def test_text_is_kept(content: bytes | str, text: str, tmp_path: Path, reader: Reader) -> None:
    """Only line ends and the first line are taken off; everything else is the author's."""
    article = read_one(tmp_path / "a.txt", content, reader).article
    assert article is not None
    assert article.text == text


def test_other_encoding_is_read_and_reported(tmp_path: Path, reader: Reader) -> None:
    raw = "El general Muñoz habló en Bogotá – dijo “no”.".encode("cp1252")
    result = read_one(tmp_path / "a.txt", raw, reader)
    assert result.article is not None
    assert result.article.text == "El general Muñoz habló en Bogotá – dijo “no”."
    assert reasons(result) == ["not UTF-8: read as cp1252"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n", "empty"),
        ("a.txt", b"date 2024-03-05 Title alone\n", "empty"),
        ("a.txt", b"PK\x03\x04\x00\x00\x08\x00binary", "binary, not text"),
        ("a.txt", b"\xff\xfeodd", "not valid UTF-16"),
        ("a.txt", b"x" * 100_001, "larger than 0.1 MB: raise SITREP_MAX_BYTES to read it"),
        ("a.html", b"", "empty"),
        ("a.html", b"\x00\x01\x02\x03", "binary, not text"),
        ("a.html", b"<html><body></body></html>", "no article text found in the page"),
        (
            "a.html",
            b"<html><body>" + b"<div>" * 300 + b"<p>Some words of an article.</p>" + b"</div>" * 300,
            "no article text found in the page",
        ),
        ("a.txt.gz", b"no gzip at all", "cannot be read: not a gzipped file (b'no')"),
        ("a.docx", b"PK", "unknown kind of file: .txt, .html, .jsonl, .eml, .mbox and .warc are read"),
    ],
)
def test_unreadable_file(name: str, content: bytes, reason: str, tmp_path: Path, reader: Reader) -> None:
    result = read_one(tmp_path / name, content, reader)
    assert result.article is None
    assert result.fetch.error == reason
    assert [issue.reason for issue in result.fetch.issues] == [reason]


def test_page(tmp_path: Path, reader: Reader) -> None:
    article = read_one(tmp_path / "a.html", PAGE, reader).article
    assert article is not None
    assert (article.title, article.published, article.published_method) == (
        "Two guards hurt at dam",
        date(2024, 3, 5),
        "meta",
    )
    assert article.text.startswith("Gunmen fired on a dam")
    assert article.parser is not None


def test_broken_page_is_read(tmp_path: Path, reader: Reader) -> None:
    broken = PAGE.replace("</p>", "<b><i>").replace("</head>", "").replace("</html>", "<div")
    article = read_one(tmp_path / "a.html", broken, reader).article
    assert article is not None
    assert "hurt two guards" in article.text


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{bad", "not valid JSON: Expecting property name enclosed in double quotes at character 2"),
        (b"[1]", "not a JSON object"),
        (b'{"title": "no text"}', "no text"),
        (b'{"text": null}', "no text"),
        (b'{"text": 5}', "text is not a string"),
        (b'{"text": " "}', "text is empty"),
        (b'{"text": "\xff"}', "not valid UTF-8"),
        (b'{"text": "' + b"x" * 100_000 + b'"}', "line larger than 0.1 MB: raise SITREP_MAX_BYTES to read it"),
        (b'{"text": "x", "n": ' + b"1" * 5000 + b"}", "not readable JSON: a number has too many digits"),
        (b"[" * 90_000, "not readable JSON: nested too deeply"),
    ],
)
def test_bad_line_does_not_stop_the_next(line: bytes, reason: str, tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "first"}\n' + line + b'\n\n{"text": "last"}')
    first, bad, last = read_file(path, reader)
    assert first.article is not None
    assert last.article is not None
    assert bad.article is None
    assert bad.fetch.url == f"{path}#2"
    assert bad.fetch.error == reason


def test_line_fields(tmp_path: Path, reader: Reader) -> None:
    line = {
        "id": 7,
        "title": "T",
        "text": "Body.",
        "published": "2024-03-05T22:00:00Z",
        "url": "https://Lake.example/a?utm_source=x#top",
        "source": "lake",
        "more": [1],
    }
    article = read_one(tmp_path / "a.jsonl", json.dumps(line), reader).article
    assert article is not None
    assert (article.given_id, article.title, article.source) == ("7", "T", "lake")
    assert article.published == date(2024, 3, 5)
    assert article.canonical_url == "https://lake.example/a"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"published": "soon"}, ["publication date not understood: soon"]),
        ({"published": "2024-02-30"}, ["publication date not understood: 2024-02-30"]),
        ({"published": "2099-01-01"}, ["publication date 2099-01-01 lies in the future"]),
        ({"published": ["2024"]}, ["published is not a string"]),
        ({"title": {"a": 1}}, ["title is not a string"]),
        ({"title": "x" * 10_000}, ["title of 10000 characters"]),
        ({}, []),
    ],
)
def test_odd_fields_are_left_out_and_reported(
    fields: dict[str, object], expected: list[str], tmp_path: Path, reader: Reader
) -> None:
    result = read_one(tmp_path / "a.jsonl", json.dumps({"text": "Body.", **fields}), reader)
    assert result.article is not None
    assert result.article.published is None
    assert reasons(result) == expected


def test_surrogates_keep_offsets(tmp_path: Path, reader: Reader) -> None:
    result = read_one(tmp_path / "a.jsonl", r'{"text": "a\ud800b\u0000c \ud83d\ude00"}', reader)
    assert result.article is not None
    assert result.article.text == "a\ufffdb\x00c \U0001f600"
    assert len(result.issues) == 1


def test_folder_is_read_in_order_without_hidden_and_unknown(tmp_path: Path, reader: Reader) -> None:
    for name in ("b/two.txt", "a/one.txt", ".hidden.txt", ".git/x.txt", "c.pdf", "d.TXT"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(name)
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    results = list(read_paths([str(tmp_path)], reader))
    found = [(Path(str(r.fetch.url)).relative_to(tmp_path).as_posix(), r.skipped) for r in results]
    assert found == [("c.pdf", True), ("d.TXT", False), ("a/one.txt", False), ("b/two.txt", False)]


def test_missing_path_does_not_stop_the_next(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "a.txt").write_text("Here.")
    missing, there = read_paths([str(tmp_path / "no.txt"), str(tmp_path / "a.txt")], reader)
    assert missing.fetch.error == "does not exist"
    assert there.article is not None


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_forbidden_file(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Secret.")
    path.chmod(0)
    (result,) = read_file(path, reader)
    assert result.fetch.error == "cannot be read: permission denied"


def test_compressed_lines(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "one"}\n{"text": "two"}\n'))
    assert [r.article.text for r in read_file(path, reader) if r.article] == ["one", "two"]


@pytest.mark.parametrize(
    ("raw", "texts"),
    [
        (b'\n{"text": "one"}\n{"text": "two"}', ["one", "two"]),
        (b"date 2024-03-05 T\n\nBody", ["Body"]),
        (PAGE.encode(), None),
        (b"", []),
    ],
)
def test_standard_input(raw: bytes, texts: list[str] | None, reader: Reader) -> None:
    results = list(read_paths(["-"], reader, io.BytesIO(raw)))
    found = [r.article.text for r in results if r.article is not None]
    assert found == texts if texts is not None else found[0].startswith("Gunmen fired")


def test_unchanged_file_is_the_same_sighting(tmp_path: Path, reader: Reader) -> None:
    """Else ingesting a folder again would add rows."""
    first = read_one(tmp_path / "a.txt", "Body.", reader)
    (again,) = read_file(tmp_path / "a.txt", reader)
    assert first.fetch.fetch_id == again.fetch.fetch_id


def test_slow_page_is_given_up_and_the_next_is_read(tmp_path: Path, reader: Reader) -> None:
    slow = tmp_path / "slow.html"
    slow.write_text("<html><body>" + "<p><a href=x>words</a> and more words here.</p>" * 200_000)
    (tmp_path / "z.html").write_text(PAGE)
    with PageParser(seconds=3) as impatient:
        first, second = read_paths([str(tmp_path)], replace(reader, pages=impatient, max_bytes=20_000_000))
    assert first.fetch.error == "page took more than 3 seconds to parse"
    assert second.article is not None


@given(raw=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".jsonl"]))
@hypothesis_settings(max_examples=150, deadline=None)
def test_arbitrary_bytes_never_raise(raw: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(raw)
    reader = Reader(PageParser(5), datetime(2024, 3, 20, tzinfo=UTC), max_bytes=1000)
    for result in read_file(path, reader):
        assert (result.article is None) == (result.fetch.error is not None)
