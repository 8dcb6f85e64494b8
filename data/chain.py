"""The chain of the audit: each entry carries a hash over itself and the hash before it.

An entry that is changed, missing, out of order or cut from the end no longer fits (``data/audit.py`` looks). Entries
are written by the transaction that did the act: :class:`data.store.Store` seals, before it commits, every change of the
history that no entry stands for yet, so that no writer of the history can go past the audit.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from data.audit_guard import open_door
from data.statements import sql

OLD, OUTSIDE = "riwayat", "asing"
"""Acts of entries for history that no transaction of ours sealed: from before the audit, or put in past the program."""
TEXT_LENGTH = 300
_COVERED = "UPDATE meta SET value = $1 WHERE key = 'audit_change'"
_SALT_BYTES = 16
_IDENTITY_LENGTH = 12
_LONG = re.compile(r"\d(?:[ .-]?\d){8,}")
_OF_PEOPLE = {"keluarga", "orang", "baris", "usulan", "pasangan", "monev", "titik"}
"""Subjects whose changes hold personal data; of them an entry says only what was done, not from what to what."""
_TOGETHER = {"keluarga", "orang", "baris", "usulan", "pasangan"}
"""Subjects of which one entry stands for all changes of a field; as in ``data/sql/audit/sealed.sql``."""
_WITH_PURPOSE = {"dibuka", "dicetak", "diunduh"}


@dataclass(frozen=True)
class Entry:
    """One entry, as it is hashed; ``at`` is UTC. ``changes``: first and last change of its transaction, or nothing."""

    number: int
    at: dt.datetime
    by_name: str
    by_role: str
    by_account: str
    origin: str
    act: str
    subject: str
    detail: str
    changes: tuple[int, int] | None = None
    change_count: int = 0
    topic: str = ""
    digest: str = ""

    def canonical(self) -> bytes:
        """Return the entry as JSON that is always the same: keys in order, no blanks, UTF-8."""
        told = {
            "number": self.number, "at": self.at.isoformat(timespec="microseconds"), "name": self.by_name,
            "role": self.by_role, "account": self.by_account, "origin": self.origin, "act": self.act,
            "subject": self.subject, "detail": self.detail, "changes": list(self.changes or ()),
            "change_count": self.change_count, "topic": self.topic, "digest": self.digest,
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def hash(self, before: str) -> str:
        """Return SHA-256 over the hash of the entry before and this one."""
        return hashlib.sha256(before.encode() + b"\n" + self.canonical()).hexdigest()


class _Signing(threading.local):
    """Who works in this thread's open transaction: account and address by name and role."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[str, str]] = {}


_SIGNING = _Signing()


def sign(name: str, role: str, account: str, origin: str) -> None:
    """Remember, until this thread's transaction ends, which account and address a name in the history belongs to."""
    if account or origin:
        _SIGNING.known[(name, role)] = (account, origin)


def forget() -> None:
    """Forget who has signed; a transaction has ended."""
    _SIGNING.known.clear()


def starred(text: str) -> str:
    """Return text in which of every long number only the first six and last two digits are left, on one line, cut."""
    shown = _LONG.sub(lambda found: _middle(found.group()), " ".join(text.split()))
    return shown[:TEXT_LENGTH]


def _middle(number: str) -> str:
    is_identity = number.isdigit() and len(number) >= _IDENTITY_LENGTH
    return f"{number[:6]}{'*' * (len(number) - 8)}{number[-2:]}" if is_identity else "*" * len(number)


def digest_of(salt: str, sha: str) -> str:
    """Return what binds an entry to its changes; without the salt no number can be guessed from it."""
    return hashlib.sha256(f"{salt}{sha}".encode()).hexdigest()


