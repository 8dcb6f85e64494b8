"""The commands of ``python -m data`` about the workflow: who is to be verified, and how lists match."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from data.export import csv_bytes, write_whole
from data.store import Store
from data.workflow.matching import count_matches, read_matches
from data.workflow.verification import read_due
from geo.notation import number


def verification(options: argparse.Namespace) -> None:
    """Write who is to be verified, by risk, masked."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        due = read_due(store, desa_code=options.desa)
        content = csv_bytes(due, is_demo=store.is_demo())
    write_whole(options.csv, content)
    print(f"{number(len(due))} keluarga perlu diverifikasi, ditulis ke {options.csv}")


def matching(options: argparse.Namespace) -> None:
    """Write how many rows of each list and desa lead to a family, and by what."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        counts = count_matches(read_matches(store))
        content = csv_bytes(counts, is_demo=store.is_demo())
    write_whole(options.csv, content)
    print(f"{number(counts['rows'].sum())} baris dari {number(counts['load_id'].nunique())} daftar, ke {options.csv}")


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add ``verification`` and ``matching``."""
    one = commands.add_parser("verification", help="menulis daftar yang perlu diverifikasi, menurut risiko")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--csv", type=Path, required=True)
    one.add_argument("--desa", default="", metavar="KODE", help="kode desa Kemendagri; tanpa ini semua desa")
    one.set_defaults(command=verification)
    two = commands.add_parser("matching", help="menulis laporan pencocokan tiap daftar penerima")
    two.add_argument("--db", type=Path, required=True)
    two.add_argument("--csv", type=Path, required=True)
    two.set_defaults(command=matching)
