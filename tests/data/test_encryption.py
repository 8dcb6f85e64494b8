"""A database at rest: encrypted with its WAL, files and backups; its key elsewhere, changed, lost or wrong."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from data import backup, keys, rekey
from data.audit import record, verify
from data.errors import KeyOpen, KeyUnreadable, KeyWrong, PassphraseShort, StoreBusy, StoreLocked
from data.handover import attachments
from data.history import note
from data.messages import sentence
from data.roles import Actor
from data.store import Store
from tests.conftest import in_clear
from tests.data.other_process import holding, left_in_wal

ROOT = Path(__file__).resolve().parents[2]
NIK, KK, NAME = "6311021234567890", "6311021203210001", "SITI JANNAH BINTI ANANG"
PASSPHRASE = "gunung halong sebelas"  # noqa: S105
PDF = f"%PDF-1.7 tanda terima {NAME} {NIK} %%EOF".encode()
ANI = Actor("Ani", "kasi")


def office(path: Path) -> None:
    """A database of one family and one attachment, whose WAL still holds what is written last."""
    with closing(Store.open(path)) as store:
        attachments.keep(store, PDF)
        with store.write() as cursor:
            note(cursor, ANI, "keluarga", KK, "nik_head", before=NIK, after=NIK, reason=NAME)
            cursor.execute("INSERT INTO setting VALUES ('x', $1)", [NIK])


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory):
    """An encrypted office, its key wrapped. Encrypted once; each test takes a copy."""
    folder = tmp_path_factory.mktemp("sandi")
    office(folder / "kantor.duckdb")
    rekey.encrypt(folder / "kantor.duckdb", PASSPHRASE)
    return folder


@pytest.fixture
def path(encrypted, tmp_path, monkeypatch):
    shutil.copytree(encrypted, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, PASSPHRASE)
    monkeypatch.setattr("sys.stdin", None)
    return tmp_path / "kantor.duckdb"


def places_in_clear(folder: Path) -> list[str]:
    """Files below ``folder`` that hold a number or name of a person: as text of 8 or 16 bits, or as a number."""
    words = [NIK, KK, NAME, NIK[:12]]
    wanted = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be")]
    wanted += [int(number).to_bytes(8, order) for number in (NIK, KK) for order in ("little", "big")]
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert files
    return [each.name for each in files if any(word in each.read_bytes() for word in wanted)]


# --- nothing in clear ----------------------------------------------------------------------------------


def test_the_search_finds_what_a_plain_office_writes(tmp_path):
    office(tmp_path / "kantor.duckdb")
    assert len(places_in_clear(tmp_path)) == 2  # the database and the attachment


def test_no_number_in_file_wal_backup_attachment_or_key(path):
    """While it is open and the WAL is full, after a backup, and after closing."""
    with closing(Store.open(path)) as store:
        with store.write() as cursor:
            note(cursor, ANI, "keluarga", KK, "nik_head", before=NIK, after=NIK, reason=NAME)
            cursor.execute("CREATE TEMP TABLE t AS SELECT $1 || range AS nik FROM range(1000)", [NIK])
        attachments.keep(store, PDF + b" lagi")
        backup.make_backup(store)
        names = {each.name for each in path.parent.iterdir()}
        assert {"kantor.duckdb", "kantor.duckdb.wal", "kantor.berkas", "kantor.cadangan", "kantor.kunci"} <= names
        assert places_in_clear(path.parent) == []
        assert store.frame("store/settings")["value"].tolist() == [NIK]
    assert places_in_clear(path.parent) == []


_SPILL = """
import os, signal, sys
from data import engine
from data.store import Store
for kind in (engine._PLAIN, engine._ENCRYPTED):
    kind["memory_limit"] = "48MB"
with Store.open(sys.argv[1])._cursor() as cursor:
    rows = "SELECT $1 || range || md5(range::VARCHAR) AS nik FROM range(1500000)"
    cursor.execute(f"CREATE TEMP TABLE t AS {rows}", [sys.argv[2]])
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_spills_to_the_disk_is_encrypted_too_and_goes_after_a_kill(path, tmp_path_factory):
    """Killed while more rows than fit into memory lie in DuckDB's temporary files; a plain database shows what of."""
    plain = tmp_path_factory.mktemp("polos") / "kantor.duckdb"
    Store.open(plain).close()
    for each, found in ((plain, True), (path, False)):
        done = subprocess.run([sys.executable, "-c", _SPILL, each, NIK], cwd=ROOT, check=False, timeout=120)
        assert done.returncode == -signal.SIGKILL
        spilled = each.with_name(f"{each.name}.tmp")
        assert sum(file.stat().st_size for file in spilled.iterdir()) > 10_000_000
        assert bool(places_in_clear(spilled)) is found
        with closing(Store.open(each)):
            assert not spilled.exists()


