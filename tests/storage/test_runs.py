import os
from datetime import UTC, date, datetime

import pytest
from made_claims import Con, stamp

from storage.runs import abandon_runs, finish_run, start_run


def states(con: Con) -> dict[str, str]:
    return dict(con.execute("SELECT run_id, state FROM meta_run").fetchall())


GONE_PID = 2**22 + 1  # beyond the last that Linux gives; that of an ended process may be given again


def test_a_run_from_start_to_finish(con: Con) -> None:
    window = (date(2024, 3, 1), date(2024, 3, 7))
    start_run(con, stamp(), "backfill", parameters={"source": "wire"}, window=window)
    assert states(con) == {"run-000": "running"}
    end = datetime(2024, 3, 20, 13, tzinfo=UTC)
    finish_run(con, "run-000", end, counts={"articles": 2})
    row = con.execute(
        "SELECT state, finished_at, window_start, window_end, parameters->>'source', counts->>'articles', pid "
        "FROM meta_run"
    ).fetchone()
    assert row == ("succeeded", end.replace(tzinfo=None), *window, "wire", "2", os.getpid())


def test_a_failed_run_says_why(con: Con) -> None:
    start_run(con, stamp(), "run")
    finish_run(con, "run-000", stamp(1).recorded_at, state="failed", error="The disk is full.")
    assert con.execute("SELECT state, error FROM meta_run").fetchone() == ("failed", "The disk is full.")


def test_the_next_writer_marks_a_killed_run_and_no_live_one(con: Con) -> None:
    start_run(con, stamp(0), "run")
    start_run(con, stamp(1), "run")
    con.execute("UPDATE meta_run SET pid = ? WHERE run_id = 'run-000'", [GONE_PID])
    start_run(con, stamp(2), "run")
    assert states(con) == {"run-000": "abandoned", "run-001": "running", "run-002": "running"}


@pytest.mark.parametrize(("hours", "state"), [(23, "running"), (25, "abandoned")])
def test_a_run_elsewhere_is_given_a_day(con: Con, hours: int, state: str) -> None:
    start_run(con, stamp(0), "run")
    con.execute("UPDATE meta_run SET host = 'elsewhere', pid = ?", [GONE_PID])
    abandon_runs(con, stamp(hours * 60))
    assert states(con) == {"run-000": state}


def test_a_run_taken_for_dead_has_the_last_word(con: Con) -> None:
    start_run(con, stamp(0), "run")
    con.execute("UPDATE meta_run SET state = 'abandoned'")
    finish_run(con, "run-000", stamp(1).recorded_at)
    assert states(con) == {"run-000": "succeeded"}
