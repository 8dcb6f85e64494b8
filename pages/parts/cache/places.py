"""Which desa there are, what they are called, in which kecamatan they lie."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.parts import cache
from pages.parts.cache import Source


@st.cache_resource(show_spinner=False, max_entries=8)
def places(source: Source) -> pd.DataFrame:
    """Return names of desa and kecamatan, index ``desa_code``, those without a boundary included (shared)."""
    rows = cache.layer(source)[["desa_name", "kecamatan_code", "kecamatan_name"]]
    counted = cache.coverage(cache.uncut(source), "").drop_duplicates("desa_code").set_index("desa_code")
    more = counted.loc[counted.index.difference([*rows.index, ""]), ["desa_name"]]
    return pd.concat([pd.DataFrame(rows), more]).fillna("")


@st.cache_resource(show_spinner=False, max_entries=8)
def kecamatan(source: Source) -> dict[str, str]:
    """Return the kecamatan of the layer by name: code → name (shared: do not change it)."""
    rows = places(source)
    known = rows[rows["kecamatan_code"] != ""].drop_duplicates("kecamatan_code").sort_values("kecamatan_name")
    return dict(zip(known["kecamatan_code"], known["kecamatan_name"], strict=True))


@st.cache_resource(show_spinner=False, max_entries=32)
def desa_in(source: Source, kecamatan_code: str) -> frozenset[str]:
    """Return the desa of a kecamatan."""
    rows = places(source)
    return frozenset(rows.index[rows["kecamatan_code"] == kecamatan_code])


def desa_name(source: Source, code: object) -> str:
    """Return the name of a desa, its code where it has none."""
    known = places(source)["desa_name"]
    return str(known.get(code, code))


@st.cache_resource(show_spinner=False, max_entries=64)
def rows_in(source: Source, period: str, program: str, kecamatan_code: str) -> pd.DataFrame:
    """Return the coverage of the desa of one kecamatan, ``""``: of all (shared: do not change it)."""
    every = cache.coverage_of(source, period, program)
    return every[every["desa_code"].isin(desa_in(source, kecamatan_code))] if kecamatan_code else every
