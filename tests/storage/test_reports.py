"""Reports: each number leads to its words, nothing is added that must not be, and other people's text stays text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from made_claims import article, claim, count, day, extraction, place, span_of, stamp
from made_warehouse import fill_warehouse
from markdown_it import MarkdownIt

from extract.records import Article, Attribution, Evidence, Extraction, Issue, Party
from storage.append import append_articles
from storage.link import link_claims
from storage.report_data import load_report
from storage.report_words import headline_sentences
from storage.reports import render_html, render_json, render_markdown, render_report
from storage.rows import Fetch

FROM, TO = date(2024, 3, 4), date(2024, 3, 24)  # three whole weeks
WRITTEN = datetime(2024, 3, 25, 6, 0, tzinfo=UTC)
NASTY = '<script>alert(1)</script> | *bold* `code` "quotes" \u202eevil\u202c \x07 [x](javascript:1) www.example.org'


class Page(HTMLParser):
    """Ids, links, and the text inside every marked element of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: dict[str, str] = {}
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag in {"mark", "span"}:
            self._open.append((tag, [str(values["id"])] if values.get("id") else []))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"mark", "span"} and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for _, ids in self._open:
            for id_ in ids:
                self.marked[id_] = self.marked.get(id_, "") + data

    def hrefs(self, tag: str = "a") -> list[str]:
        return [str(values["href"]) for name, values in self.tags if name == tag and values.get("href")]


def market_attack(
    given_id: str, words: str, bounds: tuple[int | None, ...], title: str, source: str
) -> tuple[Article, Extraction]:
    """The same attack as told by several outlets, each with its own figure."""
    own = " ".join(f"{source}{n}" for n in range(40))  # or they would be copies of one another
    of = article(
        f"Gunmen killed {words} traders and wounded around 30 others in Karsheh on Monday, said {source} police. {own}",
        given_id=given_id,
        title=title,
        source=source,
    )
    told = claim(
        of,
        date=day(of, "Monday", date(2024, 3, 11)),
        place=place(of),
        parties=(Party("Gunmen", span_of(of, "Gunmen"), "perpetrator", "group", confidence_stated="reported as fact"),),
        counts=(
            count(of, words, "killed", *bounds),
            count(of, "around 30", "injured", None, 30, None, qualifier="about"),
        ),
        attribution=Attribution("attributed", f"{source} police", span=span_of(of, f"{source} police")),
    )
    return of, extraction(of, told)


def one_claim(text: str, **values: object) -> tuple[Article, Extraction]:
    of = article(text, given_id=text[:20])
    return of, extraction(of, claim(of, **values))


def ambush(url: str = "https://news.example/a (1)|<b>") -> tuple[Article, Extraction]:
    """A claim with a named victim, a detainee and a clash between named bodies."""
    of = article(
        "Judge Omar Hassan was shot dead in Dolan on Tuesday. Hassan had tried members of the River Front, "
        "which police blame. Two brothers of Omar Hassan were held.",
        given_id="ambush",
        title="Judge Omar Hassan shot dead",
    )
    of = replace(of, url=url)
    told = claim(
        of,
        date=day(of, "Tuesday", date(2024, 3, 5)),
        place=place(of, "Dolan"),
        parties=(
            Party("Judge Omar Hassan", span_of(of, "Judge Omar Hassan"), "victim", "person"),
            Party(
                "River Front",
                span_of(of, "River Front"),
                "perpetrator",
                "organisation",
                "river-front",
                "River Front",
                2,
                "suspected or accused by authorities",
                Attribution("accused", "police", span=span_of(of, "police")),
            ),
        ),
        counts=(count(of, "Judge", "killed", 1, 1, 1), count(of, "Two", "detained", 2, 2, 2)),
    )
    return of, extraction(of, told, issues=(Issue("place", "unresolved place", "Omar Hassan street"),))