def test_the_plain_file_and_its_wal_are_gone(encrypted):
    names = sorted(each.name for each in encrypted.rglob("*") if each.is_file())
    kept = next(iter((encrypted / "kantor.berkas").iterdir())).name
    assert names == sorted(["kantor.duckdb", "kantor.kunci", kept])
    assert places_in_clear(encrypted) == []
    assert (encrypted / "kantor.kunci").stat().st_mode & 0o077 == 0


# --- work goes on --------------------------------------------------------------------------------------


def test_all_that_was_there_is_there(path):
    with closing(Store.open(path)) as store:
        assert store.is_encrypted
        assert store.frame("store/settings")["value"].tolist() == [NIK]
        kept = attachments.keep(store, PDF)  # the same file again: found, not written anew
        assert attachments.read(store, kept.sha256, kept.kind, title="tanda terima") == PDF
        assert attachments.look(store, kept.sha256, kept.kind) == attachments.THERE
        assert verify(store).is_whole()
        with store.write() as cursor:  # macros are there, sequences count on
            assert cursor.execute("SELECT length(handle('1')), name_key('Siti')").fetchall()[0][0] == 12
            note(cursor, ANI, "berkas", "1", "dimuat")
        assert store.frame("history/changes", subject="", subject_key="", limit=9)["change_id"].tolist() == [2, 1]


def test_what_is_only_in_the_wal_survives_a_kill(path):
    left_in_wal(path, "y")
    with closing(Store.open(path)) as store:
        assert len(store.frame("store/settings")) == 2


def test_two_opens_of_one_process_share_the_file_and_the_last_closes_it(path):
    one, two = Store.open(path), Store.open(path)
    one.close()
    one.close()  # twice is once
    assert two.data_version() == 1
    two.close()
    rekey.rotate(path)  # nobody has it open


def test_threads_ask_at_once(path):
    wrong = []
    with closing(Store.open(path)) as store:

        def ask():
            wrong.extend(1 for _ in range(20) if store.frame("store/settings")["value"].tolist() != [NIK])

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        record(store, ANI, "masuk", "akun")
        for thread in threads:
            thread.join(timeout=60)
    assert wrong == []


# --- keys ----------------------------------------------------------------------------------------------


def test_without_key_or_passphrase_it_stays_locked(path, monkeypatch):
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE)
    with pytest.raises(StoreLocked) as caught:
        Store.open(path)
    assert "kantor.kunci" in sentence(caught.value)
    keys.place(path).rename(path.with_name("usb.kunci"))
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, PASSPHRASE)
    with pytest.raises(StoreLocked):
        Store.open(path)
    monkeypatch.setenv(keys.FILE_VARIABLE, str(path.with_name("usb.kunci")))
    Store.open(path).close()


def test_a_wrong_passphrase_and_a_wrong_key(path, monkeypatch):
    with pytest.raises(KeyWrong):
        keys.unlock(path, "gunung halong duabelas")
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "salah sekali ini")
    with pytest.raises(KeyWrong):
        Store.open(path)
    keys.unlock(path, PASSPHRASE)  # said in the program, it goes before the environment
    Store.open(path).close()
    keys.place(path).unlink()  # over one that lies there it would be written behind the new one
    keys.write(path, keys.Ring((keys.new_key(),), PASSPHRASE))
    with pytest.raises(KeyWrong) as caught:
        Store.open(path)
    assert "kantor.duckdb" in sentence(caught.value)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"petasalur": "kunci", "version": 2}'])
def test_a_damaged_key_file(path, content):
    keys.place(path).write_text(content)
    with pytest.raises(KeyUnreadable):
        Store.open(path)


def test_a_changed_key_file_does_not_open(path):
    place = keys.place(path)
    text = place.read_text()
    middle = text.index('"keys"') + 20
    place.write_text(text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :])
    with pytest.raises(KeyWrong):
        Store.open(path)


def test_an_open_key_file_is_for_its_owner_only(tmp_path):
    office(tmp_path / "kantor.duckdb")
    with pytest.raises(PassphraseShort):
        rekey.encrypt(tmp_path / "kantor.duckdb", "pendek")
    rekey.encrypt(tmp_path / "kantor.duckdb", "")
    Store.open(tmp_path / "kantor.duckdb").close()
    keys.place(tmp_path / "kantor.duckdb").chmod(0o644)
    with pytest.raises(KeyOpen) as caught:
        Store.open(tmp_path / "kantor.duckdb")
    assert "chmod 600" in sentence(caught.value)


