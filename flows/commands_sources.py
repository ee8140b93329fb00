"""What `sitrep sources` does: each returns the exit code, 0 or 1."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from flows.console import print_json, print_line, print_note, print_table
from flows.pages import PageParser
from flows.settings import Settings
from flows.sources import Source, SourcesError, load_sources, read_sources, render_duration, select_sources
from flows.trials import Trial, try_source

_HEADER = "# Watched sources. sitrep sources test tells what works; flows/sources.yaml of sitrep explains all fields.\n"
_COLUMNS = ("source", "state", "listed", "newest", "published", "characters", "title")


def list_sources(settings: Settings, *, as_json: bool) -> int:
    """The list of sources."""
    sources = load_sources(settings.sources)
    if as_json:
        print_json([source.model_dump(mode="json") for source in sources])
        return 0
    columns = ("name", "kind", "url", "language", "country", "cadence", "wire", "tried")
    print_table(columns, [tuple(_cell(source, column) for column in columns) for source in sources])
    return 0


def _cell(source: Source, column: str) -> Any:
    value = getattr(source, column)
    return render_duration(value) if column == "cadence" and value is not None else value


def try_sources(settings: Settings, names: tuple[str, ...], *, as_json: bool) -> int:
    """Read the listing of each source and one page of it, and print what came; 1 if one does not work."""
    sources = select_sources(load_sources(settings.sources), names)
    now = datetime.now(UTC)
    rows = []
    with PageParser(settings.parse_seconds) as pages:
        for source in sources:
            row = _describe(try_source(source, pages, now, settings))
            print_note(f"sitrep: {source.name}: {row['state']}")
            rows.append(row)
    if as_json:
        print_json(rows)
    else:
        print_table(_COLUMNS, [tuple(row[column] for column in _COLUMNS) for row in rows])
    return int(any(row["state"] != "ok" for row in rows))


def _describe(trial: Trial) -> dict[str, Any]:
    """A trial as a row; `state` is "ok" if a page could be read, else what went wrong."""
    article = trial.article
    return {
        "source": trial.source.name,
        "state": "ok" if article is not None else trial.error or "no page could be read",
        "listed": trial.entries,
        "newest": trial.newest,
        "published": article.published if article is not None else None,
        "characters": len(article.text) if article is not None else None,
        "title": article.title if article is not None else None,
        "url": article.url if article is not None else None,
    }


def add_source(settings: Settings, url: str, name: str | None, *, write: bool, as_json: bool) -> int:
    """Find the listing of a site, try it, and print an entry for it; with `write` it goes to the end of the list.

    Raises SourcesError if nothing that works is found, or the list cannot take it.
    """
    from flows.discovery import find_source  # noqa: PLC0415 - for this command only

    if write and settings.sources is None:
        raise SourcesError("There is no list of yours to write to: give one with --sources.")
    path = settings.sources if settings.sources is not None and (write or settings.sources.exists()) else None
    known = load_sources(path) if path is not None and path.exists() else ()
    names = {source.name for source in known}
    if name in names:
        raise SourcesError(f"{path} has a source {name} already: give another name with --name.")
    with PageParser(settings.parse_seconds) as pages:
        trial = find_source(url, names, pages, datetime.now(UTC), settings)
    source = trial.source if name is None else _renamed(trial.source, name)
    if doubled := [other.name for other in known if other.url == source.url]:
        raise SourcesError(f"{path} has {source.url} already, as {doubled[0]}.")
    entry = render_entry(source)
    if write and path is not None:
        append_entry(path, entry)
    if as_json:
        print_json({**_describe(trial), "source": source.model_dump(mode="json"), "written": write})
        return 0
    row = _describe(trial)
    print_note(f"sitrep: {row['listed']} pages listed, newest {row['newest'] or 'of no day'}; read: {row['title']}")
    print_line(entry.rstrip())
    return 0


def _renamed(source: Source, name: str) -> Source:
    try:
        return Source.model_validate({**source.model_dump(), "name": name})
    except ValidationError as error:
        raise SourcesError(f"{name} is no short name: write small letters, digits, - and _, at most 40.") from error


def render_entry(source: Source) -> str:
    """The YAML of one source, with the fields that say something."""
    fields = source.model_dump(mode="json", exclude_defaults=True)
    fields = {"name": fields.pop("name"), "kind": fields.pop("kind"), "url": fields.pop("url"), **fields}
    if source.tried is not None:
        fields["tried"] = source.tried
    fields.setdefault("language", source.language)
    lines = yaml.safe_dump(fields, sort_keys=False, allow_unicode=True, width=1000).splitlines()
    return "".join(f"{'  - ' if number == 0 else '    '}{line}\n" for number, line in enumerate(lines))


def append_entry(path: Path, entry: str) -> None:
    """Put an entry at the end of a list, which keeps its comments and form. Raises SourcesError if it has no place."""
    try:
        text = path.read_text("utf-8") if path.exists() else f"{_HEADER}sources:\n"
    except (OSError, UnicodeDecodeError) as error:
        raise SourcesError(f"{path} cannot be read: give another list with --sources.") from error
    first = re.search(r"^([ ]*)- ", text, re.MULTILINE)
    indent = first[1] if first is not None else "  "
    moved = "".join(f"{indent}{line[2:]}\n" for line in entry.splitlines())
    whole = text if text.endswith("\n") else f"{text}\n"
    try:
        read_sources(whole + moved, str(path))
    except SourcesError as error:
        raise SourcesError(f"{path} cannot take the entry at its end: put it in by hand.") from error
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_text(whole + moved, "utf-8")
        temporary.replace(path)
    except OSError as error:
        raise SourcesError(f"{path} cannot be written: {error.strerror}.") from error
