"""The dusun of a desa as they may be shown, kept by data version."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.dusun import UNKNOWN, by_dusun, for_readers
from analytics.suppression import TOTAL
from pages.parts.cache import Source
from pages.parts.cache.atlas import HIDDEN
from pages.parts.cache.families import families_of
from pages.parts.format import number
from pages.parts.map_layers import SUPPRESS_BELOW

_DUSUN = {
    "families": "Keluarga", "poor_families": "Keluarga miskin", "served_poor": "Miskin terlayani",
    "unserved_poor": "Miskin belum terlayani", "other_families": "Tidak miskin atau tanpa desil",
}  # fmt: skip


@st.cache_resource(show_spinner="Menghitung dusun …", max_entries=64)
def counts(source: Source, period: str, program: str, desa_code: str) -> pd.DataFrame:
    """Return what may be told of the dusun of a desa, missing where not; no row where none is known (shared)."""
    counted = by_dusun(families_of(source, period), desa_code, program)
    if counted.empty or (counted.index == UNKNOWN).all():
        return pd.DataFrame()
    return for_readers(counted, limit=SUPPRESS_BELOW).counts


@st.cache_resource(show_spinner=False, max_entries=64)
def rows(source: Source, period: str, program: str, desa_code: str) -> pd.DataFrame:
    """Return the dusun of a desa as they are shown, small cells hidden (shared: do not change it)."""
    kept = counts(source, period, program, desa_code)
    if kept.empty:
        return kept
    shown = {name: kept[key].map(lambda value: HIDDEN if pd.isna(value) else number(value))
             for key, name in _DUSUN.items()}  # fmt: skip
    names = ["Seluruh desa" if name == TOTAL else str(name) for name in kept.index]
    return pd.DataFrame({"Dusun": names, **shown})
