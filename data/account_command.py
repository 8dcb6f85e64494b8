"""``python -m data account``: make accounts, list them, change a password, close one. No password is an argument."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from data.accounts import Accounts, listed
from data.errors import PasswordsDiffer
from data.home import home
from data.roles import ROLES


def add(options: argparse.Namespace) -> None:
    """Make an account."""
    accounts = Accounts(options.home)
    password = _password(is_piped=options.password_stdin)
    accounts.add(options.name, password, role=options.role, label=options.label, desa_codes=tuple(options.desa))
    print(f"Akun {options.name} dibuat; mulai sekarang aplikasi meminta masuk.")


def show(options: argparse.Namespace) -> None:
    """List the accounts."""
    rows = listed(Accounts(options.home).all())
    for row in rows:
        state = "aktif" if row["is_active"] else "ditutup"
        print(" · ".join([row["username"], row["label"], row["role"], *row["desa_codes"], state]))
    if not rows:
        print("Belum ada akun; tanpa akun aplikasi hanya melayani komputer ini sendiri.")


def password(options: argparse.Namespace) -> None:
    """Give an account a new password."""
    accounts = Accounts(options.home)
    accounts.set_password(options.name, _password(is_piped=options.password_stdin))
    print(f"Kata sandi {options.name} diganti; semua sesinya berakhir.")


def disable(options: argparse.Namespace) -> None:
    """Close an account."""
    Accounts(options.home).set_active(options.name, is_active=False)
    print(f"Akun {options.name} ditutup; semua sesinya berakhir.")


def enable(options: argparse.Namespace) -> None:
    """Open an account again."""
    Accounts(options.home).set_active(options.name, is_active=True)
    print(f"Akun {options.name} dibuka lagi.")


def _password(*, is_piped: bool) -> str:
    if is_piped:
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass.getpass("Kata sandi: ")
    if getpass.getpass("Sekali lagi: ") != typed:
        raise PasswordsDiffer
    return typed


def add_commands(commands: argparse._SubParsersAction) -> None:  # argparse has no public name for it
    """Add ``account`` with what can be done to one."""
    account = commands.add_parser("account", help="membuat, melihat dan menutup akun")
    acts = account.add_subparsers(required=True, metavar="TINDAKAN")
    one = acts.add_parser("add", help="membuat akun; kata sandinya ditanyakan")
    one.add_argument("name", metavar="NAMA")
    one.add_argument("--role", required=True, help=f"peran: {', '.join(ROLES)}")
    one.add_argument("--label", default="", metavar="TEKS", help="nama orangnya, seperti ditulis di riwayat")
    one.add_argument(
        "--desa", action="append", default=[], metavar="KODE", help="kode desa Kemendagri, untuk peran desa"
    )
    two = acts.add_parser("list", help="melihat semua akun")
    three = acts.add_parser("password", help="mengganti kata sandi")
    four = acts.add_parser("disable", help="menutup akun")
    five = acts.add_parser("enable", help="membuka lagi akun yang ditutup")
    for named in (three, four, five):
        named.add_argument("name", metavar="NAMA")
    for asking in (one, three):
        asking.add_argument(
            "--password-stdin", action="store_true", help="kata sandi dibaca dari baris pertama masukan standar"
        )
    for each, command in ((one, add), (two, show), (three, password), (four, disable), (five, enable)):
        each.add_argument("--home", type=Path, default=home(), metavar="FOLDER", help="folder basis data, biasanya var")
        each.set_defaults(command=command)
