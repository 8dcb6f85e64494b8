"""Who may sign in: names, roles and hashes of passwords in one small file beside the databases.

The file is no part of a database, so that a copy of a database given away holds no hash, and a database put back from
a backup brings no old password back. It is written whole or not at all, for its owner's eyes only (0600).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
import secrets
import string
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.errors import (
    AccountDesaWrong,
    AccountExists,
    AccountNameInvalid,
    AccountRoleUnknown,
    AccountsBusy,
    AccountsDamaged,
    AccountUnknown,
    IdentityWrong,
    PasswordWeak,
)
from data.roles import OWN, ROLES, Actor

FILE_NAME = "akun.json"
_NAME = r"[a-z][a-z0-9._-]{2,31}"
_DESA = r"\d{2}\.\d{2}\.\d{2}\.[12]\d{3}"
SHORTEST, LONGEST = 10, 128
"""Letters of a password; NIST SP 800-63B asks for length, not for mixed signs."""
MOST_LABEL = 60
MOST_IDENTITY = 254
"""Letters of a name at the office's own server; the longest address of e-mail, RFC 5321."""
_FORMAT = 1
_LOCK_WAIT_S, _LOCK_STALE_S = 5.0, 30.0
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
"""argon2id, RFC 9106's second recommended choice (64 MiB, 3 passes) on one lane: about 0.1 s on an office's laptop."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""Hashes worked out at the same time: each takes 64 MiB."""


def _is_name(username: object) -> bool:
    """Return whether an account may be called so; one without a name would pass for a desk without accounts."""
    return isinstance(username, str) and re.fullmatch(_NAME, username) is not None


@dataclass(frozen=True)
class Account:
    """One account.

    ``created_at``, ``changed_at``: UTC, ISO 8601; ``identity``: who this is at the office's own server of accounts, ""
    if only here; ``stamp``: changes with whatever ends sessions.
    """

    username: str
    label: str
    role: str
    desa_codes: tuple[str, ...]
    password_hash: str
    is_active: bool
    created_at: str
    changed_at: str
    identity: str = ""

    @property
    def stamp(self) -> str:
        """Return what a session must find unchanged to go on: password, role, desa, identity, whether active."""
        parts = (self.username, self.password_hash, self.role, *self.desa_codes, self.identity, str(self.is_active))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def actor(self) -> Actor:
        """Return the account as somebody who works."""
        return Actor(self.label, self.role, self.username, self.desa_codes)


