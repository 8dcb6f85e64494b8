"""The history: what was changed, from what to what, by whom, when, why, and by which file. Only ever appended to."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd

from data import chain
from data.intake import fields as intake_fields
from data.mask import mask_inside, mask_key, mask_name, mask_number
from data.roles import ROLES, Actor
from data.store import Store, sql

SUBJECTS = {
    "keluarga": "Keluarga",
    "orang": "Orang",
    "berkas": "Berkas",
    "baris": "Baris yang disisihkan",
    "pasangan": "Dugaan data ganda",
    "usulan": "Usulan",
    "pengaturan": "Pengaturan",
    "dokumen": "Dokumen",
    "jalan": "Jaringan jalan",
    "rencana": "Rencana penyaluran",
    "ritase": "Ritase",
    "spj": "SPJ",
    "titik": "Titik layanan",
    "monev": "Monev",
}
"""What a change can be about: key → what screens call it."""
FIELDS = {
    "keluarga": "Keluarga",
    "desa_code": "Desa", "dusun": "Dusun", "rt": "RT", "rw": "RW", "name_head": "Nama kepala keluarga",
    "nik_head": "NIK kepala keluarga", "member_count": "Jumlah anggota", "desil": "Desil", "point": "Titik rumah",
    "kolom": "Kolom",
    "dimuat": "Dimuat", "ditarik": "Ditarik", "state": "Tahap", "cells": "Isi baris", "decision": "Keputusan",
    "verifikasi": "Hasil verifikasi", "keluar": "Keluar", "prioritas": "Prioritas",
    "dibuka": "Nomor lengkap dibuka", "collector": "Pengambil bantuan",
    "titik_layanan": "Titik layanan",
    "sambungan": "Ujung jalan yang disambung", "tertutup": "Jalan tertutup",
    "dipakai": "Dipakai", "penyaluran": "Penyaluran", "ditutup": "Neraca ritase",
    "lampiran": "Dokumen SPJ", "kebutuhan": "Dokumen yang diperlukan", "jadwal": "Jadwal salur",
    "survei": "Survei kepuasan", "pengaduan": "Pengaduan", "kategori": "Kategori pengaduan",
    "target": "Target indikator", "angka": "Angka indikator", "kebutuhan_potensi": "Kebutuhan dan potensi",
    "rapat": "Rapat", "tindak_lanjut": "Tindak lanjut",
    "masa_simpan": "Masa simpan", "dihapus": "Dihapus selamanya",
    "dicetak": "Dicetak dengan NIK lengkap", "diunduh": "Diunduh dengan NIK lengkap",
    "diumumkan": "Dibuat untuk umum",
}  # fmt: skip
"""What was changed: column → what screens call it; what is missing here shows as it is."""
_COLUMNS_OF_FILES = {field.key: field.label for field in intake_fields.FIELDS.values()}
COLUMNS = ["changed_at", "subject", "what", "before", "after", "reason", "who", "file", "which"]


def now() -> dt.datetime:
    """Return this moment as the store keeps it: UTC without a zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _sign(by: Actor) -> None:
    chain.sign(*by.signature())


def note(
    cursor: duckdb.DuckDBPyConnection,
    by: Actor,
    subject: str,
    subject_key: str,
    field: str,
    *,
    before: str | None = None,
    after: str | None = None,
    reason: str = "",
    load_id: int | None = None,
) -> None:
    """Write one change down, inside an open transaction."""
    _sign(by)
    cursor.execute(
        sql("history/note"), [now(), by.name, by.role, subject, str(subject_key), field, before, after, reason, load_id]
    )


def note_rows(cursor: duckdb.DuckDBPyConnection, by: Actor, load_id: int, rows: pd.DataFrame, *, reason: str) -> None:
    """Write changes of rows of a file down: ``sheet, row, field, before, after``."""
    if rows.empty:
        return
    _sign(by)
    cursor.register("row_change", rows[["sheet", "row", "field", "before", "after"]])
    cursor.execute(sql("history/note_rows"), [now(), by.name, by.role, reason, load_id])
    cursor.unregister("row_change")


def note_families(cursor: duckdb.DuckDBPyConnection, by: Actor, loads: list[int], reason: str = "") -> None:
    """Write down how the table ``family`` differs from the temporary table ``family_before``.

    ``loads``: the loads that made the difference; of several, each family's is the one that speaks of it.
    """
    _sign(by)
    cursor.execute(
        sql("history/note_families"), {"now": now(), "name": by.name, "role": by.role, "loads": loads, "reason": reason}
    )


def read_history(
    store: Store, *, subject: str = "", subject_key: str = "", limit: int = 500, is_masked: bool = True
) -> pd.DataFrame:
    """Return changes, newest first.

    One row per change: ``changed_at`` (UTC), ``subject``, ``what``, ``before``, ``after``, ``reason``, ``who`` and
    ``file``; ``which``: the number of the family or person (masked).
    ``subject`` and ``subject_key`` narrow to one thing, empty: all. Numbers and names are starred unless
    ``is_masked`` is false.
    """
    rows = store.frame("history/changes", subject=subject, subject_key=subject_key, limit=limit)
    for column in ("before", "after"):
        rows[column] = _shown(rows, column) if is_masked else rows[column].fillna("")
    roles = rows["by_role"].map({key: role.label for key, role in ROLES.items()}).fillna("")
    who = rows["by_name"].where(rows["by_name"] != "", "tanpa nama") + " (" + roles + ")"
    what = rows["field"].map(FIELDS).fillna(rows["field"].map(_COLUMNS_OF_FILES)).fillna(rows["field"])
    number = " · baris " + rows["subject_key"].str.rsplit("/", n=1).str[-1]
    what = what.where(rows["subject"] != "baris", what + number)
    of_people = rows["subject"].isin(["keluarga", "orang"])
    which = mask_key(rows["subject_key"]) if is_masked else rows["subject_key"]
    return rows.assign(what=what, who=who, subject=rows["subject"].map(SUBJECTS), which=which.where(of_people, ""))[
        COLUMNS
    ]


def _shown(rows: pd.DataFrame, column: str) -> pd.Series:
    text = rows[column].fillna("")
    is_unknown = (rows["subject"] == "baris") & ~rows["field"].isin([*FIELDS, *_COLUMNS_OF_FILES])  # may hold a name
    named = rows["field"].isin(["name_head", "name", "collector"]) | is_unknown
    numbered = rows["field"].isin(["nik_head", "nik", "no_kk"])
    return mask_inside(text).where(~named, mask_name(text)).where(~numbered, mask_number(text))
