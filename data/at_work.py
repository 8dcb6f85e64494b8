"""Work on the files of a database by one process at a time: another key, a backup put back, its key file written.

DuckDB's own lock holds only while a file is open; these works let go of it between looking, copying and moving. The
system frees what a process that was killed has held; the file it leaves is taken and removed by the next.
"""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from data.errors import OutputUnwritable, StoreBusy

if os.name == "nt":  # pragma: no cover  not tried, as the README says
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
"""What a system says where another has the lock; anything else: this file system has none."""
_HELD: dict[Path, int] = {}
"""Lock of this process → the thread that has it."""
_TURN = threading.Lock()
_PAUSE_S = 0.05
ENDING = ".kerja"


def _lock_of(path: Path) -> Path:
    real = Path(os.path.realpath(path))
    return real.with_name(f".{real.name}{ENDING}")


@contextmanager
def alone_with(path: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """Let nobody else work on a file until the end of the block; who has it already keeps it.

    Raises
    ------
    StoreBusy
        Another has it, and still has after ``wait_s`` seconds.
    OutputUnwritable
        The folder is missing or cannot be written.
    """
    place = _lock_of(path)
    if _HELD.get(place) == threading.get_ident():
        yield
        return
    handle = _awaited(place, path, time.monotonic() + wait_s)
    try:
        yield
    finally:
        with suppress(OSError):
            place.unlink()  # while it is held: who has opened it meanwhile sees that it is gone, and makes another
        os.close(handle)
        with _TURN:
            del _HELD[place]
        if os.name == "nt":  # pragma: no cover  an open file cannot be removed there
            with suppress(OSError):
                place.unlink()


def check_free(path: Path) -> None:
    """Let only a file be opened that nobody is at work on.

    Raises
    ------
    StoreBusy
    """
    if _lock_of(path).exists():
        with alone_with(path):
            return


def _awaited(place: Path, path: Path, until: float) -> int:
    while (handle := _taken(place, path)) is None:
        if time.monotonic() >= until:
            raise StoreBusy(file=path.name)
        time.sleep(_PAUSE_S)
    return handle


def _taken(place: Path, path: Path) -> int | None:
    """Return an open handle of the lock, ``None`` where another has it."""
    with _TURN:
        if place in _HELD:
            return None
        try:
            handle = os.open(place, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise OutputUnwritable(file=path.name) from error
        if not _is_mine(handle, place):
            os.close(handle)
            return None
        _HELD[place] = threading.get_ident()
        return handle


def _is_mine(handle: int, place: Path) -> bool:
    try:
        _lock(handle)
    except OSError as error:
        if error.errno in _TAKEN:
            return False
    with suppress(OSError):  # who had it before has removed it meanwhile
        return os.path.samestat(os.fstat(handle), place.stat())
    return False
