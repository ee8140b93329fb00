"""Web pages: main text, title, authors, days and address, and pages that are no articles."""

from .page import ParsedPage, parse_html

__all__ = ["ParsedPage", "parse_html"]
