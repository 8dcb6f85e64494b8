"""A new database of an office is encrypted from its first byte; what is there, and the demo, stay as they are."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from intake_worlds import csv_file, family, kk, nik, recipient

from data import accounts, backup, engine, keys, office
from data.demo import command as demo
from data.errors import KeyWrong, OutputUnwritable, StoreDamaged, StoreLocked
from data.export import write_whole
from data.handover import attachments
from data.office import open_office
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def nobody_at_the_terminal(monkeypatch):
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    monkeypatch.setattr("sys.stdin", None)
    for name in (keys.PASSPHRASE_VARIABLE, keys.FILE_VARIABLE, office.PLAIN_VARIABLE):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kantor.duckdb"


def another_process(*words, **environment):
    return subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
        env=os.environ | environment,
    )  # fmt: skip


# --- the default -----------------------------------------------------------------------------------------


def test_a_new_database_is_encrypted_and_its_key_is_for_its_owner_only(path):
    with closing(open_office(path)) as store:
        assert store.is_encrypted
        [key] = store.ring().keys
    assert engine.is_encrypted(path)
    place = path.with_name("kantor.kunci")
    assert place.stat().st_mode & 0o777 == 0o600
    assert keys.read(path).keys == (key,)
    assert {each.name for each in path.parent.iterdir()} == {"kantor.duckdb", "kantor.kunci"}
    with closing(open_office(path)) as store:  # and again
        assert store.key_name() == key.name


@pytest.mark.parametrize("name", ["kantor", "kantor.db", "kantor.kunci", "x.csv"])
def test_whatever_it_is_called_the_key_lies_elsewhere(tmp_path, name):
    """A table's name too, which DuckDB would look at in memory."""
    with closing(open_office(tmp_path / name)) as store:
        assert store.is_encrypted
    assert keys.place(tmp_path / name) != tmp_path / name
    assert engine.is_encrypted(tmp_path / name)


def test_a_link_to_nothing_yet_leads_to_an_encrypted_database(path, tmp_path):
    elsewhere = tmp_path / "lain" / "isi.duckdb"
    path.symlink_to(elsewhere)
    with closing(open_office(path)) as store:
        assert store.is_encrypted
    assert engine.is_encrypted(elsewhere)


def test_what_is_plain_stays_plain(path):
    Store.open(path).close()
    with closing(open_office(path)) as store:
        assert not store.is_encrypted
    assert not keys.place(path).exists()


def test_the_demo_is_plain(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "write_files", lambda *_: [])
    demo.make_demo(tmp_path / "demo.duckdb")
    assert not engine.is_encrypted(tmp_path / "demo.duckdb")
    assert [each.name for each in tmp_path.iterdir()] == ["demo.duckdb"]


def test_an_office_that_wants_it_plain_says_so(path, monkeypatch):
    monkeypatch.setenv(office.PLAIN_VARIABLE, "1")
    with closing(open_office(path)) as store:
        assert not store.is_encrypted
    assert not keys.place(path).exists()


# --- a key that lies there -------------------------------------------------------------------------------


def test_the_newest_key_that_lies_there_is_used(path):
    ring = keys.Ring((keys.new_key(), keys.new_key()))
    keys.write(path, ring)
    before = keys.place(path).read_bytes()
    with closing(open_office(path)) as store:
        assert store.key_name() == ring.keys[0].name
    assert keys.place(path).read_bytes() == before


def test_a_wrapped_key_asks_for_its_passphrase(path, monkeypatch):
    keys.write(path, keys.Ring((keys.new_key(),), "gunung halong sebelas"))
    keys._UNLOCKED.clear()
    with pytest.raises(StoreLocked):
        open_office(path)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "gunung halong duabelas")
    with pytest.raises(KeyWrong):
        open_office(path)
    assert not path.exists()
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "gunung halong sebelas")
    with closing(open_office(path)) as store:
        assert store.is_encrypted


def test_without_a_place_for_the_key_no_database_is_made(path, monkeypatch):
    """Where the key is to lie on a disk that is not plugged in: nothing is made in its place."""
    monkeypatch.setenv(keys.FILE_VARIABLE, str(path.with_name("usb") / "kantor.kunci"))
    with pytest.raises(OutputUnwritable):
        open_office(path)
    assert list(path.parent.iterdir()) == []


def test_a_load_that_fails_leaves_the_key_for_the_next(path, tmp_path):
    bad = csv_file(tmp_path / "apa.csv", [{"warna": "biru"}])
    done = another_process("-m", "data", "load", "--db", path, "--families", bad)
    assert (done.returncode, path.exists(), keys.place(path).exists()) == (1, False, True)
    [key] = keys.read(path).keys
    with closing(open_office(path)) as store:
        assert store.key_name() == key.name


