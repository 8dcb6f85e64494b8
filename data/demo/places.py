"""Where the demo's families live: settlements of each desa, houses along a road or river."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84, utm_crs

WIDE_KM2 = 40.0
"""A desa this large has an "anak desa" far from its centre."""
FAMILIES_PER_DUSUN = 130
MOST_DUSUN = 5
FAMILIES_PER_RT = 30


def draw_houses(facts: pd.DataFrame, boundaries: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Place every family of every desa.

    Parameters
    ----------
    facts
        Index ``desa_code``; ``lon``, ``lat``, ``area_km2``, ``family_count``.
    boundaries
        One polygon per desa, in the order of ``facts``, EPSG:4326.

    Returns
    -------
    pandas.DataFrame
        One row per family: ``kode_desa``, ``desa``, ``dusun``, ``is_far``, ``rt``, ``rw``, ``lon``, ``lat``
        (degrees, EPSG:4326). Every house lies in its desa.
    """
    metric = utm_crs(boundaries)
    polygons = boundaries.geometry.to_crs(metric).array
    points = gpd.GeoSeries(gpd.points_from_xy(facts["lon"], facts["lat"]), crs=WGS84).to_crs(metric)
    desa = facts.assign(polygon=polygons, centre=list(shapely.get_coordinates(points.array)))
    houses = pd.concat([_houses_of_desa(one, rng) for one in desa.itertuples()], ignore_index=True)
    back = gpd.GeoSeries(gpd.points_from_xy(houses.pop("x_m"), houses.pop("y_m")), crs=metric).to_crs(WGS84)
    return houses.assign(lon=back.x.round(6).to_numpy(), lat=back.y.round(6).to_numpy())


def _houses_of_desa(desa: Any, rng: np.random.Generator) -> pd.DataFrame:
    has_far = desa.area_km2 > WIDE_KM2
    wanted = 1 + round(desa.family_count / FAMILIES_PER_DUSUN) + has_far
    middles = settlements(desa.polygon, desa.centre, min(wanted, MOST_DUSUN), rng, has_far=has_far)
    sizes = np.array([4.0, *[2.0] * (len(middles) - 1)])
    sizes[-1] = 1.0 if has_far else sizes[-1]
    counts = rng.multinomial(desa.family_count, rng.dirichlet(sizes * 3))
    parts = [
        _strip(desa.polygon, middle, count, rng).assign(rw=number)
        for number, (middle, count) in enumerate(zip(middles, counts, strict=True), start=1)
    ]
    houses = pd.concat(parts, ignore_index=True)
    is_far = has_far & (houses["rw"] == len(middles))
    return houses.assign(
        kode_desa=desa.Index,
        desa=desa.desa_name,
        dusun=np.where(is_far, "Anak desa", "Dusun " + houses["rw"].astype(str)),
        is_far=is_far,
        rt=houses.index // FAMILIES_PER_RT + 1,
    )


def settlements(
    polygon: BaseGeometry,
    centre: np.ndarray,
    count: int,
    rng: np.random.Generator,
    *,
    has_far: bool,
    apart_m: float = 700.0,
    reach_m: float = 1300.0,
    far_m: float = 3500.0,
) -> np.ndarray:
    """Return the middles of ``count`` settlements: the known point, others near it, maybe one far away.

    ``apart_m`` is the least distance between two of them, as long as there is room; ``reach_m`` the mean
    distance from the known point; ``far_m`` the least distance of the
    far one, which comes last.
    """
    room = candidates(polygon, rng)
    chosen = [centre]
    for number in range(1, count):
        from_centre = np.hypot(*(room - centre).T)
        nearest = np.hypot(*(room[:, None] - np.array(chosen)).transpose(2, 0, 1)).min(axis=1)
        is_far = has_far and number == count - 1
        liking = np.where(from_centre > far_m, 1.0, 0.0) if is_far else np.exp(-from_centre / reach_m)
        liking = np.where(nearest >= apart_m, liking, 0.0)
        if not liking.any():
            liking = (nearest == nearest.max()).astype(float)
        chosen.append(room[rng.choice(len(room), p=liking / liking.sum())])
    return np.array(chosen)


def candidates(polygon: BaseGeometry, rng: np.random.Generator, *, edge_m: float = 200.0) -> np.ndarray:
    """Return 500 or so random places of ``polygon``, none nearer than ``edge_m`` to its border."""
    inner = shapely.buffer(polygon, -edge_m)
    west, south, east, north = inner.bounds
    places = rng.uniform((west, south), (east, north), (1000, 2))
    return places[shapely.contains_xy(inner, *places.T)]


def _strip(polygon: BaseGeometry, middle: np.ndarray, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Put ``count`` houses along a line through ``middle``; what falls outside moves towards the middle."""
    bearing = rng.uniform(0, np.pi)
    length_m = np.clip(25 * np.sqrt(count), 80, 420)
    along, across = np.sort(rng.normal(0, length_m, count)), rng.normal(0, 0.25 * length_m, count)
    east = along * np.sin(bearing) + across * np.cos(bearing)
    north = along * np.cos(bearing) - across * np.sin(bearing)
    offsets = np.column_stack([east, north])
    for _ in range(8):
        is_outside = ~shapely.contains_xy(polygon, *(middle + offsets).T)
        offsets[is_outside] *= 0.6
    return pd.DataFrame(middle + offsets, columns=["x_m", "y_m"])
