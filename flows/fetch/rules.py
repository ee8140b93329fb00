"""What is asked for, kept and tried again: rules about addresses, kinds of content, faults and waiting."""

from __future__ import annotations

import time
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

import httpx

from flows.fetch.errors import FetchError, PassingError, RefusedError

Kind = Literal["page", "listing", "robots"]

_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml")
_NO_LISTINGS = ("image/", "audio/", "video/", "font/", "application/pdf", "application/msword")


def check_url(url: str) -> str:
    """The address without its fragment. Raises RefusedError for what is no plain http(s) address."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        sent = httpx.URL(url).host
    except (ValueError, httpx.InvalidURL):
        raise RefusedError("not an http address") from None
    if parts.scheme.lower() not in ("http", "https") or not host or not sent:
        raise RefusedError("not an http address")
    if "@" in parts.netloc:
        raise RefusedError("an address with a user name in it")
    return urlunsplit(parts._replace(fragment=""))


def refuse_content(content_type: str | None, kind: Kind, status: int | None = None) -> None:
    """Raises RefusedError for content that is no page, or no listing; what names no type is looked at."""
    name = (content_type or "").partition(";")[0].strip().lower()
    if kind == "page" and name and name not in _PAGES:
        raise RefusedError(f"not a page: {name[:60]}", status=status)
    if kind == "listing" and name.startswith(_NO_LISTINGS):
        raise RefusedError(f"not a listing: {name[:60]}", status=status)


def retry_after(response: httpx.Response) -> timedelta | None:
    """How long the server wants to be left alone: the header in seconds, or as a date on the server's own clock."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 9:
        return timedelta(seconds=int(value))
    try:
        until = parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    try:
        at = parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except (ValueError, TypeError, OverflowError):
        at = time.time()
    return timedelta(seconds=min(max(until - at, 0.0), 99_999_999.0))


def fault_of(error: Exception) -> FetchError:
    """The library's error in our words, told apart by whether asking again can help."""
    words = (str(error) or type(error).__name__).lower()
    match error:
        case httpx.ConnectTimeout():
            return PassingError("no connection in time")
        case httpx.ReadTimeout():
            return PassingError("no answer in time")
        case httpx.ConnectError():
            return PassingError(f"no connection: {words}")
        case httpx.RemoteProtocolError() if "complete" in words:
            return PassingError("body is cut off")
        case httpx.RemoteProtocolError() if "too long" in words:
            return RefusedError("headers are too large")
        # Addresses that we ask for are checked before, so only one in a redirect can be none.
        case httpx.InvalidURL():
            return RefusedError("redirects to what is not an http address")
        case httpx.RemoteProtocolError() if "location header" in words:
            return RefusedError("redirects to what is not an http address")
        case httpx.TransportError() if not isinstance(error, httpx.UnsupportedProtocol):
            return PassingError(words)
    return RefusedError(words)
