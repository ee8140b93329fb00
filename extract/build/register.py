"""Compile the register of actors: `python -m extract.build.register` writes `lexicons/actors/register.json`.

Run it after every edit of `lexicons/actors/register/*.yaml`; a test fails while the two differ.
"""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from extract.actors.register import check_links, parse_register

_FOLDER = Path(str(resources.files("extract").joinpath("lexicons/actors")))


def compile_register(folder: Path = _FOLDER) -> str:
    """All entries of the YAML files as one JSON list; ValueError on a bad or doubled entry, or a broken link."""
    rows: list[dict[str, Any]] = []
    entries = []
    for path in sorted((folder / "register").glob("*.yaml")):
        text = path.read_text("utf-8")
        entries += parse_register(text, path.name)
        rows += yaml.load(text, yaml.CSafeLoader)
    ids = [entry.id for entry in entries]
    doubled = sorted({i for i in ids if ids.count(i) > 1})
    if doubled:
        raise ValueError(f"These ids occur twice: {', '.join(doubled)}.")
    check_links(entries, {entry.id for entry in entries}, "register")
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n"


if __name__ == "__main__":
    (_FOLDER / "register.json").write_text(compile_register(), "utf-8")
