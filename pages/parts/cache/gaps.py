"""What Kesenjangan shows, of all families or of one group: coverage, headings, map, tables; by data version."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from analytics.coverage import of_group
from analytics.indicators import INDICATORS, by_desa
from analytics.targeting.cells import DESA
from analytics.targeting.figures import figures, members_of
from data.people import read_unserved
from data.targeting import GROUPS
from geo.maps import layers
from pages.parts import atlas_layers, cache, map_layers, sentences
from pages.parts.cache import Source, atlas
from pages.parts.cache.families import families_of
from pages.parts.format import number
from pages.parts.map_layers import Picture
from pages.parts.tables import with_data

SHOWN_FAMILIES = 500
SHOWN = "unserved_poor"
NUMBERS = {
    "Belum terlayani": SHOWN, "Keluarga miskin": "poor_families", "% belum terlayani": "exclusion_pct",
    "Terlayani": "served_poor", "Tidak tepat sasaran": "served_nonpoor", "Penerima": "recipients",
    "Keluarga": "families", "Tanpa desil": "families_without_desil",
}  # fmt: skip
"""Heading of a column → column of the coverage table."""
_FAMILY_COLUMNS = {
    "no_kk": "No. KK", "name_head": "Kepala keluarga", "desa_name": "Desa", "dusun": "Dusun", "rt": "RT", "rw": "RW",
    "desil": "Desil", "member_count": "Anggota", "has_point": "Ada titik",
}  # fmt: skip


class Wish(NamedTuple):
    """What is looked at. ``group``: a column of :data:`data.targeting.GROUPS`, ``""`` all families; ``desa``: ``""`` all."""

    period: str
    program: str
    group: str = ""
    desa: str = ""


@st.cache_resource(show_spinner="Menghitung kelompok …", max_entries=64)
def table(source: Source, period: str, program: str, group: str) -> pd.DataFrame:
    """Return the coverage of each desa, of all families or of a group (shared: do not change it)."""
    whole = cache.coverage_of(source, period, program)
    if not group:
        return whole
    return of_group(whole, figures(members_of(families_of(source, period), group), program, by=DESA))


@st.cache_data(show_spinner=False, max_entries=64)
def answer(source: Source, wish: Wish) -> tuple[str, str]:
    """Return the heading, and the line below it."""
    rows = table(source, *wish[:3])
    worst = int((rows[SHOWN] > 0).sum())
    of = f" {sentences.OF_GROUP[wish.group]}" if wish.group else ""
    return (
        sentences.gap_in(rows, wish.program, wish.desa or None, of),
        f"{number(worst)} desa punya keluarga miskin{of} yang belum terlayani. Klik desa di peta atau tabel.",
    )


@st.cache_data(show_spinner=False, max_entries=64)
def unknown(source: Source, wish: Wish) -> tuple[int, int]:
    """Return of how many poor families no list tells whether they belong to the group, and how many are poor."""
    if not wish.group:
        return 0, 0
    every = families_of(source, wish.period).frame
    poor = every[every["is_poor"] & (every["desa_code"].eq(wish.desa) if wish.desa else True)]
    return int(poor[wish.group].isna().sum()), len(poor)


@st.cache_resource(show_spinner="Menggambar peta …", max_entries=64)
def picture(source: Source, period: str, program: str, group: str) -> Picture:
    """Return the map of the families left out (shared)."""
    if not group:
        return atlas.single(source, period, program, SHOWN)
    rows, indicator = table(source, period, program, group), INDICATORS[SHOWN]
    found = atlas_layers.classed(by_desa(rows, SHOWN), indicator, indicator.breaks)
    title = f"{indicator.label} · {GROUPS[group].lower()} ({indicator.unit})"
    return atlas_layers.one(replace(found, title=title), layers.tips(map_layers.tip_texts(rows)))


@st.cache_resource(show_spinner=False, max_entries=64)
def desa_rows(source: Source, period: str, program: str, group: str) -> tuple[pd.DataFrame, pd.Series]:
    """Return the table beside the map, and the desa of each row (shared: do not change them)."""
    known = with_data(table(source, period, program, group))
    ordered = known.sort_values([SHOWN, "exclusion_pct"], ascending=False)
    shown = pd.DataFrame({"Desa": ordered["desa_name"], **{name: ordered[key] for name, key in NUMBERS.items()}})
    return shown, ordered["desa_code"]


@st.cache_resource(show_spinner="Mengambil daftar keluarga …", max_entries=32)
def families(source: Source, wish: Wish) -> pd.DataFrame:
    """Return poor families without aid, masked, as a reader sees them (shared: do not change it)."""
    rows = read_unserved(
        cache.people_of(source), program=wish.program, period=wish.period, desa_code=wish.desa, group=wish.group
    )
    shown = rows[list(_FAMILY_COLUMNS)].rename(columns=_FAMILY_COLUMNS)
    return shown.assign(**{"Ada titik": shown["Ada titik"].map({True: "ya", False: "tidak"})})


@st.cache_resource(show_spinner=False, max_entries=32)
def first_families(source: Source, wish: Wish) -> pd.DataFrame:
    """Return the first of :func:`families`: as many as a screen carries (shared: do not change it)."""
    return families(source, wish).head(SHOWN_FAMILIES)