def test_keys_are_not_shown():
    ring = keys.Ring((keys.new_key(),), PASSPHRASE)
    assert ring.keys[0].text() not in repr(ring) + repr(ring.keys[0])
    assert PASSPHRASE not in repr(ring)


def test_an_attachment_changed_or_cut_is_told(path):
    with closing(Store.open(path)) as store:
        kept = attachments.keep(store, PDF)
        place = attachments.folder_of(store) / f"{kept.sha256}.{kept.kind}"
        whole = place.read_bytes()
        for bad in (
            whole[:-1],
            whole[:30],
            whole[:-1] + bytes([whole[-1] ^ 1]),
            whole.replace(whole[8:16], b"00000000"),
        ):
            place.write_bytes(bad)
            assert attachments.look(store, kept.sha256, kept.kind) == attachments.CHANGED


# --- another key ---------------------------------------------------------------------------------------


def test_a_new_key_opens_everything_and_old_backups_still(path):
    with closing(Store.open(path)) as store:
        old = store.key_name()
        made = backup.make_backup(store)
    done = rekey.rotate(path)
    assert (done.file_count, done.plain_copies) == (1, [])
    with closing(Store.open(path)) as store:
        assert store.key_name() != old
        kept = attachments.keep(store, PDF)
        assert keys.sealed_by((attachments.folder_of(store) / f"{kept.sha256}.pdf").read_bytes()) == store.key_name()
        assert verify(store, backup.witnesses(store)).is_whole()
    assert backup.restore(path, made.name)[0].key_name == old
    Store.open(path).close()


def test_a_database_in_use_keeps_its_key(path):
    with holding(path), pytest.raises(StoreBusy):
        rekey.rotate(path)


def test_killed_at_any_moment_the_old_or_the_new_opens(path):
    """Two moments: in the middle of the copy, and moved into place while the files still have the old key."""
    for moment in (0.1, 0.7):
        kill_at(path, "rotate", moment)
        with closing(Store.open(path)) as store:
            assert store.frame("store/settings")["value"].tolist() == [NIK]
            kept = attachments.keep(store, PDF)
            assert attachments.read(store, kept.sha256, kept.kind, title="tanda terima") == PDF
        assert places_in_clear(path.parent) == []
    rekey.rotate(path)
    assert not list(path.parent.glob("*.baru*"))


def test_a_first_encryption_that_was_killed_is_finished_by_the_next(tmp_path, monkeypatch):
    path = tmp_path / "kantor.duckdb"
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, PASSPHRASE)
    office(path)
    kill_at(path, "encrypt", 0.7)
    with closing(Store.open(path)) as store:
        assert store.frame("store/settings")["value"].tolist() == [NIK]
    rekey.encrypt(path, PASSPHRASE)
    assert places_in_clear(tmp_path) == []


_WORK = """
import sys
from pathlib import Path
from data import rekey
def tell(share, text): print(share, flush=True)
path = Path(sys.argv[2])
rekey.rotate(path, progress=tell) if sys.argv[1] == "rotate" else rekey.encrypt(path, sys.argv[3], progress=tell)
"""


def kill_at(path: Path, work: str, share: float) -> None:
    """Encrypt or rotate in a process of its own until it says that ``share`` is done, and kill it there."""
    with subprocess.Popen(
        [sys.executable, "-c", _WORK, work, str(path), PASSPHRASE],
        cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
        env=os.environ | {keys.PASSPHRASE_VARIABLE: PASSPHRASE},
    ) as process:  # fmt: skip
        assert any(float(line) >= share for line in process.stdout)
        time.sleep(0.05 if share < 0.5 else 0)
        process.kill()
        process.communicate()


def test_what_the_search_of_a_whole_run_finds(path):
    """With ``PETASALUR_TEST_ENCRYPTED=1`` it looks at the end through what every test has left."""
    assert in_clear(path.parent) == []
    kept = path.with_name("kantor.berkas") / f"{hashlib.sha256(PDF).hexdigest()}.pdf"
    sealed = kept.read_bytes()
    kept.write_bytes(PDF)
    assert f"{kept} lies in clear" in in_clear(path.parent)
    kept.write_bytes(sealed)
    copies = path.with_name("kantor.cadangan")
    copies.mkdir(exist_ok=True)
    for content in (f"x{KK}x".encode(), NIK.encode("utf-16-le")):
        (copies / "x.json").write_bytes(content)
        assert [Path(each).name for each in in_clear(path.parent)] == ["x.json"]
