"""Boundaries approximated from one point and one area per desa ("batas perkiraan")."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import shortest_path
from shapely.geometry.base import BaseGeometry

from data.demo.facts import KECAMATAN_CODE, KECAMATAN_NAME
from geo.crs import WGS84, utm_crs

GRID_M = 250.0
KEEP_SHARE = 0.3
"""A border stays at least this share of the way to the neighbour's point away from a desa's own point."""
KECAMATAN_SEED = 631102
"""The borders bend the same way in every demo, whatever its seed."""


def approximate_boundaries(facts: pd.DataFrame) -> gpd.GeoDataFrame:
    """Divide a plausible outline among the points, each desa getting about its true area.

    The cells are those of a power diagram (Aurenhammer 1987, doi 10.1137/0216006): a place belongs to the
    desa with the smallest ``distance² - weight``; the weights are tuned until the areas fit as far as every
    point stays well inside its own desa. Borders are then bent a little, as rivers and ridges bend real ones.

    Parameters
    ----------
    facts
        As :func:`data.demo.facts.read_facts` returns them.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per desa, EPSG:4326, a valid coverage, with the columns a published layer has: ``kode``,
        ``nama``, ``kode_kec``, ``kecamatan``, ``kode_bps``, ``lon_titik``, ``lat_titik``, ``ket``.
    """
    points = gpd.GeoSeries(gpd.points_from_xy(facts["lon"], facts["lat"]), crs=WGS84)
    metric = utm_crs(points)
    sites = shapely.get_coordinates(points.to_crs(metric).array)
    areas_m2 = facts["area_km2"].to_numpy() * 1e6
    outline = outline_of(sites, areas_m2)
    weights = fit_weights(sites, areas_m2, outline)
    cells = gpd.GeoSeries(bend(power_cells(sites, weights, outline)), crs=metric)
    return gpd.GeoDataFrame(
        {
            "kode": facts.index,
            "nama": facts["desa_name"].to_numpy(),
            "kode_kec": KECAMATAN_CODE,
            "kecamatan": KECAMATAN_NAME,
            "kode_bps": facts["bps_code"].to_numpy(),
            "lon_titik": facts["lon"].to_numpy(),
            "lat_titik": facts["lat"].to_numpy(),
            "ket": "batas perkiraan",
        },
        geometry=cells.to_crs(WGS84),
    )


def outline_of(sites: np.ndarray, areas_m2: np.ndarray) -> BaseGeometry:
    """Return a closed shape around all points, wide where the desa are large, as large as all together."""
    radii = np.sqrt(areas_m2 / np.pi)

    def shape(scale: float) -> BaseGeometry:
        discs = shapely.union_all(shapely.buffer(shapely.points(sites), np.maximum(radii * scale, 1200.0)))
        return shapely.buffer(shapely.buffer(discs, 4000.0), -4000.0)

    low, high = 0.3, 3.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if shape(middle).area < areas_m2.sum() else (low, middle)
    return shapely.simplify(shape(high), 60.0)


def fit_weights(sites: np.ndarray, areas_m2: np.ndarray, outline: BaseGeometry, *, rounds: int = 300) -> np.ndarray:
    """Return the weight of each point (m²) under which the cells' areas come near ``areas_m2``."""
    west, south, east, north = outline.bounds
    x, y = np.meshgrid(np.arange(west, east, GRID_M), np.arange(south, north, GRID_M))
    inside = shapely.contains_xy(outline, x, y)
    squared = (x[inside][:, None] - sites[:, 0]) ** 2 + (y[inside][:, None] - sites[:, 1]) ** 2
    reach = (1 - 2 * KEEP_SHARE) * ((sites[:, None] - sites) ** 2).sum(axis=2)
    lead = shortest_path(reach)  # the most that one weight may exceed another, all points in between respected
    weights = np.zeros(len(sites))
    for _ in range(rounds):
        owner = (squared - weights).argmin(axis=1)
        found_m2 = np.bincount(owner, minlength=len(sites)) * GRID_M**2
        weights += 0.2 * (areas_m2 - found_m2)
        weights = (weights[:, None] + lead).min(axis=0)
    return weights


def power_cells(sites: np.ndarray, weights: np.ndarray, outline: BaseGeometry) -> np.ndarray:
    """Return the cell of each point: the outline cut by the border with every other point."""
    cells = np.full(len(sites), outline, dtype=object)
    for other, weight in zip(sites, weights, strict=True):
        is_other = (sites != other).any(axis=1)
        borders = half_planes(sites[is_other], other, (weights - weight)[is_other])
        cells[is_other] = shapely.intersection(cells[is_other], borders)
    return shapely.coverage_clean(cells)


def half_planes(sites: np.ndarray, other: np.ndarray, leads: np.ndarray, *, size_m: float = 1e5) -> np.ndarray:
    """Return for each site a large rectangle of what lies on its side of the border with ``other``."""
    gaps = other - sites
    lengths = np.hypot(*gaps.T)[:, None]
    along = gaps / lengths
    across = np.column_stack([-along[:, 1], along[:, 0]]) * size_m
    feet = sites + along * (lengths**2 + leads[:, None]) / (2 * lengths)
    back = feet - along * size_m
    return shapely.polygons(np.stack([feet + across, feet - across, back - across, back + across], axis=1))


def bend(cells: np.ndarray, *, step_m: float = 100.0, slope: float = 0.2) -> np.ndarray:
    """Bend straight borders by a smooth field of waves; neighbours stay neighbours.

    Every place moves by a sum of four waves per axis, ``slope`` metres per metre at most each, together less
    than one: no two places meet, so a coverage stays a coverage.
    """
    rng = np.random.default_rng(KECAMATAN_SEED)
    lengths_m = np.repeat([3600.0, 2000.0, 1200.0, 600.0], 2)
    bearings, phases = rng.uniform(0, 2 * np.pi, (2, len(lengths_m)))
    numbers = 2 * np.pi / lengths_m * np.array([np.sin(bearings), np.cos(bearings)])
    heights_m = slope * lengths_m / (2 * np.pi)

    def move(places: np.ndarray) -> np.ndarray:
        waves = heights_m * np.sin(places @ numbers + phases)
        return (places + np.column_stack([waves[:, ::2].sum(axis=1), waves[:, 1::2].sum(axis=1)])).round(2)

    return shapely.coverage_clean(shapely.transform(shapely.segmentize(cells, step_m), move))
