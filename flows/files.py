"""Reading articles from files, folders and standard input. Nothing here raises: an unreadable input says why."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any, Protocol

from extract.pages.days import iso_moment
from extract.records import Article, Issue
from extract.text import UnreadableError, decode_bytes
from flows.articles import make_article
from flows.listing import Entry
from flows.pages import PageParser
from storage.rows import Fetch

TEXT, PAGE, LINES = (".txt",), (".html", ".htm"), (".jsonl", ".ndjson")
MAIL, WARC = (".eml", ".mbox"), (".warc",)
READ = ".txt, .html, .jsonl, .eml, .mbox and .warc"  # in words
_FIRST_LINE = re.compile(r"\s*date (\d{4}-\d\d-\d\d)(?:[ \t]+([^\n]*))?(?:\n|$)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=$|[T ])")


class Stream(Protocol):
    """An open file, perhaps unpacked on the way."""

    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One input: the article in it, or in `fetch.error` why there is none. `issues` are about the article's reading.

    `skipped` inputs were not asked for by name and are of a kind that is not read.
    """

    fetch: Fetch
    article: Article | None = None
    issues: tuple[Issue, ...] = ()
    skipped: bool = False
    linked: tuple[Entry, ...] = ()  # pages that a newsletter links to, on the sites that the reader follows


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading needs beside the input. `now` is the run's clock: nothing is published after it."""

    pages: PageParser
    now: datetime
    max_bytes: int
    source: str | None = None
    follow: tuple[str, ...] = ()  # sites whose articles are wanted where mail links to them


def read_paths(
    paths: Iterable[str], reader: Reader, stdin: IO[bytes] | None = None, default: tuple[str, ...] | None = None
) -> Iterator[ReadResult]:
    """Read files, folders (recursively, in order of name, without hidden files) and, for "-", standard input.

    `default` is the kind of a file, named in `paths`, whose own name does not tell it.
    """
    for name in paths:
        if name == "-" and stdin is not None:
            yield from _read_stream(stdin, reader)
            continue
        path = Path(name)
        try:
            if path.is_dir():
                for file in list_files(path):
                    yield from read_file(file, reader, named=False)
            else:
                yield from read_file(path, reader, default=default)
        except OSError as error:
            yield _unreadable(reader, name, f"cannot be opened: {_why(error)}")


def list_files(folder: Path) -> Iterator[Path]:
    """All files below a folder, sorted, without hidden ones. Links to folders are not followed: they may loop."""
    for root, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(root, name)


def _raise(error: OSError) -> None:
    raise error


def size_of(paths: Sequence[str]) -> int | None:
    """Bytes to read, for a progress bar; None where that cannot be known."""
    total = 0
    for name in paths:
        path = Path(name)
        try:
            for file in list_files(path) if path.is_dir() else [path]:
                if name == "-" or file.suffix == ".gz":
                    return None
                total += file.stat().st_size if kind_of(file) else 0
        except OSError:
            continue
    return total


def kind_of(path: Path) -> tuple[str, ...] | None:
    """The kind of a file by its name, or by its place in a Maildir; None if unknown. A closing .gz does not count."""
    suffix = Path(path.name.lower().removesuffix(".gz")).suffix
    if path.parent.name in ("cur", "new") and (path.parent.parent / "tmp").is_dir():
        return MAIL
    return next((kind for kind in (TEXT, PAGE, LINES, MAIL, WARC) if suffix in kind), None)


