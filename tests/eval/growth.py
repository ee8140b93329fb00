"""What appending costs as the warehouse grows: processor time per article at 10,000, 100,000 and 1,000,000 stored ones.

    python tests/eval/growth.py [--sizes 10000 100000 1000000]

Stored rows are made up by SQL, with texts of 2 KB and a claim each; the batches of 100 that are timed are real ones, of
the gold set: known extractions and append, then what a run knows of addresses, the checks of its rows, the copy for
readers, and with --link the links, which for the first batch of a size have all the made-up claims to look at. Time is
that of the processors, in all threads: it holds on a busy machine too.
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
from pathlib import Path
from statistics import median

from extract.records import Article
from flows.articles import make_article
from flows.extraction import extract_result
from flows.files import ReadResult
from flows.ingest import Batch, append_batch, find_known, new_stamp
from flows.settings import Settings, load_settings
from storage.checks import run_checks
from storage.fetches import load_known
from storage.link import link_claims
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


def make_batch(settings: Settings, number: int, size: int = 100) -> tuple[list[ReadResult], Batch]:
    """A real batch: articles of the gold set under new ids, extracted."""
    rows = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    results: list[ReadResult] = []
    for nth in range(size):
        row = rows[nth % len(rows)]
        article, _ = make_article(
            f"{row['text']}\n\nBulletin {number}-{nth}.",
            title=row.get("title"),
            given_id=f"g{number}-{nth}",
            published=datetime.fromisoformat(row["published"]).date() if row.get("published") else None,
            published_method="given",
            today=NOW.date(),
        )
        results.append(
            ReadResult(Fetch(requested_at=NOW, source="s", url=f"{nth}", version_id=article.version_id), article)
        )
    pairs: list[tuple[Article, object]] = [
        (result.article, extract_result(result, settings)) for result in results if result.article is not None
    ]
    return results, Batch(tuple(pairs), tuple(result.fetch for result in results))  # type: ignore[arg-type]


@contextmanager
def clocked(spent: dict[str, list[float]], name: str) -> Iterator[None]:
    begun = time.process_time()
    yield
    spent[name].append(time.process_time() - begun)


def measure_size(settings: Settings, batches: list[tuple[list[ReadResult], Batch]], *, link: bool) -> dict[str, float]:
    """Median milliseconds an article of each step, by batches that are new to the warehouse."""
    spent: dict[str, list[float]] = defaultdict(list)
    for number, (results, batch) in enumerate(batches):
        stamp = new_stamp(NOW + timedelta(minutes=number))
        with clocked(spent, "append"):
            find_known(results, stamp, settings)
            append_batch(batch, stamp, settings)
        with clocked(spent, "known"), open_warehouse(settings.warehouse, stamp) as con:
            load_known(con, ["s"], NOW, 30)
        if link:
            with clocked(spent, "link"), open_warehouse(settings.warehouse, stamp) as con:
                link_claims(con, stamp)
        with clocked(spent, "check"), open_warehouse(settings.warehouse, stamp) as con:
            run_checks(con, stamp)
    with clocked(spent, "publish"):
        publish_read_copy(settings.warehouse)
    per_article = {name: round(1000 * median(times) / 100, 2) for name, times in spent.items() if name != "publish"}
    return {**per_article, "publish_s": round(spent["publish"][0], 2)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--link", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings({}), warehouse=Path(folder) / "w.duckdb")
        stored, figures = 0, {}
        for nth, size in enumerate(options.sizes):
            fill(settings, stored, size)
            stored = size
            first = nth * (options.batches + 1)
            batches = [make_batch(settings, first + number) for number in range(options.batches + 1)]
            measure_size(
                settings, batches[:1], link=options.link
            )  # the first after the filling links all that was filled
            figures[size] = measure_size(settings, batches[1:], link=options.link)
            figures[size]["megabytes"] = round(settings.warehouse.stat().st_size / 1e6)
            print(json.dumps({size: figures[size]}), flush=True)
    appends = [figure["append"] for figure in figures.values()]
    print(json.dumps({"append_last_to_first": round(appends[-1] / appends[0], 2)}))
    return int(appends[-1] > 1.5 * appends[0])


if __name__ == "__main__":
    sys.exit(main())
