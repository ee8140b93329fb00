"""The command line: thin commands over `flows`, `storage` and `extract`.

Heavy modules are imported inside the commands that need them, so that `--help` and `query` start at once.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.cli_options import AsJson, Warehouse
from flows.cli_options import make_settings as _settings
from flows.cli_review import app as review_app
from flows.settings import SettingsError, reading_user_files

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Security incidents from news: articles in, accountable claims in DuckDB, trend reports out.",
)
sources_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The list of watched sources.")
app.add_typer(sources_app, name="sources")
gazetteer_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The places that names resolve to.")
app.add_typer(gazetteer_app, name="gazetteer")
app.add_typer(review_app, name="review")

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...", help="Files (.txt, .html, .jsonl, .eml, .mbox, .warc, also .gz), folders, - for stdin."
    ),
]
SourceName = Annotated[str | None, typer.Option("--source", metavar="NAME", help="Short name of where these are from.")]
Day = Annotated[datetime | None, typer.Option("--published", formats=["%Y-%m-%d"], help="Day the text was published.")]
SourcesFile = Annotated[
    Path | None, typer.Option("--sources", metavar="FILE", help="List of sources [env: SITREP_SOURCES].")
]
OnlySources = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only this source; may be given again.")
]
Plain = Annotated[bool, typer.Option("--plain", help="Without Prefect: starts at once, and shows in no server.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="The text to read.")]
ExportFormat = Literal["acled-csv", "geojson", "parquet", "jsonl"]
_TIMES = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"]


def main() -> None:
    """Entry point: domain errors become one sentence on standard error and exit code 2."""
    try:
        app()
    except _user_errors() as error:  # evaluated only when something was raised
        print(f"sitrep: {error}", file=sys.stderr)
        sys.exit(2)


def _user_errors() -> tuple[type[Exception], ...]:
    from flows.sources import SourcesError  # noqa: PLC0415
    from storage.errors import WarehouseError  # noqa: PLC0415

    return WarehouseError, SettingsError, SourcesError


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


@app.command()
def ingest(paths: Paths, source: SourceName = None, warehouse: Warehouse = None, as_json: AsJson = False) -> None:
    """Read articles, extract their claims and append both to the warehouse.

    What is there already is skipped. Exit code 1 if some inputs could not be read; the others are in.
    """
    from flows.commands import ingest_paths  # noqa: PLC0415

    raise typer.Exit(ingest_paths(paths, source, _settings(warehouse), as_json=as_json))


@app.command()
def extract(
    paths: Paths,
    mentions: Annotated[
        bool, typer.Option("--mentions", help="Add every place, date, actor and count that was found.")
    ] = False,
    source: SourceName = None,
) -> None:
    """Print the claims of articles as JSON, one line per article, without a warehouse.

    Exit code 1 if some inputs could not be read; each of those has a line with its issue.
    """
    from flows.commands import extract_paths  # noqa: PLC0415

    raise typer.Exit(extract_paths(paths, source, _settings(), mentions=mentions))


@app.command()
def evaluate(
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD...", help="JSON lines: articles with expected claims, or with labels.")
    ],
    benign: Annotated[
        Path | None, typer.Option("--benign", metavar="FILE", help="Articles in which no incident happens.")
    ] = None,
    differences: Annotated[
        bool, typer.Option("--differences", help="List what is wrong, but for held-out rows.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure how well articles are read that a person has read: precision, recall and F1 of every field."""
    from flows.evaluate import evaluate_files  # noqa: PLC0415

    raise typer.Exit(evaluate_files(gold, benign, _settings(), differences=differences, as_json=as_json))


@app.command(context_settings={"ignore_unknown_options": True})  # SQL may begin with a comment, "-- ..."
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT; the views for people begin with out_.")],
    *,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV with a header line.")] = False,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds the query may take.")] = 30.0,
    memory: Annotated[str, typer.Option("--memory", help="Memory the query may take.")] = "2GB",
    warehouse: Warehouse = None,
) -> None:
    """Run one read-only SQL query against the published copy of the warehouse."""
    from flows.show import show_result  # noqa: PLC0415
    from storage.query import run_query  # noqa: PLC0415

    result = run_query(_settings(warehouse).warehouse, sql, timeout=timeout, memory_limit=memory)
    show_result(result, "json" if as_json else "csv" if as_csv else "table")


