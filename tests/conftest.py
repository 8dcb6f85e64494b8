"""Worlds shared by all rooms' tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PETASALUR_SHARED", ROOT.parent / "shared")) / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real and synthetic files beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"real files are not here: {SHARED} is missing (set PETASALUR_SHARED)")
    return SHARED
