"""The command of ``python -m data`` that makes the files a driver takes along."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from data.command import shell_progress
from data.export import write_whole
from data.papers.field.make import make_field_file
from data.papers.field.registry import FIELD_FILES
from data.roles import SHELL
from data.store import Store


def trip_file(options: argparse.Namespace) -> None:
    """Write one field file."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        content = make_field_file(
            store, options.file, plan_id=options.plan, trip_id=options.trip, by=SHELL, progress=shell_progress()
        )
    write_whole(options.out, content)
    print(f"{FIELD_FILES[options.file].label} ditulis ke {options.out}")


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add ``trip-file``."""
    one = commands.add_parser("trip-file", help="membuat berkas yang dibawa pengemudi (GPX, KML, formulir, halaman HP)")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--plan", type=int, required=True, metavar="NOMOR", help="nomor rencana")
    one.add_argument("--file", required=True, metavar="KUNCI", help=", ".join(FIELD_FILES))
    one.add_argument("--trip", default="", metavar="KODE", help="satu ritase saja, misalnya pickup-1-1")
    one.add_argument("--out", type=Path, required=True)
    one.set_defaults(command=trip_file)
