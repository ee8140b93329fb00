"""What `sitrep review` and its subcommands print."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.console import plain, print_json, print_line, print_note, print_table
from flows.settings import Settings
from storage.errors import ReviewError

Row = Mapping[str, Any]


def show_queue(settings: Settings, limit: int, country: str | None, *, as_json: bool) -> None:
    """What a person should look at first, with the reasons."""
    from storage.reviews import load_queue  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    with open_reader(settings.warehouse) as con:
        queue = load_queue(con, limit, country=country)
    if as_json:
        print_json(queue)
        return
    columns = ("priority", "incident", "day", "place", "type", "killed", "injured", "why")
    print_table(columns, [_queue_row(row) for row in queue])
    print_line(f"{len(queue):,} to decide on" if queue else "nothing to decide on")


def _queue_row(row: Row) -> tuple[object, ...]:
    return (
        f"{row['priority']:.2f}",
        row["incident_id"][:8],
        row["date_start"] or f"by {row['date_end'] or '?'}",
        row["place_name"] or row["place_admin1"] or row["place_country"],
        row["sub_event_type"] or row["event_type"],
        bounds_words(row, "killed"),
        bounds_words(row, "injured"),
        "; ".join(row["reasons"]),
    )


def bounds_words(row: Row, outcome: str) -> str:
    """Low, best and high as one figure: "9", "9+", "20-30", "up to 9"; empty if not stated."""
    low, best, high = (row[f"{outcome}_{bound}"] for bound in ("low", "best", "high"))
    if low is None and high is None:
        return "" if best is None else f"about {best:,}"
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"{low:,}+" if best in (None, low) else f"{low:,}+ (best {best:,})"
    if low == high:
        return f"{low:,}"
    return f"{low:,}-{high:,}" if best in (None, low, high) else f"{low:,}-{high:,} (best {best:,})"


def decide(settings: Settings, plan: Callable[[Any], Any], reviewer: str | None, note: str, *, as_json: bool) -> None:
    """Record what `plan` makes of a connection: a decision, or several; prints their ids."""
    from flows.review import find_reviewer, record_decisions  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    name = find_reviewer(reviewer)
    with open_reader(settings.warehouse) as con:
        planned = plan(con)
    decisions = planned if isinstance(planned, list) else [planned]
    ids = record_decisions(settings, decisions, name, note)
    rows = [{"review_id": id_, **asdict(one), "reviewer": name} for id_, one in zip(ids, decisions, strict=True)]
    if as_json:
        print_json(rows)
        return
    for number, row in enumerate(rows):
        if number == 0:
            subject = row["incident_id"] or row["anchor_id"]
            print_line(f"{row['decision']}  {subject[:8]}  (undo: sitrep review undo {row['review_id'][:8]})")
        if row["decision"] == "correct" and row["old"] != row["new"]:
            print_line(f"  {change_words(row)}")


def change_words(change: Row) -> str:
    """As in "killed_best: 9 -> not known"."""
    from storage.corrections import ROLES, party_names  # noqa: PLC0415

    def words(value: str | None) -> str:
        if value is not None and change["field"] in ROLES:
            value = "; ".join(party_names(value)) or None
        return "not known" if value is None else plain(value)

    old, new = words(change["old"]), words(change["new"])
    return f"{change['field']}: {old} -> {new}"


def parse_values(values: Sequence[str]) -> dict[str, str]:
    """Fields and values, given as field=value."""
    wanted: dict[str, str] = {}
    for value in values:
        field, equals, text = value.partition("=")
        if not equals:
            raise ReviewError(f"{value} is no correction: give field=value, as in killed=9 or date=2024-03-11.")
        wanted[field.strip()] = text
    return wanted


def show_decisions(settings: Settings, limit: int, *, as_json: bool) -> None:
    """What people decided, newest first, and whether it holds."""
    from storage.reviews import run_query  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    with open_reader(settings.warehouse) as con:
        rows = run_query(con, "decisions", limit=limit, incident_id=None)
    if as_json:
        print_json(rows)
        return
    columns = ("decided_at", "id", "decision", "on", "what", "reviewer", "holds", "note")
    print_table(columns, [_decision_row(row) for row in rows])


def _decision_row(row: Row) -> tuple[object, ...]:
    changes = row["changes"] or []
    if row["decision"] == "correct":
        what = "; ".join(change_words(change) for change in changes)
    else:
        what = " ".join(f"{(change['new'] or change['old'])[:8]}" for change in changes)
    return (
        f"{row['decided_at']:%Y-%m-%d %H:%M}",
        row["review_id"][:8],
        row["decision"],
        (row["incident_id"] or row["anchor_id"] or "")[:8],
        what,
        row["reviewer"],
        "yes" if row["is_held"] else "no",
        row["note"],
    )


def export_decisions(settings: Settings, out: Path | None) -> None:
    """Write the articles that people have decided on as gold rows, to a file or standard output."""
    from flows.outfile import writing  # noqa: PLC0415
    from storage.review_gold import find_gold  # noqa: PLC0415
    from storage.warehouse import open_reader  # noqa: PLC0415

    with open_reader(settings.warehouse) as con:
        gold = find_gold(con)
    with writing(out) as file:
        for line in gold.lines:
            file.write(line.encode() + b"\n")
    print_note(f"{len(gold.lines):,} articles")
    if gold.n_partial:
        print_note(
            f"{gold.n_partial:,} left out: they tell of incidents that nobody has decided on, or in the title alone"
        )


def serve_page(settings: Settings, port: int, reviewer: str | None) -> None:
    """Serve the page for reviewing on this machine until asked to end."""
    from flows.review import find_reviewer  # noqa: PLC0415
    from flows.review_page import serve  # noqa: PLC0415

    sys.exit(serve(settings, port, find_reviewer(reviewer)))
