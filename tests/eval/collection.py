"""The ledger of collection: a simulated press with faults, read for 14 days, beside the same press without.

    python tests/eval/collection.py [--seed 1] [--sites 30] [--articles 3000] [--days 14] [--passes 4]
        [--no-claims] [--keep DIR]

Real servers on the loopback address, simulated days, real (short) waits. Exit code 1 if anything that could be had was
lost, anything is doubled, the warehouses differ, or a site was asked for what it forbids or faster than it allows.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from press.faults import FaultPlan, plan_faults
from press.ledger import (
    Account,
    Comparison,
    Reading,
    collect_press,
    compare_warehouses,
    first_moment,
    plan_passes,
    press_settings,
    score_reading,
    settle,
    shared_work,
)
from press.server import Press
from press.world import make_world

from flows.collect import Outcome


def main() -> int:
    options = _parse_options()
    logging.disable(logging.CRITICAL)  # what is wrong with a site is in the ledger
    world = make_world(options.seed, options.sites, options.days, options.articles)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="sitrep-press-"))
    with Press(world) as press, shared_work(with_claims=not options.no_claims):
        passes = plan_passes(first_moment(press), options.days, options.passes)
        plan = plan_faults(world, press.looks, passes)
        print(f"{len(world.sites)} sites, {len(world.articles)} articles, {options.days} days, {len(passes)} passes")
        calm = _collect(press, FaultPlan(missing=plan.missing), passes, folder / "calm.duckdb")
        stormy = _collect(press, plan, passes, folder / "stormy.duckdb")
        reading = score_reading(folder / "stormy.duckdb", press)
    comparison = compare_warehouses(folder / "stormy.duckdb", folder / "calm.duckdb", press)
    print(render_ledger(calm, stormy, comparison, reading, missing=len(plan.missing)))
    return 0 if comparison.is_equal and calm.is_clean and stormy.is_clean else 1


def _collect(press: Press, plan: FaultPlan, passes: tuple[datetime, ...], warehouse: Path) -> Account:
    """All passes into a new warehouse; the account of the requests."""
    for old in warehouse.parent.glob(f"{warehouse.stem}*"):
        if old.is_file():
            old.unlink()
    press.start_over(plan)
    begun = time.monotonic()

    def tell(moment: datetime, outcome: Outcome) -> None:
        seconds = time.monotonic() - begun
        new = outcome.summary.articles_new
        print(
            f"  {warehouse.stem} {moment:%m-%d %H:%M}: {new} new, {len(outcome.failed)} failed, {seconds:.0f} s",
            flush=True,
        )

    account = settle(press, collect_press(press, passes, press_settings(press, warehouse), tell))
    account.seconds = time.monotonic() - begun
    return account


def render_ledger(calm: Account, stormy: Account, comparison: Comparison, reading: Reading, *, missing: int) -> str:
    """The account in lines, with the first few of each thing that is wrong."""
    lines = []
    for name, account in (("calm", calm), ("stormy", stormy)):
        lines.append(
            f"{name:7} {account.requests} requests, {account.bytes / 1e6:.1f} MB, {account.not_modified} not modified, "
            f"{account.seconds:.0f} s"
        )
        lines += [f"        robots.txt broken: {request.site} {request.path}" for request in account.robots[:5]]
        lines += [
            f"        too soon: {a.site} {a.path} ({a.status}), then {b.path} after {b.at - a.at:.3f} s of {least:g}"
            for a, b, least in account.too_soon[:5]
        ]
        lines += [f"        private address asked: {line}" for line in account.trapped[:5]]
        lines += [f"        alarm: {message}" for message in account.alarms[:5]]
    lines.append("faults  " + ", ".join(f"{kind} {n}" for kind, n in sorted(stormy.spoiled.items())))
    lines.append(
        f"read    {reading.held} of {reading.expected} articles that were to be had ({missing} are out of reach), "
        f"{reading.versions_held} of {reading.versions_expected} versions given; sentences {reading.sentences:.1%}, "
        f"titles {reading.titles:.1%}, days {reading.days:.1%}"
    )
    for name, urls in (
        ("lost", comparison.lost),
        ("doubled", comparison.doubled),
        ("deletions unseen", comparison.tombstones_lost),
        ("gone before any whole listing", comparison.unlisted),
    ):
        lines.append(f"{name} {len(urls)}" + "".join(f"\n        {url}" for url in urls[:8]))
    lines.append(f"tables that differ: {', '.join(comparison.tables_differing) or 'none'}")
    both = (calm, stormy)
    lines.append(
        f"robots violations {sum(len(a.robots) for a in both)}, rate violations {sum(len(a.too_soon) for a in both)}, "
        f"forbidden requests {sum(len(a.trapped) for a in both)}, nameless requests {sum(a.nameless for a in both)}"
    )
    return "\n".join(lines)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sites", type=int, default=30)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--passes", type=int, default=4, help="a day")
    parser.add_argument("--no-claims", action="store_true", help="compare articles only: no text is extracted")
    parser.add_argument("--keep", type=Path, help="folder for the warehouses; a new temporary one by default")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
