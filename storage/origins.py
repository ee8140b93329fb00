"""Origins: which versions carry one report. New versions are compared with those known; rows are added, none rewritten.

A group of versions that carry one report has as its origin the article on the site of the agency it names, if that is
among them, else the article published first (then the smallest id). A version is compared with one version of a group
as a rule, not with all, so that ten thousand copies of one report take time in proportion.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from extract.origins import (
    DAYS,
    METHOD,
    Copy,
    Report,
    Signature,
    find_agency,
    judge_copy,
    make_signature,
    words_digest,
)
from extract.records import Article

from .rows import Stamp, after, utc
from .sqlfiles import load_sql

_CHUNK = 5000  # versions that are signed, or compared, together
_COMMON = 5  # origins; a run of words that more of them hold tells nothing of a report
_LEAST_HITS = 3  # runs of words shared, to be compared at all
_CANDIDATES = 5  # groups compared with, those that share the most
_MEMBERS = 64  # versions of a group that a new one is compared with, until one fits

_Rows = list[dict[str, Any]]


@dataclass(slots=True)
class _Known:
    """The groups that a chunk of new versions may belong to, growing as they are put in."""

    members: dict[str, list[Report]] = field(default_factory=dict)  # by group
    holders: dict[int, tuple[str, ...]] = field(default_factory=dict)  # run of words -> groups; empty: too many
    same_words: dict[str, str] = field(default_factory=dict)  # words_sha256 -> group
    merged: dict[str, str] = field(default_factory=dict)  # group -> group that it is now a part of
    texts: dict[str, str] = field(default_factory=dict)  # by version
    links: dict[str, tuple[str, Copy | None]] = field(default_factory=dict)  # new version -> group, and by what

    def group(self, name: str) -> str:
        """The group that a group is now."""
        while name in self.merged:
            name = self.merged[name]
        return name


def link_origins(con: duckdb.DuckDBPyConnection, stamp: Stamp, *, everything: bool = False) -> int:
    """Sign the versions that are not, find the origin of each, add the rows that are new; returns their number.

    With `everything` all versions are put together anew, by publication, so that nothing depends on when they came:
    else a set phrase that was rare when two versions were compared counts for a copy. Run it within a transaction.
    """
    sign_versions(con, stamp)
    most = "LIMIT 0" if everything else ""
    con.execute(f"CREATE OR REPLACE TEMP TABLE origin_now AS {_query('latest')} {most}")
    while rows := _fetch(con, "unlinked", method=METHOD, most=_CHUNK):
        new = _reports(rows)
        known = _load_known(con, new)
        known.texts |= {row["version_id"]: row["text"] for row in rows}
        _find_groups(known, new)
        _record(con, known, new)
    (newest,) = con.execute("SELECT max(recorded_at) FROM core_origin_link").fetchone() or (None,)
    added = con.execute(
        "INSERT INTO core_origin_link BY NAME "
        "SELECT version_id, origin_id, score, method, ? AS recorded_at, ? AS run_id "
        f"FROM origin_now ANTI JOIN ({_query('latest')}) AS latest USING (version_id, origin_id, method)",
        [after(newest, stamp.recorded_at), stamp.run_id],
    )
    (count,) = added.fetchone() or (0,)
    con.execute("DROP TABLE origin_now")
    return int(count)


def sign_versions(con: duckdb.DuckDBPyConnection, stamp: Stamp) -> None:
    """Add the signatures that are missing."""
    while rows := _fetch(con, "unsigned", method=METHOD, most=_CHUNK):
        signed = [_signature_row(row) for row in rows]
        schema = con.table("core_signature").limit(0).to_arrow_table().schema
        columns = {name: [row.get(name) for row in signed] for name in signed[0]}
        columns |= {"recorded_at": [utc(stamp.recorded_at)] * len(signed), "run_id": [stamp.run_id] * len(signed)}
        con.register("signed", pa.table({f.name: pa.array(columns[f.name], f.type) for f in schema}))
        con.execute("INSERT INTO core_signature BY NAME SELECT * FROM signed")
        con.unregister("signed")


def _signature_row(row: dict[str, Any]) -> dict[str, Any]:
    signature = make_signature(row["text"])
    article = Article(
        row["article_id"], row["version_id"], row["text"], authors=tuple(row["authors"]), site=row["site"]
    )
    agency, agency_method = find_agency(article)
    return {
        "version_id": row["version_id"],
        "method": METHOD,
        "hashes": signature.hashes,
        "thinning": signature.thinning,
        "n_words": signature.n_words,
        "words_sha256": words_digest(row["text"]),
        "agency": agency,
        "agency_method": agency_method,
    }


def _find_groups(known: _Known, new: Sequence[Report]) -> None:
    """Put each new version into the groups that it is a copy of, or into one of its own."""
    for report in new:
        hashes = report.signature.hashes.tolist()
        common = np.array([h for h in hashes if h in known.holders and not known.holders[h]], dtype=np.uint64)
        found: dict[str, Copy] = {}
        for group in _candidates(report, hashes, known):
            copies = (judge_copy(report, member, common, known.texts) for member in known.members.get(group, ()))
            copy = next((copy for copy in copies if copy is not None), None)
            if copy is not None:
                found[group] = copy
        own = known.group(report.article_id)
        target = min(found, default=own, key=lambda group: (-found[group].score, group))
        for group in found:
            if group != target:
                _merge(known, group, target)
        _put(known, report, hashes, target, found.get(target))


def _candidates(report: Report, hashes: Iterable[int], known: _Known) -> list[str]:
    """Groups that share the most runs of words with the report, and that of the same words."""
    hits = Counter(known.group(group) for hash_ in hashes for group in known.holders.get(hash_, ()))
    least = min(_LEAST_HITS, len(report.signature.hashes))
    shared = [group for group, count in hits.most_common(_CANDIDATES) if count >= least]
    same = known.same_words.get(report.words_sha256)
    return shared if same is None else list(dict.fromkeys([known.group(same), *shared]))


def _put(known: _Known, report: Report, hashes: list[int], group: str, copy: Copy | None) -> None:
    known.links[report.version_id] = (group, copy)
    known.same_words.setdefault(report.words_sha256, group)
    members = known.members.setdefault(group, [])
    if copy is not None and copy.method == "identical text":
        return
    if len(members) < _MEMBERS:
        members.append(report)
    for hash_ in hashes:
        holders = {known.group(name) for name in known.holders.get(hash_, (group,))}
        if holders:
            holders.add(group)
            known.holders[hash_] = tuple(sorted(holders)) if len(holders) <= _COMMON else ()


def _merge(known: _Known, group: str, target: str) -> None:
    known.merged[group] = target
    known.members.setdefault(target, []).extend(known.members.pop(group, ()))


def _load_known(con: duckdb.DuckDBPyConnection, new: Sequence[Report]) -> _Known:
    """The groups in the warehouse that hold some of the new versions' words."""
    wanted = np.unique(np.concatenate([report.signature.hashes for report in new]))
    days = [report.published for report in new if report.published is not None]
    first, last = (min(days), max(days)) if days else (date.min, date.min)
    span = timedelta(days=DAYS)
    hits = _fetch(
        con,
        "hits",
        {"wanted": pa.table({"hash": pa.array(wanted)})},
        method=METHOD,
        most=_COMMON,
        first=max(first, date.min + span) - span,
        last=min(last, date.max - span) + span,
    )
    known = _Known(holders={row["hash"]: tuple(row["origins"]) for row in hits})
    origins = sorted({origin for row in hits for origin in row["origins"]} | {report.article_id for report in new})
    words = sorted({report.words_sha256 for report in new})
    asked = {"asked_origin": _ids(origins), "asked_words": _ids(words)}
    rows = _fetch(con, "linked", asked, method=METHOD, most=_MEMBERS)
    for row, report in zip(rows, _reports(rows), strict=True):
        known.members.setdefault(row["origin_id"], []).append(report)
        known.same_words.setdefault(report.words_sha256, row["origin_id"])
        known.texts[report.version_id] = row["text"]
    return known


