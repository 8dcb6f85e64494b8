"""Periksa: figures that cannot well be true, to be looked at before anything is decided by them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.targeting.alarms import ALARMS
from pages.parts import frame, tables
from pages.parts.cache import Source, targeting
from pages.parts.cache.shown import shown
from pages.parts.format import number
from pages.parts.targeting_scope import Scope


def show(scope: Scope) -> None:
    """Show the alarms of the place, then what is looked for."""
    table, codes = shown(_found, scope.where, scope.period, scope.program, scope.kecamatan, scope.desa)
    if table.empty:
        frame.subtitle("Tidak ada angka yang janggal")
    else:
        frame.subtitle(f"{number(len(table))} angka perlu diperiksa lebih dulu")
        tables.choose(table, codes, {}, key="tabel_periksa", height_px=420)
        frame.note("Tanda ini pertanyaan pada daftarnya, bukan tuduhan pada desanya. Klik baris untuk memilih desanya.")
    with st.expander("Apa saja yang diperiksa"):
        frame.note(*(f"{alarm.label}: {alarm.definition}" for alarm in ALARMS.values()))
    frame.link("intake", "Buka catatan pemeriksaan berkas →")


def _found(where: Source, period: str, program: str, kecamatan: str, desa: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return the alarms of a place as the table shows them, and the desa of each."""
    found = targeting.alarms(where, period, program)
    own = found[found["desa_code"].isin(["", desa]) | (not desa)]
    if kecamatan:
        own = own[own["desa_code"].str.startswith(kecamatan) | (own["desa_code"] == "")]
    return pd.DataFrame({"Tanda": own["label"], "Yang ditemukan": own["sentence"]}), own["desa_code"]
