"""The layer for QGIS: a GeoPackage of desa with their figures, and of service points where there are any."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio

from geo.passing import passing_folder

_ONE_AT_A_TIME = threading.Lock()


def geopackage(layers: Mapping[str, gpd.GeoDataFrame], *, at: dt.datetime) -> bytes:
    """Return the layers as one GeoPackage; the same layers and ``at`` (UTC) give the same bytes.

    Missing figures are NULL: no data is not 0.
    """
    with _ONE_AT_A_TIME:
        return _written(layers, f"{at:%Y-%m-%dT%H:%M:%S.000Z}")


def _written(layers: Mapping[str, gpd.GeoDataFrame], moment: str) -> bytes:
    """Write the layers; GDAL's clock, which is one for the whole process, stands still meanwhile."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        with passing_folder() as folder:
            path = Path(folder) / "petasalur.gpkg"
            for name, layer in layers.items():
                pyogrio.write_dataframe(layer, path, layer=name, driver="GPKG", append=path.exists())
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
