"""What the command line prints: tables, summaries, progress; plain lines where no person is looking."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def print_json(value: Any) -> None:
    """One JSON document; dates and other scalars as text."""
    print_line(json.dumps(value, ensure_ascii=False, default=str))


def print_line(line: str) -> None:
    """A line on standard output in UTF-8, whatever the terminal's locale; lone surrogates cannot occur in it."""
    sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def print_note(line: str) -> None:
    """A line for people on standard error, out of the way of what a machine reads."""
    print(plain(line), file=sys.stderr)


def plain(value: object) -> str:
    """One line without control characters: text from outside must not steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in str(value)).strip()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table: ruled on a terminal, aligned columns elsewhere. Null is an empty cell."""
    cells = [["" if value is None else plain(value) for value in row] for row in rows]
    if sys.stdout.isatty():
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        table = Table()
        for column in columns:
            table.add_column(Text(column), overflow="fold")
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        Console().print(table)
        return
    widths = [max(len(line[i]) for line in [list(columns), *cells]) for i in range(len(columns))]
    for line in [list(columns), *cells]:
        print_line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


@contextmanager
def progress(task: str, total: int | None) -> Iterator[Callable[[int, int], None]]:
    """Show long work: calls say how many bytes were read and how many articles were done since the last call.

    A bar on a terminal, else a line on standard error every 1,000 articles.
    """
    with _bar(task, total) if sys.stderr.isatty() else _lines(task) as advance:
        yield advance


@contextmanager
def _lines(task: str) -> Iterator[Callable[[int, int], None]]:
    done = 0

    def advance(n_bytes: int, n_articles: int) -> None:  # noqa: ARG001
        nonlocal done
        before, done = done, done + n_articles
        if before // 1000 != done // 1000:
            print_note(f"{task}: {done:,} articles")

    yield advance


@contextmanager
def _bar(task: str, total: int | None) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[articles]:,} articles"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        row, articles = bar.add_task(task, total=total, articles=0), 0

        def advance(n_bytes: int, n_articles: int) -> None:
            nonlocal articles
            articles += n_articles
            bar.update(row, advance=n_bytes, articles=articles)

        yield advance
