"""A full disk, a closed folder, a power cut at any call of a work on keys or backups: told, nothing lost, done again.

Some calls of each work are tried here; ``PETASALUR_EXAMPLES=1000`` tries every one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from failing_files import KILLED, REFUSED, WAYS, WORKS

from data import backup, recovery, rekey
from data.office import open_office
from data.roles import Actor
from data.store import Store
from tests.conftest import EXAMPLES

ROOT = Path(__file__).resolve().parents[2]
LEAST = {"rotate": 30, "encrypt": 20, "passphrase": 6, "recover": 6, "backup": 12, "restore": 12, "new": 6}
"""How many calls each work makes at least: fewer, and the hook does not see them."""
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork: no process to end")


def ended(work: str, way: str, folder: Path, most: int) -> list[dict[str, int]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.data.failing_files", work, way, folder, str(most)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=3000,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    count, *rows = map(json.loads, done.stdout.splitlines())
    assert count["count"] >= LEAST[work]
    wrong = [row for row in rows if row["found"] or row["again"]]
    assert wrong == [], done.stderr[-3000:]
    assert {row["at"] for row in rows} >= {1, count["count"]}
    return [row | {"stderr": done.stderr[-3000:]} for row in rows]


@pytest.mark.parametrize("work", WORKS)
def test_a_call_that_is_refused_is_told_or_does_no_harm(tmp_path, work):
    rows = ended(work, REFUSED, tmp_path, max(EXAMPLES // 3, 2))
    untold = [row for row in rows if row["status"] not in {3, 5}]
    assert untold == []
    assert len(rows) < 10 or any(row["status"] == 3 for row in rows)


@pytest.mark.parametrize("work", WORKS)
def test_a_process_that_is_killed_there_has_lost_nothing(tmp_path, work):
    rows = ended(work, KILLED, tmp_path, max(EXAMPLES // 3, 2))
    assert {row["status"] for row in rows} == {-signal.SIGKILL}


def test_both_ways_are_tried():
    assert {REFUSED, KILLED} == set(WAYS)


_FULL = """
import resource, signal, sys
from contextlib import closing
from pathlib import Path
from data import backup, recovery, rekey
from data.errors import OutputUnwritable, StoreFull
from data.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, work = Path(sys.argv[1]), sys.argv[2]
def limited(limit_bytes):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, resource.RLIM_INFINITY))
def backed_up():
    with closing(Store.open(path)) as store:
        try:
            limited(int(sys.argv[3]))
            backup.make_backup(store)
        finally:  # the server goes on with the same database
            limited(resource.RLIM_INFINITY)
            with store.write() as cursor:
                cursor.execute("INSERT INTO setting VALUES (uuid(), 'dua')")
            backup.make_backup(store)
def rotated():
    limited(int(sys.argv[3]))
    rekey.rotate(path)
def restored():
    limited(int(sys.argv[3]))
    backup.restore(path)
try:
    {"backup": backed_up, "rotate": rotated, "restore": restored}[work]()
except (StoreFull, OutputUnwritable) as error:
    print(type(error).__name__)
"""


@pytest.mark.parametrize("work", ["backup", "rotate", "restore"])
def test_a_disk_that_is_full_for_duckdb_is_told_as_one(tmp_path, work):
    """At the key file, at the beginning of the copy, in the middle of it."""
    path = tmp_path / "kantor.duckdb"
    with closing(open_office(path)) as store:
        with store.write() as cursor:
            cursor.execute("INSERT INTO setting SELECT range::VARCHAR, md5(range::VARCHAR) FROM range(30000)")
        backup.make_backup(store)
    for limit_bytes in (300, 20_000, path.stat().st_size // 2):
        done = subprocess.run(
            [sys.executable, "-c", _FULL, path, work, str(limit_bytes)],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.stdout.strip() in {"StoreFull", "OutputUnwritable"}, done.stderr[-1000:]
        with closing(Store.open(path)) as store:
            assert len(store.frame("store/settings")) >= 30_000
    rekey.rotate(path)
    assert not [each.name for each in tmp_path.iterdir() if each.suffix in {".baru", ".pulih"}]


_CLOSED = """
import os, sys
from contextlib import closing
from pathlib import Path
path = Path(sys.argv[1])
from data import backup, keys, recovery, rekey
from data.office import open_office
from data.store import Store
from geo.errors import PetasalurError
if os.getuid() == 0:
    os.setuid(65534)
def opened(act):
    with closing(Store.open(path)) as store:
        act(store)
for act in (
    lambda: open_office(path.with_name("baru.duckdb")), lambda: rekey.rotate(path), lambda: rekey.encrypt(path, ""),
    lambda: backup.restore(path), lambda: recovery.recover(path, sys.argv[2]), lambda: opened(backup.make_backup),
):
    try:
        act()
        print("done")
    except PetasalurError as error:
        print(type(error).__name__)
"""


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_in_a_folder_that_cannot_be_written_everything_is_told_and_nothing_changed(tmp_path):
    """As another user than the one who made it all, who may only read."""
    path = tmp_path / "kantor.duckdb"
    with closing(open_office(path)) as store:
        backup.make_backup(store)
        code = recovery.show_code(store, by=Actor("Rina", "kasi"), purpose="lemari")
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    of_all = Path(tempfile.gettempdir())
    for each in (tmp_path, *(above for above in tmp_path.parents if of_all in above.parents)):
        each.chmod(0o755)
    for each in tmp_path.rglob("*"):
        each.chmod(0o555 if each.is_dir() else 0o444)
    tmp_path.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", _CLOSED, path, code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    tmp_path.chmod(0o755)
    assert done.returncode == 0, done.stderr[-1500:]
    said = done.stdout.split()
    assert len(said) == 6
    assert "done" not in said
    assert {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()} == before