def read_file(
    path: Path, reader: Reader, *, named: bool = True, default: tuple[str, ...] | None = None
) -> Iterator[ReadResult]:
    """Read one file: an article, or for lines, mail and archives one reading a line, message or page."""
    name, kind = str(path), kind_of(path) or default
    try:
        stat = path.stat()
        if kind is None:
            yield _unreadable(reader, name, f"unknown kind of file: {READ} are read", skipped=not named)
            return
        if not path.is_file():
            yield _unreadable(reader, name, "not a file")
            return
        # A file is seen as of its last change, so reading it again unchanged is no new sighting.
        seen = min(datetime.fromtimestamp(stat.st_mtime, UTC), reader.now)
        # An archive is packed page by page, which its own reader undoes.
        with gzip.open(path) if path.suffix == ".gz" and kind is not WARC else path.open("rb") as stream:
            if kind is LINES:
                yield from _read_lines(_lines(stream, reader.max_bytes), reader, name, seen)
            elif kind in (MAIL, WARC):
                yield from _read_archive(stream, kind, reader, name, seen)
            else:
                yield _read_whole(stream.read(reader.max_bytes + 1), kind, reader, name, seen)
    except FileNotFoundError:
        yield _unreadable(reader, name, "does not exist")
    except (OSError, EOFError) as error:  # gzip raises both for broken files
        yield _unreadable(reader, name, f"cannot be read: {_why(error)}")


def _read_stream(stream: IO[bytes], reader: Reader) -> Iterator[ReadResult]:
    """Standard input: JSON lines if it begins with "{", a page if with "<", else one text."""
    first = stream.readline(reader.max_bytes + 1)
    while first.isspace():
        first = stream.readline(reader.max_bytes + 1)
    if first.lstrip(b" \t\xef\xbb\xbf").startswith(b"{"):
        yield from _read_lines(chain([first], _lines(stream, reader.max_bytes)), reader, "-", reader.now)
        return
    raw = first + stream.read(max(reader.max_bytes + 1 - len(first), 0))
    kind = PAGE if raw.lstrip().startswith(b"<") else TEXT
    yield _read_whole(raw, kind, reader, "-", reader.now)


def _lines(stream: Stream, max_bytes: int) -> Iterator[bytes]:
    """Lines of at most `max_bytes` + 1; the rest of a longer one is dropped, so the next begins where it should."""
    while line := stream.readline(max_bytes + 1):
        yield line
        while len(line) > max_bytes and not line.endswith(b"\n"):
            line = stream.readline(max_bytes + 1)


def _read_archive(
    stream: Stream, kind: tuple[str, ...], reader: Reader, name: str, seen: datetime
) -> Iterator[ReadResult]:
    from flows.archives import read_mail, read_warc  # noqa: PLC0415 - they build on this module

    if kind is WARC:
        return read_warc(stream, reader, name, seen)
    return read_mail(_lines(stream, reader.max_bytes), reader, name, seen)


def _read_whole(raw: bytes, kind: tuple[str, ...], reader: Reader, name: str, seen: datetime) -> ReadResult:
    fetch = _fetch(reader, name, raw, seen)
    if len(raw) > reader.max_bytes:
        return refused(fetch, f"larger than {_size(reader.max_bytes)}: raise SITREP_MAX_BYTES to read it")
    try:
        article, issues = (
            _article_of_page(raw, None, reader) if kind is PAGE else _article_of_text(*decode_bytes(raw), reader)
        )
    except UnreadableError as error:
        return refused(fetch, str(error))
    return ReadResult(_with_version(fetch, article), article, issues)


def _article_of_page(raw: bytes, url: str | None, reader: Reader) -> tuple[Article, tuple[Issue, ...]]:
    if not raw.strip():
        raise UnreadableError("empty")
    page = reader.pages.parse(raw, url, reader.now.date())
    return make_article(page.text, url=url, source=reader.source, page=page, today=reader.now.date())


