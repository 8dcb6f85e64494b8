"""Key file and database as links, on a disk without rights or links, and two who work on them at once."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from data import at_work, backup, engine, keys, recovery, rekey
from data.errors import KeyUnprotected, OutputUnwritable, StoreBusy, StoreLocked
from data.messages import sentence
from data.office import PLAIN_VARIABLE, open_office
from data.roles import Actor
from data.store import Store
from tests.data.other_process import ROOT, holding, left_in_wal

pytestmark = pytest.mark.usefixtures("cheap_keys")
RINA = Actor("Rina", "kasi")
SANDI = "kuda padi gunung"
KINDS = ["relative", "absolute"]


def office(path: Path) -> Path:
    with closing(open_office(path)) as store, store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ('satu', 'satu')")
    return path


def values(path: Path) -> set[str]:
    with closing(Store.open(path, must_exist=True)) as store:
        return set(store.frame("store/settings")["value"])


def linked(path: Path, kind: str) -> Path:
    """Move a file into another folder and let a link lie in its place; return where it lies now."""
    there = path.parent / "lain" / f"isi{path.suffix}"
    there.parent.mkdir(exist_ok=True)
    if path.exists():
        path.rename(there)
    path.symlink_to(there if kind == "absolute" else Path("lain") / there.name)
    return there


# --- links -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_that_is_a_link_stays_one(tmp_path, kind):
    path = office(tmp_path / "kantor.duckdb")
    there = linked(path, kind)
    with closing(Store.open(path)) as store:
        backup.make_backup(store)
        code = recovery.show_code(store, by=RINA, purpose="lemari")
    keys.place(path).unlink()
    recovery.recover(path, code)
    old = there.read_bytes()
    rekey.rotate(path)
    assert there.read_bytes() != old
    assert values(path) == {"satu"}
    with closing(Store.open(path)) as store, store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ('dua', 'dua')")
    backup.restore(path)
    assert values(path) == {"satu"}
    assert path.is_symlink()
    assert {each.suffix for each in path.parent.iterdir()} == {".duckdb", ".kunci", ".cadangan", ""}


@pytest.mark.parametrize("kind", KINDS)
def test_encrypting_through_a_link_leaves_nothing_in_clear(tmp_path, kind, monkeypatch):
    monkeypatch.setenv(PLAIN_VARIABLE, "1")
    path = office(tmp_path / "kantor.duckdb")
    there = linked(path, kind)
    rekey.encrypt(path, "")
    assert path.is_symlink()
    assert engine.is_encrypted(there)
    assert values(path) == {"satu"}


def test_what_was_written_through_a_link_is_found_without_it(tmp_path):
    """Made through a link to nothing: DuckDB would look for the WAL beside the link."""
    path = tmp_path / "kantor.duckdb"
    there = linked(path, "absolute")
    Store.open(office(path)).close()
    assert left_in_wal(path, "dua", wal=engine.wal_of(there)).exists()
    keys.place(there).symlink_to(keys.place(path))
    assert values(there) == {"satu", "dua"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_file_that_is_a_link_stays_one(tmp_path, kind):
    path = office(tmp_path / "kantor.duckdb")
    there = linked(keys.place(path), kind)
    rekey.rotate(path)
    with closing(Store.open(path)) as store:
        rekey.change_passphrase(store, SANDI, by=RINA)
        there.write_bytes(b"rusak")
        rekey.change_passphrase(store, SANDI, present=SANDI, by=RINA)
    assert keys.place(path).is_symlink()
    assert keys.is_wrapped(path)
    assert len(list(there.parent.glob("isi.sebelum-*"))) == 1
    assert [each.name for each in path.parent.glob("*.kunci*")] == ["kantor.kunci"]
    assert values(path) == {"satu"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_link_to_a_key_file_that_is_not_plugged_in(tmp_path, kind):
    """No new key is put in its place, neither for the database that is there nor for one that is not."""
    path = office(tmp_path / "kantor.duckdb")
    there = linked(keys.place(path), kind)
    there.rename(there.with_name("di rumah"))
    for begin in (lambda: Store.open(path), lambda: rekey.rotate(path), lambda: open_office(path)):
        with pytest.raises(StoreLocked):
            begin()
        assert not there.exists()
    path.unlink()
    with pytest.raises(StoreLocked):
        open_office(path)
    assert keys.place(path).is_symlink()
    assert not there.exists()
    assert not path.exists()


# --- a disk that knows neither rights nor links, as FAT ----------------------------------------------------


@pytest.fixture
def fat(monkeypatch):
    """Let every file that is made lie open to all, and no link be made."""

    def make(*args, **kwargs):
        handle, name = real(*args, **kwargs)
        os.fchmod(handle, 0o777)
        return handle, name

    def no_links(*_args, **_kwargs):
        raise PermissionError

    real = tempfile.mkstemp
    monkeypatch.setattr(tempfile, "mkstemp", make)
    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "symlink", no_links)
    monkeypatch.setattr(os, "chmod", lambda *_args, **_kwargs: None)


@pytest.mark.usefixtures("fat")
def test_on_a_disk_without_rights_no_key_is_written_in_clear(tmp_path):
    with pytest.raises(KeyUnprotected) as caught:
        open_office(tmp_path / "kantor.duckdb")
    assert keys.FILE_VARIABLE in sentence(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_there_a_wrapped_key_works_and_does_not_lose_its_passphrase(tmp_path, request):
    path = office(tmp_path / "kantor.duckdb")
    with closing(Store.open(path)) as store:
        rekey.change_passphrase(store, SANDI, by=RINA)
        name = backup.make_backup(store).name
    request.getfixturevalue("fat")
    keys.place(path).chmod(0o777)
    rekey.rotate(path)
    backup.restore(path, name)
    assert values(path) == {"satu"}
    before = keys.place(path).read_bytes()
    with closing(Store.open(path)) as store, pytest.raises(KeyUnprotected):
        rekey.change_passphrase(store, None, present=SANDI, by=RINA)
    assert keys.place(path).read_bytes() == before


# --- two at once -----------------------------------------------------------------------------------------


def test_of_a_database_that_is_open_elsewhere_nothing_of_the_key_is_changed(tmp_path, monkeypatch):
    """The shell's commands beside the server; the server itself may change its passphrase."""
    path = office(tmp_path / "kantor.duckdb")
    with closing(Store.open(path)) as store:
        backup.make_backup(store)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, SANDI)
    with holding(path):
        for words in (
            ("passphrase",), ("passphrase", "--remove"), ("encrypt", "--no-passphrase"), ("rotate-key",), ("restore",),
            ("recovery-code",),
        ):  # fmt: skip
            done = subprocess.run(
                [sys.executable, "-m", "data", *words, "--db", path],
                cwd=ROOT, input=f"{SANDI}\n", capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
            assert done.returncode == 1, words
            assert "sedang dipakai program lain" in done.stderr, words
        assert {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()} == before
    assert values(path) == {"satu"}


def while_moving(path: Path, act, monkeypatch):
    """Rotate, and let another thread do something once the copy is made and not yet in its place."""
    said = []
    real = engine.transcribe

    def transcribed(*args):
        real(*args)
        if not said:
            other = threading.Thread(target=lambda: said.append(caught(act)))
            other.start()
            other.join(timeout=60)

    monkeypatch.setattr(engine, "transcribe", transcribed)
    rekey.rotate(path)
    return said[0]


def caught(act):
    try:
        act()
    except Exception as error:  # noqa: BLE001  the test compares what it was
        return type(error)
    return None


@pytest.mark.parametrize("act", ["rotate", "open", "restore", "write"])
def test_while_the_key_is_changed_nobody_else_works_on_the_database(tmp_path, monkeypatch, act):
    """What another wrote between the copy and its moving into place would be gone with the old file."""
    path = office(tmp_path / "kantor.duckdb")
    with closing(Store.open(path)) as store:
        backup.make_backup(store)

    def write():
        with closing(open_office(path)) as store, store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ('dua', 'dua')")

    acts = {
        "rotate": lambda: rekey.rotate(path), "open": lambda: Store.open(path).close(),
        "restore": lambda: backup.restore(path), "write": write,
    }  # fmt: skip
    assert while_moving(path, acts[act], monkeypatch) is StoreBusy
    assert values(path) == {"satu"}
    assert len(keys.read(path).keys) == 2
    assert not list(tmp_path.glob(".*")) + list(tmp_path.glob("*.baru"))


_ROTATE = """
import sys
from pathlib import Path
from data import keys, rekey
from data.errors import StoreBusy
print("siap", flush=True)
input()
try:
    rekey.rotate(Path(sys.argv[1]))
except StoreBusy:
    print("sibuk")
"""


def begin(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _ROTATE, path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ,
    )  # fmt: skip
    assert process.stdout.readline() == "siap\n"
    return process


def together(*paths: Path) -> list[str]:
    """Rotate in as many processes, all at once; return what each has said."""
    processes = [begin(path) for path in paths]
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate(timeout=120)[0] for process in processes]


