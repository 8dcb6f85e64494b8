"""One choropleth and a switch that recolours it."""

from __future__ import annotations

import streamlit as st

from pages.parts import server

app = st.App(__file__, routes=server.routes())


def main() -> None:
    import world

    from geo.maps.base import base_map
    from geo.maps.layers import bivariate, choropleth, tips
    from pages.parts.map_view import show_map

    st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
    kind = st.radio("Warna", ["dua peubah", "satu peubah"], horizontal=True)
    chosen = st.selectbox("Desa", ["", world.code(8)])
    base = base_map(world.desa(), notes=("Batas perkiraan",), badge="DATA CONTOH")
    ramp = world.ramp(3)
    fill = bivariate(ramp, ramp.iloc[::-1].set_axis(ramp.index)) if kind == "dua peubah" else choropleth(world.ramp(5))
    texts = world.desa()[[]].assign(**{"Keluarga miskin": "1.234", "Menerima": "567", "Cakupan": "45,9 %"})
    clicked = show_map(base, [fill, tips(texts)], key="peta", height_px=520, selected=chosen or None)
    st.write(f"diklik: {clicked}")


if server.is_script_run():
    main()
