"""Read a layer of places: points as they are, of lines and polygons a point on them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.crs import to_wgs84
from geo.errors import NoPoints
from geo.read import read_any_layers


def read_points(path: Path, *, crs: str | None = None) -> gpd.GeoDataFrame:
    """Return the places in a file, EPSG:4326, one point per feature with a shape, with its attributes as they are.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, zipped Shapefile or KML.
    crs
        What the user says of its reference system.

    Raises
    ------
    NoPoints
        No feature has a shape. Facts: file, found.
    NotALayer, LayerUnreadable, UnsafeArchive, UnknownCrs, AmbiguousCrs, WrongCrs
        See :func:`geo.read.read_layer` and :func:`geo.crs.to_wgs84`.
    """
    layers = [layer[~(layer.geometry.isna() | layer.geometry.is_empty)] for layer in read_any_layers(path)]
    found = [layer.reset_index(drop=True) for layer in layers if len(layer)]
    if not found:
        raise NoPoints(file=path.name, found="fitur tanpa bentuk")
    placed = [to_wgs84(layer, declared=crs)[0] for layer in found]
    points = gpd.GeoDataFrame(pd.concat(placed, ignore_index=True), crs=4326)
    return points.set_geometry(points.representative_point())