def _article_of_text(text: str, encoding: str, reader: Reader) -> tuple[Article, tuple[Issue, ...]]:
    """A plain text, with or without a first line "date YYYY-MM-DD Title"; line ends become newlines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    issues: list[Issue] = []
    if encoding not in ("utf-8", "utf-8-sig", "utf-16"):
        issues.append(Issue("read", f"not UTF-8: read as {encoding}"))
    title, published = None, None
    header = _FIRST_LINE.match(text)
    if header is not None:
        published, title, text = _iso_day(header[1]), header[2], text[header.end() :].lstrip("\n")
        if published is None:
            issues.append(Issue("read", f"publication date not understood: {header[1]}"))
    if not text.strip():
        raise UnreadableError("empty")
    article, more = make_article(
        text,
        title=title,
        source=reader.source,
        published=published,
        published_method="first line",
        today=reader.now.date(),
    )
    return article, (*issues, *more)


def _read_lines(lines: Iterable[bytes], reader: Reader, name: str, seen: datetime) -> Iterator[ReadResult]:
    """JSON lines, one article each; a bad line is one reading that says why, and the next lines go on."""
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        fetch = _fetch(reader, f"{name}#{number}", raw, seen)
        if len(raw) > reader.max_bytes:
            yield refused(fetch, f"line larger than {_size(reader.max_bytes)}: raise SITREP_MAX_BYTES to read it")
            continue
        try:
            article, issues = _article_of_line(raw, reader)
        except UnreadableError as error:
            yield refused(fetch, str(error))
            continue
        yield ReadResult(_with_version(fetch, article), article, issues)


def _article_of_line(raw: bytes, reader: Reader) -> tuple[Article, tuple[Issue, ...]]:
    """`{"id", "title", "text", "published", "url", "source"}`, all but `text` optional; other keys are ignored."""
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableError("not valid UTF-8") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(f"not valid JSON: {error.msg} at character {error.pos + 1}") from None
    except RecursionError:
        raise UnreadableError("not readable JSON: nested too deeply") from None
    except ValueError:
        raise UnreadableError("not readable JSON: a number has too many digits") from None
    if not isinstance(value, dict):
        raise UnreadableError("not a JSON object")
    text = value.get("text")
    if text is None:
        raise UnreadableError("no text")
    if not isinstance(text, str):
        raise UnreadableError("text is not a string")
    if not text.strip():
        raise UnreadableError("text is empty")
    issues: list[Issue] = []
    stated = _string(value, "published", issues)
    published = _iso_day(stated) if stated is not None else None
    if stated is not None and published is None:
        issues.append(Issue("read", f"publication date not understood: {stated[:50]}"))
    article, more = make_article(
        text,
        title=_string(value, "title", issues),
        given_id=_string(value, "id", issues),
        url=_string(value, "url", issues),
        source=_string(value, "source", issues) or reader.source,
        published=published,
        published_time=iso_moment(stated),
        published_method="given",
        today=reader.now.date(),
    )
    return article, (*issues, *more)


def _string(value: dict[str, Any], key: str, issues: list[Issue]) -> str | None:
    """A string field, a whole number as its digits; anything else is left out and reported."""
    field = value.get(key)
    if isinstance(field, int) and not isinstance(field, bool):
        return str(field)
    if field is not None and not isinstance(field, str):
        issues.append(Issue("read", f"{key} is not a string"))
        return None
    return field or None


def _iso_day(text: str) -> date | None:
    found = _DAY.match(text.strip())
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def _fetch(reader: Reader, url: str, raw: bytes, seen: datetime) -> Fetch:
    digest = hashlib.sha256(raw).hexdigest()
    return Fetch(requested_at=seen, source=reader.source, url=url, bytes=len(raw), raw_sha256=digest)


def _with_version(fetch: Fetch, article: Article) -> Fetch:
    return replace(fetch, version_id=article.version_id)


def refused(fetch: Fetch, reason: str) -> ReadResult:
    return ReadResult(replace(fetch, error=reason, issues=(Issue("read", reason),)))


def _unreadable(reader: Reader, name: str, reason: str, *, skipped: bool = False) -> ReadResult:
    fetch = Fetch(
        requested_at=reader.now, source=reader.source, url=name, error=reason, issues=(Issue("read", reason),)
    )
    return ReadResult(fetch, skipped=skipped)


def _why(error: BaseException) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__
    return reason[:1].lower() + reason[1:]


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1_000_000:g} MB"
