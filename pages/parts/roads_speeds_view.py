"""The tab of Jalan with the season and the speeds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data import roads as kept
from data.roles import Actor
from data.rules import save_settings
from data.settings import SEASONS
from geo.network.classes import CLASSES, SURFACES
from geo.network.modes import MODES
from pages.parts import acting, cache, frame, tables
from pages.parts.cache import Source, roads
from pages.parts.format import number


def speeds(where: Source, season: str, by: Actor) -> None:
    """Let the office set how fast each mode is on which ground; the source stands beside each figure."""
    store = cache.store_of(where)
    office = str(cache.settings(where)["season"])
    frame.note(
        f"Musim kantor sekarang: {SEASONS[office].lower()}. Rute dihitung dengan musim itu; pilihan di atas hanya untuk melihat.",
        "Kecepatan 0 berarti tidak bisa dilewati.",
    )
    if season != office and st.button(f"Pakai {SEASONS[season].lower()} untuk rute", key="pakai_musim"):

        def change() -> str:
            save_settings(store, {"season": season}, by=by)
            return f"Rute berikutnya dihitung untuk {SEASONS[season].lower()}."

        acting.carry_out(change)
    every = roads.speeds(where)
    mode = st.segmented_control(
        "Kendaraan", list(MODES), default=next(iter(MODES)), format_func=lambda key: MODES[key].label, key="kecepatan_moda"
    ) or next(iter(MODES))  # fmt: skip
    rows = every[(every["mode"] == mode) & (every["season"] == season)]
    if not st.checkbox("Tampilkan juga yang tidak ada di jaringan ini", key="semua_kecepatan"):
        rows = rows[pd.MultiIndex.from_frame(rows[["road_class", "surface"]]).isin(roads.ground(where))]
    shown = pd.DataFrame(
        {
            "Jenis jalan": rows["road_class"].map(lambda key: CLASSES[key].label),
            "Permukaan": rows["surface"].map(lambda key: SURFACES[key].label),
            "km/jam": rows["speed_kmh"],
            "Sumber": rows["source"],
        }
    )
    edited = st.data_editor(
        shown,
        hide_index=True,
        height=tables.fitting(shown, 320),
        disabled=["Jenis jalan", "Permukaan"],
        column_config={"km/jam": st.column_config.NumberColumn("km/jam", min_value=0.0, max_value=200.0, format="%g")},
        key=f"kecepatan_{mode}_{season}_{where.version}",
    )
    acting.say_who_may(by, "atur")
    left, right = st.columns(2)
    with left:
        if st.button("Simpan kecepatan", type="primary", width="stretch"):

            def keep() -> str:
                whole = every.copy()
                whole.loc[edited.index, ["speed_kmh", "source"]] = edited[["km/jam", "Sumber"]].to_numpy()
                count = kept.save_speeds(store, whole, by=by)
                return f"{number(count)} kecepatan disimpan." if count else "Tidak ada yang berubah."

            acting.carry_out(keep)
    with right:
        if st.button("Kembali ke nilai awal", width="stretch"):
            acting.carry_out(
                lambda: f"{number(kept.save_speeds(store, None, by=by))} kecepatan dikembalikan ke nilai awal."
            )
