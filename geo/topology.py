"""Make polygons valid and their borders one: neither slivers nor holes between neighbours.

Polygons that are valid one by one still overlap and leave gaps. GEOS' coverage functions close them all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.crs import METRES_PER_DEGREE, utm_crs
from geo.errors import DesaVanished

MIN_OVERLAP_M2 = 1.0
"""A smaller overlap of two desa is rounding, not an overlap."""


@dataclass(frozen=True)
class CoverageFinding:
    """What cleaning found and changed."""

    overlap_pairs_before: int
    overlap_pairs_after: int
    """Pairs of desa that overlap by more than :data:`MIN_OVERLAP_M2`."""
    holes_before: int
    holes_after: int
    """Places inside the layer that no desa covers."""
    area_change_pct: pd.Series
    """Change of area by ``desa_code``, in per cent of the area before; negative where a desa shrank."""

    @property
    def largest_change_code(self) -> str | None:
        """The desa whose area changed most, None in an empty layer."""
        return None if self.area_change_pct.empty else str(self.area_change_pct.abs().idxmax())

    @property
    def largest_change_pct(self) -> float:
        """By how many per cent the area of that desa changed, without its sign."""
        return 0.0 if self.area_change_pct.empty else float(self.area_change_pct.abs().max())


NO_SHAPE, NO_AREA, MIXED = "tanpa bentuk", "bukan poligon", "bercampur titik atau garis"
FAULTS = {
    "Self-intersection": "garis batas memotong dirinya",
    "Ring Self-intersection": "garis batas menyentuh dirinya",
    "Hole lies outside shell": "lubang di luar batas",
    "Nested holes": "lubang di dalam lubang",
    "Nested shells": "bagian di dalam bagian lain",
    "Duplicate Rings": "garis batas tertulis dua kali",
    "Interior is disconnected": "bagian dalam terputus",
    "Too few points in geometry component": "titik batas terlalu sedikit",
    "Invalid Coordinate": "koordinat bukan angka",
}
"""GEOS' reasons in the words of the report."""


