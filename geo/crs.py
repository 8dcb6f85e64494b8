"""Reference systems: which one a layer is in, and which one to measure it in."""

from __future__ import annotations

import geopandas as gpd
import pyproj

WGS84 = pyproj.CRS.from_epsg(4326)


def utm_crs(layer: gpd.GeoDataFrame | gpd.GeoSeries) -> pyproj.CRS:
    """Return the UTM zone (WGS 84) that the middle of ``layer`` lies in.

    Parameters
    ----------
    layer
        At least one geometry, EPSG:4326.
    """
    west, south, east, north = layer.total_bounds
    return pyproj.CRS.from_epsg(utm_epsg((west + east) / 2, (south + north) / 2))


def utm_epsg(lon: float, lat: float) -> int:
    """Return the EPSG code of the UTM zone at a point: 326zz north of the equator, 327zz south of it."""
    zone = int((lon + 180) // 6) % 60 + 1
    return (32600 if lat >= 0 else 32700) + zone
