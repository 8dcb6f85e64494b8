"""The audit on the screen: who did what, when and from where; whether it is whole."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.audit import EVERY, FAULTS, read_audit, verify
from data.backup import witnesses
from data.export import csv_bytes
from data.takeaway import Taken
from pages.parts import cache, frame, tables, take_away
from pages.parts.cache import Source
from pages.parts.format import local_moment, number

_SHOWN = 500
_COLUMNS = {
    "number": "Nomor", "noted_at": "Waktu", "who": "Oleh", "role": "Peran", "account": "Akun", "origin": "Dari", "act": "Tindakan",
    "subject": "Tentang", "detail": "Keterangan",
}  # fmt: skip


def show(where: Source) -> None:
    """Show the newest entries; all can be taken away, and looked through."""
    store = cache.store_of(where)
    rows = read_audit(store, limit=_SHOWN)
    if rows.empty:
        frame.note("Belum ada tindakan yang dicatat.")
        return
    mark = "DATA CONTOH " if where.is_demo else ""
    left, right = st.columns(2)
    with left:
        is_asked = st.button("Periksa keutuhan", key="audit_periksa")
    with right:
        take_away.button(
            where, "jejak_audit", "Unduh jejak audit (CSV)", lambda: _file(where), f"{mark}jejak audit.csv"
        )
    if is_asked:
        _look(where)
    tables.show(_named(rows), {}, height_px=460)
    frame.note(
        "Terbaru di atas. Tiap catatan terikat pada catatan sebelumnya, sehingga yang diubah atau dihapus ketahuan. "
        "Nomor disamarkan."
        + (f" {number(_SHOWN)} catatan terbaru tampil; unduh untuk semuanya." if len(rows) == _SHOWN else "")
    )


def _look(where: Source) -> None:
    store = cache.store_of(where)
    verdict = verify(store, witnesses(store))
    if verdict.is_whole():
        frame.say(
            f"{number(verdict.count)} catatan utuh, dibandingkan dengan {number(verdict.witness_count)} cadangan. "
            f"Sidik terakhir {verdict.head[:16]}: tulis di buku bersama nomornya, lalu bandingkan lain kali.",
            frame.DONE,
        )
        return
    told = "; ".join(f"nomor {number(at)}: {FAULTS[fault]}" for at, fault in verdict.faults[:5])
    frame.say(
        f"Jejak audit tidak utuh, {number(len(verdict.faults))} temuan: {told}. Simpan basis data ini sebagai bukti dan "
        "laporkan kepada camat.",
        frame.ERROR,
    )


def _file(where: Source) -> Taken:
    rows = read_audit(cache.store_of(where), limit=EVERY)
    named = _named(rows).assign(Sidik=rows["hash"])
    return Taken(csv_bytes(named, is_demo=where.is_demo, for_excel=True), len(rows))


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    named = rows[list(_COLUMNS)].assign(noted_at=rows["noted_at"].map(local_moment))
    return named.rename(columns=_COLUMNS)
