"""Works on keys and backups, each ended at every call to the system in turn: refused there, or the process killed.

Run as a program with the name of a work, a way, a folder and how many calls to try: it works in processes of its own,
forked, so that nothing of the test's is open in them. Calls are seen by the interpreter's own audit hook. DuckDB's,
which it does not see, are ended by time in ``test_encryption.py`` and ``bench/killed_work.py``.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from data import at_work, backup, engine, keys, recovery, rekey
from data.audit import verify
from data.handover import attachments
from data.office import PLAIN_VARIABLE, open_office
from data.roles import Actor
from data.store import Store
from geo.errors import PetasalurError

RINA = Actor("Rina", "kasi")
SANDI = "kuda padi gunung"
PDF = b"%PDF-1.7 tanda terima %%EOF"
VALUE = "satu"
REFUSED, KILLED = "refused", "killed"
WAYS = (REFUSED, KILLED)
_CHANGING = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "shutil.rmtree", "shutil.copyfile"}
_DONE, _TOLD, _UNTOLD, _THROUGH = 0, 3, 4, 5


def rotate(path: Path) -> None:
    rekey.rotate(path)


def encrypt(path: Path) -> None:
    rekey.encrypt(path, SANDI)


def wrap(path: Path) -> None:
    with closing(Store.open(path)) as store:
        rekey.change_passphrase(store, SANDI, present=SANDI, by=RINA)


def recover(path: Path) -> None:
    recovery.recover(path, (path.parent / "kertas").read_text())


def back_up(path: Path) -> None:
    with closing(Store.open(path)) as store:
        backup.make_backup(store, by=RINA)


def restore(path: Path) -> None:
    backup.restore(path, by=RINA)


def begin(path: Path) -> None:
    """Begin a database; what a kill has left of its key is gone once the key file is written again."""
    fresh = path.with_name("baru.duckdb")
    open_office(fresh).close()
    wrap(fresh)


def _plain(path: Path) -> None:
    os.environ[PLAIN_VARIABLE] = "1"
    _office(path)
    del os.environ[PLAIN_VARIABLE]


def _office(path: Path) -> None:
    with closing(open_office(path)) as store:
        attachments.keep(store, PDF)
        with store.write() as cursor:
            cursor.execute("INSERT INTO setting VALUES ($1, $1)", [VALUE])
            cursor.execute("INSERT INTO setting VALUES ('backup_keep_count', '2')")
        for _ in range(2):
            backup.make_backup(store, by=RINA)
        if store.is_encrypted:
            (path.parent / "kertas").write_text(recovery.show_code(store, by=RINA, purpose="lemari"))


def _rotated(path: Path) -> None:
    """The key file is gone, and there are older keys."""
    _office(path)
    rekey.rotate(path)
    with closing(Store.open(path)) as store:
        (path.parent / "kertas").write_text(recovery.show_code(store, by=RINA, purpose="lemari"))
    keys.place(path).unlink()


WORKS: dict[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "rotate": (_office, rotate), "encrypt": (_plain, encrypt), "passphrase": (_office, wrap),
    "recover": (_rotated, recover), "backup": (_office, back_up), "restore": (_office, restore),
    "new": (_office, begin),
}  # fmt: skip
"""Name → what is there before, and the work."""


class Ended:
    """Ends a work at one of its calls. ``at``: which, counted from 1; 0 counts only."""

    def __init__(self, folder: Path, way: str, at: int) -> None:
        self.count = 0
        self._folder, self._way, self._at = str(folder), way, at
        self._is_on = True
        sys.addaudithook(self._seen)
        real = os.fsync

        def fsync(handle: int) -> None:
            self._meet("os.fsync")
            real(handle)

        os.fsync = fsync

    def off(self) -> None:
        self._is_on = False

    def _seen(self, event: str, args: tuple[object, ...]) -> None:
        is_write = event == "open" and isinstance(args[2], int) and bool(args[2] & (os.O_WRONLY | os.O_RDWR))
        if self._is_on and (event in _CHANGING or is_write) and str(args[0]).startswith(self._folder):
            self._meet(event)

    def _meet(self, event: str) -> None:
        if not self._is_on:
            return
        self.count += 1
        if self.count != self._at:
            return
        if self._way == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(errno.ENOSPC, f"no space left ({event})")


def _child(act: Callable[[], int]) -> int:
    """Run in a process of its own; return its exit status, negative where it was killed."""
    child = os.fork()
    if not child:
        status = _UNTOLD
        try:
            status = act()
        except PetasalurError:
            status = _TOLD
        except BaseException:  # noqa: BLE001  told by its status
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _check(path: Path, name: str) -> int:
    """Open what is left as it lies, or (where the key file was gone before) with the paper; nothing is missing."""
    if name == "recover" and not keys.place(path).is_file():
        recover(path)
    with closing(Store.open(path, must_exist=True)) as store:
        assert VALUE in set(store.frame("store/settings")["value"])
        kept = attachments.keep(store, PDF)
        assert attachments.look(store, kept.sha256, kept.kind) == attachments.THERE
        assert verify(store, backup.witnesses(store)).is_whole()
    whole = backup.read_backups(path)
    assert whole
    backup.restore(path, whole[-1].name, by=RINA)
    with closing(Store.open(path, must_exist=True)) as store:
        assert VALUE in set(store.frame("store/settings")["value"])
    return _DONE


def _again(path: Path, name: str) -> int:
    """Do the work once more, undisturbed; nothing of the first try lies about afterwards but a lock that nobody has."""
    WORKS[name][1](path)
    folders = [path.parent, *([engine.copies_of(path)] if name == "backup" else [])]
    left = [
        each.name for folder in folders for each in folder.iterdir()
        if each.suffix in {".baru", ".pulih", ".belum"} or (each.name.startswith(".") and each.suffix != at_work.ENDING)
    ]  # fmt: skip
    assert left == [], left
    return _DONE


def _ended(path: Path, name: str, way: str, at: int) -> int:
    ended = Ended(path.parent, way, at)
    WORKS[name][1](path)
    ended.off()
    return _DONE if ended.count < at or not at else _THROUGH


def _counted(path: Path, name: str) -> int:
    """Return how many calls a work makes that nobody ends."""
    ended = Ended(path.parent, REFUSED, 0)
    WORKS[name][1](path)
    ended.off()
    path.with_name("banyaknya").write_text(str(ended.count))
    return _DONE


def main(name: str, way: str, folder: Path, most: int) -> None:
    """Print a line of JSON for each call that is tried: how the work ended there, and what was found afterwards."""
    keys._ARGON = {"time_cost": 1, "memory_cost": 64, "parallelism": 1}
    os.environ[keys.PASSPHRASE_VARIABLE] = SANDI
    whole, path = folder / "semula", folder / "kini" / "kantor.duckdb"
    whole.mkdir()

    def run(act: Callable[..., int], *told: object) -> int:
        return _child(lambda: act(path, name, *told))

    def fresh() -> None:
        shutil.rmtree(path.parent, ignore_errors=True)
        shutil.copytree(whole, path.parent)

    assert _child(lambda: WORKS[name][0](whole / "kantor.duckdb") or _DONE) == _DONE
    fresh()
    assert run(_counted) == _DONE
    count = int(path.with_name("banyaknya").read_text())
    print(json.dumps({"count": count}), flush=True)
    most = max(2, min(most, count))
    for at in sorted({1 + place * (count - 1) // (most - 1) for place in range(most)}):
        fresh()
        status, found, again = run(_ended, way, at), run(_check), run(_again)
        print(json.dumps({"at": at, "status": status, "found": found, "again": again}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
