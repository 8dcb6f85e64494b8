"""What the store knows of places, as the intake needs it."""

from __future__ import annotations

import duckdb
import geopandas as gpd
import pandas as pd

from data.intake.place import Gazetteer
from data.store import Store, sql
from geo.regions import Regions

LAYER_COLUMNS = [
    "desa_name",
    "kecamatan_code",
    "kecamatan_name",
    "bps_code",
    "area_km2",
    "point_lon",
    "point_lat",
]


def read_gazetteer(cursor: duckdb.DuckDBPyConnection) -> Gazetteer:
    """Return the layer in place and all desa known, seen from inside ``cursor``'s transaction."""
    layer = as_layer(cursor.execute(sql("map/desa")).df())
    listed = cursor.execute(sql("intake/regions")).df().set_index("desa_code")
    aliases = cursor.execute(sql("intake/aliases")).df()
    in_place = Regions(pd.DataFrame(layer[["desa_name", "kecamatan_name", "bps_code"]]).astype("str"))
    return Gazetteer(in_place.join(Regions(listed.astype("str"), aliases.astype("str"))), layer)


def as_layer(desa: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the answer of ``map/desa`` as a layer: EPSG:4326, index ``desa_code``, see :data:`LAYER_COLUMNS`."""
    geometry = gpd.GeoSeries.from_wkb([bytes(wkb) for wkb in desa["geometry"]], index=desa.index, crs=4326)
    layer = gpd.GeoDataFrame(desa[["desa_code", *LAYER_COLUMNS]], geometry=geometry, crs=4326)
    return layer.set_index("desa_code")


def read_layer(store: Store) -> gpd.GeoDataFrame:
    """Return the layer in place, as :func:`as_layer`."""
    return as_layer(store.frame("map/desa"))


def read_known_points(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Return homes whose desa their list states: ``desa_code``, ``lon``, ``lat`` (degrees)."""
    return cursor.execute(sql("intake/known_points")).df()
