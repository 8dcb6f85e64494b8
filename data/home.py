"""Where the databases of this office lie, and beside them the accounts."""

from __future__ import annotations

import os
from pathlib import Path


def office_database(folder: Path) -> Path:
    """Return the database of the office whose folder this is: PETASALUR_DB, else ``kantor.duckdb`` in it."""
    return Path(os.environ.get("PETASALUR_DB") or folder / "kantor.duckdb")


def home() -> Path:
    """Return the folder: PETASALUR_HOME, else ``var`` of the program."""
    return Path(os.environ.get("PETASALUR_HOME") or Path(__file__).resolve().parents[1] / "var")