def others() -> list[tuple[Article, Extraction]]:
    """One claim for every section that is in no total."""
    of = article("A bomb was defused in Karsheh on Monday before it could kill 40 people.", given_id="attempt")
    attempt = claim(
        of,
        realis="attempted",
        date=day(of, "Monday", date(2024, 3, 18)),
        place=place(of),
        counts=(count(of, "40", "killed", 40, 40, 40),),
    )
    loose = article("Raiders killed seven herders in Tirnan.", given_id="undated")
    elsewhere = {"admin1": "Tirnan", "lat": 36.0, "lon": 41.0}
    undated = claim(
        loose,
        place=place(loose, "Tirnan", geonameid=102, **elsewhere),
        counts=(count(loose, "seven", "killed", 7, 7, 7),),
    )
    tally = article("More than 4,000 people were killed in Dolan this year, officials said.", given_id="tally")
    aggregate = claim(
        tally,
        kind="aggregate",
        date=day(tally, "this year", date(2024, 1, 1), date(2024, 3, 12)),
        counts=(count(tally, "More than 4,000", "killed", 4001, 4001, None, qualifier="more_than"),),
    )
    raid = article("Troops arrested nine men in Balsor on Monday.", given_id="raid")
    arrest = claim(
        raid,
        event_type="Strategic developments",
        sub_event_type="Arrests",
        place=place(raid, "Balsor", geonameid=103, admin1="Balsor", lat=30.0, lon=47.0),
        date=day(raid, "Monday", date(2024, 3, 11)),
        counts=(count(raid, "nine", "detained", 9, 9, 9),),
    )
    return [
        (of, extraction(of, attempt)),
        (loose, extraction(loose, undated)),
        (tally, extraction(tally, aggregate)),
        (raid, extraction(raid, arrest)),
        one_claim("The town could fall at any time, a general warned.", kind="assessment", realis="hypothetical"),
        one_claim("Rebels took the town in 2014.", kind="background"),
        one_claim("No attack took place, the ministry said.", realis="negated"),
    ]


