"""Shared by the tests of reading: resources loaded once, and the flag that rewrites the golden files."""

from __future__ import annotations

import pytest

from extract.resources import Resources, load_resources


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden/*/expected.json; review the diff"
    )


@pytest.fixture(scope="session")
def resources() -> Resources:
    """What reading needs, once for all tests: the parser alone takes seconds to load."""
    return load_resources()
