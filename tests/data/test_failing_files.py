"""A full disk, a closed folder, a power cut at any call of a work on keys or backups: told, nothing lost, done again.

Some calls of each work are tried here; ``PETASALUR_EXAMPLES=1000`` tries every one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from failing_files import KILLED, REFUSED, WAYS, WORKS

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
