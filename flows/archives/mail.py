"""Mail as a source: each message of an .eml file, an mbox or a Maildir is one reading, its body the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256

from extract.records import Article, Issue
from extract.text import UnreadableError, decode_bytes
from flows.articles import make_article
from flows.files import Reader, ReadResult, refused
from flows.listing import Entry
from flows.listing.links import find_linked
from flows.listing.unpack import parse_time
from storage.rows import Fetch

_SEPARATOR = re.compile(rb"From \S.*\d\d:\d\d.*\d{4}\s*$")  # sender and time, as mail programs write it
_QUOTED = re.compile(rb">+From ")
_SIGNATURE = re.compile(r"\n-- \n.*", re.DOTALL)
# What the standard library's mail reader raises for malformed headers and bodies.
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, RecursionError, HeaderParseError)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message with what makes it an article; `page` and `text` are the first parts of the kinds HTML and plain."""

    message_id: str | None
    subject: str | None
    sent: datetime | None
    senders: tuple[str, ...]
    page: bytes | str | None
    text: str | None


def read_mail(lines: Iterable[bytes], reader: Reader, name: str, seen: datetime) -> Iterator[ReadResult]:
    """A reading for every message; `lines` are those of one message, or of an mbox."""
    for number, raw in enumerate(split_messages(lines, reader.max_bytes), 1):
        digest = sha256(raw).hexdigest()
        fetch = Fetch(
            requested_at=seen, source=reader.source, url=f"{name}#{number}", bytes=len(raw), raw_sha256=digest
        )
        if len(raw) > reader.max_bytes:
            yield refused(fetch, f"larger than {reader.max_bytes / 1_000_000:g} MB: raise SITREP_MAX_BYTES to read it")
            continue
        linked: tuple[Entry, ...] = ()
        try:
            mail = parse_mail(raw)
            linked = find_linked(mail.page, reader.follow, mail.sent)
            article, issues = _article_of(mail, reader)
        except UnreadableError as error:  # a message of nothing but links has them all the same
            yield replace(refused(fetch, str(error)), linked=linked)
            continue
        yield ReadResult(replace(fetch, version_id=article.version_id), article, issues, linked=linked)


def split_messages(lines: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    """The messages of an mbox, or the one message that the lines are; of a larger one its first `max_bytes` + 1."""
    message = bytearray()
    is_mbox, is_blank, is_started = False, True, False
    for line in lines:
        if is_blank and _SEPARATOR.match(line) and (is_mbox or not is_started):
            if message.strip():
                yield bytes(message)
            message.clear()
            is_mbox = is_started = True
            continue
        is_started = is_started or bool(line.strip())
        is_blank = not line.strip()
        if len(message) <= max_bytes:
            message += line[1:] if is_mbox and _QUOTED.match(line) else line
    if message.strip():
        yield bytes(message[: max_bytes + 1])


def parse_mail(raw: bytes) -> Mail:
    """The fields of one message. Raises UnreadableError for what is none."""
    try:
        message = message_from_bytes(raw)
        headers = {name.lower(): _header(value) for name, value in reversed(list(message.raw_items()))}
        if not headers.keys() & {"from", "subject", "date", "message-id", "content-type"}:
            raise UnreadableError("not a mail message")
        parts = [part for part in message.walk() if not part.is_multipart() and not _is_attached(part)]
        page = next((part for part in parts if part.get_content_type() == "text/html"), None)
        text = next((part for part in parts if part.get_content_type() == "text/plain"), None)
        senders = tuple(name.strip() for name, _ in getaddresses([headers.get("from", "")]) if name.strip())
        return Mail(
            message_id="".join(headers.get("message-id", "").split()).strip("<>") or None,
            subject=" ".join(headers.get("subject", "").split()) or None,
            sent=parse_time(headers.get("date")),
            senders=senders,
            page=_page(page) if page is not None else None,
            text=_text(text) if text is not None else None,
        )
    except _FAULTS as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"mail made its reader fail ({type(error).__name__})") from error


def _header(value: object) -> str:
    """A header as people read it; one that is raw UTF-8 against the rules is read as that."""
    raw = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(raw)))
    except _FAULTS:
        return raw


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _body(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _page(part: Message) -> bytes | str | None:
    """The HTML of a part, decoded where the mail names a charset that fits."""
    body, charset = _body(part), part.get_content_charset()
    try:
        return (body.decode(charset) if charset else body) or None
    except (LookupError, ValueError):
        return body


def _text(part: Message) -> str | None:
    """A plain part without the sender's signature."""
    text, _ = decode_bytes(_body(part), part.get_content_charset())
    return _SIGNATURE.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n")).strip() or None


def _article_of(mail: Mail, reader: Reader) -> tuple[Article, tuple[Issue, ...]]:
    """The article in a message: the text of its page without menus and footers, else its plain text."""
    page, reason = None, "no text in the mail"
    if mail.page is not None:
        try:
            page = reader.pages.parse(mail.page, None, reader.now.date())
        except UnreadableError as error:
            reason = str(error)
    text = page.text if page is not None else mail.text
    if text is None:
        raise UnreadableError(reason)
    article, issues = make_article(
        text,
        title=mail.subject,
        given_id=mail.message_id,
        source=reader.source,
        published=mail.sent.date() if mail.sent is not None else None,
        published_method="given",
        page=page,
        today=reader.now.date(),
    )
    return replace(article, authors=mail.senders), issues
