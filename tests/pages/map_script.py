"""A page for AppTest: a choropleth, hexagons and bubbles of 50,000 families, on 157 desa or on 24 squares."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import streamlit as st

from geo.maps.base import base_map
from geo.maps.classes import quantile_limits
from geo.maps.density import clusters, density, hex_counts
from geo.maps.layers import bivariate, tips, title
from pages.parts.map_view import show_map

path = st.query_params.get("path")
if path:
    layer = gpd.read_file(path).set_index("kode").to_crs(32750)
    layer = layer.set_geometry(shapely.coverage_clean(layer.geometry.to_numpy(), gap_width=20)).to_crs(4326)
    layer = layer.rename(columns={"nama": "desa_name", "kode_kec": "kecamatan_code", "kecamatan": "kecamatan_name"})
else:
    squares = [shapely.box(115 + n / 10, -2, 115.1 + n / 10, -1.9) for n in range(24)]
    layer = gpd.GeoDataFrame(
        {"desa_name": "Uren", "kecamatan_code": "63.11.02", "kecamatan_name": "Halong"},
        geometry=squares, index=[f"63.11.02.{2001 + n}" for n in range(24)], crs=4326,
    )  # fmt: skip

rng = np.random.default_rng(5)
west, south, east, north = layer.total_bounds
villages = rng.uniform([west, south], [east, north], (400, 2))
homes = villages[rng.integers(400, size=50_000)] + rng.normal(0, 0.003, (50_000, 2))
cells = hex_counts(*homes.T, cell_m=500)
ramp = pd.Series(np.arange(len(layer)) % 3, index=layer.index)
texts = pd.DataFrame({"Keluarga miskin": "1.234", "Menerima": "567", "Cakupan": "45,9 %"}, index=layer.index)
layers = [
    bivariate(ramp, ramp), tips(texts), density(cells, quantile_limits(cells["count"], 5)), clusters(*homes.T),
    title(st.text_input("judul", "a")),
]  # fmt: skip
st.write(f"klik: {show_map(base_map(layer), layers, key='peta', sides=int(st.query_params.get('sides', '1')))}")
