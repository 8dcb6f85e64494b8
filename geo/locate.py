"""In which desa a point lies.

The rule for points on a border, held by the tests: a point on a border shared by several desa belongs to the
desa with the smallest code; a point on the outer border is inside.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.crs import WGS84, utm_crs

STRIPS: int = np.iinfo(np.uint16).max


def locate(lon: ArrayLike, lat: ArrayLike, layer: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the ``desa_code`` of each point, or None where no desa covers it or a coordinate is missing.

    The points are sorted into narrow strips from west to east once; each polygon, prepared, then looks only
    at the strips its bounding box touches. No geometry object is made for a point.

    Parameters
    ----------
    lon, lat
        Degrees, of one length; NaN where unknown.
    layer
        Polygons, EPSG:4326, index ``desa_code``.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    ordered = layer[~layer.geometry.is_empty].sort_index()
    place = _positions(x, y, ordered.geometry.to_numpy())
    codes = np.array([*ordered.index, None], dtype=object)
    return codes[place]


@dataclass(frozen=True)
class _Columns:
    """Strips of equal width from west to east: which strip a longitude falls in."""

    west: float
    east: float

    def of(self, x: NDArray[np.float64]) -> NDArray[np.uint16]:
        """Return the strip of each longitude from ``west`` to ``east``; it never falls eastwards."""
        width = self.east - self.west or 1.0
        return ((x - self.west) * (STRIPS / width)).astype(np.uint16)


def _positions(x: NDArray[np.float64], y: NDArray[np.float64], polygons: NDArray[np.object_]) -> NDArray[np.int32]:
    """Return for each point the position of the first polygon that covers it, or -1."""
    place = np.full(len(x), -1, dtype=np.int32)
    if not len(polygons):
        return place
    shapely.prepare(polygons)
    west, south, east, north = shapely.bounds(polygons).T
    columns = _Columns(west.min(), east.max())
    near = np.flatnonzero((x >= columns.west) & (x <= columns.east))
    column = columns.of(x[near])
    by_column = np.argsort(column, kind="stable")  # a radix sort, for 16 bits
    near, column = near[by_column], column[by_column]
    xs, ys = x[near], y[near]
    found = place[near]
    starts = np.searchsorted(column, columns.of(west), side="left")
    stops = np.searchsorted(column, columns.of(east), side="right")
    for position, polygon in enumerate(polygons):
        slab = slice(starts[position], stops[position])
        slab_y = ys[slab]
        free = (found[slab] < 0) & (slab_y >= south[position]) & (slab_y <= north[position])
        candidates = np.flatnonzero(free) + slab.start
        inside = shapely.intersects_xy(polygon, xs[candidates], ys[candidates])
        found[candidates[inside]] = position
    place[near] = found
    return place


def distance_to_desa_m(
    lon: ArrayLike, lat: ArrayLike, desa_code: ArrayLike, layer: gpd.GeoDataFrame
) -> NDArray[np.float64]:
    """Return how far each point lies outside the desa named beside it, in metres on the ground plane of UTM.

    0 inside and on the border; NaN where a coordinate is missing or the layer has no such desa. Meant for the
    few points that :func:`locate` does not find where their file says.

    Parameters
    ----------
    lon, lat
        Degrees, of one length; NaN where unknown.
    desa_code
        The desa to measure to, one for each point.
    layer
        Polygons, EPSG:4326, index ``desa_code``, each code once.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    row = layer.index.get_indexer(np.asarray(desa_code, dtype=object))
    known = (row >= 0) & np.isfinite(x) & np.isfinite(y)
    distance = np.full(len(x), np.nan)
    if not known.any():
        return distance
    polygons = layer.geometry.iloc[np.unique(row[known])]
    metres = utm_crs(polygons)
    shapes = polygons.to_crs(metres)
    points = gpd.GeoSeries.from_xy(x[known], y[known], crs=WGS84).to_crs(metres)
    targets = shapes.iloc[np.searchsorted(np.unique(row[known]), row[known])].to_numpy()
    distance[known] = shapely.distance(points.to_numpy(), targets)
    return distance
