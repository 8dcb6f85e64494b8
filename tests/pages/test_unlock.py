"""The passphrase of an encrypted database, typed in a browser before anything else: who may, how often, what stays."""

from __future__ import annotations

import logging
import re
import shutil
from contextlib import closing
from types import SimpleNamespace

import pytest

from data import engine, keys, recovery_code
from data.accounts import Accounts
from data.audit import read_audit
from data.backup import make_backup
from data.rekey import encrypt, rotate
from data.store import Store
from data.throttle import FREE_PER_ACCOUNT, Throttle
from pages.parts import audit_notes, cache, filters, server
from pages.parts.gate import notes
from pages.parts.gate.door import Gate
from pages.parts.gate.sessions import Sessions
from pages.parts.gate.unlock import UNLOCK, KeyLock
from tests.asgi import Visitor
from tests.pages.test_gate import Clock, Inside

PASSPHRASE = "perahu biru 12 jembatan"  # noqa: S105  of an invented database
CHEAP = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(keys, "_ARGON", CHEAP)
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE, raising=False)
    monkeypatch.delenv(keys.FILE_VARIABLE, raising=False)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory):
    """The folder of an office whose key is wrapped; made once, for each test takes a copy."""
    folder = tmp_path_factory.mktemp("terenkripsi")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_ARGON", CHEAP)
        patch.setattr(keys, "_UNLOCKED", {})
        Store.open(folder / "kantor.duckdb").close()
        encrypt(folder / "kantor.duckdb", PASSPHRASE)
    return folder


@pytest.fixture
def database(encrypted, tmp_path):
    shutil.copytree(encrypted, tmp_path, dirs_exist_ok=True)
    return tmp_path / "kantor.duckdb"


class House:
    def __init__(self, home, database):
        self.clock, self.inside = Clock(), Inside()
        self.accounts = Accounts(home)
        lock = KeyLock(lambda: database, Throttle(self.clock))
        self.gate = Gate(self.inside, accounts=self.accounts, sessions=Sessions(self.accounts), lock=lock)

    def visitor(self, **what) -> Visitor:
        return Visitor(self.gate, **what)


@pytest.fixture
def house(tmp_path, database):
    return House(tmp_path, database)


def typed(visitor, passphrase=PASSPHRASE, **headers):
    mark = re.search(rb'name="tanda" value="([\w-]+)"', visitor.get(UNLOCK).content)[1].decode()
    return visitor.post(UNLOCK, {"tanda": mark, "sandi": passphrase}, **headers)


def test_nothing_but_the_page_is_answered_until_the_passphrase_is_typed(house):
    visitor = house.visitor()
    assert visitor.get("/").headers["location"] == UNLOCK
    assert visitor.get("/media/x.pdf").status_code == 303
    assert house.inside.seen == []
    page = visitor.get(UNLOCK)
    assert b"Kata sandi kunci" in page.content
    assert page.headers["cache-control"] == "no-store"
    assert typed(visitor).headers["location"] == "/"
    assert visitor.get("/").content == b"dalam"


def test_what_is_typed_opens_the_store_and_stays_in_memory_only(house, database, caplog):
    caplog.set_level(logging.DEBUG)
    visitor = house.visitor()
    assert typed(visitor, "perahu merah 12 jembatan").status_code == 403
    assert typed(visitor).status_code == 303
    with closing(Store.open(database)) as store:
        assert store.is_encrypted
    assert "salah" in caplog.text
    assert "perahu" not in caplog.text
    assert not [path for path in database.parent.rglob("*") if path.is_file() and b"perahu" in path.read_bytes()]


def test_it_is_not_asked_over_a_network_in_the_open(house):
    """Nor from behind a proxy, which may be anywhere; under TLS it is."""
    far, proxied = house.visitor(comes_from="192.168.1.9"), {"x-forwarded-for": "127.0.0.1"}
    for answer in (
        far.get(UNLOCK), far.post(UNLOCK, {"tanda": "x", "sandi": PASSPHRASE}), house.visitor().get(UNLOCK, **proxied),
    ):  # fmt: skip
        assert answer.status_code == 503
        assert b'name="sandi"' not in answer.content
    assert house.visitor(comes_from="192.168.1.9", scheme="https").get(UNLOCK).status_code == 200
    assert house.inside.seen == []


