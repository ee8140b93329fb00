"""A few kills at random moments; `kills.py` does fifty."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_rows_after_kills_are_those_of_a_run_left_alone() -> None:
    command = [sys.executable, str(Path(__file__).with_name("kills.py")), "--kills", "4", "--articles", "24"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ledger = json.loads(done.stdout)
    assert ledger["differing"] == 0
    assert ledger["monitor"]["killed"] + ledger["backfill"]["killed"] > 0
