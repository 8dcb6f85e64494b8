"""Folders in which files of people lie while they are read.

They go when the work is done. What a process that was killed has left of its own goes when the next one begins.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

_PREFIX = "petasalur-"
_OF_PROCESS = re.compile(rf"{_PREFIX}([0-9]+)-")
_LONGEST_S = 86_400.0
"""No reading takes a day: after a restart of the machine another process may bear the number."""


def passing_folder() -> TemporaryDirectory[str]:
    """Return a new folder for the time of one ``with``, readable by its owner only; its name tells whose it is."""
    return TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True)


def sweep() -> int:
    """Remove the folders of processes that are gone; return how many.

    Those of other users of the machine are left, and so is what only bears such a name.
    """
    swept = 0
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        told = _OF_PROCESS.match(folder.name)
        if told and folder.is_dir() and not folder.is_symlink() and _is_left(folder, int(told[1])):
            shutil.rmtree(folder, ignore_errors=True)
            swept += not folder.exists()
    return swept


def _is_left(folder: Path, process: int) -> bool:
    if process == os.getpid():
        return False
    try:
        is_old = time.time() - folder.stat().st_mtime > _LONGEST_S
    except OSError:  # gone meanwhile
        return False
    return is_old or (os.name == "posix" and not _lives(process))


def _lives(process: int) -> bool:
    """Return whether a process has this number; elsewhere than on POSIX signal 0 would end it."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):  # of another user; no number of a process
        return True
    return True