def test_wrong_tries_are_slowed(house):
    visitor = house.visitor()
    statuses = [typed(visitor, "salah sekali").status_code for _ in range(FREE_PER_ACCOUNT + 1)]
    assert statuses == [403] * FREE_PER_ACCOUNT + [429]
    assert typed(visitor).status_code == 429  # the right one too, until the time is over
    house.clock.now_s += 1000
    assert typed(visitor).status_code == 303


def test_a_page_of_somebody_else_cannot_type_it(house):
    visitor = house.visitor()
    assert typed(visitor, origin="http://evil.invalid").status_code == 403
    assert visitor.post(UNLOCK, {"tanda": "geraten", "sandi": PASSPHRASE}).status_code == 403
    assert visitor.get("/").status_code == 303


# --- the recovery code -------------------------------------------------------------------------------------


def code_of(database) -> str:
    keys.unlock(database, PASSPHRASE)
    return recovery_code.written(keys.read(database).keys[0].secret)


def typed_code(visitor, code):
    mark = re.search(rb'name="tanda" value="([\w-]+)"', visitor.get(UNLOCK).content)[1].decode()
    return visitor.post(UNLOCK, {"tanda": mark, "kode": code})


def broken(database, how):
    place = keys.place(database)
    if how == "gone":
        place.unlink()
    elif how == "damaged":
        place.write_text("rusak")
    elif how == "for everybody":
        keys.write(database, keys.Ring(keys.read(database).keys))
        place.chmod(0o644)
    else:
        place.unlink()  # over one that lies there the keys of this database would stay in it
        keys.write(database, keys.Ring((keys.new_key(),)))


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ("gone", "kuncinya (kantor.kunci) tidak ada"), ("damaged", "isinya tidak terbaca"),
        ("of another database", "tidak cocok dengan basis data kantor.duckdb"), ("for everybody", "chmod 600"),
    ],
)  # fmt: skip
def test_without_its_key_file_the_code_from_paper_is_asked(tmp_path, database, how, told, caplog):
    code = code_of(database)
    broken(database, how)
    keys._UNLOCKED.clear()
    caplog.set_level(logging.DEBUG)
    house = House(tmp_path, database)
    visitor = house.visitor()
    assert visitor.get("/").headers["location"] == UNLOCK
    page = visitor.get(UNLOCK)
    assert b'name="kode"' in page.content
    assert b'name="sandi"' not in page.content
    assert told.encode() in page.content
    wrong = typed_code(visitor, "ZZZZ" + code[4:])
    assert (wrong.status_code, wrong.headers["cache-control"]) == (403, "no-store")
    assert b"kelompok ke-1 salah ketik" in wrong.content
    assert typed_code(visitor, recovery_code.written(bytes(32))).status_code == 403
    assert typed_code(visitor, code.lower()).headers["location"] == "/"
    assert visitor.get("/").content == b"dalam"
    with closing(Store.open(database)) as store:
        assert read_audit(store)["act"][0] == "Kunci dipulihkan dari kode"
        assert read_audit(store)["origin"][0] == "127.0.0.1"
    assert caplog.text.count("kode pemulihan salah") == 2
    assert not any(group in caplog.text for group in code.split())


def test_who_forgot_the_passphrase_types_the_code(house, database):
    code = code_of(database)
    keys._UNLOCKED.clear()
    visitor = house.visitor()
    assert b"Lupa kata sandinya?" in visitor.get(UNLOCK).content
    assert typed_code(visitor, code).headers["location"] == "/"
    with closing(Store.open(database)) as store:
        assert store.is_encrypted
    assert not keys.is_wrapped(database)
    assert len(list(database.parent.glob("kantor.sebelum-*.kunci"))) == 1


