"""A user's GeoNames files, in the real format."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from extract.places.gazetteer import load_gazetteer
from extract.places.geonames import BadLine, load_geonames, parse_geonames, read_geonames
from extract.places.lookup import resolve_place

SAMPLE = Path(__file__).parent / "data" / "geonames_sample.txt"


def test_rows_bad_lines_and_classes_left_out() -> None:
    files = read_geonames([SAMPLE])
    assert {r.name for r in files.rows} == {"Windhoek", "Namibia", "Hamlet Oasis", 'Qaryat "Salam"'}
    assert [(b.number, b.reason) for b in files.bad] == [
        (6, "id, coordinates or population are not numbers"),
        (7, "id, coordinates or population out of range"),
        (8, "unknown country 'YU'"),
        (9, "3 columns, not 19"),
    ]
    assert files.skipped == 1


def test_na_is_namibia_and_a_name_never_null() -> None:
    rows = {r.name: r for r in read_geonames([SAMPLE]).rows}
    assert rows["Windhoek"].country == "NAM"
    assert rows["Windhoek"].admin1 == "NA.21"
    assert rows["Namibia"].admin1 == ""
    assert "NA" in rows['Qaryat "Salam"'].names


def test_alternate_names_without_links_and_codes(tmp_path: Path) -> None:
    names = tmp_path / "alternateNamesV2.txt"
    names.write_text(
        "1\t1100001\ten\tWahat Town\t\t\t\t\t\t\n"
        "2\t1100001\tlink\thttps://example.org\t\t\t\t\t\t\n"
        "3\t1100001\tpost\t12345\t\t\t\t\t\t\n",
        "utf-8",
    )
    rows = {r.geonameid: r for r in read_geonames([SAMPLE, names]).rows}
    assert rows[1100001].names == ("Wahat Town",)


def test_a_zip_is_loaded_and_found(tmp_path: Path) -> None:
    archive = tmp_path / "IQ.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("readme.txt", "about this file")
        file.write(SAMPLE, "IQ.txt")
    load_geonames([archive], tmp_path / "own")
    found = resolve_place("Hamlet Oasis", load_gazetteer(tmp_path / "own"), "IRQ").value
    assert found is not None
    assert found.geonameid == 1100001
    assert found.lat == pytest.approx(33.1001, abs=1e-4)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("just a sentence\n", "utf-8")
    with pytest.raises(ValueError, match="neither a GeoNames place file"):
        read_geonames([other])


def test_bytes_that_are_no_text_are_bad_lines() -> None:
    assert all(isinstance(found, BadLine) for found in parse_geonames(["\x00\ufffd\n", "\n", "\t" * 18 + "\n"][:2]))
