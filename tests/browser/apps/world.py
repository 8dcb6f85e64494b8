"""A kabupaten of 24 desa for the browser tests: two kecamatan, four rows of six squares, 0.02 degree each."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry import box

from geo.maps.base import BaseMap, base_map

ROWS, COLUMNS, SIDE = 4, 6, 0.02
WEST, SOUTH = 115.50, -2.40
NAMES = [
    "Baruh Panyambaran", "Uren", "Mamigang", "Binuang Santang", "Aniungan", "Kapul",
    "Ha'uwai", "Gunung Riut", "Puyun", "Mauya", "Sungai Pumpung", "Tabuan",
    "Buntu Pilanduk", "Marajai", "Mantuyan", "Liyu", "Padang Raya", "Halong",
    "Binjai Punggal", "Suryatama", "Bangkal", "Bihara", "Galumbang", "Karya",
]  # fmt: skip


def code(number: int) -> str:
    """1 … 12 lie in kecamatan 63.11.02, 13 … 24 in 63.11.03."""
    return f"63.11.{'02' if number <= 12 else '03'}.{2000 + number}"


def desa(names: list[str] = NAMES) -> gpd.GeoDataFrame:
    """Number 1 is the south-western square; numbers run eastwards, then northwards."""
    rows = [
        {
            "desa_code": code(number),
            "desa_name": name,
            "kecamatan_code": code(number)[:8],
            "kecamatan_name": "Halong" if number <= 12 else "Awayan",
            "geometry": square((number - 1) // COLUMNS, (number - 1) % COLUMNS),
        }
        for number, name in enumerate(names, 1)
    ]
    return gpd.GeoDataFrame(rows, crs=4326).set_index("desa_code")


def square(row: int, column: int):
    west, east, south, north = (
        round(start + step * SIDE, 6)
        for start, step in ((WEST, column), (WEST, column + 1), (SOUTH, row), (SOUTH, row + 1))
    )  # neighbours share their corners to the last digit
    return box(west, south, east, north)


def ramp(classes: int) -> pd.Series:
    """Class of each desa: its number modulo ``classes``; the last desa has none."""
    numbers = pd.Series({code(n): n % classes for n in range(1, 25)}, dtype="Int8")
    numbers[code(24)] = pd.NA
    return numbers


@cache
def real(path: str) -> BaseMap:
    """The 157 desa of Balangan, prepared once per server."""
    layer = gpd.read_file(path).set_index("kode").to_crs(32750)
    layer = layer.set_geometry(shapely.coverage_clean(layer.geometry.to_numpy(), gap_width=20)).to_crs(4326)
    return base_map(
        layer.rename(columns={"nama": "desa_name", "kode_kec": "kecamatan_code", "kecamatan": "kecamatan_name"})
    )