def repair(layer: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Return the layer with valid polygons only, and what was wrong with each shape.

    Parameters
    ----------
    layer
        Shapes of any type, any CRS.

    Returns
    -------
    layer
        All rows; geometry Polygon or MultiPolygon without Z, valid; None where nothing with an area was there.
    faults
        One Indonesian text per row, '' where nothing was wrong.
    """
    shapes = shapely.force_2d(layer.geometry.to_numpy())
    faults = _faults(shapes)
    is_faulty = faults != ""
    shapes[is_faulty] = _polygons_of(shapes[is_faulty])
    fixed = layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))
    return fixed, pd.Series(faults, index=layer.index, dtype="str")


def _faults(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    kind = shapely.get_type_id(shapes)
    is_mixed = kind == shapely.GeometryType.GEOMETRYCOLLECTION
    words = pd.Series(shapely.is_valid_reason(shapes), dtype="str").str.replace(r"\[.*", "", regex=True)
    return np.select(
        [
            shapely.is_missing(shapes) | shapely.is_empty(shapes),
            is_mixed,
            ~np.isin(kind, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON]),
            ~shapely.is_valid(shapes),
        ],
        [NO_SHAPE, MIXED, NO_AREA, words.map(FAULTS).fillna("bentuk tidak sah").to_numpy(dtype=object)],
        default="",
    )


def _polygons_of(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return for each shape the valid union of its polygons, None where it has none."""
    valid = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    parts, row = valid, np.arange(len(valid))
    while np.any(shapely.get_type_id(parts) > shapely.GeometryType.POLYGON):
        parts, position = shapely.get_parts(parts, return_index=True)
        row = row[position]
    has_area = shapely.area(parts) > 0
    united = pd.Series(parts[has_area], dtype=object).groupby(row[has_area]).agg(shapely.union_all)
    return united.reindex(np.arange(len(shapes))).where(lambda shape: shape.notna(), None).to_numpy(dtype=object)


def clean_coverage(layer: gpd.GeoDataFrame, *, gap_width_m: float = 20) -> tuple[gpd.GeoDataFrame, CoverageFinding]:
    """Return the layer as a valid coverage: no overlap, shared borders identical, no gap up to ``gap_width_m``.

    The cleaning itself works on degrees, so that the result is a coverage in the very numbers that are kept: what
    is clean in UTM can cross itself again by a millimetre on the way back, where an edge of the one plane is none
    of the other. Overlaps, holes and areas are measured in UTM.

    Groups of desa far from each other are cleaned and measured each for itself; a group that already is a coverage
    without holes stays as it is, to the last digit. An overlap goes to the desa it shares the longest border with.

    Parameters
    ----------
    layer
        Valid polygons, EPSG:4326, index ``desa_code``, each code once.
    gap_width_m
        Gaps narrower than this are closed (counted in degrees of 111.32 km: from east to west up to 2 % less).
        Wider ones, such as a lake, stay.

    Raises
    ------
    DesaVanished
        If a desa would be swallowed whole. Facts: desa.
    """
    shapes = layer.geometry.copy()
    counts = np.zeros(4, dtype=int)
    change_pct = pd.Series(0.0, index=layer.index)
    for _, group in shapes.groupby(_groups(shapes, gap_width_m)):
        before = _measure(group)
        if shapely.coverage_is_valid(group.to_numpy()) and before.hole_count == 0:
            continue
        cleaned = shapely.coverage_clean(group.to_numpy(), gap_width=gap_width_m / METRES_PER_DEGREE)
        if shapely.is_empty(cleaned).any():
            raise DesaVanished(desa=", ".join(group.index[shapely.is_empty(cleaned)]))
        shapes[group.index] = gpd.GeoSeries(cleaned, index=group.index, crs=layer.crs)
        after = _measure(shapes[group.index])
        counts += np.array([before.overlap_pairs, after.overlap_pairs, before.hole_count, after.hole_count])
        change_pct[group.index] = 100 * (after.area_m2 / before.area_m2 - 1)
    return layer.set_geometry(shapes), CoverageFinding(
        overlap_pairs_before=int(counts[0]),
        overlap_pairs_after=int(counts[1]),
        holes_before=int(counts[2]),
        holes_after=int(counts[3]),
        area_change_pct=change_pct,
    )


def in_metres(shapes: gpd.GeoSeries, crs: pyproj.CRS) -> NDArray[np.object_]:
    """Return valid polygons in a plane, to be measured: the way there may twist the thinnest ones by a hair."""
    polygons = shapes.to_crs(crs).to_numpy()
    is_twisted = ~shapely.is_valid(polygons)
    polygons[is_twisted] = shapely.make_valid(polygons[is_twisted], method="structure", keep_collapsed=False)
    return polygons


class _Measured(NamedTuple):
    overlap_pairs: int
    hole_count: int
    area_m2: NDArray[np.float64]


def _measure(shapes: gpd.GeoSeries) -> _Measured:
    """Return figures of neighbouring desa on the ground plane of their UTM zone."""
    polygons = in_metres(shapes, utm_crs(shapes))
    one, other = shapely.STRtree(polygons).query(polygons, predicate="overlaps")
    is_first = one < other
    shared_m2 = shapely.area(shapely.intersection(polygons[one[is_first]], polygons[other[is_first]]))
    united = shapely.get_parts(shapely.union_all(polygons))
    return _Measured(
        overlap_pairs=int((shared_m2 > MIN_OVERLAP_M2).sum()),
        hole_count=int(shapely.get_num_interior_rings(united).sum()),
        area_m2=shapely.area(polygons),
    )


def _groups(shapes: gpd.GeoSeries, gap_width_m: float) -> NDArray[np.int32]:
    """Return a number for each shape, the same for those that touch or nearly do, directly or through others."""
    polygons = shapes.to_numpy()
    near = 2 * gap_width_m / METRES_PER_DEGREE
    one, other = shapely.STRtree(polygons).query(polygons, predicate="dwithin", distance=near)
    links = coo_array((np.ones(len(one), dtype=bool), (one, other)), shape=(len(polygons), len(polygons)))
    return connected_components(links, directed=False)[1]


def simplify(layer: gpd.GeoDataFrame, *, tolerance_m: float) -> gpd.GeoDataFrame:
    """Return the layer with fewer points for display; borders stay shared, so it still is a valid coverage.

    Parameters
    ----------
    layer
        A valid coverage, EPSG:4326.
    tolerance_m
        About the square root of the area of the smallest corner kept, in metres (Visvalingam and Whyatt 1993).
    """
    shapes = shapely.coverage_simplify(layer.geometry.to_numpy(), tolerance_m / METRES_PER_DEGREE)
    return layer.set_geometry(gpd.GeoSeries(shapes, index=layer.index, crs=layer.crs))
