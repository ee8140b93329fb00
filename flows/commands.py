"""What the longer commands do: each returns the exit code, 0 or 1."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from extract.jsonio import dump_line, extraction_to_json, unreadable_to_json
from extract.records import Issue
from flows.console import plain, print_json, print_line, print_note, progress
from flows.files import READ, Reader, ReadResult, read_paths, size_of
from flows.pages import PageParser
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.ingest import Summary
    from storage.exports import Format


@contextmanager
def _read(
    paths: list[str], source: str | None, settings: Settings, task: str
) -> Iterator[tuple[Iterator[ReadResult], Callable[[ReadResult], None]]]:
    """The readings of some paths, and what to call when one is done; what could not be read is told as it comes."""
    with PageParser(settings.parse_seconds) as pages, progress(task, size_of(paths)) as advance:
        reader = Reader(pages, datetime.now(UTC), settings.max_bytes, source)

        def readings() -> Iterator[ReadResult]:
            skipped = 0
            for result in read_paths(paths, reader, sys.stdin.buffer):
                if result.skipped:
                    skipped += 1
                elif result.fetch.error is not None:
                    print_note(f"sitrep: {result.fetch.url}: {result.fetch.error}")
                yield result
            if skipped:
                print_note(f"sitrep: skipped {skipped} of another kind than {READ}.")

        yield readings(), lambda result: advance(result.fetch.bytes or 0, int(result.article is not None))


def ingest_paths(paths: list[str], source: str | None, settings: Settings, *, as_json: bool) -> int:
    """Ingest files and print what was done; 1 if an input could not be read."""
    from flows.ingest import ingest_results, new_stamp, recorded_run  # noqa: PLC0415

    stamp = new_stamp(datetime.now(UTC))
    try:
        with (
            recorded_run(stamp, settings, "ingest", {"paths": paths, "source": source}) as run,
            _read(paths, source, settings, "ingest") as (results, on_done),
        ):
            for summary in ingest_results(results, stamp, settings, on_done):
                run.done.append(summary)
    except KeyboardInterrupt:
        print_note("sitrep: interrupted: what was ingested is kept, and the same command goes on from there.")
        raise
    total = run.summary
    print_summary(total, settings, as_json=as_json)
    return int(total.unreadable > 0)


def extract_paths(paths: list[str], source: str | None, settings: Settings, *, mentions: bool) -> int:
    """Print one line of JSON per input, in order; 1 if an input could not be read."""
    from flows.extraction import extract_result, extractor_name, shared_digest  # noqa: PLC0415

    n_unreadable = 0
    with _read(paths, source, settings, "extract") as (results, on_done):
        for result in results:
            if result.skipped:
                continue
            extraction = extract_result(result, settings)
            if result.article is None or isinstance(extraction, Issue):
                n_unreadable += 1
                issue = extraction if isinstance(extraction, Issue) else Issue("read", "unreadable")
                line = unreadable_to_json(extractor_name(settings), shared_digest(settings), issue)
            else:
                line = extraction_to_json(result.article, extraction, mentions=mentions)
            print_line(dump_line(line))
            on_done(result)
    return int(n_unreadable > 0)


def print_summary(total: Summary, settings: Settings, *, as_json: bool) -> None:
    """What an ingest or a run did, for a person or a machine."""
    if as_json:
        print_json({"warehouse": str(settings.warehouse), **asdict(total)})
        return
    articles = [f"{total.articles_new:,} new", f"{total.articles_known:,} known", f"{total.unreadable:,} unreadable"]
    if total.not_english:
        articles.append(f"{total.not_english:,} not in English")
    kinds = ", ".join(f"{n:,} {kind}" for kind, n in total.claims.items())
    print_line(f"articles   {', '.join(articles)}")
    print_line(f"claims     {sum(total.claims.values()):,} new{f' ({kinds})' if kinds else ''}")
    print_line(f"issues     {total.issues:,} new")
    print_line(f"warehouse  {plain(settings.warehouse)}")


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a report is on: a window of event dates, as it stood at a time, with what changed since another."""

    date_from: date
    date_to: date
    as_of: datetime | None = None
    since: datetime | None = None
    show_names: bool = False


def write_report(settings: Settings, options: ReportOptions, out: Path, *, as_json: bool) -> None:
    """Write the files of a trend report and print where they are. Raises WarehouseError."""
    from storage.errors import WarehouseError  # noqa: PLC0415
    from storage.reports import render_report  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    now = datetime.now(UTC)
    with open_reader(settings.warehouse) as con:
        try:
            written = render_report(
                con,
                options.date_from,
                options.date_to,
                now,
                out,
                show_names=options.show_names,
                as_of=options.as_of,
                since=options.since,
            )
        except OSError as error:
            raise WarehouseError(f"{out} cannot be written: give another folder with --out.") from error
    if as_json:
        print_json({"files": [str(path) for path in written]})
        return
    for path in written:
        print_line(str(path))


def export_incidents(
    settings: Settings, form: Format, days: tuple[date | None, date | None], out: Path | None, *, show_names: bool
) -> None:
    """Write incidents of a window of event dates to a file, whole or not at all, or to standard output."""
    from flows.outfile import writing  # noqa: PLC0415
    from storage.errors import WarehouseError  # noqa: PLC0415
    from storage.exports import write_export  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    if form == "parquet" and out is None and sys.stdout.isatty():
        raise WarehouseError("Parquet is no text: give a file with --out.")
    with open_reader(settings.warehouse) as con, writing(out) as file:
        count = write_export(con, file, form, date_from=days[0], date_to=days[1], show_names=show_names)
    print_note(f"{count:,} {'incident' if count == 1 else 'incidents'}{'' if out is None else f' in {out}'}")
