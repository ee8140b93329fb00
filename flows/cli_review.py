"""`sitrep review`: what people should look at, and what they decide."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli_options import AsJson, Warehouse, make_settings
from flows.settings import Settings

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


def _decision(plan: Callable[..., Any]) -> Callable[..., None]:
    """The command that records what `plan` makes of its arguments, with the options that all decisions have.

    `plan` gets the open warehouse and the settings before them.
    """

    @functools.wraps(plan)
    def command(
        *,
        reviewer: Reviewer = None,
        note: Note = "",
        warehouse: Warehouse = None,
        as_json: AsJson = False,
        **given: Any,
    ) -> None:
        from flows.commands_review import decide  # noqa: PLC0415

        settings = make_settings(warehouse)
        decide(settings, lambda con: plan(con, settings, **given), reviewer, note, as_json=as_json)

    own = list(inspect.signature(plan, eval_str=True).parameters.values())[2:]
    shared = inspect.signature(command, follow_wrapped=False, eval_str=True).parameters.values()
    options = [option for option in shared if option.kind is inspect.Parameter.KEYWORD_ONLY]
    command.__signature__ = inspect.Signature([*own, *options])  # type: ignore[attr-defined]
    command.__annotations__ = {one.name: one.annotation for one in (*own, *options)}
    return app.command()(command)


@_decision
def accept(con: Any, _: Settings, incident: Incident) -> Any:
    """The incident is right as it stands."""
    from storage.reviews import plan_accept  # noqa: PLC0415

    return plan_accept(con, incident)


@_decision
def reject(
    con: Any,
    _: Settings,
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of an incident; with --claim, of a claim.")],
    *,
    claim: Annotated[bool, typer.Option("--claim", help="Only this claim (anchor) of an incident.")] = False,
) -> Any:
    """It is no incident, or did not happen. Comes back if an independent source tells of it anew."""
    from storage.reviews import plan_reject  # noqa: PLC0415

    return plan_reject(con, name, is_claim=claim)


@_decision
def correct(
    con: Any,
    settings: Settings,
    incident: Incident,
    values: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="killed=9, killed=9+ (at least), killed=9-12, killed= (not stated), injured_high=30, "
            "date=2024-03-11, date=2024-03-11..2024-03-13, place='near Mosul', sub_event_type='Armed clash', "
            "event_type=Riots, realis=attempted, perpetrator='Islamic State; Jaish al-Nusra' (also side_a, side_b, "
            "target, victim, detainee).",
        ),
    ],
) -> Any:
    """Put fields of an incident right. An empty value means that it is not known."""
    from flows.commands_review import parse_values  # noqa: PLC0415
    from flows.review import plan_correct  # noqa: PLC0415

    return plan_correct(con, incident, parse_values(values), settings)


@_decision
def merge(
    con: Any,
    _: Settings,
    incident: Incident,
    into: Annotated[str, typer.Argument(metavar="OTHER", help="Id of the incident that it is one with.")],
) -> Any:
    """Two incidents are one; it keeps the id of the one that was known first."""
    from storage.reviews import plan_merge  # noqa: PLC0415

    return plan_merge(con, incident, into)


@_decision
def split(
    con: Any,
    _: Settings,
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="Claim (anchor) of an incident, as it lists them.")],
) -> Any:
    """The claim tells of something else than the others of its incident."""
    from storage.reviews import plan_split  # noqa: PLC0415

    return plan_split(con, claim)


@_decision
def undo(
    con: Any,
    _: Settings,
    decision: Annotated[str, typer.Argument(metavar="ID", help="Id of a decision, as `review history` lists them.")],
) -> Any:
    """A decision holds no more: a row is added, none is taken away."""
    from storage.reviews import plan_undo  # noqa: PLC0415

    return plan_undo(con, decision)


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
