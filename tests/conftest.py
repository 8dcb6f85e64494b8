"""Worlds shared by all rooms' tests. Properties are tried without a clock: other programs may be busy here too."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data.namesakes import namesakes
from data.store import Store
from tests.pages.page_worlds import Templates

EXAMPLES = int(os.environ.get("PETASALUR_EXAMPLES", "12"))
"""Of each property that names no number of its own; more of them tell more and take longer."""
settings.register_profile("petasalur", deadline=None, max_examples=EXAMPLES)
settings.load_profile("petasalur")
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
    """The databases of ``tests/pages/page_worlds.py``: each is made when it is first asked for, by one process."""
    own = tmp_path_factory.mktemp("worlds")
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # whose folder lies in one that all workers share
    together = tmp_path_factory.getbasetemp().parent / "worlds-of-all" if is_worker else own / "made"
    return Templates(together, own, lambda: request.getfixturevalue("shared_data"))


@pytest.fixture(scope="session", autouse=True)
def _empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Begin new databases as copies of one that ``Store.open`` made: running the schema takes it 0.2 s each time.

    Not in ``test_store.py``, where the making itself is tried.
    """
    empty = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    Store.open(empty).close()
    real = Store.open.__func__

    def opened(cls: type[Store], path: Path | str, *, must_exist: bool = False) -> Store:
        path = Path(path)
        is_tried = "test_store.py" in os.environ.get("PYTEST_CURRENT_TEST", "") or bool(namesakes(path))
        if path.suffix == ".duckdb" and path.parent.is_dir() and not (must_exist or is_tried or os.path.lexists(path)):
            shutil.copyfile(empty, path)
        return real(cls, path, must_exist=must_exist)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "open", classmethod(opened))
        yield


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database, for one test."""
    opened = Store.open(tmp_path / "kantor.duckdb")
    yield opened
    opened.close()


FIRST = (
    "test_pages.py", "test_walk_delivery.py", "test_pages_at_work.py", "test_maps.py", "test_walk_monev.py",
    "test_walk_handover.py",
)  # fmt: skip
"""Of the browser tests, the files that take longest."""
NEXT = (
    "test_quarantine.py", "test_load.py", "test_load_halong.py", "test_demo_command.py", "test_delivery_papers.py",
    "test_handover.py", "test_handover_files.py", "test_encryption.py", "test_duplicates.py", "test_checks.py",
    "test_many_users.py", "test_fuzz_files.py", "test_page_privacy.py", "test_page_figures.py",
    "test_page_handover.py", "test_gate_server.py",
)  # fmt: skip
"""Of the others."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of cycles pass over what was imported, and come more seldom: it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let it look at everything again: DuckDB complains at the end of what is left."""
    gc.unfreeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, walks through the browser first: at the end all processes are busy with little."""

    def turn(item: pytest.Item) -> tuple[bool, int]:
        is_other, name = "browser" not in item.path.parts, item.path.name
        early = NEXT if is_other else FIRST
        return is_other, early.index(name) if name in early else len(early)

    items.sort(key=turn)
