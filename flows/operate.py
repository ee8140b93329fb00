"""What the commands that run things do: each returns the exit code, 0 or 1."""

from __future__ import annotations

import os
import threading
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

from flows.commands import print_summary
from flows.console import plain, print_json, print_line, print_note, progress
from flows.ingest import Summary
from flows.logs import set_logging
from flows.settings import Settings


def run_once(settings: Settings, names: tuple[str, ...], *, with_prefect: bool, as_json: bool) -> int:
    """One pass over the sources; 1 if a source failed or an input could not be read."""
    from flows.sources import load_sources, select_sources  # noqa: PLC0415

    set_logging(settings.log, settings.log_level)
    sources = select_sources(load_sources(settings.sources), names)  # a fault in the list is told before the long start
    if with_prefect:
        from flows.offline import set_prefect_defaults  # noqa: PLC0415

        set_prefect_defaults(os.environ)
        from flows.monitor import monitor_sources  # noqa: PLC0415 - Prefect: 4 s

        outcome = monitor_sources(settings.sources, names, settings.warehouse)
    else:
        from flows.collect import ALL, monitor_once  # noqa: PLC0415

        outcome = monitor_once(sources, ALL, datetime.now(UTC), settings)
    print_summary(outcome.summary, settings, as_json=as_json)
    for name, reason in outcome.failed.items():
        print_note(f"sitrep: source {name} failed: {reason}")
    for name in outcome.busy:
        print_note(f"sitrep: source {name} is being read by another run.")
    return int(bool(outcome.failed) or outcome.summary.unreadable > 0)


def backfill_past(
    settings: Settings,
    days: tuple[date, date],
    names: tuple[str, ...],
    archive: Path | None,
    *,
    step_days: int,
    again: bool,
    with_prefect: bool,
    as_json: bool,
) -> int:
    """Read the past window by window; 1 if a window failed: it is read again by the same command."""
    from flows.sources import load_sources, select_sources  # noqa: PLC0415
    from flows.windows import plan_archive, plan_sources, run_pieces  # noqa: PLC0415

    set_logging(settings.log, settings.log_level)
    if archive is not None:
        pieces = plan_archive(archive, names[0] if names else "archive", *days)
    else:
        pieces = plan_sources(select_sources(load_sources(settings.sources), names), *days, step_days)
    if with_prefect:
        from flows.offline import set_prefect_defaults  # noqa: PLC0415

        set_prefect_defaults(os.environ)
        from flows.backfill import backfill_windows  # noqa: PLC0415 - Prefect: 4 s

        total, failed = backfill_windows(
            *days,
            names=names,
            archive=archive,
            step_days=step_days,
            sources_file=settings.sources,
            warehouse=settings.warehouse,
            again=again,
        )
    else:
        total, failed = Summary(), {}
        for number, (piece, outcome) in enumerate(run_pieces(pieces, settings, again=again), 1):
            state = "done before" if outcome is None else f"{outcome.summary.articles_new:,} articles new"
            print_note(f"backfill: {number} of {len(pieces)}: {piece.name}: {state}")
            if outcome is not None:
                total += outcome.summary
                failed |= {f"{name} {piece.name}": reason for name, reason in outcome.failed.items()}
                failed |= {f"{name} {piece.name}": "is being read by another run" for name in outcome.busy}
    print_summary(total, settings, as_json=as_json)
    for name, reason in failed.items():
        print_note(f"sitrep: {name} failed: {reason}")
    return int(bool(failed))


def reextract(settings: Settings, *, as_json: bool) -> int:
    """Read stored articles again; 1 if some could not be extracted."""
    from flows.reextract import reextract_stored  # noqa: PLC0415

    set_logging(settings.log, settings.log_level)
    with progress("reextract", None) as advance:
        total = reextract_stored(settings, datetime.now(UTC), lambda done, _: advance(0, done))
    print_summary(total, settings, as_json=as_json)
    return int(total.unreadable > 0)


def maintain(settings: Settings, *, compact: bool, prune: bool, verify: bool, as_json: bool) -> int:
    """Upkeep; 1 if something that is kept is not whole."""
    from flows.maintain import maintain_warehouse  # noqa: PLC0415

    set_logging(settings.log, settings.log_level)
    done = maintain_warehouse(settings, datetime.now(UTC), compact=compact, prune=prune, verify=verify)
    if as_json:
        print_json({"warehouse": str(settings.warehouse), **asdict(done)})
        return int(not done.is_sound)
    if done.bytes_before is not None and done.bytes_after is not None:
        print_line(f"compacted  {done.bytes_before / 1e6:,.1f} MB to {done.bytes_after / 1e6:,.1f} MB")
    if done.raw_dropped is not None:
        print_line(f"pruned     {done.raw_dropped:,} raw bodies older than {settings.raw_days:g} days")
    if done.raw_kept is not None:
        print_line(f"verified   {done.raw_kept:,} raw bodies, {len(done.raw_damaged):,} damaged")
        print_line(f"checks     {', '.join(done.checks_broken) or 'all passed'}")
    for sha256 in done.raw_damaged:
        print_line(f"damaged    {sha256}")
    print_line(f"warehouse  {plain(settings.warehouse)}")
    return int(not done.is_sound)


def serve(settings: Settings) -> int:
    """Watch until asked to end."""
    from flows.serve import serve_monitor, stop_on_signals  # noqa: PLC0415
    from flows.sources import load_sources  # noqa: PLC0415

    load_sources(settings.sources)  # a fault in the list is told now, not in every pass
    if settings.log_level == "warning":  # what a service does is looked up in its log
        settings = replace(settings, log_level="info")
    set_logging(settings.log, settings.log_level)
    stopped = threading.Event()
    stop_on_signals(stopped)
    serve_monitor(settings, stopped)
    return 0
