"""The process in which strangers' files are read: ``python -m geo.apart_child``, started by :mod:`geo.apart` only.

It takes tasks from its standard input and says on its standard output how far it is and what came out. When its parent
is gone, it removes its folder and ends.
"""

from __future__ import annotations

import importlib
import os
import pickle
import shutil
import sys
import tempfile
import threading
import time
import traceback
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from geo import apart_walls
from geo.apart import DONE, FAILED, FAULT, NO_MEMORY, TOLD, Limits
from geo.apart_talk import ROOMS, Talker
from geo.errors import PetasalurError

try:
    import resource
except ImportError:  # Windows: only the time is limited there, by the parent
    resource = None  # type: ignore[assignment]

_TELL_S = 0.1
_MOST_FILES, _LARGEST_FILE_BYTES = 256, 2 * 10**9
_SIZES = Path("/proc/self/statm")


def main() -> None:
    """Do one task after another."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _drop_rights()
    for room in ROOMS:  # where they lie beside the data of the office nothing can be looked for later
        importlib.import_module(room)
    apart_walls.build(_folder())
    tasks: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    while True:
        kind, said = _done(tasks.get(), answers)
        _say(answers, kind, said)


def _drop_rights() -> None:
    """Give up what no reader needs: other rights than it has, many files, large ones, a dump of people's data."""
    apart_walls.give_up_privileges()
    if not resource:
        return
    for what, most in (
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, _MOST_FILES), (resource.RLIMIT_FSIZE, _LARGEST_FILE_BYTES),
    ):  # fmt: skip
        hard = resource.getrlimit(what)[1]
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (lower, lower))


def _listen(tasks: SimpleQueue[Any]) -> None:
    """Take tasks in; a parent that is gone ends this process even while it reads."""
    with suppress(EOFError, pickle.UnpicklingError):
        while True:
            tasks.put(pickle.load(sys.stdin.buffer))  # noqa: S301  from our parent
    shutil.rmtree(_folder(), ignore_errors=True)
    os._exit(0)


def _folder() -> Path:
    """Return the folder that is this process's own."""
    return Path(tempfile.gettempdir()).parent


def _done(task: tuple[Any, ...], answers: IO[bytes]) -> tuple[str, Any]:
    module, name, given, limits, is_told = task
    try:
        read = getattr(importlib.import_module(module), name).__wrapped__
        if is_told:
            given = given | {"progress": _Teller(answers)}
        _limit(limits)
        return DONE, read(**given)
    except PetasalurError as error:
        return FAILED, error
    except MemoryError:
        return NO_MEMORY, None
    except Exception:
        _say(answers, FAULT, traceback.format_exc())
        raise
    finally:
        _limit(None)


def _limit(limits: Limits | None) -> None:
    """Limit what this process may use from now on; ``None`` takes the limits away."""
    if not resource:
        return
    memory = seconds = resource.RLIM_INFINITY
    if limits:
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime + limits.seconds) + 1
        if _SIZES.exists():
            pages = int(_SIZES.read_text(encoding="ascii").split()[0])
            memory = pages * resource.getpagesize() + int(limits.memory_mb * 1e6)
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY or most < 0 else min(most, hard), hard))


class _Teller:
    """Says how far the reading is, not too often."""

    def __init__(self, answers: IO[bytes]) -> None:
        self._answers, self._last = answers, 0.0

    def __call__(self, share: float, text: str) -> None:
        now = time.monotonic()
        if now - self._last >= _TELL_S:
            self._last = now
            _say(self._answers, TOLD, (share, text))


_SAYING = threading.Lock()


def _say(answers: IO[bytes], kind: str, content: object) -> None:
    with _SAYING:
        Talker(answers).dump((kind, content))
        answers.flush()


if __name__ == "__main__":
    main()
