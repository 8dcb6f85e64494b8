"""The history on the screen: what was changed, by whom, when and why."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.export import csv_bytes
from data.history import SUBJECTS, read_history
from data.takeaway import Taken
from pages.parts import cache, frame, tables, take_away
from pages.parts.cache import Source
from pages.parts.choice import one_of
from pages.parts.format import local_moment, number

_SHOWN = cache.HISTORY_ROWS
_ALL_ROWS = 200_000
_COLUMNS = {
    "changed_at": "Waktu", "subject": "Tentang", "which": "Nomor", "what": "Yang berubah", "before": "Semula", "after": "Menjadi",
    "who": "Oleh", "reason": "Alasan", "file": "Berkas",
}  # fmt: skip


def show(where: Source) -> None:
    """Show changes, newest first, of one kind of subject or of all; they can be taken away."""
    subjects = {"": "Semua", **SUBJECTS}
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        subject = one_of("Tentang", list(subjects), words=subjects.__getitem__, key="riwayat_tentang")
    rows = cache.history(where, subject)
    if rows.empty:
        frame.note("Belum ada perubahan yang dicatat.")
        return
    mark = "DATA CONTOH " if where.is_demo else ""
    with right:
        take_away.button(where, "riwayat", "Unduh riwayat (CSV)", lambda: _file(where, subject), f"{mark}riwayat.csv")
    tables.show(_named(rows), {}, height_px=460)
    frame.note(
        "Terbaru di atas. Nomor dan nama disamarkan."
        + (f" {number(_SHOWN)} perubahan terbaru tampil; unduh untuk semuanya." if len(rows) == _SHOWN else "")
    )


def _file(where: Source, subject: str) -> Taken:
    rows = read_history(cache.store_of(where), subject=subject, limit=_ALL_ROWS)
    return Taken(csv_bytes(_named(rows), is_demo=where.is_demo, for_excel=True), len(rows))


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    named = rows[list(_COLUMNS)].assign(changed_at=rows["changed_at"].map(local_moment))
    return named.rename(columns=_COLUMNS)
