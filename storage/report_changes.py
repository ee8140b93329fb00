"""The sentences on what changed: exact, and hedged by what is known."""

from __future__ import annotations

from collections.abc import Sequence

from .report_claims import country_name
from .report_records import Compared, Flag, Report, SourceChange, Trend
from .report_text import clean_text, dates_words, day_words, join_words, plural

_SIMILAR = 0.05  # coverage this close to a typical day's needs no words
_N_SOURCES = 8


def change_sentences(report: Report) -> tuple[str, ...]:
    """How the window stands beside the one before: incidents, people killed, coverage."""
    trend = report.trend
    if trend is None:
        return ()
    days = (trend.before_to - trend.before_from).days + 1
    before = f"the {plural(days, 'day')} before ({dates_words(trend.before_from, trend.before_to)})"
    if trend.unknown is not None:
        return (f"There is no comparison with {before}: {trend.unknown}.",)
    sentences = [
        _change_sentence(trend.incidents, "Incidents", before),
        _change_sentence(trend.killed, "People reported killed, best figures", "then"),
        _coverage_sentence(trend),
    ]
    return tuple(sentence for sentence in sentences if sentence)


def _change_sentence(compared: Compared | None, what: str, before: str) -> str:
    if compared is None:
        return ""
    foretold = (
        f"{compared.now:,} against {compared.before:,} in {before}"
        if before != "then"
        else (f"{compared.now:,} against {compared.before:,} then")
    )
    if round(compared.expected) != compared.before:
        foretold += f", which at the coverage of this window would have been {compared.expected:,.0f}"
    return f"{what}: {foretold}; {change_words(compared)}."


def change_words(compared: Compared) -> str:
    """As in "up 58 %, 95 % interval +12 % to +130 %"; says where it may be chance."""
    interval = f"95 % interval {percent(compared.ratio_low)} to {percent(compared.ratio_high)}"
    if compared.ratio is None:
        return f"from none, at least {percent(compared.ratio_low)}" if compared.is_clear else "from none, may be chance"
    way = "up" if compared.ratio > 1 else "down"
    moved = "no change" if round(abs(compared.ratio - 1) * 100) == 0 else f"{way} {abs(compared.ratio - 1):.0%}"
    moved = moved.replace("%", " %")
    return f"{moved}, {interval}" if compared.is_clear else f"{moved}, may be chance ({interval})"


def change_short(compared: Compared | None) -> str:
    """As in "+58 %" in a table cell, in brackets where it may be chance; a dash where nothing can be said."""
    if compared is None or compared.ratio is None:
        return "–"
    return percent(compared.ratio) if compared.is_clear else f"({percent(compared.ratio)})"


def percent(ratio: float | None) -> str:
    """A ratio as a signed change in percent."""
    if ratio is None:
        return "no upper bound"
    change = round((ratio - 1) * 100)
    return f"{'+' if change > 0 else '−' if change < 0 else '±'}{abs(change):,} %"


def _coverage_sentence(trend: Trend) -> str:
    now, before = trend.coverage or 0.0, trend.coverage_before or 0.0
    if max(abs(now - 1), abs(before - 1)) <= _SIMILAR:
        return ""
    return (
        f"Coverage: of what the sources of a typical day tell, {now:.0%} could be told in this window and {before:.0%} "
        "in the one before; the comparison allows for that."
    ).replace("%", " %")


def flag_sentence(flag: Flag) -> str:
    """Which week of what stands out, beside what, and what its incidents were."""
    week = dates_words(flag.start, flag.end)
    kinds = [f"{kind or 'type not stated'} {n:,}" for kind, n in flag.makeup]
    made = f" Of these: {join_words(kinds)}." if len(kinds) > 1 or flag.facet != "type" else ""
    return (
        f"{_flag_name(flag)}, week of {week}: {plural(flag.incidents, 'incident')}; {flag.expected:,.1f} expected from "
        f"the {plural(flag.n_weeks, 'week')} before at this week’s coverage, and more than {flag.limit:,} in one week "
        f"of a hundred.{made}"
    )


def _flag_name(flag: Flag) -> str:
    label, sub_label = flag.labels
    if flag.facet == "all":
        return "All incidents"
    if flag.facet == "place":
        parts = (sub_label or "division not stated", country_name(label) or "country not stated")
        return clean_text(", ".join(parts))
    return clean_text(sub_label or label or "type not stated")


def source_sentences(changes: Sequence[SourceChange]) -> tuple[str, ...]:
    """Which sources fell silent, and which are new, heaviest first."""
    sentences = []
    for kind, words in (("silent", "Silent for unusually long"), ("new", "New")):
        found = [change for change in changes if change.kind == kind]
        if not found:
            continue
        named = [_source_words(change) for change in found[:_N_SOURCES]]
        if len(found) > _N_SOURCES:
            named.append(plural(len(found) - _N_SOURCES, "more"))
        weight = sum({change.source: change.weight for change in found}.values())
        share = f"{weight:.0%} of what all sources tell".replace("%", " %")
        sentences.append(f"{words}: {join_words(named)}; {'together ' if len(found) > 1 else ''}{share}.")
    return tuple(sentences)


def _source_words(change: SourceChange) -> str:
    source = clean_text(change.source or "no source given")
    if change.kind == "new":
        return f"{source} (since {day_words(change.start)})"
    silent = f"since {day_words(change.start)}" if change.end is None else dates_words(change.start, change.end)
    return f"{source} ({silent})"
