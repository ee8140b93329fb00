"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from flows.cli import app
from flows.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def walk(group: typer.Typer, prefix: str = "sitrep") -> Iterator[tuple[str, str]]:
    """Every command with its help; also a group that does something by itself."""
    if group.registered_callback and group.info.invoke_without_command is True:
        yield prefix, group.registered_callback.callback.__doc__ or ""
    for command in group.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__.replace("_", "-")
        yield f"{prefix} {name}", command.help or command.callback.__doc__ or ""
    for sub in group.registered_groups:
        assert sub.typer_instance is not None
        yield from walk(sub.typer_instance, f"{prefix} {sub.name}")


COMMANDS = dict(walk(app))


@pytest.mark.parametrize("command", COMMANDS)
def test_command_has_help_and_is_in_readme(command: str) -> None:
    assert COMMANDS[command].strip()
    assert f"`{command}" in README


def test_readme_names_no_other_command() -> None:
    named = set(re.findall(r"^\| `(sitrep [a-z]+(?: [a-z]+)?)", README, re.MULTILINE))
    assert named == set(COMMANDS)


def test_every_setting_is_in_readme() -> None:
    named = set(re.findall(r"^\| `(SITREP_[A-Z_]+)`", README, re.MULTILINE))
    assert named == {f"SITREP_{field.name.upper()}" for field in fields(Settings)}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(document: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / document).read_text("utf-8")):
        assert (ROOT / target).exists(), target


def test_example_in_readme_is_true(tmp_path: Path) -> None:
    """The commands of the README, run on the articles that ship, print what the README says."""
    warehouse = tmp_path / "example.duckdb"
    shown = re.search(r"^    \$ sitrep (query .*)\n((?:    .*\n)+)", README, re.MULTILINE)
    assert shown is not None
    query = [str(warehouse) if word == "example.duckdb" else word for word in shlex.split(shown[1])]
    for arguments in (["ingest", str(ROOT / "flows" / "examples"), "--warehouse", str(warehouse)], query):
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *arguments],
            capture_output=True,
            text=True,
            check=False,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout == textwrap.dedent(shown[2])