@app.command()
def check(warehouse: Warehouse = None, as_json: AsJson = False) -> None:
    """Run the data checks; each row that breaks one is printed, and makes the exit code 1."""
    from flows.show import show_checks  # noqa: PLC0415

    raise typer.Exit(show_checks(_settings(warehouse).warehouse, as_json=as_json))


@app.command()
def report(
    *,
    date_from: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="First day of events, YYYY-MM-DD.")
    ],
    date_to: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Last day of events, inclusive.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the report's files.")],
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of", formats=_TIMES, metavar="TIME", help="As it stood then (UTC): the same bytes each time."
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=_TIMES, metavar="TIME", help="Also what became different since then, UTC."),
    ] = None,
    show_names: Annotated[bool, typer.Option("--show-names", help="Name private victims and detainees too.")] = False,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Write the trend report of a window of event dates: a self-contained web page, Markdown and JSON."""
    from flows.commands import ReportOptions, write_report  # noqa: PLC0415

    if date_to < date_from:
        raise typer.BadParameter(f"the window ends before it begins ({date_from:%Y-%m-%d}).", param_hint="--to")
    options = ReportOptions(date_from.date(), date_to.date(), _utc(as_of), _utc(since), show_names)
    write_report(_settings(warehouse), options, out, as_json=as_json)


@app.command()
def run(
    sources: SourcesFile = None,
    source: OnlySources = None,
    plain: Plain = False,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """One pass over the sources: fetch, extract, append, link, check; as a Prefect flow.

    Needs no server: without one, Prefect starts its own for the run (half a minute), and with --plain there is none.
    """
    from flows.operate import run_once  # noqa: PLC0415

    settings = _settings(warehouse, sources)
    raise typer.Exit(run_once(settings, tuple(source or ()), with_prefect=not plain, as_json=as_json))


@app.command()
def backfill(
    *,
    date_from: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="First day of publication.")
    ],
    date_to: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Last day of publication, inclusive.")
    ],
    sources: SourcesFile = None,
    source: OnlySources = None,
    archive: Annotated[
        Path | None,
        typer.Option("--archive", metavar="PATH", help="A file or folder instead: WARC, mail, pages, texts."),
    ] = None,
    step: Annotated[str, typer.Option("--step", metavar="DAYS", help="Days read together: 1d, 7d.")] = "1d",
    again: Annotated[bool, typer.Option("--again", help="Read windows again that were done before.")] = False,
    plain: Plain = False,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Read what was published from one day to another, window by window, from sources or an archive.

    Windows that are done are left out, so the same command goes on after an interruption. Sitemaps and GDELT are asked
    for each window; a feed, a folder or a list shows all that it has at once and is read once. Exit code 1 if a window
    failed.
    """
    from flows.operate import backfill_past  # noqa: PLC0415

    if date_to < date_from:
        raise typer.BadParameter(f"the window ends before it begins ({date_from:%Y-%m-%d}).", param_hint="--to")
    days = step.removesuffix("d")
    if not days.isdecimal() or int(days) < 1:
        raise typer.BadParameter("give a number of days, like 1d or 7d.", param_hint="--step")
    raise typer.Exit(
        backfill_past(
            _settings(warehouse, sources),
            (date_from.date(), date_to.date()),
            tuple(source or ()),
            archive,
            step_days=int(days),
            again=again,
            with_prefect=not plain,
            as_json=as_json,
        )
    )


@app.command()
def reextract(warehouse: Warehouse = None, as_json: AsJson = False) -> None:
    """Read stored articles again that this version of the extractor, or of its resources, has not read.

    Nothing is fetched, and what was read before stays. After an interruption the same command goes on.
    """
    from flows.operate import reextract as reextract_all  # noqa: PLC0415

    raise typer.Exit(reextract_all(_settings(warehouse), as_json=as_json))


