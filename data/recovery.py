"""The recovery code of an encrypted database: shown to who keeps it, typed back, and used when the key file is lost."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from data import audit, engine, keys, older_keys, recovery_code
from data.errors import (
    NotEncrypted,
    RecoveryCodeOther,
    RecoveryGroupOther,
    RecoveryPurposeMissing,
    StoreBusy,
    StoreMissing,
)
from data.keys import Key, Ring
from data.manifests import Backup, read_backups
from data.roles import SHELL, Actor, require
from data.statements import sql
from data.store import Store, told_of
from geo.errors import PetasalurError

ACT = "cadangkan"
SHOWN, NOTED, RECOVERED = "kode_dibuka", "kode_dicatat", "kunci_dipulihkan"
_SUBJECT = "kode pemulihan"


@dataclass(frozen=True)
class Recovered:
    """What a code has brought back. ``opens``: name of the file it opens; ``aside``: the key file of before."""

    key_file: Path
    opens: str
    aside: Path | None


def is_noted(store: Store) -> bool:
    """Return whether somebody has the code of the key in use on paper; of a plain database there is none to have."""
    return not store.is_encrypted or store.text("recovery/noted") == store.key_name()


def show_code(store: Store, *, by: Actor, purpose: str) -> str:
    """Return the code of the key in use; that it was opened, and what for, stands in the audit.

    Raises
    ------
    ActorUnnamed, ActMayNot, RecoveryPurposeMissing
    NotEncrypted
    """
    require(by, ACT)
    code = recovery_code.written(_key_in_use(store).secret)
    if not purpose.strip():
        raise RecoveryPurposeMissing
    audit.record(store, by, SHOWN, _SUBJECT, detail=" ".join(purpose.split()))
    return code


def confirm(store: Store, typed: str, *, by: Actor) -> None:
    """Take the last group of the code, typed from paper, as the proof that it stands there.

    Raises
    ------
    ActorUnnamed, ActMayNot, NotEncrypted
    RecoveryGroupOther
        It is not the last group of the code of the key in use.
    """
    require(by, ACT)
    key = _key_in_use(store)
    if not recovery_code.is_same_group(typed, recovery_code.last_group(recovery_code.written(key.secret))):
        raise RecoveryGroupOther
    audit.record(store, by, NOTED, _SUBJECT)
    with store.write(is_change=False) as cursor:
        cursor.execute(sql("recovery/note"), {"key_name": key.name})


def recover(path: Path, text: str, *, by: Actor = SHELL) -> Recovered:
    """Write the key file of a database anew from its recovery code.

    The code must open the database, or (where that is damaged, gone, or has another key since) one of its backups, by
    itself or by an older key that is kept under it (:mod:`data.older_keys`). Keys that the key file holds stay in it;
    one that cannot be read is set aside.

    Raises
    ------
    ActorUnnamed, ActMayNot
    RecoveryCodeWrong
        It was mistyped: which group.
    RecoveryCodeOther
        It is whole, and opens neither the database nor a backup.
    NotEncrypted, StoreMissing, StoreBusy, OutputUnwritable
    """
    require(by, ACT)
    key = keys.named(recovery_code.read(text))
    older = older_keys.opened_by(path, key)
    opens = _opened_by(path, (key, *older))
    ring, aside = keys.lying(path), None
    if ring is None:
        aside, ring = keys.set_aside(path), Ring(())
    own = {each.secret for each in (key, *older)}
    others = tuple(each for each in ring.keys if each.secret not in own)
    is_in_use = opens == path.name or not others
    merged = (key, *older, *others) if is_in_use else (*others, key, *older)
    place = keys.write(path, Ring(merged, ring.passphrase))
    if opens == path.name:
        with closing(Store.open(path, must_exist=True)) as store:
            audit.record(store, by, RECOVERED, f"basis data {path.name}", detail=_SUBJECT)
    return Recovered(place, opens, aside)


def _key_in_use(store: Store) -> Key:
    ring = store.ring()
    if ring is None:
        raise NotEncrypted(file=store.path.name)
    return next(key for key in ring.keys if key.name == store.key_name())


def left_shut(store: Store) -> list[Backup]:
    """Return the backups that the code of the key in use does not open, newest first: another paper does."""
    key = _key_in_use(store)
    names = {"", key.name, *(each.name for each in older_keys.opened_by(store.path, key))}
    return [each for each in read_backups(store.path) if each.key_name not in names]


def _opened_by(path: Path, known: tuple[Key, ...]) -> str:
    """Return the name of the file that keys open: the database, else its newest backup that one of them opens."""
    if path.is_file() and _fits(path, known):
        return path.name
    backups = [engine.copies_of(path) / each.name for each in read_backups(path) if each.key_name]
    if not path.is_file() and not backups:
        raise StoreMissing(file=path.name)
    found = next((each.name for each in backups if _fits(each, known)), "")
    if not found:
        if engine.is_surely(path, encrypted=False):
            raise NotEncrypted(file=path.name)
        raise RecoveryCodeOther(file=path.name)
    return found


def _fits(path: Path, known: tuple[Key, ...]) -> bool:
    """Return whether one of the keys opens a file; a damaged or plain one is opened by none.

    Raises
    ------
    StoreBusy
        Another process has it open.
    """
    try:
        with told_of(path):
            return any(engine.fits(path, key) for key in known)
    except StoreBusy:
        raise
    except PetasalurError:
        return False
