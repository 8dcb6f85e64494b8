"""Runs commands of the program, each in a fork of a process that has imported everything, and kills some of them.

Started as ``python -m bench.forked``; orders come as lines of JSON (``room``: data or analytics; ``words``: the
command; ``log``: where it writes; ``after_s``: when it is killed, or nothing). So the time of life is spent in the
work, not in importing, and a kill can hit any part of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

import analytics.__main__ as analytics_room
import data.__main__ as data_room
from bench import ROOT

ROOMS = {"data": data_room.main, "analytics": analytics_room.main}
_TICK_S = 0.002


class Ended(NamedTuple):
    """How a command ended. ``code``: its exit status, negative for the signal that killed it."""

    code: int
    seconds: float


class Forks:
    """``with Forks(environment) as forks``: the process that forks."""

    def __init__(self, **environment: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.forked"], cwd=ROOT, env=os.environ | environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def run(self, room: str, words: Sequence[object], log: Path, *, after_s: float | None = None) -> Ended:
        """Run ``python -m room words``; kill it after ``after_s``."""
        assert self._process.stdin
        assert self._process.stdout
        order = {"room": room, "words": [str(word) for word in words], "log": str(log), "after_s": after_s}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Ended(**json.loads(self._process.stdout.readline()))


def _child(order: dict) -> None:
    with open(order["log"], "ab", buffering=0) as log:  # noqa: PTH123  a descriptor is needed
        for stream in (1, 2):
            os.dup2(log.fileno(), stream)
    sys.argv = [order["room"], *order["words"]]
    code = 1
    try:
        code = ROOMS[order["room"]]()
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Carry out orders until there are none."""
    for line in sys.stdin:
        order = json.loads(line)
        began = time.monotonic()
        child = os.fork()
        if not child:
            _child(order)
        done, status = 0, 0
        while not done and (order["after_s"] is None or time.monotonic() - began < order["after_s"]):
            time.sleep(_TICK_S)
            done, status = os.waitpid(child, os.WNOHANG)
        if not done:
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        seconds = time.monotonic() - began
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