@app.command()
def serve(sources: SourcesFile = None, warehouse: Warehouse = None) -> None:
    """Watch the sources until asked to end: a pass at every SITREP_EVERY_MINUTES of the clock, without a server.

    Each pass visits the sources whose cadence has passed. What was missed while this did not run is done at once, once.
    """
    from flows.operate import serve as serve_all  # noqa: PLC0415

    raise typer.Exit(serve_all(_settings(warehouse, sources)))


@app.command()
def maintain(
    compact: Annotated[bool, typer.Option("--compact/--no-compact", help="Write the file anew, without holes.")] = True,
    prune: Annotated[bool, typer.Option("--prune/--no-prune", help="Drop raw bodies after SITREP_RAW_DAYS.")] = True,
    verify: Annotated[bool, typer.Option("--verify/--no-verify", help="Check raw bodies and data.")] = True,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Upkeep of the warehouse: compact it, drop old raw bodies, and look whether all that is kept is whole.

    Can be killed at any point. Exit code 1 if something is not whole.
    """
    from flows.operate import maintain as maintain_all  # noqa: PLC0415

    settings = _settings(warehouse)
    raise typer.Exit(maintain_all(settings, compact=compact, prune=prune, verify=verify, as_json=as_json))


@app.command()
def status(sources: SourcesFile = None, warehouse: Warehouse = None, as_json: AsJson = False) -> None:
    """Show how the watching goes: what the warehouse holds, last and next runs, lag, the health of each source."""
    from flows.sources import load_sources  # noqa: PLC0415
    from flows.status import show_status  # noqa: PLC0415

    settings = _settings(warehouse, sources)
    show_status(settings, load_sources(settings.sources), datetime.now(UTC), as_json=as_json)


@app.command()
def article(
    name: Annotated[str, typer.Argument(metavar="ID", help="Its address, or the beginning of its id or a version's.")],
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Show one article: its versions, what was changed in each, whether it is gone, and who carried the same report."""
    from flows.versions import show_article  # noqa: PLC0415

    raise typer.Exit(show_article(_settings(warehouse).warehouse, name, as_json=as_json))


@app.command()
def incident(
    incident_id: Annotated[str, typer.Argument(metavar="ID", help="Id of an incident; its beginning is enough.")],
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Explain one incident: its claims, who says so, why they were linked, and what people decided."""
    from flows.incidents import show_incident  # noqa: PLC0415

    raise typer.Exit(show_incident(_settings(warehouse).warehouse, incident_id, as_json=as_json))


@app.command()
def link(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Compare all claims anew, not only what changed.")] = False,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Link claims to incidents. Every writing command does so at its end; this is for a new version of the weights.

    With --all everything is compared anew, which ends in the same incidents unless the weights have changed.
    """
    from flows.incidents import link_warehouse  # noqa: PLC0415

    link_warehouse(_settings(warehouse), everything=everything, as_json=as_json)


@app.command()
def export(
    *,
    form: Annotated[ExportFormat, typer.Option("--format", help="What other programs read.")],
    date_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="First day of events.")
    ] = None,
    date_to: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="Last day, inclusive.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="File to write; else print.")] = None,
    show_names: Annotated[
        bool, typer.Option("--show-names", help="Also names of private persons, titles and sentences.")
    ] = False,
    warehouse: Warehouse = None,
) -> None:
    """Write incidents for other programs: CSV in ACLED's columns (not ACLED data), GeoJSON, Parquet, JSON lines."""
    from flows.commands import export_incidents  # noqa: PLC0415

    if date_from is not None and date_to is not None and date_to < date_from:
        raise typer.BadParameter(f"the window ends before it begins ({date_from:%Y-%m-%d}).", param_hint="--to")
    days = (date_from and date_from.date(), date_to and date_to.date())
    export_incidents(_settings(warehouse), form, days, out, show_names=show_names)


@sources_app.command("list")
def sources_list(sources: SourcesFile = None, as_json: AsJson = False) -> None:
    """List the sources that `sitrep run` reads."""
    from flows.commands_sources import list_sources  # noqa: PLC0415

    raise typer.Exit(list_sources(_settings(sources=sources), as_json=as_json))


