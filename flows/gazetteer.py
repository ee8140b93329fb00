"""The user's own GeoNames files, made into a file that is read beside the shipped places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from flows.console import print_json, print_line, print_note
from flows.settings import Settings, SettingsError, own_gazetteer_path, reading_user_files

_SHOWN = 10  # bad lines; all of a wrong file would fill the terminal


def load_places(
    files: Sequence[Path], out: Path | None, settings: Settings, countries: Sequence[str], *, as_json: bool
) -> int:
    """Write `out`, else the file of the settings, else that of the user's data folder; 1 if lines could not be read."""
    from extract.places.gazetteer import load_gazetteer  # noqa: PLC0415
    from extract.places.geonames import load_geonames  # noqa: PLC0415
    from extract.places.tables import load_countries  # noqa: PLC0415

    if unknown := sorted(set(countries) - set(load_countries())):
        raise SettingsError(f"{unknown[0]} is no country: give its ISO 3166-1 alpha-3 code, such as IRQ.")
    target = out or settings.gazetteer or own_gazetteer_path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        found = load_geonames(files, target, countries)
    except ValueError as error:
        raise SettingsError(f"Nothing was loaded: {error}.") from error
    except OSError as error:
        raise SettingsError(f"Nothing was loaded: {error.filename}: {str(error.strerror).lower()}.") from error
    load_gazetteer(target)  # what was written can be read
    used = target == own_gazetteer_path() or target == settings.gazetteer
    if as_json:
        bad = [asdict(line) for line in found.bad]
        print_json({"file": target, "places": len(found.rows), "skipped": found.skipped, "bad": bad, "used": used})
        return int(bool(found.bad))
    print_line(f"{len(found.rows):,} places written to {target}, {found.skipped:,} left out")
    for line in found.bad[:_SHOWN]:
        print_note(f"line {line.number:,}: {line.reason}: {line.text}")
    if found.bad:
        print_note(f"{len(found.bad):,} lines could not be read")
    if not used:
        print_line(f"Set SITREP_GAZETTEER={target} to use them.")
    return int(bool(found.bad))


def show_gazetteer(settings: Settings, *, as_json: bool) -> None:
    """The layers in use."""
    from extract.places.gazetteer import load_gazetteer  # noqa: PLC0415

    with reading_user_files(settings):
        gazetteer = load_gazetteer(settings.gazetteer)
    shipped, *own = gazetteer.layers
    sizes = {"shipped": shipped.size, "own": sum(layer.size for layer in own), "hand-made": len(gazetteer.extra)}
    if as_json:
        print_json({"places": sizes, "file": settings.gazetteer})
        return
    print_line(f"{sizes['shipped']:,} shipped places: GeoNames (CC BY 4.0), Natural Earth (public domain)")
    print_line(
        f"{sizes['hand-made']:,} hand-made places: regions, camps, bases, countries; villages of UCDP (CC BY 4.0)"
    )
    print_line(f"{sizes['own']:,} places of your own" + (f" in {settings.gazetteer}" if settings.gazetteer else ""))
