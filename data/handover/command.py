"""The commands of ``python -m data`` about hand-overs: take a returned file in, list what an SPJ lacks."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from data.errors import FileMissing
from data.export import csv_bytes, write_whole
from data.handover.files import LEFT, SAME, TAKEN, take_file
from data.handover.spj import read_checklist
from data.programs import program_label
from data.roles import SHELL
from data.settings import reading_limits
from data.store import Store
from geo.apart import strangers
from geo.notation import number


def handover(options: argparse.Namespace) -> None:
    """Record what a returned file says; print the rows that could not be used."""
    if not options.file.is_file():
        raise FileMissing(file=options.file.name)
    with closing(Store.open(options.db, must_exist=True)) as store, strangers(reading_limits(store)):
        done = take_file(store, options.plan, options.file, by=SHELL, name=options.file.name)
    left = done.rows[done.rows["outcome"] == LEFT]
    print(
        f"{options.file.name} ({done.label}): {number(done.count(TAKEN))} baris dicatat, {number(done.count(SAME))} "
        f"sudah tercatat, {number(done.empty_count)} belum diisi, {number(len(left))} tidak dipakai"
    )
    for sheet, row, message in left[["sheet", "row", "message"]].itertuples(index=False):
        print(f"  {f'lembar {sheet}, ' if sheet else ''}baris {row}: {message}")


def spj(options: argparse.Namespace) -> None:
    """Write which documents the SPJ of a month lacks, and since when."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        programs = list(store.frame("store/programs")["program"])
        checklist = read_checklist(store, programs=programs, period=options.period)
        is_demo = store.is_demo()
    lacks = checklist[~checklist["is_there"]]
    columns = ["program", "desa_code", "desa_name", "document_key", "label", "due_on", "is_missing", "days_missing"]
    shown = lacks[columns].assign(
        program_label=lacks["program"].map(program_label), due_on=lacks["due_on"].dt.strftime("%Y-%m-%d")
    )
    write_whole(options.csv, csv_bytes(shown, is_demo=is_demo))
    print(
        f"{number(len(lacks))} dari {number(len(checklist))} dokumen SPJ belum ada, "
        f"{number(checklist['is_missing'].sum())} melewati batasnya; ditulis ke {options.csv}"
    )


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add ``handover`` and ``spj``."""
    one = commands.add_parser("handover", help="mencatat berkas hasil penyaluran yang kembali")
    one.add_argument("--db", type=Path, required=True)
    one.add_argument("--plan", type=int, required=True, metavar="NOMOR", help="nomor rencana yang dipakai")
    one.add_argument(
        "--file", type=Path, required=True, metavar="BERKAS", help="daftar hasil, ekspor KoboToolbox/ODK, CSV ponsel"
    )
    one.set_defaults(command=handover)
    two = commands.add_parser("spj", help="menulis dokumen SPJ yang belum ada, sejak kapan")
    two.add_argument("--db", type=Path, required=True)
    two.add_argument("--period", required=True, metavar="TAHUN-BULAN")
    two.add_argument("--csv", type=Path, required=True)
    two.set_defaults(command=spj)
