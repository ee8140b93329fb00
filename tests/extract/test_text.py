"""Bytes to text: nothing is replaced, nothing guessed in silence."""

from __future__ import annotations

import pytest

from extract.text import UnreadableError, declared_charset, decode_bytes


@pytest.mark.parametrize(
    ("raw", "declared", "expected"),
    [
        ("Naïve".encode(), None, ("Naïve", "utf-8")),
        ("Naïve".encode("utf-8-sig"), None, ("Naïve", "utf-8-sig")),
        ("Naïve".encode("utf-16"), None, ("Naïve", "utf-16")),
        ("Łódź".encode("iso8859_2"), "ISO-8859-2", ("Łódź", "iso-8859-2")),
        ("Мирные жители".encode("cp1251"), "windows-1251", ("Мирные жители", "windows-1251")),
        (
            "El general Muñoz habló en Bogotá.\n".encode("latin-1"),
            None,
            ("El general Muñoz habló en Bogotá.\n", "cp1252"),
        ),
        ("C’était déjà fini à Orléans.".encode("cp1252"), "no-such", ("C’était déjà fini à Orléans.", "cp1252")),
    ],
)
def test_decode(raw: bytes, declared: str | None, expected: tuple[str, str]) -> None:
    assert decode_bytes(raw, declared) == expected


@pytest.mark.parametrize("raw", [b"\x00\x01", b"GIF89a\x00", b"\xff\xfe\x00", b"\xef\xbb\xbf\xff"])
def test_nothing_is_replaced_in_silence(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode_bytes(raw)


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (b'<meta charset="windows-1256">', "windows-1256"),
        (b'<META http-equiv=x content="text/html; charset=koi8-r">', "koi8-r"),
        (b"<p>charset=x</p>", None),
    ],
)
def test_declared_charset(raw: bytes, charset: str | None) -> None:
    assert declared_charset(raw) == charset
