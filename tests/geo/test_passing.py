"""What a killed process has left of people's files goes; what is in use, or somebody else's, stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from geo.passing import passing_folder, sweep

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from pathlib import Path
from geo.passing import passing_folder
with passing_folder() as folder:
    Path(folder, "daftar.csv").write_text("6311021203200001")
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def another_process(temporary):
    """Yield a process that reads a file, and the folder in which it lies."""
    command = [sys.executable, "-c", HOLDER]
    environment = os.environ | {"TMPDIR": str(temporary)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


def test_it_goes_with_the_work():
    with passing_folder() as folder:
        assert Path(folder).stat().st_mode & 0o777 == 0o700
        assert sweep() == 0
        assert Path(folder).is_dir()
    assert not Path(folder).exists()


def test_what_a_killed_process_left_goes_and_what_another_uses_stays(temporary):
    with another_process(temporary) as (killed, left), another_process(temporary) as (_, used):
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert (left / "daftar.csv").exists()
        assert sweep() == 1
        assert not left.exists()
        assert (used / "daftar.csv").exists()


def test_after_a_day_the_number_of_a_living_process_is_that_of_another(temporary):
    folder = temporary / f"petasalur-{os.getppid()}-abc"
    folder.mkdir()
    assert sweep() == 0
    yesterday = time.time() - 90_000
    os.utime(folder, (yesterday, yesterday))
    assert sweep() == 1


def test_what_only_bears_such_a_name_stays(temporary):
    elsewhere = temporary / "surat"
    elsewhere.mkdir()
    (temporary / "petasalur-999999999-x").symlink_to(elsewhere)
    (temporary / "petasalur-999999999-y").write_text("berkas", encoding="utf-8")
    for name in ("petasalur-abc", "petasalur-12345678", "lain-999999999-x"):
        (temporary / name).mkdir()
    assert sweep() == 0
    assert len(list(temporary.iterdir())) == 6
