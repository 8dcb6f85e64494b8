"""The audit (jejak audit): who did what, when and from where; whether anything of it was changed or taken away.

Entries of changes come by themselves (``data/chain.py``); what changes nothing (a sign-in, a refused try, a backup) is
written by :func:`record`. Kept are: the entries; their count and last hash, in ``meta`` and in the manifest of every
backup; and, for changes of the history, a digest over the very rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from data import chain
from data.history import FIELDS, SUBJECTS
from data.intake import fields as intake_fields
from data.roles import ROLES, Actor
from data.store import Store
from geo.notation import number

ACTS = {
    "masuk": "Masuk", "gagal_masuk": "Gagal masuk", "keluar_akun": "Keluar dari akun", "akun": "Akun diubah",
    "ditolak": "Ditolak", "unduh": "Diunduh", "sandi": "Basis data disandikan", "ganti_kunci": "Kunci diganti",
    "perintah": "Perintah terminal", "buka_kunci": "Basis data tersandi dibuka",
    "kode_dibuka": "Kode pemulihan dibuka", "kode_dicatat": "Kode pemulihan dicatat",
    "kunci_dipulihkan": "Kunci dipulihkan dari kode", "sandi_kunci": "Kata sandi kunci diubah",
    "cadangkan": "Dicadangkan", "pulihkan": "Dipulihkan dari cadangan",
    "rencana_disimpan": "Rencana disimpan",
    "kendaraan": "Kendaraan dan tempat berangkat", chain.OLD: "Riwayat sebelum jejak audit",
    chain.OUTSIDE: "Riwayat dari luar Petasalur",
}  # fmt: skip
"""What an entry can be about besides the fields of the history: key → what screens call it."""
TAKEN, COMMAND = "unduh", "perintah"
EVERY = 10_000_000
MISSING, CHANGED, CUT, HISTORY_CHANGED, UNSEALED, REPLACED, OUTSIDE = (
    "hilang",
    "berubah",
    "terpotong",
    "riwayat",
    "luar",
    "diganti",
    "asing",
)
FAULTS = {
    MISSING: "catatan nomor ini hilang",
    CHANGED: "isi catatan ini, atau urutannya, diubah",
    CUT: "catatan sesudah nomor ini terpotong",
    HISTORY_CHANGED: "riwayat yang diwakili catatan ini diubah atau hilang",
    UNSEALED: "ada riwayat yang tidak diwakili catatan mana pun",
    OUTSIDE: "riwayat yang diwakili catatan ini tidak ditulis oleh Petasalur",
    REPLACED: "catatan ini lain dari yang tertulis di cadangan",
}
"""What can be wrong with an entry: key → its words."""
COLUMNS = ["number", "noted_at", "who", "role", "account", "origin", "act", "subject", "detail", "hash"]
_COLUMNS_OF_FILES = {each.key: each.label for each in intake_fields.FIELDS.values()}
_WORDS = {**_COLUMNS_OF_FILES, **FIELDS, **ACTS}


@dataclass(frozen=True)
class Witness:
    """How far the audit had come when a backup was made, as its manifest says. ``where``: its name."""

    count: int
    head: str
    where: str


@dataclass(frozen=True)
class Verdict:
    """What a look through the audit has found. ``head``: the last hash; ``faults``: (number, key of :data:`FAULTS`)."""

    count: int
    head: str
    faults: list[tuple[int, str]] = field(default_factory=list)
    witness_count: int = 0

    def is_whole(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults


def record(store: Store, actor: Actor, act: str, subject: str, *, detail: str = "", origin: str = "") -> None:
    """Write down one act that changes nothing of the data; never inside an open ``store.write``.

    Parameters
    ----------
    store
        The open database.
    actor
        Who does it.
    act
        Key of :data:`ACTS`.
    subject, detail
        What it is about. Numbers as long as a NIK are starred; names of recipients do not belong here.
    origin
        Address of the computer, "": what ``actor`` says.
    """
    name, role, account, known_origin = actor.signature()
    with store.write(is_change=False) as cursor:
        chain.append(cursor, (name, role, account, origin or known_origin), act, subject, detail)


def note_taken(store: Store, by: Actor, label: str, row_count: int | None = None, *, scope: str = "") -> None:
    """Write down that a file with masked numbers, or none, leaves the program; never inside an open ``store.write``.

    Parameters
    ----------
    store, by
        The database, who takes it.
    label
        What kind of file.
    row_count
        How many rows it holds, ``None`` where it is no table.
    scope
        Of what: names of programs, months, desa; of nobody.
    """
    told = [f"{number(row_count)} baris" if row_count is not None else "", " ".join(scope.split())]
    record(store, by, TAKEN, label, detail="; ".join(part for part in told if part))


def read_audit(store: Store, *, limit: int = 500) -> pd.DataFrame:
    """Return the newest entries, newest first: one row per entry, ``noted_at`` in UTC, in words.

    Columns: see :data:`COLUMNS`. Nothing of a recipient stands in it but starred numbers.
    """
    rows = store.frame("audit/entries", after=0, limit=limit).iloc[::-1].reset_index(drop=True)
    roles = rows["by_role"].map({key: role.label for key, role in ROLES.items()}).fillna(rows["by_role"])
    names = rows["by_name"].where(rows["by_name"] != "", "tanpa nama").where(rows["by_role"] != "", "Petasalur")
    return rows.assign(
        who=names, role=roles, account=rows["by_account"], act=rows["act"].map(_WORDS).fillna(rows["act"]),
        subject=rows["subject"].map(_named),
    )[COLUMNS]  # fmt: skip


def _named(subject: str) -> str:
    kind, _, key = subject.partition(" ")
    return f"{SUBJECTS[kind]} {key}".strip() if kind in SUBJECTS else subject


def verify(store: Store, witnesses: Iterable[Witness] = ()) -> Verdict:
    """Look through the whole audit and the history it stands for.

    Found is an entry that is missing, changed, out of order, or cut from the end, and a change of the history that is
    changed, missing or was never sealed. Who can write the database file with its key and knows this program could make
    a new chain from the start: that shows only against ``witnesses``, heads noted outside the database.

    Parameters
    ----------
    store
        The open database.
    witnesses
        Heads from manifests of backups (:func:`data.backup.witnesses`) or from paper.
    """
    with store.write(is_change=False) as cursor:  # one moment for all three questions
        rows = cursor.execute(chain.sql("audit/entries"), {"after": 0, "limit": EVERY}).df()
        changes = cursor.execute(chain.sql("audit/sealed")).df()
        meta = dict(cursor.execute(chain.sql("audit/head")).fetchall())
    told = list(witnesses)
    faults = [
        *_faults_of_entries(rows),
        *_cut(rows, int(meta["audit_count"]), meta["audit_head"]),
        *_against(rows, told),
        *_faults_of_history(rows, changes),
    ]
    return Verdict(int(meta["audit_count"]), meta["audit_head"], sorted(set(faults)), len(told))


def _entry(row: Any) -> chain.Entry:
    changes = None if pd.isna(row.change_first) else (int(row.change_first), int(row.change_last))
    return chain.Entry(
        int(row.number), row.noted_at.to_pydatetime(), row.by_name, row.by_role, row.by_account, row.origin, row.act,
        row.subject, row.detail, changes, int(row.change_count), row.topic, row.digest,
    )  # fmt: skip


def _faults_of_entries(rows: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Find gaps, entries that do not follow from the one before as it now stands, and those for what is not ours."""
    before, expected = "", 1
    for row in rows.itertuples(index=False):
        number = int(row.number)
        is_gap = number != expected
        if is_gap:
            yield from ((lost, MISSING) for lost in range(expected, number))
        elif _entry(row).hash(before) != row.hash:
            yield number, CHANGED
        if row.act == chain.OUTSIDE:
            yield number, OUTSIDE
        before, expected = row.hash, number + 1


