"""What each file is kept for and until when; deleting for good what was taken back and is due."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from data.errors import NotPurgeable, RecordGone, StepIncomplete
from data.history import note, now
from data.roles import Actor, require
from data.settings import read_settings
from data.store import Store, sql

ACT = "muat"
PURPOSES = {
    "recipients": "penyaluran dan pemantauan bantuan", "families": "penetapan dan pemeriksaan sasaran bantuan",
    "members": "penetapan dan pemeriksaan sasaran bantuan", "p3ke": "penetapan dan pemeriksaan sasaran bantuan",
    "coordinates": "penetapan dan pemeriksaan sasaran bantuan", "status": "pemutakhiran penerima",
    "deliveries": "pertanggungjawaban penyaluran", "survey": "survei kepuasan", "complaints": "penanganan pengaduan",
    "corrections": "pembetulan data",
}  # fmt: skip
"""Kind of file → what it is kept for until the office says otherwise; kinds without hold no personal data."""
IN_USE, BACK, GONE = "dipakai", "ditarik", "dihapus"
_LENGTH = 200


def read_kept(store: Store, *, on: dt.date | None = None) -> pd.DataFrame:
    """Return every file with personal data, the first due first.

    One row per load: ``load_id, file_name, kind, loaded_at`` (UTC), ``purpose, keep_until`` (date), ``is_said`` (the
    office has said until when; else it follows from the setting), ``state`` (dipakai, ditarik, dihapus), ``row_count``,
    ``is_due``: its time is over on the day ``on`` (today) and its rows are still there.
    """
    months = int(read_settings(store)["keep_months"] or 0)
    rows = store.frame("keep/retention", months=months, kinds=list(PURPOSES))
    usual = rows["kind"].map(PURPOSES)
    until = rows["keep_until"].dt.date
    day = on or now().date()
    return rows.assign(
        purpose=rows["purpose"].where(rows["is_said"], usual),
        keep_until=until,
        is_due=(until < day) & (rows["state"] != GONE),
    )


def set_retention(store: Store, load_id: int, *, purpose: str, until: dt.date, by: Actor) -> None:
    """Say what a file is kept for and until when.

    Raises
    ------
    ActorUnnamed, ActMayNot
    StepIncomplete
        No purpose was given.
    RecordGone
        There is no such file, or its rows are deleted.
    """
    require(by, ACT)
    known = _one(store, load_id)
    told = " ".join(purpose.split())[:_LENGTH]
    if not told:
        raise StepIncomplete(act="Masa simpan", needed="tujuan penyimpanan")
    before, after = (f"{day} · {why}" for day, why in ((known["keep_until"], known["purpose"]), (until, told)))
    with store.write(is_change=False) as cursor:
        cursor.execute(
            "INSERT INTO retention VALUES ($1, $2, $3, $4, $5, $6)", [load_id, told, until, by.name, by.role, now()]
        )
        note(cursor, by, "berkas", str(load_id), "masa_simpan", before=before, after=after, load_id=load_id)


def purge(store: Store, load_id: int, *, by: Actor, reason: str, on: dt.date | None = None) -> int:
    """Delete the rows of a file for good; return how many. That it was there, and the history, stay.

    What DuckDB frees in its file is written over only later, and backups still hold it: ``docs/keamanan.md``.

    Raises
    ------
    ActorUnnamed, ActMayNot
    StepIncomplete
        No reason was given.
    RecordGone
        There is no such file, or its rows are deleted already.
    NotPurgeable
        It is in use, or is to be kept still.
    """
    require(by, ACT)
    known = _one(store, load_id, on=on)
    told = " ".join(reason.split())[:_LENGTH]
    if not told:
        raise StepIncomplete(act="Hapus selamanya", needed="alasan")
    if known["state"] == IN_USE:
        raise NotPurgeable(load_id=load_id, found="berkasnya masih dipakai")
    if not known["is_due"]:
        raise NotPurgeable(load_id=load_id, found=f"masih disimpan sampai {known['keep_until']}")
    with store.write() as cursor:
        tables = [table for (table,) in cursor.execute(sql("keep/tables_of_loads")).fetchall()]
        count = sum(
            cursor.execute(f'DELETE FROM "{table}" WHERE load_id = $1', [load_id]).fetchall()[0][0]  # noqa: S608  own names
            for table in tables
        )
        cursor.execute(
            "INSERT INTO purged VALUES ($1, $2, $3, $4, $5, $6)", [load_id, count, told, by.name, by.role, now()]
        )
        note(
            cursor, by, "berkas", str(load_id), "dihapus", after=f"{count} baris dihapus selamanya", reason=told,
            load_id=load_id,
        )  # fmt: skip
    return int(count)


def _one(store: Store, load_id: int, *, on: dt.date | None = None) -> pd.Series:
    rows = read_kept(store, on=on)
    mine = rows[(rows["load_id"] == load_id) & (rows["state"] != GONE)]
    if mine.empty:
        raise RecordGone(record=f"Muatan nomor {load_id}")
    return mine.iloc[0]
