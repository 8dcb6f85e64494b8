"""Accounts, and how failed tries are slowed."""

from __future__ import annotations

import io
import json
import os

import pytest
from argon2 import PasswordHasher

from data import account_command, accounts
from data.__main__ import parser
from data.accounts import Accounts
from data.errors import (
    AccountDesaWrong,
    AccountExists,
    AccountNameInvalid,
    AccountRoleUnknown,
    AccountsBusy,
    AccountsDamaged,
    AccountUnknown,
    PasswordWeak,
)
from data.throttle import Throttle

GOOD = "sepeda hijau 7 sungai"
DESA = "63.11.02.2009"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hashes of the least cost: what is tested is not how slow argon2 is."""
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(accounts, "_DECOY", [])


@pytest.fixture
def kept(tmp_path):
    made = Accounts(tmp_path)
    made.add("kasi1", GOOD, role="kasi", label="Ibu Kasi")
    return made


def test_a_password_opens_its_account_only(kept):
    assert kept.verify("kasi1", GOOD).actor().label() == "Ibu Kasi (Kasi Kesra/PMD kecamatan)"
    assert kept.verify(" KASI1 ", GOOD) is not None
    assert kept.verify("kasi1", GOOD + "x") is None
    assert kept.verify("kasi2", GOOD) is None
    assert kept.verify("kasi1", "x" * 1_000_000) is None


def test_the_real_hashes_are_argon2id_of_64_mib():
    hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
    assert (hasher.type.name, hasher.memory_cost) == ("ID", 65536)


def test_the_file_is_for_its_owner_and_holds_no_password(kept):
    assert oct(kept.path.stat().st_mode & 0o777) == "0o600" or os.name == "nt"
    text = kept.path.read_text(encoding="utf-8")
    assert GOOD not in text
    assert "$argon2id$" in text
    assert [path.name for path in kept.path.parent.iterdir()] == ["akun.json"]  # no half file, no lock stays


@pytest.mark.parametrize(
    ("name", "password", "role", "desa", "error"),
    [
        ("kasi1", GOOD, "kasi", (), AccountExists),
        ("K", GOOD, "kasi", (), AccountNameInvalid),
        ("../akun", GOOD, "kasi", (), AccountNameInvalid),
        ("kasi2", GOOD, "raja", (), AccountRoleUnknown),
        ("kasi2", "pendek", "kasi", (), PasswordWeak),
        ("kasi2", "aaaaaaaaaaaaaa", "kasi", (), PasswordWeak),
        ("kasi2", "kasi2kasi2kasi2", "kasi", (), PasswordWeak),
        ("kasi2", "x1" * 100, "kasi", (), PasswordWeak),
        ("op1", GOOD, "desa", (), AccountDesaWrong),
        ("op1", GOOD, "desa", ("6311022009",), AccountDesaWrong),
        ("kasi2", GOOD, "kasi", (DESA,), AccountDesaWrong),
    ],
)
def test_what_cannot_be_an_account_is_refused(kept, name, password, role, desa, error):
    before = kept.path.read_bytes()
    with pytest.raises(error):
        kept.add(name, password, role=role, desa_codes=desa)
    assert kept.path.read_bytes() == before


def test_each_change_moves_the_stamp_of_the_account(kept):
    stamps = [kept.find("kasi1").stamp]
    kept.set_password("kasi1", GOOD + " baru")
    stamps.append(kept.find("kasi1").stamp)
    kept.set_active("kasi1", is_active=False)
    stamps.append(kept.find("kasi1").stamp)
    assert len(set(stamps)) == 3
    assert kept.verify("kasi1", GOOD + " baru") is None  # closed
    with pytest.raises(AccountUnknown):
        kept.set_active("kasi9", is_active=True)


def test_a_change_from_the_shell_is_seen_at_once(kept, tmp_path):
    assert kept.find("op1") is None
    Accounts(tmp_path).add("op1", GOOD, role="desa", desa_codes=(DESA,))
    assert kept.find("op1").desa_codes == (DESA,)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"accounts": []}', '{"accounts": [{"username": "x"}]}', "\x00"])
def test_a_damaged_file_keeps_the_gate_closed(kept, text):
    kept.path.write_text(text, encoding="utf-8")
    assert kept.exist()
    with pytest.raises(AccountsDamaged):
        kept.all()


def test_an_unknown_role_in_the_file_opens_nothing(kept):
    rows = json.loads(kept.path.read_text(encoding="utf-8"))
    rows["accounts"][0]["role"] = "raja"
    kept.path.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(AccountsDamaged):
        kept.verify("kasi1", GOOD)


@pytest.mark.parametrize("name", ["", " ", "Kasi Satu", None, 7])
def test_an_account_without_a_name_in_the_file_opens_nothing(kept, name):
    """Who has no account is somebody at a desk without accounts, who sees everything."""
    rows = json.loads(kept.path.read_text(encoding="utf-8"))
    rows["accounts"][0]["username"] = name
    kept.path.write_text(json.dumps(rows), encoding="utf-8")
    with pytest.raises(AccountsDamaged):
        kept.all()


def test_two_programs_do_not_change_the_file_at_once(kept, monkeypatch):
    monkeypatch.setattr(accounts, "_LOCK_WAIT_S", 0.1)
    lock = kept.path.with_name("akun.json.sedang")
    lock.touch()
    with pytest.raises(AccountsBusy):
        kept.set_active("kasi1", is_active=False)
    os.utime(lock, (0, 0))  # left by a power cut long ago
    kept.set_active("kasi1", is_active=False)
    assert not kept.find("kasi1").is_active


# --- the shell ---------------------------------------------------------------------------------------------


def shell(*arguments: str) -> None:
    options = parser().parse_args(["account", *arguments])
    options.command(options)


def test_the_shell_makes_lists_and_closes(tmp_path, monkeypatch, capsys):
    home = ("--home", str(tmp_path))
    monkeypatch.setattr(account_command.sys, "stdin", io.StringIO(GOOD + "\n"))
    shell("add", "op1", "--role", "desa", "--desa", DESA, "--label", "Operator", "--password-stdin", *home)
    shell("disable", "op1", *home)
    capsys.readouterr()
    shell("list", *home)
    told = capsys.readouterr().out
    assert told == f"op1 · Operator · Operator/Kasi Kesra desa · {DESA} · ditutup\n"


def test_no_password_is_an_argument(capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["account", "add", "op1", "--role", "kasi", "--password", GOOD])
    capsys.readouterr()


# --- failed tries ------------------------------------------------------------------------------------------


def test_each_failure_beyond_the_free_ones_doubles_the_wait():
    """Five tries are free; then 1, 2, 4 … seconds, never more than 300."""
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    waits = []
    for _ in range(16):
        throttle.begin("kasi1", "10.0.0.9")
        waits.append(throttle.wait_s("kasi1", ""))
    assert waits[:8] == [0, 0, 0, 0, 1, 2, 4, 8]
    assert waits[-1] == 300
    now[0] = 301.0
    assert throttle.wait_s("kasi1", "") == 0


def test_an_address_that_tries_many_names_is_slowed_too():
    throttle = Throttle(lambda: 0.0)
    for number in range(30):
        throttle.begin(f"nama{number}", "10.0.0.9")
    assert throttle.wait_s("lain", "10.0.0.9") == 900
    assert throttle.wait_s("lain", "10.0.0.8") == 0


def test_who_gets_in_pays_for_that_try_no_longer():
    throttle = Throttle(lambda: 0.0)
    for _ in range(200):  # an office of one address, everybody types well
        throttle.begin("kasi1", "10.0.0.9")
        throttle.succeeded("kasi1", "10.0.0.9")
    assert throttle.wait_s("kasi1", "10.0.0.9") == 0


def test_who_tries_an_account_out_elsewhere_does_not_shut_its_owner_out():
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    throttle.begin("kasi1", "10.0.0.5")
    throttle.succeeded("kasi1", "10.0.0.5")  # the owner's computer
    for _ in range(20):
        throttle.begin("kasi1", "10.0.0.9")
    assert throttle.wait_s("kasi1", "10.0.0.9") == throttle.wait_s("kasi1", "10.0.0.8") == 300
    assert throttle.wait_s("kasi1", "10.0.0.5") == 0
    throttle.succeeded("kasi1", "10.0.0.5")
    assert throttle.wait_s("kasi1", "10.0.0.9") == 300  # the owner's coming does not help the other
    for _ in range(6):
        throttle.begin("kasi1", "10.0.0.5")
    assert throttle.wait_s("kasi1", "10.0.0.5") == 2  # from there too tries are slowed


def test_names_nobody_has_do_not_fill_the_memory():
    throttle = Throttle(lambda: 0.0)
    for number in range(20_000):
        throttle.begin(f"n{number}", f"a{number}")
    assert len(throttle._tries) == 10_000
