"""The demo's service points: invented, at the middle of the largest settlement of some desa ("letak perkiraan").

The story that is drawn in: points stand where many live, near the seat; the far desa have none.
"""

from __future__ import annotations

import pandas as pd

from data.demo.facts import KECAMATAN_NAME, SEAT_CODE

MARK = "DATA CONTOH, letak perkiraan"
DISTRIBUTION_COUNT, HEALTH_COUNT = 5, 7
CAPACITY = 450
"""Families per month at a distribution point; the one at the seat serves twice as many."""
SHIFT_DEG = 0.0011
"""Points of two kinds do not stand in one place: so far apart, some 120 m."""


def draw_points(families: pd.DataFrame) -> pd.DataFrame:
    """Return one row per point: ``nama, jenis, desa, bujur, lintang, kapasitas, catatan``.

    ``families``: ``FAMILY_COLUMNS`` of :mod:`data.demo.people`.
    """
    located = families.dropna(subset=["lat", "lon"])
    main = located[located["dusun"] == "Dusun 1"]
    places = main.groupby(["kode_desa", "desa"]).agg(lon=("lon", "median"), lat=("lat", "median")).reset_index()
    counts = families.groupby("kode_desa").size()
    largest = counts.drop(SEAT_CODE).sort_values(ascending=False, kind="stable").index
    salur = [SEAT_CODE, *largest[: DISTRIBUTION_COUNT - 1]]
    faskes = [SEAT_CODE, *largest[1:HEALTH_COUNT]]
    parts = [
        _at(places, salur, "Titik salur", "Balai Desa", 0.0, CAPACITY),
        _at(places, faskes, "Fasilitas kesehatan", "Poskesdes", SHIFT_DEG, None),
        _at(places, [SEAT_CODE], "Kantor pos dan tempat bayar", "Kantor Pos", -SHIFT_DEG, None),
    ]
    table = pd.concat(parts, ignore_index=True)
    is_seat = table["kode"] == SEAT_CODE
    table.loc[is_seat & (table["jenis"] == "Titik salur"), ["nama", "kapasitas"]] = [
        f"Kantor Kecamatan {KECAMATAN_NAME}", 2 * CAPACITY,
    ]  # fmt: skip
    table.loc[is_seat & (table["jenis"] == "Fasilitas kesehatan"), "nama"] = f"Puskesmas {KECAMATAN_NAME}"
    return table.drop(columns="kode")


def _at(
    places: pd.DataFrame, codes: list[str], kind: str, prefix: str, shift: float, capacity: int | None
) -> pd.DataFrame:
    here = places.set_index("kode_desa").reindex(codes).dropna(subset=["lon"])
    return pd.DataFrame(
        {
            "kode": here.index,
            "nama": prefix + " " + here["desa"].to_numpy(),
            "jenis": kind,
            "desa": here["desa"].to_numpy(),
            "bujur": (here["lon"].to_numpy() + shift).round(3),
            "lintang": here["lat"].to_numpy().round(3),
            "kapasitas": pd.array([capacity] * len(here), dtype="Int64"),
            "catatan": MARK,
        }
    )
