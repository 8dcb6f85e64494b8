"""Six at work at once on a real server: nothing of one is seen by another. ``python -m bench`` takes thirty."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench import many_sessions
from bench.many_sessions import run_sessions
from tests.data.intake_worlds import GALUMBANG, HAUWAI, kk, nik
from tests.data.number_worlds import office

CREW = ("kasi", "desa", "monev", "tksk", "camat", "desa")


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="this system does not tell a process's memory")
def test_six_at_once_see_their_own_only(worlds, tmp_path, monkeypatch):
    """Kasi and TKSK open whole numbers of a family each; the operators look for families of another desa in vain."""
    monkeypatch.setattr(many_sessions, "WALKED", ("kesenjangan", "monev"))
    shutil.copyfile(worlds.path("small"), tmp_path / "demo.duckdb")
    found = run_sessions(tmp_path, CREW)
    assert found.problems == []
    assert found.opened_count >= 2
    assert found.run_count > 30


def test_a_number_of_two_is_at_home_in_both_desa(tmp_path):
    office(tmp_path).close()
    numbers = many_sessions._world(tmp_path / "kantor.duckdb").numbers
    assert numbers[kk(1)] == numbers[kk(4)] == {HAUWAI, GALUMBANG}
    assert (numbers[kk(11)], numbers[nik(1)]) == ({GALUMBANG}, {HAUWAI})