def test_two_rotations_of_one_database_at_once(tmp_path):
    """One or both come through, one after the other; what is left opens, and nothing lies about."""
    path = office(tmp_path / "kantor.duckdb")
    said = together(path, path)
    assert said.count("") >= 1
    assert len(keys.read(path).keys) == 1 + said.count("")
    assert values(path) == {"satu"}
    assert {each.name for each in tmp_path.iterdir()} == {"kantor.duckdb", "kantor.kunci", "kantor.cadangan"}


def test_two_databases_with_one_key_file_rotated_at_once_lose_no_key(tmp_path, monkeypatch):
    monkeypatch.setenv(keys.FILE_VARIABLE, str(tmp_path / "usb.kunci"))
    one, two = office(tmp_path / "a.duckdb"), office(tmp_path / "b.duckdb")
    assert together(one, two) == ["", ""]
    assert [values(each) for each in (one, two)] == [{"satu"}] * 2
    assert len(keys.read(one).keys) == 3


def test_a_key_written_between_reading_and_writing_is_not_lost(tmp_path, monkeypatch):
    """Without taking turns the slower one would put back what it had read."""
    path, real, others = tmp_path / "kantor.duckdb", keys.lying, []
    mine, its = keys.new_key(), keys.new_key()

    def slow(database):
        found = real(database)
        if not others:
            others.append(threading.Thread(target=keys.write, args=(path, keys.Ring((its,)))))
            others[0].start()
            others[0].join(timeout=0.3)
        return found

    keys.write(path, keys.Ring((keys.new_key(),)))
    monkeypatch.setattr(keys, "lying", slow)
    keys.write(path, keys.Ring((mine,)))
    others[0].join(timeout=60)
    assert {mine, its} <= set(keys.read(path).keys)


def test_what_a_killed_process_has_left_stands_in_nobodys_way(tmp_path):
    path = office(tmp_path / "kantor.duckdb")
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom data import at_work\n"
        "with at_work.alone_with(Path(sys.argv[1])):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", script, path], cwd=ROOT, check=False, timeout=60)
    assert len(list(tmp_path.glob(f".*{at_work.ENDING}"))) == 1
    assert values(path) == {"satu"}
    assert not list(tmp_path.glob(f".*{at_work.ENDING}"))


def test_without_a_folder_no_work_begins(tmp_path):
    with pytest.raises(OutputUnwritable), at_work.alone_with(tmp_path / "tidak" / "ada"):
        pass
