"""The command of ``python -m data`` that takes the service points away."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from data.export import csv_bytes, write_whole
from data.service_points import KINDS, points_table, read_points
from data.store import Store
from geo.notation import number


def points(options: argparse.Namespace) -> None:
    """Write the service points in use as CSV, under the headings that loading reads."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        table = points_table(read_points(store, options.kind))
        content = csv_bytes(table, is_demo=store.is_demo())
    write_whole(options.csv, content)
    print(f"{number(len(table))} titik layanan ditulis ke {options.csv}")


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add ``points``."""
    one = commands.add_parser("points", help="menulis titik layanan yang dipakai ke CSV")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--csv", type=Path, required=True)
    one.add_argument("--kind", choices=list(KINDS), default="", help="satu jenis saja; tanpa ini semuanya")
    one.set_defaults(command=points)
