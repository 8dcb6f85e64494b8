"""``python -m analytics coverage``."""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics.coverage import read_coverage
from data.export import csv_bytes, write_whole
from data.store import Store


def coverage(options: argparse.Namespace) -> None:
    """Write the coverage of every desa as CSV."""
    store = Store.open(options.db, must_exist=True)
    try:
        table = read_coverage(store, program=options.program, period=options.period)
        content = csv_bytes(table, is_demo=store.is_demo())
    finally:
        store.close()
    write_whole(options.csv, content)
    print(f"{len(table)} baris ditulis ke {options.csv}")


def add_coverage(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser of ``python -m analytics``."""
    one = commands.add_parser("coverage", help="cakupan dan kesenjangan per desa")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--csv", type=Path, required=True)
    one.add_argument("--program", help="kunci program, misalnya PKH; tanpa ini semua program")
    one.add_argument("--period", metavar="TAHUN-BULAN", help="tanpa ini periode terbaru")
    one.set_defaults(command=coverage)
