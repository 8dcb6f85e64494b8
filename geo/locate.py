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

Numbers = NDArray[np.float64]
Places = NDArray[np.int32]
"""Positions in the list of polygons, or one of the two below."""
OUTSIDE, CROSSED = -1, -2

STRIPS: int = np.iinfo(np.uint16).max
MIN_POINTS_FOR_GRID = 10_000
POINTS_PER_CELL = 8
BLOCK = 2**17
"""Points looked up at once: few enough to stay in the processor's cache."""


def locate(
    lon: ArrayLike, lat: ArrayLike, layer: gpd.GeoDataFrame, *, cell_count: int | None = None
) -> NDArray[np.object_]:
    """Return the ``desa_code`` of each point, or None where no desa covers it or a coordinate is missing.

    Most points are answered by a grid: a cell that no border runs through lies in one desa or in none. The points
    of the other cells are sorted into narrow strips from west to east; each polygon, prepared, looks only at the
    strips its bounding box touches. No geometry object is made for a point, and every answer is exact.

    Parameters
    ----------
    lon, lat
        Degrees, of one length; NaN where unknown.
    layer
        Polygons, EPSG:4326, index ``desa_code``.
    cell_count
        About how many cells the grid has, 0 for none. By default one for eight points, none for few points.
    """
    x, y = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if cell_count is None:
        cell_count = len(x) // POINTS_PER_CELL if len(x) >= MIN_POINTS_FOR_GRID else 0
    ordered = layer[~(layer.geometry.isna() | layer.geometry.is_empty)].sort_index()
    polygons = ordered.geometry.to_numpy()
    shapely.prepare(polygons)
    codes = np.array([*ordered.index, None], dtype=object)
    return codes[_places(x, y, polygons, cell_count)]


def _places(x: Numbers, y: Numbers, polygons: NDArray[np.object_], cell_count: int) -> Places:
    """Return for each point the first polygon that covers it, or ``OUTSIDE``."""
    if not (cell_count and len(x) and len(polygons)):
        return _search(x, y, polygons)
    grid = _Grid.over(polygons, cell_count)
    places = np.concatenate([grid.look_up(x[n : n + BLOCK], y[n : n + BLOCK]) for n in range(0, len(x), BLOCK)])
    unsure = np.flatnonzero(places == CROSSED)
    places[unsure] = _search(x[unsure], y[unsure], polygons)
    return places


# --- the grid ---


@dataclass(frozen=True)
class _Grid:
    """Cells of equal size over the bounding box of all polygons."""

    origin: Numbers
    end: Numbers
    """South-west and north-east corner: x, y."""
    side_count: int
    places: Places
    """For each cell, row by row from the south, the polygon it lies in, ``OUTSIDE`` or ``CROSSED`` by a border."""

    @classmethod
    def over(cls, polygons: NDArray[np.object_], cell_count: int) -> _Grid:
        """Return the grid with about ``cell_count`` cells."""
        west, south, east, north = shapely.total_bounds(polygons)
        side_count = max(int(np.sqrt(cell_count)), 1)
        grid = cls(
            np.array([west, south]),
            np.array([east, north]),
            side_count,
            np.full(side_count**2, CROSSED, dtype=np.int32),
        )
        whole = np.flatnonzero(~grid.crossed(polygons))
        row, column = np.divmod(whole, side_count)
        x, y = (
            low + (number + 0.5) * (high - low) / side_count
            for low, high, number in zip(grid.origin, grid.end, (column, row), strict=True)
        )
        grid.places[whole] = _search(x, y, polygons)
        return grid

    def crossed(self, polygons: NDArray[np.object_]) -> NDArray[np.bool_]:
        """Return which cells a border may run through: those that the bounding box of one of its edges touches.

        Rounding cannot hide a border: :meth:`number` never falls as a coordinate grows, so what lies between the
        ends of an edge lies in the cells between theirs.
        """
        rings = shapely.get_rings(shapely.get_parts(polygons))
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        is_edge = ring[1:] == ring[:-1]
        column, row = self.number(corners[:, 0], 0), self.number(corners[:, 1], 1)
        # Counted by a table of differences: +1 where a box begins, -1 behind its end, summed up both ways.
        table = np.zeros((self.side_count + 1, self.side_count + 1), dtype=np.int32)
        west, east = _ordered(column[:-1][is_edge], column[1:][is_edge])
        south, north = _ordered(row[:-1][is_edge], row[1:][is_edge])
        for rows, columns, sign in (
            (south, west, 1),
            (south, east + 1, -1),
            (north + 1, west, -1),
            (north + 1, east + 1, 1),
        ):
            np.add.at(table, (rows, columns), sign)
        return (table.cumsum(axis=0).cumsum(axis=1)[:-1, :-1] > 0).ravel()

    def number(self, values: Numbers, axis: int) -> NDArray[np.int32]:
        """Return the column (axis 0) or row (axis 1) of coordinates inside the bounding box."""
        width = self.end[axis] - self.origin[axis] or 1.0
        found = ((values - self.origin[axis]) * (self.side_count / width)).astype(np.int32)
        return np.minimum(found, self.side_count - 1)

    def look_up(self, x: Numbers, y: Numbers) -> Places:
        """Return what the cells say of points; ``OUTSIDE`` beyond the bounding box."""
        near = (x >= self.origin[0]) & (x <= self.end[0]) & (y >= self.origin[1]) & (y <= self.end[1])
        found = np.full(len(x), OUTSIDE, dtype=np.int32)
        found[near] = self.places[self.number(y[near], 1) * self.side_count + self.number(x[near], 0)]
        return found


def _ordered(one: NDArray[np.int32], other: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    return np.minimum(one, other), np.maximum(one, other)


# --- polygon by polygon ---


@dataclass(frozen=True)
class _Strips:
    """Strips of equal width from west to east: which strip a longitude falls in."""

    west: float
    east: float

    def of(self, x: Numbers) -> NDArray[np.uint16]:
        """Return the strip of each longitude from ``west`` to ``east``; it never falls eastwards."""
        width = self.east - self.west or 1.0
        return ((x - self.west) * (STRIPS / width)).astype(np.uint16)


def _search(x: Numbers, y: Numbers, polygons: NDArray[np.object_]) -> Places:
    """Return for each point the first of the prepared polygons that covers it, or ``OUTSIDE``."""
    places = np.full(len(x), OUTSIDE, dtype=np.int32)
    if not len(polygons):
        return places
    west, south, east, north = shapely.bounds(polygons).T
    strips = _Strips(west.min(), east.max())
    near = np.flatnonzero((x >= strips.west) & (x <= strips.east))
    strip = strips.of(x[near])
    by_strip = np.argsort(strip, kind="stable")  # a radix sort, for 16 bits
    near, strip = near[by_strip], strip[by_strip]
    xs, ys = x[near], y[near]
    found = places[near]
    starts = np.searchsorted(strip, strips.of(west), side="left")
    stops = np.searchsorted(strip, strips.of(east), side="right")
    for position, polygon in enumerate(polygons):
        slab = slice(starts[position], stops[position])
        slab_y = ys[slab]
        free = (found[slab] < 0) & (slab_y >= south[position]) & (slab_y <= north[position])
        candidates = np.flatnonzero(free) + slab.start
        inside = shapely.intersects_xy(polygon, xs[candidates], ys[candidates])
        found[candidates[inside]] = position
    places[near] = found
    return places


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
