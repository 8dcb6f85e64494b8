"""The key of an encrypted database: 32 random bytes in a file of their own, never in the database.

The key file holds every key that was in use (the newest first, so that older backups can still be read), wrapped with
AES-256-GCM under a passphrase (Argon2id, RFC 9106), or open with rights for its owner only, for an office whose
computer starts with nobody beside it. Attachments are encrypted here as well, under a key derived from the same (HKDF,
RFC 5869).
"""

from __future__ import annotations

import base64
import datetime as dt
import getpass
import glob
import itertools
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data import at_work
from data.errors import KeyOpen, KeyUnprotected, KeyUnreadable, KeyWrong, OutputUnwritable, StoreLocked

FILE_VARIABLE = "PETASALUR_KEY_FILE"
PASSPHRASE_VARIABLE = "PETASALUR_KEY_PASSPHRASE"  # noqa: S105  the name of a variable
MIN_LENGTH = 12
"""Characters of a passphrase."""
_KEY_BYTES, _NONCE_BYTES, _SALT_BYTES = 32, 12, 16
_ARGON = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 4}
"""Second recommendation of RFC 9106, 4: 64 MiB, three passes, four lanes."""
_BOUND = b"petasalur kunci 1"
_WRAPS = ("none", "argon2id")
_MAGIC = b"PSLRAES1"
_ID_LENGTH = 8
_FOR_FILES, _FOR_NAMES = b"petasalur lampiran 1", b"petasalur nama kunci 1"
_UNLOCKED: dict[Path, str] = {}
_TURN_S = 30.0
"""How long a process waits for another one that writes the same key file; a passphrase costs a second."""


@dataclass(frozen=True)
class Key:
    """One key. ``name``: eight letters that tell it from others and give nothing away."""

    name: str
    secret: bytes

    def text(self) -> str:
        """Return the key as DuckDB takes it: base64."""
        return base64.b64encode(self.secret).decode()

    def __repr__(self) -> str:
        """Return the name only: a key is never written anywhere."""
        return f"Key({self.name})"


@dataclass(frozen=True)
class Ring:
    """The keys of one database, the one in use first. ``passphrase``: under which they lie in their file; "" open."""

    keys: tuple[Key, ...]
    passphrase: str = ""

    def __repr__(self) -> str:
        """Return names only."""
        return f"Ring({', '.join(key.name for key in self.keys)})"


def new_key() -> Key:
    """Return a key that nobody has."""
    return named(secrets.token_bytes(_KEY_BYTES))