def test_the_first_load_says_how_the_key_comes_on_paper(path, tmp_path):
    """Once, and not of a plain one."""
    told = [
        another_process("-m", "data", "load", "--db", database, "--families", file, **environment).stdout
        for database, file, environment in (
            (path, csv_file(tmp_path / "a.csv", [family(1)]), {}),
            (path, csv_file(tmp_path / "b.csv", [family(2)]), {}),
            (tmp_path / "lain.duckdb", tmp_path / "a.csv", {office.PLAIN_VARIABLE: "1"}),
        )
    ]
    assert [f"recovery-code --db {path}" in each for each in told] == [True, False, False]
    assert all("baris dimuat" in each for each in told)


def test_nothing_is_written_over_a_database_or_its_key(path):
    """Whoever mistypes the name of a table to write gets a sentence; wrapped keys are known as well."""
    open_office(path).close()
    for passphrase in ("", "gunung halong sebelas"):
        keys.write(path, keys.Ring(keys.read(path).keys, passphrase))
        for place in (path, keys.place(path)):
            before = place.read_bytes()
            with pytest.raises(OutputUnwritable):
                write_whole(place, b"a,b")
            assert place.read_bytes() == before


def test_the_accounts_beside_a_database_of_their_name_leave_its_key_alone(tmp_path, monkeypatch):
    """Also when their lock is an old one, left by a power cut, which they remove."""
    monkeypatch.setattr(accounts, "_LOCK_STALE_S", 0.0)
    open_office(tmp_path / "akun.duckdb").close()
    accounts.Accounts(tmp_path).add("siti", "sepeda hijau 7 sungai", role="kasi")
    open_office(tmp_path / "akun.duckdb").close()


# --- cut off, and two at once ----------------------------------------------------------------------------


_CUT = """
import os, signal, sys
from data import engine, keys, office
def cut(*_): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] == "key":
    keys.put_new = cut
elif sys.argv[2] == "database":
    engine.make = cut
elif sys.argv[2] == "place":
    real = keys.put_new
    keys.put_new = lambda fresh, path: cut() if path.suffix == ".duckdb" else real(fresh, path)
elif sys.argv[2] == "schema":
    office.Store.open = cut
office.open_office(sys.argv[1])
"""


@pytest.mark.parametrize("moment", ["key", "database", "place", "schema"])
def test_cut_off_at_any_moment_nothing_is_half(path, moment):
    """Before the key has its place, before the database is made, before it has its place, before it has tables."""
    done = another_process("-c", _CUT, path, moment)
    assert done.returncode == -signal.SIGKILL
    assert path.exists() is (moment == "schema")
    before = keys.place(path).read_bytes() if keys.place(path).exists() else b""
    assert bool(before) is (moment != "key")
    with closing(open_office(path)) as store:
        assert store.is_encrypted
        assert store.data_version() == 0
    assert not before or keys.place(path).read_bytes() == before


def test_two_who_begin_at_once_have_one_key_and_one_database(path, monkeypatch):
    """The second finds neither key nor database when it looks, and both when it puts its own there."""
    real, first = keys.put_new, []

    def work():
        with closing(open_office(path)) as store, store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ('x', 'y')")

    def slow(fresh, place):
        if not first and threading.current_thread() is threading.main_thread():
            first.append(True)
            other = threading.Thread(target=work)
            other.start()
            other.join(timeout=60)
        real(fresh, place)

    monkeypatch.setattr(keys, "put_new", slow)
    with closing(open_office(path)) as store:
        assert store.ring().keys == keys.read(path).keys
        assert len(store.ring().keys) == 1
        assert store.frame("store/settings")["value"].tolist() == ["y"]  # nothing was put over what the other wrote
    assert {each.name for each in path.parent.iterdir()} == {"kantor.duckdb", "kantor.kunci"}


def test_where_files_cannot_be_linked_nothing_is_written_over_either(path, monkeypatch):
    def no_links(*_):
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    open_office(path).close()
    fresh = path.with_name("baru")
    fresh.write_bytes(b"lain")
    before = path.read_bytes()
    keys.put_new(fresh, path)
    assert path.read_bytes() == before


def test_a_key_lost_after_the_making_is_not_made_anew(path):
    open_office(path).close()
    keys.place(path).unlink()
    with pytest.raises(StoreLocked):
        open_office(path)
    assert not keys.place(path).exists()