def _record(con: duckdb.DuckDBPyConnection, known: _Known, new: Sequence[Report]) -> None:
    """Choose the origin of every group that changed, and put its versions into `origin_now`."""
    groups: dict[str, _Rows] = {}
    for report in new:
        name, copy = known.links[report.version_id]
        link = {"score": 1.0, "method": "own"} if copy is None else {"score": copy.score, "method": copy.method}
        row: dict[str, Any] = {
            "version_id": report.version_id,
            "article_id": report.article_id,
            "published_at": report.published,
            "agency": report.agency,
            "agency_method": report.agency_method,
            **link,
        }
        groups.setdefault(known.group(name), []).append(row)
    names = {*groups, *(old for old in known.merged if known.group(old) in groups)}
    for member in _fetch(con, "groups", {"asked_origin": _ids(sorted(names))}, method=METHOD):
        groups[known.group(member["origin_id"])].append(member)
    changed = [row for members in groups.values() for row in choose_origin(members)]
    columns = ("version_id", "origin_id", "score", "method")
    con.register("changed", pa.Table.from_pylist([{name: row[name] for name in columns} for row in changed]))
    con.execute("DELETE FROM origin_now WHERE version_id IN (SELECT version_id FROM changed)")
    con.execute("INSERT INTO origin_now BY NAME SELECT * FROM changed")
    con.unregister("changed")


def choose_origin(members: _Rows) -> _Rows:
    """The members of one group with their origin; the first of them is linked in the way of those that follow it."""

    def precedence(row: dict[str, Any]) -> tuple[bool, date, str]:
        is_agency = row["agency_method"] == "own" and row["agency"] in carried
        return not is_agency, row["published_at"] or date.max, row["article_id"]

    carried = {row["agency"] for row in members if row["agency_method"] in ("byline", "dateline", "text")}
    first = min(members, key=precedence)
    if all(row["article_id"] == first["article_id"] for row in members):
        return [{**row, "origin_id": first["article_id"], "score": 1.0, "method": "own"} for row in members]
    link = max((row for row in members if row["method"] != "own"), default=first, key=lambda row: row["score"])
    as_link = {"score": link["score"], "method": link["method"]}
    return [{**row, **(as_link if row["method"] == "own" else {}), "origin_id": first["article_id"]} for row in members]


def _reports(rows: _Rows) -> list[Report]:
    return [
        Report(
            row["version_id"],
            row["article_id"],
            row["published_at"],
            row["agency"],
            row["agency_method"],
            Signature(np.asarray(row["hashes"], dtype=np.uint64), row["thinning"], row["n_words"]),
            row["words_sha256"],
        )
        for row in rows
    ]


def _fetch(
    con: duckdb.DuckDBPyConnection, name: str, tables: Mapping[str, pa.Table] | None = None, **values: Any
) -> _Rows:
    """Rows of a query over these tables. Long lists go in as tables: as parameters each item costs 0.5 ms."""
    given = tables or {}
    for table, content in given.items():
        con.register(table, content)
    rows: _Rows = con.execute(_query(name), values).to_arrow_table().to_pylist()
    for table in given:
        con.unregister(table)
    return rows


def _ids(ids: Sequence[str]) -> pa.Table:
    return pa.table({"id": pa.array(ids, pa.string())})


@cache
def _query(name: str) -> str:
    return next(file.text for file in load_sql("origins") if file.name == f"{name}.sql")
