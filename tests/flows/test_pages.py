"""The page parser's child may be killed, and may die: the next page is parsed all the same."""

from __future__ import annotations

import os
import signal

import pytest

from extract.text import UnreadableError
from flows import pages as pages_module
from flows.pages import PageParser

PAGE = """<html><head><title>Two guards hurt at dam</title></head><body><main>
<p>Gunmen fired on a dam near the lake on Tuesday and hurt two guards, officials said.</p>
<p>The attackers fled when soldiers arrived, a witness told the newspaper by telephone.</p></main></body></html>"""
SLOW = "<html><body>" + "<p><a href=x>words</a> and more words here.</p>" * 100_000


def child_of(parser: PageParser) -> int:
    assert parser._child is not None
    assert parser._child.pid is not None
    return parser._child.pid


def test_one_child_serves_until_it_dies() -> None:
    with PageParser(seconds=60) as parser:
        assert parser.parse(PAGE).title == "Two guards hurt at dam"
        first = child_of(parser)
        assert parser.parse(PAGE.encode()).text.startswith("Gunmen fired")
        assert child_of(parser) == first
        os.kill(first, signal.SIGTERM)
        parser._child.join()  # type: ignore[union-attr]
        assert parser.parse(PAGE).title == "Two guards hurt at dam"
        assert child_of(parser) != first


def test_slow_page_costs_its_time_limit_and_its_child() -> None:
    with PageParser(seconds=0.2) as parser:
        with pytest.raises(UnreadableError, match=r"more than 0\.2 seconds"):
            parser.parse(SLOW)
        assert parser._child is None


def test_nothing_is_started_for_nothing() -> None:
    with PageParser(seconds=1) as parser:
        pass
    assert parser._child is None


@pytest.mark.parametrize("html", ["", "<", "<!--", "<html>" * 2000, "\x00\x01", "&#0;" * 100, "<p>" + "\ud800"])
def test_odd_pages_give_a_reason(html: str, pages: PageParser) -> None:
    with pytest.raises(UnreadableError):
        pages.parse(html)


def test_parser_that_does_not_start_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_module, "_START_SECONDS", 0.0)
    with PageParser(seconds=60) as parser:
        with pytest.raises(UnreadableError, match="did not start"):
            parser.parse(PAGE)
        assert parser._child is None
