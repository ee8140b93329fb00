"""One address for an article, however a reader came to it."""

from __future__ import annotations

import pytest

from extract.urls import canonical_url, page_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Lake.Example:443/a/?utm_source=feed&id=7#top", "https://lake.example/a/?id=7"),
        ("http://lake.example", "http://lake.example"),
        ("https://lake.example/a?fbclid=1&CMP=share&smid=tw", "https://lake.example/a"),
        ("https://lake.example/a;jsessionid=1F2?sid=3", "https://lake.example/a?sid=3"),
        ("https://user:word@lake.example/a", "https://lake.example/a"),
        ("https://amp.lake.example/a", "https://lake.example/a"),
        ("https://lake.example/a/amp/", "https://lake.example/a/"),
        ("https://lake.example/a.amp.html?amp=1", "https://lake.example/a.html"),
        ("https://lake.example/a?outputType=amp&page=2", "https://lake.example/a?page=2"),
        ("https://lake.example/a?output=json", "https://lake.example/a?output=json"),
        ("https://lake.example/a/print", "https://lake.example/a"),
        ("https://lake.example/amp", "https://lake.example/amp"),
        ("http://127.0.0.1:8080/a?utm_source=x", "http://127.0.0.1:8080/a"),
        ("ftp://lake.example/a", None),
        ("javascript:alert(1)", None),
        ("https://[bad", None),
        ("", None),
        (None, None),
    ],
)
def test_canonical_url(url: str | None, expected: str | None) -> None:
    assert canonical_url(url) == expected
    assert canonical_url(expected) == expected


OWN = "https://lake.example/2024/03/guards-hurt"


@pytest.mark.parametrize(
    ("own", "stated", "expected"),
    [
        (OWN, "/b?utm_medium=x", "https://lake.example/b"),
        (OWN, "https://www.lake.example/b", "https://www.lake.example/b"),
        ("https://news.bbc.co.uk/a-story", "https://www.bbc.co.uk/b-story", "https://www.bbc.co.uk/b-story"),
        (OWN, "https://other.example/b", OWN),
        (OWN, "https://[bad", OWN),
        (OWN, "https://lake.example/", OWN),
        ("https://lake.example/", "https://lake.example/", "https://lake.example"),
        (
            "https://lake.example/story.php?id=7",
            "https://lake.example/story.php",
            "https://lake.example/story.php?id=7",
        ),
        (f"{OWN}?page=all", OWN, OWN),
        (f"{OWN}?page=2", OWN, f"{OWN}?page=2"),
        (f"{OWN}-at-the-dam?x=12", f"{OWN}-at-the-dam", f"{OWN}-at-the-dam"),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a", "http://127.0.0.1:8001/a"),
        (None, "https://lake.example/b", "https://lake.example/b"),
        (None, "/b", None),
    ],
)
def test_a_stated_address_is_believed_on_its_own_site_only(own: str | None, stated: str, expected: str | None) -> None:
    assert page_url(own, (stated,)) == expected
