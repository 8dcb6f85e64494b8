"""What a clerk does with files beside the database loses no key, no data, and puts nothing in clear."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest

from data import __main__ as shell
from data import backup, engine, keys, recovery, rekey
from data.errors import KeyOpen, KeyUnreadable, KeyWrong, StoreBusy, StoreLocked, StoreParted
from data.handover import attachments
from data.messages import sentence
from data.office import PLAIN_VARIABLE, open_office
from data.roles import Actor
from data.store import Store
from tests.data.other_process import left_in_wal

pytestmark = pytest.mark.usefixtures("cheap_keys")
PDF = b"%PDF-1.4 NIK 6311025511809001\n%%EOF"
SANDI, OTHER = "kuda padi gunung", "sungai rotan pagi"
RINA = Actor("Rina", "kasi")


@pytest.fixture
def path(tmp_path):
    return office(tmp_path / "kantor.duckdb", "satu")


def office(path: Path, value: str) -> Path:
    with closing(open_office(path)) as store, store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ($1, $1)", [value])
    return path


def values(path: Path) -> set[str]:
    with closing(Store.open(path, must_exist=True)) as store:
        return set(store.frame("store/settings")["value"])


def plain_office(path: Path, monkeypatch) -> Path:
    monkeypatch.setenv(PLAIN_VARIABLE, "1")
    with closing(Store.open(office(path, "satu"))) as store:
        attachments.keep(store, PDF)
        backup.make_backup(store)
    monkeypatch.delenv(PLAIN_VARIABLE)
    return path


# --- the key file ----------------------------------------------------------------------------------------


def test_one_key_file_for_two_databases_keeps_the_keys_of_both(tmp_path, monkeypatch):
    monkeypatch.setenv(keys.FILE_VARIABLE, str(tmp_path / "usb.kunci"))
    one, two = office(tmp_path / "a.duckdb", "A"), office(tmp_path / "b.duckdb", "B")
    with closing(Store.open(one)) as store:
        rekey.rotate(two)  # meanwhile
        rekey.change_passphrase(store, SANDI, by=RINA)
    assert (values(one), values(two)) == ({"A"}, {"B"})


def test_the_key_of_another_database_laid_in_the_place_of_ones_own_is_not_lost(path, tmp_path):
    other = office(tmp_path / "lain.duckdb", "lain")
    with closing(Store.open(path)) as store:
        keys.place(other).replace(keys.place(path))
        rekey.change_passphrase(store, SANDI, by=RINA)
    assert values(path) == {"satu"}
    shutil.copy2(keys.place(path), keys.place(other))
    keys.unlock(other, SANDI)
    assert values(other) == {"lain"}


def test_what_cannot_be_read_is_set_aside_each_time_under_another_name(path):
    with closing(Store.open(path)) as store:
        for content in (b"satu", b"dua"):
            keys.place(path).write_bytes(content)
            rekey.change_passphrase(store, SANDI, present=SANDI, by=RINA)
    aside = {each.read_bytes() for each in path.parent.glob("kantor.sebelum-*.kunci")}
    assert aside == {b"satu", b"dua"}
    assert values(path) == {"satu"}


def test_encrypting_beside_a_wrapped_key_does_not_replace_it(tmp_path, monkeypatch):
    monkeypatch.setenv(keys.FILE_VARIABLE, str(tmp_path / "usb.kunci"))
    with closing(open_office(tmp_path / "a.duckdb")) as store:
        rekey.change_passphrase(store, SANDI, by=RINA)
    whole = keys.place(tmp_path).read_bytes()
    plain = plain_office(tmp_path / "b.duckdb", monkeypatch)
    keys._UNLOCKED.clear()
    with pytest.raises(StoreLocked):
        rekey.encrypt(plain, "")
    assert keys.place(tmp_path).read_bytes() == whole


def test_a_key_file_open_to_others_says_the_way_out_and_a_recovery_keeps_its_keys(path):
    with closing(Store.open(path)) as store:
        name = backup.make_backup(store).name
    rekey.rotate(path)
    with closing(Store.open(path)) as store:
        code = recovery.show_code(store, by=RINA, purpose="lemari")
    keys.place(path).chmod(0o644)
    with pytest.raises(KeyOpen) as caught:
        Store.open(path)
    assert "chmod 600" in sentence(caught.value)
    assert "data passphrase" in sentence(caught.value)
    assert recovery.recover(path, code).aside is None
    assert keys.place(path).stat().st_mode & 0o077 == 0
    assert backup.restore(path, name)[0].name == name


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_damaged_key_file_is_told_as_one(path, wrapped):
    if wrapped:
        with closing(Store.open(path)) as store:
            rekey.change_passphrase(store, SANDI, by=RINA)
    place = keys.place(path)
    whole = json.loads(place.read_text())
    wrong = [{name: value for name, value in whole.items() if name != gone} for gone in whole]
    for name in whole.keys() - {"petasalur", "version"}:
        wrong += [whole | {name: value} for value in (None, 0, -1, "", "x", [], {}, 2**40, 2**70)]
    for content in [*map(json.dumps, wrong), "[" * 100_000, "", "null"]:
        place.write_text(content)
        keys._UNLOCKED.clear()
        with pytest.raises((KeyUnreadable, KeyWrong)):
            keys.unlock(path, SANDI)
        assert isinstance(engine.key_fault(path), KeyUnreadable) or engine.waits_for_passphrase(path)


def test_the_passphrase_of_before_in_the_environment_is_asked_for_again(path, monkeypatch):
    with closing(Store.open(path)) as store:
        rekey.change_passphrase(store, OTHER, by=RINA)
    keys._UNLOCKED.clear()
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, SANDI)
    assert engine.waits_for_passphrase(path)
    assert engine.key_fault(path) is None
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, OTHER)
    assert not engine.waits_for_passphrase(path)
    assert values(path) == {"satu"}


def test_keys_left_open_by_a_kill_are_gone_once_the_file_is_written_again(path, monkeypatch):
    with closing(Store.open(path)) as store:
        with monkeypatch.context() as moment:
            moment.setattr(Path, "replace", killed)
            with pytest.raises(KeyboardInterrupt):
                rekey.change_passphrase(store, SANDI, by=RINA)
        assert len(list(path.parent.glob(".kantor.kunci.*"))) == 1
        rekey.change_passphrase(store, SANDI, by=RINA)
    assert {each.name for each in path.parent.iterdir()} == {path.name, keys.place(path).name}


def killed(*_args):
    raise KeyboardInterrupt


# --- the database ----------------------------------------------------------------------------------------


def test_beside_the_wal_of_a_database_that_is_gone_none_is_made(path):
    wal = left_in_wal(path, "dua")
    path.rename(path.with_name("pindah.duckdb"))
    key = keys.place(path).read_bytes()
    with pytest.raises(StoreParted):
        open_office(path)
    assert wal.exists()
    assert not path.exists()
    assert keys.place(path).read_bytes() == key
    path.with_name("pindah.duckdb").rename(path)
    assert values(path) == {"satu", "dua"}


def test_a_backup_is_not_restored_under_the_wal_of_a_database_that_is_gone(path):
    with closing(Store.open(path)) as store:
        backup.make_backup(store)
    left_in_wal(path, "dua")
    path.unlink()
    assert backup.restore(path)[1] is None
    assert values(path) == {"satu"}
    assert len(list(path.parent.glob("kantor.sebelum-*.duckdb.wal"))) == 1


def test_a_plain_backup_comes_back_encrypted_into_an_encrypted_office(tmp_path, monkeypatch):
    path = plain_office(tmp_path / "kantor.duckdb", monkeypatch)
    name = backup.read_backups(path)[0].name
    rekey.encrypt(path, "")
    backup.restore(path, name)
    assert engine.is_surely(path, encrypted=True)
    with closing(Store.open(path)) as store:
        assert attachments.read(store, hashlib.sha256(PDF).hexdigest(), "pdf", title="surat") == PDF
    path.unlink()
    shutil.rmtree(attachments.folder_beside(path))
    backup.restore(path, name)  # also where only the key is left
    assert engine.is_surely(path, encrypted=True)
    clear = [each for each in path.parent.rglob("*.pdf") if PDF in each.read_bytes()]
    assert clear == []


def test_a_plain_backup_of_a_plain_office_stays_plain(tmp_path, monkeypatch):
    path = plain_office(tmp_path / "kantor.duckdb", monkeypatch)
    backup.restore(path)
    assert engine.is_surely(path, encrypted=False)


def test_encrypting_names_every_plain_copy_and_seals_the_files_in_backups(tmp_path, monkeypatch):
    path = plain_office(tmp_path / "kantor.duckdb", monkeypatch)
    _, aside = backup.restore(path)
    told = rekey.encrypt(path, "").plain_copies
    assert {each.name for each in told} == {backup.read_backups(path)[0].name, aside.name}
    assert not any(PDF in each.read_bytes() for each in path.parent.rglob("*.pdf"))


def test_encrypting_again_after_a_backup_of_an_older_key_is_no_damage(path):
    with closing(Store.open(path)) as store:
        name = backup.make_backup(store).name
    rekey.rotate(path)
    backup.restore(path, name)
    assert rekey.encrypt(path, "").table_count
    assert values(path) == {"satu"}


def test_the_shell_tells_that_a_backup_has_the_key_of_before(path, monkeypatch, capsys):
    with closing(Store.open(path)) as store:
        name = backup.make_backup(store).name
    rekey.rotate(path)
    for more, is_told in ((["--backup", name], True), ([], False)):
        monkeypatch.setattr(sys, "argv", ["data", "restore", "--db", str(path), *more])
        assert shell.main() == 0
        assert ("rotate-key" in capsys.readouterr().out) == is_told
        rekey.rotate(path)
        with closing(Store.open(path)) as store:
            backup.make_backup(store)


def test_a_load_that_finds_anothers_new_database_leaves_it(path, tmp_path, monkeypatch):
    """Two first loads at once: the slower one looked before the other's database was there."""
    begun = path.with_name("baru.duckdb")

    def busy(place):
        path.replace(place)
        raise StoreBusy(file=place.name)

    monkeypatch.setattr(shell, "open_office", busy)
    monkeypatch.setattr(sys, "argv", ["data", "load", "--db", str(begun)])
    assert shell.main() == 1
    assert begun.exists()
