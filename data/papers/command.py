"""The commands of ``python -m data`` that make papers."""

from __future__ import annotations

import argparse
from pathlib import Path

from data.command import shell_progress
from data.export import write_whole
from data.papers.delivery.make import make_bundle, make_delivery_paper
from data.papers.delivery.registry import ALL_PAPERS, DELIVERY_PAPERS
from data.papers.make import make_paper
from data.papers.opensid import export_opensid
from data.papers.registry import PAPERS
from data.programs import ALL, program_key
from data.roles import SHELL
from data.store import Store
from geo.notation import number


def paper(options: argparse.Namespace) -> None:
    """Write one paper as PDF."""
    program = options.program if options.program in {"", ALL} else program_key(options.program)
    store = Store.open(options.db, must_exist=True)
    try:
        content = make_paper(
            store, options.paper, program=program, period=options.period, desa_code=options.desa, by=SHELL,
            purpose=options.purpose, progress=shell_progress(),
        )  # fmt: skip
    finally:
        store.close()
    write_whole(options.out, content)
    print(f"{PAPERS[options.paper].label} ditulis ke {options.out}")


def opensid(options: argparse.Namespace) -> None:
    """Write recipients in OpenSID's template."""
    store = Store.open(options.db, must_exist=True)
    try:
        made = export_opensid(
            store, program=program_key(options.program), period=options.period, desa_code=options.desa, by=SHELL,
            purpose=options.purpose, progress=shell_progress(),
        )  # fmt: skip
    finally:
        store.close()
    write_whole(options.out, made.content)
    left_out = f"; {number(made.left_out_count)} tanpa NIK ditinggalkan" if made.left_out_count else ""
    print(f"{number(made.row_count)} peserta ditulis ke {options.out}{left_out}")


def trip_paper(options: argparse.Namespace) -> None:
    """Write one kind of paper of a kept plan as PDF, or all of them as ZIP."""
    store = Store.open(options.db, must_exist=True)
    asked = {"trip_id": options.trip, "desa_code": options.desa, "by": SHELL, "purpose": options.purpose}
    try:
        if options.paper == ALL_PAPERS:
            content = make_bundle(store, options.plan, **asked, progress=shell_progress())
        else:
            content = make_delivery_paper(
                store, options.paper, plan_id=options.plan, **asked, progress=shell_progress()
            )
    finally:
        store.close()
    write_whole(options.out, content)
    label = "Semua dokumen" if options.paper == ALL_PAPERS else DELIVERY_PAPERS[options.paper].label
    print(f"{label} ditulis ke {options.out}")


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add ``paper``, ``opensid`` and ``trip-paper``."""
    one = commands.add_parser("paper", help="membuat lembar cetak (PDF)")
    one.add_argument("--paper", required=True, help=", ".join(PAPERS))
    one.add_argument("--program", default="", help="kunci program, atau SEMUA")
    one.add_argument("--period", default="", metavar="TAHUN-BULAN")
    one.add_argument("--purpose", default="", help="untuk apa: NIK lengkap dicetak dan dicatat di riwayat")
    one.set_defaults(command=paper)
    two = commands.add_parser("opensid", help="mengekspor penerima ke format impor OpenSID (XLSX)")
    two.add_argument("--program", required=True, help="kunci program")
    two.add_argument("--period", required=True, metavar="TAHUN-BULAN")
    two.add_argument("--purpose", required=True, help="untuk apa; dicatat di riwayat")
    two.set_defaults(command=opensid)
    three = commands.add_parser("trip-paper", help="membuat dokumen penyaluran dari rencana yang disimpan (PDF, ZIP)")
    three.add_argument("--plan", type=int, required=True, metavar="NOMOR", help="nomor rencana")
    three.add_argument("--paper", required=True, help=f"{', '.join(DELIVERY_PAPERS)}, atau {ALL_PAPERS} (ZIP)")
    three.add_argument("--trip", default="", metavar="ID", help="satu perjalanan saja, misalnya motor-2-1")
    three.add_argument("--purpose", default="", help="untuk apa: NIK lengkap dicetak dan dicatat di riwayat")
    three.set_defaults(command=trip_paper)
    for each in (one, two, three):
        each.add_argument("--db", type=Path, required=True)
        each.add_argument("--desa", default="", metavar="KODE", help="satu desa saja, misalnya 63.11.02.2001")
        each.add_argument("--out", type=Path, required=True)
