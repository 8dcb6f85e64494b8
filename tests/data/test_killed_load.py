"""``kill -9`` in the middle of a load: the database opens and holds all of it or nothing.

Five moments here of a load of 10,000 rows, by a progress that says where the load is; ``python -m bench killed_load``
kills one of 100,000 at twenty random moments.
"""

from __future__ import annotations

import shutil
import subprocess

import pytest

from bench import ROOT
from bench.killed_load import counts_of, load_and_kill, make_world

FAMILY_COUNT, RECIPIENT_COUNT = 6_000, 4_000


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return make_world(tmp_path_factory.mktemp("mati"), FAMILY_COUNT, RECIPIENT_COUNT)


@pytest.fixture(scope="module")
def before(world):
    return counts_of(world.before)


@pytest.mark.parametrize(("share", "seconds"), [(0.3, 0.0), (0.6, 0.0), (0.98, 0.0), (0.98, 0.05), (0.98, 0.2)])
def test_a_killed_load_leaves_all_or_nothing(world, before, tmp_path, share, seconds):
    """At 98 % families and recipients are settled and the transaction is committed: the dangerous moment."""
    found = load_and_kill(world, tmp_path / "a.duckdb", after_s=seconds, after_share=share)
    assert found in (before, whole(before))
    if share < 0.98:
        assert found == before


def whole(before):
    """What the database holds after the load: one version more, two files more, everything of them."""
    return {
        "family_record": FAMILY_COUNT + 1, "recipient_record": RECIPIENT_COUNT, "family": FAMILY_COUNT + 1,
        "recipient": RECIPIENT_COUNT, "load": before["load"] + 2, "set_aside": 0,
        "data_version": before["data_version"] + 1,
    }  # fmt: skip


def test_a_load_that_nobody_kills_holds_all(world, before, tmp_path):
    shutil.copyfile(world.before, tmp_path / "a.duckdb")
    subprocess.run(world.command(tmp_path / "a.duckdb"), cwd=ROOT, check=True, capture_output=True, timeout=120)
    assert counts_of(tmp_path / "a.duckdb") == whole(before)
