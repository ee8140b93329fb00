"""Backfills: the past in windows of publication days, or an archive file by file; what is done is not done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flows.collect import Outcome, Steps, monitor_once
from flows.files import kind_of, list_files
from flows.ingest import new_stamp, recorded_run
from flows.parsers import PagePool
from flows.settings import Settings, SettingsError
from flows.sources import Source
from storage.visits import find_done
from storage.warehouse import open_warehouse

# Only these can be asked for some days of the past. Others show all that they have at once, and are read once for all.
_DATED = ("sitemap", "gdelt")
_ALL_PAGES = 1_000_000  # a run of the present leaves what is too much to the next one; a window has no next one
_PUBLISH_AFTER = timedelta(minutes=5)


class BackfillError(SettingsError):
    """A backfill that cannot be; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is read and recorded together: sources in one window or, of an archive, one `file`."""

    sources: tuple[Source, ...]
    first: date
    last: date
    file: str | None = None

    @property
    def name(self) -> str:
        days = str(self.first) if self.first == self.last else f"{self.first} to {self.last}"
        return days if self.file is None else Path(self.file).name

    @property
    def keys(self) -> tuple[tuple[str, date, date], ...]:
        """What `storage.visits.find_done` tells when the piece is done."""
        names = [self.file] if self.file is not None else [source.name for source in self.sources]
        return tuple((name, self.first, self.last) for name in names)


def cut_windows(first: date, last: date, days: int) -> Iterator[tuple[date, date]]:
    """Windows of so many days from first to last, all days inclusive; the last one may be shorter."""
    while first <= last:
        end = min(first + timedelta(days=days - 1), last)
        yield first, end
        first = end + timedelta(days=1)


def plan_sources(sources: Sequence[Source], first: date, last: date, days: int) -> list[Piece]:
    """The pieces of a backfill from sources: those that have no dates once, the others window by window."""
    once = tuple(source for source in sources if source.kind not in _DATED)
    dated = tuple(source for source in sources if source.kind in _DATED)
    pieces = [Piece(once, first, last)] if once else []
    return pieces + [Piece(dated, *window) for window in cut_windows(first, last, days) if dated]


def plan_archive(path: Path, name: str, first: date, last: date) -> list[Piece]:
    """The pieces of a backfill from an archive: its files that can be read. Raises BackfillError."""
    path = path.expanduser().resolve()
    if not path.exists():
        raise BackfillError(f"{path} does not exist: give the path of an archive.")
    files = [file for file in list_files(path) if kind_of(file)] if path.is_dir() else [path]
    if not files:
        raise BackfillError(f"{path} holds no file of a kind that is read.")
    return [
        Piece((Source(name=name, kind="warc", url=str(file)),), first, last, f"{file}:{file.stat().st_size}")
        for file in files
    ]


def run_pieces(
    pieces: Sequence[Piece],
    settings: Settings,
    *,
    again: bool = False,
    steps: Steps | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[tuple[Piece, Outcome | None]]:
    """Read the pieces in order; yields each with its outcome, None for one that was done before.

    A piece of which some sources are done reads the others. Raises WarehouseError; can be killed and run again.
    """
    settings = replace(settings, source_pages=_ALL_PAGES)
    done = frozenset() if again else _find_done(pieces, settings, clock())
    with PagePool(settings.parse_seconds) as pages:
        for number, piece in enumerate(pieces, 1):
            left = tuple(source for source, key in zip(piece.sources, piece.keys, strict=True) if key not in done)
            if not left:
                yield piece, None
                continue
            outcome = monitor_once(
                left,
                (piece.first, piece.last),
                clock(),
                settings,
                command="backfill",
                publish_after=_PUBLISH_AFTER if number < len(pieces) else timedelta(0),
                steps=steps,
                piece=piece.file,
                pages=pages,
            )
            yield piece, outcome
    if pieces and all(key in done for key in pieces[-1].keys):
        # The run that read the last piece may have been killed before it linked and published.
        window = (pieces[0].first, pieces[-1].last)
        with recorded_run(new_stamp(clock()), settings, "backfill", {}, window=window):
            pass


def _find_done(pieces: Sequence[Piece], settings: Settings, now: datetime) -> frozenset[tuple[str, date, date]]:
    names = {name for piece in pieces for name, _, _ in piece.keys}
    with open_warehouse(settings.warehouse, new_stamp(now), lock_timeout=settings.lock_seconds) as con:
        return frozenset(find_done(con, names))
