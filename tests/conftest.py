"""Worlds shared by all rooms' tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.pages.page_worlds import Templates

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PETASALUR_SHARED", ROOT.parent / "shared")) / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real and synthetic files beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"real files are not here: {SHARED} is missing (set PETASALUR_SHARED)")
    return SHARED


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Templates:
    """The databases of ``tests/pages/page_worlds.py``: each is made when it is first asked for."""
    return Templates(tmp_path_factory.mktemp("worlds"), lambda: request.getfixturevalue("shared_data"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright leaves an event loop running, in which no other test may start its own."""
    items.sort(key=lambda item: "browser" in item.path.parts)
