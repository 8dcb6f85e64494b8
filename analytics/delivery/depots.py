"""Where vehicles load and come back to: a small table that the office edits, one row per place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.delivery.table import Column, missing_columns, read_cells, slug, told
from data.errors import DepotsUnusable
from geo.travel import straight_line_matrix

STORE, POST, TRANSFER = "gudang", "pos", "alih"
DEPOT_KINDS: dict[str, tuple[str, ...]] = {
    STORE: ("gudang desa", "gudang bulog", "kantor", "kantor camat"),
    POST: ("kantor pos", "pt pos"),
    TRANSFER: ("titik alih", "alih muat", "transfer", "dermaga", "pelabuhan"),
}
"""What a place is. At a transfer point (alih) goods are handed over: vehicles of other places bring them first."""
IN_TABLE = "tabel gudang"
STAND_IN_KEY = "sementara"
MAX_LON, MAX_LAT = 180.0, 90.0

_ENTRIES = (
    Column("depot_key", "kode", "text", "Kosong: dari nama.", "", synonyms=("kode gudang", "id")),
    Column("name", "nama", "text", "Nama tempat.", is_needed=True, synonyms=("gudang", "nama gudang", "tempat")),
    Column(
        "kind",
        "jenis",
        "choice",
        "gudang, pos, atau alih (barang dipindahkan ke kendaraan lain di sini).",
        STORE,
        synonyms=("macam",),
        choices=DEPOT_KINDS,
    ),
    Column("lon", "bujur", "degrees", "Derajat, misalnya 115,65.", is_needed=True, synonyms=("longitude", "long", "x")),
    Column("lat", "lintang", "degrees", "Derajat, misalnya -2,35.", is_needed=True, synonyms=("latitude", "y")),
    Column("opens", "buka", "clock", "Mulai bisa memuat; boleh kosong.", "", synonyms=("jam buka",)),
)
COLUMNS: dict[str, Column] = {column.key: column for column in _ENTRIES}


def check_depots(
    table: pd.DataFrame, *, file: str = IN_TABLE, row_numbers: Sequence[int] | None = None
) -> pd.DataFrame:
    """Return the places with every value in its type, or say everything that is wrong with them.

    Parameters
    ----------
    table
        One row per place; the columns of ``COLUMNS``, of which only the needed ones must be there. Empty rows are
        passed over.
    file, row_numbers
        What the error calls the table and its rows; by default rows count from 1.

    Returns
    -------
    pandas.DataFrame
        One row per place, RangeIndex; columns depot_key (unique text), name, kind ("gudang", "pos" or "alih"), lon, lat
        (EPSG:4326), opens ("HH:MM" or ""), is_stand_in (False). An empty table stays empty.

    Raises
    ------
    DepotsUnusable
        A needed column is missing, a cell cannot be used, a place stands twice, or there are only transfer points.
    """
    missing = missing_columns(table, COLUMNS)
    if missing and len(table):
        raise DepotsUnusable(file=file, problems=missing)
    depots, rows, problems = read_cells(table, COLUMNS, row_numbers)
    depots["depot_key"] = depots["depot_key"].where(depots["depot_key"] != "", depots["name"].map(slug))
    problems += _across_cells(depots, rows)
    if problems:
        raise DepotsUnusable(file=file, problems=told(problems))
    return depots.astype({"lon": float, "lat": float}).assign(is_stand_in=False)


def _across_cells(depots: pd.DataFrame, rows: pd.Series) -> list[str]:
    twice = rows[depots["depot_key"].duplicated() | depots["name"].str.casefold().duplicated() & depots["name"].notna()]
    off = rows[(depots["lon"].abs() > MAX_LON) | (depots["lat"].abs() > MAX_LAT)]
    problems = [f"baris {row}: tempat ini sudah tertulis, beri nama atau kode lain" for row in twice]
    problems += [f"baris {row}: bujur dan lintang tidak ada di bumi" for row in off]
    if len(depots) and (depots["kind"] == TRANSFER).all():
        problems.append("semua tempat adalah titik alih, tulis paling sedikit satu gudang atau pos")
    return problems


def one_depot(name: str, lon: float, lat: float, *, is_stand_in: bool = False) -> pd.DataFrame:
    """Return a table of one place, as :func:`check_depots`."""
    key = STAND_IN_KEY if is_stand_in else STORE
    row = {
        "depot_key": key,
        "name": name,
        "kind": STORE,
        "lon": lon,
        "lat": lat,
        "opens": "",
        "is_stand_in": is_stand_in,
    }
    return pd.DataFrame([row])


def stand_in_depot(stops: pd.DataFrame) -> pd.DataFrame:
    """Return the stop from which the whole load has the shortest way (families, where there is no load), as a depot.

    ``is_stand_in`` says that the office has not told where vehicles start. Without stops the table is empty.
    """
    if stops.empty:
        return one_depot("", 0.0, 0.0).iloc[:0]
    weight = stops["load_kg"] if stops["load_kg"].sum() else stops["family_count"]
    distance_m = straight_line_matrix(stops["lon"], stops["lat"], road_factor=1).distance_m
    best = stops.iloc[int(np.asarray(distance_m @ weight.to_numpy(float)).round().argmin())]
    name = f"gudang belum diisi; sementara di {best['label']}"
    return one_depot(name, float(best["lon"]), float(best["lat"]), is_stand_in=True)
