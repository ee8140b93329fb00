"""Mail: what a newsletter says is an article, and hostile messages are only unreadable."""

from __future__ import annotations

import gzip
import mailbox
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from extract.text import UnreadableError
from flows.archives.mail import parse_mail, split_messages
from flows.fetch import fetch_source
from flows.files import MAIL, Reader, ReadResult, read_file, read_paths
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source
from storage.fetches import NOTHING_KNOWN

PLAIN = "Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said."
PAGE = f"""<html><body><table><tr><td><h1>Dam attacked</h1><p>{PLAIN}</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone.</p></td></tr></table>
</body></html>"""


def message(
    subject: str = "Morning brief: guards hurt at dam", text: str | None = PLAIN, page: str | None = None
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Lake Post Briefing <brief@lake.example>"
    mail["Subject"] = subject
    mail["Date"] = "Tue, 05 Mar 2024 23:10:00 +0300"
    mail["Message-ID"] = f"<{len(subject)}.{len(text or '')}@lake.example>"
    if text is not None:
        mail.set_content(text)
    if page is not None and text is not None:
        mail.add_alternative(page, subtype="html")
    elif page is not None:
        mail.set_content(page, subtype="html")
    return mail


def read(path: Path, raw: bytes | EmailMessage, reader: Reader) -> list[ReadResult]:
    path.write_bytes(bytes(raw))
    return list(read_file(path, reader))


def test_message_is_an_article(tmp_path: Path, reader: Reader) -> None:
    (result,) = read(tmp_path / "a.eml", message(), reader)
    article = result.article
    assert article is not None
    assert (article.title, article.text) == ("Morning brief: guards hurt at dam", PLAIN)
    assert (article.published, article.authors) == (date(2024, 3, 5), ("Lake Post Briefing",))
    assert article.given_id is not None
    assert article.given_id.endswith("@lake.example")
    assert result.issues == ()


@pytest.mark.parametrize("text", [PLAIN, "View this mail in your browser.", None])
def test_page_goes_before_plain_text(text: str | None, tmp_path: Path, reader: Reader) -> None:
    (result,) = read(tmp_path / "a.eml", message(text=text, page=PAGE), reader)
    assert result.article is not None
    assert PLAIN in result.article.text
    assert "The attackers fled" in result.article.text
    assert result.article.parser is not None


def test_plain_text_where_the_page_has_none(tmp_path: Path, reader: Reader) -> None:
    (result,) = read(tmp_path / "a.eml", message(page="<html><body><img src='x'></body></html>"), reader)
    assert result.article is not None
    assert result.article.text == PLAIN


def test_attachments_and_signature_are_left(tmp_path: Path, reader: Reader) -> None:
    mail = message(text=f"{PLAIN}\n-- \nLake Post, Harbour Road 1\n")
    mail.add_attachment("Not the article.", filename="notes.txt")
    (result,) = read(tmp_path / "a.eml", mail, reader)
    assert result.article is not None
    assert result.article.text == PLAIN


@pytest.mark.parametrize(
    ("header", "title"),
    [
        (b"=?utf-8?b?U2XDsW9yIGh1cnQ=?=", "Señor hurt"),
        (b"=?iso-8859-1?q?Se=F1or_hurt?=", "Señor hurt"),
        ("Señor hurt".encode(), "Señor hurt"),
        (b"Guards hurt\r\n at dam", "Guards hurt at dam"),
        (b"=?none-such?q?Guards?=", "=?none-such?q?Guards?="),
        (b"=?utf-8?b?=====?=", None),
    ],
)
def test_subject(header: bytes, title: str | None) -> None:
    mail = parse_mail(b"From: a@lake.example\r\nSubject: " + header + b"\r\n\r\nBody.")
    assert title is None or mail.subject == title


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "none-such", None])
def test_charset(charset: str | None) -> None:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    body = "El general Muñoz habló.".encode(charset if charset == "iso-8859-1" else "utf-8")
    mail = parse_mail(f"From: a@lake.example\r\nContent-Type: {kind}\r\n\r\n".encode() + body)
    assert mail.text == "El general Muñoz habló."


def mbox_of(*mails: EmailMessage) -> bytes:
    return b"".join(b"From brief@lake.example Tue Mar  5 20:10:00 2024\n" + bytes(mail) + b"\n" for mail in mails)


