"""The scorer is a script beside its data; its tests import it by name, as it is when run."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
