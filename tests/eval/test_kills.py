"""A few kills at random moments; `kills.py` does fifty.

The moments differ from run to run, the verdict does not: wherever a kill falls, the rows are those of a run left alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_rows_after_kills_are_those_of_a_run_left_alone() -> None:
    command = [sys.executable, str(Path(__file__).with_name("kills.py")), "--kills", "4", "--articles", "12"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["differing"] == 0