def test_mbox(tmp_path: Path, reader: Reader) -> None:
    """A line that only begins like a separator is text, and a quoted one is unquoted."""
    second = message("Two", "First line.\n\nFrom Gao, the army said so.\n\n>From there on it was quiet.")
    for name, raw in (("a.mbox", mbox_of(message(), second)), ("a.mbox.gz", gzip.compress(mbox_of(message(), second)))):
        one, two = read(tmp_path / name, raw, reader)
        assert one.article is not None
        assert two.article is not None
        assert two.article.text == "First line.\n\nFrom Gao, the army said so.\n\nFrom there on it was quiet."
        assert str(two.fetch.url).endswith("#2")


def test_mbox_of_the_standard_library(tmp_path: Path, reader: Reader) -> None:
    box = mailbox.mbox(tmp_path / "inbox")
    for number in range(3):
        box.add(message(f"Brief {number}"))
    box.close()
    results = list(read_paths([str(tmp_path / "inbox")], reader, default=MAIL))
    assert [r.article.title for r in results if r.article] == ["Brief 0", "Brief 1", "Brief 2"]


def test_maildir(tmp_path: Path, reader: Reader) -> None:
    box = mailbox.Maildir(tmp_path / "mail")
    for number in range(3):
        box.add(message(f"Brief {number}"))
    results = list(read_paths([str(tmp_path / "mail")], reader))
    assert {r.article.title for r in results if r.article} == {"Brief 0", "Brief 1", "Brief 2"}


def test_reading_again_is_no_new_sighting(tmp_path: Path, reader: Reader) -> None:
    (first,) = read(tmp_path / "a.eml", message(), reader)
    (again,) = read_file(tmp_path / "a.eml", reader)
    assert first.fetch.fetch_id == again.fetch.fetch_id


def test_large_message_does_not_stop_the_next(tmp_path: Path, reader: Reader) -> None:
    large, small = read(tmp_path / "a.mbox", mbox_of(message("Large", "x " * 90_000), message()), reader)
    assert large.fetch.error == "larger than 0.1 MB: raise SITREP_MAX_BYTES to read it"
    assert small.article is not None


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"just a text\n", "not a mail message"),
        (b"Subject: x\r\n\r\n", "no text in the mail"),
        (b"Subject: x\r\nContent-Type: image/png\r\n\r\n\x89PNG", "no text in the mail"),
        (b"Subject: x\r\n\r\n\x00\x01binary", "binary, not text"),
    ],
)
def test_unreadable_message(raw: bytes, reason: str, tmp_path: Path, reader: Reader) -> None:
    (result,) = read(tmp_path / "a.eml", raw, reader)
    assert (result.article, result.fetch.error) == (None, reason)


def test_date_that_is_none() -> None:
    assert parse_mail(b"From: a@lake.example\r\nDate: soon\r\n\r\nBody.").sent is None
    sent = parse_mail(b"From: a@lake.example\r\nDate: Tue, 05 Mar 2024 20:10:00 -0000\r\n\r\nBody.").sent
    assert sent == datetime(2024, 3, 5, 20, 10, tzinfo=UTC)


HEADERS = (
    b"Subject",
    b"From",
    b"Date",
    b"Content-Type",
    b"Content-Transfer-Encoding",
    b"Content-Disposition",
    b"MIME-Version",
)
VALUES = st.sampled_from(
    [
        b"multipart/mixed; boundary=b",
        b"multipart/mixed",
        b"text/html; charset=\x00",
        b"base64",
        b"=?utf-8?b?/w==?=",
        b"x-uuencode",
    ]
)


@given(
    headers=st.lists(st.tuples(st.sampled_from(HEADERS), VALUES | st.binary(max_size=40)), max_size=6),
    body=st.binary(max_size=200) | st.just(b"--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--b--"),
)
@hypothesis_settings(max_examples=300, deadline=None)
def test_arbitrary_messages(headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    raw = b"".join(name + b": " + value + b"\r\n" for name, value in headers) + b"\r\n" + body
    for part in split_messages(raw.splitlines(keepends=True), 1000):
        try:
            mail = parse_mail(part)
        except UnreadableError:
            continue
        assert mail.text is None or mail.text.strip()


def test_nested_without_end() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    with pytest.raises(UnreadableError, match="mail"):
        parse_mail(b"From: a@lake.example\r\n" + raw)


def test_mailbox_as_a_source(tmp_path: Path, pages: PageParser, settings: Settings) -> None:
    """Its file need not be named like one."""
    (tmp_path / "inbox").write_bytes(mbox_of(message("One"), message("Two")))
    source = Source(name="briefs", kind="mailbox", url=str(tmp_path / "inbox"))
    now = datetime(2024, 3, 20, 12, tzinfo=UTC)
    results = list(fetch_source(source, pages, NOTHING_KNOWN, now, settings))
    assert [(r.article.title, r.article.source) for r in results if r.article] == [("One", "briefs"), ("Two", "briefs")]
