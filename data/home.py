"""Where the databases of this office lie, and beside them the accounts."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """Return the folder: PETASALUR_HOME, else ``var`` of the program."""
    return Path(os.environ.get("PETASALUR_HOME") or Path(__file__).resolve().parents[1] / "var")
