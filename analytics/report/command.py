"""``python -m analytics report``."""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics.report.kinds import KINDS, file_name, make
from analytics.report.material import Wish
from data.command import day, shell_progress
from data.errors import OutputUnwritable
from data.export import write_whole
from data.programs import ALL, program_key
from data.roles import SHELL
from data.store import Store
from data.workflow.written import today
from geo.progress import split


def report(options: argparse.Namespace) -> None:
    """Write what leaves the office into a folder: one kind of file, or all of them."""
    program = ALL if options.program.strip().upper() == ALL else program_key(options.program)
    wish = Wish(options.period, options.date or today(), program, options.scope)
    kinds = [options.kind] if options.kind else list(KINDS)
    store = Store.open(options.db, must_exist=True)
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        for kind, step in zip(kinds, split(shell_progress(), [1.0] * len(kinds)), strict=True):
            path = options.out / file_name(store, kind, wish)
            write_whole(path, make(store, kind, wish, by=SHELL, progress=step))
            print(f"{KINDS[kind].label} ditulis ke {path}")
    except (FileExistsError, PermissionError) as error:
        raise OutputUnwritable(file=options.out.name) from error
    finally:
        store.close()


def add_report(commands: argparse._SubParsersAction) -> None:
    """Add the command to the parser of ``python -m analytics``."""
    one = commands.add_parser("report", help="laporan monev, bahan tayang, buku kerja, papan informasi, layer QGIS")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="folder; dibuat bila belum ada")
    one.add_argument("--period", default="", metavar="TAHUN-BULAN", help="tanpa ini periode terbaru")
    one.add_argument("--program", default=ALL, help="kunci program; tanpa ini semua program")
    one.add_argument("--scope", default="", metavar="KODE", help="kode kecamatan atau desa; tanpa ini semua desa")
    one.add_argument("--kind", choices=list(KINDS), help="satu jenis saja; tanpa ini semuanya")
    one.add_argument("--date", type=day, metavar="TANGGAL", help="hari yang dianggap hari ini; tanpa ini hari ini")
    one.set_defaults(command=report)
