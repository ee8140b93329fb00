"""What every reader of listings needs: bodies unpacked within bounds, addresses resolved, times read."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from lxml import etree

from flows.listing.records import ListingError

MOST_BYTES = 50 * 1024 * 1024  # of one unpacked listing: the limit of the sitemap protocol
MOST_ENTRIES = 100_000  # of one listing, twice the limit of the sitemap protocol
_LONGEST_URL = 2_048  # of the sitemap protocol; browsers take little more
_GZIP = b"\x1f\x8b"
_SPACE = re.compile(r"[\s\x00-\x1f]+")


def gunzip(body: bytes) -> bytes:
    """The body, unpacked if it is gzip. Raises ListingError for one that is broken from the start or too large."""
    if not body.startswith(_GZIP):
        return body
    parts: list[bytes] = []
    left, room = body, MOST_BYTES
    while left.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(left, room + 1))
        except zlib.error as error:
            if not any(parts):
                raise ListingError("broken gzip") from error
            break  # a later member is broken: what came before it is read
        room -= len(parts[-1])
        if room < 0:
            raise ListingError(f"larger than {MOST_BYTES // (1024 * 1024)} MB unpacked")
        left = unpacker.unused_data
    return b"".join(parts)


def is_remote(url: str) -> bool:
    return url[:8].lower().startswith(("http://", "https://"))


def resolve(base: str, link: str) -> str | None:
    """The address that a listing at `base` means by `link`; None if no page can have it.

    Links of a local listing are left as they stand: they are names of files, or addresses.
    """
    clean = _SPACE.sub("", link)
    if not is_remote(base):
        return clean or None
    try:
        url = urljoin(base, clean)
        host = urlsplit(url).hostname
    except ValueError:  # brackets that hold no IPv6 address
        return None
    return url if clean and host and is_remote(url) and len(url) <= _LONGEST_URL else None


def parse_time(text: str | None) -> datetime | None:
    """A time of the W3C's or of mail's form; UTC if it has no zone. A month or year alone is no day, so None."""
    if text is None or not (text := text.strip()):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, IndexError, TypeError, OverflowError):
            return None
    try:
        return plausible((moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).astimezone(UTC))
    except (OverflowError, ValueError):  # the first or last day of the calendar, in another zone
        return None


def plausible(moment: datetime) -> datetime | None:
    """The moment, unless no web page can be of its year: programs write 0001 or 1970 where they know none."""
    return moment if 1990 <= moment.year <= 2100 else None


def mend_xml(body: bytes) -> bytes | None:
    """The document as far as lxml can make sense of it, without DTD and entities; None if it cannot."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return bytes(etree.tostring(root, encoding="utf-8")) if root is not None else None


def language_code(text: str | None) -> str | None:
    """`en` of "en", "en-GB" or "EN_us"."""
    found = re.match(r"\s*([a-z]{2,3})(?![a-z])", (text or "").lower())
    return found[1] if found else None
