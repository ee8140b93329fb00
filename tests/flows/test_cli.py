"""The command line as people use it: output, exit codes, one sentence for every error, and a quick start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import filelock
import pytest

from flows import cli

ATTACK = (
    "date 2024-03-05 Attack near Gao\n\n"
    "Gunmen killed at least three soldiers near the Malian town of Gao on Monday, the army said.\n"
)
Sitrep = Callable[..., tuple[int, str, str]]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "data" / "w.duckdb"


@pytest.fixture
def sitrep(warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Sitrep:
    """Runs a command in this process; returns exit code, standard output and standard error."""
    monkeypatch.setenv("SITREP_WAREHOUSE", str(warehouse))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["sitrep", *arguments])
        with pytest.raises(SystemExit) as done:
            cli.main()
        out, err = capsysbinary.readouterr()
        code = done.value.code
        return (code if isinstance(code, int) else 0), out.decode(), err.decode()

    return run


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "attack.txt").write_text(ATTACK)
    (folder / "lines.jsonl").write_text('{"id": "a1", "text": "Copper prices rose on Monday."}\n')
    return folder


def one_sentence(err: str) -> bool:
    lines = err.strip().split("\n")
    return len(lines) == 1 and lines[0].startswith("sitrep: ") and "Traceback" not in err


def rows_of(warehouse: Path) -> dict[str, int]:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        tables = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        count = {table: con.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables}
    return {table: row[0] for table, row in count.items() if row is not None and table != "meta_run"}


def test_ingest_twice_adds_nothing(sitrep: Sitrep, articles: Path, warehouse: Path) -> None:
    code, out, _ = sitrep("ingest", str(articles), "--json")
    first = json.loads(out)
    assert (code, first["articles_new"], first["unreadable"]) == (0, 2, 0)
    assert sum(first["claims"].values()) >= 1
    rows = rows_of(warehouse)
    code, out, _ = sitrep("ingest", str(articles), "--json")
    again = json.loads(out)
    assert (code, again["articles_new"], again["articles_known"], again["claims"]) == (0, 0, 2, {})
    assert rows_of(warehouse) == rows


def test_ingest_goes_on_after_bad_input(sitrep: Sitrep, articles: Path) -> None:
    (articles / "empty.txt").write_text("")
    (articles / "lines.jsonl").write_text('{bad\n{"text": "Copper prices rose."}\n')
    code, out, err = sitrep("ingest", str(articles), str(articles / "none.txt"), "--json")
    assert (code, json.loads(out)["articles_new"], json.loads(out)["unreadable"]) == (1, 2, 3)
    assert "empty.txt: empty\n" in err
    assert "none.txt: does not exist\n" in err
    code, out, _ = sitrep("query", "SELECT count(*) AS n FROM core_issue WHERE fetch_id IS NOT NULL", "--json")
    assert (code, json.loads(out)) == (0, [{"n": 3}])


def test_extract_prints_a_line_per_input_in_order(sitrep: Sitrep, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a1", "text": "Gunmen killed two men in Gao."}\n{bad\n{"id": "a3", "text": "Rain fell."}\n')
    code, out, _ = sitrep("extract", str(path), "--mentions")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [line["article"]["id"] for line in lines] == ["a1", None, "a3"]
    assert (lines[1]["claims"], len(lines[1]["issues"])) == ([], 1)
    assert any(mention["kind"] == "place" for mention in lines[0]["mentions"])
    assert sitrep("extract", str(path), "--mentions")[1] == out


def test_extract_escapes_what_cannot_be_printed(sitrep: Sitrep, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(r'{"id": "a\ud800", "text": "Gunmen\u0000 killed\udfff two."}')
    code, out, _ = sitrep("extract", str(path))
    assert code == 0
    assert json.loads(out)["article"]["title"] is None


def test_query_forms(sitrep: Sitrep, articles: Path) -> None:
    sitrep("ingest", str(articles))
    sql = "SELECT 'a,b' AS x, NULL AS y"
    assert json.loads(sitrep("query", sql, "--json")[1]) == [{"x": "a,b", "y": None}]
    assert sitrep("query", sql, "--csv")[1] == 'x,y\n"a,b",\n'
    assert sitrep("query", sql)[1].splitlines() == ["x    y", "a,b", "1 row"]


def test_query_cannot_write_or_reach_files(sitrep: Sitrep, articles: Path) -> None:
    sitrep("ingest", str(articles))
    for sql in ("DROP TABLE raw_article", "SELECT * FROM read_csv('/etc/passwd')", "SELEC 1", "SELECT 1; SELECT 2"):
        code, out, err = sitrep("query", sql)
        assert (code, out) == (2, "")
        assert one_sentence(err)


def test_check_status_incident(sitrep: Sitrep, articles: Path) -> None:
    sitrep("ingest", str(articles))
    assert sitrep("check")[0] == 0
    status = json.loads(sitrep("status", "--json")[1])
    assert (status["articles"], status["runs"][0]["state"]) == (2, "succeeded")
    (incident,) = json.loads(sitrep("query", "SELECT incident_id FROM out_incident", "--json")[1])
    code, out, _ = sitrep("incident", incident["incident_id"][:8], "--json")
    assert (code, json.loads(out)["killed_low"]) == (0, 3)
    assert "the army" in sitrep("incident", incident["incident_id"])[1]
    assert sitrep("incident", "zz")[0] == 1


def test_report(sitrep: Sitrep, articles: Path, tmp_path: Path) -> None:
    sitrep("ingest", str(articles))
    out = tmp_path / "report"
    code, _, _ = sitrep("report", "--from", "2024-03-01", "--to", "2024-03-31", "--out", str(out))
    assert code == 0
    assert {"report.html", "report.md"} <= {path.name for path in out.iterdir()}
    assert sitrep("report", "--from", "2024-03-31", "--to", "2024-03-01", "--out", str(out))[0] == 2


@pytest.mark.parametrize(
    ("command", "found"),
    [
        (("places", "A bomb went off in Kirkuk, Iraq."), "Kirkuk"),
        (("dates", "on Monday", "--published", "2024-03-12"), "2024-03-11"),
        (("actors", "Boko Haram attacked."), "Boko Haram"),
        (("counts", "more than 20 people"), "21"),
    ],
)
def test_look_ups(command: tuple[str, ...], found: str, sitrep: Sitrep) -> None:
    assert found in sitrep(*command)[1]
    assert isinstance(json.loads(sitrep(*command, "--json")[1]), list)


def test_sources_list_and_test(sitrep: Sitrep) -> None:
    assert "example-feed" in sitrep("sources", "list")[1]
    code, out, _ = sitrep("sources", "test", "example-feed", "--json")
    (row,) = json.loads(out)
    assert (code, row["state"], row["listed"]) == (0, "ok", 2)
    code, _, err = sitrep("sources", "add", "lake.example")
    assert code == 2
    assert one_sentence(err)
    code, _, err = sitrep("sources", "test", "moon")
    assert code == 2
    assert one_sentence(err)


def test_no_warehouse_yet(sitrep: Sitrep) -> None:
    for command in (("query", "SELECT 1"), ("check",), ("status",), ("incident", "ab")):
        code, out, err = sitrep(*command)
        assert (code, out) == (2, "")
        assert one_sentence(err)


def test_newer_schema(sitrep: Sitrep, articles: Path, warehouse: Path) -> None:
    sitrep("ingest", str(articles))
    with duckdb.connect(str(warehouse)) as con:
        con.execute("UPDATE meta_migration SET version = 9999")
    code, _, err = sitrep("ingest", str(articles))
    assert code == 2
    assert "newer sitrep" in err
    assert one_sentence(err)


def test_no_warehouse_but_another_file(sitrep: Sitrep, articles: Path, warehouse: Path) -> None:
    warehouse.parent.mkdir()
    warehouse.write_text("words")
    code, _, err = sitrep("ingest", str(articles))
    assert code == 2
    assert one_sentence(err)
    assert warehouse.read_text() == "words"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_read_only_folder(sitrep: Sitrep, articles: Path, warehouse: Path) -> None:
    warehouse.parent.mkdir(mode=0o500)
    code, _, err = sitrep("ingest", str(articles))
    assert code == 2
    assert one_sentence(err)


def test_warehouse_in_a_place_that_is_no_folder(sitrep: Sitrep, articles: Path) -> None:
    code, _, err = sitrep("ingest", str(articles), "--warehouse", str(articles / "attack.txt" / "w.duckdb"))
    assert code == 2
    assert one_sentence(err)


def test_locked_warehouse(sitrep: Sitrep, articles: Path, warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse.parent.mkdir()
    monkeypatch.setenv("SITREP_LOCK_SECONDS", "1")
    with filelock.FileLock(f"{warehouse}.lock"):
        code, _, err = sitrep("ingest", str(articles))
    assert code == 2
    assert one_sentence(err)
    assert not warehouse.exists()


def test_senseless_setting(sitrep: Sitrep, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITREP_BATCH_SIZE", "many")
    code, _, err = sitrep("ingest", str(articles))
    assert code == 2
    assert one_sentence(err)


@pytest.mark.parametrize("content", [None, "entries: [", "- {id: x}"])
def test_register_that_cannot_be_used(
    content: str | None, sitrep: Sitrep, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = articles.parent / "register.yaml"
    if content is not None:
        register.write_text(content)
    monkeypatch.setenv("SITREP_REGISTER", str(register))
    for command in (("ingest", str(articles)), ("extract", str(articles / "attack.txt")), ("actors", "Hamas")):
        code, out, err = sitrep(*command)
        assert (code, out) == (2, "")
        assert one_sentence(err)


def test_own_places(sitrep: Sitrep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GeoNames' format in, used at once; bad lines are told, and a file that is no gazetteer is one sentence."""
    sample = Path(__file__).parents[1] / "extract" / "data" / "geonames_sample.txt"
    monkeypatch.setenv("SITREP_GAZETTEER", str(tmp_path / "own.zip"))
    code, _, err = sitrep("gazetteer", "info")
    assert code == 2
    assert one_sentence(err)
    code, out, err = sitrep("gazetteer", "load", str(sample), "--country", "IRQ")
    assert code == 1
    assert out.startswith("2 places written")
    assert "4 lines could not be read" in err
    _, out, _ = sitrep("places", "--json", "An attack in Hamlet Oasis, Iraq")
    assert [found["name"] for found in json.loads(out)] == ["Hamlet Oasis", "Iraq"]
    assert json.loads(sitrep("gazetteer", "info", "--json")[1])["places"]["own"] == 2
    for arguments in (
        ("load", str(sample), "--country", "XXX"),
        ("load", str(tmp_path / "none.zip")),
        ("load", __file__),
    ):
        code, out, err = sitrep("gazetteer", *arguments)
        assert (code, out) == (2, "")
        assert one_sentence(err)
    assert json.loads(sitrep("gazetteer", "info", "--json")[1])["places"]["own"] == 2, "a failed load leaves the file"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["extract", "--help"], ["run", "--help"], ["query", "SELECT 1"], ["sources", "list"]]
)
def test_light_commands_load_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    """Each of these costs a second or more, and people run these commands all day."""
    heavy = ["prefect", "spacy", "trafilatura", "altair", "torch", "pyarrow"]
    script = (
        "import sys\nfrom flows.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        f"sys.stderr.write('HEAVY ' + ' '.join(m for m in {heavy} if m in sys.modules))"
    )
    environment = {**os.environ, "SITREP_WAREHOUSE": str(tmp_path / "w.duckdb")}
    done: Any = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stderr.endswith("HEAVY ")


def test_help_is_quick() -> None:
    """Half a second of a processor's time, however busy the machine is."""
    script = (
        "import sys, time\nfrom flows.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write(str(time.process_time()))"
    )
    done = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, check=True)
    assert float(done.stderr) < 5