def append(
    cursor: duckdb.DuckDBPyConnection,
    who: tuple[str, str, str, str],
    act: str,
    subject: str,
    detail: str = "",
    *,
    changes: tuple[int, int] | None = None,
    change_count: int = 0,
    topic: str = "",
    sha: str = "",
) -> Entry:
    """Write one entry inside an open transaction; ``who``: name, role, account and address.

    Numbers in ``subject`` and ``detail`` are starred here.
    """
    cursor = open_door(cursor)
    head = _head(cursor)
    salt = secrets.token_hex(_SALT_BYTES) if sha else ""
    entry = Entry(
        int(head["audit_count"]) + 1, dt.datetime.now(dt.UTC).replace(tzinfo=None), *who, act, starred(subject),
        starred(detail), changes, change_count, topic, digest_of(salt, sha) if sha else "",
    )  # fmt: skip
    sealed = entry.hash(head["audit_head"])
    cursor.execute(
        sql("audit/append"),
        [
            entry.number, entry.at, *who, act, entry.subject, entry.detail, *(changes or (None, None)), change_count,
            topic, entry.digest, salt, sealed,
        ],
    )  # fmt: skip
    cursor.execute(sql("audit/set_head"), [str(entry.number), sealed])
    return entry


def seal(cursor: duckdb.DuckDBPyConnection) -> None:
    """Write entries for the changes of the history that none stands for: one per who and topic."""
    cursor = open_door(cursor)
    rows = _unsealed(cursor)
    if not rows:
        return
    span = int(rows[0][0]), int(rows[-1][0])
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row in rows:
        groups.setdefault((row[2] or "", row[3] or "", _topic(row)), []).append(row)
    for (name, role, topic), mine in groups.items():
        subject, field = topic.split("/")[:2]
        who = (name, role, *_SIGNING.known.get((name, role), ("", "")))
        append(
            cursor, who, field, _subject(subject, mine), _detail(subject, field, mine), changes=span,
            change_count=len(mine), topic=topic, sha=sha_of(mine),
        )  # fmt: skip
    cursor.execute(_COVERED, [str(span[1])])


def begin(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let one entry stand for the whole history of a database that had no audit."""
    _stand_for_all(cursor, OLD, "riwayat sebelum jejak audit")


def set_apart(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let an entry of its own stand for history that lies there at the beginning of a transaction and has none.

    Each transaction seals what it writes, so somebody put it in past the program. Sealed with the next act it would
    pass for one of ours; under this act it is found for ever (:func:`data.audit.verify`).
    """
    _stand_for_all(cursor, OUTSIDE, "riwayat dari luar Petasalur")


def _stand_for_all(cursor: duckdb.DuckDBPyConnection, act: str, subject: str) -> None:
    cursor = open_door(cursor)
    rows = _unsealed(cursor)
    if rows:
        span = int(rows[0][0]), int(rows[-1][0])
        nobody = ("", "", "", "")
        told = f"{len(rows)} perubahan"
        append(cursor, nobody, act, subject, told, changes=span, change_count=len(rows), sha=sha_of(rows))
        cursor.execute(_COVERED, [str(span[1])])


def sha_of(rows: Sequence[Sequence[Any]]) -> str:
    """Return SHA-256 over changes, in order; every cell has its length before it, so that no two rows read alike."""
    lines = ("".join("-" if cell is None else f"{len(cell)}:{cell}" for cell in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _unsealed(cursor: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    head = _head(cursor)
    if head["last_change"] == head["audit_change"]:
        return []
    return cursor.execute(sql("audit/unsealed"), {"after": int(head["audit_change"])}).fetchall()


def _topic(row: Sequence[Any]) -> str:
    """Return what one entry stands for: all changes of a field of people, a single one of anything else."""
    topic = f"{row[4]}/{row[6]}"
    return topic if row[4] in _TOGETHER else f"{topic}/{row[0]}"


def _subject(subject: str, rows: Sequence[Sequence[Any]]) -> str:
    keys = {row[5] for row in rows}
    return f"{subject} {keys.pop() if len(keys) == 1 else f'({len(keys)})'}".strip()


def _detail(subject: str, field: str, rows: Sequence[Sequence[Any]]) -> str:
    is_one = len(rows) == 1
    count = "" if is_one else f"{len(rows)} perubahan"
    after = rows[0][8] if is_one and subject not in _OF_PEOPLE else ""
    purpose = f"tujuan: {rows[0][9]}" if field in _WITH_PURPOSE and rows[0][9] else ""
    return "; ".join(part for part in (count, after, purpose) if part)


def _head(cursor: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(cursor.execute(sql("audit/head")).fetchall())
