"""What appending costs as the warehouse grows: processor time per article at 10,000, 100,000 and 1,000,000 stored ones.

    python tests/eval/growth.py [--sizes 10000 100000 1000000] [--link] [--append-only]

Stored rows are made up by SQL, with texts of 2 KB and a claim each; the batches of 100 that are timed are real ones, of
the gold set. `append` is the mean over all batches from one renewal of the file to the next, that one included: look-up
of what is known, the log read at every opening, the rows written, the file copied. Besides, each as the median of a few
batches: what a run knows of addresses, the checks of its rows and with --link the links, which for the first batch
of a size have all the made-up claims to look at; and the copy for readers. Time is that of the processors, in all
threads: it holds on a busy machine too.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from extract.pipeline import extract_article
from extract.records import Article, Extraction
from flows.articles import make_article
from flows.extraction import identity_of, shared_resources
from flows.files import ReadResult
from flows.ingest import Batch, append_batch, find_known, new_stamp
from flows.settings import Settings, load_settings
from storage.checks import run_checks
from storage.fetches import load_known
from storage.link import link_claims
from storage.renewal import needs_renewal, renew_file
from storage.rows import Fetch
from storage.warehouse import open_warehouse, publish_read_copy

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
GOLD = Path(__file__).with_name("gold.jsonl")
_OLD = "TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS recorded_at, 'old' AS run_id FROM range($first, $last) AS r (i)"
# i-th article, its sighting, its extraction and one claim of it, three years before the batches that are timed.
_ROWS = {
    "raw_article": """md5('v' || i) AS version_id, md5('a' || i) AS article_id, 's' || (i % 30) AS source,
        'https://news.example/' || i AS url, 'https://news.example/' || i AS canonical_url, 'Report ' || i AS title,
        (SELECT string_agg(md5(i || '-' || j), ' ') FROM range(60) AS w (j)) AS text,
        DATE '2015-01-01' + (i % 2000)::INTEGER AS published_at, []::VARCHAR[] AS authors, 'en' AS language""",
    "raw_fetch": """md5('f' || i) AS fetch_id, 's' || (i % 30) AS source, 'https://news.example/' || i AS url,
        'page' AS kind, TIMESTAMP '2020-01-01' + INTERVAL (i) SECOND AS requested_at, 200 AS status, 2000 AS bytes,
        md5('v' || i) AS version_id, 1 AS n_requests""",
    "core_extraction": """md5('e' || i) AS extraction_id, md5('v' || i) AS version_id, 'rules@1' AS extractor,
        'old' AS resources, 'en' AS language, 1 AS n_claims, 0 AS n_issues""",
    "core_claim": """md5('e' || i) AS extraction_id, md5('c' || i) AS claim_id, md5('n' || i) AS anchor_id, 0 AS ord,
        'incident' AS kind, 'actual' AS realis, 1 AS n_acts, 'Violence against civilians' AS event_type,
        'Attack' AS sub_event_type, []::VARCHAR[] AS modes, 'Monday' AS date_text,
        DATE '2015-01-01' + (i % 2000)::INTEGER AS date_start, DATE '2015-01-01' + (i % 2000)::INTEGER AS date_end,
        1 AS date_precision, 'Town ' || (i % 5000) AS place_text, 'Town ' || (i % 5000) AS place_name,
        i % 5000 AS place_geonameid, 'MLI' AS place_country, 10 + (i % 5000) / 1000 AS place_lat, 2.0 AS place_lon,
        1 AS place_precision, 'narrator' AS attribution_kind, 0.9 AS confidence""",
    "core_claim_evidence": """md5('e' || i) AS extraction_id, md5('c' || i) AS claim_id, 'sentence' AS field, 0 AS ord,
        0 AS span_start, 40 AS span_end, md5(i::VARCHAR) || ' killed' AS text""",
}


def fill(settings: Settings, first: int, last: int) -> None:
    """Made-up rows from the first to before the last."""
    stamp = new_stamp(NOW - timedelta(days=1000))
    with open_warehouse(settings.warehouse, stamp) as con:
        for table, columns in _ROWS.items():
            made = f"SELECT {columns}, {_OLD}".replace("$first", str(first)).replace("$last", str(last))
            con.execute(f"INSERT INTO {table} BY NAME {made}")


@cache
def read_gold(settings: Settings) -> list[tuple[dict[str, Any], Extraction]]:
    """Articles of the gold set with what is extracted of them."""
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    return [(row, extract_article(make_one(row, "0"), shared_resources(settings))) for row in rows]


def make_one(row: dict[str, Any], name: str) -> Article:
    """An article of the gold set under a new id; what is added behind the text moves no span."""
    article, _ = make_article(
        f"{row['text']}\n\nBulletin {name}.",
        title=row.get("title"),
        given_id=f"g{name}",
        published=datetime.fromisoformat(row["published"]).date() if row.get("published") else None,
        published_method="given",
        today=NOW.date(),
    )
    return article


def make_batch(settings: Settings, number: int, size: int = 100) -> tuple[list[ReadResult], Batch]:
    """A batch of articles that are new, extracted."""
    results, pairs = [], []
    for nth, (row, extraction) in zip(range(size), cycle(read_gold(settings)), strict=False):
        article = make_one(row, f"{number}-{nth}")
        fetch = Fetch(requested_at=NOW, source="s", url=f"{number}-{nth}", version_id=article.version_id)
        results.append(ReadResult(fetch, article))
        identity = identity_of(article, settings)
        pairs.append((article, replace(extraction, version_id=article.version_id, extraction_id=identity)))
    return results, Batch(tuple(pairs), tuple(result.fetch for result in results))


@contextmanager
def clocked(spent: dict[str, list[float]], name: str) -> Iterator[None]:
    begun = time.process_time()
    yield
    spent[name].append(time.process_time() - begun)


def measure_append(settings: Settings, numbers: Iterator[int]) -> dict[str, float]:
    """Mean milliseconds an article from one renewal to the next, and the share of the latter."""
    renew_file(settings.warehouse)
    spent: dict[str, list[float]] = defaultdict(list)
    for number in numbers:
        results, batch = make_batch(settings, number)
        stamp = new_stamp(NOW + timedelta(minutes=number))
        is_last = needs_renewal(settings.warehouse)
        with clocked(spent, "append"):
            find_known(results, stamp, settings)
            append_batch(batch, stamp, settings)
        if is_last:
            break
    times = spent["append"]
    renewal = times[-1] - times[-2]
    per_article = 10 / len(times)  # milliseconds, of batches of 100
    return {
        "append": round(sum(times) * per_article, 2),
        "of_it_renewal": round(renewal * per_article, 2),
        "first_batch": round(10 * times[0], 2),
        "batches": len(times),
    }


def measure_rest(settings: Settings, numbers: Iterator[int], *, link: bool) -> dict[str, float]:
    """Median milliseconds an article of the other steps, by batches that are new to the warehouse."""
    spent: dict[str, list[float]] = defaultdict(list)
    for number in islice(numbers, 4):
        _, batch = make_batch(settings, number)
        stamp = new_stamp(NOW + timedelta(minutes=number))
        append_batch(batch, stamp, settings)
        with clocked(spent, "known"), open_warehouse(settings.warehouse, stamp) as con:
            load_known(con, ["s"], NOW, 30)
        if link:
            with clocked(spent, "link"), open_warehouse(settings.warehouse, stamp) as con:
                link_claims(con, stamp)
        with clocked(spent, "check"), open_warehouse(settings.warehouse, stamp) as con:
            run_checks(con, stamp)
    # The first batch after the filling links all that was filled.
    return {name: round(10 * median(times[1:]), 2) for name, times in spent.items()}


def measure_publishing(settings: Settings) -> float:
    spent: dict[str, list[float]] = defaultdict(list)
    with clocked(spent, "publish"):
        publish_read_copy(settings.warehouse)
    return round(spent["publish"][0], 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--link", action="store_true")
    parser.add_argument("--append-only", action="store_true", help="leave out all other steps")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings({}), warehouse=Path(folder) / "w.duckdb")
        stored, figures, numbers = 0, {}, count(1)
        for size in options.sizes:
            fill(settings, stored, size)
            stored = size
            figures[size] = measure_append(settings, numbers)
            if not options.append_only:
                figures[size] |= measure_rest(settings, numbers, link=options.link)
                figures[size]["publish_s"] = measure_publishing(settings)
            figures[size]["megabytes"] = round(settings.warehouse.stat().st_size / 1e6)
            print(json.dumps({size: figures[size]}), flush=True)
    appends = [figure["append"] for figure in figures.values()]
    print(json.dumps({"append_last_to_first": round(appends[-1] / appends[0], 2)}))
    return int(appends[-1] > 1.5 * appends[0])


if __name__ == "__main__":
    sys.exit(main())
