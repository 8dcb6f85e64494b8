"""Read strangers' files in a process of its own, which is ended when a file asks for too much time or memory.

A reader is marked with :func:`apart`. Inside ``with strangers(limits):`` it then runs in a child; elsewhere (files that
the program wrote itself, tests) it runs as any function. The child knows no database and no key, writes only into a
folder that is removed with it, and is used again for the next file, so that only the first one waits for its start.

It guards against files that exhaust or break their reader. What it says is data only (:mod:`geo.apart_talk`). Around
it stand walls (:mod:`geo.apart_walls`): it sees no file but the one it reads, which is therefore put into its folder,
reaches no network and starts no program.
"""

from __future__ import annotations

import atexit
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from geo.apart_talk import NotAdmitted, heard
from geo.apart_walls import WORK
from geo.errors import PetasalurError, ReadingBroken, ReadingTooLarge, ReadingTooLong
from geo.passing import passing_folder
from geo.progress import silent

P = ParamSpec("P")
R = TypeVar("R")
AT_ONCE = 2
"""So many files are read at the same time; further ones wait, so that many users do not fill the memory."""
IDLE_S = 120.0
"""A child that nobody has asked for so long ends."""
MOST_FILES = 200
"""After so many files a child makes room for a fresh one."""
TOLD, DONE, FAILED, NO_MEMORY, FAULT = "told", "done", "failed", "no memory", "fault"
"""What a child says: how far it is, its result, an expected failure, no memory, a failure that nobody expected."""
_ROOT = Path(__file__).parents[1]
_OURS = "PETASALUR_"
"""Names of the environment that may hold secrets: a passphrase, places of keys."""


@dataclass(frozen=True)
class Limits:
    """What reading one file may take.

    ``seconds``: on the clock, and of the processor; ``memory_mb``: beyond what the reader itself takes (Linux).
    """

    seconds: float = 180.0
    memory_mb: float = 2000.0


class ChildFault(Exception):
    """A reader failed in a way that nobody expected; the text is its traceback."""


_LIMITS: ContextVar[Limits | None] = ContextVar("limits", default=None)


@contextmanager
def strangers(limits: Limits) -> Iterator[None]:
    """Have the readers run apart, within ``limits``."""
    token = _LIMITS.set(limits)
    try:
        yield
    finally:
        _LIMITS.reset(token)


def apart(read: Callable[P, R]) -> Callable[P, R]:
    """Mark a function of a module that reads what strangers made; its first argument is a path, or it has a ``name``.

    Arguments, none of them positional only, must pickle, and the result be data that :mod:`geo.apart_talk` knows;
    ``progress`` is carried over. In the child the function runs unmarked.
    """
    shape = signature(read)

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        limits = _LIMITS.get()
        if limits is None:
            return read(*args, **kwargs)
        given = shape.bind(*args, **kwargs).arguments
        first = next(iter(given.values()))
        file = given.get("name") or (first.name if isinstance(first, Path) else "")
        tell: Any = given.pop("progress", silent)
        result: R = _read((read.__module__, read.__qualname__, dict(given)), limits, tell, str(file))
        return result

    return reading


def _read(task: tuple[Any, ...], limits: Limits, tell: Callable[[float, str], None], file: str) -> Any:
    """Have a child do ``task``; a child that did not come to an end of its own is not used again."""
    with _ROOM:
        child = _taken()
        try:
            module, name, given = task
            with child.holding(given) as held:
                kind, said = child.answer((module, name, held, limits, tell is not silent), limits, tell)
        except BaseException:  # whatever stops the caller stops the reading too; it is raised again
            child.end()
            raise
        if kind in {DONE, FAILED}:
            _given_back(child)
        else:
            child.end()
    if kind == DONE:
        return said
    if kind == FAILED:
        raise said
    if kind == NO_MEMORY:
        raise ReadingTooLarge(file=file, limit_mb=round(limits.memory_mb))
    if kind == FAULT:
        raise ChildFault(said)
    if child.is_late:
        raise ReadingTooLong(file=file, limit_s=round(limits.seconds))
    raise ReadingBroken(file=file, limit_mb=round(limits.memory_mb))