@sources_app.command("test")
def sources_test(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Only these sources.")] = None,
    sources: SourcesFile = None,
    as_json: AsJson = False,
) -> None:
    """Read the listing of each source and one page of it, and show what works, without a warehouse.

    Exit code 1 if one does not work.
    """
    from flows.commands_sources import try_sources  # noqa: PLC0415

    raise typer.Exit(try_sources(_settings(sources=sources), tuple(names or ()), as_json=as_json))


@sources_app.command("add")
def sources_add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of a site, a section of it, or its feed.")],
    *,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Short name; else after the site.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Put the entry at the end of your list (--sources).")] = False,
    sources: SourcesFile = None,
    as_json: AsJson = False,
) -> None:
    """Find the feed or sitemap of a site, try it, and print an entry for your list."""
    from flows.commands_sources import add_source  # noqa: PLC0415

    raise typer.Exit(add_source(_settings(sources=sources), url, name, write=write, as_json=as_json))


@app.command()
def places(
    text: Text,
    country: Annotated[str | None, typer.Option("--country", metavar="ISO3", help="Country the text is about.")] = None,
    as_json: AsJson = False,
) -> None:
    """Try out the gazetteer: the places in a text and what each resolves to."""
    from extract.places import find_places, load_gazetteer  # noqa: PLC0415
    from flows.show import show_mentions  # noqa: PLC0415

    settings = _settings()
    with reading_user_files(settings):
        gazetteer = load_gazetteer(settings.gazetteer)
    show_mentions("place", find_places(text, gazetteer, country_hint=country), as_json=as_json)


@gazetteer_app.command("load")
def gazetteer_load(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="IQ.zip, allCountries.zip, alternateNamesV2.zip ...")
    ],
    country: Annotated[
        list[str] | None, typer.Option("--country", metavar="ISO3", help="Only this country; may be given again.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write [env: SITREP_GAZETTEER].")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read GeoNames files of your own, used beside the shipped places from then on.

    Takes about 2 GB of memory for each million places: read allCountries.zip with --country.

    Exit code 1 if lines could not be read; the others are in.
    """
    from flows.gazetteer import load_places  # noqa: PLC0415

    raise typer.Exit(load_places(files, out, _settings(), tuple(country or ()), as_json=as_json))


@gazetteer_app.command("info")
def gazetteer_info(as_json: AsJson = False) -> None:
    """Show which places are in use: layers, numbers, sources and licence."""
    from flows.gazetteer import show_gazetteer  # noqa: PLC0415

    show_gazetteer(_settings(), as_json=as_json)


@app.command()
def dates(text: Text, published: Day = None, as_json: AsJson = False) -> None:
    """Try out date phrases: the dates in a text, relative to its dateline or day of publication."""
    from extract.dates import find_dates  # noqa: PLC0415
    from flows.show import show_mentions  # noqa: PLC0415

    show_mentions("date", find_dates(text, published.date() if published else None), as_json=as_json)


@app.command()
def actors(text: Text, published: Day = None, as_json: AsJson = False) -> None:
    """Try out the register: the actors in a text and who each is."""
    from extract.actors import find_actors, load_register  # noqa: PLC0415
    from flows.show import show_mentions  # noqa: PLC0415

    settings = _settings()
    with reading_user_files(settings):
        register = load_register(settings.register)
    show_mentions("actor", find_actors(text, register, on=published.date() if published else None), as_json=as_json)


@app.command()
def counts(text: Text, as_json: AsJson = False) -> None:
    """Try out quantity phrases: the numbers in a text with their bounds."""
    from extract.counts import find_counts  # noqa: PLC0415
    from flows.show import show_mentions  # noqa: PLC0415

    show_mentions("count", find_counts(text), as_json=as_json)


def _print_version(value: bool) -> None:
    if value:
        from importlib.metadata import version  # noqa: PLC0415

        print(f"sitrep {version('sitrep')}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


if __name__ == "__main__":
    main()
