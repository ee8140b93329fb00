"""Bytes to text. What comes out is stored and never altered again."""

from __future__ import annotations

import re
from contextlib import suppress

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_OTHER_SCRIPT = re.compile(r"Cyrillic|Greek|Hebrew|Arabic|Thai|CJK|Hiragana|Katakana|Hangul|Armenian|Georgian")


class UnreadableError(ValueError):
    """The input is no article; the message is the reason, one short phrase."""


def decode_bytes(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text and the encoding it was in: byte order mark, UTF-8, the declared one, else a detected one.

    Nothing is replaced: raises `UnreadableError` where no encoding fits or the bytes are not text.
    """
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _decode(raw, encoding), encoding
    if b"\0" in raw:
        raise UnreadableError("binary, not text")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if declared is not None:
        try:
            return raw.decode(declared), declared.lower()
        except (LookupError, UnicodeDecodeError):
            pass
    encoding = _detect_encoding(raw)
    return _decode(raw, encoding), encoding


def _decode(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not valid {encoding.upper().removesuffix('-SIG')}") from error


def _detect_encoding(raw: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for the rare text that is not UTF-8

    best = from_bytes(raw[:100_000], cp_exclusion=["utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_7"]).best()
    if best is None:
        raise UnreadableError("binary, or text in no known encoding")
    # Between the Latin code pages a detector can only guess; English and most Western text is in this one.
    if not any(_OTHER_SCRIPT.search(alphabet) for alphabet in best.alphabets):
        with suppress(UnicodeDecodeError):
            raw.decode("cp1252")
            return "cp1252"
    return str(best.encoding)


def declared_charset(raw: bytes) -> str | None:
    """The charset that a page's own meta element names."""
    found = _META_CHARSET.search(raw[:4096])
    return found[1].decode("ascii") if found else None


def replace_surrogates(text: str) -> str:
    """Lone surrogates are no characters and cannot be stored: U+FFFD in their place keeps all offsets."""
    return _LONE_SURROGATE.sub("\ufffd", text)
