"""Copies of a database while it is in use, each with a manifest that says what belongs into it; and the way back.

They lie in ``<database>.cadangan``, encrypted where the database is. A copy counts only once its manifest is written,
which is the last step: what a power cut leaves has none, is never offered and goes with the next backup.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb

from data import at_work, audit, engine, keys, older_files, rekey
from data.audit import Witness
from data.errors import BackupUnusable, KeyWrong, OutputUnwritable, StoreBusy, StoreMissing
from data.export import write_whole
from data.handover.attachments import copied_beside, folder_beside
from data.history import now
from data.keys import Ring
from data.manifests import Backup, manifest_of, read_all, read_backups
from data.namesakes import check_single, namesakes
from data.roles import SHELL, Actor, allow
from data.settings import read_settings
from data.store import SCHEMA_VERSION, Store, told_of
from geo.errors import PetasalurError

ITSELF = Actor("Petasalur", "kasi")
"""Who makes the backups that nobody asks for."""
TICK_S = 600.0
_UNFINISHED = ".belum"
_READ_BYTES = 1_000_000
_MAKING = threading.Lock()


def make_backup(store: Store, *, by: Actor = ITSELF) -> Backup:
    """Copy the database as it is now, check the copy, and drop copies beyond the number that the office keeps.

    Raises
    ------
    ActMayNot, StoreFull, StoreUnwritable, OutputUnwritable
    """
    allow(by, "cadangkan")
    folder = store.copies
    with _MAKING, _told_of_files(folder):
        _made(folder)
        if not namesakes(store.path):  # else it may be the other one's, in the making
            _sweep(folder)
        made_at = now()
        name = f"{store.path.stem}-{made_at:%Y%m%dT%H%M%Su%f}.duckdb"
        unfinished = folder / f"{name}{_UNFINISHED}"
        try:
            store.copy_to(unfinished)
            files = _copy_files(folder_beside(store.path), copied_beside(store.path))
            with told_of(unfinished):
                backup = _described(unfinished, name, made_at, files, store)
            _sync(unfinished)
            unfinished.replace(folder / name)
        except BaseException:
            with suppress(OSError):  # it takes the room that is missing
                engine.remove(unfinished)
            raise
        write_whole(manifest_of(folder / name), backup.written())
        keys.sync_folder(folder)
        _drop_old(store.path, int(read_settings(store)["backup_keep_count"] or 0))
    audit.record(store, by, "cadangkan", f"cadangan {name}", detail=f"SHA-256 {backup.sha256[:16]}")
    return backup


def is_due(store: Store, *, at: dt.datetime | None = None) -> bool:
    """Return whether the newest backup is older than the office wants (or there is none); never of the demo."""
    every_days = float(read_settings(store)["backup_every_days"] or 0)
    if store.is_demo() or not every_days:
        return False
    newest = next(iter(read_backups(store.path)), None)
    return newest is None or (at or now()) - newest.moment() >= dt.timedelta(days=every_days)


def witnesses(store: Store) -> list[Witness]:
    """Return how far the audit had come at each backup, for :func:`data.audit.verify`.

    Of backups made before the database was restored from an older one, what lay beyond that one is left out: the
    restoring itself stands in the audit.
    """
    entries = store.frame("audit/restored")
    restored = list(zip(entries["number"], entries["noted_at"].dt.to_pydatetime(), strict=True))
    return [
        Witness(each.audit_count, each.audit_head, each.name)
        for each in read_backups(store.path)
        if not any(each.moment() < at and each.audit_count >= number for number, at in restored)
    ]


def restore(path: Path, name: str = "", *, by: Actor = SHELL) -> tuple[Backup, Path | None]:
    """Put a backup in the place of the database; return it, and where the database of before now lies.

    One from before the office's database was encrypted comes back encrypted.

    Parameters
    ----------
    path
        The database; nobody has it open. It may be damaged or missing.
    name
        File name of the backup; "": the newest.
    by
        Who does it.

    Raises
    ------
    ActMayNot
    BackupUnusable
        It is not whole, not what its manifest says, encrypted with a key that is not there, or newer than this program;
        nothing was changed.
    StoreMissing, StoreBusy, StoreLocked, KeyWrong, StoreNamesake, OutputUnwritable
    """
    allow(by, "cadangkan")
    check_single(path)
    with at_work.alone_with(path), _told_of_files(path):
        return _restored(path, name, by)


def _restored(path: Path, name: str, by: Actor) -> tuple[Backup, Path | None]:
    backups = read_backups(path)
    backup = next((each for each in backups if name in {"", each.name}), None)
    if backup is None:
        raise BackupUnusable(file=name or engine.copies_of(path).name, found="tidak ada atau tidak utuh")
    place = engine.real(path)  # a link stays one
    fresh = place.with_name(f"{place.name}.pulih")
    _check_free(path)
    try:
        _fetch(engine.copies_of(path) / backup.name, fresh, backup)
        _check(fresh, backup, keys.read(path) if backup.key_name else None)
        if not backup.key_name and _is_of_encrypted(path):
            rekey.encrypt_copy(fresh, keys.read(path).keys[0])
        aside = _set_aside(path)
        fresh.replace(place)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
    keys.sync_folder(place.parent)
    _copy_files(copied_beside(path), folder_beside(path), is_kept=True)
    with closing(Store.open(path, must_exist=True)) as store:
        ring = store.ring()
        if ring:
            older_files.bring_back(path, ring, folder_beside(path))
            rekey.seal_files(folder_beside(path), ring)
        audit.record(store, by, "pulihkan", f"cadangan {backup.name}", detail=f"dibuat {backup.made_at[:16]} UTC")
    return backup, aside


# --- making --------------------------------------------------------------------------------------------


def _made(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(file=folder.name) from error


def _sweep(folder: Path) -> None:
    """Drop what a backup that was cut off has left: copies without a manifest."""
    whole = {manifest.stem for manifest in folder.glob("*.json")}
    for left in [*folder.glob(f"*{_UNFINISHED}*"), *folder.glob("*.duckdb"), *folder.glob("*.duckdb.wal")]:
        if left.suffix != ".duckdb" or left.stem not in whole:
            left.unlink(missing_ok=True)


def _described(copy: Path, name: str, made_at: dt.datetime, files: list[str], store: Store) -> Backup:
    with engine.reading(copy, store.ring()) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
        tables = {table: count for table, (count, _) in engine.read_contents(connection).items()}
    return Backup(
        name, made_at.isoformat(), _sha256(copy), copy.stat().st_size, int(meta["schema_version"]),
        int(meta["data_version"]), int(meta["audit_count"]), meta["audit_head"], store.key_name(), tables, files,
        store.path.name if namesakes(store.path) else "",
    )  # fmt: skip


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _copy_files(source: Path, target: Path, *, is_kept: bool = False) -> list[str]:
    """Copy the files beside a database that are not there, or (unless ``is_kept``) have changed; return all names."""
    found = sorted(each for each in source.glob("*") if each.is_file()) if source.is_dir() else []
    if found:
        _made(target)
    for each in found:
        there = target / each.name
        if not there.exists() or not (is_kept or _is_same(each, there)):
            content = each.read_bytes()
            if there.exists():
                older_files.keep(there, content)
            write_whole(there, content)
            shutil.copystat(each, there)
    return [each.name for each in found]


def _is_same(one: Path, other: Path) -> bool:
    mine, its = one.stat(), other.stat()
    return (mine.st_size, mine.st_mtime_ns) == (its.st_size, its.st_mtime_ns)


def _drop_old(path: Path, keep_count: int) -> None:
    folder = engine.copies_of(path)
    for old in read_all(path)[max(keep_count, 1) :]:
        manifest_of(folder / old.name).unlink(missing_ok=True)  # first: without it the copy does not count
        (folder / old.name).unlink(missing_ok=True)
    if not namesakes(path):
        older_files.drop(path, {each.key_name for each in read_all(path)})


@contextmanager
def _told_of_files(path: Path) -> Iterator[None]:
    """Tell what the system refuses as an error of ours."""
    try:
        yield
    except OSError as error:
        raise OutputUnwritable(file=path.name) from error


# --- the way back --------------------------------------------------------------------------------------


def _check_free(path: Path) -> None:
    """Let nobody have the database open; one that is damaged, missing or locked may be replaced."""
    try:
        Store.open(path, must_exist=True).close()
    except (StoreBusy, StoreMissing) as error:
        if isinstance(error, StoreBusy):
            raise
    except PetasalurError:
        return


def _fetch(source: Path, target: Path, backup: Backup) -> None:
    digest = hashlib.sha256()
    try:
        with source.open("rb") as read, target.open("wb") as written:
            while part := read.read(_READ_BYTES):
                digest.update(part)
                written.write(part)
            written.flush()
            os.fsync(written.fileno())
    except OSError as error:
        raise OutputUnwritable(file=target.name) from error
    if digest.hexdigest() != backup.sha256:
        raise BackupUnusable(file=backup.name, found="isinya berubah sejak dibuat (SHA-256 lain)")


def _check(copy: Path, backup: Backup, ring: Ring | None) -> None:
    if backup.schema_version > SCHEMA_VERSION:
        raise BackupUnusable(file=backup.name, found="dibuat oleh Petasalur yang lebih baru")
    try:
        with engine.reading(copy, ring) as connection:
            tables = {table: count for table, (count, _) in engine.read_contents(connection).items()}
    except duckdb.Error as error:
        raise BackupUnusable(file=backup.name, found="tidak terbaca") from error
    except KeyWrong as error:
        found = "tersandi dengan kunci yang tidak ada di berkas kunci; kode pemulihan dari masa itu membukanya"
        raise BackupUnusable(file=backup.name, found=found) from error
    if tables != backup.tables:
        raise BackupUnusable(file=backup.name, found="jumlah barisnya lain dari catatannya")


def _is_of_encrypted(path: Path) -> bool:
    """Return whether the database in this place is encrypted, or (it is gone or damaged) a key for it lies there."""
    return keys.place(path).is_file() and not engine.is_surely(path, encrypted=False)


def _set_aside(path: Path) -> Path | None:
    """Let the database of before lie beside under a name of its own as well; its place is never empty.

    Its WAL goes with it, also where the database itself is gone: on the backup it would not fit.
    """
    path = engine.real(path)
    aside = path.with_name(f"{path.stem}.sebelum-{now():%Y%m%dT%H%M%S}{path.suffix}")
    wal = engine.wal_of(path)
    is_there = path.exists()
    if is_there:
        _linked(path, aside)
    if wal.exists():
        _linked(wal, engine.wal_of(aside))
        wal.unlink()
    return aside if is_there else None


def _linked(path: Path, aside: Path) -> None:
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copy2(path, aside)


# --- by itself -----------------------------------------------------------------------------------------

_WATCHED: weakref.WeakSet[Store] = weakref.WeakSet()
LAST_FAULT: dict[str, PetasalurError] = {}
"""What stood in the way of the last backup that nobody asked for, by path of the database; a page tells it."""


def watch(store: Store) -> None:
    """Let :func:`begin_watch` look after an open store."""
    _WATCHED.add(store)


def look_after() -> int:
    """Make the backups that are due of all stores that are watched; return how many."""
    made = 0
    for store in list(_WATCHED):
        with suppress(duckdb.Error):  # closed meanwhile
            try:
                if is_due(store):
                    make_backup(store)
                    made += 1
                LAST_FAULT.pop(str(store.path), None)
            except PetasalurError as error:
                LAST_FAULT[str(store.path)] = error
    return made


def begin_watch(*, tick_s: float = TICK_S) -> threading.Event:
    """Look after the stores every ``tick_s`` seconds, in a thread that ends with the process; return what stops it."""
    stopped = threading.Event()

    def run() -> None:
        while not stopped.wait(tick_s):
            look_after()

    threading.Thread(target=run, name="cadangan", daemon=True).start()
    return stopped
