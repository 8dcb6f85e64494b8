"""Shell commands around the key of a database: encrypting, another key, its passphrase, its recovery code."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from contextlib import closing
from pathlib import Path

from data import keys, recovery, recovery_code, rekey
from data.command import shell_progress
from data.errors import PasswordsDiffer
from data.roles import SHELL
from data.store import Store
from geo.notation import long_date, number

_PURPOSE = "dibuka dari terminal"
_SHORT = "-"
"""What stands for no passphrase: refused, with what is needed."""


def encrypt(options: argparse.Namespace) -> None:
    """Encrypt a database and the files beside it."""
    passphrase = "" if options.no_passphrase else _new_passphrase()
    _told(rekey.encrypt(options.db, passphrase, progress=shell_progress()), options.db)


def rotate(options: argparse.Namespace) -> None:
    """Give an encrypted database a new key."""
    _told(rekey.rotate(options.db, progress=shell_progress()), options.db)


def _new_passphrase() -> str:
    told = os.environ.get(keys.PASSPHRASE_VARIABLE, "")
    if told or not sys.stdin.isatty():
        return told or _SHORT
    return _asked_twice() or _SHORT


def _asked_twice() -> str:
    first = getpass.getpass("Kata sandi kunci yang baru: ")
    if getpass.getpass("Sekali lagi: ") != first:
        raise PasswordsDiffer
    return first


def _other_passphrase() -> str:
    """Return what somebody types, or what is piped in; the variable names the present one."""
    if sys.stdin is None:
        return ""
    return _asked_twice() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


def _told(done: rekey.Rekeyed, path: Path) -> None:
    print(f"{number(done.row_count)} baris di {done.table_count} tabel tersandi dan sama dengan semula")
    print(f"{number(done.file_count)} dokumen disandikan; berkas kunci: {done.key_file}")
    print(f"Tulis kode pemulihannya di kertas: python -m data recovery-code --db {path}")
    print("Tanpa berkas kunci dan tanpa kode itu data tidak dapat dibuka lagi oleh siapa pun.")
    if done.plain_copies:
        print("Cadangan lama yang belum tersandi, hapus bila tidak perlu:")
        print("\n".join(f"  {each}" for each in done.plain_copies))


def passphrase(options: argparse.Namespace) -> None:
    """Wrap the key file under a passphrase, under another one, or under none."""
    with closing(Store.open(options.db, must_exist=True)) as store:  # asks for the present one
        ring = store.ring()
        fresh = None if options.remove else _other_passphrase()
        place = rekey.change_passphrase(store, fresh, present=ring.passphrase if ring else "")
    print(f"Berkas kunci {place} sekarang {'tanpa kata sandi' if options.remove else 'berkata sandi'}.")


def show_code(options: argparse.Namespace) -> None:
    """Show the recovery code; somebody at the terminal types its last group back."""
    with closing(Store.open(options.db, must_exist=True)) as store:
        code = recovery.show_code(store, by=SHELL, purpose=_PURPOSE)
        print("Kode pemulihan (tulis di kertas, jangan difoto atau dikirim):")
        for first, line in recovery_code.numbered(code):
            print(f"  {first:>2}  {line}")
        print(_opens(store))
        if sys.stdin is not None and sys.stdin.isatty():
            typed = input("Ketik kelompok terakhir dari kertas (Enter: lain kali): ")
            if typed.strip():
                recovery.confirm(store, typed, by=SHELL)
                print("Dicatat: kode pemulihan sudah ada di kertas.")


def _opens(store: Store) -> str:
    shut = recovery.left_shut(store)
    if not shut:
        return "Kode ini juga membuka semua cadangan di folder cadangannya."
    return (
        f"{number(len(shut))} cadangan, yang terbaru dari {long_date(shut[0].moment().date())}, berkunci lain: simpan "
        "kertas dari masa itu, atau ganti kuncinya sekali lagi; kode yang baru membuka semuanya."
    )


def recover(options: argparse.Namespace) -> None:
    """Ask for the recovery code and write the key file anew."""
    done = recovery.recover(options.db, _typed_code())
    print(f"Kunci dipulihkan ke {done.key_file}; yang dibukanya: {done.opens}")
    if done.aside:
        print(f"Berkas kunci sebelumnya disimpan sebagai {done.aside.name}")
    if done.opens != options.db.name:
        print(f"Pulihkan basis datanya: python -m data restore --db {options.db} --backup {done.opens}")


def _typed_code() -> str:
    """Return what is typed up to an empty line or the last group; from a pipe all of it."""
    if sys.stdin is None:
        return ""
    if not sys.stdin.isatty():
        return sys.stdin.read()
    lines: list[str] = []
    while not recovery_code.is_whole("\n".join(lines)):
        line = input("Kode pemulihan: " if not lines else "sambungannya (Enter: selesai): ")
        if not line.strip():
            break
        lines.append(line)
    return "\n".join(lines)


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add the commands to ``python -m data``."""
    one = commands.add_parser("encrypt", help="menyandikan basis data dan dokumennya")
    one.add_argument(
        "--no-passphrase", action="store_true", help="berkas kunci tanpa kata sandi, untuk mulai tanpa orang"
    )
    one.set_defaults(command=encrypt)
    two = commands.add_parser("rotate-key", help="mengganti kunci basis data tersandi")
    two.set_defaults(command=rotate)
    three = commands.add_parser("passphrase", help="memberi berkas kunci kata sandi, atau menggantinya")
    three.add_argument("--remove", action="store_true", help="lepaskan kata sandinya")
    three.set_defaults(command=passphrase)
    four = commands.add_parser("recovery-code", help="menampilkan kode pemulihan untuk ditulis di kertas")
    four.set_defaults(command=show_code)
    five = commands.add_parser("recover-key", help="memulihkan berkas kunci dari kode pemulihan, yang ditanyakan")
    five.set_defaults(command=recover)
    for each in (one, two, three, four, five):
        each.add_argument("--db", type=Path, required=True)
