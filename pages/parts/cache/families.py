"""The families of a period, read once for Sasaran, Akses, Peta and Kesenjangan."""

from __future__ import annotations

import streamlit as st

from data.targeting import Families, read_families
from pages.parts.cache import Source, people_of


@st.cache_resource(show_spinner="Membaca keluarga …", max_entries=16)
def families_of(source: Source, period: str) -> Families:
    """Return the families of a period without identity (shared: do not change them)."""
    return read_families(people_of(source), period)
