"""A process beside the test's own: one that has a database open, and one that is killed over what it has written."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_HOLD = "import sys; from data.store import Store; s = Store.open(sys.argv[1]); print('ya', flush=True); input()"
_KILLED = """
import os, signal, sys
from data.store import Store
store = Store.open(sys.argv[1])
with store.write() as cursor:
    cursor.execute("INSERT INTO setting VALUES ($1, $1)", [sys.argv[2]])
os.kill(os.getpid(), signal.SIGKILL)
"""


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """Let another process have a database open until the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        try:
            assert owner.stdout.readline() == "ya\n"
            yield
        finally:
            owner.communicate("\n", timeout=30)


def left_in_wal(path: Path, value: str, *, wal: Path | None = None) -> Path:
    """Write a setting in a process that is killed then; return the WAL, which alone holds it (at ``wal``)."""
    done = subprocess.run([sys.executable, "-c", _KILLED, path, value], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    wal = wal or path.with_name(f"{path.name}.wal")
    assert wal.stat().st_size
    return wal
