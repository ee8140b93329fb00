"""`sitrep review`: what people should look at, and what they decide."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_options import AsJson, Warehouse, make_settings

app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)

Incident = Annotated[str, typer.Argument(metavar="ID", help="Id of an incident; its beginning is enough.")]
Reviewer = Annotated[
    str | None, typer.Option("--reviewer", metavar="NAME", help="Who decides; else your name on this machine.")
]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why, in your words.")]


@app.callback()
def review(
    context: typer.Context,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = 20,
    country: Annotated[str | None, typer.Option("--country", metavar="ISO3", help="Only this country.")] = None,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """List the incidents to look at, those first that matter most and are least sure.

    Decide with the subcommands, or on the page of `sitrep review serve`. What was decided on comes back when it is
    told anew.
    """
    if context.invoked_subcommand is not None:
        return
    from flows.commands_review import show_queue  # noqa: PLC0415

    show_queue(make_settings(warehouse), limit, country, as_json=as_json)


@app.command()
def accept(
    incident: Incident,
    *,
    reviewer: Reviewer = None,
    note: Note = "",
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """The incident is right as it stands."""
    from flows.commands_review import decide  # noqa: PLC0415
    from storage.reviews import plan_accept  # noqa: PLC0415

    decide(make_settings(warehouse), lambda con: plan_accept(con, incident), reviewer, note, as_json=as_json)


@app.command()
def reject(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of an incident; with --claim, of a claim.")],
    *,
    claim: Annotated[bool, typer.Option("--claim", help="Only this claim (anchor) of an incident.")] = False,
    reviewer: Reviewer = None,
    note: Note = "",
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """It is no incident, or did not happen. Comes back if an independent source tells of it anew."""
    from flows.commands_review import decide  # noqa: PLC0415
    from storage.reviews import plan_reject  # noqa: PLC0415

    settings = make_settings(warehouse)
    decide(settings, lambda con: plan_reject(con, name, is_claim=claim), reviewer, note, as_json=as_json)


@app.command()
def correct(
    incident: Incident,
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="killed=9, killed=9+ (at least), killed=9-12, killed= (not stated), injured_high=30, "
            "date=2024-03-11, date=2024-03-11..2024-03-13, place='near Mosul', sub_event_type='Armed clash', "
            "event_type=Riots, realis=attempted.",
        ),
    ],
    *,
    reviewer: Reviewer = None,
    note: Note = "",
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Put fields of an incident right. An empty value means that it is not known."""
    from flows.commands_review import correct as correct_fields  # noqa: PLC0415

    correct_fields(make_settings(warehouse), incident, values, reviewer, note, as_json=as_json)


@app.command()
def merge(
    incident: Incident,
    into: Annotated[str, typer.Argument(metavar="OTHER", help="Id of the incident that it is one with.")],
    *,
    reviewer: Reviewer = None,
    note: Note = "",
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """Two incidents are one; it keeps the id of the one that was known first."""
    from flows.commands_review import decide  # noqa: PLC0415
    from storage.reviews import plan_merge  # noqa: PLC0415

    decide(make_settings(warehouse), lambda con: plan_merge(con, incident, into), reviewer, note, as_json=as_json)


@app.command()
def split(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Claim (anchor) of an incident, as it lists them.")],
    *,
    reviewer: Reviewer = None,
    note: Note = "",
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """The claim tells of something else than the others of its incident."""
    from flows.commands_review import decide  # noqa: PLC0415
    from storage.reviews import plan_split  # noqa: PLC0415

    decide(make_settings(warehouse), lambda con: plan_split(con, claim), reviewer, note, as_json=as_json)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(metavar="ID", help="Id of a decision, as `review history` lists them.")],
    *,
    reviewer: Reviewer = None,
    note: Note = "",
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """A decision holds no more: a row is added, none is taken away."""
    from flows.commands_review import decide  # noqa: PLC0415
    from storage.reviews import plan_undo  # noqa: PLC0415

    decide(make_settings(warehouse), lambda con: plan_undo(con, decision), reviewer, note, as_json=as_json)


@app.command()
def history(
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to show.")] = 50,
    warehouse: Warehouse = None,
    as_json: AsJson = False,
) -> None:
    """List what people decided, newest first, and whether it still holds."""
    from flows.commands_review import show_decisions  # noqa: PLC0415

    show_decisions(make_settings(warehouse), limit, as_json=as_json)


@app.command()
def export(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="File to write; else print.")] = None,
    warehouse: Warehouse = None,
) -> None:
    """Write the articles that were decided on as gold for `sitrep evaluate`: JSON lines, with their texts."""
    from flows.commands_review import export_decisions  # noqa: PLC0415

    export_decisions(make_settings(warehouse), out)


@app.command()
def serve(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1; 0: any free one.")] = 8765,
    reviewer: Reviewer = None,
    warehouse: Warehouse = None,
) -> None:
    """Review in a browser, on this machine only. Open the address that is printed: it holds the key."""
    from flows.commands_review import serve_page  # noqa: PLC0415

    serve_page(make_settings(warehouse), port, reviewer)
