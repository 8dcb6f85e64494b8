"""What every shell command shares: its note in the audit, one sentence for an expected failure, progress on stderr.

A command asks for no account: who may read the database file and its key on the office's own computer reads all of it
anyway. So it runs with every right, under the name of the machine's user (:data:`data.roles.SHELL`), and is noted.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

from data import account_notes, audit
from data.messages import sentence
from data.roles import SHELL
from data.store import Store
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


OWN_NOTES = {
    "audit": "yang ditulis ke berkas: Diunduh",
    "encrypt": "Basis data disandikan",
    "rotate-key": "Kunci diganti",
    "recovery-code": "Kode pemulihan dibuka",
    "recover-key": "Kunci dipulihkan dari kode",
    "passphrase": "Kata sandi kunci diubah",
    "backup": "Dicadangkan",
    "restore": "Dipulihkan dari cadangan",
    "account": "Akun diubah, begitu basis datanya dibuka lagi",
    "demo": "data contoh",
}
"""Commands that are not noted as such: name → what stands in the audit instead."""


def note_command(options: argparse.Namespace) -> None:
    """Write into the audit which command the user of the machine gives about a database, before it is done.

    Nothing of what follows the command's name is kept: a NIK may stand there. Of a database that is not there yet there
    is nothing to note; what a command makes of it notes itself.

    Raises
    ------
    StoreBusy, StoreLocked and what opening a database raises
    """
    path = getattr(options, "db", None)
    if options.asked in OWN_NOTES or not isinstance(path, Path) or not path.is_file():
        return
    with closing(Store.open(path)) as store:
        account_notes.pass_on(path.parent, store)
        audit.record(store, SHELL, audit.COMMAND, options.asked)


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
