"""``python -m data``: load files, list issues, make the demo database."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd

from data import engine, keys
from data.account_command import add_commands as add_accounts
from data.command import Parser, note_command, run, shell_progress
from data.errors import ColumnsMissing, FileMissing, PeriodInvalid, RecipientsArgument
from data.export import csv_bytes, write_whole
from data.facts import corrected, describe, networked, pointed
from data.handover.command import add_commands as add_handover
from data.intake.columns import Choices
from data.intake.correction_file import CORRECTIONS
from data.intake.layouts import FAMILIES, RECIPIENTS
from data.intake.load import Answers, Loaded, SourceFile, load_files, withdraw_load
from data.intake.preview import guess_kind, kinds_of_file
from data.intake.remembered import read_choices
from data.intake.table import read_table
from data.issues import read_issues
from data.keep_command import add_commands as add_keeping
from data.key_command import add_commands as add_keys
from data.office import open_office
from data.papers.command import add_commands as add_papers
from data.papers.field.command import add_commands as add_field_files
from data.points_command import add_commands as add_points
from data.programs import program_key
from data.roads.records import ROADS
from data.service_points import POINTS
from data.settings import reading_limits
from data.store import Store
from data.waiting_command import add_commands as add_quarantine
from data.workflow.command import add_commands as add_workflow
from geo.apart import Limits, strangers
from geo.errors import PetasalurError
from geo.notation import number

_KIND_WORDS = {CORRECTIONS: "Perbaikan", ROADS: "Jaringan jalan", POINTS: "Titik layanan"}
_PERIOD = r"[12][0-9]{3}-(0[1-9]|1[0-2])"


def recipients_file(text: str) -> SourceFile:
    """Return the file of ``FILE:PROGRAM:YYYY-MM``; the colon of a Windows drive in FILE is no separator.

    Raises
    ------
    RecipientsArgument, PeriodInvalid, UnknownProgram
    """
    path, _, period = text.rpartition(":")
    path, _, program = path.rpartition(":")
    if not path:
        raise RecipientsArgument(found=text)
    if not re.fullmatch(_PERIOD, period):
        raise PeriodInvalid(found=period)
    return SourceFile("recipients", Path(path), program_key(program), period)


def families_kind(path: Path) -> str:
    """Return which register of families a file is; the plain one where nothing tells."""
    try:
        return guess_kind(path, role=FAMILIES) if path.is_file() else FAMILIES
    except ColumnsMissing:
        return FAMILIES  # the loader says which column is missing


def any_files(text: str, remembered: Choices | None = None) -> list[SourceFile]:
    """Return the file of ``FILE`` or ``FILE:PROGRAM:YYYY-MM``, its layout told by its content.

    A workbook that holds several layouts, families beside their members, is one file of each.

    Raises
    ------
    RecipientsArgument
        A list of recipients of which neither the user nor the file itself says the program and period without doubt.
        And what :func:`kinds_of_file` raises.
    """
    if re.search(r":[^:\\\\/]+:[^:\\\\/]+$", text):
        return [recipients_file(text)]
    path = Path(text)
    if not path.is_file():
        raise FileMissing(file=path.name)
    return [_named(path, kind, text) for kind in kinds_of_file(path, remembered=remembered)]


def _named(path: Path, kind: str, text: str) -> SourceFile:
    if kind != RECIPIENTS:
        return SourceFile(kind, path)
    stated = read_table(path, kind).stated
    if not stated.is_sure():
        raise RecipientsArgument(found=text)
    return SourceFile(kind, path, stated.program, stated.first, told_by=stated.places())


def told_in(path: Path) -> tuple[Limits, Choices]:
    """Return what the database at ``path`` says of reading files and remembers of columns; there may be none yet."""
    if not path.exists():
        return Limits(), {}
    with closing(Store.open(path)) as store:
        return reading_limits(store), read_choices(store)


def load(options: argparse.Namespace) -> None:
    """Take files into the database."""
    limits, remembered = told_in(options.db)
    with strangers(limits):
        _load(options, remembered)


def _load(options: argparse.Namespace, remembered: Choices) -> None:
    files = [SourceFile("codes", path) for path in options.codes]
    files += [SourceFile("boundaries", path) for path in options.boundaries]
    files += [SourceFile(ROADS, path) for path in options.roads]
    files += [SourceFile(POINTS, path) for path in options.points]
    files += [SourceFile(families_kind(path), path) for path in options.families]
    files += [file for text in options.files for file in any_files(text, remembered)]
    files += [recipients_file(text) for text in options.recipients]
    answers = Answers(options.crs, options.code_system, options.accept_displaced)
    is_new = not options.db.exists()
    store = open_office(options.db)  # outside: one that another process has made meanwhile is not ours
    try:
        with closing(store):
            reports, is_encrypted = load_files(store, files, answers, shell_progress()), store.is_encrypted
    except PetasalurError:
        if is_new:  # an empty database is no result: a later command would find it and say that all is well
            engine.remove(options.db)
        raise
    for report in reports:
        print(report_line(report))
    if is_new and is_encrypted:
        print(
            f"Basis data baru ini disandikan; kuncinya {keys.place(options.db).name}. Tulis kode pemulihannya di kertas:\n"
            f"  python -m data recovery-code --db {options.db}"
        )


def report_line(report: Loaded) -> str:
    """Return what became of a file, for the shell."""
    if report.is_repeat:
        return f"{report.name}: sudah dimuat sebelumnya, tidak ada yang berubah"
    if report.kind == CORRECTIONS:
        return "\n  ".join([corrected(report).removesuffix("."), *describe(report.facts)])
    if report.kind == POINTS:
        return "\n  ".join([pointed(report).removesuffix("."), *describe(report.facts)])
    if report.kind == ROADS:
        return "\n  ".join([networked(report).removesuffix("."), *describe(report.facts)])
    line = (
        f"{report.name}: {number(report.accepted_count)} dari {number(report.row_count)} baris dimuat, "
        f"{number(report.flagged_count)} perlu dilihat, {number(report.set_aside_count)} disisihkan"
    )
    return "\n  ".join([line, *describe(report.facts)])


def issues(options: argparse.Namespace) -> None:
    """Write every issue as CSV."""
    store = Store.open(options.db, must_exist=True)
    try:
        table = read_issues(store, is_masked=not options.show_identity)
        content = csv_bytes(table, is_demo=store.is_demo())
    finally:
        store.close()
    write_whole(options.csv, content)
    print(f"{len(table)} catatan ditulis ke {options.csv}")


def withdraw(options: argparse.Namespace) -> None:
    """Take one list back; without a number, say which lists there are."""
    store = Store.open(options.db, must_exist=True)
    try:
        if options.load is not None:
            withdraw_load(store, options.load)
        loads = store.frame("store/loads")
    finally:
        store.close()
    for row in loads.itertuples():
        state = "dipakai" if pd.isna(row.withdrawn_at) else "ditarik"
        what = _KIND_WORDS.get(row.kind, row.program)
        print(f"{row.load_id}: {row.file_name} {what} {row.period} ({state})")


def demo(options: argparse.Namespace) -> None:
    """Make the demo database."""
    from data.demo.command import make_demo  # noqa: PLC0415  the demo's drawing is needed by this command only

    make_demo(options.db, seed=options.seed, progress=shell_progress())


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``python -m data``."""
    top = Parser(prog="python -m data", description="Memuat dan memeriksa data Petasalur.")
    commands = top.add_subparsers(required=True, metavar="PERINTAH", dest="asked")
    one = commands.add_parser("load", help="memuat berkas ke basis data")
    one.add_argument("--db", type=Path, required=True, help="basis data; dibuat bila belum ada")
    one.add_argument(
        "--codes",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="daftar kode wilayah atau padanan BPS",
    )
    one.add_argument(
        "--boundaries",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="batas desa: GeoJSON, GeoPackage, Shapefile zip, KML",
    )
    one.add_argument(
        "--roads",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="jaringan jalan, jalan setapak atau sungai: .osm.pbf, .osm.gz, GeoJSON, GeoPackage, Shapefile zip",
    )
    one.add_argument(
        "--points",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="titik layanan: GeoJSON, GeoPackage, Shapefile zip, KML, CSV atau XLSX",
    )
    one.add_argument(
        "--families",
        type=Path,
        action="append",
        default=[],
        metavar="BERKAS",
        help="daftar keluarga: CSV atau XLSX",
    )
    one.add_argument(
        "--recipients",
        action="append",
        default=[],
        metavar="BERKAS:PROGRAM:TAHUN-BULAN",
        help="daftar penerima, misalnya pkh.csv:PKH:2026-10",
    )
    one.add_argument(
        "files", nargs="*", metavar="BERKAS[:PROGRAM:TAHUN-BULAN]", help="berkas apa pun; jenisnya dikenali dari isinya"
    )
    one.add_argument("--crs", help="sistem koordinat batas desa bila tidak tertulis, misalnya EPSG:32750")
    one.add_argument("--code-system", choices=["kemendagri", "bps"], help="jenis kode desa bila meragukan")
    one.add_argument("--accept-displaced", action="store_true", help="tetap memakai batas desa yang bergeser")
    one.set_defaults(command=load)
    two = commands.add_parser("issues", help="menulis semua catatan pemeriksaan")
    two.add_argument("--db", type=Path, required=True)
    two.add_argument("--csv", type=Path, required=True)
    two.add_argument("--show-identity", action="store_true", help="tulis NIK dan No. KK lengkap")
    two.set_defaults(command=issues)
    four = commands.add_parser("withdraw", help="menarik satu daftar yang sudah dimuat")
    four.add_argument("--db", type=Path, required=True)
    four.add_argument("--load", type=int, help="nomor muatan; tanpa ini hanya ditampilkan daftarnya")
    four.set_defaults(command=withdraw)
    add_quarantine(commands)
    add_points(commands)
    add_papers(commands)
    add_field_files(commands)
    add_workflow(commands)
    add_handover(commands)
    add_accounts(commands)
    add_keeping(commands)
    add_keys(commands)
    three = commands.add_parser("demo", help="membuat basis data contoh Kecamatan Halong")
    three.add_argument("--db", type=Path, required=True)
    three.add_argument("--seed", type=int, default=63_11_02)
    three.set_defaults(command=demo)
    return top


def main() -> int:
    """Run the command line; return the exit status."""
    options = parser().parse_args()

    def obey() -> None:
        note_command(options)
        options.command(options)

    return run(obey)


if __name__ == "__main__":
    sys.exit(main())