def _cut(rows: pd.DataFrame, count: int, head: str) -> Iterator[tuple[int, str]]:
    last = int(rows["number"].iloc[-1]) if len(rows) else 0
    if last < count:
        yield last, CUT
    elif last > count or (last and rows["hash"].iloc[-1] != head):
        yield last, CHANGED


def _against(rows: pd.DataFrame, witnesses: list[Witness]) -> Iterator[tuple[int, str]]:
    hashes = dict(zip(rows["number"], rows["hash"], strict=True))
    for each in witnesses:
        if each.count and each.count > max(hashes, default=0):
            yield max(hashes, default=0), CUT
        elif each.count and hashes.get(each.count) != each.head:
            yield each.count, REPLACED


def _faults_of_history(rows: pd.DataFrame, changes: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Compare what each entry says of the changes it stands for with those that are there."""
    keys = ["change_first", "topic", "by_name", "by_role"]
    mine = rows[rows["change_first"].notna()].astype({"change_first": "int64"})
    loose = changes["change_first"].isna()
    if loose.any():
        yield 0, UNSEALED
    there = changes[~loose].astype({"change_first": "int64"}).rename(columns={"change_count": "there_count"})
    both = mine.merge(there, on=keys, how="outer", indicator=True)
    if (both["_merge"] == "right_only").any():
        yield 0, UNSEALED
    told = both[both["_merge"] != "right_only"]
    for row in told[["number", "salt", "digest", "sha"]].itertuples():
        if pd.isna(row.sha) or chain.digest_of(row.salt, row.sha) != row.digest:
            yield int(row.number), HISTORY_CHANGED
