"""Raw bodies: kept whole, once, and never believed unseen."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from flows.fetch.raw import RawError, list_raw, raw_place, read_raw, remove_raw, write_raw
from flows.settings import Settings

BODY = b"<p>A page.</p>" * 1000


@pytest.fixture(params=["folder", "memory://raw-tests"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "raw") if request.param == "folder" else f"{request.param}/{tmp_path.name}"


def test_written_and_read(place: str) -> None:
    sha256 = write_raw(place, BODY)
    assert sha256 == hashlib.sha256(BODY).hexdigest()
    assert read_raw(place, sha256) == BODY
    assert read_raw(place, write_raw(place, b"")) == b""


def test_listed_and_removed(place: str) -> None:
    first, second = write_raw(place, BODY), write_raw(place, b"other")
    found = {file.sha256: file for file in list_raw(place)}
    assert set(found) == {first, second}
    assert 0 < found[first].size < len(BODY) / 10
    assert found[first].kept_at is not None
    remove_raw(place, first)
    remove_raw(place, first)
    assert [file.sha256 for file in list_raw(place)] == [second]
    with pytest.raises(RawError, match="not kept"):
        read_raw(place, first)


def test_place_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert list(list_raw(str(tmp_path / "none"))) == []


def test_folder_holds_whole_files_only(tmp_path: Path) -> None:
    bodies = [str(number % 5).encode() * 1000 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda body: write_raw(str(tmp_path), body), bodies))
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(path.stem for path in kept) == sorted(names)
    sha256 = kept[0].stem
    assert kept[0] == tmp_path / sha256[:2] / sha256[2:4] / f"{sha256}.zst"


def test_file_is_plain_zstandard(tmp_path: Path) -> None:
    write_raw(str(tmp_path), BODY)
    (path,) = tmp_path.rglob("*.zst")
    assert zstandard.decompress(path.read_bytes()) == BODY


@pytest.mark.parametrize("damage", [b"", b"garbage", zstandard.compress(b"another page")])
def test_damage_is_found(damage: bytes, tmp_path: Path) -> None:
    sha256 = write_raw(str(tmp_path), BODY)
    (path,) = tmp_path.rglob("*.zst")
    path.write_bytes(damage)
    with pytest.raises(RawError, match="damaged"):
        read_raw(str(tmp_path), sha256)


def test_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(RawError, match="raw body cannot be kept: "):
        write_raw(str(tmp_path / "file"), BODY)


def test_unknown_protocol() -> None:
    with pytest.raises(RawError, match="SITREP_RAW cannot be used"):
        write_raw("nosuch://x", BODY)


def test_place_in_the_settings(settings: Settings) -> None:
    assert raw_place(settings) == str(settings.warehouse.with_name("test.raw"))
    assert raw_place(replace(settings, raw="s3://bucket/raw")) == "s3://bucket/raw"
    assert raw_place(replace(settings, raw="none")) is None
