"""The command of ``python -m data`` that takes rows that wait away."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.export import write_whole
from data.roles import SHELL
from data.store import Store
from data.waiting_rows import download_waiting
from geo.notation import number


def quarantine(options: argparse.Namespace) -> None:
    """Write the rows that wait as a workbook to correct and load again."""
    store = Store.open(options.db, must_exist=True)
    try:
        content, count = download_waiting(
            store, by=SHELL, purpose=options.purpose, desa_code=options.desa, is_masked=not options.purpose.strip()
        )
    finally:
        store.close()
    write_whole(options.xlsx, content)
    print(f"{number(count)} baris ditulis ke {options.xlsx}")


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add ``quarantine``."""
    one = commands.add_parser("quarantine", help="menulis baris yang menunggu perbaikan ke XLSX")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--xlsx", type=Path, required=True)
    one.add_argument("--desa", metavar="KODE", help="satu desa saja; tanpa ini semua baris")
    one.add_argument("--purpose", default="", help="untuk apa: nomor lengkap ditulis dan dicatat di riwayat")
    one.set_defaults(command=quarantine)
