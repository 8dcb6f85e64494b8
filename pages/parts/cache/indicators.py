"""The figures of the registry per desa, by data version: one reader per table that indicators are found from."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.indicators import ACCESS, COMPLAINTS, COVERAGE, INDICATORS, NEEDS, SATISFACTION, TARGETING, by_desa
from pages.parts import cache
from pages.parts.cache import Source, access, monev, targeting

TABLES: dict[str, Callable[[Source, str, str], pd.DataFrame]] = {
    COVERAGE: cache.coverage_of,
    TARGETING: targeting.table,
    SATISFACTION: monev.satisfaction_by_desa,
    COMPLAINTS: monev.complaints_by_desa,
    NEEDS: monev.needs_by_desa,
    ACCESS: access.indicator_table,
}
"""``Indicator.table`` → what reads it: source, period, program."""


@st.cache_resource(show_spinner="Menghitung ukuran …", max_entries=256)
def values(source: Source, period: str, program: str, key: str) -> pd.Series:
    """Return an indicator per desa (shared: do not change it)."""
    return by_desa(TABLES[INDICATORS[key].table](source, period, program), key)


@st.cache_resource(show_spinner=False, max_entries=64)
def history(source: Source, program: str, key: str) -> pd.DataFrame:
    """Return an indicator per desa (rows) and period (columns, oldest first) (shared: do not change it)."""
    known = cache.periods(source)[::-1]
    return pd.DataFrame({period: values(source, period, program, key) for period in known})
