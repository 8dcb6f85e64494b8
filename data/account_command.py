"""``python -m data account``: make accounts, list them, change a password, close one. No password is an argument."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from data.account_notes import write_down
from data.accounts import Accounts, listed
from data.errors import PasswordsDiffer
from data.home import home
from data.oidc.provider import Provider
from data.oidc.sealed import seal
from data.oidc.settings import FILE_NAME
from data.roles import ROLES


def add(options: argparse.Namespace) -> None:
    """Make an account."""
    accounts = Accounts(options.home)
    password = _password(is_piped=options.password_stdin)
    accounts.add(options.name, password, role=options.role, label=options.label, desa_codes=tuple(options.desa))
    write_down(options.home, options.name, " ".join(["dibuat, peran", options.role, *options.desa]))
    print(f"Akun {options.name} dibuat; mulai sekarang aplikasi meminta masuk.")


def show(options: argparse.Namespace) -> None:
    """List the accounts."""
    rows = listed(Accounts(options.home).all())
    for row in rows:
        state = "aktif" if row["is_active"] else "ditutup"
        linked = ["terhubung"] if row["is_linked"] else []
        print(" · ".join([row["username"], row["label"], row["role"], *row["desa_codes"], state, *linked]))
    if not rows:
        print("Belum ada akun; tanpa akun aplikasi hanya melayani komputer ini sendiri.")


def password(options: argparse.Namespace) -> None:
    """Give an account a new password."""
    accounts = Accounts(options.home)
    accounts.set_password(options.name, _password(is_piped=options.password_stdin))
    write_down(options.home, options.name, "kata sandi diganti")
    print(f"Kata sandi {options.name} diganti; semua sesinya berakhir.")


def disable(options: argparse.Namespace) -> None:
    """Close an account."""
    Accounts(options.home).set_active(options.name, is_active=False)
    write_down(options.home, options.name, "ditutup")
    print(f"Akun {options.name} ditutup; semua sesinya berakhir.")


def enable(options: argparse.Namespace) -> None:
    """Open an account again."""
    Accounts(options.home).set_active(options.name, is_active=True)
    write_down(options.home, options.name, "dibuka lagi")
    print(f"Akun {options.name} dibuka lagi.")


def link(options: argparse.Namespace) -> None:
    """Say who an account is at the office's own server of accounts."""
    Accounts(options.home).link(options.name, options.identity)
    write_down(options.home, options.name, "dihubungkan dengan server akun kantor")
    print(f"Akun {options.name} dihubungkan dengan identitasnya di server akun kantor; semua sesinya berakhir.")


def unlink(options: argparse.Namespace) -> None:
    """Let an account sign in with its password only."""
    Accounts(options.home).link(options.name, "")
    write_down(options.home, options.name, "tidak lagi terhubung dengan server akun kantor")
    print(f"Akun {options.name} tidak lagi terhubung dengan server akun kantor; semua sesinya berakhir.")


def check_oidc(options: argparse.Namespace) -> None:
    """Ask the office's own server of accounts, and say what has to be registered there."""
    provider = Provider(options.home)
    settings = provider.settings()
    if settings is None:
        print(f"Belum ada {FILE_NAME} di {options.home}; orang masuk dengan nama dan kata sandi.")
        return
    facts = provider.describe()
    print(f"Server {facts['issuer']} menjawab; {facts['keys']} kunci tanda tangan.")
    print(f"Alamat kembali yang didaftarkan di sana: {facts['redirect_uri']}")
    secret = "dengan rahasia klien" if settings.client_secret else "tanpa rahasia klien (PKCE saja)"
    print(f"Klien {settings.client_id}, {secret}; orang dikenali dari klaim {settings.claim}.")


def seal_secret(options: argparse.Namespace) -> None:
    """Write the client's secret of the office's own server into its settings, encrypted."""
    if sys.stdin is not None and sys.stdin.isatty():
        secret = getpass.getpass("Rahasia klien: ")
    else:
        secret = sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""
    place = seal(options.home, secret)
    print(f"Rahasia klien tertulis tersandi di {place}; kuncinya kunci basis data kantor.")


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
    six = acts.add_parser("link", help="menghubungkan akun dengan identitasnya di server akun kantor (OIDC)")
    seven = acts.add_parser("unlink", help="melepas hubungan itu; akun masuk dengan kata sandi saja")
    eight = acts.add_parser("oidc", help="memeriksa server akun kantor yang disebut di oidc.toml")
    nine = acts.add_parser("seal-secret", help="menulis rahasia klien OIDC ke oidc.toml, tersandi; ditanyakan")
    for named in (three, four, five, six, seven):
        named.add_argument("name", metavar="NAMA")
    six.add_argument("identity", metavar="IDENTITAS", help="isi klaim yang disetel, misalnya alamat surel")
    for asking in (one, three):
        asking.add_argument(
            "--password-stdin", action="store_true", help="kata sandi dibaca dari baris pertama masukan standar"
        )
    both = zip(
        (one, two, three, four, five, six, seven, eight, nine),
        (add, show, password, disable, enable, link, unlink, check_oidc, seal_secret),
        strict=True,
    )
    for each, command in both:
        each.add_argument("--home", type=Path, default=home(), metavar="FOLDER", help="folder basis data, biasanya var")
        each.set_defaults(command=command)
