"""The pieces of Peta."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.indicators import INDICATORS, PAIRS
from data.programs import ALL, program_label
from pages.parts import cache, desa_map, filters, frame, sentences, tables
from pages.parts.cache import Source
from pages.parts.format import column, number, percent
from pages.parts.map_layers import JumpOut, Picture

MAP_HEIGHT_PX = 460
BIVARIATE, SIDE_BY_SIDE, HOMES = "dwi", "sejajar", "rumah"
POOR_HOMES = {"kepadatan": "density", "gelembung": "clusters"}
VIEWS = {
    BIVARIATE: "Kemiskinan × bantuan", SIDE_BY_SIDE: "Berdampingan", "kepadatan": "Kepadatan belum terlayani",
    "gelembung": "Kelompok belum terlayani", HOMES: "Rumah di satu desa",
}  # fmt: skip
_TABLE = {
    "Keluarga": ("families", 0), "Keluarga miskin": ("poor_families", 0), "Penerima": ("recipients", 0),
    "Cakupan (%)": ("coverage_pct", 1), "Belum terlayani": ("unserved_poor", 0),
    "Miskin per km²": ("poor_per_km2", 1), "Penerima per km²": ("recipients_per_km2", 1), "Luas (km²)": ("area_km2", 1),
}  # fmt: skip


def headline(where: Source, table: pd.DataFrame, *, period: str, program: str, pair: str, view: str) -> None:
    """Say what the map shows: desa with much need and little aid, or homes that nobody serves."""
    if view in {BIVARIATE, SIDE_BY_SIDE}:
        _headline_of_desa(cache.jump_out(where, period, program, pair), program, pair)
    else:
        chosen = filters.desa() if view == HOMES else None
        frame.headline(
            sentences.gap_in(table, program, chosen), "Tiap keluarga miskin yang punya titik rumah; nama disamarkan."
        )


def _headline_of_desa(found: JumpOut, program: str, pair_key: str) -> None:
    pair = PAIRS[pair_key]
    what = "" if program == ALL else f" ({program_label(program)})"
    detail = f"{INDICATORS[pair.need].label} lawan {INDICATORS[pair.aid].label.lower()}{what}"
    frame.headline(
        f"{number(len(found.names))} dari {number(found.known_count)} desa: kemiskinan tinggi, bantuan rendah",
        f"{', '.join(found.names[:6])} · {detail}" if found.names else detail,
    )


def map_of(where: Source, table: pd.DataFrame, *, period: str, program: str, pair: str, view: str) -> None:
    """Show the map chosen, with its legend and the figures of the desa chosen beside it."""
    picture = _picture(where, period, program, pair, view)
    left, right = st.columns([2.6, 1])
    with left:
        sides = 2 if view == SIDE_BY_SIDE else 1
        key = "peta_sejajar" if sides == 2 else "peta_utama"  # noqa: PLR2004  two maps
        desa_map.show(where, picture, key=key, height_px=MAP_HEIGHT_PX, sides=sides, with_legend=False)
    with right:
        if view == HOMES and not filters.desa():
            frame.note("Klik satu desa di peta untuk melihat rumah-rumahnya.")
        st.html(picture.legend)
        _desa_figures(table)


def _picture(where: Source, period: str, program: str, pair: str, view: str) -> Picture:
    desa = filters.desa()
    if view in POOR_HOMES:
        return cache.homes_picture(where, period, program, POOR_HOMES[view])
    if view == HOMES and desa:
        return cache.desa_homes_picture(where, period, program, desa)
    return cache.picture(where, period, program, "side_by_side" if view == SIDE_BY_SIDE else "bivariate", pair)


def _desa_figures(table: pd.DataFrame) -> None:
    """Show the figures of the desa chosen."""
    chosen = filters.desa()
    if chosen is None:
        return
    for row in table[table["desa_code"] == chosen].itertuples():
        frame.figures(
            str(row.desa_name),
            {
                "Keluarga miskin belum terlayani": f"{number(row.unserved_poor)} dari {number(row.poor_families)}",
                "Cakupan": percent(row.coverage_pct),
                "Keluarga penerima": number(row.recipients),
                "Di antaranya tidak miskin": number(row.served_nonpoor),
                "Menerima dua program atau lebih": number(row.overlap_families),
            },
        )


def desa_table(table: pd.DataFrame) -> None:
    """Show the table that says the same as the map; clicking a row chooses its desa."""
    known = tables.with_data(table)
    ordered = known.sort_values(["unserved_poor", "exclusion_pct"], ascending=False)
    shown = pd.DataFrame({"Desa": ordered["desa_name"], **{name: ordered[key] for name, (key, _) in _TABLE.items()}})
    writers = {name: column(decimals) for name, (_, decimals) in _TABLE.items()}
    tables.choose(shown, ordered["desa_code"], writers, key="tabel_peta", height_px=300)