def test_wrong_codes_are_slowed_and_no_code_crosses_a_network_in_the_open(house, database):
    code = code_of(database)
    keys._UNLOCKED.clear()
    visitor = house.visitor()
    statuses = [typed_code(visitor, "0000").status_code for _ in range(FREE_PER_ACCOUNT + 1)]
    assert statuses == [403] * FREE_PER_ACCOUNT + [429]
    assert typed_code(visitor, code).status_code == 429
    far = house.visitor(comes_from="192.168.1.9")
    assert far.post(UNLOCK, {"tanda": "x", "kode": code}).status_code == 503
    assert keys.is_wrapped(database)


def test_what_is_typed_wrong_stands_there_again_as_text(house):
    page = typed_code(house.visitor(), "</textarea><script>0</script>")
    assert b"<script" not in page.content
    assert b"&lt;script&gt;" in page.content


def test_a_code_of_an_older_key_opens_no_newer_database(tmp_path, database):
    """It opens a backup of then, and its key is kept for that; the page stays shut."""
    old = code_of(database)
    with closing(Store.open(database)) as store:
        make_backup(store)
    rotate(database)
    keys.place(database).unlink()
    house = House(tmp_path, database)
    assert typed_code(house.visitor(), old).status_code == 403
    assert house.visitor().get("/").status_code == 303


def test_it_is_noted_in_the_audit_once_the_database_is_open(house, database, monkeypatch):
    monkeypatch.setattr(filters, "first_database", lambda: database)
    monkeypatch.setattr(notes, "KEEPERS", [audit_notes.keep])
    typed(house.visitor())
    notes.settle()
    rows = read_audit(cache.open_store(str(database)))
    assert rows["act"][0] == "Basis data tersandi dibuka"
    assert rows["origin"][0] == "127.0.0.1"
    cache.open_store(str(database)).close()
    cache.open_store.clear()


def test_it_is_asked_only_where_it_is_needed(tmp_path, database, monkeypatch):
    assert engine.waits_for_passphrase(database)
    plain = tmp_path / "polos.duckdb"
    Store.open(plain).close()
    assert not engine.waits_for_passphrase(plain)
    assert not engine.waits_for_passphrase(tmp_path / "tidak ada.duckdb")
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, PASSPHRASE)
    assert not engine.waits_for_passphrase(database)
    open_to_its_owner = tmp_path / "tanpa" / "kantor.duckdb"
    open_to_its_owner.parent.mkdir()
    Store.open(open_to_its_owner).close()
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE)
    encrypt(open_to_its_owner, "")
    assert not engine.waits_for_passphrase(open_to_its_owner)
    for none_lacks in (open_to_its_owner, plain, database, tmp_path / "tidak ada.duckdb"):
        assert not engine.key_fault(none_lacks)


def test_who_starts_a_server_for_others_is_told_that_the_database_lies_open(tmp_path, database, monkeypatch, capsys):
    plain = tmp_path / "polos.duckdb"
    Store.open(plain).close()

    def said(path, *, address, has_account):
        monkeypatch.setattr(filters, "first_database", lambda: path)
        monkeypatch.setattr(server.gate, "ACCOUNTS", SimpleNamespace(exist=lambda: has_account))
        monkeypatch.setattr(server.config, "get_option", lambda _name: address)
        server.say_if_plain()
        return capsys.readouterr().err

    told = said(plain, address="127.0.0.1", has_account=True)
    assert "polos.duckdb belum disandikan" in told
    assert told.endswith(f"python -m data encrypt --db {plain}\n")
    assert said(plain, address="192.168.1.5", has_account=False) == told
    assert said(plain, address="127.0.0.1", has_account=False) == ""  # one person's desk
    assert said(database, address="192.168.1.5", has_account=True) == ""
    assert said(tmp_path / "tidak ada.duckdb", address="192.168.1.5", has_account=True) == ""
    monkeypatch.setattr(filters, "DEMO_DB", plain)
    assert said(plain, address="192.168.1.5", has_account=True) == ""
