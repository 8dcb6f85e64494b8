"""Every kind of map on the world of 24 desa; ``?peta=…`` says which."""

from __future__ import annotations

import itertools

import maps_in_one as maps
import numpy as np
import pandas as pd
import streamlit as st
import world

from pages.parts import server
from pages.parts.map_view import clicked, show_map
from tests.geo.maps import trip_world

HOSTILE = [
    "<img src=x onerror=\"window.top.ran='img'\">", "</script><script>window.top.ran='script'</script>",
    "{{ 'window' }} {% raw %} {# x #}", "'; window.top.ran='quote'; '", "\\\"; window.top.ran='slash'; \\",
    "`${window.top.ran='tick'}`", "satu\u2028dua\u2029tiga", "_div map_div2 drawnItems alert(coords);",
    "&lt;b&gt; &amp;",
]  # fmt: skip


def choropleth_page() -> None:
    kind = st.radio("Warna", ["dua peubah", "satu peubah"], horizontal=True)
    chosen = st.selectbox("Desa", ["", world.code(8)])
    ramp = world.ramp(3)
    turned = ramp.iloc[::-1].set_axis(ramp.index)
    fill = maps.bivariate(ramp, turned) if kind == "dua peubah" else maps.choropleth(world.ramp(5))
    show([fill, figures()], selected=chosen or None)
    square = [[1, 3, 4], [2, 12, 3], [5, 4, 1]]
    labels = ("sampai 30 %", "30–45 %", "di atas 45 %")
    names = {"need_name": "Keluarga miskin", "aid_name": "Bantuan"}
    st.html(
        maps.bivariate_legend(square, **names, need_labels=labels, aid_labels=labels, no_data_count=2)
        if kind == "dua peubah"
        else maps.sequential_legend("Keluarga miskin", list("12345"), maps.SEQUENTIAL, counts=[5] * 5, no_data_count=1)
    )


def pair_page() -> None:
    need = maps.choropleth(world.ramp(5)).on_side(0)
    aid = maps.choropleth(world.ramp(4), maps.SEQUENTIAL_AID).on_side(1)
    titles = [maps.title("Kemiskinan").on_side(0), maps.title("Bantuan").on_side(1)]
    show([need, aid, *titles, figures()], sides=2)


def density_page() -> None:
    lon, lat = homes()
    cells = maps.hex_counts(lon, lat, cell_m=700)
    limits = maps.quantile_limits(cells["count"], 5)
    show([maps.density(cells, limits, under="sel 0,42 km²")])


def clusters_page() -> None:
    show([maps.clusters(*homes())])


def families_page() -> None:
    lon, lat = homes(60, spread=0.004)
    group = np.resize(["unserved", "reached", "other"], 60)
    frame = pd.DataFrame({"lon": lon, "lat": lat, "label": "S**** A***", "detail": "RT 01", "group": group})
    frame = pd.concat([frame, frame.iloc[:1]], ignore_index=True)
    styles = {
        "unserved": maps.DotStyle("Belum terlayani", "#be64ac", is_filled=True),
        "reached": maps.DotStyle("Menerima", "#419ea4", is_filled=False),
        "other": maps.DotStyle("Lain", "#7a7a7a", is_filled=False),
    }
    show([figures(), maps.families(frame, styles)], selected=world.code(8))
    st.html(maps.dots_legend("Keluarga", list(styles.values())))


def settlements_page() -> None:
    frame = pd.DataFrame(
        {"lon": [115.53, 115.55, 115.57], "lat": [-2.37, -2.35, -2.36], "label": ["Dusun A", "Dusun B", "Dusun C"],
         "family_count": [5, 80, 1200]}
    )  # fmt: skip
    show([maps.settlements(frame, number=dotted)])


def trips_page() -> None:
    chosen = st.selectbox("Ritase", ["", "t2"])
    days = int(st.query_params.get("hari", "1"))
    dash = {"lurus": trip_world.STRAIGHT, "ujung": trip_world.STRAIGHT_ENDS}.get(st.query_params.get("garis", ""), 0)
    plan = trip_world.world(days=days, dash=dash)
    show([maps.trips(plan), maps.chosen_trip(chosen or None)])
    answer = st.session_state.get("peta")
    st.write(f"jalan: {clicked(answer, 'trip_id')} {clicked(answer, 'stop_id')}")
    marks = list(maps.Mark)
    st.html(
        maps.trips_legend(
            "Kendaraan", [(colour, name) for name, colour in maps.vehicle_colours(plan.trips).items()], marks
        )
    )


def hostile_page() -> None:
    names = [*HOSTILE, *world.NAMES][:24]
    codes = world.desa().index
    texts = pd.DataFrame({HOSTILE[0]: names, HOSTILE[1]: names}, index=codes)
    stops = pd.DataFrame({"stop_id": range(9), "lon": 115.51, "lat": np.linspace(-2.39, -2.33, 9), "load_kg": 1.0,
                          "family_count": 1, "label": HOSTILE})  # fmt: skip
    layers = [
        maps.tips(texts), maps.title(HOSTILE[1]), maps.choropleth(world.ramp(5)),
        maps.trips(trip_world.world(1, 2, text=HOSTILE[0])),
        maps.trips(trip_world.world(1, 2, days=2, text=HOSTILE[1])),
        maps.families(stops.assign(detail=HOSTILE[1], group="x", lon=115.6), {"x": maps.DotStyle("x", "#000", False)}),
        maps.settlements(stops.assign(lon=115.58)),
    ]  # fmt: skip
    show(layers, names=names, notes=(HOSTILE[0], HOSTILE[1], HOSTILE[2]), badge=HOSTILE[0])
    st.html(maps.sequential_legend(HOSTILE[0], HOSTILE[:5], maps.SEQUENTIAL))


def balangan_page() -> None:
    base = world.real(st.query_params["layer"])
    parts = itertools.product(range(1, 9), (1, 2), range(40))
    codes = [f"63.11.{kecamatan:02}.{kind}{number:03}" for kecamatan, kind, number in parts]
    ramp = pd.Series(np.arange(len(codes)) * 7 % 3, index=codes)
    other = pd.Series(np.arange(len(codes)) // 3 % 3, index=codes)
    show_one(base, [maps.bivariate(ramp, other)])


def homes(count: int = 4000, spread: float = 0.012):
    rng = np.random.default_rng(7)
    centres = rng.uniform([115.505, -2.395], [115.615, -2.325], (12, 2)) if count > 100 else np.array([[115.53, -2.37]])
    places = centres[rng.integers(len(centres), size=count)] + rng.normal(0, spread / 3, (count, 2))
    return places[:, 0], places[:, 1]


def figures():
    texts = pd.DataFrame(index=world.desa().index)
    return maps.tips(texts.assign(**{"Keluarga miskin": "1.234", "Menerima bantuan": "567", "Cakupan": "45,9 %"}))


def dotted(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def show(layers, names=None, notes=("Batas perkiraan",), badge="DATA CONTOH", **options) -> None:
    show_one(maps.base_map(world.desa(names or world.NAMES), notes=notes, badge=badge), layers, **options)


def show_one(base, layers, **options) -> None:
    clicked = show_map(base, layers, key="peta", height_px=520, **options)
    st.write(f"diklik: {clicked}")


if server.is_script_run():
    st.set_page_config(layout="wide")
    globals()[f"{st.query_params['peta']}_page"]()
else:
    app = st.App(__file__, routes=server.routes())
