"""GDELT 2.0 as a finder of articles: its lists of files, and the addresses in its 15-minute tables.

Layouts: GDELT Event Codebook V2.0 (export: 61 columns, mentions: 16) and GKG Codebook V2.1 (27 columns), all tab-
separated without a header. GDELT says when it first saw a page, not when that was published; only the GKG may know.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from extract.records import Issue
from flows.listing.collect import collect, plain_text
from flows.listing.records import Entry, Listing, ListingError, Window
from flows.listing.unpack import MOST_BYTES, is_remote, resolve

_MOST_FILES = 10_000  # of one list: 100 days of one table
_STEP = timedelta(minutes=15)
_FILE = re.compile(r".*/((?:19|20)\d{12})(?:\.translation)?\.(export|mentions|gkg)\.csv\.zip", re.IGNORECASE)
_ZIP = b"PK\x03\x04"
_COLUMNS = {"export": 61, "mentions": 16, "gkg": 27}
_WEB = "1"  # type of mention, and collection of the GKG, whose document is named by its address
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")


def parse_gdelt(body: bytes, url: str, window: Window, tables: Collection[str], events: Collection[str]) -> Listing:
    """The files of the window for a list of files, the articles for one of those. Raises ListingError.

    `events` are CAMEO root codes ("18" assault, "19" fight, "20" mass violence): other rows of an export are left.
    """
    if body.startswith(_ZIP):
        return _parse_zip(body, window, events)
    return _parse_file_list(body, url, window, tables)


def _parse_file_list(body: bytes, url: str, window: Window, tables: Collection[str]) -> Listing:
    """`masterfilelist.txt` names every file since 2015, one a line: size, MD5, address; `lastupdate.txt` the newest.

    Where the newest lies behind the window's first day, the files between are named after their quarter of an hour.
    """
    found: dict[tuple[datetime, str], str] = {}
    names: dict[str, str] = {}
    n_other = 0
    for raw in body.splitlines():
        *_, address = raw.decode("utf-8", "replace").split() or [""]
        file = _FILE.fullmatch(address)
        moment = _time(file[1]) if file is not None else None
        resolved = resolve(url, address) if file is not None else None
        if file is None or moment is None or resolved is None:
            n_other += bool(raw.strip())
        elif (table := file[2].lower()) in tables:
            found[moment, table] = names[table] = resolved
    if not found and n_other:
        raise ListingError("not a list of GDELT files")
    if found and is_last_update(found) and window[0] is not None:
        found |= _earlier(max(found)[0], names, window[0])
    first, last = _bounds(window)
    wanted = [found[key] for key in sorted(found) if first <= key[0] <= last]
    issues = [Issue("fetch", f"{n_other} lines that name no GDELT file")] if n_other else []
    if len(wanted) > _MOST_FILES:
        issues.append(Issue("fetch", f"more than {_MOST_FILES} files: the newest were left, take a shorter window"))
    return Listing((), tuple(wanted[:_MOST_FILES]), tuple(issues))


def is_last_update(found: Collection[tuple[datetime, str]]) -> bool:
    return len({moment for moment, _ in found}) == 1


def _earlier(newest: datetime, names: dict[str, str], first_day: date) -> dict[tuple[datetime, str], str]:
    """Every quarter of an hour from the first day to the newest file; GDELT misses a few, which are not found."""
    files: dict[tuple[datetime, str], str] = {}
    stamp = f"{newest:%Y%m%d%H%M%S}"
    moment = newest - _STEP
    while moment >= _bounds((first_day, None))[0] and len(files) <= _MOST_FILES * len(names):
        files |= {(moment, table): name.replace(stamp, f"{moment:%Y%m%d%H%M%S}") for table, name in names.items()}
        moment -= _STEP
    return files


def _bounds(window: Window) -> tuple[datetime, datetime]:
    first, last = window
    start = datetime.combine(first or date(1900, 1, 1), datetime.min.time(), UTC)
    end = datetime.combine(last or date(2999, 1, 1), datetime.max.time(), UTC)
    return start, end


def _parse_zip(body: bytes, window: Window, events: Collection[str]) -> Listing:
    """The articles of one table; which one is told by its number of columns."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            name = next((info for info in archive.infolist() if not info.is_dir()), None)
            if name is None:
                raise ListingError("an empty zip")
            with archive.open(name) as stream:
                table = stream.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise ListingError("a broken zip") from error  # RuntimeError: encrypted
    if len(table) > MOST_BYTES:
        raise ListingError(f"larger than {MOST_BYTES // (1024 * 1024)} MB unpacked")
    issues: list[Issue] = []
    listing = collect(_rows(table, events, issues), window)
    return Listing(listing.entries, (), (*issues, *listing.issues))


def _rows(table: bytes, events: Collection[str], issues: list[Issue]) -> Iterator[Entry]:
    n_odd = 0
    for raw in table.split(b"\n"):
        row = raw.decode("utf-8", "replace").rstrip("\r").split("\t")
        if len(row) == _COLUMNS["export"]:
            entry = _entry(row[60], row[59]) if not events or row[28] in events else None
        elif len(row) == _COLUMNS["mentions"]:
            entry = _entry(row[5], row[2]) if row[3] == _WEB else None
        elif len(row) == _COLUMNS["gkg"]:
            entry = _gkg_entry(row) if row[2] == _WEB else None
        else:
            n_odd += bool(raw.strip())
            continue
        if entry is not None:
            yield entry
    if n_odd:
        issues.append(Issue("fetch", f"{n_odd} rows of no known GDELT table"))


def _entry(address: str, seen: str) -> Entry | None:
    url = resolve("http://gdeltproject.org/", address) if is_remote(address) else None
    return Entry(url, seen=_time(seen)) if url is not None else None


def _gkg_entry(row: list[str]) -> Entry | None:
    entry, extras = _entry(row[4], row[1]), row[26]
    if entry is None:
        return None
    title, published = _TITLE.search(extras), _PUBLISHED.search(extras)
    return Entry(
        entry.url,
        title=plain_text(html.unescape(title[1])) if title else None,
        published=_time(published[1]) if published else None,
        seen=entry.seen,
    )


def _time(digits: str) -> datetime | None:
    """YYYYMMDDHHMMSS, in UTC."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
