"""What may be told of the coverage of a period, worked out once for boards, the page Monev and the sentences of Laporan.

These functions are asked by others of this package only; none is a question that a page puts.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.coverage import read_coverage
from analytics.report.published import Solution, solution, told_solution
from analytics.report.told import Told
from pages.parts.cache import open_store


@st.cache_resource(show_spinner=False, max_entries=32)
def coverage_of(path: str, version: int, period: str) -> pd.DataFrame:
    """Return the coverage of all desa and programs in a period (shared: do not change it)."""
    return read_coverage(open_store(path), period=period)


@st.cache_resource(show_spinner="Menyembunyikan angka kecil …", max_entries=16)
def solution_of(path: str, version: int, announced_count: int, period: str) -> Solution:
    """Return what boards of a period may show beside those announced so far (shared: do not change it).

    Raises
    ------
    NobodyPlaced, BoardExposes
    """
    store = open_store(path)
    return solution(store, period, lambda each: coverage_of(path, version, each), _periods(path))


@st.cache_resource(show_spinner="Menyembunyikan angka kecil …", max_entries=16)
def told(path: str, version: int, announced_count: int, period: str) -> Told:
    """Return what of the period is told to who sees figures only (shared: do not change it)."""
    every = coverage_of(path, version, period)
    return Told(every, told_solution(lambda: solution_of(path, version, announced_count, period), every, period))


def _periods(path: str) -> list[str]:
    return list(open_store(path).frame("store/periods")["period"])