class Accounts:
    """The accounts of one folder; safe to call from several threads, and while the shell changes the file."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE_NAME
        self._writing = threading.Lock()
        self._read: tuple[tuple[int, ...], dict[str, Account]] | None = None

    def exist(self) -> bool:
        """Return whether there is a file of accounts; a damaged one counts, so that the gate stays closed."""
        return self.path.exists()

    def all(self) -> dict[str, Account]:
        """Return the accounts by name.

        Raises
        ------
        AccountsDamaged
            The file is there but cannot be read.
        """
        try:
            seen = self.path.stat()
        except FileNotFoundError:
            return {}
        mark = (seen.st_mtime_ns, seen.st_size, seen.st_ino)
        if self._read is None or self._read[0] != mark:
            self._read = (mark, self._load())
        return self._read[1]

    def _load(self) -> dict[str, Account]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            found = [Account(**{**row, "desa_codes": tuple(row["desa_codes"])}) for row in kept["accounts"]]
            hashes = [account.password_hash + account.role for account in found]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise AccountsDamaged(file=self.path.name) from error
        if not hashes or any(account.role not in ROLES or not _is_name(account.username) for account in found):
            raise AccountsDamaged(file=self.path.name)
        return {account.username: account for account in found}

    def find(self, username: str) -> Account | None:
        """Return one account, ``None`` where there is none of that name."""
        return self.all().get(username.strip().lower())

    def add(
        self, username: str, password: str, *, role: str, label: str = "", desa_codes: tuple[str, ...] = ()
    ) -> None:
        """Make an account.

        Raises
        ------
        AccountNameInvalid, AccountExists, AccountRoleUnknown, AccountDesaWrong, PasswordWeak, AccountsBusy
        """
        if not _is_name(username):
            raise AccountNameInvalid(found=username[:MOST_LABEL])
        if role not in ROLES:
            raise AccountRoleUnknown(found=role[:MOST_LABEL], known=", ".join(ROLES))
        is_own = ROLES[role].sees == OWN
        if is_own != bool(desa_codes) or not all(re.fullmatch(_DESA, code) for code in desa_codes):
            raise AccountDesaWrong(found=", ".join(desa_codes)[:MOST_LABEL] or "(kosong)")
        check_password(password, username)
        now = _now()
        made = Account(
            username, (label.strip() or username)[:MOST_LABEL], role, desa_codes, _hash(password), True, now, now
        )  # fmt: skip
        with self._changing() as known:
            if username in known:
                raise AccountExists(found=username)
            known[username] = made

    def set_password(self, username: str, password: str) -> None:
        """Give an account a new password; every session of it ends.

        Raises
        ------
        AccountUnknown, PasswordWeak, AccountsBusy
        """
        check_password(password, username)
        hashed = _hash(password)
        with self._changing() as known:
            known[username] = replace(_of(known, username), password_hash=hashed, changed_at=_now())

    def set_active(self, username: str, *, is_active: bool) -> None:
        """Let an account in again, or no longer; its sessions end.

        Raises
        ------
        AccountUnknown, AccountsBusy
        """
        with self._changing() as known:
            known[username] = replace(_of(known, username), is_active=is_active, changed_at=_now())

    def link(self, username: str, identity: str) -> None:
        """Say who an account is at the office's own server of accounts, "" for nobody; its sessions end.

        Raises
        ------
        AccountUnknown, IdentityWrong, AccountsBusy
        """
        said = identity.strip()
        if len(said) > MOST_IDENTITY or not said.isprintable():
            raise IdentityWrong(problem=f"lebih dari {MOST_IDENTITY} huruf atau memuat tanda yang tidak tampak")
        with self._changing() as known:
            changed = replace(_of(known, username), identity=said, changed_at=_now())
            others = (each for each in known.values() if each.username != username)
            if said and any(is_identity(each, said, is_address="@" in said) for each in others):
                raise IdentityWrong(problem="sudah dihubungkan dengan akun lain")
            known[username] = changed

    def identified(self, identity: str, *, is_address: bool) -> Account | None:
        """Return the one active account that the office's own server means by ``identity``; ``None`` where none is.

        ``is_address``: whether it is an address of e-mail; anything else is told apart by its case too.
        """
        found = [each for each in self.all().values() if is_identity(each, identity, is_address=is_address)]
        return found[0] if len(found) == 1 and found[0].is_active else None

    def verify(self, username: str, password: str) -> Account | None:
        """Return the account that this password opens, ``None`` where it opens none.

        An unknown name takes as long as a known one, so that nobody can try names out.
        """
        account = self.find(username)
        is_right = _matches(account.password_hash if account else _nobody(), password[: LONGEST + 1])
        return account if account and is_right and account.is_active else None

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Account]]:
        with self._writing, self._locked():
            known = dict(self.all())
            yield known
            self._write(known)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other processes (the shell, a second server) from changing the file meanwhile."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = self.path.with_name(f"{self.path.name}.sedang")  # ".kunci" ends the name of a key file
        until = time.monotonic() + _LOCK_WAIT_S
        while True:
            try:
                os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                break
            except FileExistsError as error:
                with suppress(FileNotFoundError):
                    if time.time() - lock.stat().st_mtime > _LOCK_STALE_S:  # left by a power cut
                        lock.unlink()
                        continue
                if time.monotonic() > until:
                    raise AccountsBusy(file=self.path.name) from error
                time.sleep(0.05)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)

    def _write(self, known: dict[str, Account]) -> None:
        rows = [asdict(account) for account in known.values()]
        text = json.dumps({"format": _FORMAT, "accounts": rows}, ensure_ascii=False, indent=1)
        part = self.path.with_name(f".{self.path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)
        self._read = None


def is_identity(account: Account, identity: str, *, is_address: bool) -> bool:
    """Return whether an account is linked to ``identity``; of an address of e-mail the case of A to Z does not count.

    Of those letters only: "K" of Kelvin becomes "k" too, and is a letter in somebody else's address.
    """
    own, said = (text.translate(_SMALL) if is_address else text for text in (account.identity, identity))
    return bool(own) and own == said


_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def check_password(password: str, username: str) -> None:
    """Refuse a password that would be guessed first.

    Raises
    ------
    PasswordWeak
    """
    is_long = SHORTEST <= len(password) <= LONGEST
    if not is_long or len(set(password)) < 3 or username.lower() in password.lower():  # noqa: PLR2004
        raise PasswordWeak(minimum=SHORTEST, maximum=LONGEST)


def _of(known: dict[str, Account], username: str) -> Account:
    if username not in known:
        raise AccountUnknown(found=username[:MOST_LABEL])
    return known[username]


def _hash(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


_DECOY: list[str] = []


def _nobody() -> str:
    """Return the hash of a password that nobody knows."""
    if not _DECOY:
        _DECOY.append(_hash(secrets.token_urlsafe(24)))
    return _DECOY[0]


def _matches(hashed: str, password: str) -> bool:
    try:
        with _AT_ONCE:
            return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def listed(accounts: dict[str, Account]) -> list[dict[str, Any]]:
    """Return what may be shown of accounts: never a hash."""
    return [
        {
            "username": account.username, "label": account.label, "role": ROLES[account.role].label,
            "desa_codes": account.desa_codes, "is_active": account.is_active, "changed_at": account.changed_at,
            "is_linked": bool(account.identity),
        }
        for account in accounts.values()
    ]  # fmt: skip