@pytest.fixture
def filled(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    failed = Fetch(
        requested_at=WRITTEN, source="wire", url="file.bin", error="not text", issues=(Issue("read", "not text"),)
    )
    append_articles(
        con,
        stamp(),
        [
            market_attack("a", "at least 12", (12, 12, None), NASTY, "wire"),
            market_attack("b", "at least 15", (15, 15, None), "Market attack", "riverpost"),
            ambush(),
            *others(),
        ],
        [failed],
    )
    link_claims(con, stamp(1))
    return con


def fill_one(con: duckdb.DuckDBPyConnection, *pairs: tuple[Article, Extraction]) -> None:
    append_articles(con, stamp(), pairs)
    link_claims(con, stamp(1))


def test_totals_are_those_of_the_trend_view(filled: duckdb.DuckDBPyConnection) -> None:
    """Over whole weeks the headline is the sum of out_trend_week without strategic developments."""
    report = load_report(filled, FROM, TO, WRITTEN)
    row = filled.execute(
        "SELECT sum(n_incidents), sum(n_attempted), sum(killed_low), sum(killed_best), sum(killed_n_stated), "
        "sum(killed_n_unbounded), sum(injured_best) FROM out_trend_week "
        "WHERE week BETWEEN ? AND ? AND event_type <> 'Strategic developments'",
        [FROM, TO],
    ).fetchone()
    killed = report.killed
    shown = (report.incidents, report.attempted, killed.low, killed.best, killed.n_stated, killed.n_unbounded)
    assert (*shown, report.injured.best) == row
    assert shown == (2, 1, 13, 13, 2, 1)
    assert killed.high is None
    assert sum(week.incidents for week in report.weeks) == report.incidents == len(report.happened)
    assert sum(week.killed.low or 0 for week in report.weeks) == killed.low
    for rows in (report.by_place, report.by_type):
        assert sum(row.incidents for row in rows) == report.incidents
        assert sum(row.attempted for row in rows) == report.attempted


def test_nothing_else_is_added(filled: duckdb.DuckDBPyConnection) -> None:
    """Tallies, attempts, undated incidents, arrests and what was not done have sections of their own."""
    report = load_report(filled, FROM, TO, WRITTEN)
    sections = (
        report.attempts,
        report.undated,
        report.strategic,
        report.aggregates,
        report.assessments,
        report.background,
        report.not_done,
    )
    assert [len(rows) for rows in sections] == [1] * 7
    assert report.aggregates[0].counts[0].bound.low == 4001
    assert report.undated[0].dates == "by 12 Mar 2024"
    assert "4,001" not in headline_sentences(report)[0]


def test_headline_says_why_a_bound_is_unknown(filled: duckdb.DuckDBPyConnection) -> None:
    first, change, apart = headline_sentences(load_report(filled, FROM, TO, WRITTEN))
    assert first.startswith("From 4 March to 24 March 2024, 2 incidents were reported in 1 country. ")
    assert "At least 13 people were reported killed; the upper bound is unknown because 1 count is open-ended." in first
    assert "About 30 people were reported injured" in first
    assert change == (
        "There is no comparison with the 21 days before (12 Feb – 3 Mar 2024): too few incidents of known days were "
        "reported to measure coverage."
    )
    assert apart.startswith("Listed below, but in none of these totals: 1 attempt that failed or was foiled, ")


def test_every_number_leads_to_its_words(filled: duckdb.DuckDBPyConnection) -> None:
    """Each link within the page has its target, and a count's target holds the count's own words."""
    report = load_report(filled, FROM, TO, WRITTEN, show_names=True)
    page = Page(render_html(report))
    inner = [href[1:] for href in page.hrefs() if href.startswith("#")]
    assert set(inner) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    incidents = (*report.happened, *report.attempts, *report.undated, *report.strategic)
    claims = [entry for one in incidents for entry in one.reports]
    claims += [*report.aggregates, *report.assessments, *report.background, *report.not_done]
    counts = [one for entry in claims for one in entry.counts]
    assert len(counts) == 10
    for one in counts:
        assert page.marked[one.anchor] == one.text
        assert inner.count(one.anchor) >= 1
    figures = [figure for one in incidents for figure in one.figures]
    assert len(figures) == 7
    assert all(figure.anchor in inner for figure in figures)


def test_reconciled_number_rests_on_the_count_it_comes_from(filled: duckdb.DuckDBPyConnection) -> None:
    attack = next(one for one in load_report(filled, FROM, TO, WRITTEN).happened if len(one.reports) == 2)
    words = {one.anchor: one.text for entry in attack.reports for one in entry.counts}
    killed = attack.figures[0]
    assert (killed.bound.low, killed.bound.best, killed.bound.high) == (12, 12, None)
    assert words[killed.anchor] == "at least 12"
    assert killed.best_anchor is None
    assert {entry.says for entry in attack.reports} == {"wire police", "riverpost police"}


def test_best_figure_leads_to_its_own_words(con: duckdb.DuckDBPyConnection) -> None:
    """A toll that rose: the low rests on the first report, the best on the later one."""
    later = market_attack("b", "at least 15", (15, 15, None), "Toll rises", "riverpost")
    of = replace(later[0], published=date(2024, 3, 13))
    fill_one(con, market_attack("a", "at least 12", (12, 12, None), "Attack", "wire"), (of, later[1]))
    (attack,) = load_report(con, FROM, TO, WRITTEN).happened
    words = {one.anchor: one.text for entry in attack.reports for one in entry.counts}
    killed = attack.figures[0]
    assert (words[killed.anchor], words[killed.best_anchor or ""]) == ("at least 12", "at least 15")


def test_reports_a_number_rests_on_are_never_left_out(con: duckdb.DuckDBPyConnection) -> None:
    """Of ten reports of a rising toll the page shows three at least, and those with the low and the best."""
    pairs = []
    for n in range(10):
        of, read = market_attack(f"r{n}", f"at least {12 + n}", (12 + n, 12 + n, None), "Attack", f"feed-{n}")
        pairs.append((replace(of, published=date(2024, 3, 12 + n)), read))
    fill_one(con, *pairs)
    report = load_report(con, FROM, TO, WRITTEN)
    page = Page(render_html(report))
    assert {href[1:] for href in page.hrefs() if href[0] == "#"} <= set(page.ids)
    killed = report.happened[0].figures[0]
    assert (page.marked[killed.anchor], page.marked[killed.best_anchor or ""]) == ("at least 12", "at least 21")
    assert "7 more reports of this incident in report.json." in render_html(report)


def test_copies_are_told_once(con: duckdb.DuckDBPyConnection) -> None:
    """Ten feeds carrying one text are one report with ten sources."""
    one, read = market_attack("a", "at least 12", (12, 12, None), "Attack", "wire")
    copies = [article(one.text, given_id=f"copy-{n}", title="Attack", source=f"feed-{n}") for n in range(9)]
    fill_one(con, (one, read), *((copy, extraction(copy, *read.claims)) for copy in copies))
    (attack,) = load_report(con, FROM, TO, WRITTEN).happened
    assert (attack.n_articles, attack.n_origins, len(attack.reports)) == (10, 1, 1)
    assert len(attack.reports[0].copies) == 9


def test_other_peoples_text_stays_text(filled: duckdb.DuckDBPyConnection) -> None:
    report = load_report(filled, FROM, TO, WRITTEN)
    html, markdown = render_html(report), render_markdown(report)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert r"&lt;script&gt;alert(1)&lt;/script&gt; \| \*bold\* \`code\`" in markdown
    assert r"\[x\](javascript:1) www\.example.org" in markdown
    for text in (html, markdown, render_json(report)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[::1", "//x.org/a"]
)
def test_only_web_addresses_become_links(con: duckdb.DuckDBPyConnection, url: str) -> None:
    fill_one(con, ambush(url))
    report = load_report(con, FROM, TO, WRITTEN)
    assert report.happened[0].reports[0].source.url is None
    assert url not in render_html(report) + render_markdown(report)


def test_page_loads_nothing(filled: duckdb.DuckDBPyConnection) -> None:
    """Only <a> leads anywhere: no script, no image, no font, no style from elsewhere."""
    html = render_html(load_report(filled, FROM, TO, WRITTEN))
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert page.hrefs("link") == ["data:,"]
    assert not [values for _, values in page.tags if "src" in values or "style" in values]
    assert not re.search(r"@import|url\((?!#)", html)


def test_names_of_victims_are_left_out_unless_asked_for(filled: duckdb.DuckDBPyConnection) -> None:
    """In sentences, titles and examples, also where only a part of the name stands."""
    hidden = load_report(filled, FROM, TO, WRITTEN)
    for text in (render_html(hidden), render_markdown(hidden), render_json(hidden)):
        assert "Hassan" not in text
        assert "Omar" not in text
        assert "name withheld" in text
    shown = render_html(load_report(filled, FROM, TO, WRITTEN, show_names=True))
    assert "Judge Omar Hassan shot dead" in shown
    assert "withheld</span>" not in shown


def test_perpetrators_carry_confidence_and_speaker(filled: duckdb.DuckDBPyConnection) -> None:
    ambushed = next(one for one in load_report(filled, FROM, TO, WRITTEN).happened if one.place == "Dolan, Iraq")
    blamed = next(party for party in ambushed.reports[0].parties if party.role == "perpetrator")
    assert (blamed.name, blamed.confidence_stated, blamed.says) == (
        "River Front",
        "suspected or accused by authorities",
        "accusation by police",
    )


def test_markdown_renders_as_meant(filled: duckdb.DuckDBPyConnection) -> None:
    """A Markdown reader sees the same tables and links, each within the file or to the web, and no other HTML."""
    html = MarkdownIt("commonmark").enable("table").render(render_markdown(load_report(filled, FROM, TO, WRITTEN)))
    page = Page(html)
    known = {"h1", "h2", "h3", "p", "a", "table", "thead", "tbody", "tr", "th", "td", "em", "strong", "blockquote"}
    assert {tag for tag, _ in page.tags} == known | {"ul", "li"}
    assert {href[1:] for href in page.hrefs() if href[0] == "#"} <= set(page.ids)
    assert {href for href in page.hrefs() if href[0] != "#"} == {"https://news.example/a%20%281%29%7C%3Cb%3E"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt; | *bold* `code`" in html


def test_words_outside_the_sentences_are_shown_too(con: duckdb.DuckDBPyConnection) -> None:
    """A number in the title is marked in the title; one elsewhere stands alone."""
    of = article(
        "Fighting went on in Karsheh on Monday. Later, 12 were said to be hurt.",
        given_id="t",
        title="Nine dead in Karsheh",
    )
    first = of.text.split(". ", maxsplit=1)[0] + "."
    told = claim(
        of,
        date=day(of),
        place=place(of, "Karsheh"),
        evidence=(Evidence(*span_of(of, first), first),),
        counts=(count(of, "Nine", "killed", 9, 9, 9), count(of, "12", "injured", 12, 12, 12)),
    )
    fill_one(con, (of, extraction(of, told)))
    (one,) = load_report(con, FROM, TO, WRITTEN).happened
    shown = [
        "".join(f"<{piece.text}>" if piece.ids else piece.text for piece in pieces)
        for pieces in one.reports[0].sentences
    ]
    assert shown == ["Fighting went on in Karsheh on Monday.", "<Nine> dead in Karsheh", "<12>"]


def test_same_data_gives_the_same_bytes(filled: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = render_report(filled, FROM, TO, WRITTEN, tmp_path / "one")
    second = render_report(filled, FROM, TO, WRITTEN, tmp_path / "two" / "deep")
    assert [path.name for path in first] == ["report.html", "report.md", "report.json"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert json.loads(first[2].read_text("utf-8"))["schema"] == "sitrep.report/2"


def test_empty_window_is_a_page(filled: duckdb.DuckDBPyConnection) -> None:
    report = load_report(filled, date(1999, 1, 1), date(1999, 1, 31), WRITTEN)
    html = render_html(report)
    headline, _ = headline_sentences(report)
    assert headline.startswith("From 1 January to 31 January 1999, no dated incident was reported in what was read.")
    assert "<svg" not in html
    assert "No article published in the window has been read." in html
    assert "no dated incident" in render_markdown(report)


def test_empty_warehouse_is_a_page(con: duckdb.DuckDBPyConnection) -> None:
    assert "no dated incident" in render_html(load_report(con, date(1, 1, 1), date(9999, 12, 31), WRITTEN))


def test_one_claim_is_a_page(con: duckdb.DuckDBPyConnection) -> None:
    fill_one(con, ambush())
    report = load_report(con, date(2024, 3, 5), date(2024, 3, 5), WRITTEN)
    assert headline_sentences(report)[0].startswith(
        "On 5 March 2024, 1 incident was reported in 1 country. 1 person was"
    )
    assert [week.is_partial for week in report.weeks] == [True]


def test_endless_window_shows_its_weeks_with_incidents(filled: duckdb.DuckDBPyConnection) -> None:
    report = load_report(filled, date(1, 1, 1), date(9999, 12, 31), WRITTEN)
    assert [week.start for week in report.weeks] == [date(2024, 3, 4), date(2024, 3, 11), date(2024, 3, 18)]
    assert "too long to show" in render_html(report)


def test_dates_wider_than_a_week_count_in_no_week(con: duckdb.DuckDBPyConnection) -> None:
    """Within the window they are in the total, in a row of their own; reaching out of it they are undated."""
    of = article("Militants killed four people in Karsheh this month.", given_id="wide")
    told = claim(
        of,
        date=day(of, "this month", date(2024, 3, 1), date(2024, 3, 12)),
        place=place(of),
        counts=(count(of, "four", "killed", 4, 4, 4),),
    )
    fill_one(con, (of, extraction(of, told)))
    whole = load_report(con, date(2024, 3, 1), date(2024, 3, 31), WRITTEN)
    assert whole.incidents == 1
    assert whole.no_week is not None
    assert whole.no_week.killed.high == 4
    assert sum(week.incidents for week in whole.weeks) == 0
    cut = load_report(con, date(2024, 3, 5), date(2024, 3, 31), WRITTEN)
    assert (cut.incidents, len(cut.undated)) == (0, 1)


def test_long_lists_say_what_is_left_out(con: duckdb.DuckDBPyConnection) -> None:
    pairs = []
    for n in range(300):
        of = article(f"Raid {n}: {n} people died in Karsheh on Monday.", given_id=f"raid-{n}")
        told = claim(
            of,
            date=day(of, "Monday", date(2024, 3, 11)),
            place=place(of, geonameid=1000 + n, admin1=f"D{n}", lat=n / 5 - 30, lon=n / 2),
            counts=(count(of, f"{n} people", "killed", n, n, n),),
        )
        pairs.append((of, extraction(of, told)))
    fill_one(con, *pairs)
    report = load_report(con, FROM, TO, WRITTEN)
    html, markdown = render_html(report), render_markdown(report)
    assert report.incidents == 300
    assert html.count('<li><article class="entry"') == markdown.count("\n### ") == 250
    for text in (html, markdown):
        assert "Shown: 250 of 300, those with most people killed" in text
        assert "240 more rows, with 240 incidents, in report.json." in text
    assert "Raid 299:" in html
    assert "Raid 49:" not in html
    assert len(json.loads(render_json(report))["happened"]) == 300


START = date(2023, 1, 2)  # of the made warehouse: a Monday


@pytest.fixture
def year(con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Forty weeks of incidents in 22 places, told by 12 sources."""
    fill_warehouse(con, 3000, first=START, days=280, sources=12, told=3)
    return con


def weeks_from(n: int, length: int = 4) -> tuple[date, date]:
    return START + timedelta(7 * n), START + timedelta(7 * (n + length) - 1)


def test_steady_coverage_is_compared_as_it_is(year: duckdb.DuckDBPyConnection) -> None:
    report = load_report(year, *weeks_from(32), WRITTEN)
    assert report.trend is not None
    assert report.trend.unknown is None
    assert report.trend.coverage == pytest.approx(1, abs=0.05)
    assert report.trend.incidents is not None
    assert not report.trend.incidents.is_clear
    assert sum(row.before for row in report.by_place) <= report.trend.incidents.before
    assert "may be chance" in headline_sentences(report)[1]


def test_outage_is_named_and_is_no_calm(year: duckdb.DuckDBPyConnection) -> None:
    """Half of the sources silent for two weeks: far fewer incidents, no clear change, and the report says who."""
    first, last = START + timedelta(7 * 34), START + timedelta(7 * 36 - 1)
    silent = [f"source-{n:03}" for n in range(0, 12, 2)]
    gone = "SELECT version_id FROM raw_article WHERE source IN (SELECT unnest(?)) AND published_at BETWEEN ? AND ?"
    for table in ("core_extraction", "raw_article"):
        year.execute(f"DELETE FROM {table} WHERE version_id IN ({gone})", [silent, first, last])
    report = load_report(year, *weeks_from(34, 2), WRITTEN)
    assert report.trend is not None
    assert report.trend.coverage is not None
    assert report.trend.coverage < 0.95
    assert {change.source for change in report.trend.sources if change.kind == "silent"} == set(silent)
    change = report.trend.incidents
    assert change is not None
    assert change.expected < change.before * 0.97
    assert not change.is_clear
    html = render_html(report)
    assert "Silent for unusually long: source-0" in html
    assert 'class="adjusted"' in html


def test_weeks_nobody_watched_are_gaps(year: duckdb.DuckDBPyConnection) -> None:
    first, last = START + timedelta(7 * 34), START + timedelta(7 * 35 - 1)
    for table, column in (("core_extraction", "version_id"), ("raw_article", "version_id")):
        year.execute(
            f"DELETE FROM {table} WHERE {column} IN "
            "(SELECT version_id FROM raw_article WHERE published_at BETWEEN ? AND ?)",
            [first, last + timedelta(3)],
        )
    weeks = load_report(year, *weeks_from(32), WRITTEN).weeks
    assert [week.is_gap for week in weeks] == [False, False, True, False]
    assert 'class="gap"' in render_html(load_report(year, *weeks_from(32), WRITTEN))


def test_escalation_is_flagged_with_its_reason(year: duckdb.DuckDBPyConnection) -> None:
    """Everything of one week moved to one division."""
    monday = START + timedelta(7 * 35)
    year.execute(
        "UPDATE core_claim SET place_country = 'TCD', place_admin1 = 'Lac', place_name = 'Bol' "
        "WHERE date_start BETWEEN ? AND ?",
        [monday, monday + timedelta(6)],
    )
    report = load_report(year, *weeks_from(32), WRITTEN)
    assert report.trend is not None
    flag = report.trend.flags[0]
    assert (flag.labels, flag.start) == (("TCD", "Lac"), monday)
    assert flag.incidents > flag.limit > flag.expected
    assert "Lac, Chad, week of 4–10 Sep 2023: " in render_html(report)
    assert "expected from the 26 weeks before at this week’s coverage" in render_markdown(report)


def test_report_as_of_a_time_is_the_same_whatever_came_since(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    fill_one(con, market_attack("a", "at least 12", (12, 12, None), "Attack", "wire"))
    then = stamp(1).recorded_at
    before = render_report(con, FROM, TO, WRITTEN, tmp_path / "before", as_of=then)
    append_articles(con, stamp(5), [ambush()])
    link_claims(con, stamp(6))
    after = render_report(con, FROM, TO, WRITTEN + timedelta(9), tmp_path / "after", as_of=then)
    assert [path.read_bytes() for path in before] == [path.read_bytes() for path in after]
    assert "As it stood on 20 Mar 2024, 12:01 UTC" in after[0].read_text("utf-8")


def test_revisions_since_the_last_report(con: duckdb.DuckDBPyConnection) -> None:
    fill_one(con, market_attack("a", "at least 12", (12, 12, None), "Attack", "wire"))
    later, read = market_attack("b", "15", (15, 15, 15), "Toll rises", "riverpost")
    append_articles(con, stamp(5), [(replace(later, published=date(2024, 3, 14)), read), ambush()])
    link_claims(con, stamp(6))
    report = load_report(con, FROM, TO, WRITTEN, since=stamp(2).recorded_at)
    assert report.revisions is not None
    assert [one.kind for one in report.revisions] == ["new", "corrected"]
    assert "killed, was at least 12 and is 12 to 15, best figure 15" in report.revisions[1].why
    assert "1 new, 1 corrected (follow-up)" in render_html(report)
    assert load_report(con, FROM, TO, WRITTEN).revisions is None


def test_ten_thousand_incidents_are_a_bounded_page(con: duckdb.DuckDBPyConnection) -> None:
    fill_warehouse(con, 10_000, first=START, days=28, sources=30, told=2)
    report = load_report(con, START, START + timedelta(27), WRITTEN)
    html = render_html(report)
    assert report.incidents > 8000
    assert len(report.happened) == 1000
    assert len(html.encode()) < 3_000_000
    assert re.search(r"Shown: 250 of [\d,]+, those with most people killed", html)


def test_odd_names_stay_in_their_place(con: duckdb.DuckDBPyConnection) -> None:
    """Very long names and names from right to left are isolated and cut."""
    of = article(
        "Gunmen killed nine people in Karsheh on Monday.", given_id="odd", title="عنوان " * 30, source="ש" * 80
    )
    told = claim(
        of,
        date=day(of),
        place=place(of, name="Llanfair" * 30, admin1="إقليم"),
        counts=(count(of, "nine", "killed", 9, 9, 9),),
    )
    fill_one(con, (of, extraction(of, told)))
    html = render_html(load_report(con, FROM, TO, WRITTEN))
    assert "<bdi>" + "Llanfair" * 30 in html
    assert '<blockquote dir="auto">' in html
    assert "…</text>" in html
