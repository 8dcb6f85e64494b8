"""After a change of keys: the newest paper opens every backup, an older one what was made in its time, and no more."""

from __future__ import annotations

import hashlib
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest

from data import __main__ as data_main
from data import backup, engine, keys, older_keys, recovery, rekey
from data.errors import BackupUnusable
from data.handover import attachments
from data.messages import sentence
from data.office import open_office
from data.roles import Actor
from data.store import Store

RINA = Actor("Rina", "kasi")
PDF = b"%PDF-1.7 tanda terima %%EOF"
SHA = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def nobody_at_the_terminal(monkeypatch):
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    monkeypatch.setattr("sys.stdin", None)
    for name in (keys.PASSPHRASE_VARIABLE, keys.FILE_VARIABLE):
        monkeypatch.delenv(name, raising=False)


class Office:
    """An office that has changed its key twice. ``papers``, ``copies``: code and backup of each time, in order."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.papers: list[str] = []
        self.copies: list[str] = []

    def work(self, value: str) -> None:
        with closing(open_office(self.path)) as store:
            attachments.keep(store, PDF)
            with store.write() as cursor:
                cursor.execute("INSERT INTO setting VALUES ($1, $1)", [value])
            self.copies.append(backup.make_backup(store).name)
            self.papers.append(recovery.show_code(store, by=RINA, purpose="lemari besi"))


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path / "kantor.duckdb")
    for time in ("satu", "dua", "tiga"):
        if made.papers:
            rekey.rotate(made.path)
        made.work(time)
    return made


@pytest.fixture
def elsewhere(office, tmp_path_factory):
    """Another computer with nothing but the folder of backups."""
    path = tmp_path_factory.mktemp("lain") / "kantor.duckdb"
    shutil.copytree(engine.copies_of(office.path), engine.copies_of(path))
    return path


def values(path: Path) -> set[str]:
    with closing(Store.open(path, must_exist=True)) as store:
        assert attachments.read(store, SHA, "pdf", title="tanda terima") == PDF
        return set(store.frame("store/settings")["value"])


EVERY = [{"satu"}, {"satu", "dua"}, {"satu", "dua", "tiga"}]


def test_the_newest_paper_opens_every_backup(office, elsewhere):
    recovery.recover(elsewhere, office.papers[-1])
    for name, told in zip(office.copies, EVERY, strict=True):
        backup.restore(elsewhere, name)
        assert values(elsewhere) == told


@pytest.mark.parametrize("time", [0, 1])
def test_an_older_paper_opens_what_was_made_until_then(office, elsewhere, time):
    done = recovery.recover(elsewhere, office.papers[time])
    assert done.opens == office.copies[time]
    for at, name in enumerate(office.copies):
        if at <= time:
            backup.restore(elsewhere, name)
            assert values(elsewhere) == EVERY[at]
        else:
            with pytest.raises(BackupUnusable) as caught:
                backup.restore(elsewhere, name)
            assert "kunci" in sentence(caught.value)


def test_the_newest_paper_where_only_an_older_backup_is_left(office, elsewhere):
    """The computer was lost after the change of keys, before the next backup."""
    for name in office.copies[1:]:
        (engine.copies_of(elsewhere) / name).unlink()
    assert recovery.recover(elsewhere, office.papers[-1]).opens == office.copies[0]
    backup.restore(elsewhere)
    assert values(elsewhere) == {"satu"}


def test_with_the_database_there_and_the_key_file_gone(office):
    keys.place(office.path).unlink()
    assert recovery.recover(office.path, office.papers[-1]).opens == office.path.name
    assert values(office.path) == EVERY[2]
    backup.restore(office.path, office.copies[0])
    assert values(office.path) == EVERY[0]


def test_an_older_key_tells_nothing_newer(office):
    """Who has the oldest paper and every file of the office: the database stays shut."""
    keys.place(office.path).unlink()
    done = recovery.recover(office.path, office.papers[0])
    assert done.opens == office.copies[0]
    [known] = keys.read(office.path).keys
    assert older_keys.opened_by(office.path, known) == ()
    assert not engine.fits(office.path, known)


def test_a_key_that_is_not_this_offices_is_not_kept_under_its_paper(office, tmp_path, monkeypatch):
    """Two databases share a key file: the paper of one must not open the other."""
    monkeypatch.setenv(keys.FILE_VARIABLE, str(keys.place(office.path)))
    other = tmp_path / "tetangga.duckdb"
    keys.add(other, (keys.new_key(),))
    open_office(other).close()
    rekey.rotate(office.path)
    with closing(Store.open(office.path)) as store:
        code = recovery.show_code(store, by=RINA, purpose="lemari besi")
    keys.place(office.path).unlink()
    recovery.recover(office.path, code)
    assert len(keys.read(office.path).keys) == 4
    assert not any(engine.fits(other, key) for key in keys.read(office.path).keys)


def test_what_another_paper_opens_is_told(office):
    """Of an office that changed its key before older keys were kept with the backups."""
    with closing(Store.open(office.path)) as store:
        assert recovery.left_shut(store) == []
        for each in store.copies.glob("*.kunci-lama"):
            each.unlink()
        assert [each.name for each in recovery.left_shut(store)] == office.copies[1::-1]
    rekey.rotate(office.path)
    with closing(Store.open(office.path)) as store:
        assert recovery.left_shut(store) == []


def test_files_under_an_older_key_go_with_its_last_backup(office):
    """Whoever has got hold of that key shall not read them for ever."""
    kept = engine.copies_of(office.path)
    assert len(list(kept.glob("berkas.*"))) == 2
    with closing(Store.open(office.path)) as store:
        with store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ('backup_keep_count', '2')")
        backup.make_backup(store)
        newest = store.key_name()
    assert list(kept.glob("berkas.*")) == []
    assert [keys.sealed_by(each.read_bytes()) for each in (kept / "berkas").iterdir()] == [newest]


def test_a_damaged_file_of_older_keys_is_none(office):
    for each in engine.copies_of(office.path).glob("*.kunci-lama"):
        each.write_bytes(each.read_bytes()[:-1])
    keys.place(office.path).unlink()
    assert recovery.recover(office.path, office.papers[-1]).opens == office.path.name
    assert len(keys.read(office.path).keys) == 1


def test_no_key_stands_there_in_clear(office):
    secrets = [key.secret for key in keys.read(office.path).keys]
    assert len(secrets) == 3
    wanted = [*secrets, *(key.text().encode() for key in keys.read(office.path).keys)]
    for each in engine.copies_of(office.path).rglob("*"):
        assert not each.is_file() or not any(word in each.read_bytes() for word in wanted)


def test_the_shell_says_what_the_code_opens(office, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["data", "recovery-code", "--db", str(office.path)])
    assert data_main.main() == 0
    assert "juga membuka" in capsys.readouterr().out
    for each in engine.copies_of(office.path).glob("*.kunci-lama"):
        each.unlink()
    assert data_main.main() == 0
    assert "2 cadangan" in capsys.readouterr().out
