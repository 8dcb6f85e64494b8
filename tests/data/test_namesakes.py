"""Two databases of one folder that would share key file, backups and kept files: none is made, none harms the other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from data import backup, engine, keys, rekey
from data.errors import KeyWrapped, StoreNamesake
from data.handover import attachments
from data.manifests import read_backups
from data.messages import sentence
from data.namesakes import namesakes
from data.office import PLAIN_VARIABLE, open_office
from data.roles import Actor
from data.store import Store

pytestmark = pytest.mark.usefixtures("cheap_keys")
ENDINGS = ["", ".db", ".ddb", ".csv"]
SANDI, OTHER = "kuda padi gunung", "sungai rotan pagi"
RINA = Actor("Rina", "kasi")
PDF = b"%PDF-1.7 tanda terima %%EOF"


def office(path: Path, value: str) -> Path:
    with closing(open_office(path)) as store, store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ($1, $1)", [value])
    return path


def value(path: Path) -> str:
    with closing(Store.open(path, must_exist=True)) as store:
        return "".join(store.frame("store/settings")["value"])


def contents(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def pair(tmp_path, monkeypatch):
    """What an older Petasalur could make: one of them plain, both with a backup, the key wrapped."""
    made = office(tmp_path / "kantor.duckdb", "satu")
    with monkeypatch.context() as moment:
        moment.setenv(PLAIN_VARIABLE, "1")
        other = office(tmp_path / "lain.db", "dua")
    other = other.rename(tmp_path / "kantor.db")
    for path in (made, other):
        with closing(Store.open(path)) as store:
            if path == made:
                attachments.keep(store, PDF)
            backup.make_backup(store)
    keys.write(made, keys.Ring(keys.read(made).keys, SANDI))
    return made, other


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("is_second", [False, True])
def test_no_second_one_is_made(tmp_path, ending, is_second):
    names = ["kantor.duckdb", f"kantor{ending}"]
    one, other = (tmp_path / name for name in (names[::-1] if is_second else names))
    office(one, "satu")
    before = contents(tmp_path)
    for make in (open_office, Store.open):
        with pytest.raises(StoreNamesake) as caught:
            make(other)
        assert one.name in sentence(caught.value)
    assert contents(tmp_path) == before
    assert value(one) == "satu"


def test_what_is_no_database_is_no_namesake(tmp_path):
    for name in ("kantor.csv", "kantor.kunci.txt", "kantor.log", "kantor.pdf", "kantor 2.db"):
        (tmp_path / name).write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "kantor.db").mkdir()
    assert value(office(tmp_path / "kantor.duckdb", "satu")) == "satu"


def test_a_link_to_itself_is_no_other(tmp_path):
    path = office(tmp_path / "kantor.duckdb", "satu")
    (tmp_path / "kantor.db").symlink_to(path.name)
    assert namesakes(path) == namesakes(tmp_path / "kantor.db") == []
    rekey.rotate(path)
    assert value(tmp_path / "kantor.db") == "satu"


ACTS = {
    "encrypt": lambda pair: rekey.encrypt(pair[1], ""),
    "encrypt under a passphrase": lambda pair: rekey.encrypt(pair[1], OTHER),
    "rotate": lambda pair: rekey.rotate(pair[0]),
    "passphrase": lambda pair: _passphrase(pair[0], OTHER),
    "no passphrase": lambda pair: _passphrase(pair[0], None),
    "restore": lambda pair: backup.restore(pair[1]),
    "restore the encrypted one": lambda pair: backup.restore(pair[0]),
}


def _passphrase(path, passphrase):
    with closing(Store.open(path)) as store:
        rekey.change_passphrase(store, passphrase, present=SANDI, by=RINA)


@pytest.mark.parametrize("act", ACTS)
def test_of_a_pair_that_is_there_nothing_that_they_share_is_changed(pair, act, tmp_path):
    before = contents(tmp_path)
    with pytest.raises(StoreNamesake):
        ACTS[act](pair)
    changed = {name for name, content in contents(tmp_path).items() if before.get(name) != content}
    assert changed == set()
    assert [value(each) for each in pair] == ["satu", "dua"]


def test_a_pair_makes_backups_that_know_whose_they_are(pair, tmp_path):
    """Each drops its own when there are too many, and leaves the other's."""
    for path in pair:
        with closing(Store.open(path)) as store, store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ('backup_keep_count', '2')")
        for _ in range(3):
            with closing(Store.open(path)) as store:
                backup.make_backup(store)
    for path in pair:
        made = read_backups(path)
        assert [each.of for each in made] == [path.name] * 2
        assert {bool(each.key_name) for each in made} == {engine.is_encrypted(path)}
    apart = tmp_path / "lain"
    apart.mkdir()
    made, other = pair
    keys.place(made).rename(keys.place(apart / made.name))
    engine.copies_of(made).rename(engine.copies_of(apart / made.name))
    made.rename(apart / made.name)
    keys.unlock(apart / made.name, SANDI)
    rekey.encrypt(other, "")  # the way out that the sentence names
    assert engine.is_encrypted(other)
    assert value(other) == "dua2"
    assert value(apart / made.name) == "satu2"


def test_a_key_file_that_is_wrapped_keeps_its_passphrase(tmp_path, monkeypatch):
    """Two databases with one key file by the office's wish; the second is encrypted "without a passphrase"."""
    monkeypatch.setenv(keys.FILE_VARIABLE, str(tmp_path / "usb.kunci"))
    one = office(tmp_path / "a.duckdb", "A")
    with closing(Store.open(one)) as store:
        rekey.change_passphrase(store, SANDI, by=RINA)
    with monkeypatch.context() as moment:
        moment.setenv(PLAIN_VARIABLE, "1")
        two = office(tmp_path / "b.duckdb", "B")
    whole, plain = keys.place(one).read_bytes(), two.read_bytes()
    for passphrase in ("", OTHER):
        with pytest.raises(KeyWrapped) as caught:
            rekey.encrypt(two, passphrase)
        assert "usb.kunci" in sentence(caught.value)
    assert keys.place(one).read_bytes() == whole
    assert two.read_bytes()[:100] == plain[:100]
    rekey.encrypt(two, SANDI)
    assert keys.is_wrapped(one)
    assert (value(one), value(two)) == ("A", "B")


def test_a_key_file_that_lies_open_may_be_given_a_passphrase(tmp_path, monkeypatch):
    """A first load that failed has left it."""
    path = tmp_path / "kantor.duckdb"
    keys.begin(path)
    with monkeypatch.context() as moment:
        moment.setenv(PLAIN_VARIABLE, "1")
        office(path, "satu")
    rekey.encrypt(path, SANDI)
    assert keys.is_wrapped(path)
    assert value(path) == "satu"
