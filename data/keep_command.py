"""Shell commands around keeping: the audit, backups, what is deleted for good, one person's data."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from data import audit, backup, keys, person, retention
from data.errors import AuditBroken, OutputUnwritable
from data.export import csv_bytes, write_whole
from data.roles import SHELL
from data.store import Store
from geo.notation import number


def audit_trail(options: argparse.Namespace) -> None:
    """Write the audit as CSV, look whether it is whole, or show how far it has come."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        if options.csv:
            entries = audit.read_audit(store, limit=audit.EVERY)
            write_whole(options.csv, csv_bytes(entries, is_demo=store.is_demo()))
            audit.note_taken(store, SHELL, "Jejak audit", len(entries))
            print(f"{number(len(entries))} catatan ditulis ke {options.csv}")
        verdict = audit.verify(store, backup.witnesses(store))
    print(f"{number(verdict.count)} catatan, sidik terakhir {verdict.head or '–'}")
    for at, fault in verdict.faults:
        print(f"nomor {at}: {audit.FAULTS[fault]}")
    if options.verify and verdict.faults:
        raise AuditBroken(count=len(verdict.faults))


def back_up(options: argparse.Namespace) -> None:
    """Make a backup, or say which there are."""
    if not options.list:
        with closing(Store.open(options.db, must_exist=True)) as store:
            backup.make_backup(store, by=SHELL)
    for each in backup.read_backups(options.db):
        told = "tersandi" if each.key_name else "tidak tersandi"
        print(f"{each.name}: {each.made_at[:16]} UTC, {number(each.byte_count / 1e6, 1)} MB, {told}")


def restore(options: argparse.Namespace) -> None:
    """Put a backup in the place of the database."""
    done, aside = backup.restore(options.db, options.backup)
    print(f"{done.name} dipulihkan ke {options.db}")
    if aside:
        print(f"Basis data sebelumnya disimpan sebagai {aside.name}")
    newest = keys.read(options.db).keys[0].name if done.key_name else ""
    if newest != done.key_name:
        print(f"Cadangan ini dari sebelum kuncinya diganti: python -m data rotate-key --db {options.db}")


def keep_until(options: argparse.Namespace) -> None:
    """Say which files are due, or delete the rows of one for good."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        if options.load is not None:
            count = retention.purge(store, options.load, by=SHELL, reason=options.reason)
            print(f"Muatan {options.load}: {number(count)} baris dihapus selamanya")
        due = retention.read_kept(store)
    for row in due[due["is_due"]].itertuples():
        print(f"{row.load_id}: {row.file_name}, disimpan sampai {row.keep_until} ({row.state})")


def one_person(options: argparse.Namespace) -> None:
    """Write everything known of one person."""
    is_json = options.out.suffix.lower() == ".json"
    if not is_json and options.out.suffix.lower() != ".xlsx":
        raise OutputUnwritable(file=options.out.name)
    with closing(Store.open(options.db, must_exist=True)) as store:
        found = person.about(store, options.nik, by=SHELL, purpose=options.purpose)
        content = person.as_json(found) if is_json else person.as_workbook(found, is_demo=store.is_demo())
    write_whole(options.out, content)
    print(f"{number(sum(map(len, found.values())))} baris dari {len(found)} tabel ditulis ke {options.out}")


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add the commands to ``python -m data``."""
    one = commands.add_parser("audit", help="memeriksa dan menulis jejak audit")
    one.add_argument("--csv", type=Path, help="tulis seluruh jejak audit ke berkas ini")
    one.add_argument("--verify", action="store_true", help="selesai dengan galat bila ada yang tidak utuh")
    one.set_defaults(command=audit_trail)
    two = commands.add_parser("backup", help="membuat cadangan")
    two.add_argument("--list", action="store_true", help="hanya tampilkan cadangan yang ada")
    two.set_defaults(command=back_up)
    three = commands.add_parser("restore", help="memulihkan basis data dari cadangan")
    three.add_argument("--backup", default="", metavar="NAMA", help="nama berkas cadangan; tanpa ini yang terbaru")
    three.set_defaults(command=restore)
    four = commands.add_parser(
        "purge", help="menampilkan berkas yang jatuh tempo, atau menghapus isi satu muatan selamanya"
    )
    four.add_argument("--load", type=int, help="nomor muatan yang isinya dihapus")
    four.add_argument("--reason", default="", help="alasan, ditulis di jejak audit")
    four.set_defaults(command=keep_until)
    five = commands.add_parser("person", help="menulis semua yang diketahui tentang satu orang")
    five.add_argument("--nik", required=True, help="NIK orang itu")
    five.add_argument("--purpose", required=True, help="untuk apa, ditulis di jejak audit")
    five.add_argument("--out", type=Path, required=True, metavar="BERKAS", help="berkas .json atau .xlsx")
    five.set_defaults(command=one_person)
    for each in (one, two, three, four, five):
        each.add_argument("--db", type=Path, required=True)
