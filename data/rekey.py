"""A database under another key: encrypted for the first time, or its key changed.

The key file is written first and then holds the new key and the old ones; the database is copied beside itself,
compared, and moved into place in one step. A process killed at any moment leaves the old file or the new one, and a key
that opens it. Nobody else works on the database meanwhile (:mod:`data.at_work`), nor opens it.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import at_work, audit, engine, keys, older_files, older_keys
from data.errors import (
    KeyWrapped,
    NotEncrypted,
    PassphraseShort,
    PasswordsDiffer,
    StoreDamaged,
    StoreLocked,
    StoreUnwritable,
)
from data.export import write_whole
from data.handover.attachments import copied_beside, folder_beside
from data.keys import Key, Ring
from data.manifests import read_all
from data.namesakes import check_single
from data.roles import SHELL, Actor, allow, require
from data.store import Store, told_of
from geo.progress import Progress, silent


@dataclass(frozen=True)
class Rekeyed:
    """What was done. ``plain_copies``: older copies of the database that lie unencrypted beside it."""

    key_file: Path
    table_count: int
    row_count: int
    file_count: int
    plain_copies: list[Path]


def encrypt(path: Path, passphrase: str, *, by: Actor = SHELL, progress: Progress = silent) -> Rekeyed:
    """Encrypt a database that nobody has open, and the files beside it; the plain ones are gone afterwards.

    Parameters
    ----------
    path
        The database.
    passphrase
        Under which the key is wrapped; "" leaves the key file open to its owner. A key file that lies there already
        keeps the one it has.
    by
        Who does it.
    progress
        Where it says how far it has come.

    Raises
    ------
    ActMayNot, PassphraseShort, StoreNamesake
    KeyWrapped
        A key file lies there under another passphrase: perhaps another database shares it.
    StoreMissing, StoreBusy, StoreFull and what opening a database raises
    """
    allow(by, "cadangkan")
    if passphrase and len(passphrase) < keys.MIN_LENGTH:
        raise PassphraseShort(minimum=keys.MIN_LENGTH)
    check_single(path)
    with at_work.alone_with(path):
        return _encrypted(path, passphrase, by, progress)


def _encrypted(path: Path, passphrase: str, by: Actor, progress: Progress) -> Rekeyed:
    with closing(Store.open(path, must_exist=True)) as store:
        is_done, ring = store.is_encrypted, store.ring()
        if not is_done:
            audit.record(store, by, "sandi", f"basis data {path.name}")
    if ring is None:
        begun = keys.read(path) if os.path.lexists(keys.place(path)) else Ring(())  # cut off, or shared with another
        if begun.passphrase not in {"", passphrase}:
            raise KeyWrapped(file=keys.place(path).name)
        ring = Ring(begun.keys or (keys.new_key(),), passphrase)
        keys.write(path, ring)
        _move(path, None, ring.keys[0], progress)
        _check_moved(path, ring)
    return _finish(path, ring, progress)


def rotate(path: Path, *, by: Actor = SHELL, progress: Progress = silent) -> Rekeyed:
    """Give an encrypted database and the files beside it a new key; older keys stay, for older backups.

    Raises
    ------
    ActMayNot, StoreNamesake
    StoreLocked
        The database is not encrypted: there is no key to change.
    StoreMissing, StoreBusy, StoreFull and what opening a database raises
    """
    allow(by, "cadangkan")
    check_single(path)
    with at_work.alone_with(path):
        return _rotated(path, by, progress)


def _rotated(path: Path, by: Actor, progress: Progress) -> Rekeyed:
    with closing(Store.open(path, must_exist=True)) as store:
        known, used = store.ring(), store.key_name()
        if known is None:
            raise StoreLocked(file=path.name, key_file=keys.place(path).name)
        audit.record(store, by, "ganti_kunci", f"basis data {path.name}", detail=f"kunci lama {used}")
    old, fresh = next(key for key in known.keys if key.name == used), keys.new_key()
    ring = keys.add(path, (fresh,))
    older_keys.keep(path, fresh, _own_keys(path, old, known))
    _move(path, old, ring.keys[0], progress)
    _check_moved(path, ring)
    return _finish(path, ring, progress)


def change_passphrase(
    store: Store, passphrase: str | None, *, again: str | None = None, present: str = "", by: Actor = SHELL
) -> Path:
    """Wrap the key file of an open database under another passphrase; the database itself is not touched.

    Parameters
    ----------
    store
        The open database.
    passphrase
        From now on; ``None``: none any more.
    again
        The same once more, where somebody has typed it twice.
    present
        Up to now, "" where there is none.
    by
        Who does it.

    Raises
    ------
    ActorUnnamed, ActMayNot, PasswordsDiffer, PassphraseShort, NotEncrypted, StoreNamesake
    KeyWrong
        ``present`` is another one.
    OutputUnwritable
    KeyUnprotected
        The key file would lie without a passphrase on a disk that knows no rights.
    """
    require(by, "cadangkan")
    check_single(store.path)
    ring = store.ring()
    if ring is None:
        raise NotEncrypted(file=store.path.name)
    if passphrase is not None and again not in {None, passphrase}:
        raise PasswordsDiffer
    if passphrase is not None and len(passphrase) < keys.MIN_LENGTH:
        raise PassphraseShort(minimum=keys.MIN_LENGTH)
    if keys.is_wrapped(store.path):
        keys.unlock(store.path, present)
    audit.record(store, by, "sandi_kunci", keys.place(store.path).name, detail="" if passphrase else "dilepas")
    return keys.write(store.path, Ring(ring.keys, passphrase or ""))


def write_again(store: Store, *, by: Actor = SHELL) -> Path:
    """Write the key file of an open database that is gone from its place, from the memory of this process.

    Raises
    ------
    ActorUnnamed, ActMayNot, NotEncrypted, OutputUnwritable
    """
    require(by, "cadangkan")
    ring, place = store.ring(), keys.place(store.path)
    if ring is None:
        raise NotEncrypted(file=store.path.name)
    if not place.exists():
        audit.record(store, by, "kunci_dipulihkan", place.name, detail="ditulis lagi dari Petasalur yang berjalan")
        keys.write(store.path, ring)
    return place


def _own_keys(path: Path, used: Key, known: Ring) -> tuple[Key, ...]:
    """Return the keys that open this database or what lies with it; the key file may hold those of another as well."""
    below = older_keys.opened_by(path, used)
    have, named = {each.secret for each in below}, key_names(path)
    others = (each for each in known.keys if each.name in named and each.secret not in have | {used.secret})
    return (used, *below, *others)


def key_names(path: Path) -> set[str]:
    """Return the names of the keys that the backups of a database say they have."""
    return {each.key_name for each in read_all(path) if each.key_name}


def _move(path: Path, old: Key | None, new: Key, progress: Progress) -> None:
    """Copy, compare and move into place; nothing of an attempt that was cut off is used."""
    progress(0.1, "menyalin dan membandingkan isi basis data")
    _transcribe(path, old, new)
    progress(0.7, "basis data tersandi terpasang")


def encrypt_copy(path: Path, key: Key) -> None:
    """Encrypt a plain copy of a database that nobody has open, in its place.

    Raises
    ------
    StoreFull, StoreUnwritable, StoreDamaged
    """
    _transcribe(path, None, key)


def _transcribe(path: Path, old: Key | None, new: Key) -> None:
    place = engine.real(path)  # a link stays one, and what it leads to does not stay behind as it was
    copy = place.with_name(f"{place.name}.baru")
    with _told_of_files(path):
        engine.remove(copy)
        try:
            with told_of(path):
                engine.transcribe(place, old, copy, new)
            engine.wal_of(copy).unlink(missing_ok=True)
            engine.wal_of(place).unlink(missing_ok=True)  # empty: its content was taken in before the copy
            copy.replace(place)
        except BaseException:
            engine.remove(copy)
            raise
        keys.sync_folder(place.parent)


@contextmanager
def _told_of_files(path: Path) -> Iterator[None]:
    """Tell what the system refuses as an error of ours."""
    try:
        yield
    except OSError as error:
        raise StoreUnwritable(file=path.name) from error


def _check_moved(path: Path, ring: Ring) -> None:
    with closing(Store.open(path, must_exist=True)) as store:
        if store.key_name() != ring.keys[0].name:
            raise StoreDamaged(file=path.name)


def _finish(path: Path, ring: Ring, progress: Progress) -> Rekeyed:
    files = seal_files(folder_beside(path), ring, progress)
    seal_files(copied_beside(path), ring, is_kept=True)
    with closing(Store.open(path, must_exist=True)) as store:
        counts = store.row_counts()
    progress(1.0, "selesai")
    return Rekeyed(keys.place(path), len(counts), sum(counts.values()), files, _plain_copies(path))


def seal_files(folder: Path, ring: Ring, progress: Progress = silent, *, is_kept: bool = False) -> int:
    """Encrypt each file of a folder with the newest key; one that is already is left. Return how many were.

    ``is_kept``: as they were sealed before they stay too (:mod:`data.older_files`).
    """
    files = sorted(each for each in folder.glob("*") if each.is_file()) if folder.is_dir() else []
    sealed = 0
    for position, each in enumerate(files):
        content = each.read_bytes()
        is_sealed = keys.is_sealed(content)
        if is_sealed and keys.sealed_by(content) == ring.keys[0].name:
            continue
        plain = keys.unseal(ring, content) if is_sealed else content
        if plain is not None:  # one that no key opens stays as it is, and is told as changed when it is read
            resealed = keys.seal(ring, plain)
            if is_kept:
                older_files.keep(each, resealed)
            write_whole(each, resealed)
            sealed += 1
        progress(0.7 + 0.25 * position / len(files), "menyandikan dokumen di samping basis data")
    return sealed


def _plain_copies(path: Path) -> list[Path]:
    """Return the backups, and the databases that were replaced by one, which lie there in clear."""
    replaced = path.parent.glob(f"{glob.escape(path.stem)}.sebelum-*{glob.escape(path.suffix)}")
    found = [*sorted(engine.copies_of(path).glob("*.duckdb")), *sorted(replaced)]
    return [each for each in found if _is_plain(each)]


def _is_plain(path: Path) -> bool:
    try:
        return not engine.is_encrypted(path)
    except duckdb.Error:
        return False