def test_a_database_that_is_none_gets_no_key(path):
    path.write_bytes(b"bukan basis data sama sekali" * 1000)
    with pytest.raises(StoreDamaged):
        open_office(path)
    assert not keys.place(path).exists()


# --- nobody in clear -------------------------------------------------------------------------------------

PEOPLE = tuple(range(1, 41))
LOG = "catatan.txt"


@pytest.fixture
def files(tmp_path):
    """Files of an office: families with names, recipients, some rows that cannot be used."""
    folder = tmp_path / "asal"
    folder.mkdir()
    csv_file(
        folder / "keluarga.csv", [family(n, nama=named(n)) for n in PEOPLE] + [family(99, no_kk="1", nama=named(99))]
    )
    csv_file(
        folder / "pkh.csv",
        [recipient(n, nama=named(n)) for n in PEOPLE[::2]] + [recipient(98, nik="12", nama=named(98))],
    )
    return folder


def named(number: int) -> str:
    return f"JANNAH BINTI ANANG {number:02}"


def words_of(files: Path) -> set[str]:
    """Every NIK, number of a KK and name that stands in the files."""
    words = {kk(n) for n in (*PEOPLE, 98)} | {nik(n) for n in (*PEOPLE, 99)} | {named(n) for n in (*PEOPLE, 98, 99)}
    text = "".join(each.read_text(encoding="utf-8") for each in files.iterdir())
    assert all(word in text for word in words)
    return words


def found_in(folder: Path, words: set[str]) -> list[str]:
    """Files below ``folder`` that hold one of the words: as text of 8 or 16 bits, or as a number."""
    wanted = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")]
    wanted += [int(word).to_bytes(8, end) for word in words if word.isdigit() for end in ("little", "big")]
    every = [each for each in folder.rglob("*") if each.is_file()]
    return sorted(each.name for each in every if any(word in each.read_bytes() for word in wanted))


_WORK = """
import os, signal, sys
from pathlib import Path
from data import backup
from data.handover import attachments
from data.history import note
from data.office import open_office
from data.roles import Actor
store = open_office(sys.argv[1])
rows = Path(sys.argv[2]).read_bytes()
attachments.keep(store, b"".join((
    b"%PDF-1.7\\n1 0 obj\\n<< /Length ", str(len(rows)).encode(), b" >>\\nstream\\n", rows,
    b"\\nendstream\\nendobj\\ntrailer << /Root 1 0 R >>\\nstartxref\\n9\\n%%EOF\\n",
)))
with store.write() as cursor:
    note(cursor, Actor("Ani"), "keluarga", "1", "nik_head", before=sys.argv[3], after=sys.argv[4], reason="salah ketik")
backup.make_backup(store)
with store.write() as cursor:
    cursor.execute("CREATE TEMP TABLE t AS FROM family_record")
    cursor.execute("UPDATE family_record SET name_head = name_head || ' '")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("is_plain", [False, True])
def test_after_a_default_start_nobody_is_found_in_clear(tmp_path, files, is_plain):
    """Loaded from the shell, changed, attached to, backed up, killed with a WAL: database, WAL, backup, files, output.

    Plain, by the office's own wish, the same search finds them: so it can.
    """
    wish = {office.PLAIN_VARIABLE: "1"} if is_plain else {}
    folder = tmp_path / "var"
    path = folder / "kantor.duckdb"
    recipients = f"{files / 'pkh.csv'}:PKH:2026-10"
    loaded = another_process(
        "-m", "data", "load", "--db", path, "--families", files / "keluarga.csv", "--recipients", recipients, **wish
    )
    assert loaded.returncode == 0, loaded.stderr
    worked = another_process("-c", _WORK, path, files / "keluarga.csv", nik(1), nik(2), **wish)
    assert worked.returncode == -signal.SIGKILL, worked.stderr
    (folder / LOG).write_text(loaded.stdout + loaded.stderr + worked.stdout + worked.stderr, encoding="utf-8")
    names = {each.suffix for each in folder.rglob("*") if each.is_file()}
    assert {".duckdb", ".wal", ".pdf", ".json", ".txt"} <= names
    words = words_of(files)
    assert len(words) > 80
    found = found_in(folder, words)
    assert LOG not in found
    assert {Path(name).suffix for name in found} == ({".duckdb", ".wal", ".pdf"} if is_plain else set())
    if not is_plain:
        with closing(Store.open(path)) as store:  # all of it is there
            assert store.row_counts()["family_record"] == len(PEOPLE)
            assert attachments.folder_of(store).is_dir()
            assert len(backup.read_backups(path)) == 1
