"""What every shell command shares: one sentence for an expected failure, progress on stderr."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
from collections.abc import Callable
from typing import NoReturn

from data.messages import sentence
from geo.errors import PetasalurError
from geo.progress import Progress

WIDTH = 20
_FAULTS = (
    ("the following arguments are required:", "yang wajib belum diisi:"),
    ("unrecognized arguments:", "tidak dikenal:"),
    ("expected one argument", "perlu satu isian"),
    ("invalid choice:", "pilihan tidak ada:"),
    ("invalid int value:", "bukan bilangan bulat:"),
    ("choose from", "pilih dari"),
    ("argument ", ""),
)


class Parser(argparse.ArgumentParser):
    """A command line whose faults are told in one Indonesian sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on one line of stderr and end with status 2."""
        for english, indonesian in _FAULTS:
            message = message.replace(english, indonesian)
        self.exit(2, f"Perintah keliru: {message}; lihat `{self.prog} --help`.\n")


def run(command: Callable[[], None]) -> int:
    """Run ``command``; return the exit status: 0 only when it is done."""
    for stream in (sys.stdout, sys.stderr):  # a shell that cannot write "→" gets "?", not a traceback
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        command()
    except PetasalurError as error:
        print(sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Dihentikan; tidak ada yang berubah.", file=sys.stderr)
        return 130
    return 0


def day(text: str) -> dt.date:
    """Return a day that stands in a command; what argparse tells where it is none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"{text} bukan tanggal seperti 2026-11-28"
        raise argparse.ArgumentTypeError(message) from None


def shell_progress() -> Progress:
    """Return a progress for the shell: a bar that redraws on a terminal, plain lines elsewhere."""
    last = ""

    def tell(share: float, text: str) -> None:
        nonlocal last
        done = round(share * WIDTH)
        line = f"[{'#' * done}{'.' * (WIDTH - done)}] {share:4.0%} {text}"
        if line == last:
            return
        last = line
        if sys.stderr.isatty():
            print(f"\r{line:<100.100}", end="\n" if share >= 1 else "", file=sys.stderr, flush=True)
        else:
            print(line, file=sys.stderr, flush=True)

    return tell
