"""GDELT 2.0: file lists give the files of a window, files give articles. All rows here are made up."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from flows.listing import Entry, Listing, ListingError, Window, parse_listing

BASE = "http://data.gdeltproject.org/gdeltv2/"
LATER = datetime(2024, 3, 5, 20, 15, tzinfo=UTC)


def file_line(stamp: str, table: str) -> str:
    return f"4711 0cc175b9c0f1b6a831c399e269772661 {BASE}{stamp}.{table}.{'csv' if table == 'gkg' else 'CSV'}.zip\n"


def lines(*stamps: str) -> bytes:
    return "".join(file_line(stamp, table) for stamp in stamps for table in ("export", "mentions", "gkg")).encode()


def read(body: bytes, window: Window = (None, None), **options: tuple[str, ...]) -> Listing:
    return parse_listing(body, f"{BASE}masterfilelist.txt", "gdelt", window, **options)


def names(listing: Listing) -> list[str]:
    return [address.removeprefix(BASE) for address in listing.more]


def packed(*rows: list[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("20240305201500.CSV", "\n".join("\t".join(row) for row in rows) + "\n")
    return buffer.getvalue()


def export_row(url: str, root_code: str = "19") -> list[str]:
    row = [""] * 61
    row[0], row[26], row[28], row[59], row[60] = "1", f"{root_code}0", root_code, "20240305201500", url
    return row


def mention_row(url: str, kind: str = "1") -> list[str]:
    row = [""] * 16
    row[0], row[1], row[2], row[3], row[4], row[5] = "1", "20240301000000", "20240305201500", kind, "lake.example", url
    return row


def gkg_row(url: str, extras: str = "", collection: str = "1") -> list[str]:
    row = [""] * 27
    row[0], row[1], row[2], row[4], row[26] = "20240305201500-1", "20240305201500", collection, url, extras
    return row


def test_master_list_gives_the_files_of_the_window() -> None:
    body = lines("20240304234500", "20240305000000", "20240305234500", "20240306000000")
    listing = read(body, (date(2024, 3, 5), date(2024, 3, 5)))
    assert names(listing) == ["20240305000000.mentions.CSV.zip", "20240305234500.mentions.CSV.zip"]


def test_tables_of_the_source() -> None:
    listing = read(lines("20240305201500"), tables=("gkg", "export"))
    assert names(listing) == ["20240305201500.export.CSV.zip", "20240305201500.gkg.csv.zip"]


def test_last_update_is_the_newest_file() -> None:
    assert names(read(lines("20240305201500"))) == ["20240305201500.mentions.CSV.zip"]


def test_last_update_and_a_window_before_it() -> None:
    """A day has 96 quarters of an hour; the master list, of 100 MB, is not needed for their names."""
    listing = read(lines("20240308201500"), (date(2024, 3, 5), date(2024, 3, 6)))
    assert len(listing.more) == 192
    assert names(listing)[::191] == ["20240305000000.mentions.CSV.zip", "20240306234500.mentions.CSV.zip"]


def test_last_update_does_not_know_the_future() -> None:
    listing = read(lines("20240305001500"), (date(2024, 3, 5), date(2024, 3, 5)))
    assert names(listing) == ["20240305000000.mentions.CSV.zip", "20240305001500.mentions.CSV.zip"]


def test_too_long_a_window() -> None:
    listing = read(lines("20240305201500"), (date(2015, 2, 19), None))
    assert len(listing.more) == 10_000
    assert [issue.reason for issue in listing.issues] == [
        "more than 10000 files: the newest were left, take a shorter window"
    ]


def test_lines_of_other_kinds_are_reported() -> None:
    listing = read(b"404 not here\n" + lines("20240305201500") + b"\xff\xfe\n\n")
    assert len(listing.more) == 1
    assert [issue.reason for issue in listing.issues] == ["2 lines that name no GDELT file"]


def test_export() -> None:
    listing = read(packed(export_row("https://lake.example/a"), export_row("https://lake.example/b", "04")))
    assert listing.entries == tuple(Entry(f"https://lake.example/{name}", seen=LATER) for name in "ab")


def test_export_of_chosen_events() -> None:
    body = packed(export_row("https://lake.example/a"), export_row("https://lake.example/b", "04"))
    assert [entry.url[-1] for entry in read(body, events=("18", "19", "20")).entries] == ["a"]


def test_mentions_on_the_web_only() -> None:
    """Other kinds name a broadcast or a document, not an address."""
    body = packed(
        mention_row("https://lake.example/a"),
        mention_row("https://lake.example/a"),
        mention_row("BBC Monitoring", "2"),
        mention_row("not an address"),
    )
    assert read(body).entries == (Entry("https://lake.example/a", seen=LATER),)


def test_gkg_knows_title_and_day() -> None:
    extras = (
        "<PAGE_TITLE>Guards hurt &amp; dam shut</PAGE_TITLE>"
        "<PAGE_PRECISEPUBTIMESTAMP>20240305190000</PAGE_PRECISEPUBTIMESTAMP>"
    )
    body = packed(gkg_row("https://lake.example/a", extras), gkg_row("https://lake.example/b", collection="3"))
    assert read(body).entries == (
        Entry("https://lake.example/a", "Guards hurt & dam shut", datetime(2024, 3, 5, 19, tzinfo=UTC), seen=LATER),
    )


def test_page_that_was_seen_before_the_window() -> None:
    body = packed(mention_row("https://lake.example/a"))
    assert read(body, (date(2024, 3, 7), None)).entries == ()
    assert read(body, (None, date(2024, 3, 3))).entries  # seen later than it was published, perhaps


def test_rows_of_no_known_table_are_reported() -> None:
    listing = read(packed(["1", "2"], mention_row("https://lake.example/a")))
    assert len(listing.entries) == 1
    assert [issue.reason for issue in listing.issues] == ["1 rows of no known GDELT table"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>Not found</html>", "not a list of GDELT files"),
        (packed(mention_row("https://lake.example/a"))[:60], "a broken zip"),
        (b"PK\x03\x04" + bytes(100), "a broken zip"),
    ],
)
def test_no_gdelt(body: bytes, reason: str) -> None:
    with pytest.raises(ListingError, match=reason):
        read(body)


def test_zip_bomb_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.CSV", bytes(60 * 1024 * 1024))
    with pytest.raises(ListingError, match="larger than 50 MB unpacked"):
        read(buffer.getvalue())
