"""The pieces of Peta."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.indicators import INDICATORS, PAIRS, by_desa
from data.programs import ALL, program_label
from geo.maps.classes import classify, quantile_limits
from pages.parts import cache, desa_map, filters, frame, tables
from pages.parts.cache import Source
from pages.parts.format import column, number, percent
from pages.parts.map_layers import PAIR_CLASS_COUNT

MAP_HEIGHT_PX = 460
VIEWS = {
    "dwi": "Dwi-peubah", "sejajar": "Berdampingan", "kepadatan": "Kepadatan", "gelembung": "Gelembung",
    "rumah": "Rumah di desa",
}  # fmt: skip
_TABLE = {
    "Keluarga": ("families", 0), "Keluarga miskin": ("poor_families", 0), "Penerima": ("recipients", 0),
    "Cakupan (%)": ("coverage_pct", 1), "Belum terlayani": ("unserved_poor", 0),
    "Miskin per km²": ("poor_per_km2", 1), "Penerima per km²": ("recipients_per_km2", 1), "Luas (km²)": ("area_km2", 1),
}  # fmt: skip


def headline(table: pd.DataFrame, program: str, pair_key: str) -> None:
    """Say how many desa have much need and little aid, and which."""
    pair = PAIRS[pair_key]
    need, aid = by_desa(table, pair.need), by_desa(table, pair.aid)
    high = classify(need, quantile_limits(need, PAIR_CLASS_COUNT)) == PAIR_CLASS_COUNT - 1
    low = classify(aid, quantile_limits(aid, PAIR_CLASS_COUNT)) == 0
    jump_out = (high & low).fillna(value=False)
    names = table.set_index("desa_code")["desa_name"].reindex(jump_out[jump_out].index)
    what = "" if program == ALL else f" ({program_label(program)})"
    detail = f"{INDICATORS[pair.need].label} lawan {INDICATORS[pair.aid].label.lower()}{what}"
    frame.headline(
        f"{number(jump_out.sum())} dari {number(len(jump_out))} desa: kemiskinan tinggi, bantuan rendah",
        f"{', '.join(names.head(6))} · {detail}" if len(names) else detail,
    )


def map_of(where: Source, period: str, program: str, pair: str, view: str) -> None:
    """Show the map chosen."""
    desa = filters.desa()
    if view == "sejajar":
        picture = cache.picture(where, period, program, "side_by_side", pair)
        desa_map.show(where, picture, key="peta_sejajar", height_px=MAP_HEIGHT_PX, sides=2)
        return
    if view in {"kepadatan", "gelembung"}:
        picture = cache.homes_picture(where, period, program, "density" if view == "kepadatan" else "clusters")
    elif view == "rumah" and desa:
        picture = cache.desa_homes_picture(where, period, program, desa)
    else:
        picture = cache.picture(where, period, program, "bivariate", pair)
    if view == "rumah" and not desa:
        st.caption("Klik satu desa di peta untuk melihat rumah-rumahnya.")
    desa_map.show(where, picture, key="peta_utama", height_px=MAP_HEIGHT_PX)


def desa_figures(table: pd.DataFrame) -> None:
    """Show the figures of the desa chosen, and the table that says the same as the map."""
    known = table[table["desa_code"] != ""]
    ordered = known.sort_values(["unserved_poor", "exclusion_pct"], ascending=False)
    shown = pd.DataFrame({"Desa": ordered["desa_name"], **{name: ordered[key] for name, (key, _) in _TABLE.items()}})
    writers = {name: column(decimals) for name, (_, decimals) in _TABLE.items()}
    chosen = ordered[ordered["desa_code"] == filters.desa()]
    for row in chosen.itertuples():
        st.markdown(
            f"**{tables.plain(row.desa_name)}**: {number(row.unserved_poor)} dari {number(row.poor_families)} keluarga miskin "
            f"belum terlayani ({percent(row.exclusion_pct)}); {number(row.recipients)} keluarga menerima, "
            f"{number(row.served_nonpoor)} di antaranya tidak miskin."
        )
    tables.choose(shown, ordered["desa_code"], writers, key="tabel_peta", height_px=300)
