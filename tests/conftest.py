"""Worlds shared by all rooms' tests. Properties are tried without a clock: other programs may be busy here too."""

from __future__ import annotations

import gc
import glob
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data import engine, keys
from data.namesakes import namesakes
from data.office import open_office
from data.store import Store
from tests.pages.page_worlds import Templates

ENCRYPTED = os.environ.get("PETASALUR_TEST_ENCRYPTED") == "1"
"""Whether every database that a test begins is encrypted: for the tests of what is done with one."""
EXAMPLES = int(os.environ.get("PETASALUR_EXAMPLES", "12"))
"""Of each property that names no number of its own; more of them tell more and take longer."""
settings.register_profile("petasalur", deadline=None, max_examples=EXAMPLES)
settings.load_profile("petasalur")
NUMBER = re.compile(rb"(?<![0-9])6311[0-9]{12}(?![0-9])|(?<![0-9]\0)6\x003\x001\x001\0(?:[0-9]\0){12}")
"""A NIK or the number of a KK of the tests' people, as text of 8 or 16 bits."""
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
    return Templates(
        place_of_all(tmp_path_factory) / "worlds-of-all", own, lambda: request.getfixturevalue("shared_data")
    )


def place_of_all(factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers of a run share; the run's own where there is one process only."""
    is_worker = "PYTEST_XDIST_WORKER" in os.environ  # whose folder lies in one that all workers share
    return factory.getbasetemp().parent if is_worker else factory.getbasetemp()


@pytest.fixture(scope="session", autouse=True)
def _empty_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Begin new databases as copies of one that ``Store.open`` made: running the schema takes it 0.2 s each time.

    Not in ``test_store.py``, where the making itself is tried. With ``PETASALUR_TEST_ENCRYPTED=1`` each is encrypted,
    and all have one key file, so that copies of a database open as well.
    """
    empty = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    own_key = pytest.MonkeyPatch()
    if ENCRYPTED:
        own_key.setenv(keys.FILE_VARIABLE, str(place_of_all(tmp_path_factory) / "uji.kunci"))
        open_office(empty).close()
    else:
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
    own_key.undo()
    if ENCRYPTED:
        left = in_clear(tmp_path_factory.getbasetemp())
        assert left == [], f"numbers of people, or kept files, in clear: {left[:20]}"


def in_clear(folder: Path) -> list[str]:
    """Return what of encrypted databases below a folder tells a NIK or KK number, or was kept there in clear.

    Looked through are the database, its WAL and temporary files, its backups, and everything that is kept beside it.
    """
    found = []
    for path in sorted(folder.rglob("*.duckdb")):
        if path.parent.name.endswith(".cadangan") or not engine.is_surely(path, encrypted=True):
            continue
        kept = [each for each in path.parent.glob(f"{glob.escape(path.stem)}.berkas/*") if each.is_file()]
        found += [
            f"{each} lies in clear" for each in kept if hashlib.sha256(each.read_bytes()).hexdigest() == each.stem
        ]
        beside = [path, *path.parent.glob(f"{glob.escape(path.name)}.*"), *kept]
        beside += path.parent.glob(f"{glob.escape(path.stem)}.cadangan/**/*")
        found += [str(each) for each in beside if each.is_file() and NUMBER.search(each.read_bytes())]
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database, for one test."""
    opened = Store.open(tmp_path / "kantor.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a passphrase cost little here, be asked of nobody, and be forgotten at the end."""
    monkeypatch.setattr(keys, "_ARGON", {"time_cost": 1, "memory_cost": 64, "parallelism": 1})
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    monkeypatch.setattr("sys.stdin", None)
    for name in (keys.PASSPHRASE_VARIABLE, keys.FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)


LONG = (
    "test_apart_walls.py", "test_failing_files.py", "test_figures_only.py", "test_fuzz_files.py",
    "test_gate_attacks.py", "test_gate_lines.py", "test_gate_server.py", "test_hostile_files.py",
    "test_hostile_strings.py", "test_key_places.py", "test_new_office.py", "test_one_paper.py",
    "test_killed_load.py", "test_killed_work.py", "test_many_sessions.py", "test_many_users.py",
    "test_numbers_of_two.py", "test_random_plans.py", "test_random_remedies.py", "test_told_together.py",
)  # fmt: skip
"""Tries by the hundred (attacks, kills, random worlds): minutes of the processor, too many for a quick run.

They run with ``python3 run.py check``, which sets ``PETASALUR_LONG``, and when they are named.
"""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the long tries out of a quick run."""
    name = collection_path.name
    is_wanted = name not in LONG or "PETASALUR_LONG" in os.environ or any(name in str(each) for each in config.args)
    return None if is_wanted else True


FIRST = (
    "test_pages.py", "test_walk_delivery.py", "test_pages_at_work.py", "test_maps.py", "test_walk_monev.py",
    "test_walk_handover.py",
)  # fmt: skip
"""Of the browser tests, the files that take longest."""
NEXT = (
    "test_quarantine.py", "test_gate_server.py", "test_page_privacy.py", "test_killed_work.py", "test_many_users.py",
    "test_many_sessions.py", "test_new_office.py", "test_load.py", "test_page_handover.py", "test_delivery_papers.py",
    "test_random_remedies.py", "test_query_walk.py", "test_encryption.py", "test_hostile_files.py",
    "test_killed_load.py", "test_boundaries.py", "test_papers.py", "test_own_writes.py", "test_fuzz_files.py",
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
