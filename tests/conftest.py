"""Shared by all tests: the same on every machine, resources loaded once, the flag that rewrites the golden files."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from extract.resources import Resources, load_resources

# The same examples each time, and no limit on how long one takes; `--hypothesis-profile=default` draws others.
settings.load_profile("ci")
# What the machine sets is not what is tested, and no proxy leads to the servers of the tests.
for _name in list(os.environ):
    if _name.startswith("SITREP_") or _name.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        del os.environ[_name]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden/*/expected.json; review the diff"
    )


@pytest.fixture(scope="session")
def resources() -> Resources:
    """What reading needs, once for all tests: the parser alone takes seconds to load."""
    return load_resources()