class _Child:
    """A process that reads one file after another (``geo/apart_child.py``)."""

    def __init__(self) -> None:
        self._folder = passing_folder()
        self._inbox, work = Path(self._folder.name) / "masuk", Path(self._folder.name) / WORK
        self._inbox.mkdir()
        work.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "geo.apart_child"],
            cwd=_ROOT,
            env=kept
            | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(work))
            | _FRUGAL
            | {"GDAL_SKIP": ",".join(NO_DRIVERS)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may repeat texts of people
        )
        self.is_late = False
        self.file_count = 0
        self.timer: threading.Timer | None = None
        _ALL.add(self)

    @property
    def pid(self) -> int:
        """Return the number of the process."""
        return self._process.pid

    def lives(self) -> bool:
        """Return whether it can be asked."""
        return self._process.poll() is None

    @contextmanager
    def holding(self, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Put the files that are read where it can see them; yield what it is given, with where they lie there."""
        held = {name: self._put(each) if isinstance(each, Path) else each for name, each in given.items()}
        try:
            yield held
        finally:
            for place in self._inbox.iterdir():
                shutil.rmtree(place, ignore_errors=True)

    def _put(self, path: Path) -> Path:
        """Return where a file lies in its folder, under its own name; one that is not there is not there."""
        if not path.is_file():
            return path
        there = Path(tempfile.mkdtemp(dir=self._inbox)) / path.name
        try:
            os.link(path.resolve(), there)
        except OSError:  # another disk, or somebody else's file
            shutil.copyfile(path, there)
        return there

    def answer(self, asked: object, limits: Limits, tell: Callable[[float, str], None]) -> tuple[str, Any]:
        """Return what it says last: a word and what belongs to it; ``("", None)`` where it ended without one."""
        late = threading.Timer(limits.seconds, self._too_late)
        late.daemon = True
        late.start()
        self.file_count += 1
        try:
            return self._answer(asked, tell, int(limits.memory_mb * 1e6))
        finally:
            late.cancel()

    def _answer(self, asked: object, tell: Callable[[float, str], None], most_bytes: int) -> tuple[str, Any]:
        given, said = self._process.stdin, self._process.stdout
        if given is None or said is None:
            raise ValueError("the process was started without its pipes")
        try:
            pickle.dump(asked, given)
            given.flush()
            while True:
                kind, content = heard(said, most_bytes)
                if kind != TOLD:
                    return _checked(kind, content)
                tell(*_told(content))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self.is_late = self.is_late or self._process.wait() == -_CPU_OVER
            return "", None
        except NotAdmitted:
            return "", None

    def _too_late(self) -> None:
        self.is_late = True
        self._process.kill()

    def end(self) -> None:
        """End the process, whatever it does, and remove its folder."""
        if self.timer:
            self.timer.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not sent is not wanted any more
                if pipe:
                    pipe.close()
        self._folder.cleanup()


def _checked(kind: object, content: Any) -> tuple[str, Any]:
    """Return what a child says last; a failure is one of ours, and an unexpected one is a text."""
    is_said = {
        DONE: True, FAILED: isinstance(content, PetasalurError), NO_MEMORY: content is None,
        FAULT: isinstance(content, str),
    }  # fmt: skip
    if not isinstance(kind, str) or not is_said.get(kind):
        raise NotAdmitted("no answer")
    return kind, content


def _told(content: Any) -> tuple[float, str]:
    """Return how far a child says it is."""
    match content:
        case (float() as share, str() as text):
            return share, text
    raise NotAdmitted("no progress")


_CPU_OVER = getattr(signal, "SIGXCPU", 0)
_FRUGAL = {
    "ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
}  # fmt: skip
"""Libraries that set much room aside before they need it would use the limit up."""
NO_DRIVERS = (
    "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "MapInfo File", "LVBAG", "S57", "DGN",
    "OGR_VRT", "CSV", "GML", "GPX", "GeoJSONSeq", "ESRIJSON", "TopoJSON", "OGR_GMT", "SQLite", "WAsP",
    "OpenFileGDB", "DXF", "FlatGeobuf", "GeoRSS", "VFK", "PGDUMP", "OSM", "GPSBabel", "OGR_PDS", "WFS", "OAPIF",
    "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto", "AmigoCloud", "SXF", "Selafin", "JML",
    "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML", "GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC",
    "AVCBin", "AVCE00", "AIVector", "HTTP",
)  # fmt: skip
"""Drivers of GDAL that a child does not have: some are told by a file's content, whatever it is called, to open another
file, a program's pipeline or an address. Left are those of the formats that offices send."""
_ROOM = threading.BoundedSemaphore(AT_ONCE)
_LOCK = threading.Lock()
_IDLE: list[_Child] = []
_ALL: weakref.WeakSet[_Child] = weakref.WeakSet()


def _taken() -> _Child:
    """Return a child that waits, or a new one."""
    with _LOCK:
        while _IDLE:
            child = _IDLE.pop()
            if child.timer:
                child.timer.cancel()
            if child.lives():
                return child
            child.end()
    return _Child()


def _given_back(child: _Child) -> None:
    """Keep a child for the next file, for a while."""
    if child.file_count >= MOST_FILES:
        child.end()
        return
    child.timer = threading.Timer(IDLE_S, _let_go, [child])
    child.timer.daemon = True
    with _LOCK:
        _IDLE.append(child)
        child.timer.start()


def _let_go(child: _Child) -> None:
    with _LOCK:
        is_idle = child in _IDLE
        if is_idle:
            _IDLE.remove(child)
    if is_idle:
        child.end()


@atexit.register
def end_all() -> None:
    """End every child."""
    with _LOCK:
        _IDLE.clear()
    for child in list(_ALL):
        child.end()
