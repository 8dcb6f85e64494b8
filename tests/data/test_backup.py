"""Copies while the work goes on, what makes one count, and the way back."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from data import audit, backup
from data.audit import verify
from data.errors import BackupUnusable, StoreBusy
from data.handover import attachments
from data.history import now
from data.messages import sentence
from data.roles import Actor
from data.settings import read_settings, save_setting
from data.store import Store

ROOT = Path(__file__).resolve().parents[2]
ANI = Actor("Ani", "kasi")
PDF = b"%PDF-1.7 surat %%EOF"


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "kantor.duckdb")
    yield opened
    opened.close()


def desil(store):
    return read_settings(store)["poor_desil_max"]


def test_a_backup_holds_one_moment_and_says_what_it_is(store):
    save_setting(store, "poor_desil_max", 5, by=ANI)
    attachments.keep(store, PDF)
    made = backup.make_backup(store, by=ANI)
    assert backup.read_backups(store.path) == [made]
    assert (made.data_version, made.tables["setting"], made.audit_count, len(made.files)) == (1, 1, 1, 1)
    assert made.byte_count == (store.copies / made.name).stat().st_size
    last = audit.read_audit(store).iloc[0]
    assert (last["act"], last["subject"]) == ("Dicadangkan", f"cadangan {made.name}")


def test_a_backup_while_others_write_is_whole(store):
    """Each change writes the same number into two settings: a copy of half a change would hold two."""
    done = threading.Event()

    def write():
        number = 0
        while not done.is_set():
            number += 1
            with store.write() as cursor:
                cursor.execute("DELETE FROM setting")
                cursor.execute("INSERT INTO setting VALUES ('a', $1)", [str(number)])
                cursor.execute("INSERT INTO setting VALUES ('b', $1)", [str(number)])

    writer = threading.Thread(target=write)
    writer.start()
    made = [backup.make_backup(store) for _ in range(2)]
    done.set()
    writer.join(timeout=60)
    store.close()
    for each in made:
        backup.restore(store.path, each.name)
        with closing(Store.open(store.path)) as restored:
            values = restored.frame("store/settings")["value"]
            assert len(set(values)) <= 1
            assert restored.data_version() == each.data_version


def test_restored_is_what_was_and_the_present_lies_aside(store):
    save_setting(store, "poor_desil_max", 5, by=ANI)
    kept = attachments.keep(store, PDF)
    backup.make_backup(store)
    save_setting(store, "poor_desil_max", 6, by=ANI)
    later = backup.make_backup(store)
    (attachments.folder_of(store) / f"{kept.sha256}.pdf").unlink()
    first = backup.read_backups(store.path)[-1]
    with pytest.raises(StoreBusy):
        restore_from_another_process(store.path)
    store.close()
    done, aside = backup.restore(store.path, first.name, by=ANI)
    with closing(Store.open(store.path)) as restored:
        assert desil(restored) == 5
        assert attachments.read(restored, kept.sha256, "pdf", title="surat") == PDF
        assert audit.read_audit(restored).iloc[0]["act"] == "Dipulihkan dari cadangan"
        told = backup.witnesses(restored)
        assert [each.where for each in told] == [first.name]  # the later one speaks of what was given up
        assert verify(restored, told).is_whole()
    assert (done, later.audit_count) == (first, 3)
    with closing(Store.open(aside)) as before:
        assert desil(before) == 6


def restore_from_another_process(path):
    script = "import sys; from data.backup import restore; from pathlib import Path; restore(Path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", script, path], cwd=ROOT, capture_output=True, text=True, check=False)
    if "StoreBusy" in done.stderr:
        raise StoreBusy(file=path.name)


def test_a_cut_tail_shows_against_the_manifest(store):
    save_setting(store, "poor_desil_max", 5, by=ANI)
    save_setting(store, "poor_desil_max", 6, by=ANI)
    backup.make_backup(store)
    first = audit.read_audit(store)["hash"].iloc[-1]
    with store._database.cursor() as cursor:
        cursor.execute("DELETE FROM audit WHERE number > 1")
        cursor.execute("DELETE FROM change WHERE change_id > 1")
        cursor.execute("UPDATE meta SET value = '1' WHERE key = 'audit_count'")
        cursor.execute("UPDATE meta SET value = $1 WHERE key = 'audit_head'", [first])
    assert verify(store).is_whole()
    assert verify(store, backup.witnesses(store)).faults == [(1, audit.CUT)]


def test_a_damaged_database_is_replaced(store):
    save_setting(store, "poor_desil_max", 5, by=ANI)
    backup.make_backup(store)
    store.close()
    store.path.write_bytes(b"rusak")
    _, aside = backup.restore(store.path)
    with closing(Store.open(store.path)) as restored:
        assert desil(restored) == 5
    assert aside.read_bytes() == b"rusak"


def damage_byte(copy, _manifest):
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)


def cut(copy, _manifest):
    copy.write_bytes(copy.read_bytes()[:-4096])


def lose_manifest(_copy, manifest):
    manifest.unlink()


def tear_manifest(_copy, manifest):
    manifest.write_bytes(manifest.read_bytes()[:80])


def point_elsewhere(_copy, manifest):
    manifest.write_text(manifest.read_text().replace('"name": "', '"name": "../'))


def from_tomorrow(_copy, manifest):
    manifest.write_text(manifest.read_text().replace('"schema_version": ', '"schema_version": 9'))


@pytest.mark.parametrize(
    "damage",
    [damage_byte, cut, lose_manifest, tear_manifest, point_elsewhere, from_tomorrow],
    ids=lambda each: each.__name__,
)
def test_a_backup_that_is_not_whole_replaces_nothing(store, damage):
    save_setting(store, "poor_desil_max", 5, by=ANI)
    made = backup.make_backup(store)
    save_setting(store, "poor_desil_max", 6, by=ANI)
    copy = store.copies / made.name
    damage(copy, copy.with_suffix(".json"))
    store.close()
    with pytest.raises(BackupUnusable) as caught:
        backup.restore(store.path)
    assert "tidak ada yang diganti" in sentence(caught.value)
    with closing(Store.open(store.path)) as same:
        assert desil(same) == 6
    assert not list(store.path.parent.glob("*.pulih"))


def test_killed_before_the_manifest_it_does_not_count_and_goes_with_the_next(store):
    store.close()
    script = (  # a child per moment: copied; copied with its files; all but the manifest
        "import os, signal, sys\nfrom pathlib import Path\nfrom data import backup\nfrom data.store import Store\n"
        "def die(*told): os.kill(os.getpid(), signal.SIGKILL)\n"
        "for moment in ('_copy_files', '_described', 'manifest_of'):\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        setattr(backup, moment, die)\n"
        "        backup.make_backup(Store.open(sys.argv[1]))\n"
        "    assert os.waitpid(child, 0)[1] == signal.SIGKILL\n"
        "    print(len(backup.read_backups(Path(sys.argv[1]))), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, store.path], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.split() == ["0", "0", "0"], done.stderr[-500:]
    left = {each.name for each in store.copies.iterdir()}
    assert left
    with closing(Store.open(store.path)) as again:
        made = backup.make_backup(again)
    assert not left & {each.name for each in store.copies.iterdir()}
    assert backup.read_backups(store.path) == [made]


def test_made_by_itself_when_due_and_only_so_many_kept(store):
    backup.watch(store)
    save_setting(store, "backup_keep_count", 2, by=ANI)
    assert backup.is_due(store)
    assert backup.look_after() >= 1
    assert not backup.is_due(store)
    assert backup.is_due(store, at=now() + dt.timedelta(days=1, minutes=1))
    made = [backup.make_backup(store) for _ in range(2)]
    assert backup.read_backups(store.path) == made[::-1]
    assert len(list(store.copies.glob("*.duckdb"))) == 2
    save_setting(store, "backup_every_days", 0, by=ANI)
    assert not backup.is_due(store, at=now() + dt.timedelta(days=400))


def test_what_stands_in_its_way_is_told_and_the_watch_goes_on(store):
    store.copies.touch()  # a file where the folder should be
    backup.watch(store)
    backup.look_after()
    assert "kantor.cadangan" in sentence(backup.LAST_FAULT[str(store.path)])
    store.copies.unlink()
    backup.look_after()
    assert str(store.path) not in backup.LAST_FAULT


def test_the_demo_is_never_copied_by_itself(store):
    store.mark_demo()
    assert not backup.is_due(store)


@pytest.mark.skipif(os.name != "posix", reason="rights of files")
def test_copies_lie_open_to_nobody_else(store):
    backup.make_backup(store)
    assert store.copies.stat().st_mode & 0o077 == 0