def named(secret: bytes) -> Key:
    """Return a key with its name, which follows from it: so a key that is typed from paper has its name again."""
    return Key(_derived(secret, _FOR_NAMES, _ID_LENGTH // 2).hex(), secret)


def place(database: Path) -> Path:
    """Return where the key file of a database lies: ``PETASALUR_KEY_FILE``, else ``<database>.kunci`` beside it."""
    told = os.environ.get(FILE_VARIABLE, "")
    beside = database.with_suffix(".kunci")
    if beside == database:  # whoever calls a database so
        beside = database.with_name(f"{database.name}.kunci")
    return Path(told) if told else beside


def unlock(database: Path, passphrase: str) -> None:
    """Keep the passphrase of a key file in the memory of this process, if it is the right one.

    Raises
    ------
    StoreLocked, KeyWrong, KeyUnreadable
    """
    _opened(database, passphrase)
    _UNLOCKED[place(database).absolute()] = passphrase


def is_wrapped(database: Path) -> bool:
    """Return whether a key file lies there that is wrapped under a passphrase; one that is damaged is not."""
    try:
        return bool(_loaded(database)["wrap"] != "none")
    except (StoreLocked, KeyUnreadable):
        return False


def asks_passphrase(database: Path) -> bool:
    """Return whether the key file of a database is wrapped under a passphrase that this process does not know yet."""
    if place(database).absolute() in _UNLOCKED or not is_wrapped(database):
        return False  # of what else is wrong, whoever opens the database tells
    try:
        _opened(database, os.environ.get(PASSPHRASE_VARIABLE, ""))
    except (KeyWrong, KeyUnreadable):  # none is told, or the one of before it was changed
        return True
    return False


def read(database: Path, *, may_ask: bool = True, may_be_open: bool = False) -> Ring:
    """Return the keys of a database.

    A passphrase comes from :func:`unlock`, else from ``PETASALUR_KEY_PASSPHRASE``, else (``may_ask``) from a terminal.
    ``may_be_open``: also of a file without a passphrase that others may read.

    Raises
    ------
    StoreLocked
        There is no key file, or nobody says its passphrase.
    KeyWrong
        The passphrase is another one.
    KeyUnreadable
        The file is no key file, is damaged, or (:class:`data.errors.KeyOpen`) lies open to others.
    """
    told = _loaded(database, may_be_open=may_be_open)
    if told["wrap"] == "none":
        return _opened(database, "", may_be_open=may_be_open)
    known = _UNLOCKED.get(place(database).absolute()) or os.environ.get(PASSPHRASE_VARIABLE, "")
    if not known and may_ask and sys.stdin is not None and sys.stdin.isatty():
        known = getpass.getpass("Kata sandi kunci: ")
    if not known:
        raise StoreLocked(file=database.name, key_file=place(database).name)
    ring = _opened(database, known)
    _UNLOCKED[place(database).absolute()] = known
    return ring


def begin(database: Path) -> Ring:
    """Return the keys for a database that is about to be made: those that lie there already, else a new one, written.

    Raises
    ------
    OutputUnwritable, KeyUnprotected
    StoreLocked, KeyWrong, KeyUnreadable
        Keys lie there, and :func:`read` cannot read them.
    """
    path = place(database)
    if not path.exists():
        try:
            fresh = _written(path, Ring((new_key(),)))
            try:
                put_new(fresh, path)
            finally:
                fresh.unlink(missing_ok=True)
        except OSError as error:
            raise OutputUnwritable(file=path.name) from error
    return read(database)  # what lies there: another process may have been faster


def put_new(fresh: Path, path: Path) -> None:
    """Let a file that is written whole stand at ``path`` unless something does: nothing is ever written over.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if os.path.lexists(path):
            return
        fresh.replace(path)
    sync_folder(path.parent)


def write(database: Path, ring: Ring) -> Path:
    """Write the key file whole, readable by its owner only; return where it lies. What it was a link to stays so.

    No key is lost by it: those that lie there stay, behind those of ``ring`` (another database may share the file, and
    have been given another key meanwhile); a file that cannot be read is set aside.

    Raises
    ------
    OutputUnwritable
    StoreBusy
        Another process has been writing it for long.
    KeyUnprotected
        ``ring`` has no passphrase, and the disk knows no rights of files; what lay there lies there still.
    """
    with _turn(database):
        known = lying(database)
        if known is None:
            set_aside(database)
        return _put(database, ring, known or Ring(()))


def add(database: Path, keys: tuple[Key, ...]) -> Ring:
    """Put keys before those that lie there, which are read anew; the file keeps its passphrase. Return all.

    Raises
    ------
    OutputUnwritable, StoreBusy
    StoreLocked, KeyWrong, KeyUnreadable
        What lies there cannot be read any more.
    """
    with _turn(database):
        known = read(database, may_ask=False)
        _put(database, Ring(keys, known.passphrase), known)
        return read(database, may_ask=False)


@contextmanager
def _turn(database: Path) -> Iterator[None]:
    path = place(database)
    try:
        _real(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputUnwritable(file=path.name) from error
    with at_work.alone_with(path, wait_s=_TURN_S):
        yield


def _put(database: Path, ring: Ring, known: Ring) -> Path:
    path = place(database)
    real = _real(path)
    have = {key.secret for key in ring.keys}
    others = (key for key in known.keys if key.secret not in have)
    try:
        _written(real, Ring((*ring.keys, *others), ring.passphrase)).replace(real)
        for left in real.parent.glob(f"{glob.escape(_passing(real))}*"):
            if not left.name.endswith(at_work.ENDING):
                left.unlink()  # of a process that was killed; keys may lie open in it
        sync_folder(real.parent)
    except OSError as error:
        raise OutputUnwritable(file=path.name) from error
    if ring.passphrase:
        _UNLOCKED[path.absolute()] = ring.passphrase
    return path


def _real(path: Path) -> Path:
    """Return where a link leads to, also one to nothing; the file itself where it is none."""
    return Path(os.path.realpath(path))


def lying(database: Path) -> Ring | None:
    """Return the keys that lie there, none where no file does; ``None`` where nobody can read them without being asked.

    Of a file that lies open to others as well: whoever writes it anew closes it.
    """
    if not place(database).exists():
        return Ring(())
    try:
        return read(database, may_ask=False, may_be_open=True)
    except (StoreLocked, KeyWrong, KeyUnreadable):
        return None


def set_aside(database: Path) -> Path | None:
    """Let what lies in the place of the key file have another name; return it, ``None`` where there was nothing.

    Raises
    ------
    OutputUnwritable
    """
    path = _real(place(database))
    if not path.exists():
        return None
    told = f"{path.stem}.sebelum-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    places = (path.with_name(f"{told}{f'-{at}' if at else ''}{path.suffix}") for at in itertools.count())
    aside = next(each for each in places if not each.exists())
    try:
        path.rename(aside)
    except OSError as error:
        raise OutputUnwritable(file=path.name) from error
    return aside


def _is_open(path: Path) -> bool:
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _check_shut(fresh: Path, path: Path) -> None:
    """Let no key be written in clear to a disk that knows no rights."""
    if _is_open(fresh):
        raise KeyUnprotected(file=path.name)


def _passing(path: Path) -> str:
    return f".{path.name}."


def _written(path: Path, ring: Ring) -> Path:
    """Write a key file under a passing name, on the disk when this returns."""
    keys = json.dumps([{"name": key.name, "key": key.text()} for key in ring.keys]).encode()
    told: dict[str, Any] = {"petasalur": "kunci", "version": 1, "wrap": "none", "keys": base64.b64encode(keys).decode()}
    if ring.passphrase:
        salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(_wrapping_key(ring.passphrase, salt, _ARGON)).encrypt(nonce, keys, _BOUND)
        told |= {
            "wrap": "argon2id", **_ARGON, "salt": salt.hex(), "nonce": nonce.hex(),
            "keys": base64.b64encode(sealed).decode(),
        }  # fmt: skip
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_passing(path))  # rights 0600 from the start
    try:
        with os.fdopen(handle, "wb") as file:
            if not ring.passphrase:
                _check_shut(Path(temporary), path)
            file.write(json.dumps(told, indent=1).encode())
            file.flush()
            os.fsync(file.fileno())
    except (OSError, KeyUnprotected):
        Path(temporary).unlink(missing_ok=True)
        raise
    return Path(temporary)


def sync_folder(folder: Path) -> None:
    """Let a move into place outlast a power cut, where the system can be asked to."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _wrapping_key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), salt, time_cost=cost["time_cost"], memory_cost=cost["memory_cost"],
        parallelism=cost["parallelism"], hash_len=_KEY_BYTES, type=Type.ID,
    )  # fmt: skip


def _loaded(database: Path, *, may_be_open: bool = False) -> dict[str, Any]:
    path = place(database)
    if not path.is_file():
        raise StoreLocked(file=database.name, key_file=path.name)
    try:
        is_open = _is_open(path)
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise KeyUnreadable(file=path.name, found="isinya tidak terbaca") from error
    if not isinstance(told, dict) or told.get("petasalur") != "kunci" or told.get("version") != 1:
        raise KeyUnreadable(file=path.name, found="bukan berkas kunci Petasalur")
    if told.get("wrap") not in _WRAPS:
        raise KeyUnreadable(file=path.name, found="isinya rusak")
    if told["wrap"] == "none" and is_open and not may_be_open:
        raise KeyOpen(file=path.name)
    return told


def _opened(database: Path, passphrase: str, *, may_be_open: bool = False) -> Ring:
    told = _loaded(database, may_be_open=may_be_open)
    try:
        keys = base64.b64decode(told["keys"], validate=True)
        if told["wrap"] != "none":
            wrapping = _wrapping_key(passphrase, bytes.fromhex(told["salt"]), told)
            keys = AESGCM(wrapping).decrypt(bytes.fromhex(told["nonce"]), keys, _BOUND)
        ring = tuple(Key(each["name"], base64.b64decode(each["key"], validate=True)) for each in json.loads(keys))
    except InvalidTag as error:
        raise KeyWrong(file=database.name) from error
    except (KeyError, TypeError, ValueError, OverflowError, HashingError) as error:
        raise KeyUnreadable(file=place(database).name, found="isinya rusak") from error
    if not ring or any(len(key.secret) != _KEY_BYTES for key in ring):
        raise KeyUnreadable(file=place(database).name, found="isinya rusak")
    return Ring(ring, passphrase)


# --- files beside the database -------------------------------------------------------------------------


def is_sealed(content: bytes) -> bool:
    """Return whether a file was encrypted by :func:`seal`."""
    return content.startswith(_MAGIC)


def sealed_by(content: bytes) -> str:
    """Return the name of the key that a file is encrypted with."""
    return content[len(_MAGIC) : len(_MAGIC) + _ID_LENGTH].decode("ascii", "replace")


def seal(ring: Ring, content: bytes) -> bytes:
    """Return ``content`` encrypted with the key in use; the nonce comes from the system's own generator."""
    key = ring.keys[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    head = _MAGIC + key.name.encode()
    return head + nonce + AESGCM(_file_key(key)).encrypt(nonce, content, head)


def unseal(ring: Ring | None, content: bytes) -> bytes | None:
    """Return what :func:`seal` was given; ``None`` where it was changed since, or no key fits.

    The key that it names is tried first, then the others: names of older keys do not follow from the key.
    """
    head = content[: len(_MAGIC) + _ID_LENGTH]
    body = content[len(head) :]
    for key in sorted(ring.keys, key=lambda key: key.name != sealed_by(content)) if ring else ():
        with suppress(InvalidTag, ValueError):
            return AESGCM(_file_key(key)).decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], head)
    return None


def _file_key(key: Key) -> bytes:
    return _derived(key.secret, _FOR_FILES, _KEY_BYTES)


def _derived(secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(secret)
