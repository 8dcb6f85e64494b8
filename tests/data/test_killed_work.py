"""``kill -9`` during a plan, a report, a load into an encrypted database, a restore: nothing lost, nothing half.

One moment of each here, late in the work, where it writes; ``python -m bench killed_work`` kills each a dozen times at
random moments of a larger office, a backup and a change of keys as well, which also have tests of their own
(``test_backup.py``, ``test_encryption.py``).
"""

from __future__ import annotations

import os

import pytest

from bench import killed_work
from bench.forked import Forks
from bench.killed_work import ALL, NOTHING, PART, WORKS, Office, State, ending, kill_often

SHARES = {"plan": 0.9, "report": 0.8, "encrypted load": 0.93, "restore": 0.85}
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork: no process to kill")


@pytest.fixture(scope="module")
def forks(tmp_path_factory):
    temporary = tmp_path_factory.mktemp("mati") / "sementara"
    with Forks(TMPDIR=str(temporary)) as process:
        yield process, temporary


@pytest.mark.parametrize("key", SHARES)
def test_a_work_that_is_killed_is_whole_or_not_at_all(worlds, forks, tmp_path, monkeypatch, key):
    monkeypatch.setattr(killed_work, "FAMILY_COUNT", 2000)
    [work] = [each for each in WORKS if each.key == key]
    if key == "report":
        work = work._replace(command=lambda folder: [*killed_work.report_words(folder), "--kind", "xlsx"])
    process, temporary = forks
    office = Office(tmp_path, work, lambda path: path.write_bytes(worlds.path("small").read_bytes()), temporary)
    endings = kill_often(office, process, [SHARES[key]])
    assert endings[NOTHING] + endings[ALL] == 1


def test_a_part_would_be_seen():
    before = State((("family", 1),), 1, 0, ())
    after = State((("family", 9),), 1, 0, (("laporan.pdf", "abc"),))
    assert ending(before, before, after) == NOTHING
    assert ending(after, before, after) == ALL
    for half in (State((("family", 5),), 1, 0, ()), State((("family", 9),), 1, 0, (("laporan.pdf", "ab"),)),
                 before._replace(key_count=2), before._replace(backup_count=1)):  # fmt: skip
        assert ending(half, before, after) == PART
