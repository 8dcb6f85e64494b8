"""Periksa: figures that cannot well be true, to be looked at before anything is decided by them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.targeting.alarms import ALARMS
from pages.parts import frame, tables
from pages.parts.cache import targeting
from pages.parts.format import number
from pages.parts.targeting_scope import Scope


def show(scope: Scope) -> None:
    """Show the alarms of the place, then what is looked for."""
    found = targeting.alarms(scope.where, scope.period, scope.program)
    own = found[found["desa_code"].isin(["", scope.desa]) | (not scope.desa)]
    if scope.kecamatan:
        own = own[own["desa_code"].str.startswith(scope.kecamatan) | (own["desa_code"] == "")]
    if own.empty:
        frame.subtitle("Tidak ada angka yang janggal")
    else:
        frame.subtitle(f"{number(len(own))} angka perlu diperiksa lebih dulu")
        shown = pd.DataFrame({"Tanda": own["label"], "Yang ditemukan": own["sentence"]})
        tables.choose(shown, own["desa_code"], {}, key="tabel_periksa", height_px=420)
        frame.note("Tanda ini pertanyaan pada daftarnya, bukan tuduhan pada desanya. Klik baris untuk memilih desanya.")
    with st.expander("Apa saja yang diperiksa"):
        frame.note(*(f"{alarm.label}: {alarm.definition}" for alarm in ALARMS.values()))
    frame.link("intake", "Buka catatan pemeriksaan berkas →")
